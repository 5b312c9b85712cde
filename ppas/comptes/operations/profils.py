"""Choosing the password profile of a role (D4)."""

from django.db import transaction

from ppas.comptes.models import ChoixProfil, Role, Utilisateur
from ppas.comptes.regles.profils import PROFILS
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.refus import Refus


@transaction.atomic
def choisir_profil(role: str, profil: str, *, par: Utilisateur) -> ChoixProfil:
    """Give `role` the profile of code `profil` from now on.

    No password ends at once: whoever chose his under another profile is asked for a new one at his next sign-in,
    with as many sign-ins left as after an expiry. Raises Refus: role-inconnu, profil-inconnu, second-facteur-exige.
    """
    if role not in Role.values:
        raise Refus("role-inconnu", "Ce rôle n’existe pas.", champ="role")
    if profil not in PROFILS:
        raise Refus("profil-inconnu", "Ce profil n’existe pas.", champ="profil")
    if role != Role.PARTENAIRE and not PROFILS[profil].est_second_facteur_exige:
        raise Refus(
            "second-facteur-exige",
            "Ce profil n’exige pas de second facteur : il ne convient qu’aux partenaires. Rien n’a été modifié.",
            champ="profil",
        )
    choix = ChoixProfil.objects.create(role=role, profil=profil, choisi_le=maintenant(), choisi_par=par)
    journaliser(choix, "choisir-profil", par=par, libelle=f"{Role(role).label} : profil {PROFILS[profil].edition}.")
    return choix
