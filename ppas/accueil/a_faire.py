"""What waits for a person on « Les services »: read from indexes of what waits, up to a ceiling."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from ppas.accueil.menu import Services, a_une_page
from ppas.assistance.lectures import (
    a_lire_par_la_caisse,
    a_lire_par_le_partenaire,
    demandes_en_retard,
    demandes_sans_suivi,
)
from ppas.caisses.models import Agent, TypePartenaire
from ppas.comptes.gardes import AIDANTS
from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import MODIFIABLES, EtatCommande, EtatEvaluation
from ppas.evaluations.models import Commande, Evaluation
from ppas.evaluations.regles.delai import PROCHE_JOURS
from ppas.facturation.etats import EtatFormulaire
from ppas.facturation.models import Courrier, Formulaire, LigneRefusee
from ppas.paiements.models import AnomalieReport, Bordereau
from ppas.paiements.regles.publication import derniere_date_publiee
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention, Partenaire, Preinscription
from ppas.socle.horloge import aujourd_hui, maintenant
from ppas.socle.models import Evenement
from ppas.socle.plafond import Compte, compter_jusqu_a

SANS_VISITE = timedelta(days=30)
"""How far one looks for novelties when a person had never come before."""


@dataclass(frozen=True)
class AFaire:
    """A tile: what waits, how many, where to deal with it."""

    libelle: str
    compte: Compte
    adresse: str
    lien: str


def tuiles(services: Services, utilisateur: Utilisateur) -> list[AFaire]:
    """Return the tiles of this person that are not at nought; messages cost one query on either side."""
    trouvees: list[AFaire] = []
    if services.partenaire:
        trouvees.append(_a_lire(a_lire_par_le_partenaire(services.partenaire), "assistance:messages"))
        trouvees += a_faire(services.partenaire, utilisateur) if services.groupes else []
    elif services.agent:
        trouvees.append(_a_lire(a_lire_par_la_caisse(services.agent.caisse), "assistance:caisse_messages"))
        trouvees += _caisse(services.agent)
    elif utilisateur.role_national in AIDANTS:
        trouvees += _assistance()
    return [tuile for tuile in trouvees if tuile.compte]


def _a_lire(compte: Compte, url: str) -> AFaire:
    return AFaire("Messages à lire", compte, f"{reverse(url)}?a_lire=1", "Les lire")


def _caisse(agent: Agent) -> list[AFaire]:
    """Return what waits for an agent, in two queries; a regional administrator's own work costs two more."""
    caisse, tuiles = agent.caisse, []
    if agent.est_administrateur:
        adresse = reverse("partenaires:file_attente")
        tuiles += [
            AFaire(
                "Préinscriptions à valider",
                compter_jusqu_a(Preinscription.objects.filter(caisse=caisse).en_cours()),
                adresse,
                "Les examiner",
            ),
            AFaire(
                "Conventions à valider",
                compter_jusqu_a(Convention.objects.filter(caisse=caisse).en_attente()),
                f"{adresse}?onglet=conventions",
                "Les examiner",
            ),
        ]
    recues = Evaluation.objects.de_caisse(caisse).filter(etat=EtatEvaluation.TRANSMISE)
    return [
        *tuiles,
        AFaire(
            "Évaluations à accepter ou à renvoyer",
            compter_jusqu_a(recues),
            f"{reverse('evaluations:caisse_recues')}?etat={EtatEvaluation.TRANSMISE}",
            "Les lire",
        ),
        AFaire(
            "Courriers à traiter",
            compter_jusqu_a(Courrier.objects.de_caisse(caisse).a_traiter()),
            reverse("facturation:caisse_courriers"),
            "Les traiter",
        ),
    ]


def _assistance() -> list[AFaire]:
    """Return what waits for those who answer requests."""
    adresse = reverse("assistance:demandes")
    return [
        AFaire("Demandes en retard", demandes_en_retard(), f"{adresse}?etat=en_retard", "Les traiter"),
        AFaire("Demandes non assignées", demandes_sans_suivi(), f"{adresse}?suivi=personne", "Les prendre"),
    ]


def a_faire(partenaire: Partenaire, utilisateur: Utilisateur) -> list[AFaire]:
    """Return the tiles that are not at nought, in six queries; "new" is since the visit before this one.

    A structure with a validated convention for evaluations costs four more.
    """
    le, depuis = maintenant(), _visite_precedente(utilisateur)
    siennes = list(Convention.objects.filter(partenaire=partenaire).values_list("pk", "type_partenaire__code", "etat"))
    conventions = [pk for pk, _, _ in siennes]
    evaluations = [
        pk for pk, code, etat in siennes if (code, etat) == (TypePartenaire.EVALUATION, EtatConvention.VALIDEE)
    ]
    brouillons = Formulaire.objects.filter(convention__in=conventions, etat=EtatFormulaire.BROUILLON)
    rejets = AnomalieReport.objects.filter(convention__in=conventions, importation__importe_le__gt=depuis)
    tuiles = [
        AFaire("Formulaires à valider", compter_jusqu_a(brouillons), reverse("facturation:formulaires"), "Compléter"),
        AFaire(
            "Lignes refusées à traiter",
            compter_jusqu_a(LigneRefusee.objects.filter(convention__in=conventions).a_traiter()),
            reverse("facturation:reste"),
            "Les traiter",
        ),
        AFaire(
            "Anomalies de report nouvelles",
            compter_jusqu_a(rejets),
            reverse("paiements:anomalies_report"),
            "Les lire",
        ),
        AFaire(
            "Nouveaux bordereaux",
            compter_jusqu_a(_parus(conventions, depuis, le)),
            reverse("paiements:bordereaux"),
            "Les lire",
        ),
        *(_evaluations(evaluations, utilisateur) if evaluations else []),
    ]
    return [tuile for tuile in tuiles if tuile.compte]


def _evaluations(conventions: list[int], utilisateur: Utilisateur) -> list[AFaire]:
    """Return what waits for an evaluator of these conventions, each found by its index of what is not over."""
    ouvertes = Commande.objects.filter(convention__in=conventions).ouvertes()
    miennes = ouvertes.filter(
        reservations__evaluateur=utilisateur,
        reservations__finie_le=None,
        date_limite__lte=aujourd_hui() + timedelta(days=PROCHE_JOURS),
    )
    modifiables = Evaluation.objects.filter(convention__in=conventions, etat__parmi_ecrits=MODIFIABLES)
    commandes = reverse("evaluations:commandes")
    return [
        AFaire(
            "Commandes d’évaluation à réserver",
            compter_jusqu_a(ouvertes.filter(etat=EtatCommande.A_RESERVER)),
            commandes,
            "Les réserver",
        ),
        AFaire(
            f"Vos évaluations en retard, ou à rendre sous {PROCHE_JOURS} jours",
            compter_jusqu_a(miennes),
            f"{commandes}?liste=miennes",
            "Les voir",
        ),
        *(
            AFaire(libelle, compter_jusqu_a(modifiables.filter(etat=etat)), reverse(url), lien)
            for libelle, etat, url, lien in (
                ("Évaluations à transmettre", EtatEvaluation.TERMINEE, "evaluations:transmission", "Les transmettre"),
                ("Évaluations à corriger", EtatEvaluation.A_CORRIGER, "evaluations:en_cours", "Les corriger"),
            )
            if a_une_page(url)
        ),
    ]


def _parus(conventions: list[int], depuis: datetime, le: datetime) -> QuerySet[Bordereau]:
    """Return the slips that came to be readable between two instants (PAY-02)."""
    dates = {"date_paiement__gt": derniere_date_publiee(depuis), "date_paiement__lte": derniere_date_publiee(le)}
    return Bordereau.objects.filter(convention__in=conventions, **dates)


def _visite_precedente(utilisateur: Utilisateur) -> datetime:
    """Return when the person signed in the time before this one."""
    connexions = Evenement.objects.filter(
        objet_type=Utilisateur._meta.label_lower, objet_ref=utilisateur.pk, action="connecter"
    )
    precedente = connexions.order_by("-id").values_list("le", flat=True)[1:2]
    return next(iter(precedente), maintenant() - SANS_VISITE)
