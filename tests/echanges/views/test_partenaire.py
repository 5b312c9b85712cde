"""« Historique prestataire » (HIS-01, HIS-02)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from ppas.partenaires.models import Convention
from ppas.socle.journal import journaliser
from ppas.socle.models import Evenement, NatureEchange, SensEchange
from tests.factories import (
    AgentFactory,
    BordereauFactory,
    ConventionFactory,
    DepotFactory,
    FormulaireFactory,
    RattachementFactory,
)
from tests.factories.paiements import ImportationFactory

pytestmark = pytest.mark.django_db
ADRESSE = "echanges:historique"


@pytest.fixture
def convention(client: Client, horloge) -> Convention:
    """Return a convention whose user is signed in."""
    convention = ConventionFactory()
    client.force_login(RattachementFactory(partenaire=convention.partenaire).utilisateur)
    return convention


def ecrire(objet, libelle: str = "", nature=NatureEchange.FICHIER, sens=SensEchange.ENVOYE, **portee) -> Evenement:
    return journaliser(objet, "deposer", par=None, libelle=libelle, nature=nature, sens=sens, **portee)


def libelles(client: Client, **filtres: str) -> list[str]:
    reponse = client.get(reverse(ADRESSE), filtres)
    return [echange.evenement.libelle for echange in reponse.context["echanges"]]


@pytest.mark.exigence("HIS-01", "HIS-02", "FIL-13")
def test_chaque_echange_est_date_dit_son_sens_son_auteur_et_mene_a_son_objet(
    client: Client, convention: Convention
) -> None:
    depot = DepotFactory(convention=convention)
    auteur = RattachementFactory(partenaire=convention.partenaire).utilisateur
    journaliser(
        depot, "deposer", par=auteur, libelle="fichier déposé", nature=NatureEchange.FICHIER, sens=SensEchange.ENVOYE
    )
    reponse = client.get(reverse(ADRESSE))
    for texte in (
        "Historique prestataire",
        "04/11/2026\xa0à\xa009:30",
        "Fichier de facturation",
        "Du partenaire vers la caisse",
        "Fichier déposé",
        str(auteur),
        reverse("facturation:depot", args=[depot.pk]),
    ):
        assertContains(reponse, texte)
    assert client.get(reverse("facturation:depot", args=[depot.pk])).status_code == 200


@pytest.mark.exigence("HIS-02")
def test_les_deux_sens_et_toutes_les_natures_sont_la(client: Client, convention: Convention) -> None:
    ecrire(DepotFactory(convention=convention), "dépôt")
    ecrire(FormulaireFactory(convention=convention), "formulaire", NatureEchange.FORMULAIRE)
    ecrire(
        ImportationFactory(), "prises en charge", NatureEchange.PRISES_EN_CHARGE, SensEchange.RECU,
        partenaire_ref=convention.partenaire_id,
    )  # fmt: skip
    bordereau = BordereauFactory(convention=convention, date_paiement=date(2026, 10, 1))
    ecrire(bordereau, "bordereau", NatureEchange.PAIEMENTS, SensEchange.RECU)
    assert libelles(client) == ["bordereau", "prises en charge", "formulaire", "dépôt"]
    adresses = [e.adresse for e in client.get(reverse(ADRESSE)).context["echanges"]]
    assert all(adresses)
    assert client.get(adresses[1]).status_code == 200


@pytest.mark.exigence("HIS-02", "PAY-02")
def test_un_bordereau_n_apparait_que_48_heures_apres_le_paiement(
    client: Client, convention: Convention, horloge
) -> None:
    bordereau = BordereauFactory(convention=convention, date_paiement=date(2026, 11, 12))
    ecrire(bordereau, "bordereau", NatureEchange.PAIEMENTS, SensEchange.RECU)
    horloge.regler("2026-11-13 23:59")
    client.force_login(convention.partenaire.rattachements.get().utilisateur)  # the first session is over
    assert libelles(client) == []
    horloge.regler("2026-11-14 00:00")
    assert libelles(client) == ["bordereau"]


@pytest.mark.exigence("HIS-02")
def test_un_partenaire_ne_voit_que_ses_echanges(client: Client, convention: Convention) -> None:
    ecrire(DepotFactory(), "ailleurs")
    ecrire(ImportationFactory(), "toute la caisse", NatureEchange.PRISES_EN_CHARGE, SensEchange.RECU)
    assert libelles(client) == []


def test_le_journal_qui_n_est_pas_un_echange_n_y_est_pas(client: Client, convention: Convention) -> None:
    journaliser(convention, "valider", par=None, libelle="validation")
    assert libelles(client) == []


@pytest.mark.exigence("HIS-02")
@pytest.mark.parametrize(
    ("filtres", "attendus"),
    [
        pytest.param({}, ["recu", "octobre", "septembre"], id="aucun"),
        pytest.param({"nature": "fichier"}, ["octobre", "septembre"], id="nature"),
        pytest.param({"sens": "recu"}, ["recu"], id="sens"),
        pytest.param({"du": "2026-10-01"}, ["recu", "octobre"], id="du"),
        pytest.param({"au": "2026-10-31"}, ["octobre", "septembre"], id="au-inclus"),
        pytest.param({"du": "01/10/2026", "au": "31/10/2026"}, ["octobre"], id="dates-francaises"),
        pytest.param({"nature": "fichier", "du": "2026-10-31", "au": "2026-10-31"}, ["octobre"], id="tous-ensemble"),
        pytest.param({"nature": "factures"}, [], id="rien"),
    ],
)
def test_on_filtre_par_nature_sens_et_dates(
    client: Client, convention: Convention, horloge, filtres: dict[str, str], attendus: list[str]
) -> None:
    depot = DepotFactory(convention=convention)
    horloge.regler("2026-09-30 23:59")
    ecrire(depot, "septembre")
    horloge.regler("2026-10-31 23:59")
    ecrire(depot, "octobre")
    horloge.regler("2026-11-01 00:00")
    ecrire(depot, "recu", NatureEchange.FORMULAIRE, SensEchange.RECU)
    assert libelles(client, **filtres) == attendus


@pytest.mark.parametrize(
    ("filtres", "erreur"),
    [
        pytest.param({"du": "hier"}, "Indiquez une date, par exemple 04/11/2026.", id="pas-une-date"),
        pytest.param({"du": "0001-01-01"}, "Indiquez une date à partir de 2000.", id="trop-tot"),
        pytest.param({"au": "9999-12-31"}, "Indiquez une date avant 2200.", id="trop-tard"),
        pytest.param(
            {"du": "2026-10-02", "au": "2026-10-01"}, "Cette date précède le début de la période.", id="inversees"
        ),
        pytest.param({"nature": "inconnue"}, "inconnue", id="nature-inconnue"),
    ],
)
def test_un_filtre_faux_est_dit_et_rien_n_est_cache(
    client: Client, convention: Convention, filtres: dict[str, str], erreur: str
) -> None:
    ecrire(DepotFactory(convention=convention), "dépôt")
    assertContains(client.get(reverse(ADRESSE), filtres), erreur)
    assert libelles(client, **filtres) == ["dépôt"]


def test_l_historique_est_par_pages_et_garde_ses_filtres(client: Client, convention: Convention) -> None:
    depot = DepotFactory(convention=convention)
    for n in range(26):
        ecrire(depot, str(n))
    reponse = client.get(reverse(ADRESSE), {"nature": "fichier"})
    assert len(reponse.context["echanges"]) == 25
    assertContains(reponse, "nature=fichier&amp;curseur=")
    suite = {"nature": "fichier", "curseur": reponse.context["page"].suivant}
    assert libelles(client, **suite) == ["0"]


def test_un_historique_vide_le_dit(client: Client, convention: Convention) -> None:
    assertContains(client.get(reverse(ADRESSE)), "Aucun échange")
    assertContains(client.get(reverse(ADRESSE), {"sens": "recu"}), "Aucun échange ne répond à ces filtres")


def test_une_adresse_ne_porte_jamais_de_nom(client: Client, convention: Convention) -> None:
    ecrire(DepotFactory(convention=convention), "dépôt")
    assertNotContains(client.get(reverse(ADRESSE)), "nom=")


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    client: Client, convention: Convention, nb: int, django_assert_num_queries
) -> None:
    for depot in DepotFactory.create_batch(nb, convention=convention):
        ecrire(depot)
    with django_assert_num_queries(4):
        client.get(reverse(ADRESSE))


def test_un_agent_n_a_pas_l_historique_d_un_prestataire(client: Client) -> None:
    client.force_login(AgentFactory().utilisateur)
    assert client.get(reverse(ADRESSE)).status_code == 404
