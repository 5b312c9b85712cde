import re

import lxml.html
import pytest
from django.urls import reverse
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.partenaires.models import Preinscription
from ppas.partenaires.regles import conditions
from ppas.socle.models import Courriel
from ppas.socle.operations.courriels import envoyer
from ppas.socle.regles.affichage import insecables
from tests.factories import (
    CaisseFactory,
    PreinscriptionFactory,
    RegimeFactory,
    UtilisateurFactory,
)
from tests.partenaires.inscription import CONDITIONS, CONVENTION, FORMULAIRE, TERMINEE, remplir

pytestmark = pytest.mark.django_db


@pytest.mark.exigence("REG-03")
def test_l_entree_de_l_inscription_ouvre_les_conditions_generales(client):
    assertContains(client.get("/"), f'<a href="{CONDITIONS}">Vous n’êtes pas encore inscrit&nbsp;?</a>', html=True)
    assertContains(client.get(CONDITIONS), "Conditions générales d’inscription")


@pytest.mark.exigence("REG-04")
def test_sans_accepter_on_ne_va_pas_plus_loin(client):
    assertContains(
        client.post(CONDITIONS, {}), insecables("Cochez la case « J’accepte » pour poursuivre l’inscription.")
    )
    assertRedirects(client.get(CONVENTION), CONDITIONS)


@pytest.mark.exigence("REG-04")
@pytest.mark.parametrize("methode", ["get", "post"])
@pytest.mark.parametrize("url", [CONVENTION, FORMULAIRE, TERMINEE])
def test_un_lien_direct_ramene_a_la_premiere_etape(client, saisie, methode, url):
    assertRedirects(getattr(client, methode)(url, saisie if methode == "post" else None), CONDITIONS)
    assert not Preinscription.objects.exists()


@pytest.mark.exigence("REG-02", "REG-06", "REG-07")
def test_la_deuxieme_etape_demande_un_numero_de_convention(client):
    assertRedirects(client.post(CONDITIONS, {"accepte": "on"}), CONVENTION)
    reponse = client.get(CONVENTION)
    assertContains(
        reponse,
        "L’inscription au Portail Partenaires Action Sociale est réservée aux structures ayant conclu une "
        "convention de partenariat avec une caisse de retraite.",
    )
    assertContains(
        reponse,
        "Avant de remplir le formulaire, veuillez vous assurer que vous êtes bien en possession d’un numéro de "
        "convention transmis par les services de la caisse de retraite.",
    )
    assertContains(reponse, "Contactez la caisse avec laquelle votre structure a passé convention")
    assertRedirects(client.get(FORMULAIRE), CONVENTION)
    assertRedirects(client.post(CONVENTION), FORMULAIRE)


@pytest.mark.exigence("REG-05")
def test_une_acceptation_ancienne_est_a_refaire(visiteur, monkeypatch):
    monkeypatch.setattr("ppas.partenaires.views.public.VERSION", "2027-01")
    assertRedirects(visiteur.get(FORMULAIRE), CONDITIONS, fetch_redirect_response=False)


@pytest.mark.exigence("REG-08", "REG-09", "REG-17", "REG-38")
@pytest.mark.parametrize(
    "texte",
    [
        "Information partenaires",
        "(cf convention)",
        "Adresse",
        "Information administrateur",
        "<legend>Captcha</legend>",
        "Enregistrer",
        "Annuler",
        "Les champs marqués d’un astérisque",
        "doivent être identiques à celles de la convention",
        "L’assistance répond au",
    ],
)
def test_le_formulaire_et_ses_panneaux(visiteur, texte):
    assertContains(visiteur.get(FORMULAIRE), texte)


@pytest.mark.exigence("REG-10", "REG-12", "REG-13", "REG-14", "REG-16", "REG-20", "REG-21", "REG-09")
def test_les_champs_obligatoires(visiteur):
    formulaire = remplir(visiteur, {"siret": ""}).context["form"]
    obligatoires = {"regime", "caisse", "code_convention", "type_partenaire", "nom_partenaire", "telephone"}
    obligatoires |= {"code_postal", "commune"}
    obligatoires |= {"nom", "prenom", "login", "mail", "telephone_administrateur"}
    assert set(formulaire.errors) == obligatoires


@pytest.mark.exigence("REG-19")
def test_les_champs_facultatifs_de_l_adresse(visiteur):
    champs = visiteur.get(FORMULAIRE).context["form"].fields
    facultatifs = ["mention_complementaire", "batiment", "numero_voie", "indice_voie", "type_voie", "nom_voie"]
    facultatifs += ["hameau_ou_boite_postale", "cedex", "canton"]
    assert [nom for nom in facultatifs if champs[nom].required] == []


@pytest.mark.exigence("REG-30", "REG-31", "REG-24")
def test_l_exemple_du_manuel_est_envoye_a_sa_caisse(visiteur, saisie):
    reponse = remplir(visiteur, saisie)
    assertRedirects(reponse, TERMINEE)
    preinscription = Preinscription.objects.get()
    assert preinscription.caisse_id == saisie["caisse"]
    assert (preinscription.telephone, preinscription.telephone_administrateur) == ("0302010509", "0302010509")
    assert preinscription.lignes() == ["Bat A", "107 Bis Esplanade Madrid", "62000 Arras"]
    assert preinscription.conditions_version == conditions.VERSION
    page = visiteur.get(TERMINEE)
    assertContains(page, "Votre préinscription est terminée")
    assertContains(page, "Votre demande est en attente de validation par la caisse")
    assertContains(page, "<b>Alex7</b>", html=True)
    assert Courriel.objects.count() == 1


@pytest.mark.exigence("REG-15")
@pytest.mark.parametrize(("siret", "est_averti"), [("12345678998745", True), ("732 829 320 00074", False), ("", False)])
def test_une_cle_de_siret_fausse_n_empeche_rien_et_se_voit(visiteur, saisie, siret, est_averti):
    reponse = remplir(visiteur, saisie | {"siret": siret}, follow=True)
    assert ("La clé de contrôle de ce SIRET est inexacte" in reponse.content.decode()) is est_averti
    assert Preinscription.objects.get().siret == siret.replace(" ", "")


def test_un_second_envoi_demande_de_recommencer_depuis_les_conditions(visiteur, saisie):
    remplir(visiteur, saisie)
    assertRedirects(remplir(visiteur, saisie), CONDITIONS)
    assert Preinscription.objects.count() == 1


@pytest.mark.exigence("REG-28", "REG-15", "REG-16", "REG-22", "REG-12", "REG-20", "REG-21")
@pytest.mark.parametrize(
    ("champ", "valeur", "erreur"),
    [
        ("siret", "1234567899874", "SIRET : 14 chiffres attendus, 13 saisis."),
        ("telephone", "03 02 01 05", "Téléphone : 10 chiffres attendus"),
        ("telephone_administrateur", "abc", "Téléphone : 10 chiffres attendus"),
        ("login", "d’Artagnan", "Login : lettres sans accent et chiffres seulement"),
        ("code_convention", "75 73", "Code convention : recopiez le code"),
        ("code_postal", "6200", "CP : 5 chiffres attendus."),
        ("mail", "alexandre", "adresse"),
        ("nom_partenaire", "Ciel 😀 Bleu", "pictogramme"),
        ("commune", "Arr\x00as", "nul n’est pas autorisé"),
        ("nom", "G" * 81, "80"),
        ("type_voie", "boulevard périphérique", "valide"),
        ("caisse", "999999", "valide"),
        ("regime", "abc", "valide"),
        ("type_partenaire", "99999999999999999999", "valide"),
    ],
)
def test_une_saisie_fausse_est_dite_pres_du_champ_et_le_reste_est_garde(visiteur, saisie, champ, valeur, erreur):
    reponse = remplir(visiteur, saisie | {champ: valeur})
    formulaire = reponse.context["form"]
    assert list(formulaire.errors) == [champ]
    assert erreur in formulaire.errors[champ][0]
    assertContains(reponse, f'id="id_{champ}_error"')
    assertContains(reponse, "Un champ est à corriger")
    assertContains(reponse, 'value="Madrid"')
    assert not Preinscription.objects.exists()


@pytest.mark.exigence("REG-28")
def test_le_resume_des_erreurs_suit_l_ordre_de_la_page(visiteur, saisie):
    page = lxml.html.fromstring(remplir(visiteur, saisie | {"regime": "", "code_convention": "", "nom": ""}).text)
    resume = page.xpath("//section[@class='resume-erreurs']//li/a/@href")
    assert resume == ["#id_regime", "#id_code_convention", "#id_nom"]


@pytest.mark.exigence("REG-23", "REG-12")
def test_un_login_et_un_code_pris_sont_dits_ensemble(visiteur, saisie):
    UtilisateurFactory(login="ALEX7")
    PreinscriptionFactory(code_convention="757300", caisse_id=saisie["caisse"])
    formulaire = remplir(visiteur, saisie).context["form"]
    assert set(formulaire.errors) == {"login", "code_convention"}


@pytest.mark.exigence("REG-18")
def test_l_identite_destinataire_est_le_nom_du_partenaire_quoi_qu_on_envoie(visiteur, saisie):
    reponse = remplir(visiteur, saisie | {"siret": "1", "identite_destinataire": "Autre"})
    assertContains(reponse, 'id="identite_destinataire" value="Association Ciel Bleu"')
    assertNotContains(reponse, "Autre")


def caisses_proposees(reponse):
    liste = re.search(r'<select name="caisse".*?</select>', reponse.content.decode(), re.DOTALL)[0]
    return re.findall(r"<option[^>]*>([^<]+)</option>", liste), re.findall(r'<optgroup label="([^"]+)"', liste)


@pytest.fixture
def deux_regimes():
    CaisseFactory(code="03", nom="CARSAT Bourgogne")
    return CaisseFactory(code="90", nom="CNRACL", regime=RegimeFactory(code="CNRACL")).regime


@pytest.mark.exigence("REG-11")
def test_sans_regime_les_caisses_sont_rangees_par_regime(visiteur, deux_regimes):
    caisses, regimes = caisses_proposees(visiteur.get(FORMULAIRE))
    assert (caisses, regimes) == (["Choisissez…", "CARSAT Bourgogne", "CNRACL"], ["CNAV", "CNRACL"])


@pytest.mark.exigence("REG-11")
def test_afficher_les_caisses_du_regime_garde_la_saisie_et_ne_reproche_rien(visiteur, deux_regimes):
    reponse = visiteur.post(
        FORMULAIRE, {"actualiser": "1", "regime": deux_regimes.pk, "nom_partenaire": "Association Ciel Bleu"}
    )
    assert caisses_proposees(reponse) == (["Choisissez…", "CNRACL"], [])
    assertContains(reponse, 'name="nom_partenaire" value="Association Ciel Bleu"')
    assertNotContains(reponse, "is-invalid")
    assertContains(reponse, f'<option value="{deux_regimes.pk}" selected>CNRACL</option>')


@pytest.mark.exigence("REG-11")
def test_une_caisse_d_un_autre_regime_est_refusee(visiteur, saisie, deux_regimes):
    formulaire = remplir(visiteur, saisie | {"regime": deux_regimes.pk}).context["form"]
    assert formulaire.errors == {"caisse": ["Cette caisse ne relève pas du régime choisi."]}


def test_trop_d_envois_le_disent_et_gardent_la_saisie(visiteur, saisie, monkeypatch):
    monkeypatch.setattr("ppas.partenaires.operations.preinscriptions.ESSAIS_PAR_HEURE", 0)
    reponse = remplir(visiteur, saisie)
    assertContains(reponse, "celui-ci n’est pas parti. Votre saisie est conservée")
    assertContains(reponse, 'value="Association Ciel Bleu"')


def test_un_envoi_enorme_est_refuse_sans_erreur_interne(visiteur):
    assert visiteur.post(FORMULAIRE, {"nom_partenaire": "a" * 3_000_000}).status_code == 413


def test_du_balisage_saisi_reste_du_texte(visiteur, saisie):
    reponse = remplir(visiteur, saisie | {"nom_partenaire": "<script>alert(1)</script>"}, follow=True)
    assertContains(reponse, "&lt;script&gt;alert(1)&lt;/script&gt;")


@pytest.mark.parametrize("nb", [1, 3])
def test_le_formulaire_demande_toujours_autant_a_la_base(visiteur, django_assert_num_queries, nb):
    for rang in range(nb):
        CaisseFactory(code=f"{rang:02d}", nom=f"Caisse {rang}", regime=RegimeFactory(code=f"R{rang}"))
    with django_assert_num_queries(4):
        visiteur.get(FORMULAIRE)


@pytest.mark.exigence("REG-07")
def test_sans_numero_on_sait_quelle_caisse_contacter(client):
    CaisseFactory(nom="CARSAT Nord picardie")
    client.post(CONDITIONS, {"accepte": "on"})
    reponse = client.get(CONVENTION)
    assertContains(reponse, "CARSAT Nord picardie")
    assertContains(reponse, reverse("assistance:contact"))


@pytest.mark.exigence("REG-05", "REG-24", "REG-30")
@pytest.mark.parametrize("texte", ["Demande n°", "Version 2026-11, acceptées le", "GRIZZI", "alexandre@exemple.fr"])
def test_le_recepisse_dit_tout_ce_qu_il_faut_garder(visiteur, saisie, texte):
    assertContains(remplir(visiteur, saisie, follow=True), texte)


@pytest.mark.parametrize(
    "hostile", ["<img src=x>", "=1+1", "@SUM(A1)", "'; DROP TABLE x;--", "{{ 7*7 }}", "a\r\nBcc: pirate@exemple.fr"]
)
def test_une_saisie_hostile_reste_du_texte_dans_la_page_et_le_mail(visiteur, saisie, hostile, mailoutbox):
    reponse = remplir(visiteur, saisie | {"nom_partenaire": hostile}, follow=True)
    lisible = " ".join(hostile.split())
    assertContains(reponse, escape(lisible))
    envoyer(Courriel.objects.get().pk)
    [mail] = mailoutbox
    assert mail.recipients() == ["alexandre@exemple.fr"]
    assert lisible in mail.body
    assert "Bcc" not in mail.message()
