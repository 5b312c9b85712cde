import lxml.html
import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention
from ppas.socle.models import Evenement
from tests.factories import (
    CaisseFactory,
    ConventionFactory,
    PreinscriptionFactory,
    RegimeFactory,
    TypePartenaireFactory,
)

pytestmark = pytest.mark.django_db
ADRESSE = "/partenaires/modification/conventions/"


@pytest.fixture
def cnracl():
    return CaisseFactory(code="90", nom="CNRACL", regime=RegimeFactory(code="CNRACL"))


def saisie(chez, **autres):
    return {
        "regime": chez.regime_id,
        "caisse": chez.pk,
        "type_partenaire": TypePartenaireFactory(evaluation=True).pk,
        "code": "CL19720812",
    } | autres


@pytest.mark.exigence("CON-01", "CON-02", "CON-14", "CON-16")
def test_les_conventions_et_leur_etat(client, administrateur):
    ConventionFactory(partenaire=administrateur.partenaire, code="9059003C")
    ConventionFactory(partenaire=administrateur.partenaire, code="CL19720812", en_attente=True)
    ConventionFactory(partenaire=administrateur.partenaire, code="Mikal382", invalidee=True)
    ConventionFactory(code="ETRANGERE")
    reponse = client.get(ADRESSE)
    entetes = [entete.text_content() for entete in lxml.html.fromstring(reponse.content).xpath("//thead//th")]
    for texte in ("Régime", "Caisse", "Code convention", "Type convention", "Etat convention"):
        assert any(entete.startswith(texte) for entete in entetes)
    for texte in ("9059003C", "validé", "CL19720812", "en attente de validation", "Mikal382", "Code inconnu"):
        assertContains(reponse, texte)
    assertNotContains(reponse, "ETRANGERE")


@pytest.mark.exigence("CON-05", "CON-11")
def test_la_page_dit_a_qui_s_adresser_pour_une_convention_validee(client, administrateur):
    reponse = client.get(ADRESSE)
    assertContains(reponse, "rapprochez-vous de l’administrateur régional de la caisse concernée")
    assertContains(reponse, "La convention est d’abord signée avec la caisse du régime de retraite")
    assertContains(reponse, "Créer convention")


@pytest.mark.exigence("CON-03", "CON-06", "CON-07")
def test_une_demande_apparait_aussitot_en_attente_et_n_ouvre_rien(client, administrateur, cnracl):
    reponse = client.post(ADRESSE, saisie(cnracl), follow=True)
    assertContains(reponse, "CL19720812 est en attente de validation par l’administrateur régional")
    convention = Convention.objects.get()
    assert (convention.partenaire, convention.etat) == (administrateur.partenaire, EtatConvention.EN_ATTENTE)
    assert (convention.identifiant_structure, convention.traitee_le) == ("", None)
    evenement = Evenement.objects.get(action="demander-convention")
    assert (evenement.partenaire_ref, evenement.caisse_ref) == (administrateur.partenaire_id, cnracl.pk)
    assertNotContains(client.get(reverse("accueil:services")), "ÉVALUATIONS")


@pytest.mark.exigence("CON-12", "CON-15")
def test_plusieurs_conventions_avec_la_meme_caisse_et_plusieurs_types(client, administrateur, cnracl):
    client.post(ADRESSE, saisie(cnracl, code="9059003C"))
    client.post(ADRESSE, saisie(cnracl, code="19721208"))
    client.post(ADRESSE, saisie(cnracl, code="H1", type_partenaire=TypePartenaireFactory(habitat=True).pk))
    assert Convention.objects.filter(partenaire=administrateur.partenaire, caisse=cnracl).count() == 3


@pytest.mark.exigence("CON-12")
@pytest.mark.parametrize("pris", ["valide", "en-attente", "preinscription"])
def test_un_code_deja_inscrit_aupres_de_la_caisse_est_refuse(client, administrateur, cnracl, pris):
    if pris == "preinscription":
        PreinscriptionFactory(caisse=cnracl, code_convention="cl19720812")
    else:
        ConventionFactory(caisse=cnracl, code="cl19720812", en_attente=pris == "en-attente")
    reponse = client.post(ADRESSE, saisie(cnracl))
    assertContains(reponse, "Ce code convention est déjà inscrit auprès de cette caisse.")
    assertContains(reponse, 'id="id_code_error"')
    assert not Convention.objects.filter(partenaire=administrateur.partenaire).exists()


@pytest.mark.exigence("CON-16")
def test_une_convention_invalidee_peut_etre_redemandee(client, administrateur, cnracl):
    ConventionFactory(partenaire=administrateur.partenaire, caisse=cnracl, code="CL19720812", invalidee=True)
    client.post(ADRESSE, saisie(cnracl))
    assert Convention.objects.en_attente().filter(code="CL19720812").count() == 1


@pytest.mark.exigence("CON-03")
@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        *((champ, valeur) for champ in ("regime", "caisse", "type_partenaire") for valeur in ("", "999999", "<x>")),
        ("code", ""),
        ("code", "a" * 31),
        ("code", "\x07"),
    ],
)
def test_une_valeur_fausse_est_signalee(client, administrateur, cnracl, champ, valeur):
    reponse = client.post(ADRESSE, saisie(cnracl, **{champ: valeur}))
    assertContains(reponse, f'id="id_{champ}_error"')
    assert not Convention.objects.exists()


@pytest.mark.exigence("CON-13")
def test_une_caisse_d_un_autre_regime_est_refusee(client, administrateur, cnracl):
    reponse = client.post(ADRESSE, saisie(cnracl, regime=RegimeFactory(code="CNAV").pk))
    assertContains(reponse, "Cette caisse ne relève pas du régime choisi.")


@pytest.mark.exigence("CON-03")
def test_afficher_les_caisses_garde_la_saisie_et_n_enregistre_rien(client, administrateur, cnracl):
    CaisseFactory()
    reponse = client.post(ADRESSE, {"regime": cnracl.regime_id, "code": "CL19720812", "actualiser": "1"})
    liste = reponse.content.decode().partition('id="id_caisse"')[2].partition("</select>")[0]
    assert "CNRACL" in liste
    assert "CARSAT" not in liste
    assertContains(reponse, 'value="CL19720812"')
    assert not Convention.objects.exists()


@pytest.mark.parametrize("nb", [1, 3])
def test_la_liste_demande_toujours_autant_a_la_base(client, administrateur, django_assert_num_queries, nb):
    ConventionFactory.create_batch(nb, partenaire=administrateur.partenaire)
    with django_assert_num_queries(7):
        client.get(ADRESSE)
