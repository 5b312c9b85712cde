import socket
from datetime import datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from ppas.publications.models import Actualite, Categorie, FicheDocument
from ppas.publications.operations.programmer import publier_les_programmees
from ppas.socle.models import Courriel
from tests.factories.publications import navigateur

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

FORMULAIRE = {
    "title": "Barèmes 2027",
    "slug": "baremes-2027",
    "date": "2026-11-04",
    "chapo": "Ce qui change.",
    "corps-count": "0",
    "seo_title": "",
    "search_description": "",
    "go_live_at": "",
    "expire_at": "",
}


def ecrire(client, lieu, **champs):
    """Send the real form of a new piece of news; return the page."""
    adresse = reverse("wagtailadmin_pages:add", args=["publications", "actualite", lieu.pk])
    reponse = client.post(adresse, FORMULAIRE | champs)
    assert reponse.status_code == 302, reponse.context and reponse.context["form"].errors
    return Actualite.objects.get(title=champs.get("title", FORMULAIRE["title"]))


def etape(client, page, action):
    """Send the decision of a moderator."""
    tache = page.current_workflow_task_state
    adresse = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, tache.pk])
    return client.post(adresse, {"comment": "Précisez la date."})


@pytest.fixture(autouse=True)
def serveur_de_mail_absent(monkeypatch):
    """Make any request that speaks to a mail server fail."""

    def refuser(*args, **options):
        raise AssertionError("a mail left within the request")

    monkeypatch.setattr(mail.EmailMessage, "send", refuser)
    monkeypatch.setattr(socket, "create_connection", refuser)


@pytest.mark.exigence("CAI-15")
def test_un_editeur_soumet_un_administrateur_regional_renvoie_puis_publie(redaction):
    auteur, relecteur = navigateur(redaction.editeur), navigateur(redaction.regional)
    page = ecrire(auteur, redaction.rubrique(redaction.caisse), **{"action-submit": "1"})
    assert not page.live
    recus = set(Courriel.objects.values_list("destinataire", flat=True))
    assert recus == {redaction.regional.mail, redaction.national.mail, redaction.administrateur.mail}
    assert Courriel.objects.first().sujet == "À relire : Barèmes 2027"
    etape(relecteur, page, "reject")
    renvoi = Courriel.objects.get(destinataire=redaction.editeur.mail)
    assert renvoi.sujet == "À corriger : Barèmes 2027"
    assert "Précisez la date." in renvoi.corps
    adresse = reverse("wagtailadmin_pages:edit", args=[page.pk])
    auteur.post(adresse, FORMULAIRE | {"action-restart-workflow": "1", "action-submit": "1"})
    page = Actualite.objects.get(pk=page.pk)
    etape(relecteur, page, "approve")
    page.refresh_from_db()
    assert page.live
    assert Courriel.objects.filter(destinataire=redaction.editeur.mail, sujet="Accepté : Barèmes 2027").exists()


@pytest.mark.exigence("CAI-15")
def test_un_editeur_de_caisse_ne_publie_pas_lui_meme(redaction):
    page = ecrire(navigateur(redaction.editeur), redaction.rubrique(redaction.caisse), **{"action-publish": "1"})
    assert not page.live


def test_temoin_un_administrateur_regional_publie(redaction):
    page = ecrire(navigateur(redaction.regional), redaction.rubrique(redaction.caisse), **{"action-publish": "1"})
    assert page.live
    assert page.caisse == redaction.caisse


def test_le_moderateur_d_une_autre_caisse_ne_publie_pas(redaction):
    page = ecrire(navigateur(redaction.editeur), redaction.rubrique(redaction.caisse), **{"action-submit": "1"})
    autre = redaction.autre_editeur.agent
    autre.est_administrateur = True
    autre.save()
    etape(navigateur(redaction.autre_editeur), page, "approve")
    page.refresh_from_db()
    assert not page.live


@pytest.mark.exigence("CAI-15")
def test_une_actualite_programmee_parait_et_disparait_a_l_heure_de_paris(redaction, horloge):
    client = navigateur(redaction.national)
    lieu = redaction.rubrique(redaction.caisse).get_parent()
    champs = {"go_live_at": "2026-11-05 08:00", "expire_at": "2026-11-06 18:00", "action-publish": "1"}
    page = ecrire(client, lieu, **champs)

    def en_ligne(instant):
        horloge.regler(instant)
        publier_les_programmees()
        return Actualite.objects.get(pk=page.pk).live

    instants = ["2026-11-05 07:59", "2026-11-05 08:01", "2026-11-06 17:59", "2026-11-06 18:01"]
    assert [en_ligne(instant) for instant in instants] == [False, True, True, False]


@pytest.mark.exigence("CAI-15")
@pytest.mark.parametrize(
    ("saisi", "avant", "a_l_heure"),
    [
        ("15/07/2026 09:00", "2026-07-15T06:59:59Z", "2026-07-15T07:00:01Z"),
        ("15/01/2027 09:00", "2027-01-15T07:59:59Z", "2027-01-15T08:00:01Z"),
    ],
)
def test_neuf_heures_sont_neuf_heures_a_paris_en_ete_comme_en_hiver(redaction, horloge, saisi, avant, a_l_heure):
    horloge.regler("2026-06-01 09:00")
    lieu = redaction.rubrique(redaction.caisse).get_parent()
    page = ecrire(navigateur(redaction.national), lieu, **{"go_live_at": saisi, "action-publish": "1"})
    parue = []
    for instant in (avant, a_l_heure):
        with time_machine.travel(datetime.fromisoformat(instant), tick=False):
            publier_les_programmees()
            parue.append(Actualite.objects.get(pk=page.pk).live)
    assert parue == [False, True]


@pytest.mark.exigence("CAI-15")
def test_deux_versions_se_comparent_et_l_ancienne_revient(redaction):
    client = navigateur(redaction.national)
    lieu = redaction.rubrique(redaction.caisse).get_parent()
    page = ecrire(client, lieu, **{"action-publish": "1"})
    premiere = page.latest_revision
    adresse = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(adresse, FORMULAIRE | {"chapo": "Autre résumé.", "action-publish": "1"})
    comparaison = client.get(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, premiere.pk, "latest"]))
    assert "Autre résumé." in comparaison.content.decode()
    client.post(adresse, FORMULAIRE | {"revision": premiere.pk, "action-publish": "1"})
    page.refresh_from_db()
    assert page.chapo == "Ce qui change."


@pytest.mark.exigence("CAI-15")
def test_un_document_et_sa_version_se_publient_par_leur_formulaire(redaction):
    client, lieu = navigateur(redaction.national), Categorie.objects.first()
    fichier = redaction.fichier(nom="bareme-2027.txt")
    versions = {
        "versions-TOTAL_FORMS": "1",
        "versions-INITIAL_FORMS": "0",
        "versions-MIN_NUM_FORMS": "0",
        "versions-MAX_NUM_FORMS": "1000",
        "versions-0-libelle": "Version 2027",
        "versions-0-date": "2026-11-20",
        "versions-0-fichier": str(fichier.pk),
        "versions-0-ORDER": "1",
    }
    adresse = reverse("wagtailadmin_pages:add", args=["publications", "fichedocument", lieu.pk])
    reponse = client.post(adresse, FORMULAIRE | versions | {"action-publish": "1"})
    assert reponse.status_code == 302, reponse.context["form"].errors
    fiche = FicheDocument.objects.get(title="Barèmes 2027")
    assert fiche.live
    page = Client().get(fiche.chemin).text
    assert "Version 2027" in page
    assert fichier.url in page
