"""A month validated too early, and taken back the same day: what it leaves behind is a cancelled line (INV-09)."""

from collections.abc import Container
from datetime import date, time
from functools import partial

from ppas.demo.operations import facturation
from ppas.demo.operations.agenda import Agenda
from ppas.demo.operations.inscriptions import utilisateur
from ppas.demo.regles.comptes import Compte
from ppas.demo.regles.structures import Structure, mois_apres
from ppas.facturation.models import Formulaire
from ppas.facturation.operations.formulaire import annuler_validation

REPENTIR = -3
"""The on-line month that was validated twice."""
TROP_TOT, AUSSITOT_APRES = time(8, 50), time(9, 5)


def valider_puis_annuler(
    agenda: Agenda, structure: Structure, echeance: date, *, par: Compte, sauf: Container[int]
) -> None:
    """Note the first validation of a month and its cancellation, on the morning of the day when it is sent for good."""
    jour = mois_apres(echeance, 1).replace(day=6)
    agenda.noter(jour, TROP_TOT, partial(facturation.saisir_et_valider, structure, echeance, par=par, sauf=sauf))
    agenda.noter(jour, AUSSITOT_APRES, partial(_annuler, structure, echeance, par=par))


def _annuler(structure: Structure, echeance: date, *, par: Compte) -> None:
    formulaire = Formulaire.objects.select_related("convention__caisse").get(
        convention__code=structure.code_convention, echeance=echeance
    )
    annuler_validation(formulaire, par=utilisateur(par))
