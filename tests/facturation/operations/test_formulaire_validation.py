"""Validating the on-line month, and taking it back the same day (FAQ)."""

from datetime import date

import pytest

from ppas.facturation.etats import EtatFormulaire, EtatLigne
from ppas.facturation.models import Formulaire, LigneFacture
from ppas.facturation.operations.formulaire import (
    SaisieEnAnomalie,
    annuler_validation,
    valider_formulaire,
)
from ppas.facturation.operations.saisie import barrer_ligne, enregistrer_formulaire
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement
from tests.factories.caisses import TarifFactory
from tests.factories.facturation import DepotFactory, ExportFacturesFactory, LigneFactureFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.operations.formulaires import OCTOBRE, ouvrir, refus, saisir

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


@pytest.mark.exigence("INV-07", "INV-12", "INV-14")
def test_valider_cree_les_lignes_de_facture_du_mois(saisi: Formulaire, par) -> None:
    saisir(saisi, par, 1000, dimanches_feries_centiemes=150)
    valider_formulaire(saisi, par=par)
    facture = LigneFacture.objects.get()
    assert (facture.formulaire, facture.depot, facture.rang) == (saisi, None, 1)
    assert (facture.echeance, facture.periode, facture.debut, facture.fin) == (
        OCTOBRE,
        OCTOBRE,
        OCTOBRE,
        date(2026, 10, 31),
    )
    assert (facture.ouvrables_centiemes, facture.dimanches_feries_centiemes) == (1000, 150)
    assert (facture.montant_caisse_centimes, facture.montant_beneficiaire_centimes) == (28143, 3127)
    assert facture.etat == EtatLigne.ACCEPTEE


def test_la_periode_s_arrete_a_la_fin_de_la_prise_en_charge(convention: Convention, par) -> None:
    PriseEnChargeFactory(convention=convention, debut=date(2026, 10, 10), fin=date(2026, 10, 20))
    formulaire = ouvrir(convention, par)
    saisir(formulaire, par)
    valider_formulaire(formulaire, par=par)
    facture = LigneFacture.objects.get()
    assert (facture.debut, facture.fin) == (date(2026, 10, 10), date(2026, 10, 20))


def test_valider_s_inscrit_au_journal_et_dans_les_echanges(saisi: Formulaire, par) -> None:
    valider_formulaire(saisi, par=par)
    saisi.refresh_from_db()
    assert (saisi.etat, saisi.valide_par, saisi.valide_le) == (EtatFormulaire.VALIDE, par, maintenant())
    echange = Evenement.objects.get(nature="formulaire")
    assert (echange.sens, echange.partenaire_ref, echange.caisse_ref, echange.libelle) == (
        "envoye",
        saisi.convention.partenaire_id,
        saisi.convention.caisse_id,
        "Formulaire octobre\N{NO-BREAK SPACE}2026 validé (1 ligne, 10,00\N{NO-BREAK SPACE}h)",
    )


def test_valider_deux_fois_ne_facture_qu_une_fois(saisi: Formulaire, par) -> None:
    valider_formulaire(saisi, par=par)
    valider_formulaire(saisi, par=par)
    assert LigneFacture.objects.count() == 1


@pytest.mark.exigence("INV-03")
def test_une_ligne_barree_n_est_pas_facturee_et_garde_ses_heures(saisi: Formulaire, par) -> None:
    PriseEnChargeFactory(convention=saisi.convention)
    ouvrir(saisi.convention, par)
    premiere, seconde = saisi.lignes.all()
    enregistrer_formulaire(saisi, {seconde.pk: {"ouvrables_centiemes": 200}}, par=par)
    barrer_ligne(saisi, premiere.pk, est_barree=True, par=par)
    valider_formulaire(saisi, par=par)
    premiere.refresh_from_db()
    assert (LigneFacture.objects.get().rang, premiere.ouvrables_centiemes) == (2, 1000)


def test_un_formulaire_sans_heure_n_est_pas_valide(saisi: Formulaire, par) -> None:
    saisir(saisi, par, 0)
    assert refus(valider_formulaire, saisi, par=par) == "aucune-heure"


def test_un_mois_en_cours_se_valide_a_partir_de_son_dernier_jour(convention: Convention, par, horloge) -> None:
    PriseEnChargeFactory(convention=convention)
    formulaire = ouvrir(convention, par, date(2026, 11, 1))
    saisir(formulaire, par)
    assert refus(valider_formulaire, formulaire, par=par) == "mois-en-cours"
    horloge.regler("2026-11-30 08:00")
    valider_formulaire(formulaire, par=par)
    assert formulaire.est_valide


def test_une_seule_ligne_en_anomalie_empeche_toute_la_validation(saisi: Formulaire, par) -> None:
    PriseEnChargeFactory(convention=saisi.convention)
    ouvrir(saisi.convention, par)
    seconde = saisi.lignes.last()
    enregistrer_formulaire(saisi, {seconde.pk: {"ouvrables_centiemes": 1551}}, par=par)
    with pytest.raises(SaisieEnAnomalie) as levee:
        valider_formulaire(saisi, par=par)
    assert [(ligne, anomalie.code) for ligne, anomalie in levee.value.anomalies] == [(seconde, "L07")]
    assert not LigneFacture.objects.exists()
    saisi.refresh_from_db()
    assert (saisi.etat, saisi.lignes.last().ouvrables_centiemes) == (EtatFormulaire.BROUILLON, 1551)


@pytest.mark.exigence("ANO-08")
def test_une_periode_facturee_par_fichier_est_refusee_au_formulaire(saisi: Formulaire, par) -> None:
    fichier = LigneFactureFactory(prise_en_charge=saisi.lignes.get().prise_en_charge)
    with pytest.raises(SaisieEnAnomalie) as levee:
        valider_formulaire(saisi, par=par)
    ((_, anomalie),) = levee.value.anomalies
    assert (anomalie.code, anomalie.numero_facture) == ("L05", fichier.pk)


@pytest.mark.exigence("ANO-08")
def test_deux_prises_en_charge_d_une_personne_sur_les_memes_jours_sont_refusees(saisi: Formulaire, par) -> None:
    PriseEnChargeFactory(
        convention=saisi.convention, beneficiaire=saisi.lignes.get().prise_en_charge.beneficiaire, fin=date(2027, 1, 31)
    )
    ouvrir(saisi.convention, par)
    seconde = saisi.lignes.last()
    enregistrer_formulaire(saisi, {seconde.pk: {"ouvrables_centiemes": 100}}, par=par)
    with pytest.raises(SaisieEnAnomalie) as levee:
        valider_formulaire(saisi, par=par)
    assert [(ligne, anomalie.code) for ligne, anomalie in levee.value.anomalies] == [(seconde, "L11")]


def test_une_prise_en_charge_passee_a_une_autre_structure_est_refusee(saisi: Formulaire, par) -> None:
    prise_en_charge = saisi.lignes.get().prise_en_charge
    prise_en_charge.convention = ConventionFactory()
    prise_en_charge.save()
    with pytest.raises(SaisieEnAnomalie) as levee:
        valider_formulaire(saisi, par=par)
    assert [anomalie.code for _, anomalie in levee.value.anomalies] == ["L01"]


def test_un_avertissement_n_empeche_pas_la_validation(saisi: Formulaire, par, horloge) -> None:
    horloge.regler("2027-05-03 09:00")
    valider_formulaire(saisi, par=par)
    assert saisi.est_valide


@pytest.mark.exigence("INV-11")
def test_un_brouillon_au_dela_du_delai_ne_se_valide_plus(saisi: Formulaire, par, horloge) -> None:
    horloge.regler("2027-11-01 09:00")
    with pytest.raises(SaisieEnAnomalie) as levee:
        valider_formulaire(saisi, par=par)
    assert [anomalie.code for _, anomalie in levee.value.anomalies] == ["L04"]


def test_une_convention_invalidee_entre_temps_ne_facture_plus(saisi: Formulaire, par) -> None:
    Convention.objects.filter(pk=saisi.convention_id).update(etat=EtatConvention.INVALIDEE)
    assert refus(valider_formulaire, saisi, par=par) == "convention-non-validee"
    assert not LigneFacture.objects.exists()


def test_un_fichier_en_cours_de_traitement_fait_attendre(saisi: Formulaire, par) -> None:
    DepotFactory(convention=saisi.convention, en_traitement=True)
    assert refus(valider_formulaire, saisi, par=par) == "depot-en-cours"


def test_sans_tarif_rien_n_est_facture(par) -> None:
    formulaire = ouvrir(PriseEnChargeFactory().convention, par)
    saisir(formulaire, par)
    assert refus(valider_formulaire, formulaire, par=par) == "tarif-absent"


def test_le_tarif_est_celui_de_l_echeance(saisi: Formulaire, par) -> None:
    TarifFactory(debut=date(2026, 11, 1), ouvrable_centimes=9999)
    valider_formulaire(saisi, par=par)
    assert LigneFacture.objects.get().montant_caisse_centimes == 24120


def test_la_contrainte_de_la_base_arrete_ce_que_les_regles_n_ont_pas_vu(saisi: Formulaire, par, monkeypatch) -> None:
    LigneFactureFactory(prise_en_charge=saisi.lignes.get().prise_en_charge)
    monkeypatch.setattr("ppas.facturation.regles.jugement.anomalies", lambda *_, **__: [])
    assert refus(valider_formulaire, saisi, par=par) == "deja-facturee"
    saisi.refresh_from_db()
    assert (LigneFacture.objects.count(), saisi.etat) == (1, EtatFormulaire.BROUILLON)


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    nb: int, convention: Convention, par, django_assert_num_queries
) -> None:
    for _ in range(nb):
        PriseEnChargeFactory(convention=convention)
    formulaire = ouvrir(convention, par)
    formulaire.lignes.update(ouvrables_centiemes=100)
    formulaire = Formulaire.objects.get()
    with django_assert_num_queries(22):
        valider_formulaire(formulaire, par=par)


# Cancelling


@pytest.mark.exigence("INV-09")
def test_annuler_le_jour_meme_rend_la_saisie(saisi: Formulaire, par) -> None:
    valider_formulaire(saisi, par=par)
    annuler_validation(saisi, par=par)
    saisi.refresh_from_db()
    assert (saisi.etat, saisi.valide_le, saisi.valide_par) == (EtatFormulaire.BROUILLON, None, None)
    assert saisi.lignes.get().ouvrables_centiemes == 1000
    assert LigneFacture.objects.get().etat == EtatLigne.ANNULEE


@pytest.mark.exigence("INV-09")
def test_annuler_s_inscrit_dans_les_echanges(saisi: Formulaire, par) -> None:
    valider_formulaire(saisi, par=par)
    annuler_validation(saisi, par=par)
    echanges = Evenement.objects.filter(nature="formulaire").order_by("pk").values_list("action", flat=True)
    assert list(echanges) == ["facturer", "annuler_facturation"]


@pytest.mark.exigence("INV-09")
def test_un_formulaire_annule_se_valide_de_nouveau(saisi: Formulaire, par) -> None:
    valider_formulaire(saisi, par=par)
    annuler_validation(saisi, par=par)
    saisir(saisi, par, 500)
    valider_formulaire(saisi, par=par)
    assert [f.ouvrables_centiemes for f in LigneFacture.objects.engageantes()] == [500]


@pytest.mark.exigence("INV-09")
def test_annuler_a_la_derniere_seconde_du_jour_de_paris(saisi: Formulaire, par, horloge) -> None:
    horloge.regler("2026-11-04 00:00:00")
    valider_formulaire(saisi, par=par)
    horloge.regler("2026-11-04 23:59:59")
    annuler_validation(saisi, par=par)
    assert saisi.etat == EtatFormulaire.BROUILLON


@pytest.mark.exigence("INV-09")
def test_annuler_est_refuse_a_minuit_a_paris(saisi: Formulaire, par, horloge) -> None:
    horloge.regler("2026-11-04 23:59:59")
    valider_formulaire(saisi, par=par)
    horloge.regler("2026-11-05 00:00:00")
    assert refus(annuler_validation, saisi, par=par) == "jour-passe"
    assert LigneFacture.objects.get().etat == EtatLigne.ACCEPTEE


@pytest.mark.exigence("INV-09")
@pytest.mark.parametrize("etat", [EtatLigne.EXPORTEE, EtatLigne.PAYEE, EtatLigne.REJETEE])
def test_annuler_est_refuse_des_qu_une_ligne_est_transmise(etat: EtatLigne, saisi: Formulaire, par) -> None:
    PriseEnChargeFactory(convention=saisi.convention)
    ouvrir(saisi.convention, par)
    enregistrer_formulaire(saisi, {saisi.lignes.last().pk: {"ouvrables_centiemes": 100}}, par=par)
    valider_formulaire(saisi, par=par)
    export = ExportFacturesFactory(caisse=saisi.convention.caisse)
    LigneFacture.objects.filter(rang=1).update(etat=etat, export=export)
    assert refus(annuler_validation, saisi, par=par) == "deja-transmis"
    assert set(LigneFacture.objects.values_list("etat", flat=True)) == {EtatLigne.ACCEPTEE, etat}


def test_annuler_un_brouillon_est_refuse(saisi: Formulaire, par) -> None:
    assert refus(annuler_validation, saisi, par=par) == "transition-interdite"


def test_une_periode_annulee_redevient_facturable_par_fichier(saisi: Formulaire, par) -> None:
    valider_formulaire(saisi, par=par)
    annuler_validation(saisi, par=par)
    assert LigneFactureFactory(prise_en_charge=saisi.lignes.get().prise_en_charge).pk
