"""The only door through which a state changes (docs/decisions/0003)."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import models, transaction

from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.refus import Refus

type Transitions = Mapping[str, tuple[Collection[str], str]]


@transaction.atomic
def changer_etat(
    objet: models.Model,
    verbe: str,
    *,
    par: models.Model | None,
    libelle: str = "",
    garder: Collection[str] = (),
    est_verrouille: bool = False,
    echange: tuple[NatureEchange, SensEchange] | None = None,
    **champs: Any,
) -> None:
    """Move `objet` by `verbe`: lock its row, check the table of its model, save, write the journal.

    `objet.TRANSITIONS` gives for each verb the states it may leave and the state it reaches. The locked row is
    read again into `objet` first, so `champs` are the only other fields that change. `par` is the user, or None
    for the portal itself. `garder`: see `verrouiller`. `est_verrouille`: this transaction has locked the row, or made
    it, and has written all that `objet` holds; it is not read again. With `echange`, the journal row is one of
    « Historique des échanges ».

    Raises Refus("transition-interdite") when the present state does not allow the verb.
    """
    objet.etat = _arrivee(objet, verbe) if est_verrouille else exiger(objet, verbe, garder=garder)
    for nom, valeur in champs.items():
        setattr(objet, nom, valeur)
    objet.save(update_fields=["etat", *champs])
    nature, sens = echange or ("", "")
    journaliser(objet, verbe, par=par, libelle=libelle, nature=nature, sens=sens)


def exiger(objet: models.Model, verbe: str, *, garder: Collection[str] = ()) -> str:
    """Lock `objet` and return the state to which `verbe` leads; raise Refus("transition-interdite") when it may not.

    For an operation that must write other rows before the change itself.
    """
    verrouiller(objet, garder=garder)
    return _arrivee(objet, verbe)


def _arrivee(objet: models.Model, verbe: str) -> str:
    departs, arrivee = objet.TRANSITIONS[verbe]
    if objet.etat not in departs:
        raise Refus(
            "transition-interdite",
            f"Cette opération n’est plus possible : l’état est déjà « {objet.get_etat_display()} ». "
            "Rien n’a été modifié ; rechargez la page pour voir la situation à jour.",
        )
    return arrivee


def verrouiller[M: models.Model](objet: M, *, garder: Collection[str] = ()) -> M:
    """Lock the row of `objet` until the transaction ends and read it again; return `objet` itself.

    What it refers to is read again when next asked for, except the relations that `garder` names: an object already in
    memory stays, because the caller has locked it or needs only what an operation never changes of it.
    """
    gardes = {nom: getattr(objet, nom) for nom in garder if objet._meta.get_field(nom).is_cached(objet)}
    objet.refresh_from_db(from_queryset=objet._meta.model._base_manager.select_for_update())
    for nom, garde in gardes.items():
        if garde is not None and objet.serializable_value(nom) == garde.pk:
            setattr(objet, nom, garde)
    return objet
