"""Second factor: an authenticator application and ten recovery codes (PLU-13)."""

from django.db import transaction

from ppas.comptes import courriels
from ppas.comptes.models import CodeSecours, SecondFacteur, Utilisateur, nouvelle_graine, secret_de
from ppas.comptes.operations.sessions import fermer_sessions
from ppas.comptes.regles import totp
from ppas.socle.cadence import respecter
from ppas.socle.etats import verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.operations.courriels import mettre_en_file
from ppas.socle.refus import Refus

ESSAIS, PERIODE_ESSAIS = 10, 600
TROP_D_ESSAIS = "Trop d’essais. Rien n’a été modifié ; réessayez dans dix minutes."


def consommer(utilisateur: Utilisateur, code: str) -> bool:
    """Use up `code`, of the application or a recovery code; False when it is wrong or has served already.

    Two conditional updates: the same code sent twice at once opens once.
    """
    saisi = totp.normaliser(code)
    facteur = SecondFacteur.objects.filter(utilisateur=utilisateur).first()
    if facteur is None:
        return False
    pas = totp.pas_du_code(facteur.secret, saisi, maintenant())
    if pas is not None:
        a_jour = SecondFacteur.objects.filter(pk=facteur.pk, dernier_pas__lt=pas)
        return bool(a_jour.update(dernier_pas=pas))
    secours = CodeSecours.objects.filter(
        utilisateur=utilisateur, empreinte=CodeSecours.empreinte_de(saisi), utilise_le=None
    )
    if not secours.update(utilise_le=maintenant()):
        return False
    journaliser(utilisateur, "utiliser-code-secours", par=utilisateur)
    return True


def activer_second_facteur(utilisateur: Utilisateur, graine: str, code: str) -> list[str]:
    """Give `utilisateur` the application that has just shown `code` for `graine`; return his recovery codes.

    Raises Refus: trop-de-demandes, deja-actif, code-faux (champ `code`).
    """
    _compter(utilisateur)
    pas = totp.pas_du_code(secret_de(graine), totp.normaliser(code), maintenant())
    if pas is None:
        raise Refus(
            "code-faux",
            "Ce code n’est pas celui que l’application doit montrer en ce moment. Vérifiez l’heure du téléphone, puis "
            "saisissez le code suivant.",
            champ="code",
        )
    with transaction.atomic():
        verrouiller(utilisateur)
        if utilisateur.a_un_second_facteur:
            raise Refus("deja-actif", "Votre second facteur est déjà activé.")
        enroler(utilisateur, graine, dernier_pas=pas)
        codes = _tirer_codes(utilisateur)
        journaliser(utilisateur, "activer-second-facteur", par=utilisateur)
        mettre_en_file(courriels.second_facteur_active(utilisateur))
    return codes


def enroler(utilisateur: Utilisateur, graine: str | None = None, *, dernier_pas: int = 0) -> SecondFacteur:
    """Give `utilisateur` an application without asking anything: for `activer_second_facteur` and the demonstration."""
    return SecondFacteur.objects.create(
        utilisateur=utilisateur, graine=graine or nouvelle_graine(), active_le=maintenant(), dernier_pas=dernier_pas
    )


def renouveler_codes_secours(utilisateur: Utilisateur, *, mot_de_passe: str, code: str) -> list[str]:
    """Replace the recovery codes, used or not, and return the new ones; raises as `desactiver_second_facteur`."""
    _confirmer(utilisateur, mot_de_passe, code)
    with transaction.atomic():
        journaliser(utilisateur, "renouveler-codes-secours", par=utilisateur)
        return _tirer_codes(utilisateur)


def desactiver_second_facteur(utilisateur: Utilisateur, *, mot_de_passe: str, code: str) -> None:
    """Take the second factor away at its owner's wish, to change telephone for instance.

    Raises Refus: trop-de-demandes, ancien-incorrect (champ `mot_de_passe`), code-faux (champ `code`).
    """
    _confirmer(utilisateur, mot_de_passe, code)
    with transaction.atomic():
        _retirer(utilisateur)
        journaliser(utilisateur, "desactiver-second-facteur", par=utilisateur)
        mettre_en_file(courriels.second_facteur_retire(utilisateur))


@transaction.atomic
def retirer_second_facteur(utilisateur: Utilisateur, *, par: Utilisateur) -> None:
    """Take away the second factor of somebody who has lost his telephone and his codes; his sessions end.

    He enrols again at his next sign-in when his role asks for it. Raises Refus: soi-meme, sans-second-facteur.
    """
    if utilisateur.pk == par.pk:
        raise Refus("soi-meme", "Vous ne pouvez pas retirer ainsi votre propre second facteur : voyez « Mon compte ».")
    verrouiller(utilisateur)
    if not utilisateur.a_un_second_facteur:
        raise Refus("sans-second-facteur", "Ce compte n’a pas de second facteur : rien n’a été modifié.")
    _retirer(utilisateur)
    fermer_sessions(utilisateur)
    journaliser(utilisateur, "retirer-second-facteur", par=par)
    mettre_en_file(courriels.second_facteur_retire(utilisateur))


def _confirmer(utilisateur: Utilisateur, mot_de_passe: str, code: str) -> None:
    _compter(utilisateur)
    if not utilisateur.check_password(mot_de_passe):
        raise Refus("ancien-incorrect", "Ce n’est pas votre mot de passe.", champ="mot_de_passe")
    if not consommer(utilisateur, code):
        raise Refus("code-faux", "Ce code n’est pas le bon, ou il a déjà servi.", champ="code")


def _compter(utilisateur: Utilisateur) -> None:
    respecter(
        "gerer-second-facteur", str(utilisateur.pk), limite=ESSAIS, secondes=PERIODE_ESSAIS, message=TROP_D_ESSAIS
    )


def _retirer(utilisateur: Utilisateur) -> None:
    SecondFacteur.objects.filter(utilisateur=utilisateur).delete()
    CodeSecours.objects.filter(utilisateur=utilisateur).delete()


def _tirer_codes(utilisateur: Utilisateur) -> list[str]:
    codes = totp.tirer_codes_secours()
    CodeSecours.objects.filter(utilisateur=utilisateur).delete()
    CodeSecours.objects.bulk_create(
        CodeSecours(utilisateur=utilisateur, empreinte=CodeSecours.empreinte_de(code)) for code in codes
    )
    return codes
