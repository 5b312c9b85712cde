"""« Annuler » fired at the instant of the export, and around the last midnight where it may: one or the other (C7)."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from ppas.comptes.models import Utilisateur
from ppas.facturation.etats import EtatFormulaire, EtatLigne
from ppas.facturation.models import ExportFactures, Formulaire, LigneFacture
from ppas.facturation.operations import formulaire as operations
from ppas.facturation.operations.exporter import exporter_factures
from ppas.facturation.operations.formulaire import annuler_validation, ouvrir_formulaire, valider_formulaire
from ppas.socle.refus import Refus
from tests.conftest import Horloge
from tests.factories.caisses import TarifFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import BeneficiaireFactory, PriseEnChargeFactory
from tests.facturation.envois import ensemble

pytestmark = pytest.mark.django_db(transaction=True)

OCTOBRE = date(2026, 10, 1)
MANCHES = 30
MANCHES_TEMOINS = 5
MANCHES_CAMPAGNE = 500
LIGNES = 2


@pytest.fixture
def par() -> Utilisateur:
    return UtilisateurFactory()


def formulaires(nb: int, par: Utilisateur) -> Iterator[Formulaire]:
    """Yield that many forms, validated one after the other, as another browser reads them."""
    TarifFactory()
    beneficiaires = BeneficiaireFactory.create_batch(LIGNES)
    for _ in range(nb):
        convention = ConventionFactory()
        for beneficiaire in beneficiaires:
            PriseEnChargeFactory(convention=convention, beneficiaire=beneficiaire)
        formulaire = ouvrir_formulaire(convention, OCTOBRE, par=par)
        formulaire.lignes.update(ouvrables_centiemes=1000)
        valider_formulaire(formulaire, par=par)
        yield Formulaire.objects.select_related("convention__caisse").get(pk=formulaire.pk)


def course(formulaire: Formulaire, par: Utilisateur, hasard: random.Random) -> tuple[object, object]:
    """Cancel and export at about the same instant; return what each gave, a refusal by its code."""
    ecarts = [hasard.choice([0, hasard.uniform(0, 0.01)]) for _ in range(2)]

    def apres(ecart: float, faire: Callable[[], object]) -> object:
        time.sleep(ecart)
        return faire()

    resultats = ensemble(
        lambda: apres(ecarts[0], lambda: annuler_validation(formulaire, par=par)),
        lambda: apres(ecarts[1], lambda: exporter_factures(formulaire.convention.caisse, par=par)),
    )
    annulation, export = (resultat.code if isinstance(resultat, Refus) else resultat for resultat in resultats)
    return annulation, export


def verifier(formulaire: Formulaire, annulation: object, export: object) -> bool:
    """Check that all the lines went one way; return whether it was to the caisse."""
    formulaire.refresh_from_db()
    lignes = set(LigneFacture.objects.filter(formulaire=formulaire).values_list("etat", "export"))
    if isinstance(export, ExportFactures):
        assert annulation in {"deja-transmis", "jour-passe"}
        assert (formulaire.etat, lignes) == (EtatFormulaire.VALIDE, {(EtatLigne.EXPORTEE, export.pk)})
        assert export.nb_lignes == LIGNES
        assert export.montant_caisse_centimes == sum(export.lignes.values_list("montant_caisse_centimes", flat=True))
        return True
    assert (annulation, export) == (None, "rien-a-exporter")
    assert (formulaire.etat, lignes) == (EtatFormulaire.BROUILLON, {(EtatLigne.ANNULEE, None)})
    return False


def manches(nb: int, par: Utilisateur) -> int:
    """Run that many rounds; return how many went to the caisse."""
    graine = random.randrange(2**32)
    print(f"seed {graine}")  # noqa: T201 -- pytest shows it beside the failure
    hasard = random.Random(graine)
    return sum(verifier(formulaire, *course(formulaire, par, hasard)) for formulaire in formulaires(nb, par))


@pytest.mark.exigence("INV-09")
def test_chaque_formulaire_est_transmis_ou_annule(horloge: Horloge, par: Utilisateur) -> None:
    horloge.regler("2026-11-04 23:59")
    assert 0 < manches(MANCHES, par) < MANCHES


@pytest.mark.exigence("INV-09")
def test_apres_minuit_tous_sont_transmis(horloge: Horloge, par: Utilisateur) -> None:
    for formulaire in formulaires(5, par):
        horloge.regler("2026-11-05 00:00")
        assert verifier(formulaire, *course(formulaire, par, random.Random(1)))
        horloge.regler("2026-11-04 23:59")


@pytest.mark.campagne
def test_chaque_formulaire_est_transmis_ou_annule_en_campagne(horloge: Horloge, par: Utilisateur) -> None:
    horloge.regler("2026-11-04 23:59")
    assert 0 < manches(MANCHES_CAMPAGNE, par) < MANCHES_CAMPAGNE


def test_temoin_sans_verrou_un_formulaire_est_transmis_et_annule(
    horloge: Horloge, par: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: neither lock nor transaction, and time passes between what is read and what is written."""
    changer_etat = operations.changer_etat

    def changer_lentement(*args: object, **kwargs: object) -> None:
        time.sleep(0.05)
        changer_etat(*args, **kwargs)

    monkeypatch.setattr(operations, "verrouiller", lambda objet, **_: objet)
    monkeypatch.setattr(operations, "changer_etat", changer_lentement)
    sans_transaction = annuler_validation.__wrapped__
    for formulaire in formulaires(MANCHES_TEMOINS, par):
        ensemble(
            lambda formulaire=formulaire: sans_transaction(formulaire, par=par),
            lambda formulaire=formulaire: exporter_factures(formulaire.convention.caisse, par=par),
        )
    doubles = LigneFacture.objects.filter(etat=EtatLigne.ANNULEE, export__isnull=False).count()
    print(f"{doubles} lines exported and cancelled, of {LIGNES * MANCHES_TEMOINS}")  # noqa: T201
    assert doubles > 0
