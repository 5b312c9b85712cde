"""Manual, §2.7: « Peut-on invalider une nouvelle convention ? »."""

import pytest

from ppas.caisses.models import Caisse
from ppas.partenaires.models import Partenaire
from tests.factories import ConventionFactory
from tests.parcours.courrier import dernier_courriel
from tests.parcours.visiteur import Visiteur


@pytest.mark.exigence("CON-09", "CON-10", "CON-16", "MAI-05", "MAI-08")
def test_la_caisse_invalide_et_l_administrateur_recoit_le_mail_du_manuel(
    alex: Visiteur, agent: Visiteur, caisse: Caisse, ciel_bleu: Partenaire
) -> None:
    ConventionFactory(partenaire=ciel_bleu, caisse=caisse, code="Mikal382", en_attente=True)
    agent.cliquer("À valider")
    agent.cliquer("Conventions ajoutées (1)")
    agent.cliquer("Examiner la convention Mikal382")
    agent.remplir({"Motif de l’invalidation": "Ce code est celui d’une autre structure."})
    agent.cliquer("Invalider")

    courriel = dernier_courriel("alexandre@fr.fr")
    assert courriel.sujet == "Mail de confirmation : invalidation de convention"
    assert courriel.corps.startswith(
        "Bonjour,\n\n"
        "Je suis au regret de vous informer que la convention n° Mikal382 n’a pas pu être validée par la caisse "
        "CARSAT Nord picardie.\n"
        "Merci de bien vouloir contacter l’administrateur de votre caisse.\n\n"
        "Cordialement\n"
        "Administrateur PPAS\n"
    )
    alex.modifier_inscription("Conventions")
    assert "Ce code est celui d’une autre structure." in alex.ligne("Mikal382")["Etat convention"]
