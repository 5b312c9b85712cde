"""What every flux of a caisse does: one import at a time, and the same bytes only once (formats.md §3)."""

from ppas.caisses.models import Caisse, Importation
from ppas.comptes.models import Utilisateur
from ppas.socle.horloge import maintenant


def deja_importe(caisse: Caisse, flux: str, sha256: str) -> Importation | None:
    """Lock `caisse` until the transaction ends; return the import of the same bytes when there was one."""
    Caisse.objects.select_for_update(no_key=True).get(pk=caisse.pk)
    return Importation.objects.filter(caisse=caisse, flux=flux, sha256=sha256).first()


def inscrire_importation(
    caisse: Caisse, flux: str, sha256: str, *, nom: str, nb_lignes: int, par: Utilisateur | None
) -> Importation:
    """Write the row of an import named `nom`, whose lock `deja_importe` holds."""
    return Importation.objects.create(
        caisse=caisse,
        flux=flux,
        nom_fichier=nom[:255],
        sha256=sha256,
        nb_lignes=nb_lignes,
        importe_le=maintenant(),
        importe_par=par,
    )
