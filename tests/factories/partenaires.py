"""Partners, users of partners, conventions, pre-registrations."""

from datetime import date

import factory

from ppas.caisses.models import Flux
from ppas.partenaires.etats import EtatConvention, EtatPreinscription
from ppas.partenaires.models import Adresse, Convention, ConventionEmise, Partenaire, Preinscription, Rattachement
from ppas.socle.horloge import maintenant
from tests.factories.caisses import CaisseFactory, ImportationFactory, TypePartenaireFactory
from tests.factories.comptes import UtilisateurFactory


class PartenaireFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partenaire

    nom = factory.Sequence(lambda n: f"Aide et Présence {n}")
    siret = "73282932000074"
    mail = "contact@exemple.fr"
    telephone = "0380000000"
    inscrit_le = factory.LazyFunction(maintenant)


class AdresseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Adresse

    partenaire = factory.SubFactory(PartenaireFactory)
    code_postal = "21000"
    commune = "DIJON"


class RattachementFactory(factory.django.DjangoModelFactory):
    """A user of a partner; Trait `administrateur`."""

    class Meta:
        model = Rattachement

    utilisateur = factory.SubFactory(UtilisateurFactory)
    partenaire = factory.SubFactory(PartenaireFactory)

    class Params:
        administrateur = factory.Trait(est_administrateur=True)


class ConventionFactory(factory.django.DjangoModelFactory):
    """A validated convention; Traits `en_attente` and `invalidee`."""

    class Meta:
        model = Convention

    partenaire = factory.SubFactory(PartenaireFactory)
    caisse = factory.SubFactory(CaisseFactory)
    code = factory.Sequence(lambda n: f"AMD{n:04d}")
    type_partenaire = factory.SubFactory(TypePartenaireFactory)
    etat = EtatConvention.VALIDEE
    identifiant_structure = factory.Sequence(lambda n: f"2123{n:04d}")
    demandee_le = factory.LazyFunction(maintenant)
    traitee_le = factory.LazyFunction(maintenant)

    class Params:
        en_attente = factory.Trait(etat=EtatConvention.EN_ATTENTE, identifiant_structure="", traitee_le=None)
        invalidee = factory.Trait(etat=EtatConvention.INVALIDEE, identifiant_structure="", motif="Code inconnu")


class ConventionEmiseFactory(factory.django.DjangoModelFactory):
    """What the caisse has issued for the manual's example."""

    class Meta:
        model = ConventionEmise

    caisse = factory.SubFactory(CaisseFactory)
    code = factory.Sequence(lambda n: f"7573{n:02d}")
    type_partenaire = factory.SubFactory(TypePartenaireFactory, evaluation=True)
    siret = "12345678998745"
    nom = "ASSOCIATION CIEL-BLEU"
    identifiant_structure = "21231300"
    debut = date(2026, 1, 1)
    importation = factory.SubFactory(
        ImportationFactory, caisse=factory.SelfAttribute("..caisse"), flux=Flux.CONVENTIONS
    )


class PreinscriptionFactory(factory.django.DjangoModelFactory):
    """The manual's example (Association Ciel Bleu), pending."""

    class Meta:
        model = Preinscription

    caisse = factory.SubFactory(CaisseFactory)
    code_convention = factory.Sequence(lambda n: f"7573{n:02d}")
    type_partenaire = factory.SubFactory(TypePartenaireFactory, evaluation=True)
    nom_partenaire = "Association Ciel Bleu"
    siret = "12345678998745"
    telephone = "0302010509"
    code_postal = "62000"
    commune = "ARRAS"
    nom = "GRIZZI"
    prenom = "Alexandre"
    login = factory.Sequence(lambda n: f"Alex{n}")
    mail = "alexandre@exemple.fr"
    telephone_administrateur = "0302010509"
    etat = EtatPreinscription.EN_ATTENTE
    deposee_le = factory.LazyFunction(maintenant)
