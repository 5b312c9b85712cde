"""Life of a pre-registration (manual §1.1.1): sent, then validated or invalidated by the caisse."""

from django.db import IntegrityError, transaction

from ppas.caisses.models import Caisse
from ppas.comptes.models import Utilisateur
from ppas.comptes.operations.utilisateurs import creer_utilisateur
from ppas.partenaires import courriels
from ppas.partenaires.models import (
    Adresse,
    ChampsAdresse,
    Convention,
    Partenaire,
    Preinscription,
    Rattachement,
)
from ppas.partenaires.operations.conventions import exiger_motif, ouvrir, une_seule_validation
from ppas.partenaires.regles.conditions import Acceptation
from ppas.socle.cadence import respecter
from ppas.socle.etats import changer_etat, exiger
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.operations.courriels import mettre_en_file
from ppas.socle.refus import Refus

ENVOIS_PAR_HEURE = 5
LOGIN_PRIS = "Ce login est déjà utilisé : choisissez-en un autre."
CODE_PRIS = (
    "Ce code convention est déjà inscrit auprès de cette caisse. S’il s’agit bien du vôtre, contactez votre caisse."
)
CHAMPS_ADRESSE = [champ.name for champ in ChampsAdresse._meta.get_fields()]


def refus_de_doublon(*, login: str, caisse: Caisse | None, code: str) -> list[Refus]:
    """Return why this login or this convention cannot be registered: each is reserved, or somebody's (REG-23).

    Reservations are read first: one that is being validated meanwhile is then found as a user or a convention.
    """
    refus = []
    if (
        Preinscription.objects.reservant_login(login).exists()
        or Utilisateur.objects.filter(login__iexact=login).exists()
    ):
        refus.append(Refus("login-pris", LOGIN_PRIS, champ="login"))
    if caisse and (
        Preinscription.objects.reservant_code(caisse, code).exists()
        or Convention.objects.portant_code(caisse, code).exists()
    ):
        refus.append(Refus("code-pris", CODE_PRIS, champ="code_convention"))
    return refus


def preinscrire(preinscription: Preinscription, *, acceptation: Acceptation, adresse: str) -> None:
    """Send the new `preinscription` to its caisse (REG-31) and mail the receipt.

    `acceptation` is that of the general conditions (REG-05); `adresse` is the network address of the sender.
    Raises Refus: trop-de-demandes, login-pris (champ `login`), code-pris (champ `code_convention`), the last two
    also when another request wins the race.
    """
    respecter(
        "preinscription",
        adresse,
        limite=ENVOIS_PAR_HEURE,
        secondes=3600,
        message=f"{ENVOIS_PAR_HEURE} préinscriptions ont été envoyées de votre réseau en une heure : celle-ci n’est "
        "pas partie. Votre saisie est conservée ; attendez une heure avant de l’enregistrer.",
    )
    preinscription.deposee_le = maintenant()
    preinscription.conditions_version = acceptation.version
    preinscription.conditions_acceptees_le = acceptation.le
    try:
        with transaction.atomic():
            _refuser_les_doublons(preinscription)
            preinscription.save(force_insert=True)
            journaliser(preinscription, "preinscrire", par=None)
            mettre_en_file(courriels.preinscription_recue(preinscription))
    except IntegrityError:
        # The other request is committed by now: looking again says which of the two fields it took.
        preinscription.pk = None
        _refuser_les_doublons(preinscription)
        raise


def _refuser_les_doublons(preinscription: Preinscription) -> None:
    for refus in refus_de_doublon(
        login=preinscription.login, caisse=preinscription.caisse, code=preinscription.code_convention
    ):
        raise refus


@transaction.atomic
def valider_preinscription(
    preinscription: Preinscription, *, identifiant_structure: str, par: Utilisateur
) -> Partenaire:
    """Register the partner (REG-32, REG-33, CAI-03): its address, its convention, its administrator, and mail MAI-01.

    Raises Refus: transition-interdite, login-pris, and those of `conventions.ouvrir`.
    """
    une_seule_validation(preinscription.caisse_id)
    exiger(preinscription, "valider")
    partenaire = Partenaire.objects.create(
        nom=preinscription.nom_partenaire,
        siret=preinscription.siret,
        mail=preinscription.mail,
        telephone=preinscription.telephone,
        inscrit_le=maintenant(),
    )
    Adresse.objects.create(partenaire=partenaire, **{champ: getattr(preinscription, champ) for champ in CHAMPS_ADRESSE})
    changer_etat(preinscription, "valider", par=par, partenaire=partenaire, traitee_le=maintenant(), traitee_par=par)
    convention = _premiere_convention(preinscription, partenaire)
    ouvrir(convention, identifiant_structure=identifiant_structure, par=par)
    administrateur, mot_de_passe = _administrateur(preinscription, partenaire, par=par)
    mettre_en_file(courriels.preinscription_validee(administrateur, convention, mot_de_passe))
    return partenaire


def _premiere_convention(preinscription: Preinscription, partenaire: Partenaire) -> Convention:
    """Make the convention of the form (CON-14), pending: `ouvrir` then validates it as any other."""
    try:
        with transaction.atomic():
            return Convention.objects.create(
                partenaire=partenaire,
                caisse=preinscription.caisse,
                code=preinscription.code_convention,
                type_partenaire=preinscription.type_partenaire,
                demandee_le=preinscription.deposee_le,
            )
    except IntegrityError as erreur:
        raise Refus("code-pris", "Ce code convention est déjà celui d’un partenaire de votre caisse.") from erreur


def _administrateur(
    preinscription: Preinscription, partenaire: Partenaire, *, par: Utilisateur
) -> tuple[Utilisateur, str]:
    """Make the first administrator; the partner's own mail begins as his (REG-37)."""
    administrateur = Utilisateur(
        login=preinscription.login,
        nom=preinscription.nom,
        prenom=preinscription.prenom,
        mail=preinscription.mail,
        telephone=preinscription.telephone_administrateur,
    )
    mot_de_passe = creer_utilisateur(administrateur, par=par)
    Rattachement.objects.create(utilisateur=administrateur, partenaire=partenaire, est_administrateur=True)
    return administrateur, mot_de_passe


@transaction.atomic
def invalider_preinscription(preinscription: Preinscription, *, motif: str, par: Utilisateur) -> None:
    """Refuse it with a motive (REG-34, CAI-04); its login and its convention code are free again (REG-35).

    Raises Refus: motif-manquant (champ `motif`), transition-interdite.
    """
    exiger_motif(motif)
    changer_etat(preinscription, "invalider", par=par, motif=motif, traitee_le=maintenant(), traitee_par=par)
    mettre_en_file(courriels.preinscription_invalidee(preinscription))
