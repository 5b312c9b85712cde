"""Every address, every role, every method (fiabilite R1); what an answer shows is what its reader may read."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.droits.conftest import Portail, issue
from tests.droits.table import ETAPES, METHODES, PAGES, ROLES, Role


def urls(resolveur: URLResolver, espace: str = "") -> Iterator[str]:
    """Walk the names of all URLs, but those of Django's admin, the editors' and the demonstration's, tested apart."""
    for motif in resolveur.url_patterns:
        if isinstance(motif, URLPattern):
            yield f"{espace}{motif.name}"
        elif motif.app_name not in {"admin", "demo"} and str(motif.pattern) != "edition/":
            yield from urls(motif, f"{motif.namespace}:" if motif.namespace else espace)


def test_chaque_url_a_sa_ligne_et_chaque_ligne_son_url() -> None:
    assert sorted(urls(get_resolver())) == sorted(PAGES)


def test_chaque_ligne_nomme_un_droit_connu() -> None:
    droits = next(iter(ROLES.values())).droits
    assert {page.pour for page in PAGES.values()} <= set(droits)
    assert {droit for role in ROLES.values() for droit in role.droits.values()} == {"oui", "non", *ETAPES}


@pytest.mark.exigence("ADM-01", "ADM-27", "CAI-01", "CAI-17", "CAI-18", "SRV-08", "SRV-09", "LOG-09")
@pytest.mark.parametrize("role", ROLES.values(), ids=ROLES)
def test_chaque_page_repond_ce_qui_est_ecrit_et_ne_montre_rien_d_autrui(portail: Portail, role: Role) -> None:
    ecarts = []
    for page in PAGES.values():
        for methode in METHODES:
            reponse = portail.demander(role.nom, methode, portail.adresse(page, role.objets))
            if issue(reponse) != page.attendu(role, methode):
                ecarts.append(f"{methode} {page.url}: {issue(reponse)}, not {page.attendu(role, methode)}")
            ecarts += [f"{methode} {page.url}: shows {mot}" for mot in portail.fuites(role, reponse)]
    assert ecarts == []


@pytest.mark.exigence("CAI-19")
@pytest.mark.parametrize("role", ROLES)
def test_l_administration_de_django_ne_s_ouvre_qu_a_l_administrateur_national(portail: Portail, role: str) -> None:
    modeles = [f"admin:{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry]
    adresses = [reverse("admin:index"), reverse("admin:jsi18n"), *(reverse(f"{nom}_changelist") for nom in modeles)]
    adresses += [reverse(f"{nom}_change", args=["03"]) for nom in modeles]
    statuts = {portail.demander(role, methode, adresse).status_code for adresse in adresses for methode in METHODES}
    assert (200 in statuts) == (role == "national_administrateur")
    assert statuts <= {200, 302, 403, 404, 405}


LECTURES = [
    ("amd_utilisateur", "facturation:beneficiaires"),
    ("amd_utilisateur", "facturation:depot"),
    ("amd_utilisateur", "paiements:enregistrement"),
    ("amd_utilisateur", "facturation:formulaire_recapitulatif"),
    ("amd_utilisateur", "facturation:formulaire_pdf"),
    ("amd_utilisateur", "facturation:piece"),
    ("agent_03", "facturation:caisse_piece"),
    ("amd_utilisateur", "paiements:bordereau"),
    ("amd_utilisateur", "paiements:bordereau_pdf"),
    ("amd_administrateur", "echanges:journal"),
    ("agent_03", "paiements:export"),
    ("agent_03", "evaluations:caisse_evaluation"),
    ("agent_03", "evaluations:caisse_evaluation_pdf"),
    ("agent_03", "evaluations:caisse_export"),
    ("agent_03", "echanges:imports"),
    ("administrateur_03", "partenaires:file_attente"),
]
"""Pages of several formats that show what they should: a test of leaks that could read nothing would prove nothing."""


@pytest.mark.parametrize(("role", "url"), LECTURES, ids=[url for _, url in LECTURES])
def test_le_mot_temoin_se_lit_la_ou_il_doit(portail: Portail, role: str, url: str) -> None:
    reponse = portail.demander(role, "GET", portail.adresse(PAGES[url], "amd"))
    assert portail.fuites(ROLES["anonyme"], reponse) != []
