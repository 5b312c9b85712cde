"""The names proposed to a partner for his next files, convention by convention."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from ppas.caisses.models import Prestation
from ppas.facturation.etats import EtatDepot, EtatFormulaire
from ppas.facturation.models import Depot, Formulaire
from ppas.facturation.regles.calendrier import mois_avant
from ppas.facturation.regles.donnees import PRESTATION_AMD
from ppas.facturation.regles.echeance import echeances_ouvertes
from ppas.facturation.regles.nom_fichier import NomFichier, analyser
from ppas.facturation.regles.noms_proposes import NomPropose, nom_du_jour, noms_amd
from ppas.partenaires.models import Convention, Partenaire
from ppas.socle.horloge import aujourd_hui, debut_du_jour

MOIS_LUS = 36
"""How far names are looked for: more than any caisse leaves a month open."""


@dataclass(frozen=True)
class NomsDeConvention:
    """The names proposed for a prestation of a convention; none when all have served."""

    convention: Convention
    prestation: Prestation
    noms: list[NomPropose]


def noms_proposes(partenaire: Partenaire) -> list[NomsDeConvention]:
    """Return the names for the next files of `partenaire`, in four queries whatever his history."""
    conventions = (
        Convention.objects.validees()
        .filter(partenaire=partenaire)
        .select_related("caisse", "type_partenaire")
        .prefetch_related(Prefetch("type_partenaire__prestations", Prestation.objects.order_by("code")))
        .order_by("code")
    )
    utilises, saisies = _noms_utilises(partenaire), _mois_saisis(partenaire)
    # Two conventions may share the identifier and open the same prestation: one name serves both.
    resultat: dict[tuple[str, str, str], NomsDeConvention] = {}
    for convention in conventions:
        for prestation in convention.type_partenaire.prestations.all():
            cle = convention.caisse.code, convention.identifiant_structure, prestation.code
            if cle not in resultat:
                noms = _noms(convention, prestation, utilises=utilises, saisies=saisies[convention.pk])
                resultat[cle] = NomsDeConvention(convention, prestation, noms)
    return list(resultat.values())


def _noms(
    convention: Convention, prestation: Prestation, *, utilises: set[NomFichier], saisies: set[date]
) -> list[NomPropose]:
    caisse, structure, le = convention.caisse, convention.identifiant_structure, aujourd_hui()
    if prestation.code != PRESTATION_AMD:
        nom = nom_du_jour(caisse.code, structure, prestation.code, le=le, utilises=utilises)
        return [nom] if nom else []
    _en_cours, *finies = echeances_ouvertes(le=le, delai_mois=caisse.delai_facturation_mois)
    return noms_amd(caisse.code, structure, echeances=finies, utilises=utilises, saisies=saisies)


def _mois_saisis(partenaire: Partenaire) -> dict[int, set[date]]:
    """Return the months validated on line, by convention."""
    saisis = defaultdict(set)
    valides = Formulaire.objects.de_partenaire(partenaire).filter(etat=EtatFormulaire.VALIDE, echeance__gte=_debut())
    for convention_id, echeance in valides.values_list("convention_id", "echeance"):
        saisis[convention_id].add(echeance)
    return saisis


def _noms_utilises(partenaire: Partenaire) -> set[NomFichier]:
    """Return the names that an open month, or this day, may meet again."""
    du_jour = Q(echeance=None, depose_le__gte=debut_du_jour(aujourd_hui()))
    deposes = Depot.objects.filter(Q(echeance__gte=_debut()) | du_jour, partenaire=partenaire)
    noms = deposes.exclude(etat=EtatDepot.REFUSE).values_list("nom_fichier", flat=True)
    return {lu for nom in noms if isinstance(lu := analyser(nom), NomFichier)}


def _debut() -> date:
    return mois_avant(aujourd_hui().replace(day=1), MOIS_LUS)
