"""« Pourquoi pas payé ? » and « Rechercher une ligne »: what is known of a person, a month, a transfer (PLU-06).

Every search is bounded: at most `NB_PERSONNES` persons, one page of lines, `PAR_LISTE` of the rest; a page that cut
says so. None reads the whole history of a caisse: see docs/decisions/0088.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from ppas.evaluations.models import Commande
from ppas.facturation.etats import ENGAGEANTS, PUBLIES, EtatLigne
from ppas.facturation.models import Courrier, Depot, Formulaire, LigneFacture, LigneRefusee
from ppas.facturation.regles.calendrier import fin_du_mois, mois_avant
from ppas.paiements.absences import Absent, absents
from ppas.paiements.models import Bordereau, LignePaiement
from ppas.paiements.perimetre import Criteres, Perimetre
from ppas.paiements.regles.recit import Lecteur
from ppas.paiements.suivi import courriers_a_suivre, lignes_a_suivre, refus_a_suivre
from ppas.paiements.suivi_evaluations import commandes_a_suivre
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.prises_en_charge.regles.recherche import forme_de_recherche
from ppas.socle.horloge import aujourd_hui, debut_du_jour, maintenant
from ppas.socle.pagination import PageCurseur, paginer

NB_PERSONNES = 20
PAR_PAGE = 10
PAR_LISTE = 10
RECENTES = 500
"""Refused lines, the newest, whose names are compared: a name that no beneficiary bears is in none of our indexes."""
RECENT = 13
"""Months of sendings among which an amount alone, or the name on a refused line, is looked for."""
MARGE = timedelta(days=5)
"""A bank credits an account some days around the date of payment."""
NIR = re.compile(r"[1-478][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{6}(?:[0-9]{2})?", re.ASCII)
NUMERO_COURRIER = re.compile(r"C0*([0-9]{1,15})")
NUMERO_EVALUATION = re.compile(r"E0*([0-9]{1,15})")


@dataclass
class Resultats:
    """What was found. `est_coupe`: more exists, the search must be made more precise."""

    page: PageCurseur[LigneFacture]
    refus: list[LigneRefusee] = field(default_factory=list)
    courriers: list[Courrier] = field(default_factory=list)
    commandes: list[Commande] = field(default_factory=list)
    fichiers: list[Depot] = field(default_factory=list)
    versements: list[Bordereau] = field(default_factory=list)
    mois_saisis: list[Formulaire] = field(default_factory=list)
    absents: list[Absent] = field(default_factory=list)
    est_coupe: bool = False
    est_personne_inconnue: bool = False


def chercher(criteres: Criteres, perimetre: Perimetre, request: HttpRequest) -> Resultats:
    """Return what `perimetre` knows of `criteres`, on the page of lines that `request` asks for."""
    recherche = _Recherche(criteres, perimetre)
    resultats = Resultats(
        paginer(lignes_a_suivre(recherche.lignes()), request, taille=PAR_PAGE),
        refus=_relire(recherche.couper(recherche.refus())),
        courriers=recherche.couper(recherche.courriers()),
        commandes=recherche.couper(recherche.commandes()),
        fichiers=recherche.couper(recherche.fichiers),
        versements=recherche.couper(recherche.versements),
        mois_saisis=recherche.mois_saisis(),
    )
    resultats.est_personne_inconnue = bool(criteres.personne) and not (recherche.droits or resultats.commandes)
    resultats.absents = recherche.absents()
    resultats.est_coupe = recherche.est_coupe
    return resultats


def _relire(refus: list[LigneRefusee]) -> list[LigneRefusee]:
    """Read again, with all that their story needs, the few that are kept."""
    return list(refus_a_suivre(LigneRefusee.objects.filter(pk__in=[r.pk for r in refus])).order_by("-id"))


class _Recherche:
    """One search: what several of its lists need is read once."""

    def __init__(self, criteres: Criteres, perimetre: Perimetre) -> None:
        self.criteres, self.perimetre = criteres, perimetre
        self.est_coupe = False
        self.droits = self._droits()
        self.fichiers = self._fichiers()
        self.versements = self._versements()

    def couper[M](self, trouves: Sequence[M]) -> list[M]:
        """Keep the first ones, and remember that there were more."""
        self.est_coupe |= len(trouves) > PAR_LISTE
        return list(trouves[:PAR_LISTE])

    def _droits(self) -> list[PriseEnCharge]:
        """Return the grants of the persons looked for, at most those of `NB_PERSONNES`."""
        texte = self.criteres.personne
        if not texte:
            return []
        siennes = PriseEnCharge.objects.filter(convention__in=self.perimetre.conventions).filter(est_nommee(texte))
        personnes: dict[int, list[PriseEnCharge]] = defaultdict(list)
        triees = siennes.select_related("beneficiaire", "prestation", "convention__caisse", "convention__partenaire")
        for droit in triees.order_by("beneficiaire__nom_recherche", "-debut", "-id")[: NB_PERSONNES * 10]:
            personnes[droit.beneficiaire_id].append(droit)
        self.est_coupe |= len(personnes) > NB_PERSONNES
        return [droit for siens in list(personnes.values())[:NB_PERSONNES] for droit in siens]

    def _fichiers(self) -> list[Depot]:
        nom = self.criteres.fichier
        if not nom:
            return []
        return list(self.perimetre.depots_nommes(nom)[: PAR_LISTE + 1])

    def _versements(self) -> list[Bordereau]:
        """Return the slips around the day of the transfer, or of its very amount when nothing else is known."""
        c = self.criteres
        slips = self.perimetre.bordereaux.select_related("convention__caisse", "convention__partenaire")
        if c.versement:
            slips = slips.filter(date_paiement__range=(c.versement - MARGE, c.versement + MARGE))
        elif not c.montant_centimes or c.personne or c.mois or c.numero or c.fichier:
            return []
        else:
            slips = slips.filter(montant_centimes=c.montant_centimes, pk__in=self.perimetre.lisibles(maintenant()))
        return list(slips.order_by("-date_paiement", "-id")[: PAR_LISTE + 1])

    def lignes(self) -> QuerySet[LigneFacture]:
        """Return the accepted lines that answer to every criterion, none without any."""
        c, lignes = self.criteres, self.perimetre.lignes
        if c == Criteres() or (c.numero and not c.numero.isdecimal()):
            return lignes.none()
        if c.numero:
            lignes = lignes.filter(pk=int(c.numero))
        if c.personne:
            lignes = lignes.filter(self._des_personnes())
        if c.fichier:
            lignes = lignes.filter(depot__in=[depot.pk for depot in self.fichiers])
        if c.versement:
            lisibles = self.perimetre.lisibles(maintenant()).filter(pk__in=[slip.pk for slip in self.versements])
            lignes = lignes.filter(paiement__bordereau__in=lisibles)
        if not (c.numero or c.personne or c.fichier or c.versement):
            lignes = lignes.filter(self._des_envois())
        if c.mois:
            lignes = lignes.filter(periode__range=(c.mois, fin_du_mois(c.mois)))
        return lignes if c.montant_centimes is None else _du_montant(lignes, c.montant_centimes)

    def _des_personnes(self) -> Q:
        """Return the condition of the lines of the persons found; a cancelled one is reached through its form.

        The index by grant holds lines that are not cancelled.
        """
        droits = [droit.pk for droit in self.droits]
        mois = Q(echeance=self.criteres.mois) if self.criteres.mois else Q()
        formulaires = Formulaire.objects.filter(mois, convention__in={droit.convention_id for droit in self.droits})
        numeros = list(formulaires.order_by().values_list("pk", flat=True)) if droits else []
        return Q(etat__in=ENGAGEANTS, prise_en_charge__in=droits) | Q(
            etat=EtatLigne.ANNULEE, formulaire__in=numeros, prise_en_charge__in=droits
        )

    def _des_envois(self) -> Q:
        """Return the condition of the lines that were sent for the month looked for, or else since `RECENT`.

        A month or an amount is in no index of lines: what was sent leads to them.
        """
        formulaires = Formulaire.objects.filter(convention__in=self.perimetre.conventions)
        courriers = self.perimetre.courriers
        if mois := self.criteres.mois:
            formulaires = formulaires.filter(echeance=mois)
            courriers = courriers.filter(debut__range=(mois, fin_du_mois(mois)))
        else:
            depuis = mois_avant(aujourd_hui(), RECENT)
            formulaires = formulaires.filter(echeance__gte=depuis)
            courriers = courriers.filter(annonce_le__gte=debut_du_jour(depuis))
        return (
            Q(depot__in=self.depots)
            | Q(formulaire__in=list(formulaires.order_by().values_list("pk", flat=True)))
            | Q(courrier__in=list(courriers.order_by().values_list("pk", flat=True)))
        )

    @cached_property
    def depots(self) -> list[int]:
        """The deposits that may hold lines of the month looked for, or else those since `RECENT`, by number."""
        siens = self.perimetre.depots.filter(etat__in=PUBLIES)
        if mois := self.criteres.mois:  # outside home help a file has no month, but it came after what it invoices
            siens = siens.filter(Q(echeance=mois) | Q(echeance=None, depose_le__gte=debut_du_jour(mois)))
        else:
            siens = siens.filter(depose_le__gte=debut_du_jour(mois_avant(aujourd_hui(), RECENT)))
        return list(siens.order_by().values_list("pk", flat=True))

    def refus(self) -> list[LigneRefusee]:
        """Return the refused lines that answer to every criterion."""
        c, refus = self.criteres, self.perimetre.refus
        if c == Criteres() or c.numero or c.versement:
            return []
        if c.fichier:
            refus = refus.filter(depot__in=[depot.pk for depot in self.fichiers])
        elif not c.personne:
            refus = refus.filter(depot__in=self.depots)
        if c.mois:
            fin = fin_du_mois(c.mois)
            refus = refus.filter(Q(echeance=c.mois) | Q(echeance=None, debut__range=(c.mois, fin)))
        if c.montant_centimes is not None:
            refus = refus.filter(montant_centimes=c.montant_centimes)
        refus = refus.order_by("-id")
        return self._refus_des_personnes(refus) if c.personne else list(refus[: PAR_LISTE + 1])

    def _refus_des_personnes(self, refus: QuerySet[LigneRefusee]) -> list[LigneRefusee]:
        """Keep the lines that bear the NIR of a person found, or for a partner the very name looked for."""
        nirs = {droit.beneficiaire.nir for droit in self.droits} | _nir(self.criteres.personne)
        trouves = {refusee.pk: refusee for refusee in refus.filter(nir__in=nirs)[: PAR_LISTE + 1]}
        if self.perimetre.lecteur is Lecteur.PARTENAIRE and not _nir(self.criteres.personne):
            mots = forme_de_recherche(self.criteres.personne).split()
            for refusee in refus.filter(depot__in=self.depots)[:RECENTES]:
                nom = forme_de_recherche(f"{refusee.nom} {refusee.prenom}")
                if all(mot in nom for mot in mots):
                    trouves[refusee.pk] = refusee
        return sorted(trouves.values(), key=lambda refusee: -refusee.pk)[: PAR_LISTE + 1]

    def courriers(self) -> list[Courrier]:
        """Return the letters of a person or of a number that are not an accepted line yet."""
        c, courriers = self.criteres, courriers_a_suivre(self.perimetre.courriers)
        if c.numero:
            lu = NUMERO_COURRIER.fullmatch(c.numero)
            return list(courriers.filter(pk=int(lu[1]))) if lu else []
        if not self.droits or c.fichier or c.versement:
            return []
        droits = [droit.pk for droit in self.droits]
        courriers = courriers.filter(prise_en_charge__in=droits, factures=None, refus=None, rejet=None)
        if c.mois:
            courriers = courriers.filter(Q(echeance=c.mois) | Q(debut__range=(c.mois, fin_du_mois(c.mois))))
        return list(courriers.order_by("-id")[: PAR_LISTE + 1])

    def commandes(self) -> list[Commande]:
        """Return the orders of evaluations that answer to every criterion.

        An evaluation is of the month of its visit, an order without one of the month when it was placed. An amount is
        the tariff, or what was paid by a slip that may be read.
        """
        c, commandes = self.criteres, self.perimetre.commandes
        numero = NUMERO_EVALUATION.fullmatch(c.numero)
        if not self.perimetre.a_evaluations or c == Criteres() or c.fichier or (c.numero and not numero):
            return []
        lisibles = self.perimetre.lisibles(maintenant())
        commandes = commandes_a_suivre(commandes)
        if numero:
            commandes = commandes.filter(evaluation=int(numero[1]))
        if c.personne:
            commandes = commandes.filter(est_nommee(c.personne))
        if c.versement:
            payes = lisibles.filter(pk__in=[slip.pk for slip in self.versements])
            commandes = commandes.filter(evaluation__paiement__bordereau__in=payes)
        if c.mois:
            jours = (c.mois, fin_du_mois(c.mois))
            sans_visite = Q(evaluation__visitee_le=None, date_commande__range=jours)
            commandes = commandes.filter(Q(evaluation__visitee_le__range=jours) | sans_visite)
        if c.montant_centimes is not None:
            payees = LignePaiement.objects.filter(bordereau__in=lisibles, montant_centimes=c.montant_centimes)
            paye = Q(evaluation__in=payees.order_by().values("evaluation"))
            commandes = commandes.filter(Q(tarif=c.montant_centimes) | paye)
        return list(commandes.order_by("-id")[: PAR_LISTE + 1])

    def mois_saisis(self) -> list[Formulaire]:
        """Return the on-line months looked for by month alone."""
        c = self.criteres
        if not c.mois or c.personne or c.numero or c.fichier or c.versement:
            return []
        siens = Formulaire.objects.filter(convention__in=self.perimetre.conventions, echeance=c.mois)
        return self.couper(list(siens.select_related("convention__caisse").order_by("-id")[: PAR_LISTE + 1]))

    def absents(self) -> list[Absent]:
        """Return the persons found for whom the month looked for holds nothing."""
        mois = self.criteres.mois
        if not mois or not self.droits or self.criteres != Criteres(personne=self.criteres.personne, mois=mois):
            return []
        return self.couper(absents(self.droits, mois, self.perimetre))


def _du_montant(lignes: QuerySet[LigneFacture], centimes: int) -> QuerySet[LigneFacture]:
    """Keep the lines whose share of the caisse, or whose whole amount, is that one."""
    totaux = lignes.annotate(total=F("montant_caisse_centimes") + F("montant_beneficiaire_centimes"))
    return totaux.filter(Q(montant_caisse_centimes=centimes) | Q(total=centimes))


def _nir(texte: str) -> set[str]:
    """Return the NIR that `texte` is, if it is one with its key."""
    compact = re.sub(r"[\s.\-]", "", texte).upper()
    return {compact} if NIR.fullmatch(compact) and len(compact) == len("254052123104568") else set()


def est_nommee(texte: str) -> Q:
    """Return the condition of the grants of whoever bears this NIR, with or without its key, or this name."""
    compact = re.sub(r"[\s.\-]", "", texte).upper()
    if NIR.fullmatch(compact):
        return Q(beneficiaire__nir__startswith=compact)
    condition = Q()
    for mot in forme_de_recherche(texte).split():
        condition &= Q(beneficiaire__nom_recherche__contains=mot)
    return condition or Q(pk=None)
