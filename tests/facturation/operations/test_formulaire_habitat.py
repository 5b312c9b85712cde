"""The on-line month of housing: packages and works, by the rules of the file (« une règle, deux portes »)."""

from datetime import date

import pytest

from ppas.caisses.models import TypePartenaire, Unite
from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Formulaire, LigneFacture, LigneFormulaire
from ppas.facturation.operations.formulaire import SaisieEnAnomalie, ouvrir_formulaire, valider_formulaire
from ppas.facturation.operations.jugement import LigneJugee, juger
from ppas.facturation.operations.saisie import enregistrer_formulaire
from ppas.partenaires.models import Convention
from ppas.socle.models import Evenement
from tests.factories.caisses import PrestationFactory, TarifFactory
from tests.factories.facturation import LigneFactureFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.documents_joints import joindre_tout
from tests.facturation.operations.formulaires import OCTOBRE, ouvrir, refus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

LE_14 = date(2026, 10, 14)


@pytest.fixture
def habitat() -> Convention:
    return ConventionFactory(type_partenaire__code=TypePartenaire.HABITAT)


@pytest.fixture
def travaux(habitat: Convention, par: Utilisateur) -> LigneFormulaire:
    """A line of works under a ceiling of 3 500 €, 10 % paid by the retiree."""
    PriseEnChargeFactory(
        convention=habitat,
        prestation=PrestationFactory(habitat=True),
        quantite_mensuelle_centiemes=None,
        plafond_centimes=3500_00,
    )
    return ouvrir(habitat, par).lignes.last()


@pytest.fixture
def kit(habitat: Convention, par: Utilisateur) -> LigneFormulaire:
    """A line of packages: two a month at most, 80 € each."""
    prestation = PrestationFactory(code="PPP015", nom="Kit prévention", unite=Unite.FORFAIT)
    TarifFactory(prestation=prestation, ouvrable_centimes=80_00, dimanche_ferie_centimes=None)
    PriseEnChargeFactory(convention=habitat, prestation=prestation, quantite_mensuelle_centiemes=200)
    return ouvrir(habitat, par).lignes.last()


def saisir(ligne: LigneFormulaire, par: Utilisateur, **champs: int | date | None) -> None:
    enregistrer_formulaire(ligne.formulaire, {ligne.pk: champs}, par=par)


def jugee(ligne: LigneFormulaire) -> LigneJugee:
    formulaire = Formulaire.objects.get(pk=ligne.formulaire_id)
    return juger(formulaire, list(formulaire.lignes.all()))[0]


def codes(ligne: LigneFormulaire) -> list[str]:
    return [anomalie.code for anomalie in jugee(ligne).anomalies]


def test_le_formulaire_presente_les_forfaits_et_les_travaux_en_cours(travaux, kit, habitat: Convention, par) -> None:
    PriseEnChargeFactory(convention=habitat)  # hours are not of housing
    PriseEnChargeFactory(convention=habitat, prestation=kit.prise_en_charge.prestation, notifiee_le=date(2026, 12, 1))
    assert set(ouvrir_formulaire(habitat, OCTOBRE, par=par).lignes.all()) == {travaux, kit}


def test_des_travaux_se_facturent_comme_par_fichier(travaux: LigneFormulaire, par) -> None:
    saisir(travaux, par, intervention_du=LE_14, intervention_au=date(2026, 10, 16), montant_centimes=1250_40)
    joindre_tout(travaux, par)
    valider_formulaire(travaux.formulaire, par=par)
    facture = LigneFacture.objects.get()
    assert (facture.echeance, facture.periode, facture.debut, facture.fin) == (None, LE_14, LE_14, date(2026, 10, 16))
    assert (facture.quantite_centiemes, facture.ouvrables_centiemes) == (100, 0)
    assert (facture.montant_caisse_centimes, facture.montant_beneficiaire_centimes) == (1125_36, 125_04)
    assert Evenement.objects.get(nature="formulaire").libelle.endswith(
        "(1 ligne, 1\N{NO-BREAK SPACE}125,36\N{NO-BREAK SPACE}€)"
    )


def test_un_forfait_se_facture_au_tarif_de_la_caisse(kit: LigneFormulaire, par) -> None:
    saisir(kit, par, intervention_du=LE_14, quantite_centiemes=200)
    valider_formulaire(kit.formulaire, par=par)
    facture = LigneFacture.objects.get()
    assert (facture.debut, facture.fin, facture.quantite_centiemes) == (LE_14, LE_14, 200)
    assert (facture.montant_caisse_centimes, facture.montant_beneficiaire_centimes) == (144_00, 16_00)


def test_un_forfait_sans_tarif_n_est_pas_facture(kit: LigneFormulaire, par) -> None:
    kit.prise_en_charge.prestation.tarifs.all().delete()
    saisir(kit, par, intervention_du=LE_14, quantite_centiemes=100)
    assert jugee(kit).partage is None
    assert refus(valider_formulaire, kit.formulaire, par=par) == "tarif-absent"


@pytest.mark.parametrize(
    ("champs", "attendus"),
    [
        ({"montant_centimes": 100_00, "intervention_du": None}, ["L03"]),
        ({"montant_centimes": 100_00, "intervention_du": date(2026, 9, 30)}, ["L03"]),
        ({"montant_centimes": 100_00, "intervention_du": LE_14, "intervention_au": date(2026, 11, 1)}, ["L03"]),
        ({"montant_centimes": 100_00, "intervention_du": LE_14, "intervention_au": date(2026, 10, 13)}, ["L03"]),
        ({"montant_centimes": 100_00, "intervention_du": date(9999, 12, 31)}, ["L03", "L02"]),
        ({"montant_centimes": 100_00, "intervention_du": date(1, 1, 1)}, ["L03", "L02", "L04"]),
        ({"montant_centimes": 3500_01, "intervention_du": LE_14}, ["L12"]),
        ({"montant_centimes": 3500_00, "intervention_du": LE_14}, []),
        ({"intervention_du": LE_14}, ["L08"]),
        ({}, []),
    ],
)
def test_une_intervention_est_jugee_par_les_regles_du_fichier(
    champs: dict, attendus: list[str], travaux: LigneFormulaire, par
) -> None:
    saisir(travaux, par, **champs)
    assert sorted(codes(travaux)) == sorted(attendus)


def test_une_intervention_hors_de_la_prise_en_charge_est_refusee(travaux: LigneFormulaire, par) -> None:
    type(travaux.prise_en_charge).objects.update(fin=date(2026, 10, 10))
    saisir(travaux, par, intervention_du=LE_14, montant_centimes=100_00)
    assert codes(travaux) == ["L02"]


def test_le_plafond_compte_ce_qui_a_ete_facture_avant(travaux: LigneFormulaire, par) -> None:
    deja = LigneFactureFactory(
        prise_en_charge=travaux.prise_en_charge,
        echeance=None,
        debut=date(2026, 3, 2),
        fin=date(2026, 3, 2),
        ouvrables_centiemes=0,
        quantite_centiemes=100,
        montant_caisse_centimes=2700_00,
        montant_beneficiaire_centimes=300_00,
    )
    assert deja.periode == date(2026, 3, 2)
    saisir(travaux, par, intervention_du=LE_14, montant_centimes=500_01)
    droits = jugee(travaux).droits
    assert droits is not None
    assert [texte.replace("\N{NO-BREAK SPACE}", " ") for texte in (droits.accorde, droits.facture, droits.reste)] == [
        "3 500,00 € au total",
        "3 000,00 €",
        "500,00 €",
    ]
    assert codes(travaux) == ["L12"]


def test_les_forfaits_du_mois_comptent_ensemble(kit: LigneFormulaire, par) -> None:
    LigneFactureFactory(
        prise_en_charge=kit.prise_en_charge,
        echeance=None,
        debut=date(2026, 10, 2),
        fin=date(2026, 10, 2),
        ouvrables_centiemes=0,
        quantite_centiemes=100,
    )
    saisir(kit, par, intervention_du=LE_14, quantite_centiemes=200)
    assert codes(kit) == ["L07"]
    assert jugee(kit).droits.reste == "1,00"


def test_sans_devis_ni_facture_les_travaux_ne_se_valident_pas(travaux: LigneFormulaire, par) -> None:
    saisir(travaux, par, intervention_du=LE_14, montant_centimes=100_00)
    with pytest.raises(SaisieEnAnomalie) as levee:
        valider_formulaire(travaux.formulaire, par=par)
    assert [defaut.message for _, defaut in levee.value.anomalies] == [
        "Le document « Devis » n’est pas joint.",
        "Le document « Facture » n’est pas joint.",
    ]
    joindre_tout(travaux, par)
    valider_formulaire(travaux.formulaire, par=par)
    assert LigneFacture.objects.count() == 1


def test_un_forfait_ne_demande_pas_de_piece(kit: LigneFormulaire, par) -> None:
    saisir(kit, par, intervention_du=LE_14, quantite_centiemes=100)
    assert jugee(kit).manques == []


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_ni_des_lignes_ni_des_dates(
    nb: int, travaux, kit: LigneFormulaire, par, django_assert_num_queries
) -> None:
    for rang in range(nb):
        PriseEnChargeFactory(
            convention=kit.formulaire.convention,
            prestation=kit.prise_en_charge.prestation,
            debut=date(2026, 10, 2 + rang),
        )
    formulaire = ouvrir(kit.formulaire.convention, par)
    for rang, ligne in enumerate(formulaire.lignes.all()):
        saisir(ligne, par, intervention_du=date(2026, 10, 10 + rang), quantite_centiemes=100, montant_centimes=100)
    formulaire = Formulaire.objects.select_related("convention__caisse").get()
    lignes = list(
        formulaire.lignes.select_related(
            "prise_en_charge__beneficiaire", "prise_en_charge__prestation"
        ).prefetch_related("pieces")
    )
    with django_assert_num_queries(4):
        juger(formulaire, lignes)
