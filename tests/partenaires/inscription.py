"""The pages of registration, and what the manual types there (§1.1.1, Association Ciel Bleu)."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.captchas import captcha_resolu
from tests.factories import CaisseFactory, TypePartenaireFactory

CONDITIONS = reverse("partenaires:conditions")
CONVENTION = reverse("partenaires:convention_requise")
FORMULAIRE = reverse("partenaires:preinscription")
TERMINEE = reverse("partenaires:preinscription_terminee")


FICHE = {
    "code_convention": "757300",
    "nom_partenaire": "Association Ciel Bleu",
    "siret": "12345678998745",
    "telephone": "0302010509",
    "batiment": "Bat A",
    "numero_voie": "107",
    "indice_voie": "bis",
    "type_voie": "esplanade",
    "nom_voie": "Madrid",
    "code_postal": "62000",
    "commune": "Arras",
    "nom": "GRIZZI",
    "prenom": "Alexandre",
    "login": "Alex7",
    "mail": "alexandre@exemple.fr",
    "telephone_administrateur": "03 02 01 05 09",
}
"""The fields that are typed, without the choices."""


def saisie_du_manuel() -> dict[str, Any]:
    """Return the fields of the form, captcha excepted."""
    caisse = CaisseFactory(nom="CARSAT Nord picardie")
    return FICHE | {
        "regime": caisse.regime.pk,
        "caisse": caisse.pk,
        "type_partenaire": TypePartenaireFactory(evaluation=True).pk,
    }


def remplir(visiteur: Client, saisie: dict[str, Any], **kwargs: Any) -> HttpResponse:
    """Send the form with a captcha of its own, solved."""
    return visiteur.post(FORMULAIRE, captcha_resolu() | saisie, **kwargs)
