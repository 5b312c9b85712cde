"""Taking in what a caisse grants: the `prises-en-charge` file, whole or not at all (CAI-10, formats.md §3)."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from functools import partial
from itertools import batched
from typing import Any, BinaryIO

from django.db import transaction

from ppas.caisses.models import Caisse, Flux, Importation, Prestation
from ppas.caisses.operations.importations import deja_importe, inscrire_importation
from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import Beneficiaire, PriseEnCharge, VersionPriseEnCharge
from ppas.prises_en_charge.operations.identites import Identite, enregistrer_identites
from ppas.prises_en_charge.regles.fichier import ConventionVue, PrestationVue, PriseEnChargeLue, lire_prises_en_charge
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.refus import FichierRefuse
from ppas.socle.regles.table import Fautes

LOT = 1000
CHAMPS_ACCORDES = (
    "convention_id",
    "beneficiaire_id",
    "prestation_id",
    "debut",
    "fin",
    "notifiee_le",
    "quantite_mensuelle_centiemes",
    "plafond_centimes",
    "participation",
)


def importer_prises_en_charge(fichier: BinaryIO, nom: str, *, caisse: Caisse, par: Utilisateur | None) -> Importation:
    """Create or replace the grants of `fichier`, and return the import; the same bytes again change nothing.

    The file is read twice: once to judge it, without any lock, then to write it by batches. So its size never decides
    the memory used, and nothing is written of a wrong file. A replaced grant keeps its earlier values as a version,
    even when what was already invoiced exceeds the new grant: the caisse decides.

    Raises FichierRefuse with each fault of the file.
    """
    sha256 = hashlib.file_digest(fichier, "sha256").hexdigest()  # type: ignore[arg-type]
    lecture = _Lecture(fichier, caisse)
    for _ in lecture.lignes():
        pass
    lecture.refuser_les_fautes()
    with transaction.atomic():
        deja = deja_importe(caisse, Flux.PRISES_EN_CHARGE, sha256)
        if deja:
            return deja
        importation = inscrire_importation(caisse, Flux.PRISES_EN_CHARGE, sha256, nom=nom, nb_lignes=0, par=par)
        _enregistrer(importation, lecture, par=par)
    return importation


class _Lecture:
    """The file, read again each time with the references of that moment."""

    def __init__(self, fichier: BinaryIO, caisse: Caisse) -> None:
        self.fichier = fichier
        self.caisse = caisse
        self.fautes = Fautes()

    def lignes(self) -> Iterator[PriseEnChargeLue]:
        self.fichier.seek(0)
        conventions = Convention.objects.validees().filter(caisse=self.caisse)
        return lire_prises_en_charge(
            self.fichier,
            self.fautes,
            conventions={
                c.code.casefold(): ConventionVue(c.pk, c.partenaire_id, c.type_partenaire_id) for c in conventions
            },
            prestations={
                p.code: PrestationVue(p.pk, p.unite, frozenset(t.pk for t in p.types.all()))
                for p in Prestation.objects.prefetch_related("types")
            },
        )

    def refuser_les_fautes(self) -> None:
        if self.fautes:
            raise FichierRefuse(self.fautes)


def _enregistrer(importation: Importation, lecture: _Lecture, *, par: Utilisateur | None) -> None:
    recues: Counter[int] = Counter()
    retirees: Counter[int] = Counter()
    for lot in batched(lecture.lignes(), LOT):
        retirees += _enregistrer_lot(importation, lot)
        recues.update(lue.convention.partenaire_id for lue in lot)
    # A convention may have been invalidated since the first reading.
    lecture.refuser_les_fautes()
    importation.nb_lignes = recues.total()
    importation.save(update_fields=["nb_lignes"])
    _annoncer(importation, recues, retirees, par=par)


def _enregistrer_lot(importation: Importation, lot: Collection[PriseEnChargeLue]) -> Counter[int]:
    """Write a batch; return how many grants each partner loses to another one."""
    beneficiaires = _enregistrer_beneficiaires(importation.caisse, lot)
    neuves = [_prise_en_charge(importation.caisse, lue, beneficiaires[lue.ligne["nir"]]) for lue in lot]
    par_numero = {neuve.numero: neuve for neuve in neuves}
    anciennes = PriseEnCharge.objects.filter(caisse=importation.caisse, numero__in=par_numero).select_related(
        "convention", "prestation"
    )
    remplacees = [ancienne for ancienne in anciennes if _differe(ancienne, par_numero[ancienne.numero])]
    VersionPriseEnCharge.objects.bulk_create(
        VersionPriseEnCharge(prise_en_charge=ancienne, remplacee_par=importation, valeurs=_valeurs(ancienne))
        for ancienne in remplacees
    )
    PriseEnCharge.objects.bulk_create(
        neuves, update_conflicts=True, unique_fields=["caisse", "numero"], update_fields=CHAMPS_ACCORDES
    )
    partenaires = {lue.ligne["no_pec"]: lue.convention.partenaire_id for lue in lot}
    anciens = ((ancienne.convention.partenaire_id, partenaires[ancienne.numero]) for ancienne in remplacees)
    return Counter(ancien for ancien, nouveau in anciens if ancien != nouveau)


def _enregistrer_beneficiaires(caisse: Caisse, lot: Collection[PriseEnChargeLue]) -> dict[str, Beneficiaire]:
    """Create the people of a batch or update their identity; return them by NIR."""
    champs = ("nir", "nom", "prenom", "date_naissance", "commune")
    return enregistrer_identites(caisse, (Identite(*(lue.ligne[champ] for champ in champs)) for lue in lot))


def _prise_en_charge(caisse: Caisse, lue: PriseEnChargeLue, beneficiaire: Beneficiaire) -> PriseEnCharge:
    return PriseEnCharge(
        caisse=caisse,
        numero=lue.ligne["no_pec"],
        convention_id=lue.convention.id,
        beneficiaire=beneficiaire,
        prestation_id=lue.prestation.id,
        debut=lue.ligne["date_debut"],
        fin=lue.ligne["date_fin"],
        notifiee_le=lue.ligne["date_notification"],
        quantite_mensuelle_centiemes=lue.ligne["quantite_mensuelle"],
        plafond_centimes=lue.ligne["plafond_total"],
        participation=lue.ligne["taux_participation"],
    )


def _differe(ancienne: PriseEnCharge, neuve: PriseEnCharge) -> bool:
    return any(getattr(ancienne, champ) != getattr(neuve, champ) for champ in CHAMPS_ACCORDES)


def _valeurs(ancienne: PriseEnCharge) -> dict[str, Any]:
    """Return a grant as its version keeps it: codes, which outlive the rows."""
    return {
        "convention": ancienne.convention.code,
        "beneficiaire": ancienne.beneficiaire_id,
        "prestation": ancienne.prestation.code,
        "debut": ancienne.debut.isoformat(),
        "fin": ancienne.fin.isoformat(),
        "notifiee_le": ancienne.notifiee_le.isoformat(),
        "quantite_mensuelle_centiemes": ancienne.quantite_mensuelle_centiemes,
        "plafond_centimes": ancienne.plafond_centimes,
        "participation": ancienne.participation,
    }


def _annoncer(
    importation: Importation, recues: Counter[int], retirees: Counter[int], *, par: Utilisateur | None
) -> None:
    """Write the journal: one row for the caisse, one for each partner concerned."""
    ecrire = partial(journaliser, importation, par=par, nature=NatureEchange.PRISES_EN_CHARGE, sens=SensEchange.RECU)
    ecrire("importer", libelle=f"{_compter(importation.nb_lignes, 'importée')}.")
    for partenaire_ref, nb in sorted(recues.items()):
        ecrire("recevoir", libelle=f"{_compter(nb, 'reçue')}.", partenaire_ref=partenaire_ref)
    for partenaire_ref, nb in sorted(retirees.items()):
        libelle = f"{_compter(nb, 'confiée')} par la caisse à une autre structure."
        ecrire("retirer", libelle=libelle, partenaire_ref=partenaire_ref)


def _compter(nb: int, participe: str) -> str:
    return f"{nb} prises en charge {participe}s" if nb > 1 else f"{nb} prise en charge {participe}"
