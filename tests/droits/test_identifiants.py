"""A foreign identifier is answered like one that does not exist (fiabilite R2)."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ppas.facturation.models import LigneFormulaire
from tests.droits.conftest import Portail, issue
from tests.droits.monde import Structure
from tests.droits.table import PAGES, ROLES, Page, Role

ABSENTS = [10**9, 10**30]
"""The second is more than any database counts."""
ADMIS = [
    ROLES[nom]
    for nom in (
        "amd_administrateur",
        "evaluation_utilisateur",
        "administrateur_03",
        "agent_30",
        "national_administrateur",
    )
]
VARIABLE = re.compile(r'name="(csrfmiddlewaretoken|cle)"value="[^"]*"')
A_OBJETS = [page for page in PAGES.values() if page.objets]


def etrangers(portail: Portail, role: Role, fiche: Page) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield the objects of others, all at once and then one beside the role's own."""
    autres = [structure for structure in portail.monde.structures.values() if not role.peut_lire(structure.nom)]
    for structure in autres:
        cles = {nom: structure.objets[objet].pk for nom, objet in fiche.objets.items()}
        yield structure.nom, cles
        if len(cles) > 1 and role.peut_lire(role.objets):
            yield from ((role.objets, {nom: cle}) for nom, cle in cles.items())


@pytest.mark.exigence("CAI-18", "ADM-27")
@pytest.mark.parametrize("role", ADMIS, ids=[role.nom for role in ADMIS])
def test_l_objet_d_autrui_repond_comme_un_objet_absent(portail: Portail, role: Role) -> None:
    ecarts = []
    for fiche in A_OBJETS:
        if role.droits[fiche.pour] != "oui":
            continue
        for methode in fiche.acceptees:
            absents = {
                _reponse(portail, role, methode, portail.adresse(fiche, role.objets, **dict.fromkeys(fiche.objets, pk)))
                for pk in ABSENTS
            }
            if {statut for statut, _ in absents} != {"404"} or len(absents) != 1:
                ecarts.append(f"{methode} {fiche.url} absent: {sorted(statut for statut, _ in absents)}")
            for structure, cles in etrangers(portail, role, fiche):
                statut, texte = _reponse(portail, role, methode, portail.adresse(fiche, structure, **cles))
                if (statut, texte) not in absents:
                    ecarts.append(f"{methode} {fiche.url} {structure} {sorted(cles)}: {statut}")
    assert ecarts == []


def _reponse(portail: Portail, role: Role, methode: str, adresse: str) -> tuple[str, str]:
    """Return the status and the page, less what is new in any page."""
    reponse = portail.demander(role.nom, methode, adresse)
    assert portail.fuites(role, reponse) == []
    return issue(reponse), VARIABLE.sub("", reponse.texte.partition("<!doctype")[2])


ADRESSES = [
    ("amd_utilisateur", "facturation:beneficiaires", "convention", "convention"),
    ("amd_utilisateur", "facturation:formulaires", "convention", "convention"),
    ("amd_administrateur", "echanges:journal", "auteur", "session"),
    ("administrateur_03", "echanges:caisse_journal", "auteur", "session"),
]


@pytest.mark.parametrize(("role", "url", "champ", "objet"), ADRESSES, ids=[f"{a[1]}-{a[2]}" for a in ADRESSES])
def test_un_filtre_d_adresse_sur_autrui_repond_comme_un_filtre_sur_rien(
    portail: Portail, role: str, url: str, champ: str, objet: str
) -> None:
    cle = _cle(portail.monde.structures["lointain"], objet)
    reponses = [portail.demander(role, "GET", f"{reverse(url)}?{champ}={pk}") for pk in (cle, *ABSENTS)]
    assert [portail.fuites(ROLES[role], reponse) for reponse in reponses] == [[], [], []]
    assert len({issue(reponse) for reponse in reponses}) == 1


def _cle(structure: Structure, objet: str) -> int:
    return structure.administrateur.pk if objet == "session" else structure.objets[objet].pk


ENVOIS = [
    ("facturation:formulaire_ouvrir", "convention", "convention"),
    ("facturation:formulaire_barrer", "barrer", "ligne_formulaire"),
    ("facturation:formulaire_barrer", "retablir", "ligne_formulaire"),
]


@pytest.mark.parametrize(("url", "champ", "objet"), ENVOIS, ids=[f"{e[0]}-{e[1]}" for e in ENVOIS])
def test_un_formulaire_qui_nomme_l_objet_d_autrui_est_introuvable(
    portail: Portail, url: str, champ: str, objet: str
) -> None:
    def envoyer(pk: int) -> str:
        saisie = {"echeance": "2026-10", champ: pk}
        return issue(portail.demander("amd_utilisateur", "POST", portail.adresse(PAGES[url], "amd"), **saisie))

    cles = {nom: structure.objets[objet].pk for nom, structure in portail.monde.structures.items()}
    assert envoyer(cles.pop("amd")) == "302 facturation:formulaire"
    refuses = [*cles.values(), *ABSENTS]
    assert [envoyer(pk) for pk in refuses] == ["404"] * len(refuses)


def test_les_heures_d_une_ligne_d_autrui_ne_s_ecrivent_pas(portail: Portail) -> None:
    lignes = [portail.monde.structures[nom].objets["ligne_formulaire"] for nom in ("amd", "voisin")]
    saisie = {f"ligne-{ligne.pk}-ouvrables_centiemes": "7,00" for ligne in lignes}
    adresse = portail.adresse(PAGES["facturation:formulaire"], "amd")
    portail.navigateur("amd_utilisateur").post(adresse, saisie)
    heures = LigneFormulaire.objects.in_bulk([ligne.pk for ligne in lignes])
    assert [heures[ligne.pk].ouvrables_centiemes for ligne in lignes] == [700, None]


def test_la_cle_d_envoi_d_un_autre_ne_donne_pas_son_recu(portail: Portail) -> None:
    reponses = [
        portail.demander(
            "amd_utilisateur",
            "POST",
            reverse("facturation:depots"),
            cle=cle,
            fichier=SimpleUploadedFile("nom.xml", b"<x/>"),
        )
        for cle in (portail.monde.structures["voisin"].objets["depot"].cle_envoi, uuid4())
    ]
    assert issue(reponses[0]) == issue(reponses[1])
    assert portail.fuites(ROLES["amd_utilisateur"], reponses[0]) == []
