"""« Mes demandes à l’assistance » (CAI-16)."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from ppas.assistance.etats import EtatDemande
from ppas.assistance.models import NatureIntervention
from ppas.comptes.models import Utilisateur
from ppas.socle.models import Courriel
from tests.factories import DemandeFactory, InterventionFactory, RattachementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("CAI-16")]
LISTE = reverse("assistance:mes_demandes")


@pytest.fixture
def moi(client: Client) -> Utilisateur:
    """Somebody of a partner, signed in."""
    utilisateur = RattachementFactory().utilisateur
    client.force_login(utilisateur)
    return utilisateur


def test_chacun_ne_voit_que_ses_demandes(client: Client, moi: Utilisateur) -> None:
    sienne = DemandeFactory(utilisateur=moi)
    autre = DemandeFactory(partenaire=moi.rattachement.partenaire)
    page = client.get(LISTE)
    assertContains(page, sienne.numero)
    assertNotContains(page, autre.numero)
    assert client.get(reverse("assistance:ma_demande", args=[autre.pk])).status_code == 404


def test_l_expediteur_lit_les_reponses_et_non_les_notes(client: Client, moi: Utilisateur) -> None:
    demande = DemandeFactory(utilisateur=moi)
    InterventionFactory(demande=demande)
    InterventionFactory(demande=demande, note=True)
    page = client.get(reverse("assistance:ma_demande", args=[demande.pk]))
    assertContains(page, "Demandez un nouveau mot de passe.")
    assertNotContains(page, "Rappelé sans succès.")


def test_l_expediteur_est_nomme_par_vous_et_non_comme_un_tiers(client: Client, moi: Utilisateur) -> None:
    demande = DemandeFactory(utilisateur=moi, suivie=True, etat=EtatDemande.EN_ATTENTE)
    InterventionFactory(demande=demande, nature=NatureIntervention.PRECISION)
    page = client.get(reverse("assistance:ma_demande", args=[demande.pk]))
    assertContains(page, "Votre réponse est attendue")
    assertContains(page, "<b>Votre message</b>")
    assertNotContains(page, "expéditeur")


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        (EtatDemande.RESOLUE, EtatDemande.ROUVERTE),
        (EtatDemande.EN_ATTENTE, EtatDemande.PRISE_EN_CHARGE),
        (EtatDemande.PRISE_EN_CHARGE, EtatDemande.PRISE_EN_CHARGE),
    ],
)
def test_ce_que_l_expediteur_ajoute_revient_a_l_assistance(
    client: Client, moi: Utilisateur, avant: EtatDemande, apres: EtatDemande
) -> None:
    est_resolue = avant == EtatDemande.RESOLUE
    demande = (
        DemandeFactory(utilisateur=moi, resolue=True)
        if est_resolue
        else DemandeFactory(utilisateur=moi, suivie=True, etat=avant)
    )
    client.post(reverse("assistance:ma_demande", args=[demande.pk]), {"texte": "Toujours rien.", "cle": str(uuid4())})
    demande.refresh_from_db()
    assert demande.etat == apres
    assert demande.interventions.get().texte == "Toujours rien."
    assert Courriel.objects.get().sujet == f"Demande {demande.numero} : l’expéditeur a écrit"


def test_un_double_envoi_n_ajoute_qu_un_message(client: Client, moi: Utilisateur) -> None:
    demande = DemandeFactory(utilisateur=moi)
    envoi = {"texte": "Toujours rien.", "cle": str(uuid4())}
    for _ in range(2):
        client.post(reverse("assistance:ma_demande", args=[demande.pk]), envoi)
    assert demande.interventions.count() == 1


def test_un_message_vide_se_dit_a_cote_du_champ(client: Client, moi: Utilisateur) -> None:
    demande = DemandeFactory(utilisateur=moi)
    reponse = client.post(reverse("assistance:ma_demande", args=[demande.pk]), {"texte": ""})
    assert reponse.status_code == 422
    assertContains(reponse, "Écrivez votre message.", status_code=422)


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_de_mes_demandes_est_constant(
    client: Client, moi: Utilisateur, nb: int, django_assert_num_queries
) -> None:
    DemandeFactory.create_batch(nb, utilisateur=moi)
    with django_assert_num_queries(3):
        client.get(LISTE)
