"""Giving an order back and transferring it, by pages that ask first."""

import html

import pytest
from django.test import Client
from django.urls import reverse

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import EtatCommande, FinReservation
from ppas.evaluations.models import Commande
from ppas.partenaires.models import Convention
from tests.factories.evaluations import AppareilFactory, CommandeFactory, EvaluationFactory, ReservationFactory


@pytest.fixture
def commande(convention: Convention, jeanne: Utilisateur) -> Commande:
    """Jeanne's, begun, on her computer."""
    appareil = AppareilFactory(utilisateur=jeanne, partenaire=convention.partenaire, nom="Portable bleu")
    commande = ReservationFactory(commande__convention=convention, evaluateur=jeanne, appareil=appareil).commande
    EvaluationFactory(commande=commande, evaluateur=jeanne)
    return commande


def adresse(nom: str, commande: Commande) -> str:
    return reverse(f"evaluations:{nom}", args=[commande.pk])


def page(client: Client, url: str, **saisie: object) -> str:
    reponse = client.post(url, saisie, follow=True) if saisie else client.get(url)
    return " ".join(html.unescape(reponse.text).replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.exigence("EVA-20")
def test_rendre_demande_d_abord_et_dit_ce_qui_reste(evaluatrice: Client, commande: Commande) -> None:
    lu = page(evaluatrice, adresse("commande_liberer", commande))
    assert "Voulez-vous vraiment rendre cette commande ?" in lu
    assert "l’évaluateur suivant la reprendra à son nom" in lu
    assert "sur l’ordinateur « Portable bleu »" in lu
    assert Commande.objects.get().etat == EtatCommande.RESERVEE


@pytest.mark.exigence("EVA-20")
def test_rendre_remet_la_commande_a_reserver(evaluatrice: Client, commande: Commande) -> None:
    lu = page(evaluatrice, adresse("commande_liberer", commande), oui="1")
    assert f"Commande n° {commande.numero} est rendue" in lu
    assert Commande.objects.get().etat == EtatCommande.A_RESERVER


@pytest.mark.exigence("EVA-20")
def test_un_collegue_ne_voit_ni_rendre_ni_transferer(client: Client, commande: Commande, paul: Utilisateur) -> None:
    client.force_login(paul)
    lu = page(client, adresse("commande", commande))
    assert "Cette commande est au nom de Jeanne ROUX." in lu
    assert "Rendre la commande" not in lu
    assert "Transférer" not in lu
    assert "Lui seul, ou un administrateur" in page(client, adresse("commande_liberer", commande), oui="1")
    assert client.get(adresse("commande_transferer", commande)).status_code == 404


@pytest.mark.exigence("EVA-20")
def test_l_administratrice_transfere(administration: Client, commande: Commande, paul: Utilisateur) -> None:
    assert "Jeanne ROUX" in page(administration, adresse("commande_transferer", commande))
    lu = page(administration, adresse("commande_transferer", commande), evaluateur=paul.pk)
    assert f"Commande n° {commande.numero} est transférée à Paul NOIR, qui en est averti par mail." in lu
    assert list(commande.reservations.order_by("pk").values_list("evaluateur", "fin")) == [
        (commande.evaluation.evaluateur_id, FinReservation.TRANSFEREE),
        (paul.pk, ""),
    ]


@pytest.mark.exigence("EVA-20")
def test_on_ne_choisit_qu_un_autre_de_la_structure(
    administration: Client, commande: Commande, jeanne: Utilisateur, paul: Utilisateur
) -> None:
    reponse = administration.get(adresse("commande_transferer", commande))
    choix = set(reponse.context["form"].fields["evaluateur"].queryset)
    assert (jeanne in choix, paul in choix) == (False, True)
    reponse = administration.post(adresse("commande_transferer", commande), {"evaluateur": jeanne.pk})
    assert reponse.status_code == 422
    assert "Choisissez un collègue." in html.unescape(reponse.text)


@pytest.mark.exigence("EVA-20")
@pytest.mark.parametrize("nom", ["commande_liberer", "commande_transferer"])
def test_rien_n_est_demande_pour_une_commande_que_personne_n_a(
    administration: Client, convention: Convention, nom: str
) -> None:
    libre = CommandeFactory(convention=convention)
    reponse = administration.get(adresse(nom, libre), follow=True)
    assert reponse.redirect_chain == [(adresse("commande", libre), 302)]
    assert "n’est réservée par personne" in html.unescape(reponse.text)


@pytest.mark.exigence("EVA-20")
def test_une_commande_que_personne_n_a_ne_se_transfere_pas(
    administration: Client, convention: Convention, paul: Utilisateur
) -> None:
    libre = CommandeFactory(convention=convention)
    reponse = administration.post(adresse("commande_transferer", libre), {"evaluateur": paul.pk})
    assert reponse.status_code == 422
    assert "Cette commande n’est réservée par personne" in html.unescape(reponse.text)
