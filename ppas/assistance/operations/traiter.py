"""What the assistance does with a request, and what its sender adds (CAI-16).

Each operation locks the request first. What is written has the key of its form: sent twice, it is written once.
"""

from typing import Any
from uuid import UUID

from django.db import transaction

from ppas.assistance import courriels
from ppas.assistance.etats import SUIVIES, EtatDemande
from ppas.assistance.models import Demande, Intervention, NatureIntervention
from ppas.assistance.operations.contacter import echeance_depuis
from ppas.comptes.models import Utilisateur
from ppas.socle.etats import changer_etat, verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.operations.courriels import mettre_en_file
from ppas.socle.refus import Refus

GARDEES = ("utilisateur", "partenaire")
SUITES = {
    "garder": "repondre_demande",
    "attendre": "attendre_expediteur",
    "resoudre": "resoudre_demande",
}
"""What becomes of a request once it is answered."""


@transaction.atomic
def prendre(demande: Demande, *, par: Utilisateur, a: int | None) -> None:
    """Follow a request from now on. `a` is who followed it on the page where one clicked, None for nobody.

    Raises Refus: "deja-prise" when somebody else has taken it meanwhile, "transition-interdite" when it is resolved.
    """
    verrouiller(demande, garder=GARDEES)
    if demande.suivie_par_id == par.pk and demande.etat != EtatDemande.ROUVERTE:
        return
    if demande.suivie_par_id != a:
        qui = f"{demande.suivie_par} la suit" if demande.suivie_par else "plus personne ne la suit"
        raise Refus(
            "deja-prise",
            f"Cette demande a changé de main il y a un instant : {qui}. Rien n’a été modifié ; voici sa situation.",
        )
    if demande.etat in {EtatDemande.PRISE_EN_CHARGE, EtatDemande.EN_ATTENTE}:
        demande.suivie_par = par
        demande.save(update_fields=["suivie_par"])
        journaliser(demande, "reprendre_demande", par=par, libelle=f"{demande} suivie par {par}")
        return
    _changer(demande, "prendre_demande", par=par, suivie_par=par)


@transaction.atomic
def rendre(demande: Demande, *, par: Utilisateur) -> None:
    """Leave to others a request that one follows. Raises Refus: "non-suivie", "transition-interdite"."""
    _exiger_suivie(verrouiller(demande, garder=GARDEES), par)
    _changer(demande, "rendre_demande", par=par, suivie_par=None)


@transaction.atomic
def repondre(demande: Demande, texte: str, *, suite: str, par: Utilisateur, cle: UUID) -> None:
    """Mail `texte` to the sender; `suite`, a key of SUITES, says what becomes of the request.

    Raises Refus: "non-suivie", "transition-interdite".
    """
    verrouiller(demande, garder=GARDEES)
    if _est_ecrite(demande, cle):
        return
    _exiger_suivie(demande, par)
    _changer(demande, SUITES[suite], par=par, resolue_le=maintenant() if suite == "resoudre" else None)
    _ecrire(demande, NatureIntervention.REPONSE, texte, par=par, cle=cle)
    mettre_en_file(courriels.reponse(demande, texte))


@transaction.atomic
def noter(demande: Demande, texte: str, *, par: Utilisateur, cle: UUID) -> None:
    """Add a note that only the assistance reads, whoever follows it; the partner's journal is silent."""
    verrouiller(demande, garder=GARDEES)
    if not _est_ecrite(demande, cle):
        note = _ecrire(demande, NatureIntervention.NOTE, texte, par=par, cle=cle)
        journaliser(note, "noter-demande", par=par, libelle=f"Note sur la demande {demande.numero}")


@transaction.atomic
def resoudre(demande: Demande, *, par: Utilisateur) -> None:
    """Close without a mail, after a telephone call. Raises Refus: "non-suivie", "transition-interdite"."""
    _exiger_suivie(verrouiller(demande, garder=GARDEES), par)
    _changer(demande, "resoudre_demande", par=par, resolue_le=maintenant())


@transaction.atomic
def rouvrir(demande: Demande, *, par: Utilisateur) -> None:
    """Open again what was resolved. Raises Refus("transition-interdite")."""
    _changer(demande, "rouvrir_demande", par=par, resolue_le=None, echeance_le=echeance_depuis(maintenant()))


@transaction.atomic
def completer(demande: Demande, texte: str, *, par: Utilisateur, cle: UUID) -> None:
    """Add what the sender writes; a request that waited for him, or was resolved, is to be dealt with again."""
    verrouiller(demande, garder=GARDEES)
    if _est_ecrite(demande, cle):
        return
    if demande.etat == EtatDemande.RESOLUE:
        rouvrir(demande, par=par)
    elif demande.etat == EtatDemande.EN_ATTENTE:
        _changer(demande, "relancer_demande", par=par, echeance_le=echeance_depuis(maintenant()))
    else:
        journaliser(demande, "completer-demande", par=par, libelle=f"{demande} complétée")
    _ecrire(demande, NatureIntervention.PRECISION, texte, par=par, cle=cle)
    mettre_en_file(courriels.precision_recue(demande))


def _exiger_suivie(demande: Demande, par: Utilisateur) -> None:
    """Raise Refus when somebody else, or nobody, follows an open request."""
    if demande.etat in SUIVIES and demande.suivie_par_id != par.pk:
        qui = f"est suivie par {demande.suivie_par}" if demande.suivie_par else "n’est suivie par personne"
        raise Refus(
            "non-suivie",
            f"Cette demande {qui} : prenez-la d’abord. Rien n’a été envoyé ni modifié.",
        )


def _changer(demande: Demande, verbe: str, *, par: Utilisateur, **champs: Any) -> None:
    changer_etat(demande, verbe, par=par, garder=GARDEES, libelle=f"{demande}", **champs)


def _est_ecrite(demande: Demande, cle: UUID) -> bool:
    return demande.interventions.filter(cle=cle).exists()


def _ecrire(demande: Demande, nature: NatureIntervention, texte: str, *, par: Utilisateur, cle: UUID) -> Intervention:
    return demande.interventions.create(
        nature=nature, texte=texte, ecrite_le=maintenant(), auteur=par, auteur_nom=str(par), cle=cle
    )
