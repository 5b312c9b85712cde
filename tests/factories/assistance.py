"""Requests to the assistance, conversations."""

from datetime import timedelta
from uuid import uuid4

import factory

from ppas.assistance.etats import EtatDemande
from ppas.assistance.models import (
    Conversation,
    Cote,
    Demande,
    Intervention,
    Message,
    ModeleReponse,
    Motif,
    NatureIntervention,
)
from ppas.socle.horloge import maintenant
from tests.factories.comptes import UtilisateurFactory
from tests.factories.partenaires import ConventionFactory


class DemandeFactory(factory.django.DjangoModelFactory):
    """A request that nobody follows yet; Traits `suivie`, `en_retard`, `resolue`."""

    class Meta:
        model = Demande

    cle = factory.LazyFunction(uuid4)
    numero_convention = "757301"
    nom = "GRIZZI"
    prenom = "Alexandre"
    email = "grizzi@exemple.fr"
    telephone = "0302010509"
    motif = Motif.AUTRES
    texte = "Je ne peux pas me connecter."
    recue_le = factory.LazyFunction(maintenant)
    echeance_le = factory.LazyAttribute(lambda demande: demande.recue_le + timedelta(days=2))

    class Params:
        suivie = factory.Trait(
            etat=EtatDemande.PRISE_EN_CHARGE, suivie_par=factory.SubFactory(UtilisateurFactory, national=True)
        )
        en_retard = factory.Trait(recue_le=factory.LazyFunction(lambda: maintenant() - timedelta(days=5)))
        resolue = factory.Trait(suivie=True, etat=EtatDemande.RESOLUE, resolue_le=factory.LazyFunction(maintenant))


class InterventionFactory(factory.django.DjangoModelFactory):
    """An answer; Trait `note`."""

    class Meta:
        model = Intervention

    demande = factory.SubFactory(DemandeFactory)
    nature = NatureIntervention.REPONSE
    texte = "Demandez un nouveau mot de passe."
    ecrite_le = factory.LazyFunction(maintenant)
    auteur_nom = "Mikael MARTIN"
    cle = factory.LazyFunction(uuid4)

    class Params:
        note = factory.Trait(nature=NatureIntervention.NOTE, texte="Rappelé sans succès.")


class ModeleReponseFactory(factory.django.DjangoModelFactory):
    """A template."""

    class Meta:
        model = ModeleReponse

    titre = factory.Sequence(lambda n: f"Mot de passe oublié {n}")
    texte = "Passez par « Mot de passe oublié ? »."


class ConversationFactory(factory.django.DjangoModelFactory):
    """A conversation about a convention."""

    class Meta:
        model = Conversation

    convention = factory.SubFactory(ConventionFactory)
    partenaire = factory.LazyAttribute(lambda conversation: conversation.convention.partenaire)
    caisse = factory.LazyAttribute(lambda conversation: conversation.convention.caisse)
    dernier_le = factory.LazyFunction(maintenant)


class MessageFactory(factory.django.DjangoModelFactory):
    """What the caisse writes."""

    class Meta:
        model = Message

    conversation = factory.SubFactory(ConversationFactory)
    cote = Cote.CAISSE
    texte = "Merci de nous envoyer l’avenant."
    ecrit_le = factory.LazyFunction(maintenant)
    auteur = factory.SubFactory(UtilisateurFactory)
    cle = factory.LazyFunction(uuid4)
