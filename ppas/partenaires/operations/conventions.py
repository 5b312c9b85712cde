"""Life of a convention (manual §2.4, §2.6, §2.7): pending, validated or invalidated by its caisse, changed by it."""

from collections.abc import Callable

from django.db import IntegrityError, transaction

from ppas.caisses.models import Caisse, TypePartenaire
from ppas.comptes.models import Utilisateur
from ppas.partenaires import courriels
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention, Preinscription
from ppas.socle.etats import changer_etat, verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.modifications import appliquer
from ppas.socle.operations.courriels import Message, mettre_en_file
from ppas.socle.refus import Refus
from ppas.socle.regles.identifiants import defauts_identifiant_structure

IDENTIFIANT_DOUBLE = "Cet identifiant sert déjà à une autre convention du même type de ce partenaire."


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
    _exiger_identifiant_libre(convention, identifiant_structure)
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
        raise Refus("identifiant-pris", IDENTIFIANT_DOUBLE, champ="identifiant_structure") from erreur


def _exiger_identifiant_libre(convention: Convention, identifiant_structure: str) -> None:
    for raison in defauts_identifiant_structure(identifiant_structure):
        raise Refus("identifiant-refuse", raison, champ="identifiant_structure")
    autres = Convention.objects.validees().filter(
        caisse=convention.caisse_id, identifiant_structure__iexact=identifiant_structure
    )
    if autres.exclude(partenaire=convention.partenaire_id).exists():
        raise Refus(
            "identifiant-pris",
            "Cet identifiant est déjà celui d’un autre partenaire de votre caisse.",
            champ="identifiant_structure",
        )


@transaction.atomic
def modifier_convention(
    convention: Convention,
    *,
    code: str,
    type_partenaire: TypePartenaire,
    identifiant_structure: str,
    par: Utilisateur,
) -> None:
    """Change what a validated `convention` says, on the partner's request (CON-11, CAI-06); tell its administrators.

    The journal keeps the old and the new values. Changing nothing leaves no trace.
    Raises Refus: convention-fermee; code-pris (champ `code`); identifiant-refuse and identifiant-pris (champ
    `identifiant_structure`).
    """
    une_seule_validation(convention.caisse_id)
    verrouiller(convention)
    if convention.etat != EtatConvention.VALIDEE:
        raise Refus("convention-fermee", "Seule une convention validée se modifie : rechargez la page.")
    _exiger_identifiant_libre(convention, identifiant_structure)
    _exiger_code_libre(convention, code)
    try:
        with transaction.atomic():
            modifications = appliquer(
                convention,
                code=code,
                type_partenaire_id=type_partenaire.pk,
                identifiant_structure=identifiant_structure,
            )
    except IntegrityError as erreur:
        raise Refus("identifiant-pris", IDENTIFIANT_DOUBLE, champ="identifiant_structure") from erreur
    if modifications:
        journaliser(convention, "modifier", par=par, libelle=f"Convention n° {code} modifiée", details=modifications)
        _prevenir(convention, courriels.convention_modifiee)


def _exiger_code_libre(convention: Convention, code: str) -> None:
    """Refuse a code that another convention bears, or that a request to register reserves."""
    autres = Convention.objects.portant_code(convention.caisse, code).exclude(pk=convention.pk)
    if autres.exists() or Preinscription.objects.reservant_code(convention.caisse, code).exists():
        raise Refus("code-pris", "Ce code convention est déjà inscrit auprès de votre caisse.", champ="code")


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
    administrateurs = convention.partenaire.rattachements.filter(est_administrateur=True, utilisateur__is_active=True)
    for mail in sorted(set(administrateurs.values_list("utilisateur__mail", flat=True))):
        mettre_en_file(ecrire(convention, mail))
