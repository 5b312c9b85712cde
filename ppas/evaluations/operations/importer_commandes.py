"""Taking in the orders of a caisse: the `commandes-evaluation` file, whole or not at all (CAI-08, formats.md §3)."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from itertools import batched
from typing import BinaryIO

from django.db import transaction

from ppas.caisses.models import Caisse, Flux, Importation, TypePartenaire
from ppas.caisses.operations.importations import deja_importe, inscrire_importation
from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import EtatCommande
from ppas.evaluations.models import Commande
from ppas.evaluations.operations.commandes import annoncer_aux_administrateurs
from ppas.evaluations.regles.fichier_commandes import (
    CHAMPS_COMMANDE,
    CHAMPS_IDENTITE,
    CommandeConnue,
    CommandeLue,
    ConventionVue,
    confronter,
    lire_commandes,
)
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import Beneficiaire
from ppas.prises_en_charge.operations.identites import Identite, enregistrer_identites
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.refus import FichierRefuse
from ppas.socle.regles.affichage import date_fr
from ppas.socle.regles.table import Fautes

LOT = 1000
CHAMPS_REMPLACES = ("convention", "beneficiaire", *CHAMPS_COMMANDE)


def importer_commandes(fichier: BinaryIO, nom: str, *, caisse: Caisse, par: Utilisateur | None) -> Importation:
    """Create or replace the orders of `fichier`, and return the import; the same bytes again change nothing.

    An order that the portal already has, with the same content, is left as it is; another content replaces it as
    long as it is open (docs/decisions/0103). The file is read twice, as that of the grants is: once to judge it, then
    to write it by batches under the lock of the caisse. The administrators of each structure get one mail.

    Raises FichierRefuse with each fault of the file.
    """
    sha256 = hashlib.file_digest(fichier, "sha256").hexdigest()  # type: ignore[arg-type]
    lecture = _Lecture(fichier, caisse)
    for _ in lecture.lots():
        pass
    lecture.refuser_les_fautes()
    with transaction.atomic():
        deja = deja_importe(caisse, Flux.COMMANDES_EVALUATION, sha256)
        if deja:
            return deja
        importation = inscrire_importation(caisse, Flux.COMMANDES_EVALUATION, sha256, nom=nom, nb_lignes=0, par=par)
        _Ecriture(importation, par).ecrire(_Lecture(fichier, caisse, verrouille=True))
    return importation


class _Lecture:
    """The file, judged by batches against the references and the orders of that moment."""

    def __init__(self, fichier: BinaryIO, caisse: Caisse, *, verrouille: bool = False) -> None:
        self.fichier = fichier
        self.caisse = caisse
        self.verrouille = verrouille
        self.fautes = Fautes()
        self.nb_lignes = 0

    def lots(self) -> Iterator[tuple[list[CommandeLue], list[tuple[Commande, CommandeLue]]]]:
        """Yield, batch after batch, the orders to create and those to replace."""
        self.fichier.seek(0)
        conventions = Convention.objects.validees().filter(caisse=self.caisse).select_related("type_partenaire")
        lues = lire_commandes(
            self.fichier,
            self.fautes,
            conventions={
                c.code.casefold(): ConventionVue(
                    c.pk, c.partenaire_id, c.type_partenaire.code == TypePartenaire.EVALUATION
                )
                for c in conventions
            },
        )
        attendus: dict[str, int] = {}
        for lot in batched(lues, LOT):
            self.nb_lignes += len(lot)
            connues = self._connues([lue.numero for lue in lot])
            neuves, remplacees = confronter(
                lot,
                self.fautes,
                connues={numero: _vue(commande) for numero, commande in connues.items()},
                en_cours=self._en_cours([lue.nir for lue in lot]),
                attendus=attendus,
            )
            yield neuves, [(connues[lue.numero], lue) for lue in remplacees]

    def _connues(self, numeros: Sequence[str]) -> dict[str, Commande]:
        commandes = Commande.objects.de_caisse(self.caisse).filter(numero__parmi=numeros).order_by("pk")
        if self.verrouille:
            commandes = commandes.select_for_update(of=("self",))
        return {
            commande.numero: commande
            for commande in commandes.select_related("beneficiaire", "convention", "evaluation")
        }

    def _en_cours(self, nirs: Sequence[str]) -> dict[str, str]:
        personnes = Beneficiaire.objects.filter(caisse=self.caisse, nir__parmi=nirs)
        ouvertes = Commande.objects.ouvertes().filter(beneficiaire__in=personnes)
        return dict(ouvertes.values_list("beneficiaire__nir", "numero"))

    def refuser_les_fautes(self) -> None:
        if self.fautes:
            raise FichierRefuse(self.fautes)


def _vue(commande: Commande) -> CommandeConnue:
    return CommandeConnue(
        nir=commande.beneficiaire.nir,
        convention_id=commande.convention_id,
        identite={champ: getattr(commande.beneficiaire, champ) for champ in CHAMPS_IDENTITE},
        valeurs={champ: getattr(commande, champ) for champ in CHAMPS_COMMANDE},
        est_ouverte=commande.est_ouverte,
        # An order given back keeps the evaluation that was begun, which repeats its structure.
        est_libre=commande.etat == EtatCommande.A_RESERVER and not hasattr(commande, "evaluation"),
        etat=commande.get_etat_display(),
    )


class _Ecriture:
    """The writing of one file, and what each partner gains or loses by it."""

    def __init__(self, importation: Importation, par: Utilisateur | None) -> None:
        self.importation = importation
        self.par = par
        self.recues: Counter[int] = Counter()
        self.retirees: Counter[int] = Counter()
        self.nb_modifiees = 0

    def ecrire(self, lecture: _Lecture) -> None:
        for neuves, remplacees in lecture.lots():
            self._ecrire_lot(neuves, remplacees)
        # An order may have been taken, or a convention invalidated, since the first reading.
        lecture.refuser_les_fautes()
        self.importation.nb_lignes = lecture.nb_lignes
        self.importation.save(update_fields=["nb_lignes"])
        self._annoncer()

    def _ecrire_lot(self, neuves: Collection[CommandeLue], remplacees: list[tuple[Commande, CommandeLue]]) -> None:
        caisse = self.importation.caisse
        lues = [*neuves, *(lue for _, lue in remplacees)]
        personnes = enregistrer_identites(
            caisse, (Identite(nir=lue.nir, commune=lue.ligne["commune"], **lue.identite()) for lue in lues)
        )
        Commande.objects.bulk_create(
            Commande(
                caisse=caisse,
                numero=lue.numero,
                convention_id=lue.convention.id,
                beneficiaire=personnes[lue.nir],
                importation=self.importation,
                **lue.valeurs(),
            )
            for lue in neuves
        )
        self.recues.update(lue.convention.partenaire_id for lue in neuves)
        for commande, lue in remplacees:
            self._remplacer(commande, lue, personnes[lue.nir])
        Commande.objects.bulk_update([commande for commande, _ in remplacees], CHAMPS_REMPLACES)

    def _remplacer(self, commande: Commande, lue: CommandeLue, personne: Beneficiaire) -> None:
        """Give `commande` what the line says, and write in the journal which of its fields changed."""
        ancien = commande.convention
        nouvelles = lue.valeurs() | {"convention_id": lue.convention.id, "beneficiaire_id": personne.pk}
        changes = [champ for champ, valeur in lue.identite().items() if getattr(commande.beneficiaire, champ) != valeur]
        changes += [champ for champ, valeur in nouvelles.items() if getattr(commande, champ) != valeur]
        suite = f", à rendre avant le {date_fr(lue.ligne['date_limite'])}" if "date_limite" in changes else ""
        for champ, valeur in nouvelles.items():
            setattr(commande, champ, valeur)
        if ancien.partenaire_id != lue.convention.partenaire_id:
            self.recues[lue.convention.partenaire_id] += 1
            self.retirees[ancien.partenaire_id] += 1
        self.nb_modifiees += 1
        journaliser(
            commande,
            "modifier_commande",
            par=self.par,
            libelle=f"{commande} modifiée par la caisse{suite}",
            details={"champs": changes, "importation": self.importation.pk},
        )

    def _annoncer(self) -> None:
        """Write the journal: one row for the caisse, one for each partner concerned; tell the administrators."""
        ecrire = partial(
            journaliser,
            self.importation,
            par=self.par,
            nature=NatureEchange.COMMANDES,
            sens=SensEchange.RECU,
        )
        ecrire("importer", libelle=f"{_compter(self.importation.nb_lignes, 'importée')}.")
        for partenaire_ref, nb in sorted(self.recues.items()):
            ecrire("recevoir", libelle=f"{_compter(nb, 'reçue')}.", partenaire_ref=partenaire_ref)
        for partenaire_ref, nb in sorted(self.retirees.items()):
            libelle = f"{_compter(nb, 'confiée')} par la caisse à une autre structure."
            ecrire("retirer", libelle=libelle, partenaire_ref=partenaire_ref)
        annoncer_aux_administrateurs(self.importation.caisse, self.recues)


def _compter(nb: int, participe: str) -> str:
    return f"{nb} commandes d’évaluation {participe}s" if nb > 1 else f"{nb} commande d’évaluation {participe}"
