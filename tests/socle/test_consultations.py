"""Whoever looks at a beneficiary is noted (PLU-11, fiabilite R5)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from ppas.facturation.operations.exporter import exporter_factures
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle import consultations
from ppas.socle.horloge import maintenant
from ppas.socle.index_consultations import lever, poser
from ppas.socle.models import BeneficiaireVu, Consultation
from ppas.socle.operations.journal import purger_les_consultations
from tests.factories import (
    AgentFactory,
    BordereauFactory,
    ConventionFactory,
    LigneFactureFactory,
    LignePaiementFactory,
    PriseEnChargeFactory,
    RattachementFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PLU-11")]


@pytest.fixture
def convention(client: Client, horloge) -> Convention:
    """Return a convention whose user is signed in."""
    convention = ConventionFactory()
    client.force_login(RattachementFactory(partenaire=convention.partenaire).utilisateur)
    return convention


@pytest.fixture
def prise_en_charge(convention: Convention) -> PriseEnCharge:
    return PriseEnChargeFactory(convention=convention)


def liste(prise_en_charge: PriseEnCharge) -> str:
    return reverse("facturation:beneficiaires")


def enregistrement(prise_en_charge: PriseEnCharge) -> str:
    return reverse("paiements:enregistrement", args=[LigneFactureFactory(prise_en_charge=prise_en_charge).pk])


def bordereau(prise_en_charge: PriseEnCharge) -> str:
    convention = prise_en_charge.convention
    objet = BordereauFactory(convention=convention, date_paiement=date(2026, 10, 1))
    LignePaiementFactory(bordereau=objet, ligne_facture=LigneFactureFactory(prise_en_charge=prise_en_charge))
    return reverse("paiements:bordereau", args=[objet.pk])


@pytest.mark.parametrize("page", [liste, enregistrement, bordereau], ids=lambda page: page.__name__)
def test_une_page_dit_qui_a_vu_qui_quand_d_ou_et_pourquoi(
    client: Client, prise_en_charge: PriseEnCharge, page: Callable[[PriseEnCharge], str]
) -> None:
    adresse = page(prise_en_charge)
    reponse = client.get(adresse, REMOTE_ADDR="192.0.2.7")
    vue = Consultation.objects.get()
    utilisateur = reponse.wsgi_request.user
    assert (vue.utilisateur_ref, vue.utilisateur_nom) == (utilisateur.pk, str(utilisateur))
    assert (vue.beneficiaires, vue.le) == (f" {prise_en_charge.beneficiaire_id} ", maintenant())
    assert (vue.adresse, vue.page) == ("192.0.2.7", reponse.resolver_match.view_name)
    assert vue.caisse_ref == prise_en_charge.caisse_id
    assert vue.partenaire_ref == prise_en_charge.convention.partenaire_id


def test_une_vue_de_plusieurs_beneficiaires_est_une_seule_ligne(client: Client, convention: Convention) -> None:
    prises_en_charge = PriseEnChargeFactory.create_batch(3, convention=convention)
    client.get(reverse("facturation:beneficiaires"))
    assert Consultation.objects.get().beneficiaires.split() == [str(p.beneficiaire_id) for p in prises_en_charge]


def test_un_document_dit_l_objet_qui_porte_les_beneficiaires(client: Client, prise_en_charge: PriseEnCharge) -> None:
    client.get(f"{bordereau(prise_en_charge)}pdf/")
    vue = Consultation.objects.get()
    assert (vue.page, vue.objet_ref, vue.beneficiaires) == (
        "paiements:bordereau_pdf", prise_en_charge.convention.bordereaux.get().pk, "",
    )  # fmt: skip


def test_le_fichier_d_un_export_est_note(client: Client, prise_en_charge: PriseEnCharge) -> None:
    LigneFactureFactory(prise_en_charge=prise_en_charge)
    agent = AgentFactory(caisse=prise_en_charge.caisse)
    export = exporter_factures(agent.caisse, par=agent.utilisateur)
    client.force_login(agent.utilisateur)
    client.get(reverse("paiements:export", args=[export.pk]))
    vue = Consultation.objects.get()
    assert (vue.page, vue.objet_ref, vue.partenaire_ref) == ("paiements:export", export.pk, None)


def test_une_page_sans_beneficiaire_ne_note_rien(client: Client, convention: Convention) -> None:
    client.get(reverse("facturation:beneficiaires"))
    assert not Consultation.objects.exists()


def test_une_page_refusee_ne_note_rien(client: Client, convention: Convention) -> None:
    ailleurs = LigneFactureFactory()
    assert client.get(reverse("paiements:enregistrement", args=[ailleurs.pk])).status_code == 404
    assert not Consultation.objects.exists()


def test_ce_qui_ne_peut_pas_etre_note_n_est_pas_montre(
    client: Client, prise_en_charge: PriseEnCharge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def echouer() -> None:
        raise DatabaseError

    monkeypatch.setattr(consultations, "_insertion", echouer)
    client.raise_request_exception = False
    reponse = client.get(reverse("facturation:beneficiaires"))
    assert reponse.status_code == 500
    assert b"DURAND" not in reponse.content


def test_une_consultation_ne_se_modifie_pas(client: Client, prise_en_charge: PriseEnCharge) -> None:
    client.get(reverse("facturation:beneficiaires"))
    with pytest.raises(DatabaseError, match="is refused on"), transaction.atomic():
        Consultation.objects.update(utilisateur_ref=1)


def test_les_consultations_sont_oubliees_apres_un_an(
    client: Client, prise_en_charge: PriseEnCharge, horloge, settings: LazySettings
) -> None:
    client.get(reverse("facturation:beneficiaires"))
    horloge.avancer(days=settings.CONSERVATION_CONSULTATIONS.days)
    assert purger_les_consultations() == 0
    horloge.avancer(seconds=1)
    assert purger_les_consultations() == 1


def test_l_index_des_beneficiaires_vus_suit_les_consultations(
    client: Client, prise_en_charge: PriseEnCharge, horloge, settings: LazySettings
) -> None:
    client.get(reverse("facturation:beneficiaires"))
    vue = Consultation.objects.get()
    assert list(BeneficiaireVu.objects.values_list("beneficiaire_ref", "consultation")) == [
        (prise_en_charge.beneficiaire_id, vue.pk)
    ]
    horloge.avancer(seconds=settings.CONSERVATION_CONSULTATIONS.total_seconds() + 1)
    assert purger_les_consultations() == 1
    assert not BeneficiaireVu.objects.exists()


def test_les_consultations_deja_ecrites_sont_indexees_par_la_migration(
    client: Client, prise_en_charge: PriseEnCharge
) -> None:
    lever(None, connection.schema_editor())
    client.get(reverse("facturation:beneficiaires"))
    assert not BeneficiaireVu.objects.exists()
    poser(None, connection.schema_editor())
    assert BeneficiaireVu.objects.get().beneficiaire_ref == prise_en_charge.beneficiaire_id
