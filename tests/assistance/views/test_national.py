"""The queue of the assistance (CAI-16)."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from ppas.assistance.etats import EtatDemande
from ppas.assistance.models import Demande
from ppas.comptes.models import RoleNational, Utilisateur
from ppas.socle.models import Courriel
from tests.factories import (
    DemandeFactory,
    InterventionFactory,
    ModeleReponseFactory,
    PartenaireFactory,
    UtilisateurFactory,
)
from tests.factories.prises_en_charge import nir_de_femme

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("CAI-16")]
LISTE = reverse("assistance:demandes")


@pytest.fixture
def aidant(client: Client) -> Utilisateur:
    """Somebody of the assistance, signed in."""
    utilisateur = UtilisateurFactory(national=True, role_national=RoleNational.ASSISTANCE)
    client.force_login(utilisateur)
    return utilisateur


def adresse(verbe: str, demande: Demande) -> str:
    return reverse(f"assistance:{verbe}", args=[demande.pk])


def numeros(client: Client, **filtres: str) -> list[str]:
    return [ligne.demande.numero for ligne in client.get(LISTE, filtres).context["lignes"]]


def test_la_plus_urgente_est_la_premiere(client: Client, aidant: Utilisateur) -> None:
    recente, ancienne = DemandeFactory(), DemandeFactory(en_retard=True)
    DemandeFactory(resolue=True)
    assert numeros(client) == [ancienne.numero, recente.numero]


def test_le_retard_se_dit_en_mots(client: Client, aidant: Utilisateur) -> None:
    DemandeFactory(en_retard=True)
    assertContains(client.get(LISTE), "En retard de 3 jours")


@pytest.mark.parametrize(
    ("filtres", "attendues"),
    [
        ({"etat": "en_retard"}, ["retard"]),
        ({"etat": "resolue"}, ["resolue"]),
        ({"etat": "toutes"}, ["autre", "resolue", "mienne", "retard"]),
        ({"suivi": "moi"}, ["mienne"]),
        ({"suivi": "personne"}, ["retard", "autre"]),
        ({"motif": "aides"}, ["mienne"]),
        ({"recherche": "AMD0042"}, ["autre"]),
        ({"recherche": "Ciel Bleu"}, ["autre"]),
        ({"recherche": "rien"}, []),
    ],
)
def test_chaque_filtre_garde_ce_qu_il_demande(
    client: Client, aidant: Utilisateur, filtres: dict[str, str], attendues: list[str]
) -> None:
    demandes = {
        "retard": DemandeFactory(en_retard=True),
        "mienne": DemandeFactory(suivie=True, suivie_par=aidant, motif="aides"),
        "resolue": DemandeFactory(resolue=True),
        "autre": DemandeFactory(partenaire=PartenaireFactory(nom="Ciel Bleu"), numero_convention="AMD0042"),
    }
    assert numeros(client, **filtres) == [demandes[nom].numero for nom in attendues]


def test_un_numero_de_demande_se_retrouve(client: Client, aidant: Utilisateur) -> None:
    DemandeFactory()
    cherchee = DemandeFactory()
    assert numeros(client, recherche=cherchee.numero.lower()) == [cherchee.numero]


def test_prendre_une_demande_la_suit(client: Client, aidant: Utilisateur) -> None:
    demande = DemandeFactory()
    assertContains(client.post(adresse("demande_prendre", demande), follow=True), "Vous suivez cette demande.")
    demande.refresh_from_db()
    assert (demande.etat, demande.suivie_par) == (EtatDemande.PRISE_EN_CHARGE, aidant)


def test_une_demande_prise_entre_temps_le_dit(client: Client, aidant: Utilisateur) -> None:
    demande = DemandeFactory(suivie=True)
    assertContains(client.post(adresse("demande_prendre", demande), follow=True), "a changé de main")
    demande.refresh_from_db()
    assert demande.suivie_par != aidant


def test_la_reponse_part_par_mail(client: Client, aidant: Utilisateur) -> None:
    demande = DemandeFactory(suivie=True, suivie_par=aidant)
    saisie = {"texte": "Demandez un nouveau mot de passe.", "suite": "resoudre", "cle": str(uuid4())}
    client.post(adresse("demande_repondre", demande), saisie)
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.sujet) == (demande.email, f"Réponse à votre demande {demande.numero}")
    assert "Demandez un nouveau mot de passe." in courriel.corps
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.RESOLUE


def test_un_double_envoi_ne_repond_qu_une_fois(client: Client, aidant: Utilisateur) -> None:
    demande = DemandeFactory(suivie=True, suivie_par=aidant)
    saisie = {"texte": "Bien reçu.", "suite": "attendre", "cle": str(uuid4())}
    for _ in range(2):
        client.post(adresse("demande_repondre", demande), saisie)
    assert (Courriel.objects.count(), demande.interventions.count()) == (1, 1)


def test_une_reponse_a_la_demande_d_un_autre_est_refusee_et_gardee(client: Client, aidant: Utilisateur) -> None:
    demande = DemandeFactory(suivie=True)
    saisie = {"texte": "Bien reçu.", "suite": "resoudre", "cle": str(uuid4())}
    reponse = client.post(adresse("demande_repondre", demande), saisie)
    assertContains(reponse, "prenez-la d’abord", status_code=422)
    assert not Courriel.objects.exists()


def test_un_modele_s_insere_dans_la_reponse(client: Client, aidant: Utilisateur) -> None:
    demande, modele = DemandeFactory(suivie=True, suivie_par=aidant), ModeleReponseFactory()
    ModeleReponseFactory(titre="Ancien modèle", est_propose=False)
    assertNotContains(client.get(adresse("demande", demande)), "Ancien modèle")
    saisie = {"texte": "Bonjour.", "modele": modele.pk, "suite": "attendre", "inserer": "1"}
    reponse = client.post(adresse("demande_repondre", demande), saisie)
    assert reponse.context["reponse"].initial["texte"] == f"Bonjour.\n\n{modele.texte}"
    assert not Courriel.objects.exists()


def test_une_note_n_envoie_rien(client: Client, aidant: Utilisateur) -> None:
    demande = DemandeFactory()
    client.post(adresse("demande_noter", demande), {"note-texte": "Rappelé sans succès.", "cle": str(uuid4())})
    assertContains(client.get(adresse("demande", demande)), "Rappelé sans succès.")
    assert not Courriel.objects.exists()


@pytest.mark.exigence("SUP-07")
def test_une_reponse_ne_porte_pas_de_numero_de_securite_sociale(client: Client, aidant: Utilisateur) -> None:
    demande = DemandeFactory(suivie=True, suivie_par=aidant)
    saisie = {"texte": f"Dossier {nir_de_femme(42)}", "suite": "resoudre", "cle": str(uuid4())}
    assert client.post(adresse("demande_repondre", demande), saisie).status_code == 422
    assert not Courriel.objects.exists()


def test_rendre_resoudre_et_rouvrir(client: Client, aidant: Utilisateur) -> None:
    demande = DemandeFactory(suivie=True, suivie_par=aidant)
    etats = []
    for verbe in ("demande_rendre", "demande_prendre", "demande_resoudre", "demande_rouvrir"):
        client.post(adresse(verbe, demande))
        demande.refresh_from_db()
        etats.append(demande.etat)
    assert etats == ["nouvelle", "en_charge", "resolue", "rouverte"]
    assert demande.resolue_le is None


def test_les_autres_demandes_du_partenaire_sont_a_cote(client: Client, aidant: Utilisateur) -> None:
    partenaire = PartenaireFactory()
    demande, autre = DemandeFactory.create_batch(2, partenaire=partenaire)
    ailleurs = DemandeFactory(partenaire=PartenaireFactory())
    page = client.get(adresse("demande", demande))
    assertContains(page, autre.numero)
    assertNotContains(page, ailleurs.numero)
    assert numeros(client, etat="toutes", partenaire=str(partenaire.pk)) == [autre.numero, demande.numero]


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_de_la_file_est_constant(
    client: Client, aidant: Utilisateur, nb: int, django_assert_num_queries
) -> None:
    for _ in range(nb):
        DemandeFactory(suivie=True, partenaire=PartenaireFactory())
    with django_assert_num_queries(7):
        client.get(LISTE)


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_d_une_demande_est_constant(
    client: Client, aidant: Utilisateur, nb: int, django_assert_num_queries
) -> None:
    demande = DemandeFactory(partenaire=PartenaireFactory())
    DemandeFactory.create_batch(nb, partenaire=demande.partenaire)
    InterventionFactory.create_batch(nb, demande=demande)
    with django_assert_num_queries(5):
        client.get(adresse("demande", demande))
