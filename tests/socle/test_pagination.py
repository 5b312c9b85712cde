"""Pages by cursor, on the journal."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from ppas.socle.models import Courriel, Evenement
from ppas.socle.pagination import PageCurseur, paginer

DEBUT = datetime(2026, 11, 4, 8, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
def journal(db: None) -> list[Evenement]:
    """Return seven events, two by two at the same instant."""
    return Evenement.objects.bulk_create(
        Evenement(
            le=DEBUT + timedelta(minutes=n // 2), auteur_nom="PPAS", action=f"a{n}", objet_type="essai", objet_ref=n
        )
        for n in range(7)
    )


def page(
    curseur: str | None = None, cle: tuple[str, ...] = ("-le",), sauf: tuple[str, ...] = ()
) -> PageCurseur[Evenement]:
    requete = RequestFactory().get("/", {"curseur": curseur} if curseur else {})
    return paginer(Evenement.objects.exclude(action__in=sauf), requete, cle=cle, taille=3)


def actions(page_lue: PageCurseur[Evenement]) -> list[str]:
    return [evenement.action for evenement in page_lue]


def pages(cle: tuple[str, ...]) -> Iterator[PageCurseur[Evenement]]:
    courante = page(cle=cle)
    yield courante
    while courante.suivant:
        courante = page(courante.suivant, cle)
        yield courante


@pytest.mark.parametrize(
    ("cle", "attendu"),
    [
        pytest.param(("-le",), ["a6", "a5", "a4", "a3", "a2", "a1", "a0"], id="du-plus-recent"),
        pytest.param(("le",), ["a0", "a1", "a2", "a3", "a4", "a5", "a6"], id="du-plus-ancien"),
        pytest.param(("-le", "id"), ["a6", "a4", "a5", "a2", "a3", "a0", "a1"], id="sens-meles"),
        pytest.param(("-pk",), ["a6", "a5", "a4", "a3", "a2", "a1", "a0"], id="par-cle-primaire"),
    ],
)
def test_les_pages_se_suivent_sans_rien_perdre_ni_repeter(
    journal: list[Evenement], cle: tuple[str, ...], attendu: list[str]
) -> None:
    assert [actions(p) for p in pages(cle)] == [attendu[:3], attendu[3:6], attendu[6:]]


def test_on_revient_en_arriere_par_les_memes_pages(journal: list[Evenement]) -> None:
    premiere, deuxieme, derniere = pages(("-le",))
    assert derniere.suivant is None
    assert actions(page(derniere.precedent)) == actions(deuxieme)
    assert actions(page(deuxieme.precedent)) == actions(premiere)
    assert premiere.precedent is None


def test_une_ligne_nouvelle_ne_decale_pas_la_page_suivante(journal: list[Evenement]) -> None:
    suivant = page().suivant
    Evenement.objects.create(le=DEBUT + timedelta(hours=1), auteur_nom="PPAS", action="neuf", objet_ref=8)
    assert actions(page(suivant)) == ["a3", "a2", "a1"]


def test_le_retour_au_debut_montre_une_premiere_page_entiere_et_a_jour(journal: list[Evenement]) -> None:
    deuxieme = page(page().suivant)
    Evenement.objects.create(le=DEBUT + timedelta(hours=1), auteur_nom="PPAS", action="neuf", objet_ref=8)
    retour = page(deuxieme.precedent, sauf=("a6", "a4"))
    assert actions(retour) == ["neuf", "a5", "a3"]
    assert retour.precedent is None


def test_une_page_coute_une_requete_et_ne_compte_rien(
    journal: list[Evenement], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    suivant = page().suivant
    with django_assert_num_queries(1):
        page()
    with django_assert_num_queries(1) as requetes:
        page(suivant)
    assert "COUNT" not in requetes[0]["sql"].upper()


def test_une_page_videe_depuis_ramene_a_la_premiere(journal: list[Evenement]) -> None:
    *_, avant_derniere, _derniere = pages(("-le",))
    assert actions(page(avant_derniere.suivant, sauf=("a0",))) == ["a6", "a5", "a4"]


def test_une_liste_vide_n_a_ni_avant_ni_apres(db: None) -> None:
    vide = page()
    assert (list(vide), vide.precedent, vide.suivant, vide.has_other_pages()) == ([], None, None, False)


@pytest.mark.parametrize("curseur", ["", "x", "a:b:c", "é", "WyJzdWl2YW50Il0:1:faux", "\x00", "9" * 5000])
def test_un_mauvais_curseur_donne_la_premiere_page(journal: list[Evenement], curseur: str) -> None:
    assert actions(page(curseur)) == ["a6", "a5", "a4"]


def test_le_curseur_d_une_autre_liste_donne_la_premiere_page(journal: list[Evenement]) -> None:
    autre_ordre = page(cle=("-objet_ref",)).suivant
    assert actions(page(autre_ordre)) == ["a6", "a5", "a4"]
    requete = RequestFactory().get("/", {"curseur": page().suivant})
    assert list(paginer(Courriel.objects.all(), requete)) == []


@given(st.text(max_size=60))
def test_aucun_texte_n_est_un_curseur_fatal(curseur: str) -> None:
    requete = HttpRequest()
    requete.GET = {"curseur": curseur}  # type: ignore[assignment]
    assert list(paginer(Evenement.objects.none(), requete)) == []
