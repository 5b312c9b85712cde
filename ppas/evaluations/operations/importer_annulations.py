"""Taking in the orders that a caisse withdraws: the `annulations-commandes` file, whole or not at all (CAI-08)."""

import hashlib
from collections import Counter
from collections.abc import Collection
from functools import partial
from itertools import batched
from typing import BinaryIO

from django.db import transaction

from ppas.caisses.models import Caisse, Flux, Importation
from ppas.caisses.operations.importations import deja_importe, inscrire_importation
from ppas.comptes.models import Utilisateur
from ppas.evaluations.models import Commande
from ppas.evaluations.operations.commandes import annuler_commandes
from ppas.evaluations.regles.fichier_annulations import COLONNES, AnnulationLue, CommandeVue, confronter
from ppas.socle.horloge import aujourd_hui
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.refus import FichierRefuse
from ppas.socle.regles.table import Fautes, lire_csv

LOT = 1000


def importer_annulations(fichier: BinaryIO, nom: str, *, caisse: Caisse, par: Utilisateur | None) -> Importation:
    """Withdraw the orders that `fichier` names; the same bytes, or the same lines, again change nothing.

    What becomes of a reservation and of an evaluation that was begun: `annuler_commandes`. Each person told gets one
    mail. Raises FichierRefuse with each fault of the file.
    """
    sha256 = hashlib.file_digest(fichier, "sha256").hexdigest()  # type: ignore[arg-type]
    fichier.seek(0)
    fautes = Fautes()
    lues = [AnnulationLue.de(ligne) for ligne in lire_csv(fichier, COLONNES, fautes)]
    with transaction.atomic():
        deja = deja_importe(caisse, Flux.ANNULATIONS_COMMANDES, sha256)
        if deja:
            return deja
        commandes = _commandes({lue.numero for lue in lues}, caisse)
        retenues = confronter(
            lues,
            fautes,
            commandes={numero: _vue(commande) for numero, commande in commandes.items()},
            le=aujourd_hui(),
        )
        if fautes:
            raise FichierRefuse(fautes)
        importation = inscrire_importation(
            caisse, Flux.ANNULATIONS_COMMANDES, sha256, nom=nom, nb_lignes=len(lues), par=par
        )
        annuler_commandes(((commandes[lue.numero], lue.le, lue.motif) for lue in retenues), par=par)
        _annoncer(importation, [commandes[lue.numero] for lue in retenues], par=par)
    return importation


def _commandes(numeros: Collection[str], caisse: Caisse) -> dict[str, Commande]:
    """Return the orders of `caisse` of these numbers, locked until the end: their state is judged, then changed."""
    siennes = (
        Commande.objects.de_caisse(caisse)
        .select_for_update(of=("self",))
        .select_related("caisse", "convention__partenaire")
        .order_by("pk")
    )
    return {c.numero: c for lot in batched(sorted(numeros), LOT) for c in siennes.filter(numero__parmi=lot)}


def _vue(commande: Commande) -> CommandeVue:
    return CommandeVue(
        commande.est_ouverte,
        commande.date_commande,
        commande.get_etat_display(),
        (commande.annulee_le, commande.motif_annulation),
    )


def _annoncer(importation: Importation, annulees: list[Commande], *, par: Utilisateur | None) -> None:
    """Write the journal: one row for the caisse, one for each partner concerned."""
    nb_par_partenaire = Counter(commande.convention.partenaire_id for commande in annulees)
    ecrire = partial(journaliser, importation, par=par, nature=NatureEchange.COMMANDES, sens=SensEchange.RECU)
    ecrire("importer", libelle=_compter(importation.nb_lignes))
    for partenaire_ref, nb in sorted(nb_par_partenaire.items()):
        ecrire("retirer", libelle=_compter(nb), partenaire_ref=partenaire_ref)


def _compter(nb: int) -> str:
    return f"{nb} commandes d’évaluation annulées." if nb > 1 else f"{nb} commande d’évaluation annulée."
