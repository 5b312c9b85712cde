"""What the changes of a caisse's own affairs have in common."""

from ppas.caisses.models import Agent, Caisse
from ppas.comptes.models import Utilisateur
from ppas.socle.refus import Refus


def administrer(caisse_id: int, *, par: Utilisateur) -> Caisse:
    """Lock the caisse, so that its changes follow one another, check that `par` may still make them; return it.

    Nobody acts on his own account, so that two regional administrators never put each other out: one remains.
    Raises Refus("droits-retires").
    """
    caisse = Caisse.objects.select_for_update(no_key=True).get(pk=caisse_id)
    acteur = Utilisateur.objects.get(pk=par.pk)
    agents = Agent.objects.filter(caisse=caisse_id, utilisateur=acteur, est_administrateur=True)
    if not acteur.is_staff and not (acteur.is_active and agents.exists()):
        raise Refus(
            "droits-retires",
            "Vous n’êtes plus administrateur régional de cette caisse : rien n’a été modifié.",
        )
    return caisse
