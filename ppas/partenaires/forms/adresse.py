"""The fields of an address, as pre-registration and the tab « Adresse » show them (REG-18 to REG-20, ADM-25)."""

from django import forms

from ppas.partenaires.models import IndiceVoie, TypeVoie
from ppas.partenaires.operations.preinscriptions import CHAMPS_ADRESSE
from ppas.socle import champs

CLASSES_ADRESSE = dict.fromkeys(
    (nom for nom in CHAMPS_ADRESSE if nom not in {"indice_voie", "type_voie"}), champs.Ligne
) | {"code_postal": champs.CodePostal}


def preparer_adresse(form: forms.BaseForm) -> None:
    """Leave its two lists empty at first, and name to browsers what they can fill in."""
    for nom, choix in (("indice_voie", IndiceVoie), ("type_voie", TypeVoie)):
        form.fields[nom].choices = [("", ""), *choix.choices]
    form.fields["code_postal"].widget.attrs["autocomplete"] = "postal-code"
    form.fields["commune"].widget.attrs["autocomplete"] = "address-level2"
