"""The tariffs of a caisse: dated, with their source; one that has begun is neither changed nor deleted (CAI-19)."""

from datetime import date

from django.db import IntegrityError, transaction

from ppas.caisses.models import Caisse, Prestation, Tarif, Unite
from ppas.caisses.operations.administration import administrer
from ppas.caisses.regles.tarif import est_retirable, motif_de_refus
from ppas.comptes.models import Utilisateur
from ppas.socle.horloge import aujourd_hui
from ppas.socle.journal import journaliser
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import date_fr, euros


def ajouter_tarif(
    caisse: Caisse,
    *,
    prestation: Prestation,
    debut: date,
    ouvrable_centimes: int,
    dimanche_ferie_centimes: int | None,
    source: str,
    par: Utilisateur,
) -> Tarif:
    """Add the price of `prestation` in `caisse` from `debut` on, in cents; lines already accepted keep theirs.

    Raises Refus: droits-retires, dimanche-manquant (an hourly prestation would silently pay Sundays as ordinary days),
    dimanche-inutile, date-passee, tarif-existant.
    """
    est_horaire = prestation.unite == Unite.HEURE
    if est_horaire and dimanche_ferie_centimes is None:
        raise Refus(
            "dimanche-manquant",
            "Une prestation en heures a deux prix : indiquez aussi celui des dimanches et jours fériés, même égal.",
            champ="dimanche_ferie",
        )
    if not est_horaire and dimanche_ferie_centimes is not None:
        raise Refus(
            "dimanche-inutile",
            "Seule une prestation en heures a un prix des dimanches et jours fériés : laissez ce champ vide.",
            champ="dimanche_ferie",
        )
    tarif = Tarif(
        caisse=caisse,
        prestation=prestation,
        debut=debut,
        ouvrable_centimes=ouvrable_centimes,
        dimanche_ferie_centimes=dimanche_ferie_centimes,
        source=source,
    )
    try:
        _enregistrer(tarif, par=par)
    except IntegrityError as erreur:
        raise Refus(
            "tarif-existant",
            f"Un tarif de cette prestation commence déjà le {date_fr(debut)} : supprimez-le d’abord, ou choisissez une "
            "autre date.",
            champ="debut",
        ) from erreur
    return tarif


@transaction.atomic
def _enregistrer(tarif: Tarif, *, par: Utilisateur) -> None:
    caisse = administrer(tarif.caisse_id or 0, par=par)
    d_alors = Tarif.objects.en_vigueur(tarif.prestation, caisse=caisse, le=tarif.debut)
    motif = motif_de_refus(tarif.debut, le=aujourd_hui(), tarif_d_alors=d_alors.debut if d_alors else None)
    if motif:
        raise Refus("date-passee", motif, champ="debut")
    tarif.save(force_insert=True)
    journaliser(caisse, "ajouter-tarif", par=par, libelle=f"{_ecrit(tarif)} ajouté", details={"source": tarif.source})


@transaction.atomic
def supprimer_tarif(tarif: Tarif, *, par: Utilisateur) -> None:
    """Delete a tariff of the caisse's own that has not begun. Raises Refus: droits-retires, tarif-en-vigueur."""
    caisse = administrer(tarif.caisse_id or 0, par=par)
    if not est_retirable(tarif.debut, le=aujourd_hui()):
        raise Refus(
            "tarif-en-vigueur",
            f"Ce tarif s’applique depuis le {date_fr(tarif.debut)} : il ne peut plus être ni modifié ni supprimé, des "
            "lignes ont pu recevoir ce prix. Rien n’a été modifié ; ajoutez un nouveau tarif daté.",
        )
    libelle = f"{_ecrit(tarif)} supprimé avant de commencer"
    tarif.delete()
    journaliser(caisse, "supprimer-tarif", par=par, libelle=libelle)


def _ecrit(tarif: Tarif) -> str:
    dimanche = tarif.dimanche_ferie_centimes
    prix = euros(tarif.ouvrable_centimes) + (f", dimanches {euros(dimanche)}" if dimanche is not None else "")
    return f"Tarif de {tarif.prestation.code} au {date_fr(tarif.debut)} ({prix})"
