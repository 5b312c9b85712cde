"""The demonstration without the manual’s own structure: its reader registers it himself, from chapter 1.1.1 on."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from ppas.caisses.models import Caisse
from ppas.comptes.models import Utilisateur
from ppas.demo.operations.inscriptions import comptes_presents
from ppas.demo.operations.preparer import construire, empreinte
from ppas.partenaires.models import Convention
from ppas.partenaires.operations.preinscriptions import refus_de_doublon
from tests.demo.conftest import JOUR


@pytest.fixture(scope="module")
def construite(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Build it for real; the end of the module empties the tables again."""
    sans_ciel_bleu = override_settings(AVANT_LE_MANUEL=True)
    with django_db_blocker.unblock(), time_machine.travel(JOUR, tick=False), sans_ciel_bleu:
        try:
            construire()
            yield
        finally:
            call_command("flush", interactive=False, verbosity=0)


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(("code_caisse", "code"), [("04", "757300"), ("04", "9059003C"), ("33", "CL19720812")])
def test_le_login_et_les_codes_du_manuel_sont_libres(code_caisse: str, code: str) -> None:
    caisse = Caisse.objects.get(code=code_caisse)
    assert [list(refus_de_doublon(login=login, caisse=caisse, code=code)) for login in ("Alex7", "Martin37")] == [
        [],
        [],
    ]
    assert not Convention.objects.filter(partenaire__nom="Association Ciel Bleu").exists()


@pytest.mark.usefixtures("demonstration")
def test_les_comptes_imprimes_existent_tous() -> None:
    logins = {compte.login for compte in comptes_presents()}
    assert logins == set(Utilisateur.objects.values_list("login", flat=True)) & logins
    assert not logins & {"Alex7", "Martin37", "Solange778"}
    assert {"Regional04", "RegionalCN", "Camille21"} <= logins


def test_passer_d_une_demonstration_a_l_autre_la_refait() -> None:
    with override_settings(AVANT_LE_MANUEL=True):
        sans_ciel_bleu = empreinte()
    assert empreinte() != sans_ciel_bleu
