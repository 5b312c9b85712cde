"""Names made to harm: each is an ordinary refusal, and no file leaves the store."""

import random
from pathlib import Path

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ppas.facturation.etats import EtatDepot
from ppas.facturation.operations import magasin
from ppas.facturation.regles.exemples import NOM_AMD
from tests.facturation.envois import Expediteur, relu

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

NOMS_HOSTILES = [
    "",
    ".",
    "..",
    ".xml",
    "../03_21231300_202610.xml",
    "..\\..\\03_21231300_202610.xml",
    "/etc/passwd",
    "C:\\03_21231300_202610.xml",
    "03_21231300_202610.xml\0.exe",
    "03_21231300_202610\N{RIGHT-TO-LEFT OVERRIDE}lmx.exe",
    "03_21231300_202610.xml\r\nX-Entete: 1",
    "CON.xml",
    "03_21231300_202610.xml.exe",
    "03_21231300_202610.exe.xml",
    "<script>alert(1)</script>.xml",
    "' OR 1=1 --.xml",
    "{{ 7 * 7 }}.xml",
    "%s%n%00.xml",
    "\N{LATIN CAPITAL LETTER E}\N{COMBINING ACUTE ACCENT}" * 300 + ".xml",
    "a" * 4096 + ".xml",
    "\ud800.xml",
    "03_21231300_٢٠٢٦١٠.xml",
    "０３_21231300_202610.xml",
    "03_21231300_202613.xml",
    "03_311326_014_21231300.xml",
    "03_21231300_999999.xml",
]


def magasin_des(settings: LazySettings) -> list[Path]:
    """Return every file that the portal keeps, anywhere it may write."""
    return [
        fichier
        for dossier in (settings.DEPOTS, settings.FILE_UPLOAD_TEMP_DIR)
        for fichier in Path(dossier).rglob("*")
        if fichier.is_file()
    ]


@pytest.mark.parametrize("nom", NOMS_HOSTILES)
def test_un_nom_hostile_est_un_refus_ordinaire(nom: str, expediteur: Expediteur, settings: LazySettings) -> None:
    depot = relu(expediteur.deposer(nom=nom))
    assert depot.etat == EtatDepot.REFUSE
    assert depot.nom_fichier.isprintable()
    assert magasin_des(settings) == [magasin.chemin(depot.sha256)]


class NomsHostiles(TestCase):
    """hypothesis asks for a test case when each example must see a fresh database."""

    @given(nom=st.text(max_size=300) | st.from_regex(r"0[0-9]_[0-9./\\]{1,12}_[0-9]{6}\.xml", fullmatch=True))
    def test_n_importe_quel_nom_donne_un_depot_ou_un_refus(self, nom: str) -> None:
        depot = relu(Expediteur().deposer(nom=nom))
        assert depot.nom_fichier.isprintable()
        assert len(depot.nom_fichier) <= 255


def test_cinq_cents_noms_tires_au_sort(expediteur: Expediteur, settings: LazySettings) -> None:
    graine = random.randrange(2**32)
    hasard = random.Random(graine)
    alphabet = "0123456789_-./\\ \0\r\n\t'\"<>&%;$`|*?:~{}()éxXmMlL\u202e\u200b\ufeff\U0001f4a9"
    for _ in range(500):
        base = list(NOM_AMD)
        for _ in range(hasard.randrange(1, 6)):
            base.insert(hasard.randrange(len(base)), hasard.choice(alphabet))
        depot = expediteur.deposer(nom="".join(base))
        assert depot.nom_fichier.isprintable(), f"seed {graine}"
    assert magasin_des(settings) == [magasin.chemin(depot.sha256)], f"seed {graine}"
