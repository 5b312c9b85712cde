"""The commands of `make demo`."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from ppas.comptes.models import Utilisateur
from ppas.demo.models import Construction
from ppas.demo.regles.comptes import COMPTES, NOUVELLE
from ppas.facturation.models import LigneFacture
from tests.conftest import Horloge
from tests.factories import EvaluationFactory


@pytest.fixture(autouse=True)
def statiques(settings: LazySettings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "statiques"
    settings.STATICFILES_DIRS = []


def preparer(**options: bool) -> str:
    sortie = StringIO()
    call_command("demo_preparer", stdout=sortie, **options)
    return sortie.getvalue()


@pytest.mark.usefixtures("demonstration")
def test_preparer_de_nouveau_ne_change_rien() -> None:
    avant = LigneFacture.objects.count()
    assert preparer() == ""
    assert (LigneFacture.objects.count(), Construction.objects.count()) == (avant, 1)


@pytest.mark.usefixtures("demonstration")
def test_une_demonstration_d_un_autre_mois_le_dit_et_reste(horloge: Horloge) -> None:
    horloge.regler("2027-02-01 09:00")
    assert "--refaire" in preparer()
    nouvelle = Utilisateur.objects.get(login=NOUVELLE.login)
    assert nouvelle.mot_de_passe_expire_le.month == 2


def test_les_comptes_s_impriment_avec_leur_mot_de_passe_et_les_adresses() -> None:
    sortie = StringIO()
    call_command("demo_comptes", stdout=sortie)
    assert all(f"  {c.login} " in sortie.getvalue() and c.mot_de_passe in sortie.getvalue() for c in COMPTES)
    assert "/demo/courriels/" in sortie.getvalue()


@pytest.mark.django_db
def test_les_paiements_d_un_export_d_evaluations_s_ecrivent(tmp_path: Path) -> None:
    evaluation = EvaluationFactory(exportee=True)
    call_command("demo_paiements", evaluation.export_id, evaluations=True, dossier=tmp_path, stdout=StringIO())
    fichier = tmp_path / f"paiements-evaluations-{evaluation.export_id}.csv"
    assert f";E{evaluation.pk};" in fichier.read_text(encoding="utf-8")


@pytest.mark.django_db
def test_un_export_inconnu_n_a_pas_de_paiements() -> None:
    with pytest.raises(CommandError, match="pas d’export n° 999"):
        call_command("demo_paiements", 999)
