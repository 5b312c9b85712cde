"""Markup typed in any free field shows as text, in pages, mails, PDF and CSV (fiabilite H6, H7)."""

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from openpyxl import load_workbook
from pypdf import PdfReader

from ppas.facturation.operations.exporter import exporter_factures, lignes_csv
from ppas.paiements.operations.composer import composer_bordereau
from ppas.paiements.operations.telecharger import ecrire_xlsx
from ppas.partenaires import courriels
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.operations.courriels import mettre_en_file
from tests.factories import (
    AdresseFactory,
    AgentFactory,
    BeneficiaireFactory,
    BordereauFactory,
    ConventionFactory,
    DepotFactory,
    LigneFactureFactory,
    LignePaiementFactory,
    PartenaireFactory,
    PreinscriptionFactory,
    PriseEnChargeFactory,
    RattachementFactory,
    UtilisateurFactory,
)

pytestmark = pytest.mark.django_db
HOSTILES = [
    pytest.param("<script>alert(1)</script>", id="script"),
    pytest.param('"><img src=x onerror=alert(1)>', id="attribut"),
    pytest.param("{{ request.user }}{% load x %}", id="gabarit"),
    pytest.param('#eval("1+1") *gras* $x$ @ref <l> \\', id="typst"),
    pytest.param('=HYPERLINK("http://x")', id="tableur"),
]


class Monde:
    """A partner, its caisse and its beneficiary, all of whose free fields hold `texte`."""

    def __init__(self, texte: str) -> None:
        self.partenaire = PartenaireFactory(nom=texte)
        self.convention = ConventionFactory(partenaire=self.partenaire, motif=texte)
        AdresseFactory(partenaire=self.partenaire, commune=texte[:32])
        self.administrateur = RattachementFactory(
            partenaire=self.partenaire, administrateur=True, utilisateur__nom=texte, utilisateur__prenom=texte
        )
        self.regional = AgentFactory(caisse=self.convention.caisse, administrateur=True, utilisateur__nom=texte)
        beneficiaire = BeneficiaireFactory(caisse=self.convention.caisse, nom=texte, prenom="A", nom_recherche="a")
        self.pec = PriseEnChargeFactory(convention=self.convention, beneficiaire=beneficiaire)
        self.ligne = LigneFactureFactory(prise_en_charge=self.pec)
        self.depot = DepotFactory(convention=self.convention, nom_fichier=texte)
        self.bordereau = BordereauFactory(convention=self.convention, date_paiement=date(2026, 10, 1), numero="B1")
        autre = PriseEnChargeFactory(convention=self.convention, beneficiaire=beneficiaire)
        LignePaiementFactory(bordereau=self.bordereau, ligne_facture=LigneFactureFactory(prise_en_charge=autre))
        self.preinscription = PreinscriptionFactory(
            caisse=self.convention.caisse, nom_partenaire=texte, nom=texte, prenom=texte, motif=texte
        )
        journaliser(
            self.depot, "deposer", par=self.administrateur.utilisateur, libelle=texte,
            nature=NatureEchange.FICHIER, sens=SensEchange.ENVOYE,
        )  # fmt: skip

    def pages(self) -> list[tuple[object, str]]:
        """Return who opens which page."""
        admin, regional = self.administrateur.utilisateur, self.regional.utilisateur
        national = UtilisateurFactory(national=True)
        beneficiaire = self.pec.beneficiaire_id
        return [
            (admin, reverse("facturation:beneficiaires")),
            (admin, reverse("paiements:enregistrement", args=[self.ligne.pk])),
            (admin, reverse("facturation:depots")),
            (admin, reverse("facturation:depot", args=[self.depot.pk])),
            (admin, reverse("paiements:bordereau", args=[self.bordereau.pk])),
            (admin, reverse("partenaires:modification")),
            (admin, reverse("partenaires:modification_utilisateurs")),
            (admin, reverse("partenaires:modification_adresse")),
            (admin, reverse("echanges:historique")),
            (admin, reverse("echanges:journal")),
            (admin, reverse("accueil:services")),
            (regional, reverse("facturation:caisse_depots")),
            (regional, reverse("partenaires:file_attente")),
            (regional, reverse("partenaires:preinscription_detail", args=[self.preinscription.pk])),
            (regional, reverse("paiements:caisse_bordereau", args=[self.bordereau.pk])),
            (regional, reverse("echanges:caisse_historique")),
            (regional, reverse("echanges:caisse_journal")),
            (regional, reverse("echanges:consultations", args=[beneficiaire])),
            (national, reverse("echanges:national_journal")),
            (national, reverse("partenaires:national_partenaires")),
        ]


@pytest.fixture(params=HOSTILES)
def texte(request: pytest.FixtureRequest, horloge) -> str:
    return request.param


@pytest.fixture
def monde(texte: str) -> Monde:
    return Monde(texte)


@pytest.mark.exigence("PLU-11")
def test_chaque_page_montre_le_texte_tel_quel(client: Client, monde: Monde, texte: str) -> None:
    muettes = []
    for qui, adresse in monde.pages():
        client.force_login(qui)
        page = client.get(adresse, follow=True)
        assert page.status_code == 200, adresse
        corps = page.content.decode()
        if escape(texte) != texte:
            assert texte not in corps, adresse
        if escape(texte) not in corps:
            muettes.append(adresse)
    assert muettes == []


def test_le_pdf_montre_le_texte_tel_quel(monde: Monde, texte: str) -> None:
    document = PdfReader(io.BytesIO(composer_bordereau(monde.bordereau)))
    ecrit = "".join(page.extract_text() for page in document.pages)
    assert "".join(texte.split()) in "".join(ecrit.split())


def test_le_csv_ne_porte_aucune_formule(monde: Monde) -> None:
    export = exporter_factures(monde.convention.caisse, par=None)
    document = PdfReader(io.BytesIO(composer_bordereau(monde.bordereau)))
    (piece,) = next(iter(document.attachments.values()))
    for contenu in (b"".join(lignes_csv(export)), piece):
        cellules = [c for ligne in csv.reader(io.StringIO(contenu.decode("utf-8-sig")), delimiter=";") for c in ligne]
        assert len(cellules) > 5
        assert [c for c in cellules if c[:1] in "=+-@\t\r＝＋－＠" and c] == []


@pytest.mark.exigence("PLU-08")
def test_le_tableur_ne_porte_aucune_formule(monde: Monde) -> None:
    sortie = io.BytesIO()
    ecrire_xlsx(monde.bordereau, sortie)
    cellules = [cellule for ligne in load_workbook(sortie)["Bordereau"].iter_rows() for cellule in ligne]
    assert len(cellules) > 30
    assert {cellule.data_type for cellule in cellules} == {"n", "s", "d"}
    textes = [cellule.value for cellule in cellules if cellule.data_type == "s"]
    assert [texte for texte in textes if texte.startswith(("=", "+", "-", "@", "|", "%", "\t", "\r"))] == []


def test_les_mails_restent_du_texte_et_leurs_en_tetes_entiers(monde: Monde, texte: str) -> None:
    convention = monde.convention
    for message in (
        courriels.preinscription_recue(monde.preinscription),
        courriels.preinscription_invalidee(monde.preinscription),
        courriels.preinscription_a_traiter(monde.preinscription, "a@exemple.fr"),
        courriels.convention_invalidee(convention, "a@exemple.fr"),
        courriels.utilisateur_inscrit(monde.administrateur, "Soleil2026"),
    ):
        assert texte in message.corps
        assert texte not in message.sujet
        mettre_en_file(message)
