"""The screens that the guides show, opened in the demonstration, and the labels that each of them bears.

The pictures (`make captures`) and the test that compares their labels with the screens are both made from here.
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ppas.caisses.models import Caisse, TypePartenaire
from ppas.comptes.models import Utilisateur
from ppas.demo.regles.comptes import AGENT, ALEXANDRE, CAMILLE, JULIEN, MIKAEL, NOUVELLE, REGIONAL, SOLANGE, Compte
from ppas.demo.regles.structures import EXEMPLES
from ppas.evaluations.etats import EtatCommande, EtatEvaluation
from ppas.evaluations.models import Commande, Evaluation
from ppas.facturation.etats import EtatDepot, EtatFormulaire, EtatLigneRefusee
from ppas.facturation.models import Depot, Formulaire, LigneRefusee
from ppas.paiements.models import Bordereau
from ppas.partenaires.models import Preinscription, Rattachement
from ppas.partenaires.views.public import ACCEPTATION, CONVENTION_CONNUE, TERMINEE
from ppas.socle.horloge import maintenant
from tests.partenaires.inscription import FICHE

LIBELLES = (
    ".//h1|.//h2|.//h3|.//legend|.//label|.//thead//th|.//dt|.//summary|.//button"
    "|.//a[contains(@class, 'btn')]|.//nav[contains(@class, 'onglets')]/a"
)
NOMBRE = re.compile(r"[0-9]+")
PREINSCRIPTION = FICHE | {"telephone": "03 02 01 05 09", "mail": "alexandre@fr.fr", "actualiser": "1"}


@dataclass(frozen=True)
class Ecran:
    """A screen: who opens it, how, and what part of it is shown (a CSS class or id, all of it by default)."""

    nom: str
    ouvrir: Callable[[Client], HttpResponse]
    compte: Compte | None = None
    cadre: str = "//main"

    def page(self, client: Client) -> str:
        """Open it as `compte` and return the page as the portal sends it."""
        client.logout()
        if self.compte:
            client.force_login(Utilisateur.objects.get(login=self.compte.login))
        reponse = self.ouvrir(client)
        assert reponse.status_code == 200, (self.nom, reponse.status_code, reponse.headers.get("Location"))
        return reponse.content.decode()

    def libelles(self, page: str) -> list[str]:
        """Return what names the parts of the screen: titles, fields, columns, buttons; each once, in their order.

        Numbers are left out: a picture goes on telling the truth when the demonstration holds one line more.
        """
        cadre = lxml.html.fromstring(page).xpath(self.cadre)[0]
        for cache in cadre.xpath(".//*[contains(@class, 'visually-hidden')]|.//*[@aria-hidden='true']"):
            cache.drop_tree()
        lus = (" ".join(NOMBRE.sub("#", element.text_content()).split()) for element in cadre.xpath(LIBELLES))
        return list(dict.fromkeys(filter(None, lus)))


def lire(url: str, *args: Any) -> Callable[[Client], HttpResponse]:
    """Open the page named `url`."""
    return lambda client: client.get(reverse(url, args=args))


def lire_un(url: str, trouver: Callable[[], Any]) -> Callable[[Client], HttpResponse]:
    """Open the page of an object, found when the screen is opened."""
    return lambda client: client.get(reverse(url, args=[trouver().pk]))


def _session(client: Client, **cles: Any) -> None:
    session = client.session
    session.update(cles)
    session.save()


def _convention_requise(client: Client) -> HttpResponse:
    client.post(reverse("partenaires:conditions"), {"accepte": "on"})
    return client.get(reverse("partenaires:convention_requise"))


def _preinscription(client: Client) -> HttpResponse:
    client.post(reverse("partenaires:conditions"), {"accepte": "on"})
    assert ACCEPTATION in client.session
    _session(client, **{CONVENTION_CONNUE: True})
    caisse = Caisse.objects.get(code="04")
    type_partenaire = TypePartenaire.objects.get(code=TypePartenaire.EVALUATION)
    choix = {"regime": caisse.regime_id, "caisse": caisse.pk, "type_partenaire": type_partenaire.pk}
    return client.post(reverse("partenaires:preinscription"), PREINSCRIPTION | choix)


def _preinscription_terminee(client: Client) -> HttpResponse:
    _session(client, **{TERMINEE: Preinscription.objects.get(login=ALEXANDRE.login).pk})
    return client.get(reverse("partenaires:preinscription_terminee"))


def _controle(client: Client) -> HttpResponse:
    nom = "03_21231300_202609.xml"
    fichier = SimpleUploadedFile(nom, (EXEMPLES / "factures" / nom).read_bytes())
    return client.post(reverse("facturation:controle"), {"fichier": fichier, "cle": str(uuid.UUID(int=1))})


def _depot() -> Depot:
    refusees = LigneRefusee.objects.filter(etat=EtatLigneRefusee.A_CORRIGER).values("depot")
    depots = Depot.objects.filter(
        partenaire__rattachements__utilisateur__login=CAMILLE.login, etat=EtatDepot.TRAITE_AVEC_ANOMALIES
    )
    return depots.filter(pk__in=refusees).order_by("nb_lignes_refusees", "pk")[0]


def _formulaire(etat: EtatFormulaire) -> Formulaire:
    siens = Formulaire.objects.filter(convention__code="AMD2123", etat=etat)
    return siens.order_by("-echeance")[0]


def _evaluation() -> Evaluation:
    return Evaluation.objects.filter(
        etat=EtatEvaluation.EN_COURS,
        commande__reservations__evaluateur__login=MIKAEL.login,
        commande__reservations__finie_le=None,
    ).order_by("pk")[0]


def _commande() -> Commande:
    siennes = Commande.objects.filter(
        etat=EtatCommande.RESERVEE, reservations__evaluateur__login=MIKAEL.login, reservations__finie_le=None
    )
    return next(commande for commande in siennes.order_by("pk") if not hasattr(commande, "evaluation"))


def _bordereau() -> Bordereau:
    return Bordereau.objects.filter(convention__code="AMD2123", date_paiement__lt=maintenant().date()).order_by(
        "-date_paiement"
    )[1]


def _ligne_payee() -> Any:
    return _bordereau().lignes.order_by("pk")[0].ligne_facture


def _rattachement(compte: Compte) -> Callable[[], Rattachement]:
    return lambda: Rattachement.objects.get(utilisateur__login=compte.login)


PREMIER_PANNEAU = "(//main//section[contains(@class, 'panneau')])[1]"
ECRANS = (
    Ecran("conditions", lire("partenaires:conditions")),
    Ecran("convention-requise", _convention_requise),
    Ecran("preinscription", _preinscription),
    Ecran("preinscription-terminee", _preinscription_terminee),
    Ecran("connexion", lire("comptes:connexion")),
    Ecran("changer-mot-de-passe", lire("comptes:changer_mot_de_passe"), NOUVELLE),
    Ecran("mot-de-passe-oublie", lire("comptes:mot_de_passe_oublie")),
    Ecran("contact", lire("assistance:contact"), None, "//section[@aria-labelledby='ecrire']"),
    Ecran("services-evaluation", lire("accueil:services"), ALEXANDRE),
    Ecran("utilisateurs", lire("partenaires:modification_utilisateurs"), ALEXANDRE),
    Ecran(
        "utilisateur",
        lire_un("partenaires:modification_utilisateur", _rattachement(SOLANGE)),
        ALEXANDRE,
        "//main//form",
    ),
    Ecran("suppression", lire_un("partenaires:suppression_utilisateur", _rattachement(MIKAEL)), ALEXANDRE),
    Ecran("partenaire", lire("partenaires:modification"), ALEXANDRE),
    Ecran("adresse", lire("partenaires:modification_adresse"), ALEXANDRE),
    Ecran("conventions", lire("partenaires:modification_conventions"), ALEXANDRE),
    Ecran("beneficiaires", lire("facturation:beneficiaires"), CAMILLE),
    Ecran("formulaires", lire("facturation:formulaires"), JULIEN),
    Ecran("formulaire", lire_un("facturation:formulaire", lambda: _formulaire(EtatFormulaire.BROUILLON)), JULIEN),
    Ecran(
        "recapitulatif",
        lire_un("facturation:formulaire_recapitulatif", lambda: _formulaire(EtatFormulaire.VALIDE)),
        JULIEN,
    ),
    Ecran("tableur", lire_un("facturation:tableur", lambda: _formulaire(EtatFormulaire.BROUILLON)), JULIEN),
    Ecran("noms", lire("facturation:depots"), CAMILLE, "//details[contains(@class, 'panneau')]"),
    Ecran("envoyer", lire("facturation:depots"), CAMILLE, PREMIER_PANNEAU),
    Ecran("controle", _controle, CAMILLE),
    Ecran("rapport", lire_un("facturation:depot", _depot), CAMILLE),
    Ecran("refacturation", lire_un("facturation:refacturer", _depot), CAMILLE),
    Ecran("reste", lire("facturation:reste"), CAMILLE),
    Ecran("bordereaux", lire("paiements:bordereaux"), CAMILLE),
    Ecran("bordereau", lire_un("paiements:bordereau", _bordereau), CAMILLE),
    Ecran("pourquoi", lire("paiements:pourquoi"), CAMILLE),
    Ecran("vie", lire_un("paiements:enregistrement", _ligne_payee), CAMILLE),
    Ecran("commandes", lire("evaluations:commandes"), MIKAEL),
    Ecran("commande", lire_un("evaluations:commande", _commande), MIKAEL),
    Ecran("saisie", lire_un("evaluations:saisie", _evaluation), MIKAEL),
    Ecran("synchronisation", lire("evaluations:synchronisation"), MIKAEL),
    Ecran("transmission", lire("evaluations:transmission"), MIKAEL),
    Ecran("transmises", lire("evaluations:transmises"), ALEXANDRE),
    Ecran("a-valider", lire("partenaires:file_attente"), REGIONAL),
    Ecran("imports", lire("echanges:imports"), AGENT),
    Ecran("exports", lire("paiements:exports"), AGENT),
    Ecran("caisse-bordereaux", lire("paiements:caisse_bordereaux"), AGENT),
    Ecran("caisse-courriers", lire("facturation:caisse_courriers"), AGENT),
    Ecran("evaluations-recues", lire("evaluations:caisse_recues"), AGENT),
    Ecran("tableau-de-bord", lire("paiements:tableau_de_bord"), AGENT),
)
