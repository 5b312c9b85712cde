"""What the partner's and the caisse's pages of a line's life have in common."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ppas.facturation.models import Courrier, LigneFacture, LigneRefusee
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
from ppas.paiements.regles.situation import LIBELLES, Situation, situation, ton
from ppas.paiements.regles.vie import vie
from ppas.paiements.suivi import Suivi, suivre_courriers, suivre_lignes, suivre_refus
from ppas.socle.consultations import consulter
from ppas.socle.horloge import aujourd_hui, maintenant

TITRES = {Lecteur.PARTENAIRE: "Pourquoi pas payé ?", Lecteur.CAISSE: "Rechercher une ligne"}
PAGES = {
    Lecteur.PARTENAIRE: {
        "recherche": "paiements:pourquoi",
        LigneFacture: "paiements:enregistrement",
        LigneRefusee: "paiements:vie_refus",
        Courrier: "paiements:vie_courrier",
    },
    Lecteur.CAISSE: {
        "recherche": "paiements:caisse_rechercher",
        LigneFacture: "paiements:caisse_enregistrement",
        LigneRefusee: "paiements:caisse_vie_refus",
        Courrier: "paiements:caisse_vie_courrier",
    },
}
COURRIERS = ("Voir les courriers", "facturation:courriers")
SUITES_DU_PARTENAIRE = {
    Situation.PAR_COURRIER: ("Voir ce qui reste à envoyer", "facturation:reste"),
    Situation.REJETEE: ("Voir les anomalies de report", "paiements:anomalies_report"),
    Situation.COURRIER_ANNONCE: COURRIERS,
    Situation.COURRIER_REFUSE: COURRIERS,
    Situation.COURRIER_RETIRE: COURRIERS,
}
"""Where a partner acts, by situation."""
SESSION = "paiements_recherche"
"""The name or the NIR looked for stays in the session: an address is kept by browsers and proxies."""


@dataclass(frozen=True)
class Histoire:
    """A line with its story, its pill, its page, and the pages (label, address) where one goes on."""

    suivi: Suivi
    recit: Recit
    situation: Situation
    adresse: str
    suites: list[tuple[str, str]]

    @property
    def libelle(self) -> str:
        """The words of the pill."""
        return LIBELLES[self.situation]

    @property
    def ton(self) -> str:
        """The tone of the pill."""
        return ton(self.situation)

    @property
    def nom(self) -> str:
        """What the line is called."""
        objet = self.suivi.objet
        if isinstance(objet, LigneFacture):
            return f"Enregistrement n° {objet.pk}"
        return (
            f"Ligne {objet.rang} du fichier {objet.depot.nom_fichier}"
            if isinstance(objet, LigneRefusee)
            else str(objet)
        )


def page_de_vie(request: HttpRequest, suivi: Suivi, perimetre: Perimetre) -> HttpResponse:
    """Draw the page of one line: what it invoices, its life, its story."""
    histoire = _histoires([suivi], perimetre.lecteur)[0]
    _noter(request, [suivi])
    pages = PAGES[perimetre.lecteur]
    contexte = {
        "histoire": histoire,
        "suivi": suivi,
        "etapes": vie(suivi.ligne, le=maintenant()),
        "est_caisse": perimetre.lecteur is Lecteur.CAISSE,
        "fil": [
            ("Les services", reverse("accueil:services")),
            (TITRES[perimetre.lecteur], reverse(pages["recherche"])),
            (histoire.nom, None),
        ],
    }
    return render(request, "paiements/vie.html", contexte)


def page_de_recherche(request: HttpRequest, perimetre: Perimetre) -> HttpResponse:
    """Draw the search and what it found; a POST keeps what was typed and comes back to it."""
    est_caisse = perimetre.lecteur is Lecteur.CAISSE
    if request.method == "POST":
        form = RechercheForm(request.POST, est_caisse=est_caisse)
        if form.is_valid():
            return redirect(_retenir(request, form, PAGES[perimetre.lecteur]["recherche"]))
        return render(request, "paiements/pourquoi.html", _contexte(form, perimetre), status=422)
    saisie = {nom: request.GET[nom] for nom in RechercheForm.base_fields if request.GET.get(nom)}
    if saisie.pop("personne", None):
        saisie["personne"] = request.session.get(SESSION, "")
    form = RechercheForm(saisie or None, est_caisse=est_caisse)
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
        "fil": [("Les services", reverse("accueil:services")), (titre, None)],
    }


def _trouves(request: HttpRequest, criteres: Criteres, perimetre: Perimetre) -> dict[str, Any]:
    """Return what the page says of a search, and note whom it shows."""
    resultats = chercher(criteres, perimetre, request)
    suivis = [
        *suivre_refus(resultats.refus),
        *suivre_courriers(resultats.courriers),
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
    pages = PAGES[lecteur]
    return [
        Histoire(
            suivi,
            recit(suivi.ligne, le=maintenant(), lecteur=lecteur),
            situation(suivi.ligne, le=maintenant()),
            reverse(pages[type(suivi.objet)], args=[suivi.objet.pk]),
            list(_suites(suivi, lecteur)),
        )
        for suivi in suivis
    ]


def _suites(suivi: Suivi, lecteur: Lecteur) -> Iterator[tuple[str, str]]:
    """Yield where one goes on from a line: its slip, what replaced it, where one corrects, posts or decides."""
    bordereau, facture = suivi.bordereau, getattr(suivi.ligne, "facture", None)
    if bordereau and (lecteur is Lecteur.CAISSE or bordereau.visible_le <= maintenant()):  # PAY-02
        page = "paiements:bordereau" if lecteur is Lecteur.PARTENAIRE else "paiements:caisse_bordereau"
        yield "Ouvrir le bordereau", reverse(page, args=[bordereau.pk])
    if facture:
        yield f"Voir l’enregistrement n° {facture}", reverse(PAGES[lecteur][LigneFacture], args=[facture])
    ou = situation(suivi.ligne, le=maintenant())
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
    par_caisse: dict[int, set[int]] = defaultdict(set)
    for suivi in suivis:
        par_caisse[suivi.convention.caisse_id] |= {suivi.beneficiaire_id} - {None}
    for beneficiaire, caisse in autres:
        par_caisse[caisse].add(beneficiaire)
    for caisse, beneficiaires in par_caisse.items():
        consulter(request, beneficiaires, caisse_ref=caisse)
