"""The project checks its own tidiness: each rule here is one that a hurried change breaks without noticing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

RACINE = Path(__file__).parent.parent
GARDES = {"public", "connecte", "partenaire", "administrateur", "caisse", "administrateur-regional"} | {
    "national",
    "assistance",
    "administrateur-national",
    "evaluateur",
    "evaluateur-en-personne",
    "administrateur-evaluations",
}
LIGNES_MAX = 400
DOMAINES = sorted(chemin.parent.name for chemin in (RACINE / "ppas").glob("*/__init__.py"))
GABARITS = sorted((RACINE / "ppas").glob("*/templates/**/*.*"))
CODE = [
    chemin
    for dossier in ("ppas", "config", "tests", "bench")
    for chemin in sorted((RACINE / dossier).rglob("*"))
    if chemin.suffix in {".py", ".js", ".html", ".css", ".txt"} and "migrations" not in chemin.parts
]
MODELES = [modele for modele in apps.get_models() if modele.__module__.startswith("ppas.")]


def nom_de_gabarit(chemin: Path) -> str:
    """Return the name under which Django knows a template: what follows `templates/`."""
    return chemin.as_posix().partition("/templates/")[2]


def vues(resolveur: URLResolver, prefixe: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Walk every route of the portal but those of the Django admin and of the editors' screens, guarded as a whole."""
    for motif in resolveur.url_patterns:
        adresse = prefixe + str(motif.pattern)
        if isinstance(motif, URLPattern):
            yield adresse, motif
        elif motif.app_name != "admin" and str(motif.pattern) != "edition/":
            yield from vues(motif, adresse)


def test_chaque_vue_porte_une_garde() -> None:
    sans_garde = [
        adresse for adresse, motif in vues(get_resolver()) if getattr(motif.callback, "garde", None) not in GARDES
    ]
    assert sans_garde == []


def test_chaque_gabarit_sert() -> None:
    sources = "\n".join(chemin.read_text() for chemin in CODE if "tests" not in chemin.parts)
    conventionnels = re.compile(
        r"^(\d{3}\.html|django/.*|admin/.*|wagtailadmin/.*|wagtailcore/.*)$"
    )  # found by their name

    def sert(nom: str) -> bool:
        dossier = nom.rpartition("/")[0]
        return any(debut in sources for debut in (f'"{nom}"', f'"{nom}#', f'"{dossier}/{{'))

    noms = [nom_de_gabarit(chemin) for chemin in GABARITS]
    assert [nom for nom in noms if not conventionnels.match(nom) and not sert(nom)] == []


@pytest.mark.parametrize("modele", MODELES, ids=lambda modele: modele._meta.label)
def test_chaque_modele_est_au_glossaire(modele: type[Model]) -> None:
    assert f"`{modele.__name__}`" in (RACINE / "docs" / "glossaire.md").read_text()


@pytest.mark.parametrize("domaine", DOMAINES)
def test_chaque_domaine_est_dans_la_page_d_architecture(domaine: str) -> None:
    assert f"`{domaine}`" in (RACINE / "docs" / "architecture.md").read_text()


def test_aucun_fichier_n_est_trop_long() -> None:
    longueurs = {str(chemin.relative_to(RACINE)): len(chemin.read_text().splitlines()) for chemin in CODE}
    assert {nom: nb for nom, nb in longueurs.items() if nb > LIGNES_MAX} == {}


@pytest.mark.parametrize(
    "interdit",
    [
        pytest.param(r"\sstyle\s*=", id="style-en-attribut"),
        pytest.param(r"<style\b", id="style-en-page"),
        pytest.param(r"\son[a-z]+\s*=", id="evenement-en-attribut"),
        pytest.param(r"<script(?![^>]*\bsrc=)(?!{% attribut_nonce %}>)", id="script-en-page"),
        pytest.param(r"javascript:", id="lien-javascript"),
        pytest.param(r"""(src|href)=["'](https?:)?//(?!www\.)""", id="ressource-exterieure"),
    ],
)
def test_les_pages_respectent_la_politique_de_securite(interdit: str) -> None:
    pages = [chemin for chemin in GABARITS if chemin.suffix == ".html"]
    assert [nom_de_gabarit(page) for page in pages if re.search(interdit, page.read_text(), re.IGNORECASE)] == []
