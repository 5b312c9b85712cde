"""Orders, as an agent of a caisse places, filters, withdraws and postpones them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue

from ppas.caisses.models import Caisse
from ppas.evaluations.etats import EtatCommande
from ppas.evaluations.models import Commande
from ppas.evaluations.models.commande import NatureCommande
from ppas.evaluations.operations.commandes import DonneesCommande, conventions_d_evaluation
from ppas.evaluations.regles.fichier_commandes import MOTIF_NUMERO, NUMERO_ATTENDU
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.operations.identites import Identite
from ppas.socle import champs
from ppas.socle.refus import Refus

OUVERTES, EN_RETARD = "ouvertes", "en_retard"


class _Structures(ModelChoiceIterator):
    """The choices of `ConventionField`: a caisse has hundreds of structures, of which only two words are shown."""

    def __iter__(self) -> Iterator[tuple[ModelChoiceIteratorValue | str, str]]:
        yield "", str(self.field.empty_label)
        for pk, nom, code in self.queryset.values_list("pk", "partenaire__nom", "code"):
            yield str(pk), f"{nom} – {code}"


class ConventionField(forms.ModelChoiceField):
    """The structures of the caisse, by the name of the partner: agents think of people, not of codes."""

    iterator = _Structures


class CommandeForm(forms.Form):
    """A new order. `remplacer_identite` shows once the caisse is found to know the NIR under another identity."""

    numero = champs.Ligne(
        label="N° de commande",
        max_length=20,
        validators=[RegexValidator(rf"\A{MOTIF_NUMERO}\Z", f"Écrivez {NUMERO_ATTENDU}.")],
        help_text=f"Celui de votre système d’information : {NUMERO_ATTENDU}.",
    )
    nature = forms.ChoiceField(label="Nature", choices=NatureCommande)
    convention: ConventionField = ConventionField(
        None,
        label="Structure d’évaluation",
        empty_label="Choisissez…",
        error_messages={"required": "Choisissez la structure à qui la commande est adressée."},
    )
    nir = champs.Nir(label="N° de sécurité sociale", help_text="15 caractères, clé comprise.")
    remplacer_identite = forms.BooleanField(
        label="Remplacer l’identité connue par celle que je saisis",
        required=False,
        help_text="Seulement si c’est la même personne, dont le nom ou la date de naissance a été corrigé.",
    )
    nom = champs.Ligne(label="Nom", max_length=80)
    prenom = champs.Ligne(label="Prénom", max_length=80)
    date_naissance = champs.jour("Date de naissance")
    adresse = champs.Ligne(label="Adresse", max_length=160, help_text="Où l’évaluateur se rend.")
    code_postal = champs.CodePostal(label="Code postal")
    commune = champs.Ligne(label="Commune", max_length=80)
    telephone = champs.Telephone(label="Téléphone", required=False)
    motif = champs.Ligne(label="Motif", max_length=200, required=False)
    consignes = champs.Paragraphe(label="Consignes pour l’évaluateur", max_length=1000, required=False)
    date_limite = champs.jour("À rendre avant le")

    def __init__(self, *args: Any, caisse: Caisse, le: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"date_limite": le + timedelta(days=caisse.delai_evaluation_jours)})
        super().__init__(*args, **kwargs)
        self.le = le
        self.fields["convention"].queryset = conventions_d_evaluation(caisse)
        self.est_a_confirmer = bool(self.data.get("remplacer_identite"))

    def refuser(self, refus: Refus) -> None:
        """Say a refusal beside the field at fault, and let the agent confirm who the person is when it is that."""
        self.est_a_confirmer |= refus.code == "identite-differente"
        self.add_error(refus.champ, refus.message)

    def donnees(self) -> DonneesCommande:
        """Return what is typed. Call it once valid."""
        lu = self.cleaned_data
        identite = {champ: lu[champ] for champ in ("nir", "nom", "prenom", "date_naissance", "commune")}
        reste = {
            champ: lu[champ]
            for champ in (
                "numero",
                "convention",
                "adresse",
                "code_postal",
                "telephone",
                "nature",
                "motif",
                "consignes",
                "date_limite",
            )
        }
        return DonneesCommande(identite=Identite(**identite), date_commande=self.le, **reste)


class AnnulationForm(forms.Form):
    """Why an order is withdrawn."""

    motif = champs.Ligne(
        label="Motif de l’annulation",
        max_length=200,
        help_text="La structure le lit dans le portail ; il ne part pas par mail.",
        error_messages={"required": "Indiquez le motif : la structure le lit."},
    )


class DelaiForm(forms.Form):
    """Another deadline."""

    date_limite = champs.jour("À rendre avant le")


class FiltreCommandesForm(forms.Form):
    """The filters of the list, all optional; the name looked for is not one of them, since it stays in the session."""

    etat = forms.ChoiceField(
        label="État",
        choices=[
            ("", "Tous"),
            (OUVERTES, "À rendre"),
            (EN_RETARD, "À rendre, en retard"),
            *EtatCommande.choices,
        ],
        required=False,
    )
    nature = forms.ChoiceField(label="Nature", choices=[("", "Toutes"), *NatureCommande.choices], required=False)
    structure = forms.CharField(label="Structure ou convention", max_length=120, required=False)
    numero = forms.CharField(label="N° de commande", max_length=20, required=False)

    def filtrer(self, commandes: QuerySet[Commande], *, caisse: Caisse, le: date) -> QuerySet[Commande]:
        """Keep what the filters ask for; `le` is today."""
        self.is_valid()
        choix = self.cleaned_data
        etat = choix.get("etat")
        if etat == EN_RETARD:
            commandes = commandes.en_retard(le)
        elif etat == OUVERTES:
            commandes = commandes.ouvertes()
        elif etat:
            commandes = commandes.filter(etat=etat)
        if choix.get("nature"):
            commandes = commandes.filter(nature=choix["nature"])
        if choix.get("structure"):
            trouvees = Convention.objects.filter(caisse=caisse).cherchant(choix["structure"].strip())
            commandes = commandes.filter(convention__in=trouvees)
        if choix.get("numero"):
            commandes = commandes.filter(numero=choix["numero"].strip())
        return commandes

    @property
    def est_urgente(self) -> bool:
        """Say whether the list is of what is still to be done: the most urgent first, else the newest first."""
        return self.cleaned_data.get("etat") in {OUVERTES, EN_RETARD}
