"""What a person finds of his own by « Recherche par mot(s) clé(s) »: files, lines, beneficiaries, partners, screens.

Everything is bounded: at most `NB` of each kind, found by an index or among the rows of one convention.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse

from ppas.accueil.contenus import PAGES_PUBLIQUES
from ppas.accueil.menu import Services, a_une_page
from ppas.accueil.regles.menu import Entree
from ppas.caisses.models import Caisse
from ppas.evaluations.models import Commande
from ppas.facturation.models import Courrier, LigneFacture
from ppas.paiements.perimetre import Perimetre
from ppas.paiements.personnes import personnes
from ppas.paiements.regles.recit import Lecteur
from ppas.paiements.views.suivi import PAGES
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.models import Beneficiaire
from ppas.publications.regles.mots import racines
from ppas.socle.consultations import consulter_par_caisse
from ppas.socle.regles.affichage import date_fr

NB = 5
NUMERO_MAX = 2**63 - 1
NUMERO = re.compile(r"(?P<lettre>[CE]?)0*(?P<numero>[0-9]{1,15})", re.IGNORECASE)
DEPOTS = {Lecteur.PARTENAIRE: "facturation:depot", Lecteur.CAISSE: "facturation:caisse_depot"}


@dataclass(frozen=True)
class Lien:
    """An answer that is an address of its own."""

    libelle: str
    adresse: str
    detail: str = ""


@dataclass
class LesSiens:
    """What was found of one's own. `personnes` go on, by a form and not by an address, to the page `suite`."""

    liens: list[Lien] = field(default_factory=list)
    personnes: list[Beneficiaire] = field(default_factory=list)
    suite: str = ""

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.liens or self.personnes)


def les_siens(request: HttpRequest, services: Services, texte: str) -> LesSiens:
    """Return what the person of `services` finds of his own for `texte`, and note which beneficiaries it shows."""
    trouves = LesSiens()
    if services.agent:
        _remplir(request, trouves, Perimetre.de_la_caisse(services.agent.caisse), texte)
        if services.agent.est_administrateur:
            trouves.liens += _partenaires(services.agent.caisse, texte)
    elif services.partenaire:
        types = {convention.pk: convention.type_partenaire.code for convention in services.conventions}
        _remplir(request, trouves, Perimetre.des_conventions(services.partenaire, types), texte)
    return trouves


def ecrans(services: Services | None, texte: str) -> list[Entree]:
    """Return the screens whose name holds every word of `texte`: the public ones and those of `services`."""
    cherchees = set(racines(texte))
    connues = [entree for entree in PAGES_PUBLIQUES if a_une_page(entree.url)]
    connues += [entree for groupe in (services.groupes if services else ()) for entree in groupe.entrees]
    uniques = {entree.url: entree for entree in connues}.values()
    return [entree for entree in uniques if cherchees and cherchees <= set(racines(entree.libelle))][:NB]


def _remplir(request: HttpRequest, trouves: LesSiens, perimetre: Perimetre, texte: str) -> None:
    numero = NUMERO.fullmatch(texte)
    if numero:
        trouves.liens += _par_numero(perimetre, numero)
    if any(signe.isdecimal() for signe in texte):
        trouves.liens += _par_fichier(perimetre, texte)
    trouves.personnes = personnes(perimetre, texte, nb=NB)
    trouves.suite = reverse(PAGES[perimetre.lecteur]["recherche"])
    consulter_par_caisse(request, ((personne.pk, personne.caisse_id) for personne in trouves.personnes))


def _par_numero(perimetre: Perimetre, lu: re.Match[str]) -> Iterator[Lien]:
    """Yield the line, the letter or the evaluation of this number: `1234`, `C00012`, `E00012`."""
    lettre, numero = lu["lettre"].upper(), int(lu["numero"])
    if numero > NUMERO_MAX:
        return
    objet, nom, trouves = {
        "": (LigneFacture, "Enregistrement n° ", perimetre.lignes.filter(pk=numero)),
        "C": (Courrier, "Courrier C", perimetre.courriers.filter(pk=numero)),
        "E": (Commande, "Évaluation n° E", perimetre.commandes.filter(evaluation=numero)),
    }[lettre]
    for pk in trouves.values_list("pk", flat=True)[:1]:
        yield Lien(f"{nom}{lu['numero']}", reverse(PAGES[perimetre.lecteur][objet], args=[pk]))


def _par_fichier(perimetre: Perimetre, texte: str) -> Iterator[Lien]:
    """Yield the deposits of the file that bears this very name, with its extension or without."""
    for depot in perimetre.depots_nommes(texte)[:NB]:
        adresse = reverse(DEPOTS[perimetre.lecteur], args=[depot.pk])
        yield Lien(depot.nom_fichier, adresse, f"déposé le {date_fr(depot.depose_le)}")


def _partenaires(caisse: Caisse, texte: str) -> Iterator[Lien]:
    """Yield the partners under convention with `caisse` whose name holds `texte`, as the regional administrator may."""
    siennes = Convention.objects.validees().filter(caisse=caisse, partenaire=OuterRef("pk"))
    for partenaire in Partenaire.objects.filter(Exists(siennes)).cherchant(texte).order_by("nom", "pk")[:NB]:
        yield Lien(partenaire.nom, reverse("partenaires:caisse_partenaire", args=[partenaire.pk]), "partenaire")
