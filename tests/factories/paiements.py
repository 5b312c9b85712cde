"""Slips."""

from datetime import date

import factory

from ppas.evaluations.etats import EtatEvaluation
from ppas.facturation.etats import EtatLigne
from ppas.paiements.models import AnomalieReport, Bordereau, LignePaiement
from tests.factories.caisses import ImportationFactory
from tests.factories.evaluations import EvaluationFactory
from tests.factories.facturation import LigneFactureFactory
from tests.factories.partenaires import ConventionFactory


class BordereauFactory(factory.django.DjangoModelFactory):
    """Paid on 12 November 2026, 337,68 €."""

    class Meta:
        model = Bordereau

    convention = factory.SubFactory(ConventionFactory)
    numero = factory.Sequence(lambda n: f"B2026{n:05d}")
    date_paiement = date(2026, 11, 12)
    montant_centimes = 33768
    importation = factory.SubFactory(ImportationFactory, caisse=factory.SelfAttribute("..convention.caisse"))


class LignePaiementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LignePaiement

    bordereau = factory.SubFactory(BordereauFactory)
    ligne_facture = factory.SubFactory(
        LigneFactureFactory,
        exportee=True,
        etat=EtatLigne.PAYEE,
        prise_en_charge__convention=factory.SelfAttribute("...bordereau.convention"),
    )
    quantite_centiemes = 1400
    montant_centimes = 33768


class EvaluationPayeeFactory(factory.django.DjangoModelFactory):
    """An evaluation paid 130,00 €, its tariff."""

    class Meta:
        model = LignePaiement

    bordereau = factory.SubFactory(BordereauFactory)
    evaluation = factory.SubFactory(
        EvaluationFactory,
        exportee=True,
        etat=EtatEvaluation.PAYEE,
        commande__convention=factory.SelfAttribute("...bordereau.convention"),
    )
    quantite_centiemes = 100
    montant_centimes = 13000
    attendu_centimes = 13000


class AnomalieReportFactory(factory.django.DjangoModelFactory):
    """A line rejected on 6 November 2026."""

    class Meta:
        model = AnomalieReport

    ligne_facture = factory.SubFactory(LigneFactureFactory, exportee=True, etat=EtatLigne.REJETEE)
    convention = factory.SelfAttribute("ligne_facture.convention")
    code = "R12"
    libelle = "Droits fermés à la date de l’intervention"
    date = date(2026, 11, 6)
    importation = factory.SubFactory(ImportationFactory, caisse=factory.SelfAttribute("..convention.caisse"))
