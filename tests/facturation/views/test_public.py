"""The published layout and procedure say what the software does."""

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from ppas.facturation.regles.catalogue import CATALOGUE
from ppas.facturation.regles.description import SCHEMA, decrire
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
    schema = etree.XMLSchema(etree.fromstring(b"".join(reponse.streaming_content)))
    document = etree.fromstring(client.get(reverse("facturation:exemple", args=[nom])).content)
    schema.assertValid(document)


def test_un_exemple_inconnu_n_existe_pas(client: Client) -> None:
    assert client.get(reverse("facturation:exemple", args=[f"../{SCHEMA.name}".replace("/", "")])).status_code == 404
