"""The summary of a transmitted evaluation as a document."""

import io
import json

import pytest
from pypdf import PdfReader

from ppas.evaluations.operations.composer_synthese import composer_synthese
from ppas.evaluations.operations.exporter import document
from ppas.socle.regles.affichage import nir
from tests.evaluations.evaluees import structure, transmise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


def lire(octets: bytes) -> str:
    pages = PdfReader(io.BytesIO(octets)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


@pytest.mark.exigence("EVA-05")
def test_la_synthese_dit_la_personne_le_gir_et_les_reponses() -> None:
    evaluation = transmise(*structure())
    ecrit = lire(composer_synthese(evaluation, evaluation.transmissions.get()))
    for attendu in (
        f"Évaluation {evaluation.numero_enregistrement}",
        "DURAND Jeanne",
        nir(evaluation.commande.beneficiaire.nir),
        "GIR 5",
        "Toilette B",
        "24,00 h par an 80,00 h",
        "2 heures",
        "Une aide pour le linge.",
        "La personne est d’accord",
    ):
        assert "".join(attendu.split()) in ecrit


@pytest.mark.exigence("EVA-05")
def test_le_document_est_accessible_date_et_porte_ses_donnees() -> None:
    evaluation = transmise(*structure())
    transmission = evaluation.transmissions.get()
    octets = composer_synthese(evaluation, transmission)
    assert octets == composer_synthese(evaluation, transmission)
    lu = PdfReader(io.BytesIO(octets))
    xmp = lu.xmp_metadata.stream.get_data().decode()
    assert "<pdfuaid:part>1<" in xmp
    assert "<pdfaid:part>3<" in xmp
    assert lu.metadata.title == f"Évaluation {evaluation.numero_enregistrement}"
    (piece,) = lu.attachments["evaluation.json"]
    assert json.loads(piece) == document(evaluation)


HOSTILES = [
    pytest.param("<script>alert(1)</script>", id="script"),
    pytest.param('#eval("1+1") *gras* $x$ @ref <l> \\', id="typst"),
    pytest.param("{{ request.user }}{% load x %}", id="gabarit"),
]


@pytest.mark.exigence("EVA-05")
@pytest.mark.parametrize("texte", HOSTILES)
def test_un_texte_hostile_reste_un_texte(texte: str) -> None:
    evaluation = transmise(*structure(), besoins_analyse=texte, visite_evaluateur=texte)
    ecrit = lire(composer_synthese(evaluation, evaluation.transmissions.get()))
    assert ecrit.count("".join(texte.split())) == 2
