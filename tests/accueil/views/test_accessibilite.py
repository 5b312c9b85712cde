"""« Accessibilité » and « Configuration de votre poste », without a browser."""

import pytest
from django.test import Client
from django.urls import reverse

from ppas.accueil.regles import accessibilite
from ppas.accueil.regles.navigateurs import lire_navigateurs
from tests.conftest import Horloge

pytestmark = pytest.mark.django_db


def lire(client: Client, nom: str) -> str:
    return " ".join(client.get(reverse(f"accueil:{nom}")).text.replace("&nbsp;", " ").split())


@pytest.mark.exigence("ACC-05")
def test_la_declaration_dit_ce_que_la_loi_demande(client: Client, horloge: Horloge) -> None:
    horloge.regler("2026-12-01 09:00")
    page = lire(client, "accessibilite")
    grille = accessibilite.lire_grille()
    assert f"<b>{accessibilite.taux(grille)} %</b> des critères sont respectés" in page
    assert "est <b>partiellement conforme</b> avec le Référentiel" in page
    assert "Auto-évaluation" in page
    assert "28/11/2026" in page
    assert all(critere.comment in page for critere in grille if critere.resultat == accessibilite.NON_CONFORME)
    assert f'href="{reverse("assistance:contact")}"' in page
    assert "Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07" in page


@pytest.mark.exigence("ACC-05")
def test_une_revue_trop_ancienne_ne_prouve_plus_rien(client: Client, horloge: Horloge) -> None:
    horloge.regler("2030-01-02 09:00")
    assert "est <b>non conforme</b> avec" in lire(client, "accessibilite")


@pytest.mark.exigence("ACC-01", "ACC-02", "ACC-03", "ACC-04", "ACC-07", "ACC-08")
@pytest.mark.parametrize(
    "phrase",
    [
        "Ce portail est optimisé pour une résolution d’écran de 1280 par 768 pixels.",
        "45.2 et plus",
        "49.0 et plus",
        "Si vous utilisez IE, qu’elle que soit la version, le site sera visible mais son affichage sera",
        "les services destinés aux structures d’évaluation ne seront pas opérationnels.",
        "En mettant à jour gratuitement la version de votre navigateur, vous vous assurez une lecture",
        "une lecture la plus conforme aux standards et donc la plus accessible.",
        "Certains documents ou pages sont au format PDF.",
        "Ceux des versions 45 et 52 sont rappelés, pour mémoire",
    ],
)
def test_la_page_de_configuration_dit_ce_que_dit_la_faq(client: Client, phrase: str) -> None:
    assert phrase in lire(client, "configuration")


@pytest.mark.exigence("ACC-02")
def test_la_version_conseillee_ne_descend_jamais_sous_le_plancher() -> None:
    planchers = [(nav.nom, float(nav.plancher), float(nav.conseillee)) for nav in lire_navigateurs() if nav.plancher]
    assert [nom for nom, plancher, conseillee in planchers if conseillee < plancher] == []
    assert {"Firefox", "Chrome"} <= {nom for nom, *_ in planchers}
