"""The on-line month (FAQ « La facturation par saisie en ligne »), on the database."""

from datetime import date

import pytest

from ppas.caisses.models import TypePartenaire
from ppas.facturation.models import Formulaire
from ppas.facturation.operations.formulaire import valider_formulaire
from ppas.facturation.operations.saisie import barrer_ligne, enregistrer_formulaire
from ppas.partenaires.models import Convention
from ppas.socle.horloge import maintenant
from tests.factories.caisses import PrestationFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import BeneficiaireFactory, PriseEnChargeFactory
from tests.facturation.operations.formulaires import OCTOBRE, ouvrir, refus, saisir

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


@pytest.mark.exigence("INV-01")
def test_le_formulaire_presente_les_prises_en_charge_en_cours(convention: Convention, par) -> None:
    en_cours = PriseEnChargeFactory(convention=convention)
    finissante = PriseEnChargeFactory(convention=convention, fin=OCTOBRE)
    PriseEnChargeFactory(convention=convention, fin=date(2026, 9, 30))
    PriseEnChargeFactory(convention=convention, debut=date(2026, 11, 1))
    PriseEnChargeFactory()  # of another convention
    lignes = ouvrir(convention, par).lignes.values_list("rang", "prise_en_charge")
    assert list(lignes) == [(1, en_cours.pk), (2, finissante.pk)]


@pytest.mark.exigence("INV-01")
def test_les_beneficiaires_sont_dans_l_ordre_alphabetique(convention: Convention, par) -> None:
    for nom in ("ROUX", "ADAM", "Élie"):
        PriseEnChargeFactory(
            convention=convention, beneficiaire=BeneficiaireFactory(nom=nom, nom_recherche=nom.lower())
        )
    assert ouvrir(convention, par).lignes.first().prise_en_charge.beneficiaire.nom == "ADAM"


@pytest.mark.exigence("INV-04")
def test_seules_les_prises_en_charge_en_heures_sont_presentees(convention: Convention, par) -> None:
    PriseEnChargeFactory(convention=convention, prestation=PrestationFactory(habitat=True))
    assert not ouvrir(convention, par).lignes.exists()


@pytest.mark.exigence("INV-10")
def test_une_prise_en_charge_non_notifiee_n_apparait_pas(convention: Convention, par) -> None:
    PriseEnChargeFactory(convention=convention, notifiee_le=date(2026, 11, 5))
    assert not ouvrir(convention, par).lignes.exists()


@pytest.mark.exigence("INV-10")
def test_une_prise_en_charge_notifiee_depuis_s_ajoute_a_la_fin(convention: Convention, par) -> None:
    premiere = PriseEnChargeFactory(convention=convention)
    ouvrir(convention, par)
    notifiee = PriseEnChargeFactory(convention=convention, beneficiaire__nom_recherche="aaa")
    lignes = ouvrir(convention, par).lignes.values_list("rang", "prise_en_charge")
    assert list(lignes) == [(1, premiere.pk), (2, notifiee.pk)]


@pytest.mark.exigence("INV-13")
def test_ouvrir_deux_fois_donne_le_meme_formulaire(saisi: Formulaire, par) -> None:
    assert ouvrir(saisi.convention, par) == saisi
    assert saisi.lignes.get().ouvrables_centiemes == 1000


@pytest.mark.exigence("INV-03")
def test_une_ligne_barree_n_est_pas_representee_le_mois_suivant(saisi: Formulaire, par) -> None:
    barrer_ligne(saisi, saisi.lignes.get().pk, est_barree=True, par=par)
    assert not ouvrir(saisi.convention, par, date(2026, 11, 1)).lignes.exists()


@pytest.mark.exigence("INV-03")
def test_une_ligne_barree_puis_retablie_est_representee_le_mois_suivant(saisi: Formulaire, par) -> None:
    barrer_ligne(saisi, saisi.lignes.get().pk, est_barree=True, par=par)
    ouvrir(saisi.convention, par, date(2026, 11, 1))
    barrer_ligne(saisi, saisi.lignes.get().pk, est_barree=False, par=par)
    assert ouvrir(saisi.convention, par, date(2026, 11, 1)).lignes.count() == 1


@pytest.mark.exigence("INV-11")
def test_le_delai_est_un_parametre_de_la_caisse(convention: Convention, par) -> None:
    convention.caisse.delai_facturation_mois = 1
    convention.caisse.save()
    assert refus(ouvrir, convention, par, date(2026, 9, 1)) == "echeance-fermee"
    assert not Formulaire.objects.exists()


@pytest.mark.exigence("INV-12")
def test_un_mois_a_venir_ne_s_ouvre_pas(convention: Convention, par) -> None:
    assert refus(ouvrir, convention, par, date(2026, 12, 1)) == "echeance-fermee"


def test_un_brouillon_au_dela_du_delai_reste_accessible(saisi: Formulaire, par, horloge) -> None:
    horloge.regler("2027-12-01 09:00")
    assert ouvrir(saisi.convention, par) == saisi


@pytest.mark.parametrize(
    "traits",
    [{"en_attente": True}, {"invalidee": True}, {"type_partenaire__code": TypePartenaire.EVALUATION}],
    ids=["en-attente", "invalidee", "evaluation"],
)
def test_une_convention_qui_n_ouvre_pas_la_saisie_est_refusee(traits: dict, par) -> None:
    assert refus(ouvrir, ConventionFactory(**traits), par) == "convention-non-validee"


# Typing


@pytest.mark.exigence("INV-02")
def test_la_saisie_est_conservee_avec_son_auteur(saisi: Formulaire, par) -> None:
    saisi.refresh_from_db()
    assert (saisi.lignes.get().ouvrables_centiemes, saisi.enregistre_par) == (1000, par)
    assert saisi.enregistre_le == maintenant()


@pytest.mark.exigence("INV-05")
def test_une_saisie_se_corrige_et_s_efface(saisi: Formulaire, par) -> None:
    saisir(saisi, par, 525)
    ligne = saisir(saisi, par, None)
    ligne.refresh_from_db()
    assert ligne.ouvrables_centiemes is None


def test_un_champ_qui_n_est_pas_envoye_reste_tel_quel(saisi: Formulaire, par) -> None:
    ligne = saisi.lignes.get()
    enregistrer_formulaire(saisi, {ligne.pk: {"dimanches_feries_centiemes": 150}}, par=par)
    ligne.refresh_from_db()
    assert (ligne.ouvrables_centiemes, ligne.dimanches_feries_centiemes) == (1000, 150)


def test_une_ligne_d_un_autre_formulaire_est_ignoree(saisi: Formulaire, par) -> None:
    etrangere = PriseEnChargeFactory()
    autre = ouvrir(etrangere.convention, par)
    enregistrer_formulaire(saisi, {autre.lignes.get().pk: {"ouvrables_centiemes": 100}}, par=par)
    assert autre.lignes.get().ouvrables_centiemes is None


def test_un_formulaire_valide_ne_se_saisit_plus(saisi: Formulaire, par) -> None:
    valider_formulaire(saisi, par=par)
    assert refus(saisir, saisi, par, 100) == "formulaire-valide"
    assert refus(barrer_ligne, saisi, saisi.lignes.get().pk, est_barree=True, par=par) == "formulaire-valide"
    assert saisi.lignes.get().ouvrables_centiemes == 1000
