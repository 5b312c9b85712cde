"""What a dated control stops, at both doors: it warns up to the day before, it refuses from the very day."""

from dataclasses import replace
from datetime import date

import pytest

from ppas.facturation.etats import EtatDepot, EtatFormulaire
from ppas.facturation.models import Depot, Formulaire, LigneFacture, LigneRefusee
from ppas.facturation.operations.controler import controler
from ppas.facturation.operations.formulaire import SaisieEnAnomalie, valider_formulaire
from ppas.facturation.regles.catalogue import CATALOGUE
from ppas.facturation.regles.exemples import EXEMPLES
from ppas.socle.models import Evenement
from tests.conftest import Horloge
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.envois import Expediteur, recu
from tests.facturation.operations.formulaires import ouvrir, saisir

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge"), pytest.mark.exigence("PLU-03")]

DEBUT, REFUS = date(2026, 11, 10), date(2026, 11, 20)
VEILLES = ["2026-11-10 00:00", "2026-11-19 23:59"]


@pytest.fixture(autouse=True)
def _dates(monkeypatch: pytest.MonkeyPatch) -> None:
    for code in ("L09", "F09", "F10"):
        monkeypatch.setitem(CATALOGUE, code, replace(CATALOGUE[code], depuis=DEBUT, refuse_a_partir_du=REFUS))


def envoyer(code: str, expediteur: Expediteur) -> Depot:
    return expediteur.envoyer(EXEMPLES[code][1].document())


def gravites(depot: Depot) -> list[tuple[str, str]]:
    return list(depot.anomalies.values_list("code", "gravite"))


@pytest.mark.parametrize("code", ["L09", "F10"])
def test_la_veille_du_debut_le_fichier_passe_sans_un_mot(code: str, expediteur: Expediteur, horloge: Horloge) -> None:
    horloge.regler("2026-11-09 23:59")
    depot = envoyer(code, expediteur)
    assert (depot.etat, gravites(depot), depot.nb_par_code) == (EtatDepot.TRAITE, [], {})


@pytest.mark.parametrize("instant", VEILLES)
@pytest.mark.parametrize("code", ["L09", "F10"])
def test_jusqu_a_la_veille_le_fichier_est_pris_avec_un_avertissement(
    code: str, instant: str, expediteur: Expediteur, horloge: Horloge
) -> None:
    horloge.regler(instant)
    depot = envoyer(code, expediteur)
    assert (depot.etat, depot.nb_lignes_acceptees) == (EtatDepot.TRAITE, 1)
    assert (gravites(depot), depot.nb_par_code) == ([(code, "avertissement")], {code: 1})
    assert LigneFacture.objects.count() == 1


def test_le_jour_meme_la_ligne_est_refusee(expediteur: Expediteur, horloge: Horloge) -> None:
    horloge.regler("2026-11-20 00:00")
    depot = envoyer("L09", expediteur)
    assert (depot.etat, gravites(depot)) == (EtatDepot.TRAITE_AVEC_ANOMALIES, [("L09", "ligne")])
    assert LigneRefusee.objects.get().codes == "L09"


def test_le_jour_meme_le_fichier_est_refuse(expediteur: Expediteur, horloge: Horloge) -> None:
    horloge.regler("2026-11-20 00:00")
    depot = envoyer("F10", expediteur)
    assert (depot.etat, gravites(depot)) == (EtatDepot.REFUSE, [("F10", "fichier")])
    assert Evenement.objects.get(action="rendre_compte").libelle.endswith("fichier refusé (F10)")


@pytest.mark.exigence("PLU-01")
@pytest.mark.parametrize("code", ["L09", "F10"])
@pytest.mark.parametrize(
    ("instant", "est_signale", "est_refuse"),
    [("2026-11-09 23:59", False, False), (VEILLES[1], True, False), ("2026-11-20 00:00", True, True)],
)
def test_le_controle_sans_envoi_suit_le_jour_comme_un_envoi(
    expediteur: Expediteur, horloge: Horloge, code: str, instant: str, *, est_signale: bool, est_refuse: bool
) -> None:
    horloge.regler(instant)
    rapport = controler(
        recu(EXEMPLES[code][1].document()), partenaire=expediteur.convention.partenaire, par=expediteur.utilisateur
    )
    gravite = CATALOGUE[code].gravite.value if est_refuse else "avertissement"
    assert [(a.code, a.gravite) for a in rapport.anomalies] == ([(code, gravite)] if est_signale else [])
    assert rapport.depot.nb_lignes_acceptees == (0 if est_refuse else 1)


def test_un_avertissement_du_fichier_n_empeche_pas_un_refus(expediteur: Expediteur, horloge: Horloge) -> None:
    horloge.regler("2026-11-12 09:30")
    texte = EXEMPLES["F09"][1].document().replace("<rf-borfact>03", "<rf-borfact>05")
    depot = expediteur.envoyer(texte)
    assert (depot.etat, gravites(depot)) == (EtatDepot.REFUSE, [("F03", "fichier"), ("F09", "avertissement")])
    assert Evenement.objects.get(action="rendre_compte").libelle.endswith("fichier refusé (F03)")


def test_l_avertissement_garde_sa_gravite_quand_le_jour_du_refus_est_venu(
    expediteur: Expediteur, horloge: Horloge
) -> None:
    horloge.regler("2026-11-19 12:00")
    depot = envoyer("L09", expediteur)
    horloge.regler("2026-11-25 12:00")
    [anomalie] = depot.anomalies.all()
    assert anomalie.est_avertissement


@pytest.fixture
def formulaire(convention, par) -> Formulaire:
    """A form of October whose grant runs on one Saturday, with an hour of Sunday: what L09 refuses."""
    samedi = date(2026, 10, 3)
    PriseEnChargeFactory(convention=convention, debut=samedi, fin=samedi)
    formulaire = ouvrir(convention, par)
    saisir(formulaire, par, ouvrables=100, dimanches_feries_centiemes=100)
    return formulaire


@pytest.mark.parametrize("instant", ["2026-11-09 23:59", *VEILLES])
def test_le_formulaire_est_valide_jusqu_a_la_veille(
    instant: str, formulaire: Formulaire, par, horloge: Horloge
) -> None:
    horloge.regler(instant)
    valider_formulaire(formulaire, par=par)
    assert LigneFacture.objects.count() == 1


def test_le_formulaire_est_refuse_des_le_jour_dit(formulaire: Formulaire, par, horloge: Horloge) -> None:
    horloge.regler("2026-11-20 00:00")
    with pytest.raises(SaisieEnAnomalie) as levee:
        valider_formulaire(formulaire, par=par)
    assert [anomalie.code for _, anomalie in levee.value.anomalies] == ["L09"]
    formulaire.refresh_from_db()
    assert formulaire.etat == EtatFormulaire.BROUILLON
