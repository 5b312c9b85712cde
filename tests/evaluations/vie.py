"""The life of orders as a machine: any sequence of what people and computers may do, and what must always hold.

Whoever types keeps what he sees and adds a word of his own, never used before: as long as nothing is lost, each of
these words can be read somewhere.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Count, Q
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import MODIFIABLES, TRANSMISES, ChoixConflit, EtatCommande, EtatEvaluation, ResultatEnvoi
from ppas.evaluations.models import (
    Appareil,
    Commande,
    EnvoiEvaluation,
    Evaluation,
    ExportEvaluations,
    Reservation,
    Transmission,
)
from ppas.evaluations.operations import saisie
from ppas.evaluations.operations.appareils import retirer
from ppas.evaluations.operations.choisir import choisir
from ppas.evaluations.operations.commandes import annuler_commande, placer_commande
from ppas.evaluations.operations.emporter import a_emporter
from ppas.evaluations.operations.exporter import evaluations_json, exporter_evaluations
from ppas.evaluations.operations.recevoir import accepter, renvoyer
from ppas.evaluations.operations.reservations import liberer, reserver, transferer
from ppas.evaluations.operations.synchroniser import recevoir
from ppas.evaluations.operations.transmettre import transmettre
from ppas.evaluations.regles.description import Section, charger
from ppas.evaluations.regles.fusion import empreinte
from ppas.socle.refus import Refus
from tests.conftest import Horloge
from tests.evaluations.evaluees import COMPLETES, ouvrir_le_plafond, structure
from tests.evaluations.saisies import IDENTITE, donnees_de
from tests.factories import RattachementFactory, UtilisateurFactory
from tests.factories.evaluations import AppareilFactory
from tests.factories.prises_en_charge import nir_de_femme

OUVERTES_MAX = 2
TEXTE, NOMBRE = "besoins_analyse", "aides_menagere"
ETATS = {
    EtatCommande.A_RESERVER: MODIFIABLES,
    EtatCommande.RESERVEE: MODIFIABLES,
    EtatCommande.REALISEE: TRANSMISES,
    EtatCommande.ANNULEE: (EtatEvaluation.ABANDONNEE,),
}
"""The states of an evaluation that go with that of its order."""


def section_de(cle: str) -> Section:
    return next(une for une in charger(1).sections if any(question.cle == cle for question in une.questions))


@dataclass(frozen=True)
class Feuille:
    """An evaluation on a computer, as `hors_ligne/carnet.js` keeps it."""

    reponses: dict[str, Any] = field(default_factory=dict)
    base: int = 0
    est_terminee: bool = False
    identifiant: str = field(default_factory=lambda: str(uuid.uuid4()))
    precedents: tuple[str, ...] = ()
    est_tentee: bool = False
    est_a_envoyer: bool = False

    def changee(self, **champs: Any) -> "Feuille":
        """Return it with another content, hence another identifier."""
        precedents = (*self.precedents, self.identifiant) if self.est_tentee else self.precedents
        neufs = {"identifiant": str(uuid.uuid4()), "est_tentee": False, "est_a_envoyer": True}
        return replace(self, precedents=precedents, **neufs, **champs)


@dataclass
class Ordinateur:
    """What one computer holds."""

    appareil: Appareil
    feuilles: dict[int, Feuille] = field(default_factory=dict)

    @property
    def par(self) -> Utilisateur:
        return self.appareil.utilisateur

    def envoyer(self, commande: int, *, est_perdue: bool) -> None:
        """Send one evaluation; its answer may be lost on the way."""
        feuille = self.feuilles[commande]
        envoi = {
            "identifiant": feuille.identifiant,
            "commande": commande,
            "version": 1,
            "base": feuille.base,
            "precedents": list(feuille.precedents),
            "reponses": feuille.reponses,
            "est_terminee": feuille.est_terminee,
            "saisie_le": "2026-11-04T09:00:00Z",
        }
        recu = recevoir(envoi, appareil=self.appareil, par=self.par)
        if est_perdue:
            self.feuilles[commande] = replace(feuille, est_tentee=True)
        elif recu.resultat == ResultatEnvoi.PRISE and recu.code == "" and feuille.est_terminee:
            del self.feuilles[commande]
        else:
            base = recu.revision if recu.resultat == ResultatEnvoi.PRISE else feuille.base
            self.feuilles[commande] = replace(feuille, base=base, precedents=(), est_tentee=True, est_a_envoyer=False)

    def prendre(self) -> None:
        """Take the orders, and what the portal has of them."""
        emport = a_emporter(self.appareil, par=self.par, tenues=list(self.feuilles))
        siennes = {commande.pk for commande in emport.commandes}
        self.feuilles = {
            commande: feuille
            for commande, feuille in self.feuilles.items()
            if feuille.est_a_envoyer or commande in siennes
        } | {commande: Feuille() for commande in siennes - set(self.feuilles)}
        for evaluation in emport.evaluations:
            presente = self.feuilles[evaluation.commande_id]
            if presente.est_a_envoyer:
                continue
            if evaluation.revision == presente.base and evaluation.etat != EtatEvaluation.TERMINEE:
                self.feuilles[evaluation.commande_id] = replace(presente, est_terminee=False)
            else:
                self.feuilles[evaluation.commande_id] = Feuille(dict(evaluation.reponses), evaluation.revision)


@dataclass(frozen=True)
class Page:
    """The section of a text, open in somebody's browser, as it was shown."""

    evaluation: int
    par: Utilisateur
    montrees: dict[str, Any]
    vue: str


class VieDesCommandes(RuleBasedStateMachine):
    """One caisse, one structure: an evaluator with two computers, an administrator with one."""

    horloge: ClassVar[Horloge]

    def __init__(self) -> None:
        super().__init__()
        self._transaction = transaction.atomic()
        self._transaction.__enter__()
        self.horloge.regler("2026-11-04 09:30")
        self.convention, jeanne = structure()
        self.caisse = self.convention.caisse
        partenaire = self.convention.partenaire
        alice = RattachementFactory(partenaire=partenaire, est_administrateur=True).utilisateur
        self.agent = UtilisateurFactory()
        self.gens = [jeanne, alice]
        self.ordinateurs = [
            Ordinateur(AppareilFactory(utilisateur=par, partenaire=partenaire)) for par in (jeanne, jeanne, alice)
        ]
        ouvrir_le_plafond()
        self.pages: list[Page] = []
        self.mots: list[str] = []
        self.nb_mots = 0
        self.figees: dict[int, dict[str, Any]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._transaction.__exit__(None, None, None)

    # The caisse

    @initialize()
    def commencer(self) -> None:
        """Give the first computer an order."""
        self.passer_commande()
        reserver(Commande.objects.get(), evaluateur=self.gens[0], appareil=self.ordinateurs[0].appareil)
        self.ordinateurs[0].prendre()

    @precondition(lambda _: Commande.objects.ouvertes().count() < OUVERTES_MAX)
    @rule()
    def placer(self) -> None:
        self.passer_commande()

    def passer_commande(self) -> None:
        rang = Commande.objects.count() + 1
        donnees = donnees_de(self.convention, f"EV{rang}")
        personne = replace(IDENTITE, nir=nir_de_femme(rang))
        placer_commande(self.caisse, replace(donnees, identite=personne), par=self.agent)

    @precondition(lambda self: len(self.mots) > 5)
    @rule(data=st.data())
    def annuler(self, data: st.DataObject) -> None:
        commande = self.tirer(data, Commande.objects.all())
        self.tenter(lambda: annuler_commande(commande, le=date(2026, 11, 4), motif="Décès", par=self.agent))

    @precondition(lambda _: Transmission.objects.exists())
    @rule(data=st.data(), est_acceptee=st.booleans())
    def repondre(self, data: st.DataObject, *, est_acceptee: bool) -> None:
        evaluation = self.tirer(data, Evaluation.objects.filter(transmise_le__isnull=False))
        if est_acceptee:
            self.tenter(lambda: accepter(evaluation, par=self.agent))
        else:
            self.tenter(lambda: renvoyer(evaluation, "Précisez la visite.", par=self.agent))

    @precondition(lambda _: Evaluation.objects.filter(etat=EtatEvaluation.ACCEPTEE).exists())
    @rule()
    def exporter(self) -> None:
        self.tenter(lambda: exporter_evaluations(self.caisse, par=self.agent))
        fichiers = [json.loads(b"".join(evaluations_json(export))) for export in ExportEvaluations.objects.all()]
        parties = [une["no_enregistrement"] for fichier in fichiers for une in fichier["evaluations"]]
        acceptees = Evaluation.objects.filter(etat=EtatEvaluation.ACCEPTEE)
        assert sorted(parties) == sorted(evaluation.numero_enregistrement for evaluation in acceptees)

    # The structure, on line

    @precondition(lambda _: Commande.objects.ouvertes().exists())
    @rule(data=st.data(), rang=st.sampled_from([None, 0, 1, 2]), qui=st.integers(0, 1))
    def prendre_une_commande(self, data: st.DataObject, rang: int | None, qui: int) -> None:
        """Reserve an order, on a computer or on none."""
        commande = self.tirer(data, Commande.objects.ouvertes())
        appareil = None if rang is None else self.ordinateurs[rang].appareil
        par = self.gens[qui] if appareil is None else appareil.utilisateur
        self.tenter(lambda: reserver(commande, evaluateur=par, appareil=appareil))

    @precondition(lambda _: Reservation.objects.en_cours().exists())
    @rule(data=st.data(), qui=st.integers(0, 1), est_transferee=st.booleans())
    def ceder(self, data: st.DataObject, qui: int, *, est_transferee: bool) -> None:
        """Give an order back, or hand it to the other one."""
        commande = self.tirer(data, Commande.objects.all())
        par, autre = self.gens[qui], self.gens[1 - qui]
        if est_transferee:
            self.tenter(lambda: transferer(commande, a=autre, par=par))
        else:
            self.tenter(lambda: liberer(commande, par=par))

    @precondition(lambda _: Reservation.objects.en_cours().exists())
    @rule(data=st.data(), est_complete=st.booleans())
    def ouvrir_une_page(self, data: st.DataObject, *, est_complete: bool) -> None:
        """Begin an evaluation or go on with it, perhaps answer all of it, and leave one section open."""
        tenue = self.tirer(data, Reservation.objects.en_cours())
        par, section = tenue.evaluateur, section_de(TEXTE)
        evaluation = saisie.commencer(tenue.commande, par=par)
        if est_complete:
            self.tenter(lambda: self._completer(evaluation, par))
        montrees = {question.cle: evaluation.reponses.get(question.cle) for question in section.questions}
        self.pages.append(Page(evaluation.pk, par, montrees, empreinte(section, evaluation.reponses)))

    def _completer(self, evaluation: Evaluation, par: Utilisateur) -> None:
        for section in charger(1).sections:
            presentes = evaluation.reponses
            cles = [question.cle for question in section.questions]
            saisies = {cle: presentes.get(cle, COMPLETES.get(cle)) for cle in cles}
            vue = empreinte(section, presentes)
            saisie.enregistrer(evaluation, saisies, section=section, vue=vue, par=par)

    @precondition(lambda self: self.pages)
    @rule(data=st.data())
    def enregistrer_une_page(self, data: st.DataObject) -> None:
        """Type a word on an open page: what is refused stays on the screen, which says so."""
        page = self.pages.pop(data.draw(st.integers(0, len(self.pages) - 1)))
        evaluation, section, mot = Evaluation.objects.get(pk=page.evaluation), section_de(TEXTE), self.mot()
        saisies = page.montrees | {TEXTE: f"{page.montrees[TEXTE] or ''} {mot}"}
        if self.tenter(lambda: saisie.enregistrer(evaluation, saisies, section=section, vue=page.vue, par=page.par)):
            self.mots.append(mot)

    @precondition(lambda _: Evaluation.objects.filter(etat__in=MODIFIABLES).exists())
    @rule(
        data=st.data(),
        qui=st.integers(0, 1),
        verbe=st.sampled_from([saisie.terminer, saisie.reprendre]),
    )
    def finir(self, data: st.DataObject, qui: int, verbe: Callable[..., None]) -> None:
        evaluation = self.tirer(data, Evaluation.objects.filter(etat__in=MODIFIABLES))
        self.tenter(lambda: verbe(evaluation, par=self.gens[qui]))

    @precondition(lambda _: Evaluation.objects.filter(etat=EtatEvaluation.TERMINEE).exists())
    @rule(data=st.data(), qui=st.integers(0, 1))
    def transmettre_une_evaluation(self, data: st.DataObject, qui: int) -> None:
        evaluation = self.tirer(data, Evaluation.objects.filter(etat=EtatEvaluation.TERMINEE))
        self.tenter(lambda: transmettre(evaluation, par=self.gens[qui]))

    @precondition(lambda _: EnvoiEvaluation.objects.filter(choix="").exists())
    @rule(data=st.data(), qui=st.integers(0, 1), choix=st.sampled_from(ChoixConflit))
    def choisir_une_version(self, data: st.DataObject, qui: int, choix: ChoixConflit) -> None:
        envoi = self.tirer(data, EnvoiEvaluation.objects.filter(choix="").exclude(resultat=ResultatEnvoi.PRISE))
        if envoi:
            evaluation = Evaluation.objects.filter(commande=envoi.commande_id).first()
            revision = evaluation.revision if evaluation else None
            self.tenter(lambda: choisir(envoi, choix, par=self.gens[qui], revision=revision))

    # The computers

    @precondition(lambda self: any(ordinateur.feuilles for ordinateur in self.ordinateurs))
    @rule(data=st.data(), est_fautive=st.booleans(), est_terminee=st.booleans())
    def taper_hors_ligne(self, data: st.DataObject, *, est_fautive: bool, est_terminee: bool) -> None:
        """Type a word on a computer, which may make a faulty answer, and perhaps finish there."""
        ordinateur = data.draw(st.sampled_from([un for un in self.ordinateurs if un.feuilles]))
        commande = data.draw(st.sampled_from(sorted(ordinateur.feuilles)))
        self.ajouter_un_mot(ordinateur, commande, NOMBRE if est_fautive else TEXTE, est_terminee=est_terminee)

    def ajouter_un_mot(self, ordinateur: Ordinateur, commande: int, cle: str, *, est_terminee: bool = False) -> None:
        feuille, mot = ordinateur.feuilles[commande], self.mot()
        reponses = COMPLETES | feuille.reponses
        reponses[cle] = f"{reponses[cle]} {mot}"
        ordinateur.feuilles[commande] = feuille.changee(reponses=reponses, est_terminee=est_terminee)
        self.mots.append(mot)

    @rule(rang=st.integers(0, 2), est_perdue=st.booleans())
    def synchroniser(self, rang: int, *, est_perdue: bool) -> None:
        """Send all that waits, then take the orders; an answer lost on the way stops it."""
        ordinateur = self.ordinateurs[rang]
        for commande in [cle for cle, feuille in ordinateur.feuilles.items() if feuille.est_a_envoyer]:
            self.tenter(lambda cle=commande: ordinateur.envoyer(cle, est_perdue=est_perdue))
            if est_perdue:
                return
        self.tenter(ordinateur.prendre)

    @precondition(lambda self: len(self.mots) > 5)
    @rule()
    def retirer_un_ordinateur(self) -> None:
        retirer(self.ordinateurs[1].appareil, par=self.gens[0])

    # What always holds

    @invariant()
    def une_reservation_a_la_fois(self) -> None:
        tenues = Count("reservations", filter=Q(reservations__finie_le=None))
        for commande in Commande.objects.annotate(nb=tenues):
            assert commande.nb == (commande.etat == EtatCommande.RESERVEE)
        assert not Reservation.objects.en_cours().filter(appareil__retire_le__isnull=False).exists()

    @invariant()
    def les_etats_vont_ensemble(self) -> None:
        evaluations = {une.commande_id: une for une in Evaluation.objects.all()}
        tenues = {une.commande_id: une.evaluateur_id for une in Reservation.objects.en_cours()}
        for commande in Commande.objects.all():
            evaluation = evaluations.get(commande.pk)
            assert evaluation or commande.etat != EtatCommande.REALISEE
            if evaluation:
                assert evaluation.etat in ETATS[EtatCommande(commande.etat)]
                assert evaluation.evaluateur_id == tenues.get(commande.pk, evaluation.evaluateur_id)

    @invariant()
    def ce_qui_est_transmis_ne_change_plus(self) -> None:
        presentes = dict(Transmission.objects.values_list("pk", "reponses"))
        assert self.figees.items() <= presentes.items()
        self.figees = presentes

    @invariant()
    def tout_ce_qui_a_ete_tape_se_lit_quelque_part(self) -> None:
        modeles = (Evaluation, EnvoiEvaluation, Transmission)
        gardees = [json.dumps(list(modele.objects.values_list("reponses", flat=True))) for modele in modeles]
        ici = [feuille.reponses for ordinateur in self.ordinateurs for feuille in ordinateur.feuilles.values()]
        tout = " ".join([*gardees, json.dumps(ici)])
        perdus = [mot for mot in self.mots if mot not in tout]
        assert not perdus, f"lost: {perdus}"

    # Tools

    def mot(self) -> str:
        self.nb_mots += 1
        return f"mot{self.nb_mots:03d}"

    def tirer(self, data: st.DataObject, lignes: Any) -> Any:
        """Draw one of these rows, None when there is none."""
        numeros = list(lignes.order_by("pk").values_list("pk", flat=True))
        return lignes.model.objects.get(pk=data.draw(st.sampled_from(numeros))) if numeros else None

    def tenter(self, action: Callable[[], object]) -> bool:
        """Do it, or have it refused: a refusal changes nothing, which the invariants then read."""
        try:
            with transaction.atomic():
                action()
        except Refus:
            return False
        return True
