"""The partner's side of the register: what goes by post is announced once, and may be taken back."""

from datetime import date

import pytest

from ppas.facturation.etats import EtatCourrier, EtatLigne, EtatLigneRefusee
from ppas.facturation.models import Courrier, LigneFacture, LigneRefusee
from ppas.facturation.operations.courriers import annoncer_courrier, recevoir_courrier, retirer_courrier
from ppas.facturation.regles.exemples import DOCUMENT_AMD
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.factories.facturation import LigneFactureFactory, LigneRefuseeFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.envois import DOCUMENT_2, NOM_2, Expediteur, ensemble
from tests.facturation.operations.courriers import individuelle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


@pytest.fixture
def double(expediteur: Expediteur) -> LigneRefusee:
    """A line refused because its month was invoiced by an earlier file (L05)."""
    expediteur.envoyer(DOCUMENT_AMD)
    return expediteur.envoyer(DOCUMENT_2, NOM_2).lignes_refusees.get()


@pytest.mark.exigence("ANO-07", "PLU-07")
def test_une_ligne_deja_facturee_part_par_courrier_avec_un_numero(double: LigneRefusee, expediteur: Expediteur) -> None:
    courrier = annoncer_courrier(double, par=expediteur.utilisateur)
    assert courrier.numero == f"C{courrier.pk:07d}"
    assert courrier.motif == "ligne de facture déjà envoyée ou échéance déjà facturée"
    assert (courrier.prise_en_charge, courrier.echeance) == (expediteur.prise_en_charge, date(2026, 10, 1))
    assert (courrier.ouvrables_centiemes, courrier.dimanches_feries_centiemes) == (1400, 150)
    double.refresh_from_db()
    assert double.etat == EtatLigneRefusee.ENVOYEE
    echange = Evenement.objects.filter(nature="courriers").get()
    assert (echange.libelle, echange.sens) == (f"Courrier n° {courrier.numero} annoncé", "envoye")


def test_une_ligne_n_a_qu_un_courrier_en_cours(double: LigneRefusee, expediteur: Expediteur) -> None:
    annoncer_courrier(double, par=expediteur.utilisateur)
    with pytest.raises(Refus) as refus:
        annoncer_courrier(LigneRefusee.objects.get(), par=expediteur.utilisateur)
    assert refus.value.code in {"deja-annonce", "transition-interdite"}
    assert Courrier.objects.count() == 1


@pytest.mark.parametrize(
    "champs", [{"debut": date(2026, 10, 31), "fin": date(2026, 10, 1)}, {"ouvrables_centiemes": -1}]
)
def test_une_ligne_impossible_se_corrige_d_abord(expediteur: Expediteur, champs: dict) -> None:
    ligne = LigneRefuseeFactory(depot__convention=expediteur.convention, **champs)
    with pytest.raises(Refus) as refus:
        annoncer_courrier(ligne, par=expediteur.utilisateur)
    assert refus.value.code == "courrier-impossible"


@pytest.mark.exigence("ANO-04", "ANO-07")
def test_une_ligne_rejetee_par_la_caisse_part_par_courrier(expediteur: Expediteur) -> None:
    rejetee = LigneFactureFactory(prise_en_charge=expediteur.prise_en_charge, exportee=True, etat=EtatLigne.REJETEE)
    courrier = annoncer_courrier(rejetee, par=expediteur.utilisateur, motif="R12 : droits fermés")
    assert (courrier.rejet, courrier.motif, courrier.montant_centimes) == (rejetee, "R12 : droits fermés", 37520)
    with pytest.raises(Refus) as refus:
        annoncer_courrier(rejetee, par=expediteur.utilisateur)
    assert refus.value.code == "deja-annonce"


def test_une_ligne_en_attente_de_paiement_ne_part_pas_par_courrier(expediteur: Expediteur) -> None:
    ligne = LigneFactureFactory(prise_en_charge=expediteur.prise_en_charge, exportee=True)
    with pytest.raises(Refus) as refus:
        annoncer_courrier(ligne, par=expediteur.utilisateur)
    assert refus.value.code == "transition-interdite"


@pytest.mark.exigence("INV-11")
def test_un_mois_de_plus_de_douze_mois_part_par_courrier(expediteur: Expediteur) -> None:
    ancienne = PriseEnChargeFactory(convention=expediteur.convention, debut=date(2025, 1, 1), fin=date(2025, 12, 31))
    facture = individuelle(ancienne, debut=date(2025, 9, 1), fin=date(2025, 9, 30))
    courrier = annoncer_courrier(facture, par=expediteur.utilisateur)
    assert (courrier.echeance, courrier.motif) == (
        date(2025, 9, 1),
        "Prestation au-delà du délai de facturation",
    )


@pytest.mark.exigence("INV-11")
def test_sans_heures_la_facture_individuelle_se_remplit_a_la_main(expediteur: Expediteur) -> None:
    facture = individuelle(
        expediteur.prise_en_charge, debut=date(2025, 9, 1), fin=date(2025, 9, 30), ouvrables_centiemes=0
    )
    assert annoncer_courrier(facture, par=expediteur.utilisateur).ouvrables_centiemes == 0


@pytest.mark.exigence("INV-11")
@pytest.mark.parametrize("mois", [date(2026, 10, 1), date(2026, 12, 1), date(2025, 11, 1)])
def test_un_mois_que_le_portail_prend_ne_part_pas_par_courrier(expediteur: Expediteur, mois: date) -> None:
    facture = individuelle(expediteur.prise_en_charge, debut=mois, fin=mois.replace(day=28))
    with pytest.raises(Refus) as refus:
        annoncer_courrier(facture, par=expediteur.utilisateur)
    assert refus.value.code == "echeance-ouverte"


@pytest.mark.exigence("PLU-07")
@pytest.mark.parametrize(
    ("codes", "etat"),
    [("L05", EtatLigneRefusee.PAR_COURRIER), ("L07", EtatLigneRefusee.A_CORRIGER)],
)
def test_un_courrier_retire_rend_la_ligne(expediteur: Expediteur, codes: str, etat: str) -> None:
    ligne = LigneRefuseeFactory(depot__convention=expediteur.convention, codes=codes, etat=etat)
    courrier = annoncer_courrier(ligne, par=expediteur.utilisateur)
    retirer_courrier(courrier, par=expediteur.utilisateur)
    ligne.refresh_from_db()
    assert (courrier.etat, ligne.etat) == (EtatCourrier.RETIRE, etat)
    assert annoncer_courrier(ligne, par=expediteur.utilisateur) != courrier


def test_un_courrier_recu_ne_se_retire_plus(double: LigneRefusee, expediteur: Expediteur) -> None:
    courrier = annoncer_courrier(double, par=expediteur.utilisateur)
    recevoir_courrier(courrier, recu_le=date(2026, 11, 3), par=expediteur.utilisateur)
    with pytest.raises(Refus) as refus:
        retirer_courrier(courrier, par=expediteur.utilisateur)
    assert refus.value.code == "transition-interdite"


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("PLU-07")
def test_deux_personnes_n_annoncent_qu_un_courrier(expediteur: Expediteur) -> None:
    ligne = LigneRefuseeFactory(depot__convention=expediteur.convention, par_courrier=True)
    rejet = LigneFactureFactory(prise_en_charge=expediteur.prise_en_charge, exportee=True, etat=EtatLigne.REJETEE)
    for modele, pk in ((LigneRefusee, ligne.pk), (LigneFacture, rejet.pk)):
        resultats = ensemble(
            *[
                lambda modele=modele, pk=pk: annoncer_courrier(
                    modele.objects.select_related("convention").get(pk=pk), par=expediteur.utilisateur
                )
                for _ in range(2)
            ]
        )
        assert sorted(type(resultat).__name__ for resultat in resultats) == ["Courrier", "Refus"]
    assert Courrier.objects.count() == 2
