"""What the partner's and the caisse's pages of a line's life have in common."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ppas.evaluations.models import Commande
from ppas.facturation.models import Courrier, LigneFacture, LigneRefusee, PieceJointe
from ppas.facturation.operations.pieces import pieces_de_facture
from ppas.paiements.envois import faits_du_fichier, faits_du_mois, faits_du_versement
from ppas.paiements.forms import RechercheForm
from ppas.paiements.perimetre import Criteres, Perimetre
from ppas.paiements.recherche import Resultats, chercher
from ppas.paiements.regles.recit import Lecteur, Recit, recit
from ppas.paiements.regles.recit_envoi import (
    recit_d_absence,
    recit_de_fichier,
    recit_de_mois,
    recit_de_versement,
)
from ppas.paiements.regles.recit_evaluation import recit_d_evaluation
from ppas.paiements.regles.situation import LIBELLES, Situation, situation, ton
from ppas.paiements.regles.situation_evaluation import (
    LIBELLES as LIBELLES_EVALUATION,
)
from ppas.paiements.regles.situation_evaluation import (
    EvaluationSuivie,
    SituationEvaluation,
    situation_d_evaluation,
    ton_d_evaluation,
)
from ppas.paiements.regles.vie import Etape, vie
from ppas.paiements.regles.vie_evaluation import vie_d_evaluation
from ppas.paiements.suivi import Suivi, suivre_courriers, suivre_lignes, suivre_refus
from ppas.paiements.suivi_evaluations import suivre_commandes
from ppas.socle.consultations import consulter_par_caisse
from ppas.socle.horloge import aujourd_hui, maintenant

TITRES = {Lecteur.PARTENAIRE: "Pourquoi pas payé ?", Lecteur.CAISSE: "Rechercher une ligne"}
PAGES = {
    Lecteur.PARTENAIRE: {
        "recherche": "paiements:pourquoi",
        LigneFacture: "paiements:enregistrement",
        LigneRefusee: "paiements:vie_refus",
        Courrier: "paiements:vie_courrier",
        Commande: "paiements:vie_commande",
    },
    Lecteur.CAISSE: {
        "recherche": "paiements:caisse_rechercher",
        LigneFacture: "paiements:caisse_enregistrement",
        LigneRefusee: "paiements:caisse_vie_refus",
        Courrier: "paiements:caisse_vie_courrier",
        Commande: "paiements:caisse_vie_commande",
    },
}
MOTS = {
    (True, False): {"droit": "prise en charge", "arrivee": "sa prise en charge notifiée", "rien": "Aucune ligne"},
    (False, True): {
        "droit": "commande d’évaluation",
        "arrivee": "son évaluation commandée",
        "rien": "Aucune évaluation",
    },
    (True, True): {
        "droit": "prise en charge ni de commande d’évaluation",
        "arrivee": "sa prise en charge notifiée ou son évaluation commandée",
        "rien": "Aucune ligne ni évaluation",
    },
}
"""The words of a search, by what is looked for: invoice lines, evaluations."""
COURRIERS = ("Voir les courriers", "facturation:courriers")
SUITES_DU_PARTENAIRE = {
    Situation.PAR_COURRIER: ("Voir ce qui reste à envoyer", "facturation:reste"),
    Situation.REJETEE: ("Voir les anomalies de report", "paiements:anomalies_report"),
    Situation.COURRIER_ANNONCE: COURRIERS,
    Situation.COURRIER_REFUSE: COURRIERS,
    Situation.COURRIER_RETIRE: COURRIERS,
}
"""Where a partner acts, by situation."""
SUITES_D_EVALUATION = {
    Lecteur.PARTENAIRE: {
        SituationEvaluation.COMMANDEE: ("Ouvrir la commande", "evaluations:commande"),
        SituationEvaluation.RESERVEE: ("Ouvrir la commande", "evaluations:commande"),
        SituationEvaluation.EN_COURS: ("Évaluations en cours", "evaluations:en_cours"),
        SituationEvaluation.TERMINEE: ("Transmission des évaluations", "evaluations:transmission"),
        SituationEvaluation.A_CORRIGER: ("Ouvrir la commande", "evaluations:commande"),
    },
    Lecteur.CAISSE: {
        SituationEvaluation.COMMANDEE: ("Ouvrir la commande", "evaluations:caisse_commande"),
        SituationEvaluation.RESERVEE: ("Ouvrir la commande", "evaluations:caisse_commande"),
        SituationEvaluation.TRANSMISE: ("Évaluations reçues", "evaluations:caisse_recues"),
        SituationEvaluation.ACCEPTEE: ("Exporter les évaluations", "evaluations:caisse_exports"),
    },
}
"""Where each reader acts on an evaluation: the page of its order, or a list."""
SESSION = "paiements_recherche"
"""The name or the NIR looked for stays in the session: an address is kept by browsers and proxies."""


@dataclass(frozen=True)
class Histoire:
    """A line or an evaluation with its story, its pill (words and tone), its page, the pages where one goes on.

    `suites` are (label, address).
    """

    suivi: Suivi
    recit: Recit
    libelle: str
    ton: str
    adresse: str
    suites: list[tuple[str, str]]

    @property
    def est_une_evaluation(self) -> bool:
        """Whether it is about an evaluation."""
        return isinstance(self.suivi.objet, Commande)

    @property
    def nom(self) -> str:
        """What it is called."""
        match self.suivi.objet:
            case LigneFacture() as ligne:
                return f"Enregistrement n° {ligne.pk}"
            case LigneRefusee() as refus:
                return f"Ligne {refus.rang} du fichier {refus.depot.nom_fichier}"
            case Commande() as commande if hasattr(commande, "evaluation"):
                return f"Évaluation n° {commande.evaluation.numero_enregistrement}"
            case autre:
                return str(autre)


def page_de_vie(request: HttpRequest, suivi: Suivi, lecteur: Lecteur) -> HttpResponse:
    """Draw the page of one line: what it invoices, its life, its story."""
    histoire = _histoires([suivi], lecteur)[0]
    _noter(request, [suivi])
    pages = PAGES[lecteur]
    contexte = {
        "histoire": histoire,
        "suivi": suivi,
        "etapes": _etapes(suivi),
        "documents": list(_documents(suivi, lecteur)),
        "est_caisse": lecteur is Lecteur.CAISSE,
        "fil": [
            ("Les services", reverse("accueil:services")),
            (TITRES[lecteur], reverse(pages["recherche"])),
            (histoire.nom, None),
        ],
    }
    return render(request, "paiements/vie.html", contexte)


def _etapes(suivi: Suivi) -> list[Etape]:
    if isinstance(suivi.ligne, EvaluationSuivie):
        return vie_d_evaluation(suivi.ligne, le=maintenant())
    return vie(suivi.ligne, le=maintenant())


def _documents(suivi: Suivi, lecteur: Lecteur) -> Iterator[tuple[PieceJointe, str]]:
    """Yield each document joined to works, the quote and the bill, with its address for `lecteur`."""
    page = "facturation:caisse_piece" if lecteur is Lecteur.CAISSE else "facturation:piece"
    if isinstance(suivi.objet, LigneFacture):
        for piece in pieces_de_facture(suivi.objet):
            yield piece, reverse(page, args=[piece.pk])


def page_de_recherche(request: HttpRequest, perimetre: Perimetre) -> HttpResponse:
    """Draw the search and what it found; a POST keeps what was typed and comes back to it."""
    if request.method == "POST":
        form = RechercheForm(request.POST, perimetre)
        if form.is_valid():
            return redirect(_retenir(request, form, PAGES[perimetre.lecteur]["recherche"]))
        return render(request, "paiements/pourquoi.html", _contexte(form, perimetre), status=422)
    saisie = {nom: request.GET[nom] for nom in RechercheForm.base_fields if request.GET.get(nom)}
    if saisie.pop("personne", None):
        saisie["personne"] = request.session.get(SESSION, "")
    form = RechercheForm(saisie or None, perimetre)
    contexte = _contexte(form, perimetre)
    if saisie and form.is_valid():
        contexte |= _trouves(request, form.criteres(), perimetre)
    return render(request, "paiements/pourquoi.html", contexte)


def _retenir(request: HttpRequest, form: RechercheForm, page: str) -> str:
    """Keep the person in the session, and return the address that holds the rest of the search."""
    champs = {nom: request.POST.get(nom, "").strip() for nom in form.fields}
    request.session[SESSION] = form.cleaned_data["personne"]
    champs["personne"] = "1" if form.cleaned_data["personne"] else ""
    return reverse(page, query={nom: valeur for nom, valeur in champs.items() if valeur})


def _contexte(form: RechercheForm, perimetre: Perimetre) -> dict[str, Any]:
    titre = TITRES[perimetre.lecteur]
    return {
        "form": form,
        "titre": titre,
        "est_caisse": perimetre.lecteur is Lecteur.CAISSE,
        "mots": MOTS[perimetre.a_factures, perimetre.a_evaluations],
        "fil": [("Les services", reverse("accueil:services")), (titre, None)],
    }


def _trouves(request: HttpRequest, criteres: Criteres, perimetre: Perimetre) -> dict[str, Any]:
    """Return what the page says of a search, and note whom it shows."""
    resultats = chercher(criteres, perimetre, request)
    suivis = [
        *suivre_refus(resultats.refus),
        *suivre_courriers(resultats.courriers),
        *suivre_commandes(resultats.commandes),
        *suivre_lignes(resultats.page),
    ]
    droits = (absent.prise_en_charge for absent in resultats.absents)
    _noter(request, suivis, ((droit.beneficiaire_id, droit.caisse_id) for droit in droits))
    envois = list(_envois(resultats, perimetre.lecteur))
    return {
        "resultats": resultats,
        "histoires": _histoires(suivis, perimetre.lecteur),
        "absents": [
            (absent, recit_d_absence(absent.cas, le=aujourd_hui(), lecteur=perimetre.lecteur))
            for absent in resultats.absents
        ],
        "envois": envois,
        "est_vide": not (suivis or resultats.absents or envois),
    }


def _envois(resultats: Resultats, lecteur: Lecteur) -> Iterator[tuple[str, str, Recit]]:
    """Yield the title, the address and the story of each transfer, file and on-line month."""
    est_caisse = lecteur is Lecteur.CAISSE
    for bordereau in resultats.versements:
        est_lisible = est_caisse or bordereau.visible_le <= maintenant()
        page = "paiements:caisse_bordereau" if est_caisse else "paiements:bordereau"
        adresse = reverse(page, args=[bordereau.pk]) if est_lisible else ""
        recit_du_sien = recit_de_versement(faits_du_versement(bordereau), le=maintenant(), lecteur=lecteur)
        yield str(bordereau) if est_lisible else "Paiement en cours", adresse, recit_du_sien
    for depot in resultats.fichiers:
        page = "facturation:caisse_depot" if est_caisse else "facturation:depot"
        recit_du_sien = recit_de_fichier(faits_du_fichier(depot), lecteur=lecteur)
        yield depot.nom_fichier, reverse(page, args=[depot.pk]), recit_du_sien
    for formulaire in resultats.mois_saisis:
        adresse = "" if est_caisse else reverse("facturation:formulaire", args=[formulaire.pk])
        yield "Saisie en ligne", adresse, recit_de_mois(faits_du_mois(formulaire), lecteur=lecteur)


def _histoires(suivis: Iterable[Suivi], lecteur: Lecteur) -> list[Histoire]:
    return [_histoire(suivi, lecteur) for suivi in suivis]


def _histoire(suivi: Suivi, lecteur: Lecteur) -> Histoire:
    le, ligne = maintenant(), suivi.ligne
    adresse = reverse(PAGES[lecteur][type(suivi.objet)], args=[suivi.objet.pk])
    if isinstance(ligne, EvaluationSuivie):
        ou = situation_d_evaluation(ligne, le=le)
        pastille = LIBELLES_EVALUATION[ou], ton_d_evaluation(ou)
        return Histoire(
            suivi,
            recit_d_evaluation(ligne, le=le, lecteur=lecteur),
            *pastille,
            adresse,
            [*_bordereau(suivi, lecteur), *_suite_d_evaluation(suivi, ou, lecteur)],
        )
    ou_est_elle = situation(ligne, le=le)
    pastille = LIBELLES[ou_est_elle], ton(ou_est_elle)
    return Histoire(
        suivi, recit(ligne, le=le, lecteur=lecteur), *pastille, adresse, list(_suites(suivi, ou_est_elle, lecteur))
    )


def _bordereau(suivi: Suivi, lecteur: Lecteur) -> Iterator[tuple[str, str]]:
    bordereau = suivi.bordereau
    if bordereau and (lecteur is Lecteur.CAISSE or bordereau.visible_le <= maintenant()):  # PAY-02
        page = "paiements:bordereau" if lecteur is Lecteur.PARTENAIRE else "paiements:caisse_bordereau"
        yield "Ouvrir le bordereau", reverse(page, args=[bordereau.pk])


def _suite_d_evaluation(suivi: Suivi, ou: SituationEvaluation, lecteur: Lecteur) -> Iterator[tuple[str, str]]:
    if ou in SUITES_D_EVALUATION[lecteur]:
        libelle, page = SUITES_D_EVALUATION[lecteur][ou]
        yield libelle, reverse(page, args=[suivi.objet.pk] if page.endswith("commande") else [])


def _suites(suivi: Suivi, ou: Situation, lecteur: Lecteur) -> Iterator[tuple[str, str]]:
    """Yield where one goes on from a line: its slip, what replaced it, where one corrects, posts or decides."""
    yield from _bordereau(suivi, lecteur)
    facture = getattr(suivi.ligne, "facture", None)
    if facture:
        yield f"Voir l’enregistrement n° {facture}", reverse(PAGES[lecteur][LigneFacture], args=[facture])
    if lecteur is Lecteur.CAISSE:
        if isinstance(suivi.objet, Courrier):
            yield "Ouvrir le courrier", reverse("facturation:caisse_courrier", args=[suivi.objet.pk])
    elif ou is Situation.A_CORRIGER and suivi.depot:
        yield "Corriger et facturer de nouveau", reverse("facturation:refacturer", args=[suivi.depot.pk])
    elif ou in SUITES_DU_PARTENAIRE:
        libelle, page = SUITES_DU_PARTENAIRE[ou]
        yield libelle, reverse(page)


def _noter(request: HttpRequest, suivis: Iterable[Suivi], autres: Iterable[tuple[int, int]] = ()) -> None:
    """Note whom the page shows, for each of their caisses; `autres` are (beneficiary, caisse)."""
    siens = ((suivi.beneficiaire_id, suivi.convention.caisse_id) for suivi in suivis if suivi.beneficiaire_id)
    consulter_par_caisse(request, [*siens, *autres])
