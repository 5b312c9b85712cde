"""The corrected file of a refused deposit: proposed, never sent but by the partner's own decision (PLU-02)."""

from collections.abc import Container
from uuid import UUID

from django.core.files.base import ContentFile

from ppas.comptes.models import Utilisateur
from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Depot
from ppas.facturation.operations import magasin
from ppas.facturation.operations.deposer import deposer
from ppas.facturation.regles.correction import Correction, corriger
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import Refus


class _NomsUtilises(Container[str]):
    """The names that a partner may not use again, asked one by one: few are, and he may have sent thousands."""

    def __init__(self, depot: Depot) -> None:
        self._depot = depot

    def __contains__(self, nom: object) -> bool:
        return _pris(self._depot, str(nom)) is not None


def _pris(depot: Depot, nom: str) -> Depot | None:
    """Return the deposit of the same partner that took `nom`; one that was refused takes none (D7)."""
    siens = Depot.objects.filter(partenaire=depot.partenaire_id, nom_fichier=nom)
    return siens.exclude(etat=EtatDepot.REFUSE).first()


def proposer_correction(depot: Depot) -> Correction | None:
    """Return the corrected file of `depot`, or None when nothing is certain or when its bytes are no longer kept.

    Only a deposit refused because its name was used gets the name of a complement: any other keeps its own.
    """
    if not depot.peut_etre_corrige:
        return None
    try:
        with magasin.ouvrir(depot.sha256) as source:
            contenu = source.read()
    except OSError:
        return None
    utilises = _NomsUtilises(depot) if "F02" in depot.nb_par_code else ()
    return corriger(contenu, depot.nom_fichier, le=aujourd_hui(), noms_utilises=utilises)


def envoye_depuis(depot: Depot, correction: Correction) -> Depot | None:
    """Return the deposit that has already taken the name of the corrected file, corrected here or elsewhere."""
    return _pris(depot, correction.nom)


def deposer_correction(depot: Depot, *, par: Utilisateur, cle_envoi: UUID) -> Depot:
    """Send the corrected file of `depot` as a new deposit, judged like any other; the same key sends it once.

    Raises Refus("correction-impossible") when there is nothing to send, when the file would still be refused or when
    its name is taken; and what `deposer` raises.
    """
    deja = Depot.objects.filter(partenaire=depot.partenaire_id, cle_envoi=cle_envoi).first()
    if deja is not None:
        return deja
    correction = proposer_correction(depot)
    if correction is None or correction.restantes or envoye_depuis(depot, correction):
        raise Refus(
            "correction-impossible",
            "Ce fichier ne peut pas être envoyé corrigé : il reste une faute, ou son nom est déjà pris. Rien n’a été "
            "envoyé ; corrigez le fichier dans votre logiciel, puis envoyez-le.",
        )
    fichier = ContentFile(correction.contenu, name=correction.nom)
    return deposer(fichier, partenaire=depot.partenaire, par=par, cle_envoi=cle_envoi)
