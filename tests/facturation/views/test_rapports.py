"""The report of a deposit: filters, totals, table of anomalies, receipts; and the filters of the lists."""

import html
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Depot
from ppas.facturation.operations.traiter import prendre
from ppas.socle.models import Consultation
from tests.factories.caisses import AgentFactory, PrestationFactory
from tests.factories.facturation import AnomalieFactory, DepotFactory, LigneRefuseeFactory
from tests.factories.partenaires import ConventionFactory
from tests.facturation.envois import Expediteur, document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

LISTE, LISTE_CAISSE = reverse("facturation:depots"), reverse("facturation:caisse_depots")


@pytest.fixture
def depot(expediteur: Expediteur) -> Depot:
    """A deposit with a fault of each gravity: L07 on its record 1, A03 on 2, L13 on 3."""
    depot = DepotFactory(
        convention=expediteur.convention,
        etat=EtatDepot.TRAITE_AVEC_ANOMALIES,
        nb_lignes_refusees=2,
        nb_par_code={"L07": 1, "A03": 1, "L13": 1},
    )
    for rang, (code, champ) in enumerate((("L07", "qt-ouvrables"), ("A03", "dt-fin"), ("L13", "nir")), start=1):
        AnomalieFactory(depot=depot, code=code, champ=champ, rang=rang, extrait=f"extrait {rang}")
    return depot


@pytest.fixture
def agent(expediteur: Expediteur) -> Client:
    """A browser signed in as an agent of the caisse that receives these files."""
    client = Client()
    client.force_login(AgentFactory(caisse=expediteur.convention.caisse).utilisateur)
    return client


def page(reponse: HttpResponse) -> str:
    return html.unescape(reponse.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def adresse(depot: Depot, document: str = "", *, caisse: bool = False) -> str:
    return reverse(f"facturation:{'caisse_' if caisse else ''}depot{document}", args=[depot.pk])


# Filters of a report


@pytest.mark.exigence("ANO-09")
@pytest.mark.parametrize(
    ("filtres", "rangs"),
    [
        ({}, [1, 2, 3]),
        ({"code": "L13"}, [3]),
        ({"gravite": "ligne"}, [1, 3]),
        ({"gravite": "avertissement"}, [2]),
        ({"champ": "nir"}, [3]),
        ({"rang": "2"}, [2]),
        ({"code": "L07", "rang": "2"}, []),
    ],
)
def test_les_anomalies_se_filtrent(filtres: dict, rangs: list[int], navigateur: Client, depot: Depot) -> None:
    reponse = navigateur.get(adresse(depot), filtres)
    assert [anomalie.rang for anomalie in reponse.context["page"]] == rangs
    assert ("Aucune anomalie ne répond à ces filtres" in page(reponse)) == (not rangs)


@pytest.mark.parametrize(
    "filtres", [{"code": "F01"}, {"gravite": "x"}, {"champ": "\0"}, {"rang": "-1"}, {"rang": "9" * 30}]
)
def test_un_filtre_faux_montre_tout_et_le_dit(filtres: dict, navigateur: Client, depot: Depot) -> None:
    reponse = navigateur.get(adresse(depot), filtres)
    assert reponse.status_code == 200
    assert (len(reponse.context["page"]), reponse.context["form"].is_valid()) == (3, False)


def test_le_rapport_compte_par_code_sans_relire_les_anomalies(navigateur: Client, expediteur: Expediteur) -> None:
    depot = DepotFactory(convention=expediteur.convention, nb_par_code={"L07": 120_000})
    with CaptureQueriesContext(connection) as requetes:
        texte = page(navigateur.get(adresse(depot)))
    assert "120000" in texte
    assert not any("COUNT" in requete["sql"] for requete in requetes)


@pytest.mark.exigence("ANO-03")
def test_le_rapport_dit_les_totaux_et_l_etat_des_lignes_refusees(navigateur: Client, expediteur: Expediteur) -> None:
    expediteur.accorder(3)
    depot = expediteur.envoyer(document(3, faux=(2,)))
    texte = page(navigateur.get(adresse(depot)))
    for attendu in ("20,00 h", "482,40 €", "53,60 €", "À corriger", "octobre 2026"):
        assert attendu in texte


def test_le_montant_refuse_est_dit_hors_aide_a_domicile(navigateur: Client, expediteur: Expediteur) -> None:
    habitat = PrestationFactory(habitat=True)
    depot = DepotFactory(convention=expediteur.convention, prestation=habitat, nb_lignes_refusees=2)
    LigneRefuseeFactory.create_batch(2, depot=depot, prestation="PPP014", montant_centimes=62_70)
    assert "125,40 €" in page(navigateur.get(adresse(depot)))


def test_un_depot_en_cours_ne_montre_ni_anomalie_ni_consultation(navigateur: Client, expediteur: Expediteur) -> None:
    depot = prendre(expediteur.deposer().pk)
    AnomalieFactory(depot=depot, extrait="secret")
    assert "secret" not in page(navigateur.get(adresse(depot)))
    assert b"".join(navigateur.get(adresse(depot, "_anomalies")).streaming_content).count(b"\n") == 1
    assert Consultation.objects.filter(page="facturation:depot").count() == 0


@pytest.mark.parametrize("nb", [1, 3])
def test_le_rapport_d_un_refus_fait_toujours_les_memes_requetes(
    nb: int, navigateur: Client, expediteur: Expediteur, django_assert_num_queries
) -> None:
    depot = DepotFactory(convention=expediteur.convention, nb_lignes_refusees=nb, nb_par_code={"L07": nb})
    for rang in range(1, nb + 1):
        AnomalieFactory(depot=depot, rang=rang)
        LigneRefuseeFactory(depot=depot, rang=rang)
    with django_assert_num_queries(9):
        navigateur.get(adresse(depot))


# Table of the anomalies


def test_les_anomalies_se_telechargent_et_leur_lecture_est_notee(navigateur: Client, depot: Depot) -> None:
    AnomalieFactory(depot=depot, message="=1+1", extrait="+33 1", remede="@x")
    reponse = navigateur.get(adresse(depot, "_anomalies"))
    lignes = b"".join(reponse.streaming_content).decode().splitlines()
    assert [ligne.split(";")[3] for ligne in lignes] == ["code", "L07", "A03", "L13", "L07"]
    assert "'=1+1;'@x;'+33 1" in lignes[-1]
    assert Consultation.objects.get().objet_ref == depot.pk


# Receipts


@pytest.mark.exigence("PLU-05")
@pytest.mark.parametrize("caisse", [False, True], ids=["partenaire", "caisse"])
def test_l_accuse_se_telecharge(caisse: bool, navigateur: Client, agent: Client, depot: Depot) -> None:  # noqa: FBT001
    client = agent if caisse else navigateur
    accuse = json.loads(client.get(adresse(depot, "_json", caisse=caisse)).content)
    pdf = client.get(adresse(depot, "_pdf", caisse=caisse))
    assert (accuse["numero"], accuse["fichier"]["sha256"]) == (depot.pk, depot.sha256)
    assert (pdf["Content-Type"], pdf.content[:4]) == ("application/pdf", b"%PDF")
    rapport = page(client.get(adresse(depot, caisse=caisse)))
    assert [adresse(depot, doc, caisse=caisse) in rapport for doc in ("_json", "_pdf", "_anomalies")] == [True] * 3


@pytest.mark.parametrize("document", ["_json", "_pdf", "_anomalies"])
def test_les_documents_d_un_autre_n_existent_pas(document: str, navigateur: Client, agent: Client) -> None:
    autre = DepotFactory(convention=ConventionFactory(caisse__code="05"))
    assert navigateur.get(adresse(autre, document)).status_code == 404
    assert agent.get(adresse(autre, document, caisse=True)).status_code == 404


# Filters of the lists


@pytest.fixture
def lister(navigateur: Client, agent: Client, expediteur: Expediteur) -> Callable[..., list[set[int]]]:
    """Return `lister(etat=…)`: the numbers that the partner's list then the caisse's show."""

    def appeler(**filtres: Any) -> list[set[int]]:
        convention = filtres.pop("convention", None)
        choix = [
            (navigateur, LISTE, convention and convention.pk),
            (agent, LISTE_CAISSE, convention and convention.code),
        ]
        return [
            {d.pk for d in client.get(url, filtres | ({"convention": cle} if cle else {})).context["page"]}
            for client, url, cle in choix
        ]

    return appeler


@pytest.mark.exigence("FIL-13")
def test_les_listes_se_filtrent(lister: Callable[..., list[set[int]]], expediteur: Expediteur) -> None:
    octobre = expediteur.envoyer()
    refuse = DepotFactory(convention=expediteur.convention, refuse=True)
    autre = ConventionFactory(
        partenaire=expediteur.convention.partenaire, caisse=expediteur.convention.caisse, code="AUTRE"
    )
    ailleurs = DepotFactory(convention=autre)
    assert lister() == [{octobre.pk, refuse.pk, ailleurs.pk}] * 2
    assert lister(etat="refuse") == [{refuse.pk}] * 2
    assert lister(echeance="2026-10") == [{octobre.pk}] * 2
    assert lister(convention=autre) == [{ailleurs.pk}] * 2
    assert lister(etat="refuse", echeance="2026-10") == [set(), set()]


@pytest.mark.parametrize("filtres", [{"etat": "x"}, {"echeance": "2026-13"}, {"echeance": "\0"}, {"convention": "0"}])
def test_un_filtre_faux_ne_casse_rien(filtres: dict, navigateur: Client, agent: Client) -> None:
    assert [client.get(url, filtres).status_code for client, url in ((navigateur, LISTE), (agent, LISTE_CAISSE))] == [
        200,
        200,
    ]


@pytest.mark.parametrize("filtres", [{}, {"etat": EtatDepot.TRAITE}])
def test_une_page_lointaine_se_lit_dans_l_index(filtres: dict, expediteur: Expediteur) -> None:
    for debut in ({"partenaire": expediteur.convention.partenaire}, {"caisse": expediteur.convention.caisse}):
        plan = Depot.objects.filter(**debut, pk__lte=10**6, **filtres).order_by("-pk")[:26].explain()
        if connection.vendor == "sqlite":
            assert "USING INDEX depot_" in plan
            assert "TEMP B-TREE" not in plan


# Names and help


@pytest.mark.exigence("FIL-08")
def test_la_page_aide_a_nommer_et_a_renommer(navigateur: Client) -> None:
    texte = page(navigateur.get(LISTE))
    assert "03_21231300_202610.xml" in texte
    assert "Comment modifier le nom de mon fichier ?" in texte
    assert "clic droit sur le fichier, sélectionner « renommer » dans la liste qui est proposée" in texte
    assert "puis nommer sous la forme voulue." in texte
