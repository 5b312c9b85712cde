"""Searches that show each story of « Pourquoi pas payé ? » on the data as they are now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.urls import reverse

from ppas.demo.regles.comptes import AGENT, CAMILLE
from ppas.demo.regles.structures import VAL_DE_SAONE, mois_apres
from ppas.facturation.etats import EtatDepot, EtatFormulaire, EtatLigne, EtatLigneRefusee
from ppas.facturation.models import Depot, Formulaire, LigneFacture, LigneRefusee
from ppas.paiements.models import Bordereau
from ppas.paiements.regles.publication import derniere_date_publiee
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.regles.affichage import date_fr, euros, mois


@dataclass(frozen=True)
class Recherche:
    """What it shows, with which account, what to type; `adresse` types it when no name is needed."""

    histoire: str
    compte: str
    saisie: str
    adresse: str = ""


ETATS = (
    ("Acceptée, pas encore exportée", EtatLigne.ACCEPTEE),
    ("Exportée, pas encore mandatée", EtatLigne.EXPORTEE),
    ("Rejetée par la caisse", EtatLigne.REJETEE),
    ("Annulée le jour même", EtatLigne.ANNULEE),
)
REFUS = (
    ("Refusée à l’envoi, à corriger", EtatLigneRefusee.A_CORRIGER),
    ("Refusée, à envoyer par courrier", EtatLigneRefusee.PAR_COURRIER),
    ("Envoyée par courrier", EtatLigneRefusee.ENVOYEE),
    ("Corrigée et refacturée", EtatLigneRefusee.REFACTUREE),
)

LES_SIENNES = {"convention__partenaire__rattachements__utilisateur__login": CAMILLE.login}


def recherches(*, le: datetime) -> list[Recherche]:
    """Return one search a story, those that the data can show at the instant `le`."""
    return [*_lignes(le), *_versements(le), *_envois(), *_absences(le), *_de_la_caisse()]


def _siennes() -> QuerySet[LigneFacture]:
    lignes = LigneFacture.objects.publiees().filter(**LES_SIENNES)
    return lignes.select_related("prise_en_charge__beneficiaire").order_by("-pk")


def _lignes(le: datetime) -> Iterator[Recherche]:
    for histoire, etat in ETATS:
        if ligne := _siennes().filter(etat=etat).first():
            yield _par_nom(histoire, str(ligne.prise_en_charge.beneficiaire), ligne)
    payees = _siennes().filter(etat=EtatLigne.PAYEE)
    lisibles = payees.filter(paiement__bordereau__date_paiement__lte=derniere_date_publiee(le))
    ecarts = lisibles.exclude(paiement__montant_centimes=F("montant_caisse_centimes"))
    attendues = payees.filter(paiement__bordereau__date_paiement__gt=derniere_date_publiee(le))
    for histoire, trouvees in (("En paiement, bordereau attendu", attendues), ("Payée, avec une différence", ecarts)):
        if ligne := trouvees.first():
            yield _par_nom(histoire, str(ligne.prise_en_charge.beneficiaire), ligne)
    for histoire, etat_refus in REFUS:
        refus = LigneRefusee.objects.publiees().filter(etat=etat_refus, **LES_SIENNES)
        if refusee := refus.order_by("-pk").first():
            yield _par_nom(histoire, f"{refusee.nom} {refusee.prenom}", refusee)


def _par_nom(histoire: str, nom: str, ligne: LigneFacture | LigneRefusee) -> Recherche:
    periode = f", mois {mois(ligne.echeance)}" if ligne.echeance else ""
    return Recherche(histoire, CAMILLE.login, f"Bénéficiaire {nom}{periode}")


def _versements(le: datetime) -> Iterator[Recherche]:
    siens = Bordereau.objects.filter(convention__code=VAL_DE_SAONE.code_convention)
    if paru := siens.publies(le).first():
        jour, total = paru.date_paiement, euros(paru.montant_centimes)
        yield _par_adresse("Un versement reçu", f"Date du versement {date_fr(jour)}", versement=jour.isoformat())
        yield _par_adresse("Un montant reçu", f"Montant {total}", montant=f"{paru.montant_centimes / 100:.2f}")


def _envois() -> Iterator[Recherche]:
    siens = Depot.objects.filter(convention__code=VAL_DE_SAONE.code_convention).order_by("-pk")
    for histoire, etat in (
        ("Un fichier refusé en entier", EtatDepot.REFUSE),
        ("Un fichier avec anomalies", EtatDepot.TRAITE_AVEC_ANOMALIES),
    ):
        if depot := siens.filter(etat=etat).first():
            yield _par_adresse(histoire, f"Nom du fichier {depot.nom_fichier}", fichier=depot.nom_fichier)
    brouillon = Formulaire.objects.filter(
        convention__code=VAL_DE_SAONE.code_convention, etat=EtatFormulaire.BROUILLON
    ).first()
    if brouillon:
        echeance = brouillon.echeance
        yield _par_adresse("Un formulaire à valider", f"Mois {mois(echeance)}", mois=f"{echeance:%Y-%m}")


def _absences(le: datetime) -> Iterator[Recherche]:
    """Yield a person whose last month nobody invoiced."""
    dernier = mois_apres(le.date(), -1)
    facturees = _siennes().filter(periode=dernier).order_by().values("prise_en_charge")
    accordees = PriseEnCharge.objects.filter(convention__code=VAL_DE_SAONE.code_convention).en_cours(dernier, dernier)
    oubliees = accordees.exclude(pk__in=facturees).select_related("beneficiaire").order_by("pk")
    if droit := oubliees.first():
        saisie = f"Bénéficiaire {droit.beneficiaire}, mois {mois(dernier)}"
        yield Recherche("Rien n’a été facturé", CAMILLE.login, saisie)


def _de_la_caisse() -> Iterator[Recherche]:
    if ligne := _siennes().first():
        yield Recherche(
            "Le même récit, vu de la caisse", AGENT.login, f"Bénéficiaire {ligne.prise_en_charge.beneficiaire}"
        )


def _par_adresse(histoire: str, saisie: str, **champs: str) -> Recherche:
    return Recherche(histoire, CAMILLE.login, saisie, f"{reverse('paiements:pourquoi')}?{urlencode(champs)}")
