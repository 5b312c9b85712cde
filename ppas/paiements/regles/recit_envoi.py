"""« Pourquoi pas payé ? » for what is not one line: a file, an on-line month, a slip, a month never invoiced (PLU-06).

Instants have a time zone, amounts are in cents, states are the values of `facturation.etats`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ppas.facturation.regles.calendrier import fin_du_mois
from ppas.facturation.regles.echeance import TROP_ANCIENNE, motif_de_fermeture
from ppas.paiements.regles.recit import DELAI, PAS_EN_LIGNE, RIEN, Acteur, Lecteur, Recit
from ppas.socle.regles.affichage import date_heure_fr, euros, jour_en_lettres, mois


@dataclass(frozen=True, kw_only=True)
class Fichier:
    """A deposited file."""

    etat: str
    nom: str
    depose_le: datetime
    traite_le: datetime | None
    nb_acceptees: int
    nb_refusees: int
    nb_refacturees: int
    montant_centimes: int


def recit_de_fichier(fichier: Fichier, *, lecteur: Lecteur) -> Recit:
    """Tell what became of a file. Raises KeyError for a state that has no story."""
    acteur, au_partenaire, a_la_caisse = {
        "recu": _ATTENTE,
        "en_traitement": _ATTENTE,
        "traite": (
            Acteur.CAISSE,
            RIEN + "suivez ses lignes ci-dessous.",
            "Exportez ses lignes, puis mandatez-les.",
        ),
        "traite_anomalies": (
            Acteur.PARTENAIRE,
            "Corrigez les lignes refusées, puis facturez-les de nouveau via le portail.",
            "Le partenaire doit corriger les lignes refusées.",
        ),
        "refuse": (
            Acteur.PARTENAIRE,
            "Corrigez le fichier et envoyez-le de nouveau : son nom peut resservir.",
            "Le partenaire doit corriger son fichier et l’envoyer de nouveau.",
        ),
    }[fichier.etat]
    faire = au_partenaire if lecteur is Lecteur.PARTENAIRE else a_la_caisse
    return Recit(tuple(_phrases_du_fichier(fichier)), acteur, faire)


_ATTENTE = (
    Acteur.PERSONNE,
    RIEN + "le portail finit de contrôler ce fichier, ses lignes s’afficheront ensuite.",
    "Rien à faire : le portail finit de contrôler ce fichier.",
)


def _phrases_du_fichier(fichier: Fichier) -> Iterator[str]:
    yield f"Fichier {fichier.nom} déposé le {jour_en_lettres(fichier.depose_le)}."
    quand = f" le {jour_en_lettres(fichier.traite_le)}" if fichier.traite_le else ""
    if fichier.etat == "refuse":
        yield f"Refusé en entier{quand} : aucune de ses lignes n’est enregistrée, donc aucune ne sera payée."
    elif fichier.etat in {"recu", "en_traitement"}:
        yield "Son contrôle n’est pas terminé."
    else:
        yield f"Contrôlé{quand} : {_lignes(fichier.nb_acceptees, 'acceptée')}, pour {euros(fichier.montant_centimes)}."
        if fichier.nb_refusees:
            suite = f", dont {_lignes(fichier.nb_refacturees, 'refacturée')}" if fichier.nb_refacturees else ""
            yield f"{_lignes(fichier.nb_refusees, 'refusée')}{suite}.".capitalize()


def _lignes(nb: int, participe: str) -> str:
    if nb == 0:
        return f"aucune ligne {participe}"
    return f"{nb} ligne{'s' if nb > 1 else ''} {participe}{'s' if nb > 1 else ''}"


@dataclass(frozen=True, kw_only=True)
class Mois:
    """An on-line month, whether sent or not."""

    etat: str
    echeance: date
    modifie_le: datetime
    valide_le: datetime | None = None


def recit_de_mois(saisi: Mois, *, lecteur: Lecteur) -> Recit:
    """Tell where an on-line month stands. Raises KeyError for a state that has no story."""
    nom = mois(saisi.echeance)
    phrase, acteur, au_partenaire, a_la_caisse = {
        "brouillon": (
            (
                f"Le formulaire {nom}, modifié le {jour_en_lettres(saisi.modifie_le)}, n’est pas validé : rien n’est "
                "transmis à la caisse."
            ),
            Acteur.PARTENAIRE,
            "Finissez la saisie, puis cliquez sur « Valider » sur la dernière page du formulaire.",
            "Le partenaire doit valider son formulaire.",
        ),
        "valide": (
            f"Le formulaire {nom} a été validé le {jour_en_lettres(saisi.valide_le or saisi.modifie_le)}.",
            Acteur.CAISSE,
            RIEN + "suivez ses lignes ci-dessous.",
            "Exportez ses lignes, puis mandatez-les.",
        ),
    }[saisi.etat]
    return Recit((phrase,), acteur, au_partenaire if lecteur is Lecteur.PARTENAIRE else a_la_caisse)


class Absence(StrEnum):
    """Why nothing was invoiced for a person and a month."""

    SANS_DROIT = "sans_droit"
    A_VENIR = "a_venir"
    TROP_ANCIENNE = "trop_ancienne"
    BARREE = "barree"
    EN_BROUILLON = "en_brouillon"
    SANS_HEURES = "sans_heures"
    HORS_FORMULAIRE = "hors_formulaire"
    NON_FACTUREE = "non_facturee"


@dataclass(frozen=True, kw_only=True)
class SansFacture:
    """A person and a month for which no line exists, and what the portal knows of them.

    `est_accordee`: a grant runs at least one day of the month. `formulaire`: the state of the convention's on-line
    month, None without one; `est_barree` and `est_saisie` say what it holds for that person.
    """

    echeance: date
    delai_mois: int
    est_accordee: bool
    formulaire: str | None = None
    est_barree: bool = False
    est_saisie: bool = False


def absence(cas: SansFacture, *, le: date) -> Absence:
    """Return why nothing was invoiced, the most decisive reason first."""
    if not cas.est_accordee:
        return Absence.SANS_DROIT
    if motif_de_fermeture(cas.echeance, le=le, delai_mois=cas.delai_mois):
        return Absence.A_VENIR if cas.echeance > le else Absence.TROP_ANCIENNE
    if cas.est_barree:
        return Absence.BARREE
    if cas.formulaire == "brouillon":
        return Absence.EN_BROUILLON if cas.est_saisie else Absence.SANS_HEURES
    return Absence.NON_FACTUREE if cas.formulaire is None else Absence.HORS_FORMULAIRE


def recit_d_absence(cas: SansFacture, *, le: date, lecteur: Lecteur) -> Recit:
    """Tell why nothing was invoiced for a person and a month, and what to do."""
    nom = mois(cas.echeance)
    phrase, acteur, au_partenaire, a_la_caisse = {
        Absence.SANS_DROIT: (
            f"Aucune prise en charge ne court en {nom} : rien ne peut être facturé.",
            Acteur.CAISSE,
            "La personne apparaîtra dans la « Liste des bénéficiaires » une fois sa prise en charge notifiée.",
            "Si un droit existe, notifiez-le par le flux « prises-en-charge ».",
        ),
        Absence.A_VENIR: (
            f"Le mois de {nom} n’est pas commencé.",
            Acteur.PERSONNE,
            RIEN + f"le mois se facturera à partir du {jour_en_lettres(fin_du_mois(cas.echeance))}.",
            "Rien à faire : le mois est à venir.",
        ),
        Absence.TROP_ANCIENNE: (
            f"Rien n’a été facturé pour {nom}, qui a plus de {cas.delai_mois} mois.",
            Acteur.PARTENAIRE,
            TROP_ANCIENNE.format(delai=cas.delai_mois),
            "Le partenaire ne peut plus facturer ce mois que par courrier.",
        ),
        Absence.BARREE: (
            f"La ligne a été barrée dans le formulaire {nom} : elle n’est pas facturée.",
            Acteur.PARTENAIRE,
            (
                "Si des heures ont été faites, rétablissez la ligne, saisissez-les et validez le formulaire, ou "
                "facturez par fichier."
            ),
            "Le partenaire a barré cette ligne.",
        ),
        Absence.EN_BROUILLON: (
            f"Les heures sont saisies dans le formulaire {nom}, qui n’est pas validé : rien n’est transmis.",
            Acteur.PARTENAIRE,
            "Cliquez sur « Valider » sur la dernière page du formulaire.",
            "Le partenaire doit valider son formulaire.",
        ),
        Absence.SANS_HEURES: (
            f"Le formulaire {nom} est ouvert, mais aucune heure n’y est saisie pour cette personne.",
            Acteur.PARTENAIRE,
            "Saisissez les heures, puis validez le formulaire.",
            "Le partenaire doit compléter son formulaire.",
        ),
        Absence.HORS_FORMULAIRE: (
            f"Le formulaire {nom} a été validé sans heures pour cette personne.",
            Acteur.PARTENAIRE,
            (
                "Si des heures ont été faites, facturez-les par fichier ; le jour même de la validation, vous pouvez "
                "aussi l’annuler."
            ),
            "Le partenaire n’a pas facturé cette personne.",
        ),
        Absence.NON_FACTUREE: (
            f"Rien n’a été facturé pour {nom} : ni fichier, ni formulaire.",
            Acteur.PARTENAIRE,
            "Facturez ce mois par fichier ou par saisie en ligne.",
            "Le partenaire n’a pas facturé ce mois.",
        ),
    }[absence(cas, le=le)]
    return Recit((phrase,), acteur, au_partenaire if lecteur is Lecteur.PARTENAIRE else a_la_caisse)


@dataclass(frozen=True, kw_only=True)
class Versement:
    """A slip and its transfer."""

    numero: str
    date_paiement: date
    visible_le: datetime
    montant_centimes: int


def recit_de_versement(versement: Versement, *, le: datetime, lecteur: Lecteur) -> Recit:
    """Tell what a transfer pays; to a partner before 48 hours, only when its slip may be read (PAY-02, PAY-07)."""
    est_en_ligne = versement.visible_le <= le
    lisible = f"Son bordereau pourra être lu à partir du {date_heure_fr(versement.visible_le)}."
    jour = jour_en_lettres(versement.date_paiement)
    if lecteur is Lecteur.PARTENAIRE and not est_en_ligne:
        return Recit((f"Un paiement est daté du {jour}.", lisible), Acteur.PERSONNE, DELAI, PAS_EN_LIGNE)
    total = (
        f"Le bordereau n° {versement.numero}, daté du {jour}, paie {euros(versement.montant_centimes)} en un seul "
        "versement."
    )
    faire = {
        Lecteur.PARTENAIRE: "Rapprochez ce total du versement reçu ; ses lignes sont dans le bordereau.",
        Lecteur.CAISSE: "Rien à faire : ses lignes sont dans le bordereau.",
    }[lecteur]
    return Recit((total,) if est_en_ligne else (total, lisible), Acteur.PERSONNE, faire)
