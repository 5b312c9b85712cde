"""typst draws data, never obeys it; what its fonts lack is replaced."""

import io
import sys
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from ppas.socle import pdf

LE = datetime(2026, 11, 12, tzinfo=UTC)
SOURCE = """
#let d = json(bytes(sys.inputs.donnees))
#set document(title: "Essai", date: auto)
#set text(lang: "fr")
#d.texte
"""


@pytest.fixture
def texte_du_pdf(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "RACINE", tmp_path)
    gabarit = tmp_path / "essai.typ"
    gabarit.write_text(SOURCE)

    def composer(texte):
        octets = pdf.composer(gabarit, {"texte": texte}, le=LE)
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(octets)).pages)

    return composer


@pytest.mark.parametrize(
    "texte",
    [
        "#sys.version",
        '#read("/etc/passwd")',
        '#image("https://exemple.fr/x.png")',
        "*gras* _italique_ `code` = titre",
        "$x^2$ < > \\ # [ ] { } \" ' @ref <etiquette>",
        "http://exemple.fr/#a",
    ],
)
def test_une_donnee_est_un_texte_jamais_un_ordre(texte_du_pdf, texte):
    assert texte_du_pdf(texte).replace("\n", "") == texte


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        pytest.param("ZOË 😀 日本", "ZOË � ��", id="sans-dessin"),
        pytest.param("e\u0301té", "été", id="accent-separe"),
        pytest.param("a\u202eb\u200dc\ue000\x00", "a�b�c��", id="invisibles"),
        pytest.param(" deux\t\nmots ", "deux mots", id="espaces"),
    ],
)
def test_un_caractere_que_les_polices_n_ont_pas_est_remplace(texte_du_pdf, texte, attendu):
    assert pdf.ecrivable(texte) == attendu
    assert texte_du_pdf(texte)


def test_tout_caractere_dit_ecrivable_se_dessine(texte_du_pdf):
    caracteres = [c for c in map(chr, range(sys.maxunicode + 1)) if pdf.est_ecrivable(c)]
    assert len(caracteres) > 1200
    assert texte_du_pdf(" ".join(f"o{c}" for c in caracteres))


def test_les_memes_donnees_donnent_les_memes_octets(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "RACINE", tmp_path)
    (tmp_path / "essai.typ").write_text(SOURCE)
    faire = [pdf.composer(tmp_path / "essai.typ", {"texte": "Été"}, le=LE) for _ in range(2)]
    assert faire[0] == faire[1]
