"""Deposits, forms, lines."""

import uuid
from datetime import date

import factory
from django.core.files.base import ContentFile

from ppas.facturation.etats import EtatDepot, EtatFormulaire, EtatLigne, EtatLigneRefusee
from ppas.facturation.models import (
    Anomalie,
    Courrier,
    Depot,
    ExportFactures,
    Formulaire,
    LigneFacture,
    LigneRefusee,
    NaturePiece,
    PieceJointe,
)
from ppas.facturation.operations import magasin
from ppas.facturation.regles.catalogue import CATALOGUE
from ppas.socle.horloge import maintenant
from tests.factories.caisses import CaisseFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory

IMAGE = b"\x89PNG\r\n\x1a\n" + bytes(32)
"""The first bytes of a picture."""


class DepotFactory(factory.django.DjangoModelFactory):
    """A deposit processed without fault; Traits `recu`, `en_traitement`, `refuse`."""

    class Meta:
        model = Depot

    convention = factory.SubFactory(ConventionFactory)
    partenaire = factory.SelfAttribute("convention.partenaire")
    caisse = factory.SelfAttribute("convention.caisse")
    nom_fichier = factory.Sequence(lambda n: f"03_21231300_2026{n % 12 + 1:02d}-{n + 2}.xml")
    cle_envoi = factory.LazyFunction(uuid.uuid4)
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    taille = 1000
    depose_le = factory.LazyFunction(maintenant)
    depose_par = factory.SubFactory(UtilisateurFactory)
    etat = EtatDepot.TRAITE
    traite_le = factory.LazyFunction(maintenant)

    class Params:
        recu = factory.Trait(etat=EtatDepot.RECU, traite_le=None)
        en_traitement = factory.Trait(etat=EtatDepot.EN_TRAITEMENT, traite_le=None)
        refuse = factory.Trait(etat=EtatDepot.REFUSE)


class AnomalieFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Anomalie

    depot = factory.SubFactory(DepotFactory)
    code = "L07"
    gravite = factory.LazyAttribute(lambda anomalie: CATALOGUE[anomalie.code].gravite.value)
    rang = factory.Sequence(lambda n: n + 1)
    ligne = 801
    champ = "qt-ouvrables"
    message = "18,00 h facturées en octobre, 15,50 h accordées, dont 0,00 h déjà facturée."
    remede = "Ramenez la quantité à 15,50 h au plus."


class LigneRefuseeFactory(factory.django.DjangoModelFactory):
    """18,00 hours of October 2026, more than is granted (L07); Trait `par_courrier`: already invoiced (L05)."""

    class Meta:
        model = LigneRefusee

    depot = factory.SubFactory(DepotFactory)
    convention = factory.SelfAttribute("depot.convention")
    rang = factory.Sequence(lambda n: n + 1)
    etat = EtatLigneRefusee.A_CORRIGER
    codes = "L07"
    nir = "245032105412389"
    nom = "DURAND"
    prenom = "Jeanne"
    numero_pec = "2026004512"
    prestation = "PPP001"
    echeance = date(2026, 10, 1)
    debut = date(2026, 10, 1)
    fin = date(2026, 10, 31)
    ouvrables_centiemes = 1800

    class Params:
        par_courrier = factory.Trait(etat=EtatLigneRefusee.PAR_COURRIER, codes="L05")


class CourrierFactory(factory.django.DjangoModelFactory):
    """14,00 hours of October 2026, announced by a partner."""

    class Meta:
        model = Courrier

    convention = factory.SubFactory(ConventionFactory)
    caisse = factory.SelfAttribute("convention.caisse")
    motif = "Ligne de facture déjà envoyée ou échéance déjà facturée."
    echeance = date(2026, 10, 1)
    debut = date(2026, 10, 1)
    fin = date(2026, 10, 31)
    ouvrables_centiemes = 1400
    montant_centimes = 37520
    annonce_le = factory.LazyFunction(maintenant)
    annonce_par = factory.SubFactory(UtilisateurFactory)


class FormulaireFactory(factory.django.DjangoModelFactory):
    """A draft; Trait `valide`."""

    class Meta:
        model = Formulaire

    convention = factory.SubFactory(ConventionFactory)
    echeance = date(2026, 10, 1)
    cree_le = factory.LazyFunction(maintenant)

    class Params:
        valide = factory.Trait(etat=EtatFormulaire.VALIDE, valide_le=factory.LazyFunction(maintenant))


class PieceJointeFactory(factory.django.DjangoModelFactory):
    """A photographed quote, whose bytes are in the store."""

    class Meta:
        model = PieceJointe

    nature = NaturePiece.DEVIS
    nom_fichier = "devis.png"
    type_contenu = "image/png"
    sha256 = factory.LazyAttribute(lambda piece: magasin.ranger(ContentFile(IMAGE, piece.nom_fichier))[0])
    taille = len(IMAGE)
    ajoutee_le = factory.LazyFunction(maintenant)
    ajoutee_par = factory.SubFactory(UtilisateurFactory)


class ExportFacturesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ExportFactures

    caisse = factory.SubFactory(CaisseFactory)
    cree_le = factory.LazyFunction(maintenant)
    nb_lignes = 1
    montant_caisse_centimes = 33768


class LigneFactureFactory(factory.django.DjangoModelFactory):
    """14,00 hours of October 2026, accepted from a file; Trait `exportee`."""

    class Meta:
        model = LigneFacture

    prise_en_charge = factory.SubFactory(PriseEnChargeFactory)
    convention = factory.SelfAttribute("prise_en_charge.convention")
    depot = factory.SubFactory(DepotFactory, convention=factory.SelfAttribute("..convention"))
    rang = 1
    echeance = date(2026, 10, 1)
    periode = factory.LazyAttribute(lambda ligne: ligne.echeance or ligne.debut)
    debut = date(2026, 10, 1)
    fin = date(2026, 10, 31)
    ouvrables_centiemes = 1400
    montant_caisse_centimes = 33768
    montant_beneficiaire_centimes = 3752

    class Params:
        exportee = factory.Trait(
            etat=EtatLigne.EXPORTEE,
            export=factory.SubFactory(ExportFacturesFactory, caisse=factory.SelfAttribute("..convention.caisse")),
        )
