"""P8: a month of France on this machine's cores: deposits received and processed, on-line forms filled and validated.

5,000 files (median 50 lines, the largest 100,000, 500,000 in all) and 5,000 forms of 30 lines typed in two pages: the
150,000 lines of the forms come on top. Sizes are drawn from a seed (log-normal). `--part 10` does a tenth of it.
"""

import argparse
import json
import random
import sys
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise

from django.core.files import File

from bench import monde
from bench.commun import DOSSIER, Chiffre, Compagnon, creer_les_tables, entretenir, rendre, servir
from ppas.caisses.models import Caisse, TypePartenaire
from ppas.caisses.operations.charger_references import charger_references
from ppas.comptes.models import Utilisateur
from ppas.facturation.models import LigneFacture
from ppas.facturation.operations.deposer import deposer
from ppas.facturation.operations.formulaire import ouvrir_formulaire, valider_formulaire
from ppas.facturation.operations.saisie import enregistrer_formulaire
from ppas.facturation.operations.traiter import traiter
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention, Partenaire
from ppas.socle.horloge import maintenant

NB_FICHIERS = NB_FORMULAIRES = 5_000
LIGNES, PLUS_GRAND, MEDIANE = 500_000, 100_000, 50
LIGNES_PAR_FORMULAIRE, PAR_PAGE = 30, 15
ETALEMENT = 0.97
"""Of the logarithm of a file's size: gives the total, for that median."""
OUVRIERS = 2
PLAFOND = 300
"""Seconds for the whole month."""


@dataclass
class Envoi:
    """What a structure does that month: a file of `nb` lines, or a form (`nb` is 0)."""

    convention_id: int
    nb: int


def tailles(part: int) -> list[int]:
    """Return the sizes of the files, the largest first: it takes longest."""
    tirage = random.Random(8)
    petites = [max(1, round(tirage.lognormvariate(0, ETALEMENT) * MEDIANE)) for _ in range(NB_FICHIERS // part - 1)]
    return [PLUS_GRAND // part, *petites]


def preparer(part: int) -> list[Envoi]:
    """Make the structures, their grants and their files; return what each has to send."""
    creer_les_tables()
    charger_references()
    Utilisateur.objects.create(login="banc", nom="Banc", prenom="D’essai")
    nombres = [*tailles(part), *[0] * (NB_FORMULAIRES // part)]
    conventions = _conventions(len(nombres))
    bornes = [0]
    for nb in nombres:
        bornes.append(bornes[-1] + (nb or LIGNES_PAR_FORMULAIRE))
    parts = [(convention, range(*paire)) for convention, paire in zip(conventions, pairwise(bornes), strict=True)]
    monde.accorder_a(parts)
    for (convention, numeros), nb in zip(parts, nombres, strict=True):
        if nb:
            chemin = DOSSIER / f"{convention.pk}.xml"
            structure = convention.identifiant_structure
            monde.ecrire(chemin, nb, debut=numeros[0], caisse=convention.caisse.code, structure=structure)
    entretenir()
    return [Envoi(convention.pk, nb) for convention, nb in zip(conventions, nombres, strict=True)]


def _conventions(nb: int) -> list[Convention]:
    caisses = list(Caisse.objects.all())
    type_partenaire = TypePartenaire.objects.get(code=TypePartenaire.AIDE_A_DOMICILE)
    instant = maintenant()
    partenaires = Partenaire.objects.bulk_create(
        Partenaire(nom=f"Structure {n}", mail="a@b.fr", telephone="0380000000", inscrit_le=instant) for n in range(nb)
    )
    return Convention.objects.bulk_create(
        Convention(
            partenaire=partenaire,
            caisse=caisses[n % len(caisses)],
            code=f"S{n:05d}",
            type_partenaire=type_partenaire,
            etat=EtatConvention.VALIDEE,
            identifiant_structure=f"2{n:07d}",
            demandee_le=instant,
            traitee_le=instant,
        )
        for n, partenaire in enumerate(partenaires)
    )


def envoyer(texte: str) -> str:
    """Do what one structure has to do; say that one is ready to an empty line."""
    if not texte:
        return "prêt"
    envoi = Envoi(**json.loads(texte))
    convention = Convention.objects.select_related("caisse", "partenaire").get(pk=envoi.convention_id)
    par = Utilisateur.objects.get(login="banc")
    if envoi.nb:
        _envoyer_un_fichier(convention, par)
    else:
        _remplir_un_formulaire(convention, par)
    return "fait"


def _envoyer_un_fichier(convention: Convention, par: Utilisateur) -> None:
    nom = f"{convention.caisse.code}_{convention.identifiant_structure}_{monde.ECHEANCE:%Y%m}.xml"
    with (DOSSIER / f"{convention.pk}.xml").open("rb") as source:
        fichier = File(source, name=nom)
        depot = deposer(fichier, partenaire=convention.partenaire, par=par, cle_envoi=uuid.uuid4())
    traiter(depot.pk)


def _remplir_un_formulaire(convention: Convention, par: Utilisateur) -> None:
    formulaire = ouvrir_formulaire(convention, monde.ECHEANCE, par=par)
    lignes = list(formulaire.lignes.values_list("pk", flat=True))
    for page in (lignes[:PAR_PAGE], lignes[PAR_PAGE:]):
        enregistrer_formulaire(formulaire, {pk: {"ouvrables_centiemes": 1400} for pk in page}, par=par)
    valider_formulaire(formulaire, par=par)


def executer(envois: list[Envoi]) -> float:
    """Share `envois` between the workers; return the seconds."""
    with ExitStack() as pile:
        ouvriers = [pile.enter_context(Compagnon("bench.mois", "--ouvrier")) for _ in range(OUVRIERS)]
        for ouvrier in ouvriers:
            ouvrier.demander()
        debut = time.perf_counter()
        restants = iter([json.dumps(vars(envoi)) for envoi in envois])
        occupes = []
        for ouvrier in ouvriers:
            ouvrier.envoyer(next(restants))
            occupes.append(ouvrier)
        while occupes:
            for ouvrier in [ouvrier for ouvrier in occupes if ouvrier.a_repondu(0.01)]:
                ouvrier.lire()
                if suivant := next(restants, None):
                    ouvrier.envoyer(suivant)
                else:
                    occupes.remove(ouvrier)
        return time.perf_counter() - debut


def main() -> int:
    """Print P8."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--part", type=int, default=1, help="do one part in so many of the month")
    analyseur.add_argument("--ouvrier", action="store_true", help=argparse.SUPPRESS)
    options = analyseur.parse_args()
    if options.ouvrier:
        servir(envoyer)
        return 0
    envois = preparer(options.part)
    duree = executer(envois)
    fichiers = [envoi.nb for envoi in envois if envoi.nb]
    attendues = sum(fichiers) + LIGNES_PAR_FORMULAIRE * (len(envois) - len(fichiers))
    assert LigneFacture.objects.engageantes().count() == attendues
    detail = (
        f"{duree:.0f} s: {len(fichiers):,} files of {sum(fichiers):,} lines, {len(envois) - len(fichiers):,} forms of "
        f"{LIGNES_PAR_FORMULAIRE} lines; {OUVRIERS} processes"
    )
    quoi = "a month of France" if options.part == 1 else f"1/{options.part} of a month of France"
    return rendre([Chiffre("P8", f"minutes for {quoi}", duree / 60, PLAFOND / 60 / options.part, detail)])


if __name__ == "__main__":
    sys.exit(main())
