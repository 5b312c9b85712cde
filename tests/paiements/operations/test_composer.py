"""The slip's PDF, read back: what it says, that it is tagged and archivable, that no name can command it."""

import io
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from ppas.paiements.operations.composer import composer_bordereau
from tests.factories.caisses import PrestationFactory
from tests.factories.paiements import BordereauFactory, EvaluationPayeeFactory, LignePaiementFactory

pytestmark = pytest.mark.django_db
HOSTILES = ["#sys.version", "*gras* _x_", "$x^2$", 'a"b\\', '#read("bordereau.typ")', "=cmd|' /C calc'!A0", "@x <y>"]


def lire(bordereau):
    return PdfReader(io.BytesIO(composer_bordereau(bordereau)))


def texte(pdf):
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.fixture
def bordereau():
    ligne = LignePaiementFactory(
        bordereau__numero="B202600012",
        bordereau__convention__code="AMD1",
        bordereau__convention__partenaire__nom="Aide et Présence",
        ligne_facture__prise_en_charge__beneficiaire__nom="DURAND",
    )
    return ligne.bordereau


@pytest.mark.exigence("PAY-01")
def test_le_bordereau_donne_le_detail_de_ce_qui_a_ete_paye(bordereau):
    lu = texte(lire(bordereau))
    numero = bordereau.lignes.get().ligne_facture_id
    for attendu in (
        "Bordereau de paiement n° B202600012",
        "CARSAT Bourgogne-Franche-Comté",
        "Aide et Présence",
        "732 829 320 00074",
        "AMD1",
        "12/11/2026",
        f"DURAND Jeanne octobre 2026 {numero} 14,00 h 337,68 €",
        "Total (1 ligne) 337,68 €",
        "page 1 sur 1",
    ):
        assert attendu in lu


@pytest.mark.exigence("PAY-01")
def test_le_document_est_balise_archivable_et_en_francais(bordereau):
    pdf = lire(bordereau)
    racine = pdf.trailer["/Root"]
    xmp = racine["/Metadata"].get_object().get_data().decode()
    assert pdf.metadata.title == "Bordereau de paiement n° B202600012"
    assert racine["/Lang"].startswith("fr")
    assert racine["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in racine
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1<" in xmp
    assert "<pdfaid:part>3<" in xmp
    assert "<pdfaid:conformance>A<" in xmp
    assert {"/Table", "/TH", "/TD", "/H1", "/H2", "/Figure"} <= set(roles(racine["/StructTreeRoot"]))


def roles(noeud):
    """Yield the role of each element of the structure tree."""
    noeud = noeud.get_object() if hasattr(noeud, "get_object") else noeud
    if not isinstance(noeud, dict):
        return
    if "/S" in noeud:
        yield str(noeud["/S"])
    enfants = noeud.get("/K", [])
    for enfant in enfants if isinstance(enfants, list) else [enfants]:
        yield from roles(enfant)


def test_un_long_bordereau_repete_ses_titres_et_numerote_ses_pages():
    bordereau = BordereauFactory()
    LignePaiementFactory.create_batch(60, bordereau=bordereau)
    pages = [" ".join(page.extract_text().split()) for page in lire(bordereau).pages]
    assert len(pages) == 2
    assert [f"page {n} sur 2" in page for n, page in enumerate(pages, 1)] == [True, True]
    assert all("Bénéficiaire Échéance N° d’enregistrement Quantité Montant" in page for page in pages)
    assert ["Total (60 lignes)" in page for page in pages] == [False, True]


@pytest.mark.parametrize(("nb", "pages"), [(26, 1), (27, 1), (30, 1), (34, 2), (70, 2)])
def test_aucune_page_ne_porte_que_la_fin_d_un_bordereau(nb, pages):
    bordereau = BordereauFactory()
    LignePaiementFactory.create_batch(nb, bordereau=bordereau)
    pdf = lire(bordereau)
    assert len(pdf.pages) == pages
    assert pdf.pages[-1].extract_text().count("€") > 3


@pytest.mark.parametrize("nom", HOSTILES)
def test_un_nom_hostile_reste_un_texte(bordereau, nom):
    ligne = LignePaiementFactory(bordereau=bordereau, ligne_facture__prise_en_charge__beneficiaire__nom=nom)
    bordereau.convention.partenaire.nom = nom
    lu = texte(lire(bordereau))
    assert f"{nom} Jeanne octobre 2026 {ligne.ligne_facture_id}" in lu
    assert f"Partenaire {nom} " in lu


def test_un_nom_que_les_polices_n_ont_pas_ne_casse_pas_le_document(bordereau):
    LignePaiementFactory(bordereau=bordereau, ligne_facture__prise_en_charge__beneficiaire__nom="日本 😀 \u202e")
    assert "�� � � Jeanne" in texte(lire(bordereau))


def test_le_detail_est_joint_en_tableau_sans_formule(bordereau):
    ligne = LignePaiementFactory(
        bordereau=bordereau, ligne_facture__prise_en_charge__beneficiaire__nom="=1+1", quantite_centiemes=150
    )
    (piece,) = lire(bordereau).attachments["bordereau.csv"]
    lignes = piece.decode().split("\r\n")
    assert lignes[0] == "beneficiaire;echeance;no_enregistrement;quantite;montant"
    assert lignes[2] == f"'=1+1 Jeanne;octobre\N{NO-BREAK SPACE}2026;{ligne.ligne_facture_id};1.50;337.68"


def test_le_meme_bordereau_donne_les_memes_octets_un_autre_jour(bordereau, horloge):
    premier = composer_bordereau(bordereau)
    horloge.avancer(days=40)
    assert composer_bordereau(bordereau) == premier


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [
        pytest.param(date(2026, 9, 3), date(2026, 9, 3), "03/09/2026", id="un-jour"),
        pytest.param(date(2026, 9, 3), date(2026, 9, 20), "du 03/09/2026 au 20/09/2026", id="plusieurs-jours"),
    ],
)
def test_une_prestation_sans_echeance_montre_ses_dates_et_une_quantite_sans_unite(bordereau, debut, fin, attendu):
    ligne = LignePaiementFactory(
        bordereau=bordereau,
        ligne_facture__prise_en_charge__prestation=PrestationFactory(habitat=True),
        ligne_facture__echeance=None,
        ligne_facture__debut=debut,
        ligne_facture__fin=fin,
        quantite_centiemes=100,
    )
    assert f"{attendu} {ligne.ligne_facture_id} 1,00 337,68 €" in texte(lire(bordereau))


@pytest.mark.exigence("EVA-08", "PAY-01")
def test_une_evaluation_payee_est_dite_par_son_numero_et_sa_visite_sans_aucune_reponse():
    ligne = EvaluationPayeeFactory(
        evaluation__commande__beneficiaire__nom="MARTIN", evaluation__reponses={"observations": "SECRET"}
    )
    pdf = lire(ligne.bordereau)
    lu = texte(pdf)
    assert f"MARTIN Jeanne Évaluation, visite du 09/11/2026 {ligne.enregistrement} 1,00 130,00 €" in lu
    assert "Bénéficiaire Objet N° d’enregistrement" in lu
    assert "Le numéro d’enregistrement est celui de l’évaluation dans le portail." in lu
    (piece,) = pdf.attachments["bordereau.csv"]
    attendue = f"MARTIN Jeanne;Évaluation, visite du 09/11/2026;{ligne.enregistrement};1.00;130.00"
    assert piece.decode().splitlines()[1] == attendue
    assert "SECRET" not in lu + piece.decode()


@pytest.mark.exigence("EVA-08")
def test_un_bordereau_mele_dit_ce_que_sont_ses_deux_sortes_de_numeros(bordereau):
    EvaluationPayeeFactory(bordereau=bordereau, evaluation__visitee_le=None)
    lu = texte(lire(bordereau))
    assert "celui de la ligne de facture, ou après un E de l’évaluation, dans le portail." in lu
    assert "Évaluation, visite non datée" in lu
    assert "Total (2 lignes)" in lu


def test_un_long_bordereau_d_evaluations_tient_dans_ses_colonnes():
    bordereau = BordereauFactory()
    EvaluationPayeeFactory.create_batch(
        30, bordereau=bordereau, evaluation__commande__beneficiaire__nom="DE LA FONTAINE-SAINT-AUGUSTIN"
    )
    pdf = lire(bordereau)
    assert len(pdf.pages) <= 2
    assert texte(pdf).count("visite du 09/11/2026") == 30


def test_un_partenaire_sans_siret_n_a_pas_de_ligne_siret(bordereau):
    bordereau.convention.partenaire.siret = ""
    assert "SIRET" not in texte(lire(bordereau))


def test_le_gabarit_ne_lit_que_ce_que_porte_le_portail():
    source = (Path(__file__).parents[3] / "ppas/paiements/gabarits/bordereau.typ").read_text()
    assert source.count("image(") == 1
    assert "@preview" not in source
