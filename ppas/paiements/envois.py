"""Files, on-line months and slips as the rules that tell their story read them."""

from ppas.facturation.models import Depot, Formulaire
from ppas.paiements.models import Bordereau
from ppas.paiements.regles.recit_envoi import Fichier, Mois, Versement


def faits_du_fichier(depot: Depot) -> Fichier:
    """Return the facts of a deposit."""
    return Fichier(
        etat=depot.etat,
        nom=depot.nom_fichier,
        depose_le=depot.depose_le,
        traite_le=depot.traite_le,
        nb_acceptees=depot.nb_lignes_acceptees,
        nb_refusees=depot.nb_lignes_refusees,
        nb_refacturees=depot.nb_lignes_refacturees,
        montant_centimes=depot.montant_caisse_centimes,
    )


def faits_du_mois(formulaire: Formulaire) -> Mois:
    """Return the facts of an on-line month."""
    return Mois(
        etat=formulaire.etat,
        echeance=formulaire.echeance,
        modifie_le=formulaire.enregistre_le or formulaire.cree_le,
        valide_le=formulaire.valide_le,
    )


def faits_du_versement(bordereau: Bordereau) -> Versement:
    """Return the facts of a slip."""
    return Versement(
        numero=bordereau.numero,
        date_paiement=bordereau.date_paiement,
        visible_le=bordereau.visible_le,
        montant_centimes=bordereau.montant_centimes,
    )
