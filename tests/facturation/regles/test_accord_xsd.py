"""The published XSD and the importer judge alike (fiabilite.md H10).

The oracle is the schema, plus the two rules that XSD 1.0 cannot say: records numbered 1, 2, 3…, and a layout of lines
that follows the prestation.
"""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import ppas.facturation
from ppas.facturation.regles import valeurs
from ppas.facturation.regles.exemples import DOCUMENT_AMD, DOCUMENT_AUTRE, NIR
from tests.facturation.regles.documents import XSI, document_de, lire
from tests.facturation.regles.mutations import documents_du_schema

SCHEMA = etree.XMLSchema(etree.parse(Path(ppas.facturation.__file__).parent / "borfact-1.0.xsd"))
BASES = (DOCUMENT_AMD, DOCUMENT_AUTRE, document_de(3))

VALEURS = [
    "",
    " ",
    "0",
    "1",
    "-1",
    "+1",
    "01",
    "1.",
    ".5",
    "1.5",
    "-0.001",
    "1.234567",
    "1.2345678",
    "12345678.00",
    "1234567890.12",
    "1e3",
    "INF",
    "1,5",
    "١٢",
    "2026-10-01",
    " 2026-10-01\n",
    "2026-02-29",
    "2024-02-29",
    "2026-13-01",
    "2026-10-01Z",
    "2026-10-01+01:00",
    "-2026-10-01",
    "1899-12-31",
    "0000-01-01",
    "202610",
    "202613",
    "PPP001",
    "PPP014",
    "ppp001",
    "03",
    "3",
    "é3",
    "21231300",
    "1234567890123",
    "é",
    "A" * 80,
    "A" * 81,
    "A" * 40 + "\n   " + "B" * 39,
    "\u00a0",
    "\u2028",
    "\u0085",
    "𝒜" * 80,
    NIR,
    "2 45 03 21 054 123 89",
    "2  45\n03 21 054 123 89",
    "245032a05412346",
    "24503210541238",
    "1.0",
    " 1.0 ",
    "2.0",
]
ATTRIBUTS = ["no", "version", "id", "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation", "{urn:x}no"]
BALISES = [
    "nom",
    "qt",
    "mt",
    "qt-ouvrables",
    "ligne",
    "lignes",
    "entete",
    "borfact",
    "echeance",
    "no-pec",
    "x",
    "{urn:x}nom",
]


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A right document, then some changes of its tree, most of them wrong."""
    racine = etree.fromstring(draw(st.sampled_from(BASES)).encode())
    for _ in range(draw(st.integers(0, 3))):
        element = draw(st.sampled_from(list(racine.iter("*"))))
        draw(st.sampled_from([ecrire, retirer, ajouter, deplacer, doubler, renommer, qualifier, commenter]))(
            draw, element
        )
    return etree.tostring(racine, encoding=draw(st.sampled_from(["UTF-8", "ISO-8859-1"])), xml_declaration=True)


def ecrire(draw: st.DrawFn, element: etree._Element) -> None:
    valeur = draw(st.sampled_from(VALEURS))
    if draw(st.booleans()) and not len(element):
        element.text = valeur
    else:
        setattr(element, draw(st.sampled_from(["text", "tail"])), valeur) if element.getparent() is not None else None


def retirer(draw: st.DrawFn, element: etree._Element) -> None:
    if element.getparent() is not None:
        element.getparent().remove(element)


def ajouter(draw: st.DrawFn, element: etree._Element) -> None:
    nouveau = etree.Element(draw(st.sampled_from(BALISES)))
    nouveau.text = draw(st.sampled_from(VALEURS))
    element.insert(draw(st.integers(0, len(element))), nouveau)


def deplacer(draw: st.DrawFn, element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
        parent.insert(draw(st.integers(0, len(parent))), element)


def doubler(draw: st.DrawFn, element: etree._Element) -> None:
    if element.getparent() is not None:
        element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))


def renommer(draw: st.DrawFn, element: etree._Element) -> None:
    element.tag = draw(st.sampled_from(BALISES))


def qualifier(draw: st.DrawFn, element: etree._Element) -> None:
    element.set(draw(st.sampled_from(ATTRIBUTS)), draw(st.sampled_from(VALEURS)))


def commenter(draw: st.DrawFn, element: etree._Element) -> None:
    nouveau = draw(st.sampled_from([etree.Comment("c"), etree.ProcessingInstruction("p", "i")]))
    nouveau.tail = draw(st.sampled_from(["", " ", "\n", "x"]))
    element.insert(draw(st.integers(0, len(element))), nouveau)


def accepte_par_le_schema(octets: bytes) -> bool:
    racine = etree.fromstring(octets)
    if not SCHEMA.validate(racine):
        return False
    numeros = [int(ligne.get("no")) for ligne in racine.iter("ligne")]
    est_amd = racine.findtext("entete/cd-prestation").strip() == "PPP001"
    dispositions = {ligne.find("qt") is None for ligne in racine.iter("ligne")}
    return numeros == list(range(1, len(numeros) + 1)) and dispositions == {est_amd}


@pytest.mark.parametrize("nb", [200, pytest.param(5000, marks=pytest.mark.campagne)])
@pytest.mark.parametrize("tirage", [documents(), documents_du_schema()], ids=["changés", "tirés du schéma"])
def test_le_schema_publie_et_la_lecture_jugent_de_meme(nb: int, tirage: st.SearchStrategy[bytes]) -> None:
    verdicts = Counter()

    @settings(max_examples=nb)
    @given(tirage)
    def comparer(octets: bytes) -> None:
        lecture, _ = lire(octets)
        verdict = accepte_par_le_schema(octets)
        assert (not lecture.anomalies) == verdict, lecture.anomalies
        verdicts[verdict] += 1

    comparer()
    assert min(verdicts[True], verdicts[False]) > nb // 20, verdicts


def test_temoin_une_regle_de_moins_est_un_desaccord(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the importer that no longer looks at the form of one field is found out."""
    monkeypatch.setitem(valeurs.FORMES, "cd-caisse", valeurs.FORMES["nom"])
    octets = DOCUMENT_AMD.replace("<cd-caisse>03", "<cd-caisse>3").encode()
    assert (lire(octets)[0].anomalies == []) != accepte_par_le_schema(octets)


@pytest.mark.parametrize("base", BASES, ids=["AMD", "autre", "trois lignes"])
@pytest.mark.parametrize("valeur", VALEURS, ids=repr)
def test_chaque_valeur_est_jugee_de_meme_dans_chaque_champ(base: str, valeur: str) -> None:
    desaccords = []
    nb_elements = sum(1 for _ in etree.fromstring(base.encode()).iter("*"))
    for rang in range(nb_elements):
        racine = etree.fromstring(base.encode())
        element = list(racine.iter("*"))[rang]
        if len(element):
            continue
        element.text = valeur
        octets = etree.tostring(racine)
        lecture, _ = lire(octets)
        if (not lecture.anomalies) != accepte_par_le_schema(octets):
            desaccords.append((element.tag, valeur))
    assert desaccords == []


def test_le_schema_accepte_les_documents_de_reference() -> None:
    assert [accepte_par_le_schema(base.encode()) for base in BASES] == [True, True, True]


def test_la_place_du_schema_peut_etre_ecrite() -> None:
    octets = DOCUMENT_AMD.replace("<borfact ", f'<borfact {XSI} xsi:noNamespaceSchemaLocation="b.xsd" ').encode()
    assert accepte_par_le_schema(octets)
    assert lire(octets)[0].anomalies == []
