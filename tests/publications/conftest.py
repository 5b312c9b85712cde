"""A caisse with its editor and its regional administrator, another one, and the national side."""

from dataclasses import dataclass

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Collection, Page

from ppas.caisses.models import Caisse
from ppas.comptes.models import RoleNational, Utilisateur
from ppas.publications.models import Actualite, ActualitesDeCaisse, Fichier
from tests.factories import AgentFactory, CaisseFactory, RattachementFactory, UtilisateurFactory


@dataclass
class Redaction:
    """Who publishes."""

    caisse: Caisse
    autre_caisse: Caisse
    editeur: Utilisateur
    regional: Utilisateur
    autre_editeur: Utilisateur
    national: Utilisateur
    administrateur: Utilisateur
    assistance: Utilisateur
    agent: Utilisateur
    partenaire: Utilisateur

    def rubrique(self, caisse: Caisse) -> ActualitesDeCaisse:
        """The place of the news of `caisse`."""
        return ActualitesDeCaisse.objects.get(caisse=caisse)

    def brouillon(self, caisse: Caisse, titre: str = "Brouillon", par: Utilisateur | None = None) -> Actualite:
        """A draft of `caisse`."""
        page = Actualite(title=titre, chapo="Ce qui change.", live=False, owner=par)
        self.rubrique(caisse).add_child(instance=page)
        page.save_revision(user=par)
        return page

    def fichier(self, caisse: Caisse | None = None, nom: str = "note.txt", contenu: bytes = b"bonjour") -> Fichier:
        """A file of the collection of `caisse`, or of the common one."""
        collection = caisse.espace.collection if caisse else Collection.get_first_root_node()
        fichier = Fichier(title=nom, file=ContentFile(contenu, name=nom), collection=collection)
        fichier._set_document_file_metadata()
        fichier.save()
        return fichier


@pytest.fixture
def redaction(accueil: Page) -> Redaction:
    """Everybody."""
    caisse, autre = CaisseFactory(code="03"), CaisseFactory(code="05", nom="CARSAT Autre")
    return Redaction(
        caisse=caisse,
        autre_caisse=autre,
        editeur=AgentFactory(caisse=caisse, editeur=True).utilisateur,
        regional=AgentFactory(caisse=caisse, administrateur=True).utilisateur,
        autre_editeur=AgentFactory(caisse=autre, editeur=True).utilisateur,
        national=UtilisateurFactory(national=True, role_national=RoleNational.EDITEUR),
        administrateur=UtilisateurFactory(national=True),
        assistance=UtilisateurFactory(national=True, role_national=RoleNational.ASSISTANCE),
        agent=AgentFactory(caisse=caisse).utilisateur,
        partenaire=RattachementFactory().utilisateur,
    )
