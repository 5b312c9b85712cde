"""Invoicing from a spreadsheet (PLU-09): the draft month written as a workbook, read back, compared, then kept.

Nothing of an uploaded file is believed: it is read again, and compared again under the lock of the form, when the
person confirms what was shown (docs/decisions/0070).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from django.core.signing import BadSignature, Signer
from django.db import transaction

from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Formulaire, LigneFormulaire
from ppas.facturation.operations.jugement import LigneJugee, juger
from ppas.facturation.operations.saisie import enregistrer_formulaire, verrouiller_brouillon
from ppas.facturation.regles import tableur as regles
from ppas.facturation.regles.catalogue import Anomalie
from ppas.facturation.regles.tableur import Changement, Erreur, Etat, Lecture
from ppas.socle.classeurs import lire_feuille
from ppas.socle.journal import journaliser
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import de_mois, mois, nir_masque
from ppas.socle.regles.classeur import ColonneFeuille, Feuille, ecrire_classeur
from ppas.socle.regles.table import Cellule

SIGNATURE = Signer(salt="ppas.tableur")


@dataclass(frozen=True)
class LigneComparee:
    """A line that the sheet changes, with what the rules say of it once changed."""

    ligne: LigneFormulaire
    changement: Changement
    anomalies: list[Anomalie]


@dataclass(frozen=True)
class Apercu:
    """What confirming would do. `empreinte` is that of the differences: another one means that they changed."""

    changees: list[LigneComparee]
    erreurs: list[tuple[Erreur, LigneFormulaire | None]]
    nb_absentes: int
    empreinte: str


def lignes_du_tableur(formulaire: Formulaire) -> list[LigneFormulaire]:
    """Return the lines of the form with all that the sheet says of them."""
    return list(formulaire.lignes.select_related("prise_en_charge__beneficiaire", "prise_en_charge__prestation"))


def ecrire_tableur(formulaire: Formulaire, lignes: Sequence[LigneFormulaire], sortie: IO[bytes]) -> None:
    """Write the month of `formulaire` to `sortie`: a sheet to fill in, protected elsewhere, and one that says how."""
    convention = formulaire.convention
    titre = f"Facturation {de_mois(formulaire.echeance)}, convention {convention.code}"
    notes = (
        f"{convention.caisse}. Remplissez les cellules jaunes, enregistrez, puis envoyez ce fichier sur le portail.",
        "Heures en centièmes : 14,5 pour 14 h 30. « oui » dans la dernière colonne barre la ligne (-).",
    )
    saisie = Feuille(
        regles.FEUILLE,
        titre,
        regles.COLONNES,
        [_rangee(jugee) for jugee in juger(formulaire, lignes)],
        notes,
        cle=_cle(formulaire),
        est_protegee=True,
    )
    aide = Feuille(
        "Mode d’emploi",
        "Facturer avec un tableur",
        (ColonneFeuille("Règles", 120),),
        [[regle] for regle in regles.MODE_D_EMPLOI],
        est_protegee=True,
    )
    ecrire_classeur(sortie, [saisie, aide], titre=titre)


def _cle(formulaire: Formulaire) -> str:
    """Return what tells of which form a sheet is, and that this portal wrote it."""
    convention = formulaire.convention.code
    return SIGNATURE.sign_object({"f": formulaire.pk, "c": convention, "e": f"{formulaire.echeance:%Y%m}"})


def _rangee(jugee: LigneJugee) -> list[Cellule]:
    ligne, etat = jugee.ligne, regles.ecrire_etat(_etat(jugee.ligne))
    prise_en_charge = ligne.prise_en_charge
    accordees = prise_en_charge.quantite_mensuelle_centiemes
    reste = None if accordees is None else max(accordees - jugee.deja_centiemes, 0)
    return [
        ligne.pk,
        str(prise_en_charge.beneficiaire),
        nir_masque(prise_en_charge.beneficiaire.nir),
        prise_en_charge.numero,
        jugee.saisie.debut,
        jugee.saisie.fin,
        *map(regles.en_heures, (accordees, jugee.deja_centiemes, reste)),
        *etat,
        *etat,
    ]


def _etat(ligne: LigneFormulaire) -> Etat:
    return Etat(ligne.ouvrables_centiemes, ligne.dimanches_feries_centiemes, est_barree=ligne.est_barree)


def lire_tableur(formulaire: Formulaire, octets: bytes) -> Lecture:
    """Read an uploaded sheet of `formulaire`.

    Raises Refus: "classeur-refuse" for what is no workbook, "tableur-etranger" for one that this portal did not write
    or whose columns moved, "tableur-autre-mois" for that of another form.
    """
    lignes = lire_feuille(octets, regles.FEUILLE)
    entete = next((rang for rang, ligne in enumerate(lignes) if ligne[: len(regles.ENTETE)] == regles.ENTETE), None)
    cle = lignes[0][0] if lignes else None
    try:
        lue = SIGNATURE.unsign_object(cle if isinstance(cle, str) else "")
    except BadSignature:
        entete = None
    if entete is None:
        raise Refus(
            "tableur-etranger",
            "Ce fichier n’est pas un mois téléchargé depuis ce portail, ou sa présentation a été modifiée. Rien n’a "
            "été enregistré ; téléchargez le mois, remplissez-le, puis envoyez-le.",
        )
    if lue["f"] != formulaire.pk:
        raise Refus(
            "tableur-autre-mois",
            f"Ce tableur est celui {de_mois(lue['e'])}, convention {lue['c']}, et non celui "
            f"{de_mois(formulaire.echeance)}, convention {formulaire.convention.code}. Rien n’a été enregistré ; "
            "envoyez-le depuis la page de son mois.",
        )
    return regles.lire_rangees(lignes[entete + 1 :], premiere=entete + 2)


def apercevoir(formulaire: Formulaire, lecture: Lecture) -> Apercu:
    """Return what differs between the sheet and the form as it is now, and what the rules will say of it."""
    lignes = {ligne.pk: ligne for ligne in lignes_du_tableur(formulaire)}
    vues = {pk: regles.LigneVue(ligne.prise_en_charge.numero, _etat(ligne)) for pk, ligne in lignes.items()}
    comparaison = regles.comparer(lecture, vues)
    for changement in comparaison.changements:
        _appliquer(lignes[changement.ligne], changement.apres)
    jugees = {jugee.ligne.pk: jugee for jugee in juger(formulaire, list(lignes.values()))}
    return Apercu(
        changees=[LigneComparee(lignes[c.ligne], c, jugees[c.ligne].anomalies) for c in comparaison.changements],
        erreurs=[(erreur, lignes.get(erreur.ligne or 0)) for erreur in comparaison.erreurs],
        nb_absentes=comparaison.nb_absentes,
        empreinte=hashlib.sha256(repr(comparaison).encode()).hexdigest(),
    )


def _appliquer(ligne: LigneFormulaire, etat: Etat) -> None:
    ligne.ouvrables_centiemes, ligne.dimanches_feries_centiemes, ligne.est_barree = etat


@transaction.atomic
def enregistrer_tableur(formulaire: Formulaire, lecture: Lecture, empreinte: str, *, par: Utilisateur) -> int:
    """Keep what `lecture` changes, and return how many lines that is; rows in error are left out.

    Raises Refus("formulaire-valide"), or Refus("tableur-perime") when the differences are no longer those of
    `empreinte`, which were shown: somebody saved the form meanwhile.
    """
    verrouiller_brouillon(formulaire)
    apercu = apercevoir(formulaire, lecture)
    if apercu.empreinte != empreinte:
        raise Refus(
            "tableur-perime",
            "Le formulaire a été modifié depuis l’affichage des différences : rien n’a été enregistré. Les voici de "
            "nouveau ; vérifiez-les, puis confirmez.",
        )
    changements = [comparee.changement for comparee in apercu.changees]
    enregistrer_formulaire(formulaire, {c.ligne: c.apres._asdict() for c in changements}, par=par)
    lignes = "1 ligne" if len(changements) == 1 else f"{len(changements)} lignes"
    journaliser(
        formulaire,
        "saisir_tableur",
        par=par,
        libelle=f"Formulaire {mois(formulaire.echeance)} saisi dans un tableur ({lignes})",
    )
    return len(changements)
