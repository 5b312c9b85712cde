"""The quote and the bill of works: what is taken, kept, replaced, and left to the sweep."""

import os
import time

import pytest

from ppas.caisses.models import TypePartenaire
from ppas.comptes.models import Utilisateur
from ppas.facturation.models import LigneFormulaire, NaturePiece, PieceJointe
from ppas.facturation.operations import magasin
from ppas.facturation.operations.formulaire import ouvrir_formulaire
from ppas.facturation.operations.pieces import joindre_piece, pieces_de_caisse, pieces_de_partenaire, retirer_piece
from ppas.facturation.regles.pieces import TAILLE_MAX
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement
from tests.factories.caisses import CaisseFactory, PrestationFactory
from tests.factories.partenaires import ConventionFactory, PartenaireFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.documents_joints import JPEG, PDF, PNG, fichier
from tests.facturation.operations.formulaires import OCTOBRE, refus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

DEVIS = NaturePiece.DEVIS


@pytest.fixture
def ligne(par: Utilisateur) -> LigneFormulaire:
    """A line of works, in a form of October."""
    accordee = PriseEnChargeFactory(
        convention=ConventionFactory(type_partenaire__code=TypePartenaire.HABITAT),
        prestation=PrestationFactory(habitat=True),
        quantite_mensuelle_centiemes=None,
        plafond_centimes=3500_00,
    )
    return ouvrir_formulaire(accordee.convention, OCTOBRE, par=par).lignes.get()


def test_une_piece_est_rangee_sous_son_empreinte(ligne: LigneFormulaire, par: Utilisateur) -> None:
    piece = joindre_piece(ligne, DEVIS, fichier(PDF, "Devis n° 12.PDF"), par=par)
    assert (piece.nom_fichier, piece.type_contenu, piece.taille) == ("Devis n° 12.pdf", "application/pdf", len(PDF))
    assert (piece.ajoutee_le, piece.ajoutee_par) == (maintenant(), par)
    assert magasin.chemin(piece.sha256).read_bytes() == PDF


@pytest.mark.parametrize(
    ("octets", "nom", "garde"), [(PNG, "photo.pdf", "photo.png"), (JPEG, "", "Devis.jpg"), (PDF, ".x", "Devis.pdf")]
)
def test_le_type_vient_des_octets_et_non_du_nom(
    octets: bytes, nom: str, garde: str, ligne: LigneFormulaire, par: Utilisateur
) -> None:
    envoi = fichier(octets, "a")
    envoi._name = nom
    piece = joindre_piece(ligne, DEVIS, envoi, par=par)
    assert piece.nom_fichier == garde


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"PK\x03\x04" + b"0" * 100, "piece-illisible"),
        (b"", "piece-illisible"),
        (b"<html>", "piece-illisible"),
        (PDF + b"0" * TAILLE_MAX, "piece-trop-grande"),
    ],
    ids=["zip", "vide", "html", "trop-grande"],
)
def test_ce_qui_n_est_pas_un_document_est_refuse(
    octets: bytes, code: str, ligne: LigneFormulaire, par: Utilisateur
) -> None:
    assert refus(joindre_piece, ligne, DEVIS, fichier(octets), par=par) == code
    assert not PieceJointe.objects.exists()


def test_dix_mega_octets_passent(ligne: LigneFormulaire, par: Utilisateur) -> None:
    octets = PDF + b"0" * (TAILLE_MAX - len(PDF))
    assert joindre_piece(ligne, DEVIS, fichier(octets), par=par).taille == TAILLE_MAX


def test_une_piece_remplace_celle_de_meme_nature(ligne: LigneFormulaire, par: Utilisateur) -> None:
    joindre_piece(ligne, DEVIS, fichier(PDF), par=par)
    joindre_piece(ligne, NaturePiece.FACTURE, fichier(PDF), par=par)
    joindre_piece(ligne, DEVIS, fichier(PNG), par=par)
    assert list(ligne.pieces.values_list("nature", "type_contenu")) == [
        ("devis", "image/png"),
        ("facture", "application/pdf"),
    ]


def test_une_ligne_d_heures_ne_prend_pas_de_piece(saisi, par: Utilisateur) -> None:
    assert refus(joindre_piece, saisi.lignes.get(), DEVIS, fichier(), par=par) == "piece-sans-objet"


def test_apres_la_validation_les_pieces_ne_changent_plus(ligne: LigneFormulaire, par: Utilisateur) -> None:
    piece = joindre_piece(ligne, DEVIS, fichier(), par=par)
    type(ligne.formulaire).objects.update(etat="valide", valide_le=maintenant())
    assert refus(joindre_piece, ligne, DEVIS, fichier(PNG), par=par) == "formulaire-valide"
    assert refus(retirer_piece, piece, par=par) == "formulaire-valide"
    assert PieceJointe.objects.get().type_contenu == "application/pdf"


def test_joindre_et_retirer_s_inscrivent_au_journal_sans_nommer_personne(
    ligne: LigneFormulaire, par: Utilisateur
) -> None:
    retirer_piece(joindre_piece(ligne, DEVIS, fichier(nom="DURAND.pdf"), par=par), par=par)
    evenements = Evenement.objects.filter(action__endswith="_piece").order_by("pk")
    assert [e.libelle for e in evenements] == ["Devis joint à la ligne 1", "Devis retiré de la ligne 1"]


def test_le_balayage_garde_les_pieces_et_efface_celles_que_l_on_a_retirees(
    ligne: LigneFormulaire, par: Utilisateur
) -> None:
    pieces = [
        joindre_piece(ligne, nature, fichier(octets), par=par)
        for nature, octets in ((DEVIS, PDF), (NaturePiece.FACTURE, PNG))
    ]
    chemins = [magasin.chemin(piece.sha256) for piece in pieces]
    for chemin in chemins:
        os.utime(chemin, (time.time() - magasin.AGE_ORPHELIN.total_seconds() - 60,) * 2)
    retirer_piece(pieces[0], par=par)
    magasin.balayer()
    assert [chemin.exists() for chemin in chemins] == [False, True]


def test_une_caisse_ne_voit_que_les_pieces_des_formulaires_valides(ligne: LigneFormulaire, par: Utilisateur) -> None:
    piece = joindre_piece(ligne, DEVIS, fichier(), par=par)
    convention = ligne.formulaire.convention
    assert not pieces_de_caisse(convention.caisse).exists()
    type(ligne.formulaire).objects.update(etat="valide", valide_le=maintenant())
    assert pieces_de_caisse(convention.caisse).get() == piece
    assert not pieces_de_caisse(CaisseFactory(code="04")).exists()
    assert pieces_de_partenaire(convention.partenaire).get() == piece
    assert not pieces_de_partenaire(PartenaireFactory()).exists()
