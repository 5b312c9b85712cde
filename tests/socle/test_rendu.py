"""What is drawn without a template is what Django's own templates draw."""

import re
from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from ppas.socle.rendu import DESSINS, RenduDirect, dessiner_controle

HOSTILE = '<b title="l\'un">&'
CHOIX = [("", "Tous"), (1, HOSTILE), ("Groupe & co", [("a", "A"), (HOSTILE, "B")])]
WIDGETS = [
    (forms.TextInput({"maxlength": 3, "required": True, "disabled": False, "class": HOSTILE}), HOSTILE),
    (forms.TextInput(), None),
    (forms.NumberInput({"step": "0.01"}), 0),
    (forms.EmailInput(), "a@b.fr"),
    (forms.PasswordInput(), "secret"),
    (forms.HiddenInput(), 12345),
    (forms.DateInput({"type": "date"}, format="%Y-%m-%d"), date(2026, 11, 1)),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput({"value": "1"}), False),
    (forms.FileInput({"accept": ".xml"}), None),
    (forms.Select({"class": "form-select"}, CHOIX), "a"),
    (forms.Select(choices=CHOIX), 1),
    (forms.SelectMultiple(choices=CHOIX), ["a", 1]),
    (forms.Textarea(), HOSTILE),
    (forms.RadioSelect(choices=CHOIX), "a"),
]


@pytest.mark.parametrize(("widget", "valeur"), WIDGETS, ids=[type(widget).__name__ for widget, _ in WIDGETS])
def test_un_champ_se_dessine_comme_par_les_gabarits_de_django(widget: forms.Widget, valeur: object) -> None:
    def dessiner(rendu: DjangoTemplates) -> str:
        return re.sub(r"\s*\n\s*", "\n", widget.render("nom", valeur, {"id": "id_nom"}, renderer=rendu).strip())

    assert dessiner(RenduDirect()) == dessiner(DjangoTemplates())


VALEURS = (None, "", "a", 1, "1", "inconnue", ["a", "1"])


@pytest.mark.parametrize("valeur", VALEURS)
@pytest.mark.parametrize("est_requis", [False, True])
@pytest.mark.parametrize("attributs", [{}, {"class": "form-select", "id": "autre"}, {"data-x": HOSTILE}])
def test_une_liste_de_choix_se_dessine_comme_par_django(
    valeur: object, attributs: dict[str, str], *, est_requis: bool
) -> None:
    class Essai(forms.Form):
        choix = forms.ChoiceField(
            choices=[*CHOIX, (None, "Rien"), ("", [("d", "Sans titre")])],
            widget=forms.Select(attributs),
            required=est_requis,
            help_text="Aide",
        )

    field = Essai({"choix": valeur})["choix"]
    assert dessiner_controle(field) == field.as_widget()


def test_les_champs_du_portail_passent_par_ce_rendu(settings) -> None:
    assert settings.FORM_RENDERER == "ppas.socle.rendu.RenduDirect"
    assert isinstance(forms.Form().renderer, RenduDirect)


@pytest.mark.parametrize("gabarit", DESSINS)
def test_chaque_gabarit_remplace_existe_dans_django(gabarit: str) -> None:
    assert DjangoTemplates().get_template(gabarit)
