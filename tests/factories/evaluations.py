"""Orders, reservations, evaluations, offline computers."""

import uuid
from datetime import date

import factory

from ppas.caisses.models import TypePartenaire
from ppas.evaluations.etats import EtatCommande, EtatEvaluation, ResultatEnvoi
from ppas.evaluations.models import (
    Appareil,
    Commande,
    EnvoiEvaluation,
    Evaluation,
    ExportEvaluations,
    Renvoi,
    Reservation,
    Transmission,
)
from ppas.evaluations.models.commande import NatureCommande
from ppas.socle.horloge import maintenant
from tests.factories.caisses import CaisseFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.partenaires import ConventionFactory, PartenaireFactory
from tests.factories.prises_en_charge import BeneficiaireFactory


class CommandeFactory(factory.django.DjangoModelFactory):
    """Jeanne DURAND, ordered on 2 November 2026, due on 2 December; Trait `reservee`."""

    class Meta:
        model = Commande

    convention = factory.SubFactory(ConventionFactory, type_partenaire__code=TypePartenaire.EVALUATION)
    caisse = factory.SelfAttribute("convention.caisse")
    beneficiaire = factory.SubFactory(BeneficiaireFactory, caisse=factory.SelfAttribute("..convention.caisse"))
    numero = factory.Sequence(lambda n: f"EV2026{n + 10_000}")  # far from those that tests write in full
    adresse = "12 rue des Tilleuls"
    code_postal = "21000"
    commune = "DIJON"
    telephone = "0380112233"
    nature = NatureCommande.PREMIERE
    motif = "Première demande d’aide"
    date_commande = date(2026, 11, 2)
    date_limite = date(2026, 12, 2)

    class Params:
        reservee = factory.Trait(etat=EtatCommande.RESERVEE)


class AppareilFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appareil

    utilisateur = factory.SubFactory(UtilisateurFactory)
    partenaire = factory.SubFactory(PartenaireFactory)
    nom = "Portable de Jeanne"
    cree_le = factory.LazyFunction(maintenant)


class ReservationFactory(factory.django.DjangoModelFactory):
    """Held on line, unless a computer is given."""

    class Meta:
        model = Reservation

    commande = factory.SubFactory(CommandeFactory, reservee=True)
    evaluateur = factory.SubFactory(UtilisateurFactory)
    prise_le = factory.LazyFunction(maintenant)


class ExportEvaluationsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ExportEvaluations

    caisse = factory.SubFactory(CaisseFactory)
    cree_le = factory.LazyFunction(maintenant)
    nb_evaluations = 1


class EvaluationFactory(factory.django.DjangoModelFactory):
    """Begun; Trait `transmise`: the caisse has it, GIR 5; Traits `acceptee` and `exportee`, after a visit."""

    class Meta:
        model = Evaluation

    commande = factory.SubFactory(CommandeFactory)
    commande__etat = EtatCommande.RESERVEE
    caisse = factory.SelfAttribute("commande.caisse")
    convention = factory.SelfAttribute("commande.convention")
    evaluateur = factory.SubFactory(UtilisateurFactory)
    version = 1
    commencee_le = factory.LazyFunction(maintenant)
    modifiee_le = factory.LazyFunction(maintenant)

    class Params:
        transmise = factory.Trait(
            etat=EtatEvaluation.TRANSMISE,
            commande__etat=EtatCommande.REALISEE,
            transmise_le=factory.LazyFunction(maintenant),
            gir=5,
        )
        acceptee = factory.Trait(
            transmise=True,
            etat=EtatEvaluation.ACCEPTEE,
            visitee_le=date(2026, 11, 9),
            traitee_le=factory.LazyFunction(maintenant),
        )
        exportee = factory.Trait(
            acceptee=True, export=factory.SubFactory(ExportEvaluationsFactory, caisse=factory.SelfAttribute("..caisse"))
        )


class RenvoiFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Renvoi

    evaluation = factory.SubFactory(EvaluationFactory, transmise=True, etat=EtatEvaluation.A_CORRIGER)
    message = "Le plan proposé dépasse le plafond."
    renvoyee_le = factory.LazyFunction(maintenant)
    renvoyee_par = factory.SubFactory(UtilisateurFactory)


class TransmissionFactory(factory.django.DjangoModelFactory):
    """The first one of an evaluation that the caisse has."""

    class Meta:
        model = Transmission

    evaluation = factory.SubFactory(EvaluationFactory, transmise=True)
    rang = 1
    version = 1
    reponses = factory.LazyFunction(dict)
    gir = 5
    transmise_le = factory.LazyFunction(maintenant)
    transmise_par = factory.SelfAttribute("evaluation.evaluateur")


class EnvoiEvaluationFactory(factory.django.DjangoModelFactory):
    """In conflict with the portal's version, and nobody has chosen yet."""

    class Meta:
        model = EnvoiEvaluation

    identifiant = factory.LazyFunction(uuid.uuid4)
    appareil = factory.SubFactory(AppareilFactory)
    commande = factory.SubFactory(CommandeFactory, reservee=True)
    envoye_par = factory.SelfAttribute("appareil.utilisateur")
    sha256 = "0" * 64
    version = 1
    base = 0
    reponses = factory.Dict({"visite_medecin": "Docteur MOREAU"})
    recu_le = factory.LazyFunction(maintenant)
    resultat = ResultatEnvoi.CONFLIT
    code = "revision-depassee"
    motif = "Elle a été modifiée sur le portail."
