"""What may befall a line refused by the portal or rejected by the caisse: corrected, sent by post, given up."""

import io
from typing import Any

from django.db.models import Count, Q, Sum
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from ppas.facturation.etats import EtatCourrier, EtatLigne, EtatLigneRefusee
from ppas.facturation.models import BilanMensuel, Courrier, LigneFacture, LigneRefusee
from ppas.facturation.operations.courriers import (
    accepter_courrier,
    annoncer_courrier,
    recevoir_courrier,
    refuser_courrier,
    retirer_courrier,
)
from ppas.facturation.operations.individuelle import FactureIndividuelle, examiner
from ppas.facturation.operations.refacturer import abandonner_lignes, refacturer_lignes
from ppas.paiements.models import AnomalieReport
from ppas.paiements.operations.anomalies_report import importer_anomalies_report
from ppas.paiements.regles.anomalies_report import COLONNES
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import FichierRefuse
from ppas.socle.regles.table import ecrire_csv
from tests.facturation.vie import VieDesLignes

EN_COURS = (EtatCourrier.ANNONCE, EtatCourrier.RECU)


class VieEntiere(VieDesLignes):
    """The whole life: refusals, rejections, letters."""

    @precondition(lambda self: any(vue.export for vue in self.lignes.values()))
    @rule(data=st.data(), nb=st.integers(1, 3))
    def rejeter(self, data: st.DataObject, nb: int) -> None:
        """Receive the rejections of some lines; a line that the caisse's system does not hold refuses the file."""
        suite = data.draw(st.lists(st.sampled_from(sorted(self.lignes)), min_size=1, max_size=nb, unique=True))
        rangees = [[pk, "R01", "Droits fermés", aujourd_hui()] for pk in suite]
        octets = b"".join(ecrire_csv([colonne.nom for colonne in COLONNES], rangees))
        attendu = all(self.lignes[pk].etat == EtatLigne.EXPORTEE for pk in suite)
        try:
            importer_anomalies_report(io.BytesIO(octets), "anomalies.csv", caisse=self.caisse, par=None)
            est_fait = True
        except FichierRefuse:
            # The very bytes of a file taken before change nothing, and are no fault.
            est_fait = False
        if all(self.lignes[pk].etat == EtatLigne.REJETEE for pk in suite):
            attendu = est_fait  # taken before, or not, according to its bytes
        assert est_fait == attendu
        rejetees = suite if est_fait else []
        self.verifier_le_passage(dict.fromkeys(rejetees, EtatLigne.REJETEE))

    @precondition(lambda _: LigneRefusee.objects.exists())
    @rule(data=st.data(), corrige=st.booleans())
    def refacturer(self, data: st.DataObject, *, corrige: bool) -> None:
        """Send refused lines of one deposit again, corrected or as they were."""
        depot = self.tirer(data, LigneRefusee.objects.all()).depot
        siennes = list(depot.lignes_refusees.order_by("pk"))
        choisies = data.draw(st.lists(st.sampled_from(siennes), min_size=1, unique=True))
        bons = dict(PriseEnCharge.objects.values_list("numero", "beneficiaire__nir"))
        corrections = {ligne.pk: {"nir": bons[ligne.numero_pec]} if corrige else {} for ligne in choisies}
        par, avant = self.expediteur.utilisateur, len(self.lignes)
        prises: list[LigneFacture] = []
        self.tenter(lambda: prises.extend(refacturer_lignes(depot, corrections, par=par).prises), {"non-refacturable"})
        self.verifier_le_passage(
            nees=lambda vue: vue.etat == EtatLigne.ACCEPTEE and vue.faits[0] == depot.pk,
        )
        assert len(self.lignes) == avant + len(prises)

    @precondition(lambda _: LigneRefusee.objects.exists())
    @rule(data=st.data())
    def abandonner(self, data: st.DataObject) -> None:
        ligne = self.tirer(data, LigneRefusee.objects.all())
        self.tenter(lambda: abandonner_lignes([ligne], par=self.expediteur.utilisateur), {"transition-interdite"})
        self.verifier_le_passage()

    @precondition(lambda self: LigneRefusee.objects.exists() or self.lignes)
    @rule(data=st.data())
    def annoncer(self, data: st.DataObject) -> None:
        """Announce a letter for any line at all: only one refused or rejected may have it, once."""
        origines: list[Any] = [*LigneRefusee.objects.order_by("pk"), *LigneFacture.objects.order_by("pk")]
        origine = data.draw(st.sampled_from(origines))
        self.tenter(
            lambda: annoncer_courrier(origine, par=self.expediteur.utilisateur),
            {"transition-interdite", "deja-annonce", "courrier-impossible"},
        )
        self.verifier_le_passage()

    @precondition(lambda _: Courrier.objects.exists())
    @rule(data=st.data(), verbe=st.sampled_from(["retirer", "recevoir", "refuser"]))
    def traiter_un_courrier(self, data: st.DataObject, verbe: str) -> None:
        courrier, par = self.tirer(data, Courrier.objects.all()), self.expediteur.utilisateur
        faire = {
            "retirer": lambda: retirer_courrier(courrier, par=par),
            "recevoir": lambda: recevoir_courrier(courrier, recu_le=aujourd_hui(), par=par),
            "refuser": lambda: refuser_courrier(courrier, reponse="Non dû", par=par),
        }
        self.tenter(faire[verbe], {"transition-interdite"})
        self.verifier_le_passage()

    @precondition(lambda _: Courrier.objects.exists())
    @rule(data=st.data(), passe_outre=st.booleans())
    def accepter_un_courrier(self, data: st.DataObject, *, passe_outre: bool) -> None:
        """Have a letter paid; an agent who does not go beyond the warnings is stopped by them."""
        courrier, par = self.tirer(data, Courrier.objects.all()), self.expediteur.utilisateur
        if courrier.prise_en_charge is None:
            return
        facture = FactureIndividuelle.de(courrier, courrier.prise_en_charge)
        cles = examiner(facture).cles
        est_fait = self.tenter(
            lambda: accepter_courrier(courrier, facture, par=par, malgre=cles if passe_outre else ()),
            {"transition-interdite", "courrier-en-anomalie"},
        )
        assert not est_fait or passe_outre or not cles
        self.verifier_le_passage(nees=lambda vue: est_fait and vue.faits[2] == courrier.pk)

    @invariant()
    def une_ligne_rejetee_a_son_motif_et_n_est_pas_payee(self) -> None:
        rejetees = {pk for pk, vue in self.lignes.items() if vue.etat == EtatLigne.REJETEE}
        assert set(AnomalieReport.objects.values_list("ligne_facture", flat=True)) == rejetees

    @invariant()
    def une_ligne_refusee_n_a_qu_une_suite(self) -> None:
        """Invoiced again, or by post, or neither; never both."""
        suites = LigneRefusee.objects.annotate(
            en_cours=Count("courriers", filter=Q(courriers__etat__in=EN_COURS), distinct=True),
            acceptes=Count("courriers", filter=Q(courriers__etat=EtatCourrier.ACCEPTE), distinct=True),
        )
        for ligne in suites:
            est_refacturee = ligne.etat == EtatLigneRefusee.REFACTUREE
            assert (ligne.facture_id is not None) == est_refacturee
            assert ligne.en_cours + ligne.acceptes == (ligne.etat == EtatLigneRefusee.ENVOYEE)

    @invariant()
    def un_courrier_accepte_fait_une_ligne(self) -> None:
        acceptes = Courrier.objects.filter(etat=EtatCourrier.ACCEPTE)
        par_courrier = [vue.faits[2] for vue in self.lignes.values() if vue.faits[2]]
        assert sorted(par_courrier) == sorted(acceptes.values_list("pk", flat=True))
        rejets = list(acceptes.exclude(rejet=None).values_list("rejet", flat=True))
        assert len(rejets) == len(set(rejets))

    @invariant()
    def les_compteurs_des_suites_sont_justes(self) -> None:
        champs = ("nb_courriers", "nb_anomalies_report", "nb_lignes_acceptees", "montant_accepte_centimes")
        compteurs = BilanMensuel.objects.filter(caisse=self.caisse).aggregate(*[Sum(nom, default=0) for nom in champs])
        assert compteurs["nb_courriers__sum"] == Courrier.objects.filter(etat=EtatCourrier.ACCEPTE).count()
        assert compteurs["nb_anomalies_report__sum"] == AnomalieReport.objects.count()
        acceptees = LigneFacture.objects.filter(formulaire=None).aggregate(
            nb=Count("pk"), somme=Sum("montant_caisse_centimes", default=0)
        )
        par_formulaire = LigneFacture.objects.exclude(formulaire=None).exclude(etat=EtatLigne.ANNULEE)
        comptees = par_formulaire.aggregate(nb=Count("pk"), somme=Sum("montant_caisse_centimes", default=0))
        possibles = [(acceptees["nb"], acceptees["somme"])]
        possibles.append((acceptees["nb"] + comptees["nb"], acceptees["somme"] + comptees["somme"]))
        assert (compteurs["nb_lignes_acceptees__sum"], compteurs["montant_accepte_centimes__sum"]) in possibles
