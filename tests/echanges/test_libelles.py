"""Everything that the journal may hold has a French name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from ppas.echanges.libelles import ACTIONS, PAGES

PPAS = Path(__file__).parent.parent.parent / "ppas"
SOURCES = [chemin for chemin in sorted(PPAS.rglob("*.py")) if "migrations" not in chemin.parts]
ECRIVENT = {"journaliser", "changer_etat", "exiger"}
PAR_UN_NOM = {
    "ppas/socle/etats.py",  # the verbs of TRANSITIONS, which are read below
    "ppas/assistance/operations/traiter.py",  # the same
    "ppas/caisses/operations/agents.py",
    "ppas/comptes/operations/connexion.py",
    "ppas/comptes/operations/mot_de_passe.py",
    "ppas/facturation/operations/courriers.py",
    "ppas/facturation/operations/formulaire.py",
    "ppas/facturation/operations/traiter.py",
    "ppas/partenaires/operations/utilisateurs.py",
}
"""Files where an action is not written in full in the call: their values are listed in `ECRITES_AUTREMENT`."""
ECRITES_AUTREMENT = {
    "nommer-editeur",
    "retirer-editeur",
    "annoncer_courrier",
    "annuler_facturation",
    "decider",
    "demander-mot-de-passe",
    "desactiver-agent",
    "donner-administration",
    "facturer",
    "nommer-administrateur",
    "reactiver-agent",
    "reinitialiser-agent",
    "reinitialiser-mot-de-passe",
    "retirer-administrateur",
    "retirer-administration",
    "retirer-second-facteur-agent",
}


def appels() -> Iterator[tuple[str, ast.expr]]:
    """Yield the file and the action of each call that writes the journal."""
    for chemin in SOURCES:
        for noeud in ast.walk(ast.parse(chemin.read_text())):
            if (
                isinstance(noeud, ast.Call)
                and ast.unparse(noeud.func).split(".")[-1] in ECRIVENT
                and len(noeud.args) > 1
            ):
                yield chemin.relative_to(PPAS.parent).as_posix(), noeud.args[1]


@pytest.mark.exigence("PLU-11")
def test_chaque_action_ecrite_dans_le_code_a_un_libelle() -> None:
    ecrites = {arg.value for _, arg in appels() if isinstance(arg, ast.Constant)} | ECRITES_AUTREMENT
    ecrites |= {verbe for modele in apps.get_models() for verbe in getattr(modele, "TRANSITIONS", {})}
    assert ecrites - ACTIONS.keys() == set()


def test_une_action_s_ecrit_en_toutes_lettres() -> None:
    assert {fichier for fichier, arg in appels() if not isinstance(arg, ast.Constant)} <= PAR_UN_NOM


@pytest.mark.exigence("PLU-11")
def test_aucun_libelle_ne_manque_de_majuscule_ni_n_est_double_par_son_action() -> None:
    assert [libelle for libelle in ACTIONS.values() if not libelle[0].isupper() or "_" in libelle] == []


@pytest.mark.exigence("PLU-11")
def test_chaque_page_qui_montre_un_beneficiaire_a_un_libelle() -> None:
    """The test client refuses such a page that does not call `consulter` (tests/conftest.py)."""
    vues = {
        (chemin.parts[len(PPAS.parts)], fonction.name)
        for chemin in SOURCES
        if "views" in chemin.parts
        for fonction in ast.walk(ast.parse(chemin.read_text()))
        if isinstance(fonction, ast.FunctionDef) and re.search(r"\bconsulter\(", ast.unparse(fonction))
    }
    directes = {f"{domaine}:{nom}" for domaine, nom in vues}
    partagees = {
        "evaluations:_dessiner",
        "evaluations:_recapitulatif",
        "evaluations:_consulter",
        "facturation:rapport",
        "facturation:reponse_accuse_pdf",
        "facturation:reponse_anomalies",
        "facturation:consulter_nirs",
        "facturation:lettre",
        "facturation:_page",
        "facturation:_dessiner",
        "paiements:lignes",
        "paiements:reste",
        "paiements:_nom",
        "facturation:_montrer_perdus",
        "facturation:document_joint",
        "paiements:_noter",
        "evaluations:contexte_de_lecture",
        "evaluations:noter_la_liste",
        "evaluations:reponse_synthese",
    }
    assert directes - partagees - PAGES.keys() == set()
