"""What waits for a partner on « Les services »: read from indexes of what waits, up to a ceiling."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from ppas.comptes.models import Utilisateur
from ppas.facturation.etats import EtatFormulaire
from ppas.facturation.models import Formulaire, LigneRefusee
from ppas.paiements.models import AnomalieReport, Bordereau
from ppas.paiements.regles.publication import derniere_date_publiee
from ppas.partenaires.models import Convention, Partenaire
from ppas.socle.horloge import maintenant
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


def a_faire(partenaire: Partenaire, utilisateur: Utilisateur) -> list[AFaire]:
    """Return the tiles that are not at nought, in six queries; "new" is since the visit before this one."""
    le, depuis = maintenant(), _visite_precedente(utilisateur)
    conventions = list(Convention.objects.filter(partenaire=partenaire).values_list("pk", flat=True))
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
    ]
    return [tuile for tuile in tuiles if tuile.compte]


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
