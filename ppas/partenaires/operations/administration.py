"""Who may change the account of a partner, at the very moment of the change."""

from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Partenaire, Rattachement
from ppas.socle.refus import Refus


def administrer(partenaire: Partenaire, *, par: Utilisateur) -> None:
    """Make the changes of this account follow one another, and check that `par` still administers it.

    Two administrators who withdraw each other's rights at the same instant cannot both succeed: as nobody touches
    his own rights, whoever has just acted remains, so there is always an administrator (ADM-23). The lock leaves
    alone the rows that refer to the partner. Raises Refus("droits-retires").
    """
    Partenaire.objects.select_for_update(no_key=True).get(pk=partenaire.pk)
    rattachements = Rattachement.objects.filter(partenaire=partenaire, utilisateur=par, utilisateur__is_active=True)
    if not rattachements.filter(est_administrateur=True).exists():
        raise Refus(
            "droits-retires",
            "Un autre administrateur vient de vous retirer les droits d’administration : rien n’a été modifié. "
            "Adressez-vous à lui.",
        )
