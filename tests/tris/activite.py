"""Lists of exchanges, of payments, of invoices, of evaluations."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from ppas.caisses.models import TypePartenaire
from ppas.evaluations.etats import EtatEvaluation
from ppas.partenaires.models import Convention
from ppas.socle.horloge import maintenant
from ppas.socle.models import Consultation, Courriel
from ppas.socle.operations.courriels import Message, mettre_en_file
from tests.factories import (
    BeneficiaireFactory,
    BordereauFactory,
    CommandeFactory,
    ConventionFactory,
    CourrierFactory,
    EnvoiEvaluationFactory,
    EvaluationFactory,
    ExportEvaluationsFactory,
    ExportFacturesFactory,
    PartenaireFactory,
    PrestationFactory,
    PriseEnChargeFactory,
    RattachementFactory,
    ReservationFactory,
)
from tests.factories.caisses import ImportationFactory
from tests.factories.evaluations import AppareilFactory
from tests.tris.communes import NOMS, RANGS, Situation, administrateur, caisse, evenements, national, personne, regional


def historique() -> Situation:
    convention = ConventionFactory()
    evenements(convention)
    return administrateur(convention.partenaire, "echanges:historique")


def caisse_historique() -> Situation:
    evenements(ConventionFactory())
    return regional("echanges:caisse_historique")


def journal() -> Situation:
    convention = ConventionFactory()
    evenements(convention)
    return administrateur(convention.partenaire, "echanges:journal")


def consultations() -> Situation:
    beneficiaire = BeneficiaireFactory()
    for rang in range(3):
        Consultation.objects.create(
            le=maintenant() - timedelta(days=3 - rang),
            utilisateur_ref=rang,
            utilisateur_nom=f"Agent {rang}",
            page="beneficiaires",
            caisse_ref=beneficiaire.caisse_id,
            beneficiaires=f" {beneficiaire.pk} ",
        )
    return regional("echanges:consultations", beneficiaire.pk)


def consultations_trouves() -> Situation:
    for nom in NOMS:
        personne(ConventionFactory(), nom)
    lecteur = regional("echanges:consultations_chercher")
    return Situation(lecteur.par, lecteur.adresse, recherche="e")


def courriels() -> Situation:
    for rang in range(3):
        pk = mettre_en_file(Message(f"a{rang}@exemple.fr", "Bonjour", "Texte")).pk
        Courriel.objects.filter(pk=pk).update(cree_le=maintenant() - timedelta(days=3 - rang))
    return national("echanges:courriels")


def imports() -> Situation:
    for rang in range(3):
        ImportationFactory(nom_fichier=f"f{rang}.csv", importe_le=maintenant() - timedelta(days=3 - rang))
    return regional("echanges:imports")


def flux() -> Situation:
    imports()
    return regional("echanges:flux")


def bordereaux(convention: Convention) -> None:
    for rang in RANGS:
        BordereauFactory(convention=convention, date_paiement=date(2026, 9 + rang, 1))


def caisse_bordereaux() -> Situation:
    bordereaux(ConventionFactory())
    return regional("paiements:caisse_bordereaux")


def bordereaux_du_partenaire() -> Situation:
    convention = ConventionFactory()
    bordereaux(convention)
    return administrateur(convention.partenaire, "paiements:bordereaux")


def exports() -> Situation:
    for rang in range(3):
        ExportFacturesFactory(cree_le=maintenant() - timedelta(days=3 - rang))
    return regional("paiements:exports")


def depots() -> Situation:
    convention = ConventionFactory()
    evenements(convention)
    return administrateur(convention.partenaire, "facturation:depots")


def caisse_depots() -> Situation:
    evenements(ConventionFactory())
    return regional("facturation:caisse_depots")


def courriers() -> Situation:
    convention = ConventionFactory()
    for rang in range(3):
        CourrierFactory(convention=convention, annonce_le=maintenant() - timedelta(days=3 - rang))
    return administrateur(convention.partenaire, "facturation:courriers")


def caisse_courriers() -> Situation:
    CourrierFactory.create_batch(3)
    return regional("facturation:caisse_courriers")


def beneficiaires() -> Situation:
    convention = ConventionFactory()
    for rang, nom in enumerate(NOMS):
        PriseEnChargeFactory(
            convention=convention,
            beneficiaire=personne(convention, nom),
            numero=f"2026{RANGS[rang]}",
            prestation=PrestationFactory(code=f"PPP90{rang}", nom=NOMS[RANGS[rang]]),
        )
    return administrateur(convention.partenaire, "facturation:beneficiaires")


def structure() -> Convention:
    return ConventionFactory(type_partenaire__code=TypePartenaire.EVALUATION)


def commandes(**champs: object) -> Iterator[tuple[int, Convention, object]]:
    for rang, nom in enumerate(NOMS):
        convention = ConventionFactory(
            partenaire=PartenaireFactory(nom=NOMS[RANGS[rang]]), type_partenaire__code=TypePartenaire.EVALUATION
        )
        commande = CommandeFactory(
            convention=convention,
            beneficiaire=personne(convention, nom),
            commune=NOMS[RANGS[rang]],
            code_postal="21000",
            date_commande=date(2026, 9 + RANGS[rang], 1),
            date_limite=date(2026, 12, 1 + RANGS[rang]),
            **champs,
        )
        yield rang, convention, commande


def commandes_ouvertes() -> Situation:
    partenaire = PartenaireFactory()
    for rang, convention, commande in commandes():
        Convention.objects.filter(pk=convention.pk).update(partenaire=partenaire, caisse=caisse(rang))
        type(commande).objects.update_or_create(pk=commande.pk, defaults={"caisse": caisse(rang)})
    return administrateur(partenaire, "evaluations:commandes")


def commandes_toutes() -> Situation:
    lecteur = commandes_ouvertes()
    return Situation(lecteur.par, f"{lecteur.adresse}?liste=toutes")


def caisse_commandes() -> Situation:
    list(commandes())
    return regional("evaluations:caisse_commandes")


def caisse_commandes_ouvertes() -> Situation:
    lecteur = caisse_commandes()
    return Situation(lecteur.par, f"{lecteur.adresse}?etat=ouvertes")


def evaluations(**champs: object) -> Situation:
    partenaire = PartenaireFactory()
    lecteur = RattachementFactory(partenaire=partenaire, administrateur=True).utilisateur
    for rang, convention, commande in commandes():
        Convention.objects.filter(pk=convention.pk).update(partenaire=partenaire)
        ReservationFactory(commande=commande, evaluateur=lecteur)
        evaluation = EvaluationFactory(commande=commande, evaluateur=lecteur, **champs)
        if evaluation.transmise_le:
            evaluation.transmise_le = maintenant() - timedelta(days=RANGS[rang])
            evaluation.save()
    return Situation(lecteur, "")


def en_cours() -> Situation:
    return Situation(evaluations().par, reverse("evaluations:en_cours"))


def transmission() -> Situation:
    return Situation(evaluations(etat=EtatEvaluation.TERMINEE).par, reverse("evaluations:transmission"))


def transmises() -> Situation:
    return Situation(evaluations(transmise=True).par, reverse("evaluations:transmises"))


def caisse_recues() -> Situation:
    evaluations(transmise=True)
    return regional("evaluations:caisse_recues")


def caisse_exports() -> Situation:
    for rang in range(3):
        ExportEvaluationsFactory(cree_le=maintenant() - timedelta(days=3 - rang))
    return regional("evaluations:caisse_exports")


def synchronisation() -> Situation:
    convention = structure()
    lecteur = RattachementFactory(partenaire=convention.partenaire).utilisateur
    appareil = AppareilFactory(utilisateur=lecteur, partenaire=convention.partenaire)
    for rang in range(3):
        commande = CommandeFactory(convention=convention, reservee=True)
        recu_le = maintenant() - timedelta(days=3 - rang)
        EnvoiEvaluationFactory(appareil=appareil, commande=commande, recu_le=recu_le)
    return Situation(lecteur, reverse("evaluations:synchronisation"))
