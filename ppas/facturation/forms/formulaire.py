"""The on-line month as it is typed, one page at a time; and which month to open."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Self

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet, prefetch_related_objects
from django.http import QueryDict

from ppas.facturation.forms.ligne import LigneForm, ligne_form
from ppas.facturation.models import Formulaire, LigneFormulaire, bilan_de
from ppas.facturation.operations.saisie import Conflit, Saisie
from ppas.partenaires.models import Convention


def page_de(ligne: LigneFormulaire) -> int:
    """Return the number of the page that shows `ligne`."""
    return (ligne.rang - 1) // settings.FORMULAIRE_LIGNES_PAR_PAGE + 1


class PageForm:
    """Page `numero` of an on-line month: fifteen lines (a setting), struck ones included."""

    def __init__(self, formulaire: Formulaire, numero: str | None, donnees: QueryDict | None = None) -> None:
        self.formulaire = formulaire
        self.donnees = donnees
        lignes = formulaire.lignes.select_related("prise_en_charge__beneficiaire", "prise_en_charge__prestation")
        taille = settings.FORMULAIRE_LIGNES_PAR_PAGE
        premieres = list(lignes[: taille + 1]) if numero in {None, "1"} else None
        # Most forms hold on one page: all is read, and nothing is left to count.
        est_entier = premieres is not None and len(premieres) <= taille
        self.bilan = bilan_de(premieres) if est_entier else formulaire.lignes.bilan()
        paginateur = Paginator(lignes, taille)
        paginateur.count = self.bilan["nb_lignes"]  # already counted
        self.page = paginateur.get_page(numero)
        self.lignes = list(self.page) if premieres is None else premieres[:taille]
        self.formulaires = [ligne_form(donnees, ligne) for ligne in self.lignes]

    def __iter__(self) -> Iterator[LigneForm]:
        return iter(self.formulaires)

    @property
    def saisies(self) -> dict[int, Saisie]:
        """What is to be written, by line."""
        return {
            form.ligne.pk: {nom: changement.tape for nom, changement in form.changements.items()}
            for form in self
            if form.changements
        }

    @property
    def vues(self) -> dict[int, Saisie]:
        """What the person saw, by line."""
        return {form.ligne.pk: form.vues for form in self}

    def attendue(self, ligne_id: int) -> Saisie:
        """Return what a line holds if nobody else has touched it since the page was shown."""
        form = next((form for form in self if form.ligne.pk == ligne_id), None)
        return {} if form is None else form.vues | {nom: c.tape for nom, c in form.changements.items()}

    @property
    def retablies(self) -> set[int]:
        """The struck lines that the person chose to bring back."""
        return {form.ligne.pk for form in self if form.est_retablie}

    @property
    def erreurs(self) -> list[tuple[str, str]]:
        """What cannot be read: the field's anchor and the sentence to show in the summary."""
        return [
            (champ.id_for_label, f"{form.ligne.prise_en_charge.beneficiaire}, {champ.label.lower()} : {erreur}")
            for form in self
            for champ in form
            for erreur in champ.errors
        ]

    @property
    def choix(self) -> list[tuple[str, str]]:
        """What two people wrote differently: the choice's anchor and the sentence to show in the summary."""
        return [
            (f"choix-{case.cle}", f"{form.ligne.prise_en_charge.beneficiaire}, {case.champ.label.lower()}")
            for form in self
            for case in form.cases()
            if case.ecarte is not None
        ]

    def est_a_reprendre(self, ligne_id: int | None = None) -> bool:
        """Tell whether a value of the page, or of one of its lines, is left to correct or to choose."""
        formulaires = [form for form in self if ligne_id in {None, form.ligne.pk}]
        return any(case.champ.errors or case.ecarte is not None for form in formulaires for case in form.cases())

    @property
    def perdus(self) -> list[tuple[LigneFormulaire, str, str, str]]:
        """What was typed and is not stored: line, label, value typed, value stored."""
        return [(form.ligne, *perdu) for form in self for perdu in form.perdus]

    def apres_enregistrement(self, conflits: Iterable[Conflit] = ()) -> Self:
        """Return this page again, read anew: as stored, but for what is still to be corrected or chosen."""
        ecartes: dict[int, dict[str, Any]] = {}
        for conflit in conflits:
            ecartes.setdefault(conflit.ligne_id, {})[conflit.champ] = conflit.ecarte
        avant = {form.ligne.pk: form for form in self}
        suite = type(self)(self.formulaire, str(self.page.number))
        prefetch_related_objects(suite.lignes, "modifiee_par")  # named where two people wrote differently
        suite.donnees = QueryDict(mutable=True)
        for form in suite:
            suite.donnees.update(form.suite(avant.get(form.ligne.pk), ecartes.get(form.ligne.pk, {})))
        suite.formulaires = [ligne_form(suite.donnees, ligne) for ligne in suite.lignes]
        return suite


class OuvertureForm(forms.Form):
    """Which month to open: one of the partner's conventions, and an échéance written AAAA-MM."""

    convention = forms.ModelChoiceField(Convention.objects.none())
    echeance = forms.RegexField(r"\A(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])\Z")

    def __init__(self, *args: Any, conventions: QuerySet[Convention], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["convention"].queryset = conventions

    def clean_echeance(self) -> date:
        return date.fromisoformat(f"{self.cleaned_data['echeance']}-01")
