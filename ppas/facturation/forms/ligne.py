"""One line of the on-line month: what the person saw, what he typed, what is left to decide between two people.

Beside each field `x` the page carries `initial-x`, what it showed, and when somebody else wrote the field meanwhile
`ecarte-x`, the text that was not kept, with the radio buttons `choix-x`. So nothing is lost until the person decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.forms.boundfield import BoundField

from ppas.caisses.models import Unite
from ppas.facturation.forms.champs_saisie import JourField, euros_field, heures_field, quantite_field
from ppas.facturation.models import LigneFormulaire
from ppas.facturation.regles.catalogue import Anomalie
from ppas.facturation.regles.saisie import Changement, Valeur, dire, ecrire

GARDER, REMPLACER, RETABLIR = "garder", "remplacer", "retablir"
CHAMPS = {
    "qt-ouvrables": "ouvrables_centiemes",
    "qt-dimanches-feries": "dimanches_feries_centiemes",
    "dt-debut": "intervention_du",
    "dt-fin": "intervention_au",
    "qt": "quantite_centiemes",
    "mt": "montant_centimes",
    "mt-unitaire": "montant_centimes",
}
"""Field of the file's layout, as anomalies name it → field of the line."""


@dataclass(frozen=True)
class Case:
    """A field as the page draws it; `ecarte` is set while a choice between two values is to be made."""

    champ: BoundField
    ligne: LigneFormulaire
    ecarte: str | None
    texte_ecarte: str

    @property
    def cle(self) -> str:
        """Name of the field in the page."""
        return self.champ.html_name

    @property
    def enregistre(self) -> str:
        """The stored value, in French."""
        return dire(self.champ.name, getattr(self.ligne, self.champ.name))

    @property
    def remplacer(self) -> str:
        """What the second radio button says: a struck line must be brought back first."""
        return RETABLIR if self.ligne.est_barree else REMPLACER


class LigneForm(forms.Form):
    """What is typed for one beneficiary."""

    principal = "ouvrables_centiemes"
    """The field to which a fault of the whole line is tied."""

    def __init__(self, donnees: Mapping[str, str] | None, *, ligne: LigneFormulaire) -> None:
        self.ligne = ligne
        initial = {nom: getattr(ligne, nom) for nom in self.base_fields}
        super().__init__(donnees, prefix=f"ligne-{ligne.pk}", initial=initial)
        for nom, champ in self.fields.items():  # whoever sends a field of a struck line did not see it struck
            champ.disabled = ligne.est_barree and self.add_prefix(nom) not in self.data

    @cached_property
    def changements(self) -> dict[str, Changement]:
        """The fields that can be read and no longer hold what the page showed."""
        self.full_clean()
        changements = {nom: Changement(self._vu(nom), self._tape(nom)) for nom in self.fields if nom not in self.errors}
        return {nom: changement for nom, changement in changements.items() if changement.vu != changement.tape}

    @property
    def vues(self) -> dict[str, Valeur]:
        """What the page showed, for each field that it held."""
        return {nom: self._vu(nom) for nom in self.fields if self[nom].html_initial_name in self.data}

    @property
    def est_retablie(self) -> bool:
        """Whether the person chose to bring the struck line back, with what he had typed."""
        return any(self._choix(nom) == RETABLIR for nom in self.fields)

    @property
    def perdus(self) -> list[tuple[str, str, str]]:
        """What was typed and is not stored: label, value typed, value stored."""
        perdus = [(nom, changement.tape) for nom, changement in self.changements.items()]
        textes = [(nom, dire(nom, tape)) for nom, tape in perdus if tape != getattr(self.ligne, nom)]
        textes += [(nom, self.data[self.add_prefix(nom)]) for nom in self.errors]
        return [(str(self[nom].label), texte, dire(nom, getattr(self.ligne, nom))) for nom, texte in textes]

    def ecarte(self, nom: str) -> str | None:
        """Return the text set aside earlier that the person has not decided upon yet."""
        est_decide = self._choix(nom) or nom in self.changements or nom in self.errors
        return None if est_decide else self.data.get(f"ecarte-{self.add_prefix(nom)}")

    def cases(self) -> Iterable[Case]:
        """Yield the fields to draw."""
        for champ in self:
            ecarte = self.data.get(f"ecarte-{champ.html_name}")
            yield Case(champ, self.ligne, ecarte, dire(champ.name, self._lire(champ.name, f"ecarte-{champ.html_name}")))

    def suite(self, avant: "LigneForm | None", ecartes: Mapping[str, Valeur]) -> dict[str, str]:
        """Return what the page holds next, this line read again: as stored, but for what `avant` leaves to correct.

        `ecartes` are the values that were just set aside.
        """
        donnees = {}
        for champ in self:
            nom, cle = champ.name, champ.html_name
            enregistre = ecrire(getattr(self.ligne, nom))
            if avant is not None and nom in avant.errors:
                donnees[cle] = avant.data[cle]
                donnees[champ.html_initial_name] = avant.data.get(champ.html_initial_name, "")
                continue
            donnees[champ.html_initial_name] = enregistre
            if not self.ligne.est_barree:
                donnees[cle] = enregistre
            ecarte = ecrire(ecartes[nom]) if nom in ecartes else avant and avant.ecarte(nom)
            if ecarte is not None:
                donnees[f"ecarte-{cle}"] = ecarte
        return donnees

    def signaler(self, anomalies: Iterable[Anomalie]) -> None:
        """Mark the fields at fault, and tie them to the block of the page that shows `anomalies`."""
        for case in self.cases():
            champ, attributs = case.champ, case.champ.field.widget.attrs
            siennes = [a for a in anomalies if self._champ_de(a) == champ.name]
            avis = f"{self.prefix}-avis" if siennes else ""
            choix = f"choix-{case.cle}" if case.ecarte is not None else ""
            if avis or choix:
                attributs["aria-describedby"] = " ".join(filter(None, [champ.aria_describedby, choix, avis]))
            if champ.errors or choix or any(anomalie.est_refus for anomalie in siennes):
                attributs["class"] = "form-control is-invalid"

    def _champ_de(self, anomalie: Anomalie) -> str:
        nom = CHAMPS.get(anomalie.champ or "", "")
        return nom if nom in self.fields else self.principal

    def _vu(self, nom: str) -> Valeur:
        return self._lire(nom, self[nom].html_initial_name)

    def _tape(self, nom: str) -> Valeur:
        """Return what the person wants stored: what he typed, else the value set aside that he preferred."""
        cle, vu = self.add_prefix(nom), self._vu(nom)
        tape = self._lire(nom, cle) if cle in self.data else vu
        est_prefere = tape == vu and self._choix(nom) in {REMPLACER, RETABLIR}
        return self._lire(nom, f"ecarte-{cle}") if est_prefere else tape

    def _choix(self, nom: str) -> str | None:
        choix = self.data.get(f"choix-{self.add_prefix(nom)}")
        return choix if choix in {GARDER, REMPLACER, RETABLIR} else None

    def _lire(self, nom: str, cle: str) -> Valeur:
        try:
            return self.fields[nom].clean(self.data.get(cle))
        except forms.ValidationError:
            return None


class HeuresForm(LigneForm):
    """Hours of home help (INV-04)."""

    ouvrables_centiemes = heures_field("Heures jours ouvrables")
    dimanches_feries_centiemes = heures_field("Heures dimanches et jours fériés")


class ForfaitForm(LigneForm):
    """Packages: when, and how many; the price is the caisse's."""

    principal = "quantite_centiemes"
    intervention_du = JourField(label="Intervention du")
    intervention_au = JourField(label="Intervention au")
    quantite_centiemes = quantite_field("Quantité")


class TravauxForm(LigneForm):
    """Works: when, and for how much."""

    principal = "montant_centimes"
    intervention_du = JourField(label="Intervention du")
    intervention_au = JourField(label="Intervention au")
    montant_centimes = euros_field("Montant")


FORMS = {Unite.HEURE: HeuresForm, Unite.FORFAIT: ForfaitForm, Unite.MONTANT: TravauxForm}


def ligne_form(donnees: Mapping[str, str] | None, ligne: LigneFormulaire) -> LigneForm:
    """Return the form of `ligne`, by the unit of its prestation."""
    return FORMS[Unite(ligne.prise_en_charge.prestation.unite)](donnees, ligne=ligne)
