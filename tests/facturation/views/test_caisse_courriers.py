"""The caisse's register through its pages: find, receive, accept beyond warnings, refuse, register (CAI-14)."""

import html
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ppas.caisses.models import Caisse
from ppas.echanges.libelles import PAGES
from ppas.facturation.etats import EtatCourrier
from ppas.facturation.models import Courrier, LigneFacture
from ppas.socle.models import Consultation
from tests.factories.caisses import AgentFactory, CaisseFactory, TarifFactory
from tests.factories.facturation import CourrierFactory, LigneFactureFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
LISTE = reverse("facturation:caisse_courriers")
ENREGISTRER = reverse("facturation:courrier_enregistrer")
SAISIE = {
    "numero_pec": "P1",
    "debut": "2026-10-01",
    "fin": "2026-10-31",
    "ouvrables_centiemes": "14",
    "accepter": "1",
}


@pytest.fixture
def caisse() -> Caisse:
    TarifFactory()
    return CaisseFactory(code="03")


@pytest.fixture
def agent(client: Client, caisse: Caisse) -> Client:
    client.force_login(AgentFactory(caisse=caisse).utilisateur)
    return client


@pytest.fixture
def courrier(caisse: Caisse) -> Courrier:
    accordee = PriseEnChargeFactory(convention=ConventionFactory(caisse=caisse), numero="P1")
    return CourrierFactory(convention=accordee.convention, prise_en_charge=accordee)


def page(reponse: HttpResponse) -> str:
    return " ".join(html.unescape(reponse.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def adresse(courrier: Courrier, nom: str = "caisse_courrier") -> str:
    return reverse(f"facturation:{nom}", args=[courrier.pk])


@pytest.mark.exigence("CAI-14")
@pytest.mark.parametrize(
    ("filtre", "nb"),
    [
        ({}, 2),
        ({"etat": "annonce"}, 1),
        ({"etat": "recu"}, 1),
        ({"partenaire": "amd77"}, 1),
        ({"partenaire": "présence"}, 1),
        ({"numero": "rien"}, 0),
        ({"etat": "faux"}, 2),
    ],
)
def test_le_registre_se_filtre(agent: Client, caisse: Caisse, filtre: dict, nb: int) -> None:
    CourrierFactory(convention__caisse=caisse, convention__code="AMD77", convention__partenaire__nom="Aide")
    CourrierFactory(
        convention__caisse=caisse,
        convention__partenaire__nom="Présence",
        etat=EtatCourrier.RECU,
        recu_le=date(2026, 11, 3),
    )
    CourrierFactory(convention__caisse=CaisseFactory(code="30"))
    assert len(agent.get(LISTE, filtre).context["page"]) == nb


@pytest.mark.exigence("CAI-14")
def test_un_courrier_se_trouve_par_son_numero(agent: Client, courrier: Courrier) -> None:
    for numero in (courrier.numero, courrier.numero.lower(), str(courrier.pk), f" {courrier.numero} "):
        assert list(agent.get(LISTE, {"numero": numero}).context["page"]) == [courrier]


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_courriers(
    agent: Client, caisse: Caisse, nb: int, django_assert_num_queries
) -> None:
    for _ in range(nb):
        convention = ConventionFactory(caisse=caisse)
        CourrierFactory(convention=convention, prise_en_charge=PriseEnChargeFactory(convention=convention))
    with django_assert_num_queries(5):
        agent.get(LISTE)


@pytest.mark.exigence("CAI-14")
def test_recu_le(agent: Client, courrier: Courrier) -> None:
    reponse = agent.post(adresse(courrier, "courrier_recevoir"), {"recu_le": "2026-11-03"}, follow=True)
    assert "enregistré comme reçu" in page(reponse)
    assert Courrier.objects.get().recu_le == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("recu_le", "message"),
    [
        ("", "Indiquez la date"),
        ("2026-11-05", "ne peut pas être à venir"),
        ("1900-01-01", "précède la fin de la période facturée"),
    ],
)
def test_une_reception_impossible_est_expliquee(agent: Client, courrier: Courrier, recu_le: str, message: str) -> None:
    assert message in page(agent.post(adresse(courrier, "courrier_recevoir"), {"recu_le": recu_le}, follow=True))
    assert Courrier.objects.get().etat == EtatCourrier.ANNONCE


@pytest.mark.exigence("CAI-14")
def test_accepter_sans_avertissement(agent: Client, courrier: Courrier) -> None:
    lu = page(agent.get(adresse(courrier)))
    assert "Part de la caisse" in lu
    assert "malgré" not in lu
    reponse = agent.post(adresse(courrier), SAISIE, follow=True)
    ligne = LigneFacture.objects.get()
    assert f"enregistrement n° {ligne.pk}, à exporter" in page(reponse)
    assert (ligne.courrier, ligne.ouvrables_centiemes) == (courrier, 1400)


@pytest.mark.exigence("CAI-14", "ANO-07")
def test_l_agent_voit_l_avertissement_puis_passe_outre(agent: Client, courrier: Courrier) -> None:
    deja = LigneFactureFactory(prise_en_charge=courrier.prise_en_charge)
    reponse = agent.post(adresse(courrier), SAISIE)
    assert reponse.status_code == 409
    assert reverse("paiements:caisse_enregistrement", args=[deja.pk]) in page(reponse)
    assert "Accepter malgré les avertissements" in page(reponse)
    assert LigneFacture.objects.count() == 1
    malgre = reponse.context["examen"].cles
    agent.post(adresse(courrier), SAISIE | {"malgre": malgre})
    assert LigneFacture.objects.filter(courrier=courrier).count() == 1


@pytest.mark.exigence("CAI-14")
def test_controler_ne_decide_rien(agent: Client, courrier: Courrier) -> None:
    saisie = {cle: valeur for cle, valeur in SAISIE.items() if cle != "accepter"} | {"ouvrables_centiemes": "99"}
    reponse = agent.post(adresse(courrier), saisie)
    assert reponse.status_code == 200
    assert "99,00 h facturées" in page(reponse)
    assert Courrier.objects.get().etat == EtatCourrier.ANNONCE


@pytest.mark.parametrize(
    ("champs", "statut", "erreur"),
    [
        ({"numero_pec": "P9"}, 422, "n’est pas connue ici"),
        ({"ouvrables_centiemes": "x"}, 422, "Écrivez un nombre d’heures"),
        ({"fin": "2026-09-30"}, 409, "finit avant de commencer"),
        ({"ouvrables_centiemes": ""}, 409, "Indiquez la quantité"),
    ],
)
def test_une_decision_impossible_est_expliquee(
    agent: Client, courrier: Courrier, champs: dict, statut: int, erreur: str
) -> None:
    reponse = agent.post(adresse(courrier), SAISIE | champs)
    assert (reponse.status_code, erreur in page(reponse)) == (statut, True)
    assert not LigneFacture.objects.exists()


@pytest.mark.exigence("CAI-14")
def test_refuser_demande_un_motif(agent: Client, courrier: Courrier) -> None:
    reponse = agent.post(adresse(courrier, "courrier_refuser"), {"reponse": ""})
    assert reponse.status_code == 422
    assert "Indiquez le motif" in page(reponse)
    assert Consultation.objects.latest("pk").page in PAGES
    agent.post(adresse(courrier, "courrier_refuser"), {"reponse": "Sans justificatif."})
    assert Courrier.objects.get().reponse == "Sans justificatif."
    assert "Sans justificatif." in page(agent.get(adresse(courrier)))


@pytest.mark.exigence("CAI-14", "INV-11")
def test_un_courrier_que_personne_n_a_annonce_s_enregistre(agent: Client, courrier: Courrier) -> None:
    saisie = SAISIE | {"recu_le": "2026-11-03", "motif": "Mois de plus de 12 mois"}
    reponse = agent.post(ENREGISTRER, saisie, follow=True)
    nouveau = Courrier.objects.latest("pk")
    assert nouveau != courrier
    assert (nouveau.etat, nouveau.motif) == (EtatCourrier.RECU, "Mois de plus de 12 mois")
    assert nouveau.numero in page(reponse)


@pytest.mark.parametrize(
    ("champs", "erreur"),
    [
        ({"recu_le": "2026-11-09"}, "ne peut pas être à venir"),
        ({"recu_le": "2026-10-30"}, "précède la fin de la période facturée, le 31/10/2026"),
        ({"motif": ""}, "Indiquez le motif."),
        ({"fin": "2026-11-02"}, "faites-en une par mois"),
        ({"numero_pec": "ailleurs"}, "n’est pas connue ici"),
    ],
)
def test_un_enregistrement_impossible_est_explique(
    agent: Client, courrier: Courrier, champs: dict, erreur: str
) -> None:
    PriseEnChargeFactory(convention__caisse=CaisseFactory(code="30"), numero="ailleurs")
    reponse = agent.post(ENREGISTRER, SAISIE | {"recu_le": "2026-11-03", "motif": "Ancien"} | champs)
    assert (reponse.status_code, erreur in page(reponse)) == (422, True)
    assert Courrier.objects.count() == 1


@pytest.mark.exigence("CAI-18")
def test_le_courrier_d_une_autre_caisse_n_existe_pas(agent: Client) -> None:
    ailleurs = CourrierFactory(convention__caisse=CaisseFactory(code="30"))
    assert agent.get(adresse(ailleurs)).status_code == 404
