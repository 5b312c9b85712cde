"""The summary of a validated month, as a document (FAQ: « par un bouton pdf »), and until when it may be taken back."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from ppas.facturation.models import Formulaire, LigneFacture
from ppas.facturation.operations.formulaire import valider_formulaire
from ppas.socle.models import Consultation
from tests.factories.facturation import ExportFacturesFactory
from tests.factories.partenaires import RattachementFactory
from tests.facturation.views.formulaires import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


@pytest.fixture
def valide(formulaire: Formulaire, utilisateur) -> Formulaire:
    """The form, validated this morning with 8,00 hours on its first line, the second one struck."""
    formulaire.lignes.filter(rang=1).update(ouvrables_centiemes=800)
    formulaire.lignes.filter(rang=2).update(est_barree=True)
    valider_formulaire(formulaire, par=utilisateur)
    return formulaire


def pdf(formulaire: Formulaire) -> str:
    return reverse("facturation:formulaire_pdf", args=[formulaire.pk])


def recapitulatif(formulaire: Formulaire) -> str:
    return reverse("facturation:formulaire_recapitulatif", args=[formulaire.pk])


def texte(octets: bytes) -> str:
    pages = (feuille.extract_text() for feuille in PdfReader(BytesIO(octets)).pages)
    return " ".join(" ".join(pages).split())


@pytest.mark.exigence("INV-08")
def test_le_recapitulatif_a_un_bouton_pdf(partenaire: Client, valide: Formulaire) -> None:
    contenu = page(partenaire.get(recapitulatif(valide)))
    assert f'href="{pdf(valide)}"' in contenu
    assert f'href="{pdf(valide)}?telecharger=1"' in contenu


@pytest.mark.exigence("HIS-04")
def test_chaque_ligne_mene_a_sa_vie(partenaire: Client, valide: Formulaire) -> None:
    facture = LigneFacture.objects.get()
    adresse = reverse("facturation:enregistrement", args=[facture.pk])
    assert f'<a href="{adresse}">n° {facture.pk}</a>' in page(partenaire.get(recapitulatif(valide)))


@pytest.mark.exigence("INV-08")
def test_le_pdf_reprend_ce_qui_a_ete_transmis(partenaire: Client, valide: Formulaire, utilisateur) -> None:
    contenu = texte(partenaire.get(pdf(valide)).content)
    facture = LigneFacture.objects.get()
    for attendu in (
        "Récapitulatif de la saisie, octobre 2026",
        valide.convention.code,
        str(utilisateur),
        "04/11/2026 à 09:30",
        str(facture.pk),
        "DURAND Jeanne",
        "01/10/2026 – 31/10/2026",
        "8,00 h",
        "192,96 €",
        "21,44 €",
        "1 ligne",
    ):
        assert attendu in contenu


@pytest.mark.exigence("INV-08")
def test_le_meme_formulaire_donne_les_memes_octets(partenaire: Client, valide: Formulaire, horloge) -> None:
    premier = partenaire.get(pdf(valide)).content
    horloge.avancer(minutes=10)
    assert partenaire.get(pdf(valide)).content == premier


@pytest.mark.exigence("INV-08")
@pytest.mark.parametrize(("question", "disposition"), [("", "inline"), ("?telecharger=1", "attachment")])
def test_le_pdf_s_affiche_ou_se_telecharge(
    question: str, disposition: str, partenaire: Client, valide: Formulaire
) -> None:
    reponse = partenaire.get(pdf(valide) + question)
    nom = f"recapitulatif-{valide.convention.code}-2026-10.pdf"
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["Content-Disposition"] == f'{disposition}; filename="{nom}"'


@pytest.mark.exigence("INV-08")
def test_la_lecture_du_pdf_est_notee(partenaire: Client, valide: Formulaire) -> None:
    partenaire.get(pdf(valide))
    consultation = Consultation.objects.get(page="facturation:formulaire_pdf")
    assert (consultation.objet_ref, consultation.caisse_ref) == (valide.pk, valide.convention.caisse_id)


def test_un_brouillon_n_a_pas_de_pdf(partenaire: Client, formulaire: Formulaire) -> None:
    assert partenaire.get(pdf(formulaire)).status_code == 302


def test_le_pdf_d_un_autre_partenaire_n_existe_pas(client: Client, valide: Formulaire) -> None:
    client.force_login(RattachementFactory().utilisateur)
    assert client.get(pdf(valide)).status_code == 404


# Until when it may be taken back


@pytest.mark.exigence("INV-09")
def test_la_page_dit_jusqu_a_quand_annuler(partenaire: Client, valide: Formulaire) -> None:
    contenu = page(partenaire.get(recapitulatif(valide)))
    assert "en cliquant sur le bouton « Annuler »" in contenu
    assert "jusqu’à ce soir, 04/11/2026 à minuit (heure de Paris)" in contenu


@pytest.mark.exigence("INV-09")
def test_la_page_dit_que_le_jour_est_passe(partenaire: Client, valide: Formulaire, utilisateur, horloge) -> None:
    horloge.regler("2026-11-05 08:00")
    partenaire.force_login(utilisateur)
    assert "pouvait être annulée jusqu’au 04/11/2026 à minuit" in page(partenaire.get(recapitulatif(valide)))


@pytest.mark.exigence("INV-09")
def test_la_page_dit_que_la_caisse_a_pris_le_formulaire(partenaire: Client, valide: Formulaire) -> None:
    LigneFacture.objects.update(etat="exportee", export=ExportFacturesFactory(caisse=valide.convention.caisse))
    contenu = page(partenaire.get(recapitulatif(valide)))
    assert "La caisse a déjà pris ce formulaire pour le prochain paiement" in contenu
    assert reverse("facturation:formulaire_annuler", args=[valide.pk]) not in contenu
