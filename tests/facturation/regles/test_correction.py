"""What may be corrected for the sender, and what never changes while it is (PLU-02)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ppas.facturation.regles import correction as module
from ppas.facturation.regles.catalogue import Gravite
from ppas.facturation.regles.correction import Correction, corriger
from ppas.facturation.regles.donnees import Parametres
from ppas.facturation.regles.exemples import DOCUMENT_AMD, DOCUMENT_AUTRE, NOM_AMD, NOM_AUTRE
from ppas.facturation.regles.verification import verifier
from tests.facturation.regles.documents import document_de

pytestmark = pytest.mark.exigence("PLU-02")

LE = date(2026, 11, 21)


def corrige(texte: str | bytes, nom: str = NOM_AMD, utilises: tuple[str, ...] = ()) -> Correction:
    """Correct, and hold that correcting again changes nothing."""
    octets = texte if isinstance(texte, bytes) else texte.encode()
    resultat = corriger(octets, nom, le=LE, noms_utilises=utilises)
    assert resultat is not None
    assert corriger(resultat.contenu, resultat.nom, le=LE, noms_utilises=utilises) is None
    return resultat


def rien(texte: str | bytes, nom: str = NOM_AMD) -> None:
    """Hold that nothing certain can be proposed."""
    assert corriger(texte if isinstance(texte, bytes) else texte.encode(), nom, le=LE) is None


def differences(resultat: Correction) -> list[tuple[int | None, str, str, str]]:
    return [(d.ligne, d.avant, d.apres, d.code) for d in resultat.differences]


@pytest.mark.parametrize(("texte", "nom"), [(DOCUMENT_AMD, NOM_AMD), (DOCUMENT_AUTRE, NOM_AUTRE)])
def test_un_fichier_juste_n_a_rien_a_corriger(texte: str, nom: str) -> None:
    rien(texte, nom)


def test_la_reference_devient_le_nom_du_fichier() -> None:
    resultat = corrige(DOCUMENT_AMD.replace("03_21231300_202610<", "octobre<"))
    assert resultat.contenu.decode() == DOCUMENT_AMD
    assert differences(resultat) == [
        (4, "<rf-borfact>octobre</rf-borfact>", "<rf-borfact>03_21231300_202610</rf-borfact>", "F03")
    ]
    assert resultat.restantes == []


@pytest.mark.parametrize(
    "ecart",
    [
        ("<cd-caisse>03", "<cd-caisse>05"),
        ("<id-structure>2", "<id-structure>3"),
        ("<echeance>202610", "<echeance>202609"),
    ],
    ids=str,
)
def test_la_reference_reste_quand_l_en_tete_dit_autre_chose_que_le_nom(ecart: tuple[str, str]) -> None:
    """Whether the name or the header is wrong, nobody can tell."""
    rien(DOCUMENT_AMD.replace("03_21231300_202610<", "octobre<").replace(*ecart))


@pytest.mark.parametrize(
    ("nom", "propose"),
    [
        ("03_21231300_2026-10.xml", NOM_AMD),
        ("03_21231300_202610.xml.xml", NOM_AMD),
        ("facture octobre.xml", NOM_AMD),
        ("03 21231300 102026.XML", NOM_AMD),
    ],
)
def test_le_nom_juste_est_propose(nom: str, propose: str) -> None:
    resultat = corrige(DOCUMENT_AMD, nom)
    assert (resultat.nom, resultat.contenu.decode()) == (propose, DOCUMENT_AMD)
    assert differences(resultat) == [(None, nom, propose, "F01")]


def test_un_nom_deja_utilise_devient_celui_du_complement_suivant() -> None:
    resultat = corrige(DOCUMENT_AMD, NOM_AMD, (NOM_AMD, "03_21231300_202610-2.xml"))
    assert resultat.nom == "03_21231300_202610-3.xml"
    assert [d.code for d in resultat.differences] == ["F02", "F03"]
    assert b"<rf-borfact>03_21231300_202610-3</rf-borfact>" in resultat.contenu


def test_un_nom_utilise_qui_n_a_pas_de_complement_reste() -> None:
    assert corriger(DOCUMENT_AUTRE.encode(), NOM_AUTRE, le=LE, noms_utilises={NOM_AUTRE}) is None


def test_les_dates_francaises_sont_ecrites_comme_le_trace() -> None:
    faux = DOCUMENT_AMD.replace("2026-10-01", "01/10/2026").replace("2026-10-31", " 31/10/2026\n")
    resultat = corrige(faux)
    assert resultat.contenu.decode() == faux.replace("01/10/2026", "2026-10-01").replace("31/10/2026", "2026-10-31")
    assert differences(resultat) == [
        (19, "<dt-debut>01/10/2026</dt-debut>", "<dt-debut>2026-10-01</dt-debut>", "F05"),
        (20, "<dt-fin>31/10/2026</dt-fin>", "<dt-fin>2026-10-31</dt-fin>", "F05"),
    ]


@pytest.mark.parametrize(
    ("debut", "fin"),
    [
        ("10/01/2026", "10/31/2026"),
        ("10/04/2026", "10/04/2026"),
        ("30/02/2026", "31/10/2026"),
        ("01/10/26", "31/10/26"),
    ],
)
def test_une_date_qui_peut_se_lire_autrement_reste(debut: str, fin: str) -> None:
    rien(DOCUMENT_AMD.replace("2026-10-01", debut).replace("2026-10-31", fin))


def test_la_virgule_decimale_devient_un_point() -> None:
    faux = DOCUMENT_AUTRE.replace(".00<", ",00<").replace("62.70", "62,7").replace("125.40", "125,40")
    resultat = corrige(faux, NOM_AUTRE)
    assert resultat.contenu.decode() == DOCUMENT_AUTRE.replace("62.70", "62.7")
    assert resultat.nb == 4
    assert resultat.restantes == []


@pytest.mark.parametrize("ecrite", ["1,550", "1 550,00", "1.550,00", "15,50 h", "quinze", "", "15,"])
def test_un_nombre_qui_peut_se_lire_autrement_reste(ecrite: str) -> None:
    rien(DOCUMENT_AMD.replace(">14.00<", f">{ecrite}<"))


def test_le_code_de_la_prestation_s_ecrit_en_capitales() -> None:
    resultat = corrige(DOCUMENT_AUTRE.replace("PPP014", "ppp014"), NOM_AUTRE)
    assert resultat.contenu.decode() == DOCUMENT_AUTRE


def test_les_enregistrements_sont_renumerotes_quand_rien_d_autre_ne_va_mal() -> None:
    juste = document_de(3)
    faux = juste.replace('no="1"', 'no="0"').replace('no="2"', ["no='1'", "xml:id='x'"][0]).replace('no="3"', "")
    resultat = corrige(faux)
    assert [d.apres for d in resultat.differences] == ['<ligne no="1">', '<ligne no="2">', '<ligne no="3" >']
    assert resultat.restantes == []


def test_un_numero_qui_saute_cache_peut_etre_une_ligne_perdue() -> None:
    """The totals speak of three lines: which one is missing, nobody can tell."""
    rien(document_de(2).replace('no="2"', 'no="3"').replace("<nb-lignes>2", "<nb-lignes>3"))


def test_les_numeros_restent_quand_une_autre_faute_demeure() -> None:
    rien(document_de(2).replace('no="2"', 'no="3"').replace("<nom>DURAND</nom>", "", 1))


def test_ce_qui_precede_la_declaration_s_enleve() -> None:
    resultat = corrige("\n \n" + DOCUMENT_AMD)
    assert resultat.contenu.decode() == DOCUMENT_AMD
    assert [(d.ligne, d.code) for d in resultat.differences] == [(1, "F04")]


def test_les_lignes_sont_celles_du_fichier_recu() -> None:
    resultat = corrige("\n\n" + DOCUMENT_AMD.replace("2026-10-01", "01/10/2026"))
    assert [(d.ligne, d.code) for d in resultat.differences] == [(1, "F04"), (21, "F05")]


def test_l_encodage_que_les_octets_contredisent_est_declare() -> None:
    texte = DOCUMENT_AMD.replace("Jeanne", "Hélène")
    resultat = corrige(texte.encode("iso-8859-1"))
    assert resultat.contenu == texte.replace('"UTF-8"', '"ISO-8859-1"').encode("iso-8859-1")
    assert resultat.restantes == []
    sans = texte.partition("\n")[2].encode("iso-8859-1")
    assert corrige(sans).contenu == b'<?xml version="1.0" encoding="ISO-8859-1"?>\n' + sans
    nue = texte.replace(' encoding="UTF-8"', "").encode("iso-8859-1")
    assert corrige(nue).contenu.startswith(b'<?xml version="1.0" encoding="ISO-8859-1"?>')


def test_une_marque_d_ordre_dit_l_encodage() -> None:
    texte = DOCUMENT_AMD.replace("Jeanne", "Hélène")
    recu = b"\xef\xbb\xbf" + texte.replace("UTF-8", "ISO-8859-1").encode()
    assert corrige(recu).contenu == b"\xef\xbb\xbf" + texte.encode()


def test_un_octet_qui_se_lit_de_plusieurs_facons_laisse_l_encodage() -> None:
    """0xBD is « œ » in one of the admitted encodings, « ½ » in the two others."""
    rien(DOCUMENT_AMD.replace("Jeanne", "Cœur").encode("iso-8859-15"))


def test_ce_qui_est_commente_ou_protege_reste() -> None:
    protege = "<!-- <dt-debut>01/10/2026</dt-debut> --><![CDATA[<qt>1,50</qt>]]>"
    rien(DOCUMENT_AMD.replace("<entete>", f"{protege}<entete>"))
    commentaire = "<!-- <ligne no='9'> <dt-debut>01/10/2026</dt-debut> -->"
    faux = DOCUMENT_AMD.replace("<lignes>", f"<lignes>{commentaire}").replace('no="1"', 'no="7"')
    assert [d.apres for d in corrige(faux).differences] == ['<ligne no="1">']


HOSTILES = [b"", b"\x00", b"PK\x03\x04", b"<?xml", b"\xff\xfe<", b"<!DOCTYPE x>", b"]]><ligne", b"<ligne"]


@pytest.mark.parametrize("octets", HOSTILES)
def test_un_fichier_hostile_ne_leve_rien(octets: bytes) -> None:
    resultat = corriger(octets, NOM_AMD, le=LE)
    assert resultat is None or resultat.restantes


@pytest.mark.parametrize("motif", [b"<!--", b"<![CDATA[", b"<?", b"<ligne ", b"<qt> ", b"<rf-borfact>"])
def test_un_texte_repete_se_lit_en_un_temps_raisonnable(motif: bytes) -> None:
    """Read in a time that grows with the square of its length, this one would take hours."""
    corriger(b"<borfact>" + motif * 200_000, NOM_AMD, le=LE)


def test_un_fichier_trop_gros_n_est_pas_corrige(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TAILLE_MAX", 100)
    rien(DOCUMENT_AMD.replace("2026-10-01", "01/10/2026"))


def test_les_differences_gardees_sont_bornees() -> None:
    resultat = corrige(document_de(120).replace("-10-01<", "-10-01 <").replace(".50<", ",50<"))
    assert (len(resultat.differences), resultat.nb) == (100, 120)


def test_ce_qui_reste_a_corriger_est_dit() -> None:
    resultat = corrige(DOCUMENT_AMD.replace("2026-10-01", "01/10/2026").replace(">15.50<", ">15.00<"))
    assert [faute.code for faute in resultat.restantes] == ["F10"]


# What follows: whatever the file, its values stay.


def valeur(nom: str, texte: str) -> Any:
    """Read a value however it is written, by other means than those of the portal."""
    texte = texte.strip()
    if nom.startswith("dt-"):
        return datetime.strptime(texte, "%d/%m/%Y" if "/" in texte else "%Y-%m-%d").date()  # noqa: DTZ007
    if nom.startswith(("qt", "mt")):
        return Decimal(texte.replace(",", "."))
    return texte.upper() if nom == "cd-prestation" else texte


def valeurs(octets: bytes) -> list[tuple[str, Any]]:
    """Return every value of the file but its reference, in order; the numbers of the records apart."""
    racine = etree.fromstring(octets)
    return [
        (element.tag, valeur(element.tag, element.text or ""))
        for element in racine.iter("*")
        if not len(element) and element.tag != "rf-borfact"
    ]


ECRITURES = [
    (">2026-10-01<", ">01/10/2026<"),
    (">2026-10-31<", "> 31/10/2026\n<"),
    (">2026-11-04<", ">04/11/2026<"),
    (">14.00<", ">14,00<"),
    (">1.50<", ">1,5<"),
    (">15.50<", ">15,50<"),
    ('no="1"', 'no="4"'),
    (">03_21231300_202610<", ">autre<"),
    (">PPP001<", ">ppp001<"),
    (">Jeanne<", ">Hélène<"),
    (">2026004512<", ">1,50<"),
    (">DURAND<", ">D&amp;G 1,50 01/10/2026<"),
]


ECRITURES_AUTRES = [
    (">2026-11-02<", ">02/11/2026<"),
    (">2026-11-17<", ">17/11/2026<"),
    (">2.00<", ">2,00<"),
    (">62.70<", "> 62,7<"),
    (">125.40<", ">125,40<"),
    (">PPP014<", ">ppp014<"),
    ('no="1"', ""),
    (">Jeanne<", ">Hélène<"),
]


@st.composite
def documents(draw: st.DrawFn, base: str = DOCUMENT_AMD, ecritures: Sequence[tuple[str, str]] = ECRITURES) -> bytes:
    """A file whose writing is at fault in some places, in one of the encodings."""
    for juste, fausse in draw(st.sets(st.sampled_from(ecritures))):
        base = base.replace(juste, fausse)
    return base.encode(draw(st.sampled_from(["utf-8", "iso-8859-1"])))


def lisible(octets: bytes) -> bytes:
    """Declare the encoding that the file has, for lxml to read what was received."""
    try:
        octets.decode()
    except UnicodeDecodeError:
        return octets.replace(b'"UTF-8"', b'"ISO-8859-1"')
    return octets


@given(documents(), st.sampled_from([NOM_AMD, "03_21231300_2026-10.xml", "x.xml"]))
def test_aucune_valeur_ne_change_jamais(octets: bytes, nom: str) -> None:
    resultat = corriger(octets, nom, le=LE)
    if resultat is not None:
        assert valeurs(resultat.contenu) == valeurs(lisible(octets))


@given(documents(DOCUMENT_AUTRE, ECRITURES_AUTRES), st.sampled_from([NOM_AUTRE, "03_171126_PPP014_21231300.xml"]))
def test_aucun_montant_ne_change_jamais(octets: bytes, nom: str) -> None:
    resultat = corriger(octets, nom, le=LE)
    if resultat is not None:
        assert valeurs(resultat.contenu) == valeurs(lisible(octets))
        assert resultat.restantes == []
        assert corriger(resultat.contenu, resultat.nom, le=LE) is None


@given(documents(), st.sampled_from([NOM_AMD, "03_21231300_2026-10.xml", "x.xml"]))
def test_corriger_deux_fois_ne_change_rien_de_plus(octets: bytes, nom: str) -> None:
    resultat = corriger(octets, nom, le=LE)
    if resultat is not None:
        assert corriger(resultat.contenu, resultat.nom, le=LE) is None


@given(documents(), st.sampled_from([NOM_AMD, "03_21231300_2026-10.xml"]))
def test_ce_qui_est_corrige_n_est_plus_reproche(octets: bytes, nom: str) -> None:
    """A name or a reference corrected is right; and what is said to remain is what the portal would still refuse."""
    resultat = corriger(octets, nom, le=LE)
    if resultat is not None:
        verdict = verifier(BytesIO(resultat.contenu), resultat.nom, le=LE, parametres=Parametres())
        codes = {faute.code for faute in verdict.anomalies if faute.gravite is Gravite.FICHIER}
        assert codes == {faute.code for faute in resultat.restantes}
        assert not codes & ({difference.code for difference in resultat.differences} - {"F05"})


@given(st.binary(max_size=300).map(lambda b: b"<borfact>" + b + b"</borfact>"))
def test_n_importe_quels_octets_ne_levent_rien(octets: bytes) -> None:
    corriger(octets, NOM_AMD, le=LE)
