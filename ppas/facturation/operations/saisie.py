"""Typing the on-line month, by several people at once: nobody's typing is lost silently (docs/decisions/0065).

Each write locks the form. What is typed is compared with what its author saw and with what is stored by then.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Formulaire, LigneFormulaire
from ppas.facturation.regles.saisie import Changement, Valeur, est_en_conflit
from ppas.socle.etats import verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import date_heure_fr

type Saisie = Mapping[str, Valeur]
CHAMPS = (
    "ouvrables_centiemes",
    "dimanches_feries_centiemes",
    "quantite_centiemes",
    "montant_centimes",
    "intervention_du",
    "intervention_au",
)


@dataclass(frozen=True)
class Conflit:
    """A value that was not kept: somebody else wrote the field, or struck the line, since its author saw it."""

    ligne_id: int
    champ: str
    ecarte: Valeur


@transaction.atomic
def enregistrer_formulaire(
    formulaire: Formulaire,
    saisies: Mapping[int, Saisie],
    *,
    par: Utilisateur,
    vues: Mapping[int, Saisie] | None = None,
    retablies: Collection[int] = (),
) -> list[Conflit]:
    """Keep what was typed: for each line of the form, the fields to write, in hundredths and cents (INV-02, INV-05).

    A line or a field that `saisies` does not name stays as it is; a number that is no line of this form is ignored.
    `vues` is what the author saw in these fields: where it is no longer what is stored, the stored value stays and the
    typed one comes back as a Conflit. Without `vues` nothing is compared. `retablies`: struck lines brought back first.
    Raises Refus("formulaire-valide") when the form was validated meanwhile.
    """
    verrouiller_brouillon(formulaire)
    conflits, modifiees = [], []
    for ligne in formulaire.lignes.filter(pk__in={*saisies, *retablies}):
        avant = [getattr(ligne, champ) for champ in (*CHAMPS, "est_barree")]
        ligne.est_barree = ligne.est_barree and ligne.pk not in retablies
        for champ, valeur in saisies.get(ligne.pk, {}).items():
            if vues is not None and _est_en_conflit(ligne, champ, valeur, vues.get(ligne.pk, {})):
                conflits.append(Conflit(ligne.pk, champ, valeur))
            else:
                setattr(ligne, champ, valeur)
        if avant != [getattr(ligne, champ) for champ in (*CHAMPS, "est_barree")]:
            modifiees.append(ligne)
    if modifiees:
        _dater(formulaire, modifiees, par)
        # One INSERT that meets the rows it names: `bulk_update` writes a CASE a field and a line, ten times slower.
        LigneFormulaire.objects.bulk_create(
            modifiees,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=[*CHAMPS, "est_barree", "modifiee_le", "modifiee_par"],
        )
    return conflits


@transaction.atomic
def barrer_ligne(
    formulaire: Formulaire, ligne_id: int, *, est_barree: bool, par: Utilisateur, vue: Saisie | None = None
) -> None:
    """Strike a line (« - »), or bring it back: struck, it is neither invoiced nor shown again next month (INV-03).

    The hours typed on it are kept aside. A number that is no line of this form is ignored. `vue` is what the author saw
    on the line: Refus("ligne-modifiee") when somebody wrote something else on it since. Raises
    Refus("formulaire-valide").
    """
    verrouiller_brouillon(formulaire)
    for ligne in formulaire.lignes.filter(pk=ligne_id).exclude(est_barree=est_barree).select_related("modifiee_par"):
        if est_barree and any(getattr(ligne, champ) != valeur for champ, valeur in (vue or {}).items()):
            raise Refus(
                "ligne-modifiee",
                f"La ligne n’a pas été barrée : depuis l’affichage de votre page, {auteur(ligne)} l’a modifiée. "
                "Vérifiez ce qui y est saisi, puis cliquez de nouveau sur « - » s’il faut la barrer.",
            )
        ligne.est_barree = est_barree
        _dater(formulaire, [ligne], par)
        ligne.save(update_fields=["est_barree", "modifiee_le", "modifiee_par"])


def auteur(ligne: LigneFormulaire) -> str:
    """Return who last wrote on `ligne`, and when, in French."""
    if ligne.modifiee_par is None or ligne.modifiee_le is None:
        return "une autre personne"
    return f"{ligne.modifiee_par} (le {date_heure_fr(ligne.modifiee_le)})"


def verrouiller_brouillon(formulaire: Formulaire) -> None:
    """Lock `formulaire` until the transaction ends; raise Refus("formulaire-valide") unless it is still a draft."""
    if verrouiller(formulaire, garder=["convention"]).est_valide:
        raise Refus(
            "formulaire-valide",
            "Ce formulaire a été validé entre-temps : votre dernière saisie n’a pas été enregistrée.",
        )


def _est_en_conflit(ligne: LigneFormulaire, champ: str, valeur: Valeur, vue: Saisie) -> bool:
    enregistre = getattr(ligne, champ)
    return est_en_conflit(Changement(vue.get(champ), valeur), enregistre, est_barree=ligne.est_barree)


def _dater(formulaire: Formulaire, lignes: list[LigneFormulaire], par: Utilisateur) -> None:
    formulaire.enregistre_le, formulaire.enregistre_par = maintenant(), par
    formulaire.save(update_fields=["enregistre_le", "enregistre_par"])
    for ligne in lignes:
        ligne.modifiee_le, ligne.modifiee_par = formulaire.enregistre_le, par
