"""The public site as the portal ships it, and what its editors add."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client
from factory.django import DjangoModelFactory
from wagtail.models import Page

from ppas.caisses.models import Caisse, TypePartenaire
from ppas.comptes.models import Utilisateur
from ppas.publications.models import Actualite, Actualites, ActualitesDeCaisse, Annonce, PageAccueil
from ppas.publications.operations.charger_contenus import charger_contenus
from tests.factories.caisses import TypePartenaireFactory


def site_public() -> PageAccueil:
    """Publish the portal's own pages; return the home page."""
    for code in (TypePartenaire.AIDE_A_DOMICILE, TypePartenaire.EVALUATION, TypePartenaire.HABITAT):
        TypePartenaireFactory(code=code)
    charger_contenus()
    return PageAccueil.objects.get()


def actualite(titre: str = "Nouveaux barèmes", *, caisse: Caisse | None = None, **champs: Any) -> Actualite:
    """Publish a piece of news below the list, or below the corner of `caisse`; the site exists."""
    parent: Page = Actualites.objects.get()
    if caisse:
        lieu = ActualitesDeCaisse.objects.filter(caisse=caisse).first()
        parent = lieu or parent.add_child(instance=ActualitesDeCaisse(title=caisse.nom, caisse=caisse))
    return parent.add_child(instance=Actualite(title=titre, **{"chapo": "Ce qui change au 1er janvier."} | champs))


class AnnonceFactory(DjangoModelFactory):
    """An announcement that began on 1 November 2026."""

    class Meta:
        model = Annonce

    texte = "<p>Le portail sera fermé samedi matin.</p>"
    debut = datetime(2026, 11, 1, tzinfo=UTC)


def navigateur(utilisateur: Utilisateur) -> Client:
    """A browser where `utilisateur` is signed in."""
    client = Client()
    client.force_login(utilisateur)
    return client
