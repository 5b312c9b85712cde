"""Receiving a file: what the receipt promises, what a refusal leaves, and who wins when several send at once."""

import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django_tasks_db.models import DBTaskResult

from ppas.caisses.models import TypePartenaire
from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Anomalie, Depot, LigneFacture
from ppas.facturation.operations import deposer as module
from ppas.facturation.operations import magasin
from ppas.facturation.operations.contexte import contexte_depot
from ppas.facturation.operations.deposer import ESSAIS, deposer
from ppas.facturation.operations.traiter import traiter
from ppas.facturation.regles.exemples import DOCUMENT_AMD
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import date_heure_fr
from tests.conftest import Horloge
from tests.factories.caisses import PrestationFactory
from tests.factories.partenaires import ConventionFactory, PartenaireFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.envois import STRUCTURE, Expediteur, codes, ensemble, recu

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


def magasin_des(settings: LazySettings) -> list[Path]:
    """Return every file that the portal keeps, anywhere it may write."""
    return [
        fichier
        for dossier in (settings.DEPOTS, settings.FILE_UPLOAD_TEMP_DIR)
        for fichier in Path(dossier).rglob("*")
        if fichier.is_file()
    ]


def inconnu(expediteur: Expediteur, cle: uuid.UUID | None = None) -> Depot:
    """Return the deposit of the same file by a partner without convention."""
    partenaire, par = PartenaireFactory(), expediteur.utilisateur
    return deposer(recu(DOCUMENT_AMD), partenaire=partenaire, par=par, cle_envoi=cle or uuid.uuid4())


# The receipt


@pytest.mark.exigence("FIL-01", "FIL-13")
def test_un_depot_est_recu_avec_ses_octets_et_sa_tache(expediteur: Expediteur) -> None:
    depot = expediteur.deposer()
    assert (depot.etat, depot.convention, depot.caisse.code) == (EtatDepot.RECU, expediteur.convention, "03")
    with magasin.ouvrir(depot.sha256) as octets:
        assert octets.read().decode() == DOCUMENT_AMD
    assert depot.taille == len(DOCUMENT_AMD.encode())
    assert DBTaskResult.objects.get().args_kwargs == {"args": [depot.pk], "kwargs": {}}
    assert Evenement.objects.filter(action="deposer", objet_ref=depot.pk).count() == 1


def test_les_octets_sont_sur_le_disque_avant_la_ligne(
    expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    suite: list[str] = []
    synchroniser, remplacer, enregistrer = os.fsync, Path.replace, module._enregistrer

    def fsync(descripteur: int) -> None:
        cible = Path(f"/proc/self/fd/{descripteur}").readlink()
        suite.append(f"fsync {cible.relative_to(settings.DEPOTS.parent)}")
        synchroniser(descripteur)

    def replace(chemin: Path, cible: Path) -> Path:
        suite.append("replace")
        return remplacer(chemin, cible)

    def enregistrer_note(depot: Depot) -> Depot:
        suite.append("ligne")
        return enregistrer(depot)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(module, "_enregistrer", enregistrer_note)
    depot = expediteur.deposer()
    suite[0] = suite[0].rpartition("-")[0]
    assert suite == [
        "fsync arrivees/depot",
        "replace",
        f"fsync depots/{depot.sha256[:2]}",
        "fsync depots",
        "ligne",
    ]


@pytest.mark.exigence("FIL-03", "FIL-04", "FIL-05")
@pytest.mark.parametrize("nom", ["03_21231300_202610.xml", "03_041126_014_21231300.XML", "03_21231300_202610-12.xml"])
def test_un_nom_conforme_est_recu(nom: str, expediteur: Expediteur) -> None:
    PrestationFactory(habitat=True)
    ConventionFactory(
        partenaire=expediteur.convention.partenaire, type_partenaire__habitat=True, identifiant_structure=STRUCTURE
    )
    depot = expediteur.deposer(nom=nom)
    assert (depot.etat, depot.nom_fichier) == (EtatDepot.RECU, nom.lower())


def test_la_convention_est_celle_de_la_prestation(expediteur: Expediteur) -> None:
    PrestationFactory(habitat=True)
    habitat = ConventionFactory(
        partenaire=expediteur.convention.partenaire, type_partenaire__habitat=True, identifiant_structure=STRUCTURE
    )
    assert expediteur.deposer(nom="03_041126_014_21231300.xml").convention == habitat


def test_une_prestation_ouverte_par_deux_conventions_va_a_celle_qui_en_a(expediteur: Expediteur) -> None:
    habitat = ConventionFactory(
        partenaire=expediteur.convention.partenaire, type_partenaire__habitat=True, identifiant_structure=STRUCTURE
    )
    alarme = PrestationFactory(code="PPP030", unite="forfait", types=list(TypePartenaire.objects.all()))
    assert expediteur.deposer(nom="03_041126_030_21231300.xml").convention == expediteur.convention
    PriseEnChargeFactory(convention=habitat, prestation=alarme)
    assert expediteur.deposer(nom="03_031126_030_21231300.xml").convention == habitat


# Refusals


def test_un_nom_refuse_ne_laisse_que_le_depot(expediteur: Expediteur) -> None:
    depot = expediteur.deposer(nom="facture.xml")
    assert (depot.etat, codes(depot)) == (EtatDepot.REFUSE, ["F01"])
    assert not DBTaskResult.objects.exists()
    traiter(depot.pk)
    assert (LigneFacture.objects.count(), Anomalie.objects.count(), depot.nb_lignes_lues) == (0, 1, 0)


@pytest.mark.exigence("FIL-06", "HIS-03")
def test_un_nom_deja_utilise_dit_quand_et_propose_un_complement(expediteur: Expediteur, horloge: Horloge) -> None:
    expediteur.envoyer()
    horloge.avancer(days=1)
    anomalie = expediteur.deposer().anomalies.get()
    assert anomalie.code == "F02"
    assert f"l’envoi du {date_heure_fr(maintenant() - timedelta(days=1))}" in anomalie.message
    assert "03_21231300_202610-2.xml" in anomalie.remede


@pytest.mark.exigence("FIL-06")
def test_le_complement_d_un_complement_porte_le_numero_suivant(expediteur: Expediteur) -> None:
    expediteur.deposer(nom="03_21231300_202610-2.xml")
    assert "03_21231300_202610-3.xml" in expediteur.deposer(nom="03_21231300_202610-2.xml").anomalies.get().remede


@pytest.mark.exigence("FIL-06")
def test_un_fichier_refuse_en_entier_libere_son_nom(expediteur: Expediteur) -> None:
    assert expediteur.envoyer("vide").etat == EtatDepot.REFUSE
    assert expediteur.envoyer().etat == EtatDepot.TRAITE
    assert codes(expediteur.deposer()) == ["F02"]


@pytest.mark.exigence("FIL-06")
def test_un_fichier_traite_avec_anomalies_garde_son_nom(expediteur: Expediteur) -> None:
    expediteur.envoyer(DOCUMENT_AMD.replace("DURAND", "DUPONT"))
    assert codes(expediteur.deposer()) == ["F02"]


def test_deux_partenaires_ne_partagent_pas_leurs_noms(expediteur: Expediteur) -> None:
    expediteur.deposer()
    depot = inconnu(expediteur)
    assert codes(depot) == ["F06"]


@pytest.mark.exigence("FIL-11")
@pytest.mark.parametrize(
    ("nom", "code"),
    [
        ("99_21231300_202610.xml", "F06"),
        ("03_99999999_202610.xml", "F07"),
        ("03_041126_999_21231300.xml", "F08"),
        ("03_041126_001_21231300.xml", "F08"),
        ("03_21231300_202612.xml", "F09"),
    ],
)
def test_un_nom_qui_ne_va_pas_avec_la_convention_est_refuse(nom: str, code: str, expediteur: Expediteur) -> None:
    depot = expediteur.deposer(nom=nom)
    assert (depot.etat, codes(depot)[0]) == (EtatDepot.REFUSE, code)


@pytest.mark.parametrize("etat", [EtatConvention.EN_ATTENTE, EtatConvention.INVALIDEE])
def test_une_convention_non_validee_n_ouvre_rien(etat: str, expediteur: Expediteur) -> None:
    Convention.objects.update(etat=etat)
    assert codes(expediteur.deposer()) == ["F06"]


def test_un_partenaire_sans_convention_est_refuse(expediteur: Expediteur) -> None:
    depot = inconnu(expediteur)
    assert (codes(depot), depot.caisse) == (["F06"], None)


@pytest.mark.exigence("FIL-12")
def test_un_fichier_trop_gros_est_refuse_sans_etre_lu(expediteur: Expediteur, settings: LazySettings) -> None:
    settings.DEPOT_TAILLE_MAX = 2 * 1024 * 1024
    depot = expediteur.deposer(b"<" * (2 * 1024 * 1024 + 1))
    assert (depot.etat, codes(depot)) == (EtatDepot.REFUSE, ["F04"])
    assert "il dépasse 2 Mo" in depot.anomalies.get().message
    assert depot.taille == 2 * 1024 * 1024 + 1
    assert magasin.chemin(depot.sha256).stat().st_size <= settings.DEPOT_TAILLE_MAX


@pytest.mark.exigence("FIL-12")
def test_un_fichier_a_la_limite_est_lu(expediteur: Expediteur, settings: LazySettings) -> None:
    settings.DEPOT_TAILLE_MAX = 2 * 1024 * 1024
    espaces = " " * (settings.DEPOT_TAILLE_MAX - len(DOCUMENT_AMD.encode()))
    depot = expediteur.envoyer(DOCUMENT_AMD + espaces[:500_000])
    assert depot.etat == EtatDepot.TRAITE


def test_un_fichier_vide_est_refuse(expediteur: Expediteur) -> None:
    depot = expediteur.envoyer(b"")
    assert (depot.etat, codes(depot)) == (EtatDepot.REFUSE, ["F04"])
    assert "il est vide" in depot.anomalies.get().message


# The same sending again


def test_le_meme_envoi_rend_le_meme_accuse(expediteur: Expediteur) -> None:
    cle = uuid.uuid4()
    premier = expediteur.deposer(cle=cle)
    traiter(premier.pk)
    assert expediteur.deposer(cle=cle) == premier
    assert (Depot.objects.count(), DBTaskResult.objects.count(), LigneFacture.objects.count()) == (1, 1, 1)


def test_la_meme_cle_pour_d_autres_octets_est_refusee(expediteur: Expediteur) -> None:
    cle = uuid.uuid4()
    expediteur.deposer(cle=cle)
    with pytest.raises(Refus) as refus:
        expediteur.deposer(DOCUMENT_AMD + " ", cle=cle)
    assert refus.value.code == "cle-deja-utilisee"
    assert Depot.objects.count() == 1


def test_la_cle_d_un_partenaire_ne_dit_rien_a_un_autre(expediteur: Expediteur) -> None:
    cle = uuid.uuid4()
    premier = expediteur.deposer(cle=cle)
    assert inconnu(expediteur, cle) != premier


# Several at once


def _course_au_meme_nom(manches: int) -> None:
    expediteur = Expediteur()
    for manche in range(manches):
        nom = f"03_21231300_202610-{manche + 2}.xml"
        depots = ensemble(*[lambda nom=nom: expediteur.deposer(nom=nom)] * 8)
        assert sorted(depot.etat for depot in depots) == [EtatDepot.RECU, *[EtatDepot.REFUSE] * 7], manche
        assert {code for depot in depots for code in codes(depot)} == {"F02"}
    assert DBTaskResult.objects.count() == manches


@pytest.mark.exigence("FIL-06")
@pytest.mark.django_db(transaction=True)
def test_huit_envois_simultanes_d_un_nom_n_en_font_accepter_qu_un() -> None:
    _course_au_meme_nom(10)


@pytest.mark.campagne
@pytest.mark.django_db(transaction=True)
def test_huit_envois_simultanes_d_un_nom_en_campagne() -> None:
    _course_au_meme_nom(200)


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_memoire_ni_contrainte_un_nom_sert_huit_fois(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the portal no longer asks whether a name was used, and the database lets it be."""
    monkeypatch.setattr(module, "contexte_depot", lambda *qui, **_: contexte_depot(*qui))
    mur = next(contrainte for contrainte in Depot._meta.constraints if contrainte.name == "depot_nom_unique")
    with connection.schema_editor() as editeur:
        editeur.remove_constraint(Depot, mur)
    try:
        with pytest.raises(AssertionError):
            _course_au_meme_nom(1)
    finally:
        Depot.objects.all().delete()
        with connection.schema_editor() as editeur:
            editeur.add_constraint(Depot, mur)


@pytest.mark.django_db(transaction=True)
def test_huit_envois_simultanes_d_une_cle_rendent_le_meme_accuse() -> None:
    expediteur, cle = Expediteur(), uuid.uuid4()
    depots = ensemble(*[lambda: expediteur.deposer(cle=cle)] * 8)
    assert {depot.pk for depot in depots} == {Depot.objects.get().pk}
    assert DBTaskResult.objects.count() == 1


def test_un_conflit_sans_fin_n_est_pas_avale(expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch) -> None:
    essais = []

    def echouer(depot: Depot) -> Depot:
        essais.append(depot)
        raise module.IntegrityError

    monkeypatch.setattr(module, "_enregistrer", echouer)
    with pytest.raises(module.IntegrityError):
        expediteur.deposer()
    assert len(essais) == ESSAIS
