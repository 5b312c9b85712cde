"""« Contrôler sans envoyer » (PLU-01): the report of a real sending, and a database and a store left as they were."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings, settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as reglages
from hypothesis import strategies as st

from ppas.caisses.models import Tarif
from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Anomalie, Depot, LigneFacture
from ppas.facturation.operations import controler as sans_envoi
from ppas.facturation.operations import traiter as en_vrai
from ppas.facturation.operations.controle import Controle
from ppas.facturation.operations.controler import ANOMALIES_MONTREES, ControleAVide, Rapport, controler
from ppas.facturation.operations.examen import CHAMPS_ANOMALIE
from ppas.facturation.regles.exemples import DOCUMENT_AMD, EXEMPLES, NOM_AMD, NOM_AUTRE
from ppas.socle.refus import Refus
from tests.conftest import Horloge
from tests.facturation.envois import NOM_2, Expediteur, document, recu, reference, relu
from tests.facturation.operations.test_controle import preparer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

NOMS = [NOM_AMD, NOM_AMD, NOM_2, "03_21231300_202613.xml"]
CHAMPS = (
    "nom_fichier",
    "echeance",
    "prestation_id",
    "caisse_id",
    "convention_id",
    "sha256",
    "taille",
    "etat",
    "nb_lignes_lues",
    "nb_lignes_annoncees",
    "nb_lignes_acceptees",
    "nb_lignes_refusees",
    "quantite_centiemes",
    "montant_caisse_centimes",
    "montant_beneficiaire_centimes",
    "nb_par_code",
)
"""All that a report shows of its deposit, but its number and its instants."""


def photographie() -> dict[str, Any]:
    """Return every row of every table, and every file of the store and of the arrivals."""
    rangees = {
        modele._meta.label: list(modele._base_manager.order_by("pk").values_list()) for modele in apps.get_models()
    }
    dossiers = (Path(settings.DEPOTS), Path(settings.FILE_UPLOAD_TEMP_DIR))
    fichiers = [
        (f.as_posix(), f.read_bytes()) for dossier in dossiers for f in sorted(dossier.rglob("*")) if f.is_file()
    ]
    return {**rangees, "fichiers": fichiers}


def controler_sans_trace(expediteur: Expediteur, contenu: str | bytes, nom: str, **options: bool) -> Rapport:
    avant = photographie()
    rapport = controler(
        recu(contenu, nom), partenaire=expediteur.convention.partenaire, par=expediteur.utilisateur, **options
    )
    assert photographie() == avant
    return rapport


def contenu_du_rapport(depot: Depot, anomalies: list[Anomalie]) -> tuple:
    """Return all that a report says, in its order."""
    champs = [champ for champ in CHAMPS_ANOMALIE if champ != "depot"]
    return (
        {champ: getattr(depot, champ) for champ in CHAMPS},
        [tuple(getattr(anomalie, champ) for champ in champs) for anomalie in anomalies],
    )


def reel(expediteur: Expediteur, contenu: str | bytes, nom: str) -> tuple:
    depot = relu(expediteur.envoyer(contenu, nom))
    return contenu_du_rapport(depot, list(depot.anomalies.all()))


def a_vide(expediteur: Expediteur, contenu: str | bytes, nom: str) -> tuple:
    rapport = controler_sans_trace(expediteur, contenu, nom)
    return contenu_du_rapport(rapport.depot, rapport.anomalies)


@pytest.mark.exigence("PLU-01")
@pytest.mark.parametrize("cas", [0, 1], ids=["juste", "faux"])
@pytest.mark.parametrize("code", EXEMPLES)
def test_chaque_exemple_a_le_rapport_d_un_envoi_et_ne_laisse_rien(
    code: str, cas: int, expediteur: Expediteur, horloge: Horloge
) -> None:
    exemple = EXEMPLES[code][cas]
    preparer(exemple, expediteur, horloge)
    envoi = (exemple.document(), exemple.nom or (NOM_AMD if exemple.est_amd else NOM_AUTRE))
    assert a_vide(expediteur, *envoi) == reel(expediteur, *envoi)


@st.composite
def documents(tirer: Callable[..., Any]) -> str | bytes:
    """Draw a file of up to eight lines for three persons: doubles, wrong NIR, wrong totals, wrong bytes."""
    personnes = tirer(st.lists(st.integers(1, 4), min_size=0, max_size=8))  # the fourth has no grant
    faux = tirer(st.sets(st.integers(1, 8), max_size=2))
    texte = document(personnes, faux=faux)
    lignes = texte.split("<ligne ")
    for rang in range(1, len(lignes)):
        debut, fin = sorted(tirer(st.tuples(st.integers(1, 28), st.integers(1, 28))))
        heures = tirer(st.sampled_from(["10.00", "20.00", "0.00", "1.005", "-1.00", "x"]))
        lignes[rang] = (
            lignes[rang]
            .replace("2026-10-01", f"2026-10-{debut:02d}")
            .replace("2026-10-28", f"2026-10-{fin:02d}")
            .replace(">10.00<", f">{heures}<" if tirer(st.integers(0, 3)) == 0 else ">4.00<")
        )
    texte = "<ligne ".join(lignes)
    if tirer(st.integers(0, 3)):  # most files have right totals
        texte = texte.replace(f">{len(personnes) * 10}.00<", f">{_total(lignes)}<", 1)
    octets = texte.encode()
    if tirer(st.integers(0, 9)) == 0:
        coupe = tirer(st.integers(0, len(octets)))
        octets = octets[:coupe] + tirer(st.binary(max_size=3)) + octets[coupe + tirer(st.integers(0, 3)) :]
    return octets


def _total(lignes: list[str]) -> str:
    centiemes = 0
    for ligne in lignes[1:]:
        ecrit = ligne.partition("<qt-ouvrables>")[2].partition("<")[0]
        try:
            centiemes += round(float(ecrit) * 100)
        except ValueError:
            return "0.00"
    return f"{centiemes // 100}.{centiemes % 100:02d}"


@pytest.mark.exigence("PLU-01")
@reglages(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(contenu=documents(), nom=st.sampled_from(NOMS), lots=st.tuples(st.integers(1, 4), st.integers(1, 4)))
def test_tout_fichier_a_le_rapport_d_un_envoi(
    contenu: bytes, nom: str, lots: tuple[int, int], expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By batches of any size: what was accepted in one counts in the next ones, written or remembered."""
    monkeypatch.setattr(en_vrai, "LOT", lots[0])
    monkeypatch.setattr(sans_envoi, "LOT", lots[1])
    contenu = contenu.replace(reference(NOM_AMD).encode(), reference(nom).encode(), 1)
    with transaction.atomic():
        expediteur.accorder(3)
        assert a_vide(expediteur, contenu, nom) == reel(expediteur, contenu, nom)
        transaction.set_rollback(True)


def test_un_double_d_un_autre_lot_est_vu(expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without its memory, the dry run would not see it."""
    expediteur.accorder(2)
    monkeypatch.setattr(sans_envoi, "LOT", 1)
    envoi = document([1, 2, 1]), NOM_AMD
    avec_memoire = a_vide(expediteur, *envoi)
    monkeypatch.setattr(ControleAVide, "_deja_facturees", Controle._deja_facturees)
    sans_memoire = a_vide(expediteur, *envoi)
    assert avec_memoire[0]["nb_par_code"] == {"L11": 1}
    assert sans_memoire[0]["nb_par_code"] == {}


def test_ce_qui_fut_facture_avant_compte(expediteur: Expediteur) -> None:
    expediteur.envoyer()
    rapport = controler_sans_trace(expediteur, DOCUMENT_AMD.replace("202610<", "202610-2<", 1), NOM_2)
    numero = LigneFacture.objects.get().pk
    assert [(a.code, a.numero_facture) for a in rapport.anomalies] == [("L05", numero)]


def test_le_nom_reste_libre_apres_un_controle(expediteur: Expediteur) -> None:
    for _ in range(2):
        assert controler_sans_trace(expediteur, DOCUMENT_AMD, NOM_AMD).depot.etat == EtatDepot.TRAITE
    assert relu(expediteur.envoyer()).etat == EtatDepot.TRAITE


def test_les_premieres_anomalies_sont_gardees_et_toutes_sont_comptees(expediteur: Expediteur) -> None:
    nb = ANOMALIES_MONTREES + 3
    rapport = controler_sans_trace(expediteur, document(nb), NOM_AMD)
    assert (len(rapport.anomalies), rapport.nb_anomalies, rapport.depot.nb_par_code) == (500, nb, {"L01": nb})


def test_toutes_les_anomalies_peuvent_etre_gardees(expediteur: Expediteur) -> None:
    nb = ANOMALIES_MONTREES + 3
    rapport = controler_sans_trace(expediteur, document(nb), NOM_AMD, garder_tout=True)
    assert [anomalie.rang for anomalie in rapport.toutes()] == list(range(1, nb + 1))


def test_un_refus_du_fichier_fait_oublier_les_lignes(expediteur: Expediteur) -> None:
    faux = document(3).replace("<nb-lignes>3<", "<nb-lignes>4<")
    rapport = controler_sans_trace(expediteur, faux, NOM_AMD, garder_tout=True)
    assert [anomalie.code for anomalie in rapport.toutes()] == ["F10"]
    assert (rapport.depot.etat, rapport.beneficiaires()) == (EtatDepot.REFUSE, [])


def test_le_rapport_sait_de_qui_il_parle(expediteur: Expediteur) -> None:
    accordes = expediteur.accorder(3)
    rapport = controler_sans_trace(expediteur, document([1, 2, 1, 3]), NOM_AMD)
    assert rapport.beneficiaires() == [accordes[0].beneficiaire_id]


def test_un_fichier_trop_long_est_renvoye_a_ppas_verifier(expediteur: Expediteur, settings: LazySettings) -> None:
    settings.DEPOT_CONTROLE_LIGNES_MAX = 2
    with pytest.raises(Refus, match="ppas verifier") as refus:
        controler_sans_trace(expediteur, document(3), NOM_AMD)
    assert refus.value.code == "controle-trop-long"
    controler_sans_trace(expediteur, document(2), NOM_AMD)


def test_un_tarif_inconnu_se_dit(expediteur: Expediteur) -> None:
    expediteur.accorder(1)
    Tarif.objects.all().delete()
    with pytest.raises(Refus, match="Aucun tarif de PPP001 n’est connu au 01/10/2026") as refus:
        controler_sans_trace(expediteur, document(1), NOM_AMD)
    assert refus.value.code == "tarif-inconnu"


def test_le_fichier_recu_sur_disque_est_lu_sans_copie(expediteur: Expediteur) -> None:
    expediteur.accorder(1)
    octets = document(1).encode()
    with TemporaryUploadedFile(NOM_AMD, "text/xml", len(octets), None) as fichier:
        fichier.write(octets)
        fichier.flush()
        avant = photographie()
        rapport = controler(fichier, partenaire=expediteur.convention.partenaire, par=expediteur.utilisateur)
        assert photographie() == avant
    assert rapport.depot.etat == EtatDepot.TRAITE
