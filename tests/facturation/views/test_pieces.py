"""Quotes and bills through their pages: joined, read by who may, nothing else."""

import pytest
from django.test import Client
from django.urls import reverse

from ppas.caisses.models import TypePartenaire
from ppas.facturation.models import Formulaire, LigneFormulaire, NaturePiece, PieceJointe
from ppas.facturation.operations.formulaire import ouvrir_formulaire
from ppas.facturation.operations.pieces import joindre_piece
from ppas.facturation.operations.saisie import enregistrer_formulaire
from ppas.facturation.regles.pieces import TAILLE_MAX
from ppas.socle.horloge import maintenant
from tests.factories.caisses import AgentFactory, CaisseFactory, PrestationFactory
from tests.factories.partenaires import ConventionFactory, RattachementFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.documents_joints import PDF, fichier
from tests.facturation.operations.formulaires import OCTOBRE
from tests.facturation.views.formulaires import adresse, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


@pytest.fixture
def ligne(convention, utilisateur) -> LigneFormulaire:
    """A line of works of the same partner."""
    habitat = ConventionFactory(partenaire=convention.partenaire, type_partenaire__code=TypePartenaire.HABITAT)
    PriseEnChargeFactory(
        convention=habitat,
        prestation=PrestationFactory(habitat=True),
        quantite_mensuelle_centiemes=None,
        plafond_centimes=3500_00,
    )
    return ouvrir_formulaire(habitat, OCTOBRE, par=utilisateur).lignes.get()


@pytest.fixture
def piece(ligne: LigneFormulaire, utilisateur) -> PieceJointe:
    return joindre_piece(ligne, NaturePiece.DEVIS, fichier(nom="Devis « été ».pdf"), par=utilisateur)


def page_des_pieces(ligne: LigneFormulaire) -> str:
    return reverse("facturation:formulaire_pieces", args=[ligne.formulaire_id, ligne.pk])


def valider(ligne: LigneFormulaire) -> None:
    type(ligne.formulaire).objects.filter(pk=ligne.formulaire_id).update(etat="valide", valide_le=maintenant())


def test_joindre_le_devis_et_la_facture(partenaire: Client, ligne: LigneFormulaire) -> None:
    for nature in NaturePiece.values:
        reponse = partenaire.post(page_des_pieces(ligne), {"nature": nature, "fichier": fichier()})
        assert reponse.url == page_des_pieces(ligne)
    contenu = page(partenaire.get(page_des_pieces(ligne)))
    assert contenu.count("devis.pdf</a>") == 2


@pytest.mark.parametrize(
    ("envoi", "statut", "dit"),
    [
        ({"nature": "devis"}, 422, "Choisissez un fichier."),
        ({"nature": "photo", "fichier": PDF}, 422, ""),
        ({"nature": "devis", "fichier": b"MZ"}, 422, "ni un PDF, ni une image PNG ou JPEG"),
        ({"nature": "devis", "fichier": PDF + b"0" * TAILLE_MAX}, 413, "dépasse 10 Mo"),
    ],
    ids=["sans-fichier", "nature-inconnue", "programme", "trop-grand"],
)
def test_un_envoi_refuse_dit_pourquoi(
    envoi: dict, statut: int, dit: str, partenaire: Client, ligne: LigneFormulaire
) -> None:
    if "fichier" in envoi:
        envoi = envoi | {"fichier": fichier(envoi["fichier"])}
    reponse = partenaire.post(page_des_pieces(ligne), envoi)
    assert reponse.status_code == statut
    assert dit in page(reponse)
    assert not PieceJointe.objects.exists()


def test_le_bouton_de_la_ligne_enregistre_et_mene_aux_pieces(partenaire: Client, ligne: LigneFormulaire) -> None:
    envoi = {
        f"initial-ligne-{ligne.pk}-montant_centimes": "",
        f"ligne-{ligne.pk}-montant_centimes": "1 250,40 €",
        "pieces": str(ligne.pk),
    }
    assert partenaire.post(adresse(ligne.formulaire), envoi).url == page_des_pieces(ligne)
    ligne.refresh_from_db()
    assert ligne.montant_centimes == 125040


def test_la_page_de_saisie_de_l_habitat(partenaire: Client, ligne: LigneFormulaire, piece, utilisateur) -> None:
    enregistrer_formulaire(
        ligne.formulaire, {ligne.pk: {"montant_centimes": 1000_00, "intervention_du": OCTOBRE}}, par=utilisateur
    )
    contenu = page(partenaire.get(adresse(ligne.formulaire)))
    for attendu in (
        "3 500,00 € au total",
        'type="date" name=',
        'value="2026-10-01"',
        'value="1 000,00"',
        "900,00 €",
        "Devis : Devis « été ».pdf.",
        "Facture : <b>à joindre</b>.",
        "Aménagement du logement",
    ):
        assert attendu in contenu


def test_une_piece_se_telecharge_sans_danger(partenaire: Client, piece: PieceJointe) -> None:
    reponse = partenaire.get(reverse("facturation:piece", args=[piece.pk]))
    assert reponse.getvalue() == PDF
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Content-Disposition"].startswith("attachment; filename*=utf-8''Devis%20")
    assert "sandbox" in reponse["Content-Security-Policy"]


def test_une_piece_dont_les_octets_manquent_n_existe_pas(partenaire: Client, piece: PieceJointe) -> None:
    PieceJointe.objects.update(sha256="0" * 64)
    assert partenaire.get(reverse("facturation:piece", args=[piece.pk])).status_code == 404


def test_une_piece_se_retire(partenaire: Client, piece: PieceJointe) -> None:
    partenaire.post(reverse("facturation:piece_retirer", args=[piece.pk]))
    assert not PieceJointe.objects.exists()


def test_apres_la_validation_la_page_ne_propose_plus_de_joindre(
    partenaire: Client, ligne: LigneFormulaire, piece: PieceJointe
) -> None:
    valider(ligne)
    contenu = page(partenaire.get(page_des_pieces(ligne)))
    assert 'type="file"' not in contenu
    reponse = partenaire.post(page_des_pieces(ligne), {"nature": "devis", "fichier": fichier()})
    assert reponse.status_code == 409
    reponse = partenaire.post(reverse("facturation:piece_retirer", args=[piece.pk]), follow=True)
    assert "a été validé entre-temps" in page(reponse)
    assert PieceJointe.objects.exists()


@pytest.mark.parametrize(
    ("methode", "vue"), [("get", "piece"), ("post", "piece_retirer"), ("get", "caisse_piece"), ("get", "pages")]
)
def test_la_piece_d_un_autre_n_existe_pas(
    methode: str, vue: str, client: Client, ligne: LigneFormulaire, piece: PieceJointe
) -> None:
    client.force_login(RattachementFactory().utilisateur)
    url = page_des_pieces(ligne) if vue == "pages" else reverse(f"facturation:{vue}", args=[piece.pk])
    assert getattr(client, methode)(url).status_code == 404


def test_la_ligne_d_un_autre_formulaire_n_existe_pas(
    partenaire: Client, ligne: LigneFormulaire, formulaire: Formulaire
) -> None:
    url = reverse("facturation:formulaire_pieces", args=[formulaire.pk, ligne.pk])
    assert partenaire.get(url).status_code == 404


def test_la_caisse_lit_les_pieces_d_un_formulaire_valide(
    client: Client, ligne: LigneFormulaire, piece: PieceJointe
) -> None:
    url = reverse("facturation:caisse_piece", args=[piece.pk])
    client.force_login(AgentFactory(caisse=ligne.formulaire.convention.caisse).utilisateur)
    assert client.get(url).status_code == 404
    valider(ligne)
    assert client.get(url).getvalue() == PDF
    client.force_login(AgentFactory(caisse=CaisseFactory(code="04")).utilisateur)
    assert client.get(url).status_code == 404
