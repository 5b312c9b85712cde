import tracemalloc
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.facturation.regles.borfact import Lecture, Limites
from ppas.facturation.regles.donnees import EnteteLue, LigneLue
from ppas.facturation.regles.exemples import DOCUMENT_AMD, DOCUMENT_AUTRE, NIR
from ppas.facturation.regles.valeurs import FORMES
from tests.facturation.regles.documents import XSI, codes, document, document_de, lire
from tests.facturation.regles.fichiers_hostiles import FICHIERS


@pytest.mark.exigence("FIL-02")
def test_un_fichier_amd_est_lu() -> None:
    lecture, lignes = lire(DOCUMENT_AMD)
    assert lecture.anomalies == []
    assert lecture.entete == EnteteLue(
        reference="03_21231300_202610",
        caisse="03",
        identifiant_structure="21231300",
        prestation="PPP001",
        echeance=date(2026, 10, 1),
        emise_le=date(2026, 11, 4),
        nb_lignes=1,
        quantite_centiemes=15_50,
    )
    assert lignes == [
        LigneLue(
            nir=NIR,
            nom="DURAND",
            prenom="Jeanne",
            debut=date(2026, 10, 1),
            fin=date(2026, 10, 31),
            prestation="PPP001",
            echeance=date(2026, 10, 1),
            numero_pec="2026004512",
            ouvrables_centiemes=14_00,
            dimanches_feries_centiemes=1_50,
            rang=1,
        )
    ]


def test_un_fichier_d_autre_prestation_est_lu() -> None:
    lecture, [ligne] = lire(DOCUMENT_AUTRE)
    assert lecture.anomalies == []
    assert (ligne.echeance, ligne.quantite_centiemes) == (None, 2_00)
    assert (ligne.prix_unitaire_centimes, ligne.montant_centimes) == (62_70, 125_40)
    assert ligne.ouvrables_centiemes == ligne.dimanches_feries_centiemes == 0


def test_les_totaux_sont_ceux_de_toutes_les_lignes() -> None:
    lecture, lignes = lire(document_de(1_000))
    assert (lecture.nb_lignes, lecture.quantite_totale) == (1_000, Decimal("15500.00"))
    assert [ligne.rang for ligne in lignes] == list(range(1, 1_001))


@pytest.mark.parametrize(
    "changement",
    [
        ("\n", "\r\n"),
        ("\n", ""),
        ("\n", "\n\t  "),
        ("<nom>", "<!-- le nom --><nom>"),
        ("<nom>", "<?imprimante x?><nom>"),
        ("DURAND", "DU<!-- -->RAND"),
        ("DURAND", "<![CDATA[DURAND]]>"),
        ("DURAND", "&#68;URAND"),
        ("DURAND", "\n  DURAND\t"),
        ("2026-10-01<", " 2026-10-01 <"),
        (">14.00<", ">14<"),
        (">14.00<", ">14.0<"),
        (">14.00<", ">0014.000<"),
        (NIR, "2 45 03 21 054 123 89"),
        (NIR, f" {NIR} "),
        ("<borfact ", f'<borfact {XSI} xsi:noNamespaceSchemaLocation="borfact-1.0.xsd" '),
        ('no="1"', "no=' 1 '"),
        ("<borfact ", '<borfact xmlns:inutile="urn:x" '),
    ],
    ids=repr,
)
def test_les_manieres_d_ecrire_la_meme_chose_donnent_la_meme_ligne(changement: tuple[str, str]) -> None:
    _, attendues = lire(DOCUMENT_AMD)
    lecture, lignes = lire(document(changement))
    assert lecture.anomalies == []
    assert lignes == attendues


@pytest.mark.parametrize(
    ("declare", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("ISO-8859-1", "latin-1"),
        ("iso-8859-15", "iso8859-15"),
        ("Windows-1252", "cp1252"),
    ],
)
def test_les_quatre_encodages_sont_lus(declare: str, codec: str) -> None:
    texte = document(("DURAND", "DÉSIRÉ"), ('encoding="UTF-8"', f'encoding="{declare}"'))
    lecture, [ligne] = lire(texte.encode(codec))
    assert (lecture.anomalies, ligne.nom) == ([], "DÉSIRÉ")


def test_le_numero_de_prise_en_charge_est_facultatif() -> None:
    lecture, [ligne] = lire(document(("<no-pec>2026004512</no-pec>", "")))
    assert (lecture.anomalies, ligne.numero_pec) == ([], "")


def test_une_quantite_trop_precise_est_gardee_pour_la_ligne() -> None:
    lecture, [ligne] = lire(document((">14.00<", ">14.005<")))
    assert lecture.anomalies == []
    assert ligne.imprecis == (("qt-ouvrables", "14.005"),)
    assert lecture.quantite_totale == Decimal("15.51")


def test_une_quantite_negative_est_lue() -> None:
    lecture, [ligne] = lire(document((">14.00<", ">-0.50<")))
    assert (lecture.anomalies, ligne.ouvrables_centiemes) == ([], -50)


FAUTES_DE_STRUCTURE = [
    (("<nom>DURAND</nom>", ""), "nom", "Élément <nom> manquant dans <ligne> (enregistrement n°1)."),
    (("<nom>", "<nom>X</nom><nom>"), "nom", "Élément <nom> répété dans <ligne> (enregistrement n°1)."),
    (("<nom>", "<age>7</age><nom>"), "age", "Élément <age> inconnu dans <ligne> (enregistrement n°1)."),
    (
        (f"<nir>{NIR}</nir>\n      <nom>DURAND</nom>", f"<nom>DURAND</nom><nir>{NIR}</nir>"),
        "nom",
        "Élément <nom> mal placé dans <ligne> : <nir> attendu à cet endroit (enregistrement n°1).",
    ),
    (
        ("2026-10-31", "2026-10-32"),
        "dt-fin",
        "« 2026-10-32 » dans <dt-fin> : il faut une date existante, AAAA-MM-JJ (enregistrement n°1).",
    ),
    (
        (">14.00<", ">14,00<"),
        "qt-ouvrables",
        f"« 14,00 » dans <qt-ouvrables> : il faut {FORMES['qt-ouvrables'].attendu} (enregistrement n°1).",
    ),
    (
        (NIR, "24503210541"),
        "nir",
        "« 24503210541 » dans <nir> : il faut 15 caractères, clé comprise (enregistrement n°1).",
    ),
    (("DURAND", " "), "nom", "<nom> est vide : il faut 1 à 80 caractères (enregistrement n°1)."),
    (("DURAND", "<b>DURAND</b>"), "nom", "Élément <b> inattendu dans <nom> (enregistrement n°1)."),
    (("<nom>", '<nom type="usage">'), "nom", "Attribut type inconnu dans <nom> (enregistrement n°1)."),
    (('no="1"', 'no="2"'), "ligne", "Enregistrement numéroté 2 : 1 attendu (enregistrement n°1)."),
    ((' no="1"', ""), "ligne", "Attribut no manquant dans <ligne> : 1 attendu (enregistrement n°1)."),
    (
        ('no="1"', 'no="un"'),
        "ligne",
        "« un » dans l’attribut no : il faut un nombre entier à partir de 1 (enregistrement n°1).",
    ),
    (("<nom>", "perdu<nom>"), "nir", "Texte « perdu » inattendu après <nir> (enregistrement n°1)."),
    (("</ligne>", "</ligne>perdu"), "ligne", "Texte « perdu » inattendu après <ligne> (enregistrement n°1)."),
    (("<lignes>", "<lignes>perdu"), "lignes", "Texte « perdu » inattendu dans <lignes>."),
    (("</lignes>", "</lignes>perdu"), "lignes", "Texte « perdu » inattendu après <lignes>."),
    (("<lignes>", '<lignes no="1">'), "lignes", "Attribut no inconnu dans <lignes>."),
    (("</lignes>", "</lignes><pied/>"), "pied", "Élément <pied> inattendu après <lignes>."),
    (("</ligne>", "</ligne><pied/>"), "pied", "Élément <pied> inattendu dans <lignes>."),
    (("<echeance>202610", "<echeance>202613"), "echeance", "« 202613 » dans <echeance> : il faut un mois AAAAMM."),
    (("<cd-caisse>03</cd-caisse>", ""), "cd-caisse", "Élément <cd-caisse> manquant dans <entete>."),
    ((' version="1.0">', ">"), "borfact", "Attribut version manquant dans <borfact>."),
    (
        (' version="1.0">', ' version="2.0">'),
        "borfact",
        "Version « 2.0 » inconnue : la version reçue par le portail est 1.0.",
    ),
    (
        ("PPP001", "PPP014"),
        "qt",
        "La prestation PPP014 attend <qt>, <mt-unitaire>, <mt> (enregistrement n°1).",
    ),
]


@pytest.mark.parametrize(("changement", "champ", "message"), FAUTES_DE_STRUCTURE, ids=lambda valeur: str(valeur)[:50])
def test_chaque_faute_de_structure_est_expliquee(changement: tuple[str, str], champ: str, message: str) -> None:
    lecture, lignes = lire(document(changement))
    assert [(faute.code, faute.champ, faute.message) for faute in lecture.anomalies] == [("F05", champ, message)]
    assert len(lignes) <= 1


def test_un_fichier_sans_ligne_est_refuse() -> None:
    debut, _, fin = DOCUMENT_AMD.partition("<ligne ")
    lecture, _ = lire(debut + fin.partition("</ligne>")[2])
    assert [faute.message for faute in lecture.anomalies] == ["Aucun élément <ligne> dans <lignes>."]


def test_plusieurs_fautes_de_structure_sont_toutes_dites() -> None:
    lecture, _ = lire(document(("<cd-caisse>03", "<cd-caisse>3"), ("DURAND", ""), (">14.00<", "><")))
    assert [faute.champ for faute in lecture.anomalies] == ["cd-caisse", "nom", "qt-ouvrables"]
    assert lecture.entete is None


def test_la_liste_des_fautes_de_structure_est_bornee() -> None:
    lecture, _ = lire(document_de(5_000).replace("DURAND", ""))
    assert len(lecture.anomalies) == 100


def test_une_faute_de_xml_dit_sa_place() -> None:
    lecture, _ = lire(document(("</nom>", "</non>")))
    [faute] = lecture.anomalies
    assert (faute.code, faute.ligne) == ("F04", 17)
    assert "une balise fermante ne correspond pas" in faute.message


@pytest.mark.exigence("FIL-12")
@pytest.mark.parametrize("octets", [octets for _, octets in FICHIERS], ids=[nom for nom, _ in FICHIERS])
def test_un_fichier_hostile_est_refuse(octets: bytes) -> None:
    lecture, lignes = lire(octets)
    assert set(codes(lecture)) in ({"F04"}, {"F05"})
    assert len(lignes) <= 1


def test_le_recueil_hostile_compte_plus_de_quarante_fichiers() -> None:
    assert len({octets for _, octets in FICHIERS}) > 40


def test_un_fichier_trop_gros_est_refuse() -> None:
    lecture, _ = lire(document_de(400), Limites(octets=100_000))
    assert codes(lecture) == ["F04"]


def test_un_fichier_de_trop_de_lignes_est_refuse() -> None:
    lecture, lignes = lire(document_de(11), Limites(lignes=10))
    assert (codes(lecture), len(lignes)) == (["F04"], 10)


@pytest.mark.exigence("FIL-12")
def test_la_memoire_ne_grandit_pas_avec_le_fichier() -> None:
    def pic(nb_lignes: int) -> int:
        octets = BytesIO(document_de(nb_lignes).encode())
        tracemalloc.start()
        nb = sum(1 for _ in Lecture(octets).lignes())
        _, maximum = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert nb == nb_lignes
        return maximum

    pic(1_000)
    assert pic(20_000) < 1.3 * pic(2_000)


@given(st.data())
def test_aucune_mutation_ne_fait_lever_d_exception(data: st.DataObject) -> None:
    octets = bytearray(DOCUMENT_AMD.encode())
    for _ in range(data.draw(st.integers(1, 8))):
        debut = data.draw(st.integers(0, len(octets)))
        fin = min(len(octets), debut + data.draw(st.integers(0, 40)))
        octets[debut:fin] = data.draw(
            st.binary(max_size=12) | st.sampled_from([b"<", b">", b"&", b"<!--", b"\0", b"]]>"])
        )
    lecture, _ = lire(bytes(octets))
    assert set(codes(lecture)) <= {"F04", "F05"}
