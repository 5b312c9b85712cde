"""The « cahier des charges » and the « procédure » as PDF to print, made from the schema and the catalogue (DOC-09)."""

from datetime import datetime
from functools import lru_cache
from itertools import groupby

from ppas.facturation.regles import description
from ppas.facturation.regles.controle import Gravite
from ppas.facturation.regles.description import Champ
from ppas.facturation.regles.exemples import DOCUMENT_AMD, DOCUMENT_AUTRE, NOM_AMD, NOM_AUTRE
from ppas.facturation.regles.fiches import Fiche, fiches
from ppas.socle.operations.composer_texte import Bloc, composer_texte, extrait, fiche, liste, tableau, texte, titre

EXEMPLES = {NOM_AMD: DOCUMENT_AMD, NOM_AUTRE: DOCUMENT_AUTRE}
FAMILLES = {
    Gravite.FICHIER: ("Le fichier est refusé en entier", "Rien n’en est conservé ; son nom peut être réutilisé."),
    Gravite.LIGNE: ("La ligne est refusée", "Les autres lignes du fichier sont acceptées."),
    Gravite.AVERTISSEMENT: ("La ligne est acceptée avec un avertissement", "Aucune action n’est obligatoire."),
}
NOMMER = (
    (
        "Pour de l’AMD prestataire : code caisse_identifiant structure_échéance(AAAAMM).xml, par exemple "
        "03_21231300_202610.xml. Un complément pour le même mois porte le suffixe -2, puis -3."
    ),
    (
        "Pour les autres types de prestations : code caisse_date(JJMMAA)_code prestation sans PPP_identifiant "
        "structure.xml, par exemple 03_171126_014_21231300.xml."
    ),
)


@lru_cache(maxsize=2)
def cahier_des_charges_pdf(le: datetime) -> bytes:
    """Return the layout of invoice files as a PDF, in its edition of the day of `le`."""
    decrite = description.decrire()
    blocs = [
        texte(decrite.presentation),
        titre("Nommer le fichier"),
        liste(*NOMMER),
        texte(
            "Le nom du fichier doit être différent de ceux utilisés lors d’envois précédents. La référence interne "
            "(champ rf-borfact de l’en-tête) doit être identique au nom du fichier ; l’extension peut y être omise."
        ),
        titre("Encodage et taille"),
        texte(
            "UTF-8, ISO-8859-1, ISO-8859-15 ou Windows-1252, déclaré en première ligne ; ni DOCTYPE, ni espace de "
            "noms ; 300 Mo et 1 000 000 de lignes au plus."
        ),
        titre("L’en-tête"),
        _champs(decrite.entete),
        titre("Une ligne"),
        texte(
            "Une ligne d’AMD porte qt-ouvrables et qt-dimanches-feries ; toute autre prestation porte qt, mt-unitaire "
            "et mt."
        ),
        _champs(decrite.ligne),
        titre("Exemples"),
    ]
    for nom, document in EXEMPLES.items():
        blocs += [titre(nom, 3), extrait(document)]
    return composer_texte(
        "Cahier des charges du fichier de facturation XML", f"Version {description.VERSION} du tracé.", blocs, le=le
    )


@lru_cache(maxsize=2)
def procedure_pdf(le: datetime) -> bytes:
    """Return every motive of anomaly and what to do about it as a PDF, in its edition of the day of `le`."""
    blocs = [titre("Anomalies de facturation")]
    for gravite, groupe in groupby(fiches(), key=lambda decrite: decrite.controle.gravite):
        nom, consequence = FAMILLES[gravite]
        blocs += [titre(nom, 3), texte(consequence), *(bloc for decrite in groupe for bloc in _controle(decrite))]
    blocs += [
        titre("Anomalies de report"),
        texte(
            "Elles viennent du système d’information de la caisse, deux ou trois jours après l’envoi, et ne se "
            "corrigent pas par le portail. Leurs codes et leurs libellés sont ceux de la caisse. Si un règlement doit "
            "être réalisé, transmettez la facturation concernée par courrier à votre caisse régionale pour traitement "
            "manuel."
        ),
    ]
    return composer_texte(
        "Procédure de traitement des anomalies de facturation et de report",
        "Tous les motifs d’anomalies, ce qu’ils signifient et ce qu’il faut faire.",
        blocs,
        le=le,
    )


def _champs(champs: tuple[Champ, ...]) -> Bloc:
    return tableau(
        ("Champ", "Présence", "Contenu", "Contrôles"),
        [
            (
                f"@{champ.nom}" if champ.est_attribut else champ.nom,
                "obligatoire" if champ.est_obligatoire else "selon le cas",
                f"{champ.description} {champ.forme}".strip(),
                " ".join(controle.code for controle in champ.controles),
            )
            for champ in champs
        ],
        (3, 2, 7, 2),
    )


def _controle(decrite: Fiche) -> list[Bloc]:
    controle = decrite.controle
    est_une_ligne = controle.gravite is Gravite.LIGNE
    return [
        titre(f"{controle.code} {controle.libelle}", 4),
        fiche(
            ("Que faire", controle.conseil),
            ("Re-facturable par le portail", ("oui" if controle.refacturable else "non") if est_une_ligne else ""),
            ("Entrée en vigueur", controle.vigueur),
            ("Champs lus", ", ".join(controle.champs)),
            ("Exemple accepté", decrite.passe),
            ("Exemple signalé", decrite.echoue),
        ),
    ]
