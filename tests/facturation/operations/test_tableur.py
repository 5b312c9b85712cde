"""Two people confirm the same sheet at the same instant: it is kept once (PLU-09)."""

import io
from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from django.db import connection

from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Formulaire
from ppas.facturation.operations import tableur
from ppas.facturation.operations.formulaire import ouvrir_formulaire
from ppas.facturation.regles.tableur import Lecture
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.factories.caisses import TarifFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.tableurs import remplir

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("horloge")]


@pytest.fixture
def par() -> Utilisateur:
    return UtilisateurFactory()


@pytest.fixture
def formulaire(par: Utilisateur) -> Formulaire:
    TarifFactory()
    return ouvrir_formulaire(PriseEnChargeFactory().convention, date(2026, 10, 1), par=par)


@pytest.fixture
def lecture(formulaire: Formulaire) -> Lecture:
    """The sheet of `formulaire`, once 14.5 hours are typed in it."""
    sortie = io.BytesIO()
    tableur.ecrire_tableur(formulaire, tableur.lignes_du_tableur(formulaire), sortie)
    return tableur.lire_tableur(formulaire, remplir(sortie.getvalue(), {"J5": 14.5}))


@pytest.fixture
def empreinte(formulaire: Formulaire, lecture: Lecture) -> str:
    """What the page that shows the differences sends back."""
    return tableur.apercevoir(formulaire, lecture).empreinte


def confirmer_a_deux(lecture: Lecture, empreinte: str, par: Utilisateur) -> list[str]:
    """Confirm twice what was shown once, in two threads; return the code of each refusal, "" for none."""
    codes: list[str] = []

    def confirmer() -> None:
        try:
            tableur.enregistrer_tableur(Formulaire.objects.get(), lecture, empreinte, par=par)
            codes.append("")
        except Refus as refus:
            codes.append(refus.code)
        finally:
            connection.close()

    fils = [Thread(target=confirmer) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return sorted(codes)


@pytest.fixture
def comparer_ensemble(empreinte: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each confirmation wait, once it has compared, for the other to have compared too: a second at most."""
    attente, comparer = Barrier(2, timeout=1), tableur.apercevoir

    def attendre(*arguments: Any) -> Any:
        resultat = comparer(*arguments)
        with suppress(BrokenBarrierError):
            attente.wait()
        return resultat

    monkeypatch.setattr(tableur, "apercevoir", attendre)


@pytest.mark.exigence("PLU-09")
def test_le_meme_tableur_confirme_deux_fois_au_meme_instant_s_enregistre_une_fois(
    formulaire: Formulaire, lecture: Lecture, empreinte: str, par: Utilisateur, comparer_ensemble: None
) -> None:
    assert confirmer_a_deux(lecture, empreinte, par) == ["", "tableur-perime"]
    assert Evenement.objects.filter(action="saisir_tableur").count() == 1
    assert formulaire.lignes.get().ouvrables_centiemes == 1450


@pytest.mark.skipif(connection.vendor == "sqlite", reason="there every transaction locks the whole base")
def test_sans_le_verrou_les_deux_confirmations_passeraient(
    lecture: Lecture, empreinte: str, par: Utilisateur, comparer_ensemble: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tableur, "verrouiller_brouillon", lambda _: None)
    assert confirmer_a_deux(lecture, empreinte, par) == ["", ""]
