"""Every control of the catalogue, end to end: its examples sent as real files to a caisse that knows what they say."""

from dataclasses import replace
from datetime import datetime

import pytest

from ppas.caisses.models import TypePartenaire
from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Depot, LigneFacture
from ppas.facturation.operations import traiter as module
from ppas.facturation.regles.catalogue import Gravite
from ppas.facturation.regles.donnees import DejaFacturee
from ppas.facturation.regles.exemples import CONTEXTE, EXEMPLES, NOM_AMD, NOM_AUTRE, Exemple
from ppas.socle.horloge import PARIS
from ppas.socle.modifications import appliquer
from tests.conftest import Horloge
from tests.factories.caisses import CaisseFactory, PrestationFactory, TarifFactory
from tests.factories.facturation import DepotFactory, LigneFactureFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.envois import STRUCTURE, Expediteur, document

REFUSES_AU_NOM = {"F01", "F02", "F08"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


def preparer(exemple: Exemple, expediteur: Expediteur, horloge: Horloge) -> None:
    """Write in the database what the example says that the caisse knows."""
    horloge.regler(f"{exemple.le} 09:30")
    CaisseFactory(code="05")
    appliquer(expediteur.convention.caisse, delai_paiement_mois=exemple.parametres.avertissement_mois)
    habitat = ConventionFactory(
        partenaire=expediteur.convention.partenaire,
        type_partenaire__habitat=True,
        identifiant_structure=STRUCTURE,
    )
    autre = PriseEnChargeFactory(
        numero="2026009001",
        convention=habitat,
        beneficiaire=expediteur.beneficiaire,
        prestation=PrestationFactory(habitat=True),
        quantite_mensuelle_centiemes=None,
        plafond_centimes=500_00,
    )
    for deja in exemple.deja:
        _facturer(deja, expediteur)
    if exemple.parametres.tarif_unitaire_centimes is not None:
        TarifFactory(prestation=autre.prestation, ouvrable_centimes=exemple.parametres.tarif_unitaire_centimes)
    if exemple.depot.nom_utilise_le:
        envoye_le: datetime = exemple.depot.nom_utilise_le.replace(tzinfo=PARIS)
        DepotFactory(convention=expediteur.convention, nom_fichier=NOM_AMD, depose_le=envoye_le)
    if exemple.depot.prestations_ouvertes != CONTEXTE.prestations_ouvertes:
        TypePartenaire.objects.get(code=TypePartenaire.AIDE_A_DOMICILE).prestations.clear()


def _facturer(deja: DejaFacturee, expediteur: Expediteur) -> None:
    prise_en_charge = expediteur.prise_en_charge
    if deja.prise_en_charge_id != 1:
        prise_en_charge = PriseEnChargeFactory(
            convention=expediteur.convention, beneficiaire=expediteur.beneficiaire, debut=deja.debut, fin=deja.fin
        )
    LigneFactureFactory(
        id=deja.numero,
        prise_en_charge=prise_en_charge,
        echeance=deja.echeance,
        debut=deja.debut,
        fin=deja.fin,
        ouvrables_centiemes=deja.quantite_centiemes,
    )


def envoyer(exemple: Exemple, expediteur: Expediteur) -> Depot:
    nom = exemple.nom or (NOM_AMD if exemple.est_amd else NOM_AUTRE)
    return expediteur.envoyer(exemple.document(), nom)


@pytest.mark.exigence("PLU-03")
@pytest.mark.parametrize("code", EXEMPLES)
def test_l_exemple_juste_passe(code: str, expediteur: Expediteur, horloge: Horloge) -> None:
    exemple = EXEMPLES[code][0]
    preparer(exemple, expediteur, horloge)
    depot = envoyer(exemple, expediteur)
    assert (depot.etat, list(depot.anomalies.values_list("code", "message"))) == (EtatDepot.TRAITE, [])


@pytest.mark.exigence("PLU-02", "FIL-09", "FIL-11")
@pytest.mark.parametrize("code", EXEMPLES)
def test_l_exemple_faux_donne_le_meme_rapport_que_ppas_verifier(
    code: str, expediteur: Expediteur, horloge: Horloge
) -> None:
    exemple = EXEMPLES[code][1]
    preparer(exemple, expediteur, horloge)
    depot = envoyer(exemple, expediteur)
    champs = ("code", "gravite", "rang", "ligne", "colonne", "champ", "extrait", "message", "remede", "numero_facture")
    attendues = [
        tuple(getattr(faute, champ) or ("" if champ in {"champ", "extrait"} else None) for champ in champs)
        for faute in exemple.juger().anomalies
    ]
    if code[0] == "F":  # refused before its lines, or even by its name before it is read
        attendues = [attendue for attendue in attendues if attendue[0][0] == "F"]
    if code in REFUSES_AU_NOM:
        champs, attendues = ("code", "message", "remede"), [(a[0], a[7], a[8]) for a in attendues]
    assert list(depot.anomalies.values_list(*champs)) == attendues
    assert code in depot.anomalies.values_list("code", flat=True)


@pytest.mark.parametrize("code", EXEMPLES)
def test_la_gravite_dit_ce_que_devient_le_fichier(code: str, expediteur: Expediteur, horloge: Horloge) -> None:
    exemple = EXEMPLES[code][1]
    preparer(exemple, expediteur, horloge)
    depot = envoyer(exemple, expediteur)
    attendu = {
        Gravite.FICHIER: (EtatDepot.REFUSE, 0),
        Gravite.LIGNE: (EtatDepot.TRAITE_AVEC_ANOMALIES, 1 if code == "L11" else 0),
        Gravite.AVERTISSEMENT: (EtatDepot.TRAITE, 1),
    }[Gravite(depot.anomalies.get(code=code).gravite)]
    assert (depot.etat, LigneFacture.objects.filter(depot=depot).count()) == attendu


@pytest.mark.exigence("FIL-07")
def test_rf_borfact_peut_porter_l_extension(expediteur: Expediteur) -> None:
    exemple = replace(EXEMPLES["F03"][0], remplacer={"03_21231300_202610<": "03_21231300_202610.xml<"})
    assert envoyer(exemple, expediteur).etat == EtatDepot.TRAITE


def test_le_tarif_de_la_caisse_l_emporte_sur_le_prix_ecrit(expediteur: Expediteur, horloge: Horloge) -> None:
    exemple = EXEMPLES["A01"][1]
    preparer(exemple, expediteur, horloge)
    envoyer(exemple, expediteur)
    ligne = LigneFacture.objects.get()
    assert ligne.montant_caisse_centimes + ligne.montant_beneficiaire_centimes == 2 * 60_00


def test_le_plafond_compte_ce_qui_fut_facture_avant(expediteur: Expediteur, horloge: Horloge) -> None:
    exemple = EXEMPLES["L12"][0]
    preparer(exemple, expediteur, horloge)
    envoyer(exemple, expediteur)
    for jour in (3, 4, 5):
        horloge.regler(f"2026-11-{17 + jour} 09:30")
        emission = 17 + jour
        texte = exemple.document().replace("2026-11-02", f"2026-11-0{jour}").replace("171126", f"{emission}1126")
        texte = texte.replace("2026-11-17", f"2026-11-{emission}")
        depot = expediteur.envoyer(texte, f"03_{emission}1126_014_21231300.xml")
    assert LigneFacture.objects.count() == 3  # 3 × 125,40 € under 500,00 €, the fourth is over
    assert list(depot.anomalies.values_list("code", flat=True)) == ["L12"]


def test_la_quantite_du_mois_compte_les_jours_qui_suivent_ceux_du_lot(
    expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOT", 1)
    expediteur.accorder(1)
    fin_de_mois, debut_de_mois = document([1, 1]).split('<ligne no="2">')
    texte = '<ligne no="2">'.join(
        (fin_de_mois.replace("2026-10-01", "2026-10-15"), debut_de_mois.replace("2026-10-28", "2026-10-14"))
    )
    assert list(expediteur.envoyer(texte).anomalies.values_list("code", "rang")) == [("L07", 2)]


@pytest.mark.parametrize("nb", [1, 30])
def test_un_lot_coute_le_meme_nombre_de_requetes(
    nb: int, expediteur: Expediteur, django_assert_max_num_queries
) -> None:
    expediteur.accorder(nb)
    depot = expediteur.deposer(document(nb))
    pris = module.prendre(depot.pk)
    with django_assert_max_num_queries(17):
        module._juger(pris)
