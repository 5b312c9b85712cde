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

ESSAIS_PAR_HEURE = 10
LOGIN_PRIS = "Ce login est déjà utilisé : choisissez-en un autre."
CODE_PRIS = (
    "Ce code convention est déjà inscrit auprès de cette caisse. S’il s’agit bien du vôtre, contactez votre caisse."
)
CHAMPS_ADRESSE = [champ.name for champ in ChampsAdresse._meta.get_fields()]


class DoublonsRefuses(Refus):
    """The login, the convention code, or both are somebody's: `tous` holds a refusal for each; this is the first."""

    def __init__(self, tous: list[Refus]) -> None:
        super().__init__(tous[0].code, tous[0].message, champ=tous[0].champ)
        self.tous = tous


def refus_de_doublon(
    *, login: str, caisse: Caisse | None, code: str, sauf: Preinscription | None = None
) -> list[Refus]:
    """Return why this login or this convention cannot be registered: each is reserved, or somebody's (REG-23).

    Reservations are read first: one that is being validated meanwhile is then found as a user or a convention. Those
    of the request `sauf` do not count.
    """
    refus = []
    autres = Preinscription.objects.exclude(pk=sauf.pk) if sauf and sauf.pk else Preinscription.objects.all()
    if autres.reservant_login(login).exists() or Utilisateur.objects.filter(login__iexact=login).exists():
        refus.append(Refus("login-pris", LOGIN_PRIS, champ="login"))
    if caisse and (
        autres.reservant_code(caisse, code).exists() or Convention.objects.portant_code(caisse, code).exists()
    ):
        refus.append(Refus("code-pris", CODE_PRIS, champ="code_convention"))
    return refus


def limiter_les_essais(adresse: str) -> None:
    """Count one try of the network `adresse`; raise Refus("trop-de-demandes") beyond ESSAIS_PAR_HEURE.

    A try says whether a login is taken: it is counted whatever becomes of it.
    """
    respecter(
        "preinscription",
        adresse,
        limite=ESSAIS_PAR_HEURE,
        secondes=3600,
        message=f"{ESSAIS_PAR_HEURE} envois ont été tentés de votre réseau en une heure : celui-ci n’est pas parti. "
        "Votre saisie est conservée ; attendez une heure avant de l’enregistrer.",
    )


def preinscrire(preinscription: Preinscription, *, acceptation: Acceptation, adresse: str) -> None:
    """Send the new `preinscription` to its caisse (REG-31); mail the receipt, and tell the caisse (MAI-07).

    `acceptation` is that of the general conditions (REG-05); `adresse` is the network address of the sender.
    Raises Refus: trop-de-demandes, login-pris (champ `login`), code-pris (champ `code_convention`), the last two
    also when another request wins the race.
    """
    limiter_les_essais(adresse)
    preinscription.deposee_le = maintenant()
    preinscription.conditions_version = acceptation.version
    preinscription.conditions_acceptees_le = acceptation.le
    try:
        with transaction.atomic():
            refuser_les_doublons(preinscription)
            preinscription.save(force_insert=True)
            journaliser(preinscription, "preinscrire", par=None)
            mettre_en_file(courriels.preinscription_recue(preinscription))
            prevenir_la_caisse(preinscription)
    except IntegrityError:
        # The other request is committed by now: looking again says which of the two fields it took.
        preinscription.pk = None
        refuser_les_doublons(preinscription)
        raise


def prevenir_la_caisse(preinscription: Preinscription) -> None:
    """Queue a mail to each regional administrator of the caisse: a request waits for him (MAI-07)."""
    agents = preinscription.caisse.agents.filter(est_administrateur=True, utilisateur__is_active=True)
    for mail in sorted(set(agents.values_list("utilisateur__mail", flat=True))):
        mettre_en_file(courriels.preinscription_a_traiter(preinscription, mail))


def refuser_les_doublons(preinscription: Preinscription, *, login: str = "", code: str = "") -> None:
    """Raise DoublonsRefuses when `preinscription`, or what it is about to become, takes what is somebody's."""
    refus = refus_de_doublon(
        login=login or preinscription.login,
        caisse=preinscription.caisse,
        code=code or preinscription.code_convention,
        sauf=preinscription,
    )
    if refus:
        raise DoublonsRefuses(refus)


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
