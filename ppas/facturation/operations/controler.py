"""« Contrôler sans envoyer » (PLU-01): the report of a real sending, made by its very code, and nothing stored.

What a real run writes is remembered here instead: the accepted lines, for those that follow them; the first anomalies,
for the page; all of them, when they are wanted, in a file without a name that the system deletes when it is closed.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from django.conf import settings
from django.db.models import Q

from ppas.comptes.models import Utilisateur
from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Anomalie, Depot
from ppas.facturation.operations.contexte import deja_facturees
from ppas.facturation.operations.controle import CHAMPS_LIGNE, CHAMPS_REFUS, Controle, DejaParPersonne, Verdict
from ppas.facturation.operations.deposer import examiner, nom_lisible
from ppas.facturation.operations.examen import CHAMPS_ANOMALIE, LOT, juger, lignes_anomalies, par_code
from ppas.facturation.operations.magasin import BLOC, FichierRecu
from ppas.facturation.regles import catalogue
from ppas.facturation.regles.donnees import EnteteLue, LigneLue, PriseEnChargeVue
from ppas.facturation.regles.localisation import Reperage
from ppas.partenaires.models import Partenaire
from ppas.prises_en_charge.models import Beneficiaire, PriseEnCharge
from ppas.socle.horloge import maintenant
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import nombre

ANOMALIES_MONTREES = 500

RANG_ACCEPTEE, PRISE_EN_CHARGE = CHAMPS_LIGNE.index("rang"), CHAMPS_LIGNE.index("prise_en_charge")
RANG_REFUSEE, NIR, MONTANT = (CHAMPS_REFUS.index(champ) for champ in ("rang", "nir", "montant_centimes"))


class ControleAVide(Controle):
    """The controls of a file whose lines are not written: it remembers those that it accepts."""

    def __init__(self, depot: Depot, entete: EnteteLue) -> None:
        super().__init__(depot, entete)
        self._memoire: DejaParPersonne = {}
        self._lot: DejaParPersonne = {}

    def juger(self, lignes: Sequence[LigneLue]) -> Verdict:
        """Judge `lignes` in their order, against those accepted in earlier batches too."""
        verdict = super().juger(lignes)
        for personne, siennes in self._lot.items():
            if acceptees := [ligne for ligne in siennes if ligne.meme_envoi]:
                self._memoire[personne] = acceptees
        return verdict

    def _deja_facturees(self, vues: list[PriseEnChargeVue], lignes: Sequence[LigneLue]) -> DejaParPersonne:
        debut, fin = min(ligne.debut for ligne in lignes), max(ligne.fin for ligne in lignes)
        self._lot = deja_facturees(vues, depuis=debut, jusqu_a=fin)
        for personne in self._memoire.keys() & {(ligne.nir, ligne.prestation) for ligne in lignes}:
            self._lot[personne] += self._memoire[personne]
        return self._lot


class Rapport:
    """The report of a dry run. Its `depot` is never saved: it has the fields that a real one would have.

    `anomalies` are the first ones, `toutes` gives them all when `garder_tout` asked for it; `depot.nb_par_code` counts
    them by code. `montant_refuse_centimes` adds the amounts written on the refused lines, which home help has not.
    """

    controle = ControleAVide

    def __init__(self, depot: Depot, ouvrir: Callable[[], BinaryIO], *, garder_tout: bool) -> None:
        self.depot = depot
        self.ouvrir = ouvrir
        self.anomalies: list[Anomalie] = []
        self._copie = TemporaryFile("w+", dir=settings.FILE_UPLOAD_TEMP_DIR) if garder_tout else None  # noqa: SIM115 -- `toutes` closes it
        self.montant_refuse_centimes = 0
        self._nirs: set[str] = set()
        self._prises_en_charge: set[int] = set()

    @property
    def nb_anomalies(self) -> int:
        """How many there are in all."""
        return sum(self.depot.nb_par_code.values())

    def toutes(self) -> Iterator[Anomalie]:
        """Yield every anomaly in its order, once and in constant memory; without `garder_tout`, the first ones."""
        if self._copie is None:
            yield from self.anomalies
            return
        with self._copie as copie:
            copie.seek(0)
            for texte in copie:
                yield _anomalie(json.loads(texte))

    def fermer(self) -> None:
        """Let go of the copy of the anomalies, which the system then deletes."""
        if self._copie is not None:
            self._copie.close()

    def beneficiaires(self) -> list[int]:
        """Return the ids of those of whom the kept anomalies tell what the caisse knows, in one query."""
        accordes = PriseEnCharge.objects.filter(pk__parmi=self._prises_en_charge)
        vus = Q(caisse=self.depot.caisse_id, nir__parmi=self._nirs) | Q(pk__in=accordes.values("beneficiaire"))
        return list(Beneficiaire.objects.filter(vus).order_by("pk").values_list("pk", flat=True))

    def annoncer(self, nb_lignes: int) -> None:
        """Note how many lines the header announces."""
        self.depot.nb_lignes_annoncees = nb_lignes

    def recevoir(self, nb_lues: int, verdict: Verdict, reperage: Reperage) -> None:
        """Keep the faults of a batch. Raises Refus("controle-trop-long") beyond DEPOT_CONTROLE_LIGNES_MAX."""
        if nb_lues > settings.DEPOT_CONTROLE_LIGNES_MAX:
            raise _trop_long()
        self.depot.nb_lignes_lues = nb_lues
        rangs = {anomalie.rang for anomalie in self.garder(map(reperage.situer, verdict.anomalies))}
        self.montant_refuse_centimes += sum(ligne[MONTANT] for ligne in verdict.refusees)
        self._nirs |= {ligne[NIR] for ligne in verdict.refusees if ligne[RANG_REFUSEE] in rangs}
        self._prises_en_charge |= {
            ligne[PRISE_EN_CHARGE] for ligne in verdict.acceptees if rangs and ligne[RANG_ACCEPTEE] in rangs
        }

    def garder(self, anomalies: Iterable[catalogue.Anomalie]) -> list[Anomalie]:
        """Keep what the page, or the file of them all, will show of `anomalies`; return it."""
        if self._copie is None:
            anomalies = islice(anomalies, ANOMALIES_MONTREES - len(self.anomalies))
        gardees = []
        for valeurs in lignes_anomalies(self.depot, anomalies):
            gardees.append(_anomalie(valeurs))
            if len(self.anomalies) < ANOMALIES_MONTREES:
                self.anomalies.append(gardees[-1])
            if self._copie is not None:
                self._copie.write(json.dumps(valeurs) + "\n")
        return gardees

    def refuser(self, anomalies: list[catalogue.Anomalie]) -> None:
        """Forget the lines: the whole file would be refused, for these faults."""
        self.anomalies, self.montant_refuse_centimes = [], 0
        self._nirs, self._prises_en_charge = set(), set()
        if self._copie is not None:
            self._copie.seek(0)
            self._copie.truncate()
        self.depot.etat, self.depot.nb_par_code = EtatDepot.REFUSE, par_code(anomalies)
        self.garder(anomalies)


def controler(fichier: FichierRecu, *, partenaire: Partenaire, par: Utilisateur, garder_tout: bool = False) -> Rapport:
    """Judge `fichier` as if `partenaire` sent it now, with what the caisse knows, and store nothing (PLU-01).

    Another sending of the same convention that awaits its turn does not count yet: a real one would come after it.

    Raises Refus: "controle-trop-long" beyond DEPOT_CONTROLE_LIGNES_MAX lines, "tarif-inconnu" when the caisse has
    published no tariff for a line.
    """
    sha256, taille = _mesurer(fichier)
    depot = Depot(
        partenaire=partenaire,
        cle_envoi=uuid.uuid4(),
        nom_fichier=nom_lisible(fichier.name or ""),
        sha256=sha256,
        taille=taille,
        depose_le=maintenant(),
        depose_par=par,
    )
    rapport = Rapport(depot, _ouvreur(fichier), garder_tout=garder_tout)
    anomalies = examiner(depot)
    if anomalies:
        rapport.refuser(anomalies)
        return rapport
    try:
        bilan = juger(depot, rapport, lot=LOT)
    except BaseException:
        rapport.fermer()
        raise
    depot.traite_le = maintenant()
    if bilan.est_refuse:
        rapport.refuser(bilan.du_fichier)
        return rapport
    rapport.garder(bilan.du_fichier)
    depot.etat = EtatDepot.TRAITE_AVEC_ANOMALIES if bilan.nb_refusees else EtatDepot.TRAITE
    for champ, valeur in bilan.resultat.items():
        setattr(depot, champ, valeur)
    return rapport


def _mesurer(fichier: FichierRecu) -> tuple[str, int]:
    """Return (sha256, size in bytes) as `magasin.ranger` does, which keeps nothing of what is over the limit."""
    empreinte, taille = hashlib.sha256(), 0
    for bloc in fichier.chunks(BLOC):
        taille += len(bloc)
        if taille <= settings.DEPOT_TAILLE_MAX:
            empreinte.update(bloc)
    return empreinte.hexdigest(), max(taille, fichier.size or 0)


def _ouvreur(fichier: FichierRecu) -> Callable[[], BinaryIO]:
    """Return what opens the bytes of `fichier` from their beginning, as often as needed, without a copy on disk."""
    if hasattr(fichier, "temporary_file_path"):
        chemin = Path(fichier.temporary_file_path())
        return lambda: chemin.open("rb")
    octets = b"".join(fichier.chunks())
    return lambda: BytesIO(octets)


def _anomalie(valeurs: Sequence) -> Anomalie:
    """Return the row that a real run would write, unsaved."""
    champs = dict(zip(CHAMPS_ANOMALIE, valeurs, strict=True))
    champs.pop("depot")
    return Anomalie(**champs)


def _trop_long() -> Refus:
    return Refus(
        "controle-trop-long",
        f"Ce fichier compte plus de {nombre(settings.DEPOT_CONTROLE_LIGNES_MAX)} lignes : le contrôle sans envoi "
        "s’arrête là, et rien n’a été enregistré. Envoyez le fichier, ou contrôlez-le sur votre ordinateur avec la "
        "commande « ppas verifier ».",
    )
