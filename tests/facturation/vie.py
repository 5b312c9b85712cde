"""The life of invoice lines as a machine: any sequence of what people and systems may do, and what must always hold.

After each action the machine compares every line with what it was: an action may only have changed what it says. Then
it adds everything up again.
"""

import io
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Count, Sum
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ppas.caisses.models import Importation
from ppas.facturation.etats import COMPTES, ENGAGEANTS, EtatFormulaire, EtatLigne
from ppas.facturation.models import BilanMensuel, Depot, ExportFactures, Formulaire, LigneFacture, LigneRefusee
from ppas.facturation.operations.exporter import exporter_factures
from ppas.facturation.operations.formulaire import (
    annuler_validation,
    ouvrir_formulaire,
    valider_formulaire,
)
from ppas.facturation.operations.saisie import barrer_ligne, enregistrer_formulaire
from ppas.facturation.operations.traiter import traiter
from ppas.facturation.taches import reprendre_les_depots
from ppas.paiements.models import Bordereau, LignePaiement
from ppas.paiements.operations.importer import importer_paiements
from ppas.paiements.regles.fichier import COLONNES
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import FichierRefuse, Refus
from ppas.socle.regles.table import ecrire_csv
from tests.conftest import Horloge
from tests.facturation.envois import Expediteur, document

MOIS = (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
PERSONNES = 4
ACCORDE = 1550
"""Hundredths of hours a month, for each person."""


@dataclass(frozen=True)
class Vue:
    """A line at one instant. All but its state and its export are for ever."""

    etat: str
    export: int | None
    faits: tuple[Any, ...]


def photographier() -> dict[int, Vue]:
    """Return every line, published or not."""
    faits = (
        *(
            "depot",
            "formulaire",
            "courrier",
            "rang",
            "convention",
            "prise_en_charge",
            "periode",
            "ordre",
            "debut",
            "fin",
        ),
        *("ouvrables_centiemes", "dimanches_feries_centiemes", "quantite_centiemes"),
        *("montant_caisse_centimes", "montant_beneficiaire_centimes"),
    )
    lignes = LigneFacture.objects.values_list("pk", "etat", "export", *faits)
    return {pk: Vue(etat, export, tuple(suite)) for pk, etat, export, *suite in lignes}


class VieDesLignes(RuleBasedStateMachine):
    """One caisse, one structure, four persons, three months, and time that passes."""

    horloge: ClassVar[Horloge]

    def __init__(self) -> None:
        super().__init__()
        self._transaction = transaction.atomic()
        self._transaction.__enter__()
        self.horloge.regler("2026-11-04 09:30")
        self.expediteur = Expediteur()
        self.expediteur.accorder(PERSONNES)
        self.caisse = self.expediteur.convention.caisse
        self.lignes: dict[int, Vue] = {}
        self.paiements: list[bytes] = []
        self.nb_envois = self.nb_bordereaux = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._transaction.__exit__(None, None, None)

    # What people and systems do

    @rule(
        personnes=st.lists(st.integers(1, PERSONNES), min_size=1, max_size=PERSONNES),
        echeance=st.sampled_from(MOIS),
        faux=st.sets(st.integers(1, PERSONNES), max_size=1),
        repete=st.booleans(),
    )
    def envoyer_un_fichier(self, personnes: list[int], echeance: date, faux: set[int], *, repete: bool) -> None:
        """Send a file, perhaps twice under one key, and have it processed, perhaps twice."""
        self.nb_envois += 1
        nom, cle = f"03_21231300_{echeance:%Y%m}-{self.nb_envois + 1}.xml", uuid.uuid4()
        contenu = document(personnes, nom, echeance, faux)
        depot = self.expediteur.deposer(contenu, nom, cle)
        traiter(depot.pk)
        if repete:
            assert self.expediteur.deposer(contenu, nom, cle) == depot
            traiter(depot.pk)
            reprendre_les_depots()
        self.verifier_le_passage(
            nees=lambda vue: vue.etat == EtatLigne.ACCEPTEE and vue.faits[0] == depot.pk,
        )

    @rule(echeance=st.sampled_from(MOIS))
    def ouvrir_un_mois(self, echeance: date) -> None:
        ouvrir_formulaire(self.expediteur.convention, echeance, par=self.expediteur.utilisateur)
        self.verifier_le_passage()

    @precondition(lambda _: Formulaire.objects.exists())
    @rule(data=st.data(), ouvrables=st.sampled_from([None, 0, 1, 500, ACCORDE, ACCORDE + 1]), barree=st.booleans())
    def saisir(self, data: st.DataObject, ouvrables: int | None, *, barree: bool) -> None:
        formulaire = self.tirer(data, Formulaire.objects.all())
        ligne = self.tirer(data, formulaire.lignes.all())
        par = self.expediteur.utilisateur
        saisies = {ligne.pk: {"ouvrables_centiemes": ouvrables}}
        self.tenter(lambda: enregistrer_formulaire(formulaire, saisies, par=par), {"formulaire-valide"})
        self.tenter(lambda: barrer_ligne(formulaire, ligne.pk, est_barree=barree, par=par), {"formulaire-valide"})
        self.verifier_le_passage()

    @precondition(lambda _: Formulaire.objects.exists())
    @rule(data=st.data())
    def valider(self, data: st.DataObject) -> None:
        formulaire = self.tirer(data, Formulaire.objects.all())
        self.tenter(
            lambda: valider_formulaire(formulaire, par=self.expediteur.utilisateur),
            {"saisie-en-anomalie", "aucune-heure"},
        )
        self.verifier_le_passage(
            nees=lambda vue: vue.etat == EtatLigne.ACCEPTEE and vue.faits[1] == formulaire.pk,
        )

    @precondition(lambda _: Formulaire.objects.exists())
    @rule(data=st.data())
    def annuler(self, data: st.DataObject) -> None:
        formulaire = self.tirer(data, Formulaire.objects.all())
        est_annule = self.tenter(
            lambda: annuler_validation(formulaire, par=self.expediteur.utilisateur),
            {"jour-passe", "deja-transmis", "transition-interdite"},
        )
        siennes = {pk for pk, vue in self.lignes.items() if vue.faits[1] == formulaire.pk and vue.etat in ENGAGEANTS}
        self.verifier_le_passage(dict.fromkeys(siennes, EtatLigne.ANNULEE) if est_annule else {})

    @rule()
    def exporter(self) -> None:
        en_attente = {pk for pk, vue in self.lignes.items() if vue.etat == EtatLigne.ACCEPTEE}
        est_fait = self.tenter(lambda: exporter_factures(self.caisse, par=None), {"rien-a-exporter"})
        assert est_fait == bool(en_attente)
        export = ExportFactures.objects.first()
        self.verifier_le_passage(
            dict.fromkeys(en_attente, EtatLigne.EXPORTEE), export=export.pk if export and est_fait else None
        )

    @precondition(lambda self: any(vue.export for vue in self.lignes.values()))
    @rule(data=st.data(), nb=st.integers(1, 4), ecart=st.sampled_from([0, 0, 0, 1]))
    def payer(self, data: st.DataObject, nb: int, ecart: int) -> None:
        """Receive a slip of some lines, already paid ones perhaps; its total is wrong now and then."""
        suite = data.draw(st.lists(st.sampled_from(sorted(self.lignes)), min_size=1, max_size=nb, unique=True))
        self.nb_bordereaux += 1
        montants = {pk: self.lignes[pk].faits[-2] for pk in suite}
        total = Decimal(sum(montants.values()) + ecart).scaleb(-2)
        commun = [f"B{self.nb_bordereaux}", self.expediteur.convention.code, aujourd_hui(), total]
        rangees = [[*commun, pk, Decimal(10), Decimal(montant).scaleb(-2)] for pk, montant in montants.items()]
        octets = b"".join(ecrire_csv([colonne.nom for colonne in COLONNES], rangees))
        attendu = not ecart and all(self.lignes[pk].etat == EtatLigne.EXPORTEE for pk in suite)
        assert self.recevoir(octets) == attendu
        if attendu:
            self.paiements.append(octets)
        self.verifier_le_passage(dict.fromkeys(suite, EtatLigne.PAYEE) if attendu else {})

    @precondition(lambda self: self.paiements)
    @rule(data=st.data())
    def recevoir_deux_fois_le_meme_paiement(self, data: st.DataObject) -> None:
        nb = Importation.objects.count()
        assert self.recevoir(data.draw(st.sampled_from(self.paiements)))
        assert Importation.objects.count() == nb
        self.verifier_le_passage()

    @rule(heures=st.integers(1, 40))
    def attendre(self, heures: int) -> None:
        self.horloge.avancer(hours=heures)

    # How it looks at what was done

    def tirer[T](self, data: st.DataObject, objets: Any) -> T:
        """Draw one row of a queryset."""
        return data.draw(st.sampled_from(list(objets.order_by("pk"))))

    def tenter(self, faire: Callable[[], object], refus: set[str]) -> bool:
        """Do it, or be refused for one of these reasons and no other; tell whether it was done."""
        try:
            faire()
        except Refus as refuse:
            if refuse.code not in refus:
                raise
            return False
        return True

    def recevoir(self, octets: bytes) -> bool:
        """Import a payments file; tell whether it was taken."""
        try:
            importer_paiements(io.BytesIO(octets), "paiements.csv", caisse=self.caisse, par=None)
        except FichierRefuse:
            return False
        return True

    def verifier_le_passage(
        self,
        changent: dict[int, EtatLigne] | None = None,
        nees: Callable[[Vue], bool] = lambda _: False,
        export: int | None = None,
    ) -> None:
        """Compare with the last look: `changent` gives the lines that moved and their state, `nees` knows new ones."""
        avant, apres = self.lignes, photographier()
        for pk, vue in avant.items():
            attendu = (changent or {}).get(pk)
            assert apres[pk] == Vue(attendu or vue.etat, export if attendu and export else vue.export, vue.faits), pk
        assert all(nees(apres[pk]) for pk in apres.keys() - avant.keys())
        self.lignes = apres

    # What always holds

    @invariant()
    def aucune_periode_n_est_facturee_par_deux_envois(self) -> None:
        envois = defaultdict(set)
        for vue in self.lignes.values():
            depot, formulaire, _, _, _, pec, periode, *_ = vue.faits
            if vue.etat in ENGAGEANTS and (depot or formulaire):
                envois[pec, periode].add((depot, formulaire))
        assert all(len(siens) == 1 for siens in envois.values()), envois

    @invariant()
    def personne_ne_recoit_plus_que_ce_qui_est_accorde(self) -> None:
        heures = LigneFacture.objects.filter(etat__in=COMPTES, courrier=None)
        totaux = heures.values("prise_en_charge", "periode").annotate(
            total=Sum("ouvrables_centiemes") + Sum("dimanches_feries_centiemes")
        )
        accordees = dict(PriseEnCharge.objects.values_list("pk", "quantite_mensuelle_centiemes"))
        assert all(ligne["total"] <= accordees[ligne["prise_en_charge"]] for ligne in totaux)

    @invariant()
    def chaque_ligne_payee_l_est_une_fois(self) -> None:
        payees = {pk for pk, vue in self.lignes.items() if vue.etat == EtatLigne.PAYEE}
        assert sorted(LignePaiement.objects.values_list("ligne_facture", flat=True)) == sorted(payees)

    @invariant()
    def les_sommes_s_accordent_au_centime(self) -> None:
        for bordereau in Bordereau.objects.annotate(somme=Sum("lignes__montant_centimes")):
            assert bordereau.montant_centimes == bordereau.somme
        for export in ExportFactures.objects.annotate(nb=Count("lignes"), somme=Sum("lignes__montant_caisse_centimes")):
            assert (export.nb_lignes, export.montant_caisse_centimes) == (export.nb, export.somme)
        for depot in Depot.objects.all():
            self.verifier_un_depot(depot)

    def verifier_un_depot(self, depot: Depot) -> None:
        """The counts and the amount of a deposit are those of its lines."""
        siennes = [vue for vue in self.lignes.values() if vue.faits[0] == depot.pk]
        refusees = LigneRefusee.objects.filter(depot=depot).count()
        assert depot.nb_lignes_acceptees + depot.nb_lignes_refacturees == len(siennes)
        assert depot.nb_lignes_refusees == refusees
        if depot.est_publie:
            assert depot.nb_lignes_lues == depot.nb_lignes_acceptees + depot.nb_lignes_refusees
        total = depot.montant_caisse_centimes + depot.montant_refacture_centimes
        assert total == sum(vue.faits[-2] for vue in siennes)

    @invariant()
    def un_formulaire_valide_est_tout_entier_facture(self) -> None:
        engagees = defaultdict(int)
        for vue in self.lignes.values():
            engagees[vue.faits[1]] += vue.etat in ENGAGEANTS
        for formulaire in Formulaire.objects.all():
            saisies = formulaire.lignes.bilan()["nb_saisies"]
            assert engagees[formulaire.pk] == (saisies if formulaire.etat == EtatFormulaire.VALIDE else 0)

    @invariant()
    def les_compteurs_du_mois_sont_justes(self) -> None:
        compteurs = BilanMensuel.objects.filter(caisse=self.caisse).aggregate(
            *[Sum(nom, default=0) for nom in ("nb_lignes_payees", "montant_paye_centimes", "nb_lignes_refusees")]
        )
        payees = LignePaiement.objects.aggregate(nb=Count("pk"), somme=Sum("montant_centimes", default=0))
        assert compteurs["nb_lignes_payees__sum"] == payees["nb"]
        assert compteurs["montant_paye_centimes__sum"] == payees["somme"]
        assert compteurs["nb_lignes_refusees__sum"] == LigneRefusee.objects.count()

    @initialize()
    def commencer(self) -> None:
        """Look for the first time."""
        self.verifier_le_passage()
