"""Slips."""

from datetime import date

import factory

from ppas.caisses.models import Flux, Importation
from ppas.facturation.etats import EtatLigne
from ppas.paiements.models import Bordereau, LignePaiement
from ppas.socle.horloge import maintenant
from tests.factories.caisses import CaisseFactory
from tests.factories.facturation import LigneFactureFactory
from tests.factories.partenaires import ConventionFactory


class ImportationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Importation

    caisse = factory.SubFactory(CaisseFactory)
    flux = Flux.PAIEMENTS
    nom_fichier = "paiements.csv"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    nb_lignes = 1
    importe_le = factory.LazyFunction(maintenant)


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
