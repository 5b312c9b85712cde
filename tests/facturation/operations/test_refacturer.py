"""A line refused on the day of its sending is corrected and taken once; any other is not (ANO-04, ANO-05, ANO-10)."""

from collections import defaultdict
from datetime import date

import pytest

from ppas.facturation.etats import EtatLigne, EtatLigneRefusee
from ppas.facturation.models import BilanMensuel, Depot, LigneFacture, LigneRefusee
from ppas.facturation.operations.refacturer import abandonner_lignes, refacturer_lignes
from ppas.facturation.operations.rejugement import rejuger
from ppas.facturation.regles.exemples import DOCUMENT_AMD
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.conftest import Horloge
from tests.factories.caisses import PrestationFactory
from tests.factories.facturation import DepotFactory, LigneFactureFactory, LigneRefuseeFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory, nir_de_femme
from tests.facturation.envois import DOCUMENT_2, NOM_2, Expediteur, document, ensemble, relu

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
TROP = DOCUMENT_AMD.replace("<qt-ouvrables>14.00", "<qt-ouvrables>24.00").replace("15.50<", "25.50<")
"""The reference file with more hours than is granted."""


@pytest.fixture
def depot(expediteur: Expediteur) -> Depot:
    """A file whose only line is refused (L07)."""
    return expediteur.envoyer(TROP)


def refus_de(depot: Depot) -> LigneRefusee:
    return depot.lignes_refusees.get()


@pytest.mark.exigence("ANO-04", "ANO-10", "ANO-03")
def test_une_ligne_corrigee_est_facturee_sous_son_numero_dans_l_envoi(depot: Depot, expediteur: Expediteur) -> None:
    refus = refus_de(depot)
    bilan = refacturer_lignes(depot, {refus.pk: {"ouvrables_centiemes": 1400}}, par=expediteur.utilisateur)
    facture = LigneFacture.objects.get()
    assert bilan.prises == [facture]
    assert (facture.depot, facture.rang, facture.ordre, facture.ouvrables_centiemes) == (depot, 1, 1, 1400)
    assert (facture.prise_en_charge, facture.periode) == (expediteur.prise_en_charge, date(2026, 10, 1))
    refus.refresh_from_db()
    assert (refus.etat, refus.facture, refus.ouvrables_centiemes) == (EtatLigneRefusee.REFACTUREE, facture, 2400)


@pytest.mark.exigence("ANO-10", "HIS-02")
def test_le_depot_les_compteurs_et_le_journal_le_disent(depot: Depot, expediteur: Expediteur) -> None:
    refacturer_lignes(depot, {refus_de(depot).pk: {"ouvrables_centiemes": 1400}}, par=expediteur.utilisateur)
    montant = LigneFacture.objects.get().montant_caisse_centimes
    lu = relu(depot)
    assert (lu.nb_lignes_acceptees, lu.nb_lignes_refacturees, lu.montant_refacture_centimes) == (0, 1, montant)
    bilan = BilanMensuel.objects.get()
    assert (bilan.nb_lignes_acceptees, bilan.montant_accepte_centimes) == (1, montant)
    echange = Evenement.objects.filter(nature="fichier").latest("pk")
    assert echange.libelle == "Fichier 03_21231300_202610.xml : 1 ligne refacturée"


def test_le_montant_est_celui_de_la_ligne_juste_du_premier_coup(depot: Depot, expediteur: Expediteur) -> None:
    refacturer_lignes(depot, {refus_de(depot).pk: {"ouvrables_centiemes": 1400}}, par=expediteur.utilisateur)
    champs = ("montant_caisse_centimes", "montant_beneficiaire_centimes", "periode", "debut", "fin", "ordre", "rang")
    corrigee = LigneFacture.objects.values_list(*champs).get()
    LigneRefusee.objects.all().delete()
    LigneFacture.objects.all().delete()
    expediteur.envoyer(DOCUMENT_2, NOM_2)
    assert LigneFacture.objects.values_list(*champs).get() == corrigee


@pytest.mark.exigence("ANO-03", "ANO-10")
def test_les_lignes_justes_passent_et_les_autres_restent_avec_leurs_raisons(expediteur: Expediteur) -> None:
    expediteur.accorder(3)
    depot = expediteur.envoyer(document(3, faux=(1, 2, 3)))
    premiere, deuxieme, troisieme = depot.lignes_refusees.order_by("rang")
    corrections = {
        premiere.pk: {"nir": nir_de_femme(1)},
        deuxieme.pk: {"nir": nir_de_femme(2), "nom": "MARTIN"},
        troisieme.pk: {},
    }
    bilan = refacturer_lignes(depot, corrections, par=expediteur.utilisateur)
    assert [facture.rang for facture in bilan.prises] == [1]
    restes = [(rejugee.refus.rang, [a.code for a in rejugee.anomalies]) for rejugee in bilan.refusees]
    assert restes == [(2, ["L10"]), (3, ["L13"])]
    etats = [ligne.etat for ligne in depot.lignes_refusees.order_by("rang")]
    assert etats == ["refacturee", "a_corriger", "a_corriger"]


@pytest.mark.exigence("ANO-10", "PLU-07")
def test_refaire_la_meme_demande_ne_facture_rien_de_plus(depot: Depot, expediteur: Expediteur) -> None:
    corrections = {refus_de(depot).pk: {"ouvrables_centiemes": 1400}}
    refacturer_lignes(depot, corrections, par=expediteur.utilisateur)
    bilan = refacturer_lignes(depot, corrections, par=expediteur.utilisateur)
    assert (bilan.prises, bilan.refusees, len(bilan.deja_prises)) == ([], [], 1)
    assert (LigneFacture.objects.count(), relu(depot).nb_lignes_refacturees) == (1, 1)


@pytest.mark.exigence("ANO-05", "ANO-07")
@pytest.mark.parametrize("codes", ["L04", "L05", "L06", "L05 L07"])
def test_une_ligne_deja_facturee_ou_trop_ancienne_ne_se_refacture_pas(
    depot: Depot, expediteur: Expediteur, codes: str
) -> None:
    exclue = LigneRefuseeFactory(depot=depot, rang=2, par_courrier=True, codes=codes)
    bonne = {refus_de_rang(depot, 1).pk: {"ouvrables_centiemes": 1400}}
    with pytest.raises(Refus) as refus:
        refacturer_lignes(depot, bonne | {exclue.pk: {}}, par=expediteur.utilisateur)
    assert refus.value.code == "non-refacturable"
    assert not LigneFacture.objects.exists()


def refus_de_rang(depot: Depot, rang: int) -> LigneRefusee:
    return depot.lignes_refusees.get(rang=rang)


@pytest.mark.exigence("ANO-08", "ANO-05")
def test_une_periode_facturee_entre_temps_est_refusee_et_la_nomme(depot: Depot, expediteur: Expediteur) -> None:
    expediteur.envoyer(DOCUMENT_2, NOM_2)
    autre = LigneFacture.objects.get()
    bilan = refacturer_lignes(depot, {refus_de(depot).pk: {"ouvrables_centiemes": 1400}}, par=expediteur.utilisateur)
    assert [(a.code, a.numero_facture) for a in bilan.refusees[0].anomalies] == [("L05", autre.pk)]
    assert LigneFacture.objects.count() == 1


@pytest.mark.exigence("ANO-08")
def test_une_ligne_refacturee_bloque_un_nouveau_fichier_de_la_meme_periode(
    depot: Depot, expediteur: Expediteur
) -> None:
    refacturer_lignes(depot, {refus_de(depot).pk: {"ouvrables_centiemes": 1400}}, par=expediteur.utilisateur)
    suivant = expediteur.envoyer(DOCUMENT_2, NOM_2)
    assert [(a.code, a.numero_facture) for a in suivant.anomalies.all()] == [("L05", LigneFacture.objects.get().pk)]


def test_une_ligne_qui_chevauche_sa_jumelle_du_meme_envoi_reste_en_double(depot: Depot, expediteur: Expediteur) -> None:
    jumelle = LigneRefuseeFactory(depot=depot, rang=2, codes="L11", ouvrables_centiemes=100)
    corrections = {refus_de_rang(depot, 1).pk: {"ouvrables_centiemes": 1400}, jumelle.pk: {}}
    bilan = refacturer_lignes(depot, corrections, par=expediteur.utilisateur)
    assert [facture.rang for facture in bilan.prises] == [1]
    assert [a.code for a in bilan.refusees[0].anomalies] == ["L11"]


def test_deux_periodes_du_mois_de_la_meme_prise_en_charge_se_suivent(depot: Depot, expediteur: Expediteur) -> None:
    seconde = LigneRefuseeFactory(depot=depot, rang=2, codes="L11", debut=date(2026, 10, 16), ouvrables_centiemes=100)
    moitie = {"ouvrables_centiemes": 1400, "dimanches_feries_centiemes": 0, "fin": date(2026, 10, 15)}
    corrections = {refus_de_rang(depot, 1).pk: moitie, seconde.pk: {}}
    bilan = refacturer_lignes(depot, corrections, par=expediteur.utilisateur)
    assert [(f.rang, f.ordre) for f in bilan.prises] == [(1, 1), (2, 2)]


@pytest.mark.exigence("ANO-04", "ANO-07")
def test_le_delai_court_jusqu_au_jour_de_la_refacturation(
    depot: Depot, expediteur: Expediteur, horloge: Horloge
) -> None:
    horloge.regler("2027-11-04 09:30")
    bilan = refacturer_lignes(depot, {refus_de(depot).pk: {"ouvrables_centiemes": 1400}}, par=expediteur.utilisateur)
    assert [a.code for a in bilan.refusees[0].anomalies] == ["L04"]


def test_une_prise_en_charge_arrivee_depuis_suffit(expediteur: Expediteur) -> None:
    depot = expediteur.envoyer(document(1))
    assert refus_de(depot).codes == "L01"
    expediteur.accorder(1)
    bilan = refacturer_lignes(depot, {refus_de(depot).pk: {}}, par=expediteur.utilisateur)
    assert len(bilan.prises) == 1


def test_rien_ne_se_facture_pendant_le_traitement_d_un_fichier(depot: Depot, expediteur: Expediteur) -> None:
    DepotFactory(convention=expediteur.convention, en_traitement=True)
    with pytest.raises(Refus) as refus:
        refacturer_lignes(depot, {refus_de(depot).pk: {}}, par=expediteur.utilisateur)
    assert refus.value.code == "depot-en-cours"


def test_une_convention_invalidee_ne_refacture_plus(depot: Depot, expediteur: Expediteur) -> None:
    Convention.objects.update(etat=EtatConvention.INVALIDEE)
    with pytest.raises(Refus) as refus:
        refacturer_lignes(depot, {refus_de(depot).pk: {}}, par=expediteur.utilisateur)
    assert refus.value.code == "convention-non-validee"


def test_sans_tarif_rien_n_est_envoye(depot: Depot, expediteur: Expediteur) -> None:
    PrestationFactory().tarifs.all().delete()
    with pytest.raises(Refus) as refus:
        refacturer_lignes(depot, {refus_de(depot).pk: {"ouvrables_centiemes": 1400}}, par=expediteur.utilisateur)
    assert refus.value.code == "tarif-absent"
    assert refus_de(depot).etat == EtatLigneRefusee.A_CORRIGER


def test_la_ligne_d_un_autre_depot_est_ignoree(depot: Depot, expediteur: Expediteur) -> None:
    autre = LigneRefuseeFactory(depot__convention=ConventionFactory())
    assert refacturer_lignes(depot, {autre.pk: {}}, par=expediteur.utilisateur).refusees == []


@pytest.mark.exigence("ANO-10")
def test_une_autre_prestation_se_corrige_aussi(expediteur: Expediteur) -> None:
    habitat = ConventionFactory(partenaire=expediteur.convention.partenaire, type_partenaire__habitat=True)
    prestation = PrestationFactory(habitat=True)
    accordee = PriseEnChargeFactory(
        convention=habitat,
        beneficiaire=expediteur.beneficiaire,
        prestation=prestation,
        quantite_mensuelle_centiemes=None,
        plafond_centimes=500_00,
    )
    refus = LigneRefuseeFactory(
        depot__convention=habitat,
        codes="L12",
        numero_pec=accordee.numero,
        prestation=prestation.code,
        echeance=None,
        debut=date(2026, 11, 2),
        fin=date(2026, 11, 2),
        ouvrables_centiemes=0,
        quantite_centiemes=100,
        prix_unitaire_centimes=125_40,
        montant_centimes=120_00,
    )
    bilan = refacturer_lignes(refus.depot, {refus.pk: {"montant_centimes": 125_40}}, par=expediteur.utilisateur)
    (facture,) = bilan.prises
    assert (facture.echeance, facture.periode, facture.quantite_centiemes) == (None, date(2026, 11, 2), 100)
    assert facture.montant_caisse_centimes + facture.montant_beneficiaire_centimes == 125_40


def test_ce_que_le_portail_sait_est_dit_a_cote(depot: Depot) -> None:
    (rejugee,) = rejuger(depot, [refus_de(depot)], {})
    assert (rejugee.connue.numero, rejugee.reste_centiemes, rejugee.est_acceptable) == ("2026004512", 2000, False)


@pytest.mark.parametrize("nb", [1, 4])
def test_le_nombre_de_requetes_du_controle_est_constant(
    nb: int, expediteur: Expediteur, django_assert_num_queries
) -> None:
    expediteur.accorder(nb)
    depot = Depot.objects.select_related("convention__caisse").get(
        pk=expediteur.envoyer(document(nb, faux=range(1, nb + 1))).pk
    )
    corrections = {
        refus.pk: {"nir": nir_de_femme(rang), "debut": date(2026, 10, rang)}
        for rang, refus in enumerate(depot.lignes_refusees.order_by("rang"), start=1)
    }
    lignes = list(depot.lignes_refusees.all())
    with django_assert_num_queries(5):
        assert all(rejugee.est_acceptable for rejugee in rejuger(depot, lignes, corrections))


def test_sans_suite_est_definitif_et_se_refait_sans_effet(depot: Depot, expediteur: Expediteur) -> None:
    refus = refus_de(depot)
    for _ in range(2):
        abandonner_lignes([refus], par=expediteur.utilisateur)
    assert refus_de(depot).etat == EtatLigneRefusee.SANS_SUITE
    with pytest.raises(Refus):
        refacturer_lignes(depot, {refus.pk: {"ouvrables_centiemes": 1400}}, par=expediteur.utilisateur)


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("ANO-10", "PLU-07")
def test_deux_personnes_au_meme_instant_facturent_une_fois(expediteur: Expediteur) -> None:
    depot = expediteur.envoyer(TROP)
    corrections = {refus_de(depot).pk: {"ouvrables_centiemes": 1400}}
    bilans = ensemble(
        *[lambda: refacturer_lignes(relu(depot), corrections, par=expediteur.utilisateur) for _ in range(2)]
    )
    assert sorted(len(bilan.prises) for bilan in bilans) == [0, 1]
    assert (LigneFacture.objects.count(), relu(depot).nb_lignes_refacturees) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("ANO-08", "PLU-07")
def test_une_ligne_refacturee_pendant_un_nouveau_fichier_n_est_facturee_qu_une_fois(expediteur: Expediteur) -> None:
    depot = expediteur.envoyer(TROP)
    corrections = {refus_de(depot).pk: {"ouvrables_centiemes": 1400}}
    resultats = ensemble(
        lambda: refacturer_lignes(relu(depot), corrections, par=expediteur.utilisateur),
        lambda: expediteur.envoyer(DOCUMENT_2, NOM_2),
    )
    assert LigneFacture.objects.filter(etat=EtatLigne.ACCEPTEE).count() == 1
    assert not isinstance(resultats[1], Exception)


@pytest.mark.django_db(transaction=True)
def test_le_temoin_sans_verrou_la_base_refuse_encore_le_double(
    expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with the judgement blind to what was invoiced before, the unique wall still holds."""
    depot = expediteur.envoyer(TROP)
    refus = refus_de(depot)
    LigneFactureFactory(prise_en_charge=expediteur.prise_en_charge)
    monkeypatch.setattr("ppas.facturation.operations.rejugement.deja_facturees", lambda *_, **__: defaultdict(list))
    with pytest.raises(Refus) as refuse:
        refacturer_lignes(depot, {refus.pk: {"ouvrables_centiemes": 1400}}, par=expediteur.utilisateur)
    assert refuse.value.code == "deja-facturee"
    assert refus_de(depot).etat == EtatLigneRefusee.A_CORRIGER
