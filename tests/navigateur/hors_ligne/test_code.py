"""The code: five tries, another code, what remains possible; nothing of it leaves the computer."""

import pytest
from playwright.sync_api import Page, expect

from ppas.evaluations.models import Appareil
from ppas.socle.models import Evenement
from tests.navigateur.hors_ligne.conftest import APPLICATION, CODE, GESTION, Poste, commande

pytestmark = pytest.mark.exigence("PLU-15")


def essayer(page: Page, code: str) -> None:
    page.get_by_label("Code du mode déconnecté").fill(code)
    page.get_by_role("button", name="Ouvrir").click()


def test_cinq_codes_faux_effacent_la_cle(pret: Poste) -> None:
    page = pret.redemarrer()
    page.goto(APPLICATION)
    for reste in ("4 essais", "3 essais", "2 essais"):
        essayer(page, "pas le bon")
        expect(page.get_by_text(f"Il reste {reste}")).to_be_visible()
        expect(page.get_by_label("Code du mode déconnecté")).to_be_focused()
    page = pret.redemarrer()  # starting again gives no try back
    page.goto(APPLICATION)
    essayer(page, "pas le bon")
    expect(page.get_by_text("Il reste 1 essai ")).to_be_visible()
    essayer(page, "pas le bon")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Les évaluations de cet ordinateur ne peuvent plus être lues"
    )
    expect(page.get_by_role("heading", name="Restaurer une copie")).to_be_visible()
    page.reload()
    expect(page.get_by_text("La clé a été effacée")).to_be_visible()


def test_un_bon_code_rend_les_cinq_essais(pret: Poste) -> None:
    page = pret.page
    page.reload()
    essayer(page, "pas le bon")
    expect(page.get_by_text("Il reste 4 essais")).to_be_visible()
    essayer(page, CODE)
    expect(page.get_by_role("heading", name="Mes commandes")).to_be_visible()
    page.reload()
    essayer(page, "pas le bon")
    expect(page.get_by_text("Il reste 4 essais")).to_be_visible()


@pytest.mark.exigence("EVA-06")
def test_renouveler_change_le_code_et_garde_les_evaluations(pret: Poste) -> None:
    page = pret.page
    page.goto(GESTION)
    page.get_by_label("Code actuel").fill(CODE)
    page.get_by_label("Code choisi").fill("nouveau code 8")
    page.get_by_label("Le même code, une seconde fois").fill("nouveau code 8")
    page.get_by_role("button", name="Renouveler").click()
    expect(page.get_by_text("Le code est changé")).to_be_visible()
    page.goto(APPLICATION)
    essayer(page, CODE)
    expect(page.get_by_text("Il reste 4 essais")).to_be_visible()
    essayer(page, "nouveau code 8")
    expect(page.get_by_role("link", name="DURANDCANARI")).to_be_visible()
    assert Evenement.objects.filter(action="renouveler-appareil").exists()


@pytest.mark.parametrize(
    ("code", "phrase"),
    [
        ("12345", "au moins 6 chiffres"),
        ("111111", "au moins trois signes différents"),
        ("123456", "une suite"),
        ("987654", "une suite"),
    ],
)
def test_un_code_trop_facile_est_refuse(poste: Poste, code: str, phrase: str) -> None:
    page = poste.page
    page.goto(GESTION)
    page.get_by_label("Nom de cet ordinateur").fill("Portable")
    page.get_by_label("Code choisi").fill(code)
    page.get_by_role("button", name="Générer le mode déconnecté").click()
    expect(page.locator(".erreur")).to_contain_text(phrase)
    expect(page.get_by_label("Code choisi")).to_be_focused()
    expect(page.get_by_label("Nom de cet ordinateur")).to_have_value("Portable")
    assert not Appareil.objects.exists()


def test_le_code_ne_quitte_jamais_l_ordinateur(poste: Poste) -> None:
    envoyes = []
    poste.contexte.on("request", lambda requete: envoyes.append(f"{requete.url} {requete.post_data}"))
    poste.generer("cerise secrete 7")
    poste.entrer("cerise secrete 7")
    assert [envoi for envoi in envoyes if "secrete" in envoi] == []


def test_verrouiller_oublie_tout_ce_qui_est_en_clair(pret: Poste) -> None:
    page = pret.page
    pret.aller("#commandes")
    expect(page.get_by_role("link", name="DURANDCANARI")).to_be_visible()
    page.get_by_role("button", name="Verrouiller").click()
    expect(page.get_by_label("Code du mode déconnecté")).to_be_visible()
    expect(page.get_by_text("DURANDCANARI")).to_have_count(0)


def test_apres_un_quart_d_heure_sans_rien_faire_l_application_se_verrouille(poste: Poste) -> None:
    poste.generer()
    page = poste.page
    page.clock.install()
    poste.entrer()
    poste.recevoir(commande())
    page.clock.run_for("16:00")
    expect(page.get_by_label("Code du mode déconnecté")).to_be_visible()
