"""« Ce qui reste à envoyer » (PLU-07): the lines still to be corrected, as a file to take up in one's software."""

from dataclasses import replace
from typing import cast

from django.db.models import QuerySet

from ppas.facturation.etats import EtatDepot, EtatLigneRefusee
from ppas.facturation.models import Depot, LigneRefusee
from ppas.facturation.regles.composition import LigneAEcrire, ecrire
from ppas.facturation.regles.donnees import PRESTATION_AMD
from ppas.facturation.regles.nom_fichier import EXTENSION, NomFichier
from ppas.partenaires.models import Convention
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import Refus

COMPLEMENTS_MAX = 1000
"""A complement has three digits at most (see `nom_fichier`)."""


def lignes_a_renvoyer(depot: Depot, *, du_mois: bool = False) -> QuerySet[LigneRefusee]:
    """Return the lines of `depot` still to be corrected; with `du_mois`, those of every deposit of the same month.

    The same month: of the same convention, prestation and échéance.
    """
    a_corriger = LigneRefusee.objects.publiees().filter(etat=EtatLigneRefusee.A_CORRIGER)
    if not du_mois:
        return a_corriger.filter(depot=depot).order_by("rang")
    return a_corriger.filter(
        convention=depot.convention, prestation=_prestation(depot), echeance=depot.echeance
    ).order_by("depot_id", "rang")


def ecrire_le_reste(depot: Depot, *, du_mois: bool = False) -> tuple[str, bytes]:
    """Return the name, free, and the bytes of a file that holds only `lignes_a_renvoyer`, as they were written.

    Raises Refus: "rien-a-envoyer"; "nom-pris" when today's file of a prestation other than home help was already sent.
    """
    lignes = [_ligne(refus) for refus in lignes_a_renvoyer(depot, du_mois=du_mois)]
    if not lignes:
        raise Refus("rien-a-envoyer", "Aucune ligne n’est à corriger : il n’y a rien à renvoyer.")
    return ecrire(_nom_libre(depot), lignes, emise_le=aujourd_hui())


def _prestation(depot: Depot) -> str:
    return depot.prestation.code if depot.prestation else PRESTATION_AMD


def _nom_libre(depot: Depot) -> NomFichier:
    """Return the next complement of the month (D7), or the name of the day outside home help."""
    convention = cast("Convention", depot.convention)  # only a deposit with a convention has refused lines
    nom = NomFichier(
        convention.caisse.code,
        convention.identifiant_structure,
        _prestation(depot),
        echeance=depot.echeance,
        date_emission=None if depot.echeance else aujourd_hui(),
    )
    envoyes = Depot.objects.filter(partenaire=depot.partenaire_id, nom_fichier__startswith=nom.reference)
    pris = set(envoyes.exclude(etat=EtatDepot.REFUSE).values_list("nom_fichier", flat=True))
    if depot.echeance is None:
        if nom.reference + EXTENSION in pris:
            raise Refus(
                "nom-pris",
                "Un fichier de cette prestation a déjà été envoyé aujourd’hui : son nom porte la date du jour. "
                "Téléchargez celui-ci demain.",
            )
        return nom
    complements = (replace(nom, complement=numero) for numero in range(2, COMPLEMENTS_MAX))
    return next(libre for libre in complements if libre.reference + EXTENSION not in pris)


def _ligne(refus: LigneRefusee) -> LigneAEcrire:
    return LigneAEcrire(
        no_pec=refus.numero_pec,
        nir=refus.nir,
        nom=refus.nom,
        prenom=refus.prenom,
        debut=refus.debut,
        fin=refus.fin,
        ouvrables_centiemes=refus.ouvrables_centiemes,
        dimanches_feries_centiemes=refus.dimanches_feries_centiemes,
        quantite_centiemes=refus.quantite_centiemes,
        prix_centimes=refus.prix_unitaire_centimes,
        montant_centimes=refus.montant_centimes,
    )
