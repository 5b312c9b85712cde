"""The published layout and procedure say what the software does."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from ppas import commande
from ppas.facturation.regles.catalogue import CATALOGUE
from ppas.facturation.regles.controle import Gravite
from ppas.facturation.regles.description import CONTROLES, SCHEMA, XS, decrire, schema_publie
from ppas.facturation.regles.exemples import NOM_AMD, NOM_AUTRE


@pytest.mark.exigence("ANO-02", "DOC-05", "PLU-03")
def test_la_procedure_liste_tous_les_motifs_du_catalogue(client: Client) -> None:
    page = client.get(reverse("facturation:procedure")).content.decode()
    assert [code for code in CATALOGUE if f'id="{code}"' not in page] == []
    assert "{" not in page


@pytest.mark.exigence("FIL-02", "DOC-04")
def test_le_cahier_des_charges_decrit_chaque_champ_du_schema(client: Client) -> None:
    page = client.get(reverse("facturation:cahier_des_charges")).content.decode()
    champs = [champ.nom for champ in (*decrire().entete, *decrire().ligne)]
    assert len(champs) == 20
    assert [nom for nom in champs if f"{nom}</code>" not in page] == []


def test_chaque_champ_du_schema_est_documente_en_francais() -> None:
    assert [champ.nom for champ in (*decrire().entete, *decrire().ligne) if not champ.description] == []


@pytest.mark.exigence("FIL-02")
@pytest.mark.parametrize("nom", [NOM_AMD, NOM_AUTRE])
def test_les_exemples_publies_sont_conformes_au_schema_publie(client: Client, nom: str) -> None:
    reponse = client.get(reverse("facturation:xsd"))
    schema = etree.XMLSchema(etree.fromstring(reponse.content))
    document = etree.fromstring(client.get(reverse("facturation:exemple", args=[nom])).content)
    schema.assertValid(document)


def test_un_exemple_inconnu_n_existe_pas(client: Client) -> None:
    assert client.get(reverse("facturation:exemple", args=[f"../{SCHEMA.name}".replace("/", "")])).status_code == 404


def codes_du_schema() -> dict[str, list[str]]:
    appinfo = f"{XS}appinfo[@source='{CONTROLES}']"
    return {
        annotation.getparent().get("name", ""): (annotation.findtext(appinfo) or "").split()
        for annotation in etree.fromstring(schema_publie()).iter(f"{XS}annotation")
    }


def codes_du_cahier(page: str) -> set[str]:
    return set(re.findall(r"procedure-anomalies/#([A-Z][0-9]{2})", page))


@pytest.mark.exigence("PLU-03", "DOC-04", "DOC-05", "ANO-02")
def test_aucune_publication_ne_liste_un_code_qui_manque_a_une_autre(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    """Procedure, command, layout and schema: A02 alone judges no file, so the last two have nothing to say of it."""
    procedure = client.get(reverse("facturation:procedure")).content.decode()
    cahier = client.get(reverse("facturation:cahier_des_charges")).content.decode()
    assert commande.main(["controles", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert commande.main(["controles"]) == 0
    texte = capsys.readouterr().out
    assert re.findall(r'id="([A-Z][0-9]{2})"', procedure) == list(CATALOGUE)
    assert [entree["code"] for entree in document] == list(CATALOGUE)
    assert re.findall(r"^([A-Z][0-9]{2}) ", texte, re.MULTILINE) == list(CATALOGUE)
    d_un_fichier = set(CATALOGUE) - {"A02"}
    assert codes_du_cahier(cahier) == d_un_fichier
    assert {code for codes in codes_du_schema().values() for code in codes} == d_un_fichier


@pytest.mark.exigence("PLU-03")
def test_chaque_element_nomme_les_controles_qui_le_lisent() -> None:
    codes = codes_du_schema()
    assert codes["rf-borfact"] == ["F03", "F05"]
    assert codes["qt-dimanches-feries"] == ["F05", "L07", "L08", "L09", "L14"]
    assert codes["borfact"] == ["F01", "F02", "F04"]
    assert all(codes[champ.nom] for champ in (*decrire().entete, *decrire().ligne))


def test_le_schema_publie_juge_comme_celui_des_sources() -> None:
    """Annotations apart, they are the same document."""

    def sans_annotations(octets: bytes) -> bytes:
        racine = etree.fromstring(octets, etree.XMLParser(remove_blank_text=True))
        for annotation in list(racine.iter(f"{XS}annotation")):
            annotation.getparent().remove(annotation)
        return etree.tostring(racine, method="c14n")

    assert sans_annotations(schema_publie()) == sans_annotations(SCHEMA.read_bytes())


@pytest.mark.exigence("PLU-03")
@pytest.mark.parametrize("code", CATALOGUE)
def test_chaque_fiche_montre_que_faire_et_son_exemple_faux(code: str, client: Client) -> None:
    page = client.get(reverse("facturation:procedure"), {"q": code}).content.decode()
    fiche = page.partition(f'id="{code}"')[2].partition("</article>")[0]
    assert "Que faire" in fiche
    assert ("Exemple signalé" in fiche) == (code != "A02")
    assert ("Re-facturable" in fiche) == (CATALOGUE[code].gravite is Gravite.LIGNE)


@pytest.mark.exigence("DOC-05", "ANO-01")
@pytest.mark.parametrize(
    ("filtres", "attendus", "montre_report"),
    [
        ({"q": "echeance deja"}, ["L05"], False),
        ({"q": "qt-dimanches"}, ["F05", "L07", "L08", "L09", "L14"], False),
        ({"famille": "avertissement"}, ["A01", "A02", "A03"], False),
        ({"famille": "report"}, [], True),
        ({"q": "zorglub"}, [], False),
        ({"famille": "zorglub"}, list(CATALOGUE), True),
    ],
    ids=str,
)
def test_la_procedure_se_filtre_sans_script(
    client: Client, filtres: dict[str, str], attendus: list[str], *, montre_report: bool
) -> None:
    page = client.get(reverse("facturation:procedure"), filtres).content.decode()
    assert re.findall(r'<article[^>]* id="([A-Z][0-9]{2})"', page) == attendus
    assert ('id="report"' in page) == montre_report


def test_un_controle_date_dit_quand_il_entre_en_vigueur(client: Client) -> None:
    page = client.get(reverse("facturation:procedure"), {"q": "L14"}).content.decode()
    assert "Simple avertissement du 01/01/2027 au 30/06/2027, refus à partir du 01/07/2027" in page
