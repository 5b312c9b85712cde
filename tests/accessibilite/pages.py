"""Every page that a browser shows, each read by one role that may: what all checks of accessibility walk over."""

from collections.abc import Iterator

from tests.droits.table import PAGES, ROLES, Page

LECTEURS = (
    "anonyme",
    "amd_utilisateur",
    "amd_administrateur",
    "habitat_utilisateur",
    "evaluation_utilisateur",
    "evaluation_administrateur",
    "agent_03",
    "administrateur_03",
    "national_assistance",
    "national_administrateur",
)
"""The first of these roles that a page opens to reads it."""
SANS_PAGE = (
    "_pdf",
    "_csv",
    "_xlsx",
    "_json",
    "depot_anomalies",
    "_image",
    "_telecharger",
    "_fichier",
    "captcha_nouveau",
    ":export",
    ":xsd",
    ":exemple",
    ":schema",
    ":piece",
    ":caisse_export",
    ":caisse_piece",
    ":travailleur",
    ":fichier",
    ":api_etat",
    "evaluations:formulaire",
    "publications:flux",
    "prises_en_charge:imprime_demande",
)
"""Ends of the names of what is downloaded, or read by a program."""


def pages_lues(*lecteurs: str) -> Iterator[tuple[str, Page]]:
    """Walk the pages, each with the role that reads it; of these roles only, all without any."""
    for page in PAGES.values():
        if page.url.endswith(SANS_PAGE):
            continue
        lecteur = next((nom for nom in LECTEURS if page.attendu(ROLES[nom], "GET") == "200"), None)
        if lecteur and (not lecteurs or lecteur in lecteurs):
            yield lecteur, page
