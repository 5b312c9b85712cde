"""Sent by hand in the demonstration, the files of `exemples/` do what their README says."""

import re
import uuid
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from ppas.caisses.models import Caisse
from ppas.comptes.models import Utilisateur
from ppas.demo.operations.paiements import fichier_paiements
from ppas.demo.regles.comptes import AGENT, CAMILLE
from ppas.demo.regles.exemples import Fichier, fichiers
from ppas.demo.regles.structures import EXEMPLES, VAL_DE_SAONE, prises_en_charge
from ppas.facturation.models import Depot, ExportFactures
from ppas.facturation.operations.deposer import deposer
from ppas.facturation.operations.traiter import traiter
from ppas.facturation.regles.donnees import Parametres
from ppas.facturation.regles.verification import Verdict, verifier
from ppas.paiements.models import Bordereau
from ppas.paiements.operations.importer import importer_paiements
from ppas.partenaires.models import Partenaire
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.prises_en_charge.operations.importer import importer_prises_en_charge
from ppas.socle.horloge import maintenant

JOUR = date(2026, 11, 21)
RANGEE = re.compile(r"^\| `factures/([^`]+)` \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
CODE = re.compile("[FLA][0-9]{2}")


def envoyer(nom: str, octets: bytes) -> Depot:
    camille = Utilisateur.objects.get(login=CAMILLE.login)
    partenaire = Partenaire.objects.get(rattachements__utilisateur=camille)
    depot = deposer(ContentFile(octets, name=nom), partenaire=partenaire, par=camille, cle_envoi=uuid.uuid4())
    traiter(depot.pk)
    depot.refresh_from_db()
    return depot


def juger(fichier: Fichier, le: date) -> Verdict:
    return verifier(BytesIO(fichier.octets), Path(fichier.chemin).name, le=le, parametres=Parametres())


def codes(depot: Depot) -> list[str]:
    return sorted(depot.anomalies.values_list("code", flat=True))


def test_les_exemples_du_depot_sont_ceux_d_octobre_2026() -> None:
    for fichier in fichiers(le=JOUR):
        assert (EXEMPLES / fichier.chemin).read_bytes() == fichier.octets, fichier.chemin


def test_le_fichier_des_prises_en_charge_accorde_ce_que_la_demonstration_accorde() -> None:
    exemple = (EXEMPLES / "prises-en-charge.csv").read_text(encoding="utf-8")
    assert prises_en_charge(VAL_DE_SAONE, 2026).decode().splitlines() == exemple.splitlines()


@pytest.mark.parametrize("le", [date(2026, 11, 2), date(2026, 12, 3), date(2027, 1, 31), date(2028, 2, 29)])
def test_un_autre_jour_les_memes_fichiers_montrent_les_memes_anomalies(le: date) -> None:
    def verdicts(jour: date) -> list[list[str]]:
        return [
            [faute.code for faute in juger(fichier, jour).anomalies if faute.code != "L09"]
            for fichier in fichiers(le=jour)
            if fichier.chemin.startswith("factures/")
        ]

    assert verdicts(le) == verdicts(JOUR)


@pytest.mark.usefixtures("demonstration")
def test_envoyes_dans_l_ordre_ils_font_ce_que_dit_le_lisez_moi() -> None:
    promesses = RANGEE.findall((EXEMPLES / "README.md").read_text(encoding="utf-8"))
    assert len(promesses) == 13
    for nom, sans_envoi, promesse in promesses:
        depot = envoyer(nom, (EXEMPLES / "factures" / nom).read_bytes())
        attendues = CODE.findall(f"{sans_envoi} {promesse}" if "même" in promesse else promesse)
        acceptees = re.search("([0-9]+) lignes? acceptée", promesse)
        assert (nom, codes(depot)) == (nom, sorted(attendues))
        assert (nom, depot.nb_lignes_acceptees) == (nom, int(acceptees[1]) if acceptees else 0)


@pytest.mark.usefixtures("demonstration")
def test_le_flux_des_prises_en_charge_ajoute_deux_personnes() -> None:
    caisse = Caisse.objects.get(code="03")
    with (EXEMPLES / "flux" / "prises-en-charge.csv").open("rb") as source:
        importer_prises_en_charge(source, "prises-en-charge.csv", caisse=caisse, par=None)
    siennes = PriseEnCharge.objects.filter(convention__code="AMD2123", debut__year=2026)
    assert siennes.count() == 32
    assert siennes.get(numero="2026004501").quantite_mensuelle_centiemes == 15_50


@pytest.mark.usefixtures("demonstration")
def test_le_fichier_de_paiements_d_un_export_publie_son_bordereau_aussitot(tmp_path: Path) -> None:
    export = ExportFactures.objects.filter(caisse__code="03").latest("pk")
    call_command("demo_paiements", export.pk, dossier=tmp_path, verbosity=0)
    nom, octets = fichier_paiements(export)
    assert (tmp_path / nom).read_bytes() == octets
    agent = Utilisateur.objects.get(login=AGENT.login)
    importation = importer_paiements(BytesIO(octets), nom, caisse=export.caisse, par=agent)
    assert Bordereau.objects.publies(maintenant()).filter(importation=importation).count() == 1
