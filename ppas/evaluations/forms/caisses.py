"""The caisses of a structure, as the filters of its lists offer them."""

from collections.abc import Iterable

from django import forms

from ppas.partenaires.models import Convention


def filtre_des_caisses() -> forms.TypedChoiceField:
    """Return the field whose value is the number of a caisse, or None; `proposer_les_caisses` gives its choices."""
    return forms.TypedChoiceField(label="Caisse", required=False, coerce=int, empty_value=None)


def proposer_les_caisses(champ: forms.Field, conventions: Iterable[Convention]) -> int:
    """Offer in `champ` the caisses of `conventions`, already read with them; return how many there are."""
    caisses = {convention.caisse_id: convention.caisse.nom for convention in conventions}
    champ.choices = [("", "Toutes"), *caisses.items()]
    return len(caisses)
