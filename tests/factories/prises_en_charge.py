"""Beneficiaries and grants."""

from datetime import date

import factory

from ppas.prises_en_charge.models import Beneficiaire, PriseEnCharge
from tests.factories.caisses import PrestationFactory
from tests.factories.partenaires import ConventionFactory


def nir_de_femme(n: int) -> str:
    """Return the n-th NIR of a woman born in March 1945 in Dijon, with its key."""
    corps = f"2450321231{n:03d}"
    return f"{corps}{97 - int(corps) % 97:02d}"


class BeneficiaireFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Beneficiaire

    caisse = factory.SubFactory("tests.factories.caisses.CaisseFactory")
    nir = factory.Sequence(lambda n: nir_de_femme(n % 1000))
    nom = "DURAND"
    prenom = "Jeanne"
    nom_recherche = factory.LazyAttribute(lambda b: f"{b.nom} {b.prenom}".lower())
    date_naissance = date(1945, 3, 12)
    commune = "DIJON"


class PriseEnChargeFactory(factory.django.DjangoModelFactory):
    """15,50 hours of home help a month during 2026, 10 % paid by the retiree."""

    class Meta:
        model = PriseEnCharge

    convention = factory.SubFactory(ConventionFactory)
    caisse = factory.SelfAttribute("convention.caisse")
    beneficiaire = factory.SubFactory(BeneficiaireFactory, caisse=factory.SelfAttribute("..convention.caisse"))
    numero = factory.Sequence(lambda n: f"2026{n:06d}")
    prestation = factory.SubFactory(PrestationFactory)
    debut = date(2026, 1, 1)
    fin = date(2026, 12, 31)
    notifiee_le = date(2025, 12, 15)
    quantite_mensuelle_centiemes = 1550
    participation = 1000
