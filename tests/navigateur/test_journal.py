"""The journal, the consultations, the delivery log and « Contact » as people see them."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from ppas.comptes.models import Utilisateur
from ppas.socle.journal import journaliser
from ppas.socle.models import Courriel, EtatCourriel
from ppas.socle.operations.courriels import Message, mettre_en_file
from tests.factories import (
    AgentFactory,
    ConventionFactory,
    PriseEnChargeFactory,
    RattachementFactory,
    UtilisateurFactory,
)
from tests.navigateur.gestes import connecter

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.mark.exigence("PLU-11", "LOG-22", "SUP-01")
def test_les_pages_de_trace_se_lisent_partout(
    page: Page, context: BrowserContext, capture: Callable[..., None], sans_defaut_axe: Callable[[Page], None]
) -> None:
    convention = ConventionFactory()
    pec = PriseEnChargeFactory(convention=convention)
    administrateur = RattachementFactory(partenaire=convention.partenaire, administrateur=True).utilisateur
    regional = AgentFactory(caisse=convention.caisse, administrateur=True).utilisateur
    journaliser(convention, "valider", par=regional, libelle=f"convention n° {convention.code} validée")
    journaliser(administrateur, "connecter", par=administrateur)
    for n, etat in enumerate((EtatCourriel.ENVOYE, EtatCourriel.ABANDONNE, EtatCourriel.EN_FILE)):
        courriel = mettre_en_file(Message(f"une.adresse.assez.longue{n}@exemple.fr", "Votre mot de passe", "x"))
        Courriel.objects.filter(pk=courriel.pk).update(etat=etat, nb_tentatives=n, erreur="550 5.1.1 inconnu" * n)

    def regarder(nom: str, utilisateur: Utilisateur | None, adresse: str) -> None:
        context.clear_cookies()
        if utilisateur:
            connecter(context, utilisateur)
        page.goto(adresse)
        capture(page, nom)
        sans_defaut_axe(page)

    regarder("journal-partenaire", administrateur, reverse("echanges:journal"))
    page.goto(reverse("facturation:beneficiaires"))
    regarder("journal-caisse", regional, reverse("echanges:caisse_journal"))
    regarder("consultations", regional, reverse("echanges:consultations", args=[pec.beneficiaire_id]))
    assistance = UtilisateurFactory(national=True)
    regarder("journal-national", assistance, reverse("echanges:national_journal"))
    regarder("courriels", assistance, reverse("echanges:courriels"))
    regarder("contact", None, reverse("assistance:contact"))
