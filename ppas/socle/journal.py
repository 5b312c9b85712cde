"""Writing the journal: who did what, when, on what, from where (PLU-11)."""

from typing import Any

from django.db import models

from ppas.socle.contexte import contexte
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement, NatureEchange, SensEchange


def journaliser(
    objet: models.Model,
    action: str,
    *,
    par: models.Model | None,
    libelle: str = "",
    nature: NatureEchange | str = "",
    sens: SensEchange | str = "",
    details: dict[str, Any] | None = None,
    partenaire_ref: int | None = None,
    caisse_ref: int | None = None,
) -> Evenement:
    """Add the journal row of `action` on `objet`, in the transaction of the fact.

    `objet.portee()` says which partner and which caisse the row concerns, `partenaire_ref` and `caisse_ref` add to it.
    With a `nature`, the row is an exchange, shown in « Historique des échanges ». `libelle` is a French sentence
    without any beneficiary's name or NIR.
    """
    portee = {"partenaire_ref": partenaire_ref, "caisse_ref": caisse_ref}
    if hasattr(objet, "portee"):
        portee |= {nom: valeur for nom, valeur in objet.portee().items() if portee[nom] is None}
    return Evenement.objects.create(
        le=maintenant(),
        auteur_ref=par.pk if par else None,
        auteur_nom=str(par) if par else "Portail",
        en_tant_que_ref=contexte().en_tant_que_ref,
        adresse=contexte().adresse,
        action=action,
        objet_type=objet._meta.label_lower,
        objet_ref=objet.pk,
        libelle=libelle,
        nature=nature,
        sens=sens,
        details=details or {},
        **portee,
    )
