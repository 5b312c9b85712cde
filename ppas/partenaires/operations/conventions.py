"""Life of a convention (manual §2.6, §2.7): pending, then validated or invalidated by its caisse."""

from collections.abc import Callable

from django.db import IntegrityError, transaction

from ppas.caisses.models import Caisse
from ppas.comptes.models import Utilisateur
from ppas.partenaires import courriels
from ppas.partenaires.models import Convention
from ppas.socle.etats import changer_etat
from ppas.socle.horloge import maintenant
from ppas.socle.operations.courriels import Message, mettre_en_file
from ppas.socle.refus import Refus
from ppas.socle.regles.identifiants import defauts_identifiant_structure


@transaction.atomic
def valider_convention(convention: Convention, *, identifiant_structure: str, par: Utilisateur) -> None:
    """Open the services of `convention` (CON-08, CAI-05) and tell the partner's administrators (MAI-09).

    Raises Refus as `ouvrir` does.
    """
    une_seule_validation(convention.caisse_id)
    ouvrir(convention, identifiant_structure=identifiant_structure, par=par)
    _prevenir(convention, courriels.convention_validee)


def une_seule_validation(caisse_id: int) -> None:
    """Make the validations of a caisse follow one another, so that an identifier never serves two partners.

    The lock leaves alone the rows that refer to the caisse: nobody else waits.
    """
    Caisse.objects.select_for_update(no_key=True).get(pk=caisse_id)


def ouvrir(convention: Convention, *, identifiant_structure: str, par: Utilisateur) -> None:
    """Validate `convention` under its identifier, after `une_seule_validation`.

    Raises Refus: transition-interdite; identifiant-refuse and identifiant-pris (champ `identifiant_structure`).
    """
    for raison in defauts_identifiant_structure(identifiant_structure):
        raise Refus("identifiant-refuse", raison, champ="identifiant_structure")
    autres = Convention.objects.validees().filter(
        caisse=convention.caisse, identifiant_structure__iexact=identifiant_structure
    )
    if autres.exclude(partenaire=convention.partenaire_id).exists():
        raise Refus(
            "identifiant-pris",
            "Cet identifiant est déjà celui d’un autre partenaire de votre caisse.",
            champ="identifiant_structure",
        )
    try:
        with transaction.atomic():
            changer_etat(
                convention,
                "valider",
                par=par,
                identifiant_structure=identifiant_structure,
                traitee_le=maintenant(),
                traitee_par=par,
            )
    except IntegrityError as erreur:
        raise Refus(
            "identifiant-pris",
            "Cet identifiant sert déjà à une autre convention du même type de ce partenaire.",
            champ="identifiant_structure",
        ) from erreur


@transaction.atomic
def invalider_convention(convention: Convention, *, motif: str, par: Utilisateur) -> None:
    """Refuse `convention` with a motive (CON-09), which frees its code; tell the partner's administrators (MAI-05).

    Raises Refus: motif-manquant (champ `motif`), transition-interdite.
    """
    exiger_motif(motif)
    changer_etat(convention, "invalider", par=par, motif=motif, traitee_le=maintenant(), traitee_par=par)
    _prevenir(convention, courriels.convention_invalidee)


def exiger_motif(motif: str) -> None:
    """Raise Refus("motif-manquant", champ `motif`) when nothing tells the partner why (CAI-04)."""
    if not motif.strip():
        raise Refus("motif-manquant", "Indiquez le motif : il est envoyé au partenaire.", champ="motif")


def _prevenir(convention: Convention, ecrire: Callable[[Convention, str], Message]) -> None:
    administrateurs = convention.partenaire.rattachements.filter(est_administrateur=True, utilisateur__est_actif=True)
    for mail in sorted(set(administrateurs.values_list("utilisateur__mail", flat=True))):
        mettre_en_file(ecrire(convention, mail))
