import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.partenaires.etats import EtatPreinscription
from ppas.partenaires.operations.corrections import demander_correction
from ppas.socle.models import Courriel
from tests.captchas import captcha_de, captcha_resolu
from tests.factories import AgentFactory, CaisseFactory, PreinscriptionFactory
from tests.partenaires.inscription import TERMINEE

pytestmark = pytest.mark.django_db


@pytest.fixture
def preinscription():
    """A request that its caisse has returned."""
    preinscription = PreinscriptionFactory(siret="12345678998745", batiment="Bat A")
    agent = AgentFactory(administrateur=True, caisse=preinscription.caisse)
    demander_correction(preinscription, message="Le <b>SIRET</b> est faux.\nMerci.", par=agent.utilisateur)
    return preinscription


@pytest.fixture
def lien(preinscription):
    """The address that the mail gives."""
    corps = Courriel.objects.get(est_secret=True).corps
    secret = corps.partition("/preinscription/correction/")[2].partition("/")[0]
    return reverse("partenaires:correction", args=[secret])


def saisie(preinscription, **champs):
    noms = ["code_convention", "nom_partenaire", "siret", "telephone", "batiment", "code_postal", "commune", "nom"]
    noms += ["prenom", "login", "mail", "telephone_administrateur"]
    tels_quels = {nom: getattr(preinscription, nom) for nom in noms}
    return tels_quels | {"type_partenaire": preinscription.type_partenaire_id} | captcha_resolu() | champs


@pytest.mark.exigence("PLU-12")
def test_le_lien_rouvre_le_formulaire_rempli(client, preinscription, lien):
    reponse = client.get(lien)
    assertContains(reponse, 'value="Bat A"')
    assertContains(reponse, 'value="12345678998745"')
    assertContains(reponse, "Le &lt;b&gt;SIRET&lt;/b&gt; est faux.<br>Merci.")
    assertContains(reponse, '<select name="caisse"')
    assert "no-store" in reponse.headers["Cache-Control"]


@pytest.mark.exigence("PLU-12")
def test_la_correction_envoyee_revient_a_la_caisse_et_ferme_le_lien(client, preinscription, lien):
    assertRedirects(client.post(lien, saisie(preinscription, siret="732 829 320 00074")), TERMINEE)
    preinscription.refresh_from_db()
    assert (preinscription.etat, preinscription.siret) == (EtatPreinscription.EN_ATTENTE, "73282932000074")
    reponse = client.get(lien)
    assertContains(reponse, "Ce lien n’est plus valable", status_code=410)
    assertNotContains(reponse, "Ciel Bleu", status_code=410)
    assert client.post(lien, saisie(preinscription)).status_code == 410


@pytest.mark.exigence("PLU-12")
def test_un_lien_expire_le_dit(client, lien, horloge):
    horloge.avancer(days=400)
    assertContains(client.get(lien), "contactez la caisse", status_code=410)


def test_un_lien_invente_ne_dit_rien_de_plus(client, db):
    assert client.get(reverse("partenaires:correction", args=["x" * 43])).status_code == 410


@pytest.mark.exigence("REG-28", "REG-29")
def test_une_correction_fausse_garde_la_saisie_et_redemande_le_captcha(client, preinscription, lien):
    reponse = client.post(lien, saisie(preinscription, commune="Lens", code_postal="6"))
    assert list(reponse.context["form"].errors) == ["code_postal"]
    assertContains(reponse, 'value="Lens"')
    assert captcha_de(reponse.content.decode())
    preinscription.refresh_from_db()
    assert preinscription.commune == "ARRAS"


@pytest.mark.exigence("REG-27")
def test_d_autres_caracteres_gardent_la_correction_en_cours(client, preinscription, lien):
    reponse = client.post(lien, saisie(preinscription, commune="Lens") | {"actualiser_captcha": "1"})
    assertContains(reponse, 'value="Lens"')
    assertNotContains(reponse, "is-invalid")


def test_la_caisse_ne_change_pas(client, preinscription, lien):
    ailleurs = CaisseFactory(code="27")
    client.post(lien, saisie(preinscription, caisse=ailleurs.pk, regime=ailleurs.regime_id))
    preinscription.refresh_from_db()
    assert (preinscription.etat, preinscription.caisse.code) == (EtatPreinscription.EN_ATTENTE, "03")


@pytest.mark.exigence("REG-23")
def test_le_login_d_un_autre_est_dit_pres_du_champ(client, preinscription, lien):
    PreinscriptionFactory(login="Pris")
    reponse = client.post(lien, saisie(preinscription, login="pris"))
    assert list(reponse.context["form"].errors) == ["login"]
    assertContains(client.get(lien), "Correction de la préinscription")
