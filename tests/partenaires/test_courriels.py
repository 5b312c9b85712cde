"""The very words of the mails about registrations and conventions (area MAI)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ppas.partenaires import courriels
from tests.factories import ConventionFactory, PartenaireFactory, PreinscriptionFactory, RattachementFactory
from tests.factories.caisses import CaisseFactory

pytestmark = pytest.mark.django_db
EXPIRE_LE = datetime(2026, 11, 11, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
ACCES = """\
Mot de passe temporaire : Soleil2026

Il ne sert qu’une fois, jusqu’au 11/11/2026\xa0à\xa009:30. Vous aurez à le changer après vous être connecté :
https://portail.exemple.fr/comptes/connexion/
"""
SIGNATURE = "Cordialement\nAdministrateur PPAS\n"
REGRET = f"""\
Bonjour,

Je suis au regret de vous informer que la convention n° Mikal382 n’a pas pu être validée par la caisse CARSAT Nord \
picardie.
Merci de bien vouloir contacter l’administrateur de votre caisse.

{SIGNATURE}
Motif indiqué par la caisse : Code inconnu
"""


@pytest.fixture(autouse=True)
def portail(settings) -> None:
    settings.ADRESSE_DU_PORTAIL = "https://portail.exemple.fr"
    settings.LIEN_UNIQUE = False


@pytest.fixture
def convention():
    """Return the convention of the manual's example."""
    return ConventionFactory(
        code="Mikal382",
        caisse=CaisseFactory(code="07", nom="CARSAT Nord picardie"),
        partenaire=PartenaireFactory(nom="Association Ciel Bleu"),
        motif="Code inconnu",
    )


@pytest.fixture
def rattachement(convention):
    return RattachementFactory(
        partenaire=convention.partenaire,
        utilisateur__mail="grizzi@exemple.fr",
        utilisateur__mot_de_passe_expire_le=EXPIRE_LE,
    )


@pytest.mark.exigence("MAI-01")
def test_inscription_validee(convention, rattachement) -> None:
    message = courriels.preinscription_validee(rattachement.utilisateur, convention, "Soleil2026")
    assert (message.destinataire, message.sujet) == ("grizzi@exemple.fr", "Confirmation de votre inscription")
    assert message.est_secret
    assert message.corps == (
        "Bonjour,\n\n"
        f"La caisse {convention.caisse} a validé l’inscription de Association Ciel Bleu au portail Partenaires Action "
        "Sociale (convention n° Mikal382). Vous pouvez l’utiliser dès maintenant.\n\n"
        f"{ACCES}\n"
        "Votre login est celui que vous avez choisi lors de la préinscription.\n\n"
        f"{SIGNATURE}"
    )


@pytest.mark.exigence("MAI-02")
def test_inscription_invalidee(convention) -> None:
    preinscription = PreinscriptionFactory(
        code_convention="Mikal382", caisse=convention.caisse, mail="grizzi@exemple.fr", motif="Code inconnu"
    )
    message = courriels.preinscription_invalidee(preinscription)
    assert (message.destinataire, message.sujet, message.est_secret) == (
        "grizzi@exemple.fr", "Mail de confirmation : invalidation de convention", False,
    )  # fmt: skip
    assert message.corps == (
        f"{REGRET}\n"
        "Après avoir contacté la caisse, remplissez à nouveau le formulaire de préinscription en entier, à partir des "
        "informations qu’elle vous aura transmises. Le même login et le même code convention peuvent servir.\n"
    )


@pytest.mark.exigence("MAI-03")
def test_utilisateur_inscrit(rattachement) -> None:
    message = courriels.utilisateur_inscrit(rattachement, "Soleil2026")
    assert (message.destinataire, message.sujet) == (
        "grizzi@exemple.fr", "Votre inscription au portail Partenaires Action Sociale",
    )  # fmt: skip
    assert message.est_secret
    assert rattachement.utilisateur.login not in message.corps
    assert message.corps == (
        "Bonjour,\n\nAssociation Ciel Bleu vous a inscrit au portail Partenaires Action Sociale.\n\n"
        f"{ACCES}\nVotre login vous est transmis par l’administrateur de votre structure.\n\n{SIGNATURE}"
    )


@pytest.mark.exigence("MAI-05", "CON-10")
def test_convention_invalidee(convention) -> None:
    message = courriels.convention_invalidee(convention, "grizzi@exemple.fr")
    assert (message.destinataire, message.sujet) == (
        "grizzi@exemple.fr", "Mail de confirmation : invalidation de convention",
    )  # fmt: skip
    assert message.corps == REGRET


@pytest.mark.exigence("MAI-07")
def test_preinscription_a_traiter(convention) -> None:
    preinscription = PreinscriptionFactory(code_convention="Mikal382", caisse=convention.caisse)
    message = courriels.preinscription_a_traiter(preinscription, "caisse@exemple.fr")
    assert (message.destinataire, message.sujet) == ("caisse@exemple.fr", "Une préinscription attend votre décision")
    assert message.corps == (
        "Bonjour,\n\n"
        "Association Ciel Bleu demande son inscription au portail Partenaires Action Sociale (convention n° Mikal382, "
        f"caisse {convention.caisse}). Sa demande attend votre décision :\n"
        f"https://portail.exemple.fr/partenaires/a-valider/preinscriptions/{preinscription.pk}/\n\n{SIGNATURE}"
    )


@pytest.mark.exigence("MAI-09")
def test_convention_validee(convention) -> None:
    message = courriels.convention_validee(convention, "grizzi@exemple.fr")
    assert message.sujet == "Mail de confirmation : validation de convention"
    assert message.corps == (
        "Bonjour,\n\n"
        f"La convention n° Mikal382 a été validée par la caisse {convention.caisse}.\n"
        f"Ses services vous sont ouverts dans le menu « Les services ».\n\n{SIGNATURE}"
    )
