"""Documents joined to works: the quote and the bill, without which their line is not validated."""

from django.db import transaction
from django.db.models import QuerySet

from ppas.caisses.models import Caisse, Unite
from ppas.comptes.models import Utilisateur
from ppas.facturation.etats import EtatFormulaire
from ppas.facturation.models import LigneFormulaire, NaturePiece, PieceJointe
from ppas.facturation.operations import magasin
from ppas.facturation.operations.saisie import verrouiller_brouillon
from ppas.facturation.regles.pieces import EXTENSIONS, NB_OCTETS, TAILLE_MAX, type_de
from ppas.partenaires.models import Partenaire
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.refus import Refus

NOM_MAX = 255
PRESENTATION = "Rien n’a été joint ; "


def pieces_de_partenaire(partenaire: Partenaire) -> QuerySet[PieceJointe]:
    """Return the documents of the partner's forms."""
    return PieceJointe.objects.filter(ligne__formulaire__convention__partenaire=partenaire)


def pieces_de_caisse(caisse: Caisse) -> QuerySet[PieceJointe]:
    """Return the documents sent to the caisse: those of a form that is not validated are still the partner's alone."""
    return PieceJointe.objects.filter(
        ligne__formulaire__convention__caisse=caisse,
        ligne__formulaire__etat=EtatFormulaire.VALIDE,
        ligne__est_barree=False,
    )


def joindre_piece(
    ligne: LigneFormulaire, nature: NaturePiece, fichier: magasin.FichierRecu, *, par: Utilisateur
) -> PieceJointe:
    """Join `fichier` to `ligne`, in the place of any document of the same nature; return it.

    Only PDF, PNG and JPEG, known by their first bytes, of 10 MB at most. The bytes are stored and synchronised first,
    then one transaction writes the row.

    Raises Refus("piece-trop-grande"), Refus("piece-illisible"), Refus("piece-sans-objet") for a line that is not of
    works, Refus("formulaire-valide"), Refus("stockage-indisponible").
    """
    if ligne.prise_en_charge.prestation.unite != Unite.MONTANT:
        raise Refus("piece-sans-objet", "Cette ligne ne demande ni devis ni facture : rien n’a été joint.")
    if (fichier.size or 0) > TAILLE_MAX:
        raise Refus("piece-trop-grande", f"{PRESENTATION}le fichier dépasse 10 Mo : réduisez-le, puis recommencez.")
    type_contenu = type_de(next(iter(fichier.chunks(NB_OCTETS)), b"")[:NB_OCTETS])
    if type_contenu is None:
        raise Refus(
            "piece-illisible",
            f"{PRESENTATION}le fichier n’est ni un PDF, ni une image PNG ou JPEG. Enregistrez-le dans l’un de ces "
            "formats, puis recommencez.",
        )
    try:
        sha256, taille = magasin.ranger(fichier)
    except OSError as erreur:
        raise Refus(
            "stockage-indisponible",
            f"{PRESENTATION}le portail ne peut pas écrire pour le moment. Recommencez dans quelques minutes.",
        ) from erreur
    nom = _nom(fichier.name, nature, type_contenu)
    return _inscrire(ligne, nature, par=par, nom_fichier=nom, type_contenu=type_contenu, sha256=sha256, taille=taille)


@transaction.atomic
def _inscrire(ligne: LigneFormulaire, nature: NaturePiece, *, par: Utilisateur, **document: str | int) -> PieceJointe:
    verrouiller_brouillon(ligne.formulaire)
    piece, _ = PieceJointe.objects.update_or_create(
        ligne=ligne, nature=nature, defaults=document | {"ajoutee_le": maintenant(), "ajoutee_par": par}
    )
    libelle = f"{nature.label} joint à la ligne {ligne.rang}"
    journaliser(ligne.formulaire, "joindre_piece", par=par, libelle=libelle, details={"sha256": piece.sha256})
    return piece


@transaction.atomic
def retirer_piece(piece: PieceJointe, *, par: Utilisateur) -> None:
    """Take a document away; its bytes go with the next sweep. Raises Refus("formulaire-valide")."""
    ligne = piece.ligne
    verrouiller_brouillon(ligne.formulaire)
    piece.delete()
    libelle = f"{piece.get_nature_display()} retiré de la ligne {ligne.rang}"
    journaliser(ligne.formulaire, "retirer_piece", par=par, libelle=libelle, details={"sha256": piece.sha256})


def _nom(nom: str | None, nature: NaturePiece, type_contenu: str) -> str:
    """Return a name that can be kept and shown, whose extension is that of its contents."""
    racine = "".join(c for c in (nom or "").rpartition(".")[0] if c.isprintable()).strip(". ") or nature.label
    return f"{racine[: NOM_MAX - 5]}.{EXTENSIONS[type_contenu]}"
