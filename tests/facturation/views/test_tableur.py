"""« Facturer avec un tableur »: download the month, fill it in, look at what changes, confirm (PLU-09)."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as reglages
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from ppas.facturation.models import Formulaire, LigneFacture
from ppas.facturation.operations import magasin
from ppas.facturation.operations.formulaire import ouvrir_formulaire, valider_formulaire
from ppas.facturation.operations.saisie import enregistrer_formulaire
from ppas.socle.horloge import maintenant
from ppas.socle.models import Consultation, Evenement
from ppas.socle.regles.archive import OCTETS_MAX
from ppas.socle.regles.classeur import TYPE_XLSX
from tests.factories.caisses import TypePartenaireFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.tableurs import remplir

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


def adresse(formulaire, suite=""):
    return reverse(f"facturation:tableur{suite}", args=[formulaire.pk])


def telecharger(client, formulaire):
    reponse = client.get(adresse(formulaire, "_telecharger"))
    assert reponse.status_code == 200
    return b"".join(reponse)


def envoyer(client, formulaire, octets, **suite):
    return client.post(adresse(formulaire), {"fichier": SimpleUploadedFile("mois.xlsx", octets)}, **suite)


def lue(reponse):
    return " ".join(reponse.content.decode().replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ").split())


def apercu(client, formulaire, cellules, faire=None):
    """Download, fill in and send; return the page of differences."""
    reponse = envoyer(client, formulaire, remplir(telecharger(client, formulaire), cellules, faire), follow=True)
    assert reponse.status_code == 200
    return reponse


def confirmer(client, formulaire, page, **suite):
    return client.post(
        adresse(formulaire, "_confirmer"), {"empreinte": page.context["apercu"].empreinte} | suite, follow=True
    )


def heures(formulaire):
    return list(formulaire.lignes.values_list("ouvrables_centiemes", "dimanches_feries_centiemes", "est_barree"))


@pytest.mark.exigence("PLU-09")
def test_le_mois_se_telecharge_avec_ses_lignes_verrouillees_sauf_ce_qui_se_saisit(partenaire, formulaire, utilisateur):
    ligne = formulaire.lignes.first()
    enregistrer_formulaire(formulaire, {ligne.pk: {"ouvrables_centiemes": 1450}}, par=utilisateur)
    reponse = partenaire.get(adresse(formulaire, "_telecharger"))
    assert reponse["Content-Type"] == TYPE_XLSX
    assert reponse["Content-Disposition"] == (
        f'attachment; filename="facturation-{formulaire.convention.code}-2026-10.xlsx"'
    )
    feuille = load_workbook(io.BytesIO(b"".join(reponse)))["Saisie"]
    assert [cellule.value for cellule in feuille[5]][1:12] == [
        "DURAND Jeanne",
        feuille["C5"].value,
        ligne.prise_en_charge.numero,
        feuille["E5"].value,
        feuille["F5"].value,
        15.5,
        0,
        15.5,
        14.5,
        None,
        None,
    ]
    assert "•" in feuille["C5"].value
    assert feuille.protection.sheet
    assert [c.coordinate for c in feuille[5] if not c.protection.locked] == ["J5", "K5", "L5"]
    assert [feuille.column_dimensions[lettre].hidden for lettre in "AMNO"] == [True] * 4
    assert {str(regle.sqref): regle.type for regle in feuille.data_validations.dataValidation} == {
        "J5:J6": "decimal",
        "K5:K6": "decimal",
        "L5:L6": "list",
    }


def test_le_meme_mois_donne_les_memes_octets(partenaire, formulaire):
    assert telecharger(partenaire, formulaire) == telecharger(partenaire, formulaire)


def test_le_telechargement_note_les_beneficiaires_qu_il_nomme(partenaire, formulaire):
    telecharger(partenaire, formulaire)
    notee = Consultation.objects.get()
    pks = formulaire.lignes.values_list("prise_en_charge__beneficiaire", flat=True)
    assert notee.page == "facturation:tableur_telecharger"
    assert notee.beneficiaires == Consultation.liste(sorted(pks))


@pytest.mark.exigence("PLU-09")
def test_rien_n_est_enregistre_avant_la_confirmation(partenaire, formulaire):
    page = apercu(partenaire, formulaire, {"J5": 14.5, "K6": "1h30"})
    assert heures(formulaire) == [(None, None, False)] * 2
    texte = lue(page)
    assert "Ce qui va changer : 2 lignes" in texte
    assert "<s>rien</s>" in texte
    assert "<b>14,50 h</b>" in texte
    assert "<b>1,50 h</b>" in texte


@pytest.mark.exigence("PLU-09")
def test_confirmer_enregistre_les_valeurs_dans_le_meme_brouillon(partenaire, formulaire, utilisateur):
    page = apercu(partenaire, formulaire, {"J5": 14.5, "L6": "oui"})
    fin = confirmer(partenaire, formulaire, page)
    assert heures(formulaire) == [(1450, None, False), (None, None, True)]
    assert "2 lignes du tableur sont enregistrées" in lue(fin)
    formulaire.refresh_from_db()
    assert formulaire.enregistre_par == utilisateur
    assert {ligne.modifiee_par for ligne in formulaire.lignes.all()} == {utilisateur}
    assert Evenement.objects.get(action="saisir_tableur").libelle == (
        "Formulaire octobre\N{NO-BREAK SPACE}2026 saisi dans un tableur (2 lignes)"
    )
    assert "apercu" in partenaire.get(adresse(formulaire)).context
    assert partenaire.get(adresse(formulaire)).context["apercu"] is None


@pytest.mark.exigence("INV-03")
def test_barrer_au_tableur_date_la_ligne_comme_a_l_ecran(partenaire, formulaire, utilisateur):
    confirmer(partenaire, formulaire, apercu(partenaire, formulaire, {"L5": "oui"}))
    ligne = formulaire.lignes.first()
    assert (ligne.est_barree, ligne.modifiee_par, ligne.modifiee_le) == (True, utilisateur, maintenant())


@pytest.mark.exigence("PLU-09", "INV-06")
def test_le_mois_saisi_au_tableur_se_valide_comme_en_ligne(partenaire, formulaire):
    page = confirmer(partenaire, formulaire, apercu(partenaire, formulaire, {"J5": 14.5, "J6": 9}))
    assert 'name="valider"' in lue(page)
    partenaire.post(f"{reverse('facturation:formulaire', args=[formulaire.pk])}?page=1", {"valider": "1"})
    assert list(LigneFacture.objects.order_by("rang").values_list("ouvrables_centiemes", flat=True)) == [1450, 900]


@pytest.mark.exigence("PLU-09")
def test_les_regles_de_la_facturation_sont_dites_avant_d_enregistrer(partenaire, formulaire):
    assert "<code>L07</code>" in lue(apercu(partenaire, formulaire, {"J5": 18}))


@pytest.mark.exigence("PLU-09")
def test_une_date_lue_par_le_tableur_est_une_erreur_de_sa_ligne_et_le_reste_s_enregistre(partenaire, formulaire):
    page = apercu(partenaire, formulaire, {"J5": date(2026, 5, 14), "J6": "7,25"})
    assert "Ligne 5 du tableur</b>, DURAND Jeanne, « Heures jours ouvrables » : Votre tableur a compris" in lue(page)
    confirmer(partenaire, formulaire, page)
    assert heures(formulaire) == [(None, None, False), (725, None, False)]


def test_une_ligne_copiee_et_une_ligne_ajoutee_sont_signalees(partenaire, formulaire):
    def copier(feuille):
        feuille.append([cellule.value for cellule in feuille[5]])
        feuille.append([None, "DUPONT Paul"])

    texte = lue(apercu(partenaire, formulaire, {}, copier))
    assert "Ligne 7 du tableur</b>, DURAND Jeanne : cette ligne est déjà à la rangée 5" in texte
    assert "Ligne 8 du tableur</b> : cette ligne n’est pas du formulaire" in texte
    assert "Aucune différence" in texte


def test_une_ligne_supprimee_du_tableur_ne_change_pas(partenaire, formulaire):
    texte = lue(apercu(partenaire, formulaire, {}, lambda feuille: feuille.delete_rows(6)))
    assert "Une ligne du formulaire n’est pas dans ce tableur : elle ne change pas." in texte


def test_des_lignes_triees_autrement_vont_a_leur_beneficiaire(partenaire, formulaire):
    def echanger(feuille):
        haut, bas = ([cellule.value for cellule in feuille[rang]] for rang in (5, 6))
        for colonne, (en_haut, en_bas) in enumerate(zip(bas, haut, strict=True), start=1):
            feuille.cell(5, colonne, en_haut)
            feuille.cell(6, colonne, en_bas)
        feuille["J5"] = 3

    confirmer(partenaire, formulaire, apercu(partenaire, formulaire, {}, echanger))
    assert heures(formulaire) == [(None, None, False), (300, None, False)]


@pytest.mark.exigence("PLU-09")
def test_si_le_formulaire_change_entre_temps_les_differences_sont_montrees_de_nouveau(
    partenaire, formulaire, utilisateur
):
    page = apercu(partenaire, formulaire, {"J5": 14.5})
    ligne = formulaire.lignes.first()
    enregistrer_formulaire(formulaire, {ligne.pk: {"ouvrables_centiemes": 200}}, par=utilisateur)
    refusee = partenaire.post(adresse(formulaire, "_confirmer"), {"empreinte": page.context["apercu"].empreinte})
    assert refusee.status_code == 409
    texte = lue(refusee)
    assert "Le formulaire a été modifié depuis l’affichage des différences" in texte
    assert "<s>2,00 h</s>" in texte
    assert "Modifiée entre-temps" in texte
    assert heures(formulaire)[0] == (200, None, False)
    confirmer(partenaire, formulaire, refusee)
    assert heures(formulaire)[0] == (1450, None, False)


@pytest.mark.exigence("PLU-09")
def test_le_navigateur_ne_choisit_pas_ce_qui_est_enregistre(partenaire, formulaire):
    page = apercu(partenaire, formulaire, {"J5": 14.5})
    ligne = formulaire.lignes.last()
    confirmer(partenaire, formulaire, page, **{f"ligne-{ligne.pk}-ouvrables_centiemes": "99", "sha256": "0" * 64})
    assert heures(formulaire) == [(1450, None, False), (None, None, False)]


def test_sans_la_bonne_empreinte_rien_n_est_enregistre(partenaire, formulaire):
    apercu(partenaire, formulaire, {"J5": 14.5})
    assert partenaire.post(adresse(formulaire, "_confirmer")).status_code == 409
    assert heures(formulaire)[0] == (None, None, False)


def test_confirmer_deux_fois_n_enregistre_qu_une_fois(partenaire, formulaire):
    page = apercu(partenaire, formulaire, {"J5": 14.5})
    confirmer(partenaire, formulaire, page)
    assert confirmer(partenaire, formulaire, page).status_code == 200
    assert Evenement.objects.filter(action="saisir_tableur").count() == 1


def test_abandonner_oublie_le_tableur(partenaire, formulaire):
    apercu(partenaire, formulaire, {"J5": 14.5})
    partenaire.post(adresse(formulaire, "_confirmer"), {"abandonner": "1"})
    assert partenaire.get(adresse(formulaire)).context["apercu"] is None
    assert heures(formulaire)[0] == (None, None, False)


def test_un_tableur_oublie_par_le_magasin_se_renvoie(partenaire, formulaire):
    page = apercu(partenaire, formulaire, {"J5": 14.5})
    for fichier in Path(reglages.DEPOTS).glob("*/*"):
        fichier.unlink()
    refusee = confirmer(partenaire, formulaire, page)
    assert refusee.status_code == 409
    assert "Envoyez-le de nouveau." in lue(refusee)
    assert "Envoyez-le de nouveau." in lue(partenaire.get(adresse(formulaire)))


def test_le_tableur_envoye_est_balaye_dans_l_heure(partenaire, formulaire, horloge):
    apercu(partenaire, formulaire, {"J5": 14.5})
    horloge.avancer(days=3650)  # the files of a test bear the time of the machine
    assert magasin.balayer() == 1


@pytest.mark.exigence("PLU-09")
def test_le_tableur_d_un_autre_mois_est_refuse_avec_une_phrase_claire(partenaire, formulaire, utilisateur):
    septembre = ouvrir_formulaire(formulaire.convention, date(2026, 9, 1), par=utilisateur)
    reponse = envoyer(partenaire, formulaire, telecharger(partenaire, septembre))
    assert reponse.status_code == 422
    code = formulaire.convention.code
    assert f"celui de septembre 2026, convention {code}, et non celui d’octobre 2026" in lue(reponse)


@pytest.mark.exigence("PLU-09")
def test_un_classeur_que_le_portail_n_a_pas_ecrit_est_refuse(partenaire, formulaire):
    def renommer(feuille):
        feuille["A1"] = "eyJmIjoxfQ:faux"

    for faire in (renommer, lambda feuille: feuille.insert_cols(2), lambda feuille: feuille.delete_rows(1, 4)):
        reponse = envoyer(partenaire, formulaire, remplir(telecharger(partenaire, formulaire), {}, faire))
        assert reponse.status_code == 422
        assert "n’est pas un mois téléchargé depuis ce portail" in lue(reponse)


@pytest.mark.parametrize(
    ("octets", "statut", "raison"),
    [
        pytest.param(b"", 422, "ce n’est pas un classeur .xlsx", id="vide"),
        pytest.param(b"nom;heures", 422, "ce n’est pas un classeur .xlsx", id="csv"),
        pytest.param(b"P" * (OCTETS_MAX + 1), 413, "il dépasse 5 Mo", id="trop-gros"),
    ],
)
def test_un_fichier_illisible_est_refuse_et_n_est_pas_garde(partenaire, formulaire, octets, statut, raison):
    reponse = envoyer(partenaire, formulaire, octets)
    assert reponse.status_code == statut
    assert raison in lue(reponse)
    assert not list(Path(reglages.DEPOTS).glob("*/*"))


def test_sans_fichier_le_champ_le_dit(partenaire, formulaire):
    reponse = partenaire.post(adresse(formulaire), {})
    assert reponse.status_code == 422
    assert "Choisissez un fichier." in lue(reponse)


def test_un_disque_plein_ne_perd_rien(partenaire, formulaire, monkeypatch):
    octets = telecharger(partenaire, formulaire)

    def refuser(fichier):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(magasin, "ranger", refuser)
    assert envoyer(partenaire, formulaire, octets).status_code == 503


def test_un_mois_valide_montre_son_recapitulatif(partenaire, formulaire, utilisateur):
    page = apercu(partenaire, formulaire, {"J5": 9})
    enregistrer_formulaire(formulaire, {formulaire.lignes.first().pk: {"ouvrables_centiemes": 100}}, par=utilisateur)
    valider_formulaire(Formulaire.objects.get(), par=utilisateur)
    recapitulatif = reverse("facturation:formulaire_recapitulatif", args=[formulaire.pk])
    assert partenaire.get(adresse(formulaire))["Location"] == recapitulatif
    fin = confirmer(partenaire, formulaire, page)
    assert fin.redirect_chain[-1][0] == recapitulatif
    assert "votre dernière saisie n’a pas été enregistrée" in str(list(get_messages(fin.wsgi_request))) + lue(fin)


@pytest.mark.exigence("CAI-18")
@pytest.mark.parametrize("suite", ["", "_telecharger", "_confirmer"])
def test_le_mois_d_un_autre_partenaire_n_existe_pas(partenaire, formulaire, suite):
    autre = ouvrir_formulaire(ConventionFactory(), date(2026, 10, 1), par=formulaire.enregistre_par)
    methode = partenaire.post if suite == "_confirmer" else partenaire.get
    assert methode(adresse(autre, suite)).status_code == 404


def test_un_mois_qui_n_est_pas_en_heures_n_a_pas_de_tableur(partenaire, formulaire):
    Formulaire.objects.update(
        convention=ConventionFactory(
            partenaire=formulaire.convention.partenaire, type_partenaire=TypePartenaireFactory(habitat=True)
        )
    )
    assert partenaire.get(adresse(formulaire)).status_code == 404


@pytest.mark.parametrize("nb", [2, 4])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    partenaire, formulaire, django_assert_num_queries, utilisateur, nb
):
    PriseEnChargeFactory.create_batch(nb - 2, convention=formulaire.convention)
    ouvrir_formulaire(formulaire.convention, date(2026, 10, 1), par=utilisateur)
    octets = remplir(telecharger(partenaire, formulaire), {f"J{rang}": 5 for rang in range(5, 5 + nb)})
    envoyer(partenaire, formulaire, octets)
    for suite, requetes in (("", 9), ("_telecharger", 9)):
        with django_assert_num_queries(requetes):
            partenaire.get(adresse(formulaire, suite)).getvalue()
