"""What the assistance types and filters by; what a sender adds."""

import re
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from ppas.assistance.etats import EtatDemande
from ppas.assistance.forms.texte import CONSIGNE, TexteSansNir
from ppas.assistance.models import Demande, ModeleReponse, Motif
from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Partenaire
from ppas.socle.horloge import maintenant

OUVERTES, EN_RETARD, TOUTES = "", "en_retard", "toutes"
A_MOI, A_PERSONNE = "moi", "personne"
NUMERO = re.compile(r"\s*AS-[0-9]{4}-([0-9]{1,12})\s*", re.IGNORECASE | re.ASCII)


class PrecisionForm(forms.Form):
    """What the sender adds."""

    texte = TexteSansNir(
        label="Votre message",
        rows=6,
        help_text=CONSIGNE,
        error_messages={"required": "Écrivez votre message."},
    )


class ReponseForm(forms.Form):
    """An answer, from a template or not, and what becomes of the request."""

    modele: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label="Modèle de réponse", required=False, empty_label="Choisissez…"
    )
    texte = TexteSansNir(
        label="Réponse",
        rows=10,
        help_text="« Bonjour », le numéro de la demande et la signature sont ajoutés au mail.",
        error_messages={"required": "Écrivez la réponse : elle part par mail à l’expéditeur."},
    )
    suite = forms.ChoiceField(
        label="Ensuite",
        choices=[
            ("resoudre", "La demande est résolue"),
            ("attendre", "J’attends une précision de l’expéditeur"),
            ("garder", "Je continue à m’en occuper"),
        ],
        widget=forms.RadioSelect,
        initial="resoudre",
        error_messages={"required": "Choisissez ce que devient la demande."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modele"].queryset = ModeleReponse.objects.filter(est_propose=True)

    def avec_modele(self) -> "ReponseForm":
        """Return the form with the chosen template added to what is typed, to go on typing."""
        self.is_valid()
        modele = self.cleaned_data.get("modele")
        morceaux = [self.data.get("texte", "").strip(), modele.texte if modele else ""]
        texte = "\n\n".join(morceau for morceau in morceaux if morceau)
        return ReponseForm(initial={"texte": texte, "suite": self.data.get("suite", "resoudre"), "modele": modele})


class NoteForm(forms.Form):
    """A note that only the assistance reads."""

    texte = TexteSansNir(
        label="Note interne",
        rows=3,
        help_text="Lue par l’assistance seulement ; rien n’est envoyé.",
        error_messages={"required": "Écrivez la note."},
    )
    prefix = "note"


class FiltreDemandesForm(forms.Form):
    """The filters of the queue, all optional."""

    etat = forms.ChoiceField(
        label="État",
        choices=[
            (OUVERTES, "Non résolues"),
            (EN_RETARD, "En retard"),
            *EtatDemande.choices,
            (TOUTES, "Toutes"),
        ],
        required=False,
    )
    motif = forms.ChoiceField(label="Motif", choices=[("", "Tous"), *Motif.choices], required=False)
    suivi = forms.ChoiceField(
        label="Suivi",
        choices=[("", "Tous"), (A_MOI, "Suivies par moi"), (A_PERSONNE, "Non assignées")],
        required=False,
    )
    recherche = forms.CharField(label="N° de demande, de convention, ou partenaire", max_length=120, required=False)
    partenaire = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def filtrer(self, demandes: QuerySet[Demande], *, par: Utilisateur) -> QuerySet[Demande]:
        """Keep what the filters ask for; one that is wrong asks for nothing."""
        self.is_valid()
        choix = self.cleaned_data
        demandes = self._par_etat(demandes, choix.get("etat", OUVERTES))
        if choix.get("motif"):
            demandes = demandes.filter(motif=choix["motif"])
        if choix.get("suivi"):
            demandes = demandes.filter(suivie_par=par if choix["suivi"] == A_MOI else None)
        if choix.get("partenaire"):
            demandes = demandes.filter(partenaire=choix["partenaire"])
        return self._cherchant(demandes, choix["recherche"]) if choix.get("recherche") else demandes

    @property
    def est_urgente(self) -> bool:
        """Say whether the list is of what is still to be done: the most urgent first, else the newest first."""
        return self.cleaned_data.get("etat", OUVERTES) not in {TOUTES, EtatDemande.RESOLUE}

    @staticmethod
    def _par_etat(demandes: QuerySet[Demande], etat: str) -> QuerySet[Demande]:
        if etat == OUVERTES:
            return demandes.ouvertes()
        if etat == EN_RETARD:
            return demandes.en_retard(maintenant())
        if etat in {TOUTES, EtatDemande.RESOLUE}:
            return demandes if etat == TOUTES else demandes.filter(etat=etat)
        return demandes.ouvertes().filter(etat=etat)

    @staticmethod
    def _cherchant(demandes: QuerySet[Demande], texte: str) -> QuerySet[Demande]:
        numero = NUMERO.fullmatch(texte)
        if numero:
            return demandes.filter(pk=int(numero[1]))
        partenaires = Partenaire.objects.cherchant(texte).values("pk")
        return demandes.filter(Q(numero_convention__iexact=texte) | Q(partenaire__in=partenaires))
