"""Names made to harm, through the pages: shown as text, no header split, no file elsewhere (H3)."""

import html
import random
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ppas.facturation.models import Depot
from ppas.facturation.operations import magasin
from tests.factories.partenaires import RattachementFactory
from tests.facturation.envois import Expediteur
from tests.facturation.operations.test_deposer_noms import NOMS_HOSTILES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

LISTE = reverse("facturation:depots")
NB, NB_CAMPAGNE = 150, 500
UN_PAR_LA_PAGE = 5
"""One in so many is sent by the page; the others are written as if they had been, for Django cuts some names."""
FRAGMENTS = [
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"onmouseover="x',
        "'",
        "&amp;",
        "{{ 7 }}",
        "{% x %}",
    ),
    *(
        "\r\nSet-Cookie: x=1",
        "\r\n\r\n<h1>",
        "%0d%0a",
        '"; filename="x.exe',
        "../",
        "..\\",
        "/etc/",
        "C:\\",
        "\0",
        "\u202e",
    ),
    *("\u2028", "\ud83d", "é", "CON", ".", " ", "~", "$(id)", "`id`", ";", "|", "=cmd|' /C calc'!A0", "@", "'; DROP--"),
]


def noms(nb: int, hasard: random.Random) -> list[str]:
    """Return the written list, then names made of its worst pieces, `nb` in all."""
    combien = nb - len(NOMS_HOSTILES)
    tires = ["".join(hasard.choices(FRAGMENTS, k=hasard.randint(1, 6))) + ".xml" for _ in range(combien)]
    return [*NOMS_HOSTILES, *tires]


def verifier(reponse: HttpResponse) -> str:
    """Check the headers; return the page."""
    assert reponse.status_code == 200
    assert not [valeur for _, valeur in reponse.items() if {"\r", "\n"} & set(valeur)]
    assert set(reponse.cookies) <= {"csrftoken", "ppas_session"}
    return reponse.content.decode()


@pytest.mark.exigence("FIL-12")
@pytest.mark.parametrize("nb", [NB, pytest.param(NB_CAMPAGNE, marks=pytest.mark.campagne)])
def test_les_noms_hostiles_sont_montres_comme_du_texte(
    nb: int, client: Client, expediteur: Expediteur, settings: LazySettings, tmp_path: Path
) -> None:
    graine = random.randrange(2**32)
    print(f"seed {graine}")  # noqa: T201 -- pytest shows it beside the failure
    rattachement = RattachementFactory(utilisateur=expediteur.utilisateur, partenaire=expediteur.convention.partenaire)
    client.force_login(rattachement.utilisateur)
    for rang, nom in enumerate(noms(nb, random.Random(graine))):
        if rang % UN_PAR_LA_PAGE or not nom.isprintable():
            expediteur.deposer(nom=nom)
        else:
            fichier = SimpleUploadedFile("x", b"x")
            fichier._name = nom
            client.post(LISTE, {"fichier": fichier, "cle": f"{rang:032x}"})
    adresse, vus = LISTE, 0
    while adresse:
        page = client.get(adresse)
        texte = verifier(page)
        for depot in page.context["page"]:
            assert html.escape(depot.nom_fichier) in texte
        vus += len(page.context["page"])
        suivant = page.context["page"].suivant
        adresse = f"{LISTE}?{urlencode({'curseur': suivant})}" if suivant else ""
    assert vus == Depot.objects.count() > 0.9 * nb
    for depot in Depot.objects.order_by("?")[:50]:
        assert html.escape(depot.nom_fichier) in verifier(client.get(reverse("facturation:depot", args=[depot.pk])))
    ecrits = {fichier for fichier in tmp_path.rglob("*") if fichier.is_file()}
    assert ecrits <= {magasin.chemin(sha256) for sha256 in Depot.objects.values_list("sha256", flat=True)}
