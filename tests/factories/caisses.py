"""Reference tables."""

from datetime import date

import factory

from ppas.caisses.models import Agent, Caisse, Flux, Importation, Prestation, Regime, Tarif, TypePartenaire, Unite
from ppas.socle.horloge import maintenant
from tests.factories.comptes import UtilisateurFactory


class RegimeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Regime
        django_get_or_create = ("code",)

    code = "CNAV"
    nom = "Caisse nationale d’assurance vieillesse"
    source = "test"


class CaisseFactory(factory.django.DjangoModelFactory):
    """« 03 » unless another code is asked; the same code gives the same row."""

    class Meta:
        model = Caisse
        django_get_or_create = ("code",)

    regime = factory.SubFactory(RegimeFactory)
    code = "03"
    nom = factory.LazyAttribute(lambda c: "CARSAT Bourgogne-Franche-Comté" if c.code == "03" else f"Caisse {c.code}")
    departements = "21 25 39 58 70 71 89 90"
    source = "test"


class TypePartenaireFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TypePartenaire
        django_get_or_create = ("code",)

    code = TypePartenaire.AIDE_A_DOMICILE
    nom = factory.LazyAttribute(
        lambda t: {"aide-a-domicile": "Prestataire d’aide à domicile", "evaluation": "Structure d’évaluation"}.get(
            t.code, "Prestataire habitat et cadre de vie"
        )
    )
    source = "test"

    class Params:
        evaluation = factory.Trait(code=TypePartenaire.EVALUATION)
        habitat = factory.Trait(code=TypePartenaire.HABITAT)


class PrestationFactory(factory.django.DjangoModelFactory):
    """PPP001, hours of home help; Traits `habitat`: PPP014, an amount, and `evaluation`: PPP020, a package."""

    class Meta:
        model = Prestation
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    code = "PPP001"
    nom = "Aide à domicile"
    unite = Unite.HEURE
    source = "test"

    class Params:
        habitat = factory.Trait(code="PPP014", nom="Aménagement du logement", unite=Unite.MONTANT)
        evaluation = factory.Trait(
            code=Prestation.EVALUATION, nom="Évaluation des besoins à domicile", unite=Unite.FORFAIT
        )

    @factory.post_generation
    def types(self, create, types, **kwargs):
        code = TypePartenaire.AIDE_A_DOMICILE if self.unite == Unite.HEURE else TypePartenaire.HABITAT
        if self.code == Prestation.EVALUATION:
            code = TypePartenaire.EVALUATION
        self.types.set(types or [TypePartenaireFactory(code=code)])


class TarifFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tarif
        django_get_or_create = ("prestation", "debut", "caisse")

    caisse = None
    prestation = factory.SubFactory(PrestationFactory)
    debut = date(2025, 1, 1)
    ouvrable_centimes = 2680
    dimanche_ferie_centimes = 2980
    source = "test"


class AgentFactory(factory.django.DjangoModelFactory):
    """A caisse agent, with his second factor; Traits `administrateur` (« régional ») and `editeur`."""

    class Meta:
        model = Agent

    utilisateur = factory.SubFactory(UtilisateurFactory, enrole=True)
    caisse = factory.SubFactory(CaisseFactory)

    class Params:
        administrateur = factory.Trait(est_administrateur=True)
        editeur = factory.Trait(est_editeur=True)


class ImportationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Importation

    caisse = factory.SubFactory(CaisseFactory)
    flux = Flux.PAIEMENTS
    nom_fichier = "paiements.csv"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    nb_lignes = 1
    importe_le = factory.LazyFunction(maintenant)
