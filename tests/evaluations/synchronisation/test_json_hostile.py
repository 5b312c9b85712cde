"""Whatever JSON comes, the portal answers with a stable code and never breaks; what has an identifier is kept."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ppas.evaluations.models import EnvoiEvaluation
from tests.evaluations.synchronisation.copies import copie_de
from tests.evaluations.synchronisation.monde import Evaluateur, envoi

pytestmark = pytest.mark.django_db
EVALUATIONS, COMMANDES, COPIE = (reverse(f"hors_ligne:api_{nom}") for nom in ("evaluations", "commandes", "copie"))
CONNUS = ["", "commande", "reponses", "visite_medecin", "aides_services", "plan", "identifiant", "precedents", "base"]
TEXTES = st.text(st.characters(exclude_categories=[]), max_size=30) | st.sampled_from(["\0", "\ud800", "oui", "STCH"])
VALEURS = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | TEXTES,
    lambda plus: st.lists(plus, max_size=4) | st.dictionaries(st.sampled_from(CONNUS) | TEXTES, plus, max_size=4),
    max_leaves=12,
)
SANS_ATTENDRE = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@pytest.fixture
def ici(client: Client, evaluateur: Evaluateur) -> Client:
    client.force_login(evaluateur.utilisateur)
    return client


def une_commande(evaluateur: Evaluateur) -> int:
    """Return one order for all the examples of a test, which share its transaction."""
    deja = evaluateur.convention.commandes.first()
    return deja.pk if deja else evaluateur.commande().pk


def envoyer(client: Client, adresse: str, corps: Any) -> int:
    """Send and return the status; the answer is JSON, with a code when it refuses."""
    octets = corps if isinstance(corps, bytes) else json.dumps(corps).encode()
    reponse = client.post(adresse, octets, content_type="application/json")
    lu = reponse.json()
    assert reponse.status_code in {200, 400, 403, 409, 413}
    assert reponse.status_code == 200 or (lu["code"] and lu["message"])
    return reponse.status_code


@SANS_ATTENDRE
@given(champs=st.dictionaries(st.sampled_from(sorted(envoi(1))), VALEURS, max_size=3))
@pytest.mark.exigence("EVA-07")
def test_des_champs_de_toute_sorte_ont_un_recu_ou_un_refus(ici: Client, evaluateur: Evaluateur, champs: dict) -> None:
    commande = une_commande(evaluateur)
    parti = envoi(commande) | champs
    statut = envoyer(ici, EVALUATIONS, {"appareil": str(evaluateur.appareil.identifiant), "envoi": parti})
    if "identifiant" not in champs:
        est_lisible = statut != 400
        assert est_lisible == EnvoiEvaluation.objects.filter(identifiant=parti["identifiant"]).exists()


@SANS_ATTENDRE
@given(reponses=st.dictionaries(st.sampled_from(CONNUS) | TEXTES, VALEURS, max_size=6))
@pytest.mark.exigence("EVA-07")
def test_des_reponses_de_toute_sorte_sont_gardees_ou_ecartees_jamais_perdues(
    ici: Client, evaluateur: Evaluateur, reponses: dict
) -> None:
    parti = envoi(une_commande(evaluateur), reponses)
    statut = envoyer(ici, EVALUATIONS, {"appareil": str(evaluateur.appareil.identifiant), "envoi": parti})
    assert statut in {200, 400}
    if statut == 200:
        assert len(EnvoiEvaluation.objects.get(identifiant=parti["identifiant"]).reponses) == len(
            {
                cle.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
                for cle in reponses
            }
        )


@SANS_ATTENDRE
@given(corps=VALEURS)
@pytest.mark.parametrize("adresse", [EVALUATIONS, COMMANDES, COPIE])
def test_un_corps_de_toute_sorte_est_refuse_en_json(ici: Client, adresse: str, corps: object) -> None:
    envoyer(ici, adresse, corps)


@SANS_ATTENDRE
@given(octets=st.binary(max_size=60))
@pytest.mark.parametrize("adresse", [EVALUATIONS, COMMANDES, COPIE])
def test_des_octets_de_toute_sorte_sont_refuses_en_json(ici: Client, adresse: str, octets: bytes) -> None:
    envoyer(ici, adresse, octets)


@pytest.mark.parametrize(
    "octets",
    [
        b"[" * 100_000,
        b'{"a":' * 5000,
        b"1" * 5000,
        b'{"envoi": NaN}',
        b'{"envoi": 1e999}',
        b"\xff\xfe",
        b"",
        b"null",
        b'{"appareil": "\\ud800"}',
        b'{"appareil": 1}',
    ],
    ids=lambda octets: repr(octets[:20]),
)
@pytest.mark.parametrize("adresse", [EVALUATIONS, COMMANDES, COPIE])
def test_un_json_piege_est_refuse(ici: Client, adresse: str, octets: bytes) -> None:
    assert envoyer(ici, adresse, octets) == 400


@pytest.mark.parametrize(
    "reponses",
    [{"visite_medecin": "a\0b"}, {"visite_medecin": "\ud83d"}, {"\0": "x"}, {"aides_menagere": 12.5}, {"x": 10**400}],
    ids=["nul", "surrogate", "nul-en-cle", "flottant", "grand"],
)
@pytest.mark.exigence("EVA-07")
def test_ce_que_la_base_refuserait_est_garde_sous_une_forme_qu_elle_prend(
    ici: Client, evaluateur: Evaluateur, reponses: dict
) -> None:
    parti = envoi(evaluateur.commande(), reponses)
    assert envoyer(ici, EVALUATIONS, {"appareil": str(evaluateur.appareil.identifiant), "envoi": parti}) == 200
    assert EnvoiEvaluation.objects.get().resultat == "prise"


@SANS_ATTENDRE
@given(chemin=st.integers(0, 200), valeur=VALEURS)
@pytest.mark.exigence("PLU-15")
def test_une_copie_dont_une_valeur_change_est_gardee_ou_refusee(
    ici: Client, evaluateur: Evaluateur, chemin: int, valeur: object
) -> None:
    copie = copie_de(evaluateur.appareil)
    changements = list(_changements(copie))
    changements[chemin % len(changements)](valeur)
    envoyer(ici, COPIE, {"appareil": str(evaluateur.appareil.identifiant), "copie": copie})


def _changements(valeur: Any) -> Any:
    """Yield a function for each place of a JSON value, that puts something else there."""
    cles = valeur if isinstance(valeur, dict) else range(len(valeur)) if isinstance(valeur, list) else ()
    for cle in list(cles):
        yield _placer(valeur, cle)
        yield from _changements(valeur[cle])


def _placer(valeur: Any, cle: Any) -> Callable[[Any], None]:
    return lambda autre: valeur.__setitem__(cle, autre)


def test_les_identifiants_s_ecrivent_de_plusieurs_facons(ici: Client, evaluateur: Evaluateur) -> None:
    parti = envoi(evaluateur.commande())
    corps = {"appareil": evaluateur.appareil.identifiant.hex.upper(), "envoi": parti}
    assert envoyer(ici, EVALUATIONS, corps) == 200
    assert EnvoiEvaluation.objects.get().identifiant == uuid.UUID(parti["identifiant"])
