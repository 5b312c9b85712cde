"""The caisse's side of the register: a letter accepted makes one line, which the check of doubles knows (CAI-14)."""

import io
from datetime import date

import pytest

from ppas.caisses.models import Caisse
from ppas.facturation.etats import EtatCourrier, EtatLigne, EtatLigneRefusee
from ppas.facturation.models import BilanMensuel, Courrier, LigneFacture, LigneRefusee
from ppas.facturation.operations.courriers import (
    CourrierEnAnomalie,
    accepter_courrier,
    annoncer_courrier,
    enregistrer_courrier,
    recevoir_courrier,
    refuser_courrier,
)
from ppas.facturation.operations.exporter import exporter_factures, lignes_csv
from ppas.facturation.operations.individuelle import FactureIndividuelle, examiner
from ppas.facturation.regles.exemples import DOCUMENT_AMD
from ppas.paiements.operations.importer import importer_paiements
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import Refus
from tests.factories.facturation import DepotFactory, LigneFactureFactory
from tests.factories.partenaires import RattachementFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.envois import DOCUMENT_2, NOM_2, Expediteur, codes, ensemble
from tests.facturation.operations.courriers import accepter, individuelle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
NOM_3 = "03_21231300_202610-3.xml"


@pytest.fixture
def courrier(expediteur: Expediteur) -> Courrier:
    """The letter of a month invoiced twice, that is really due (L05)."""
    expediteur.envoyer(DOCUMENT_AMD)
    double = expediteur.envoyer(DOCUMENT_2, NOM_2).lignes_refusees.get()
    return annoncer_courrier(double, par=expediteur.utilisateur)


@pytest.mark.exigence("ANO-07", "CAI-14")
def test_un_courrier_accepte_fait_une_ligne_apres_les_autres(courrier: Courrier, expediteur: Expediteur) -> None:
    ligne = accepter(courrier)
    premiere = LigneFacture.objects.exclude(pk=ligne.pk).get()
    assert (ligne.courrier, ligne.depot, ligne.formulaire, ligne.ordre) == (courrier, None, None, 2)
    assert (ligne.prise_en_charge, ligne.periode) == (expediteur.prise_en_charge, date(2026, 10, 1))
    assert ligne.montant_caisse_centimes == premiere.montant_caisse_centimes
    assert ligne.montant_beneficiaire_centimes == premiere.montant_beneficiaire_centimes
    assert (courrier.etat, courrier.recu_le) == (EtatCourrier.ACCEPTE, date(2026, 11, 4))
    assert courrier.refus.etat == EtatLigneRefusee.ENVOYEE
    assert BilanMensuel.objects.get().nb_courriers == 1


@pytest.mark.exigence("CAI-14")
def test_les_controles_avertissent_l_agent_qui_passe_outre(courrier: Courrier) -> None:
    facture = FactureIndividuelle.de(courrier, courrier.prise_en_charge)
    with pytest.raises(CourrierEnAnomalie) as refus:
        accepter_courrier(courrier, facture, par=courrier.annonce_par, malgre=["L07"])
    assert [anomalie.code for anomalie in refus.value.anomalies] == ["L05"]
    assert Courrier.objects.get().etat == EtatCourrier.ANNONCE
    assert accepter_courrier(courrier, facture, par=courrier.annonce_par, malgre=examiner(facture).cles).pk


@pytest.mark.exigence("CAI-14")
def test_un_double_survenu_depuis_l_avertissement_se_revoit(courrier: Courrier, expediteur: Expediteur) -> None:
    """Two letters for the same month, read at once by two agents: the second is told of the first."""
    facture = FactureIndividuelle.de(courrier, courrier.prise_en_charge)
    vus = examiner(facture).cles
    autre = enregistrer_courrier(facture, recu_le=date(2026, 11, 3), par=expediteur.utilisateur)
    accepter_courrier(autre, facture, par=expediteur.utilisateur, malgre=vus)
    with pytest.raises(CourrierEnAnomalie):
        accepter_courrier(courrier, facture, par=expediteur.utilisateur, malgre=vus)


@pytest.mark.exigence("CAI-14")
def test_l_agent_corrige_les_heures_ou_le_montant(courrier: Courrier) -> None:
    facture = FactureIndividuelle(
        courrier.prise_en_charge, courrier.debut, courrier.fin, ouvrables_centiemes=500, montant_centimes=100_00
    )
    ligne = accepter_courrier(courrier, facture, par=courrier.annonce_par, malgre=examiner(facture).cles)
    assert ligne.ouvrables_centiemes == 500
    assert ligne.montant_caisse_centimes + ligne.montant_beneficiaire_centimes == 100_00


@pytest.mark.exigence("CAI-14")
def test_le_partenaire_lit_la_decision(courrier: Courrier, expediteur: Expediteur) -> None:
    RattachementFactory(partenaire=expediteur.convention.partenaire, utilisateur__mail="a@exemple.fr")
    Caisse.objects.update(mention_courriels="Notre service répond le matin.")
    accepter(courrier, reponse="Justificatif reçu.")
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.sujet) == ("a@exemple.fr", f"Courrier n° {courrier.numero} : accepté")
    assert "Réponse de la caisse : Justificatif reçu." in courriel.corps
    assert courriel.corps.endswith("Notre service répond le matin.\n")
    echange = Evenement.objects.filter(nature="courriers").latest("pk")
    assert (echange.libelle, echange.sens) == (f"Courrier n° {courrier.numero} accepté", "recu")
    assert (echange.partenaire_ref, echange.caisse_ref) == (expediteur.convention.partenaire_id, courrier.caisse_id)


@pytest.mark.exigence("CAI-14", "ANO-08", "ANO-06")
def test_la_meme_periode_par_fichier_est_ensuite_refusee_en_la_nommant(expediteur: Expediteur) -> None:
    recu = enregistrer_courrier(
        individuelle(expediteur.prise_en_charge), recu_le=date(2026, 11, 3), par=expediteur.utilisateur
    )
    ligne = accepter(recu)
    depot = expediteur.envoyer(DOCUMENT_AMD)
    assert [(a.code, a.numero_facture) for a in depot.anomalies.all()] == [("L05", ligne.pk)]


@pytest.mark.exigence("CAI-14", "ANO-08")
def test_une_autre_prise_en_charge_de_la_meme_periode_est_refusee_aussi(expediteur: Expediteur) -> None:
    autre = PriseEnChargeFactory(convention=expediteur.convention, beneficiaire=expediteur.beneficiaire)
    recu = enregistrer_courrier(individuelle(autre), recu_le=date(2026, 11, 3), par=expediteur.utilisateur)
    accepter(recu)
    assert "L06" in codes(expediteur.envoyer(DOCUMENT_AMD))


@pytest.mark.exigence("CAI-14", "CAI-11", "PAY-04")
def test_la_ligne_s_exporte_et_se_paie_une_seule_fois(courrier: Courrier, expediteur: Expediteur) -> None:
    ligne = accepter(courrier)
    export = exporter_factures(courrier.caisse, par=None)
    texte = b"".join(lignes_csv(export)).decode()
    origines = {rangee.split(";")[1]: rangee.split(";")[2] for rangee in texte.splitlines()[1:]}
    assert sorted(origines.values()) == ["courrier", "fichier"]
    assert origines[str(ligne.pk)] == "courrier"
    paiement = (
        "no_bordereau;code_convention;date_paiement;montant_total;no_enregistrement;quantite;montant\n"
        f"B1;{expediteur.convention.code};2026-11-12;10.00;{ligne.pk};15.50;10.00\n"
    )
    importer_paiements(io.BytesIO(paiement.encode()), "p.csv", caisse=courrier.caisse, par=None)
    ligne.refresh_from_db()
    assert ligne.etat == EtatLigne.PAYEE


@pytest.mark.exigence("CAI-14")
def test_un_courrier_refuse_dit_pourquoi_et_rend_la_ligne(courrier: Courrier, expediteur: Expediteur) -> None:
    RattachementFactory(partenaire=expediteur.convention.partenaire)
    refuser_courrier(courrier, reponse="  Le mois est déjà payé. ", par=expediteur.utilisateur)
    assert (courrier.etat, courrier.reponse) == (EtatCourrier.REFUSE, "Le mois est déjà payé.")
    assert LigneRefusee.objects.get().etat == EtatLigneRefusee.PAR_COURRIER
    assert "Réponse de la caisse : Le mois est déjà payé." in Courriel.objects.get().corps
    assert LigneFacture.objects.count() == 1


def test_un_refus_sans_motif_ne_passe_pas(courrier: Courrier) -> None:
    with pytest.raises(Refus) as refus:
        refuser_courrier(courrier, reponse=" ", par=courrier.annonce_par)
    assert (refus.value.code, refus.value.champ) == ("motif-manquant", "reponse")


@pytest.mark.exigence("CAI-14")
def test_recu_le_puis_decide(courrier: Courrier) -> None:
    recevoir_courrier(courrier, recu_le=date(2026, 11, 2), par=courrier.annonce_par)
    assert (courrier.etat, courrier.recu_le) == (EtatCourrier.RECU, date(2026, 11, 2))
    accepter(courrier)
    assert Courrier.objects.get().recu_le == date(2026, 11, 2)


def test_une_reception_a_venir_est_refusee(courrier: Courrier) -> None:
    with pytest.raises(Refus) as refus:
        recevoir_courrier(courrier, recu_le=date(2026, 11, 5), par=courrier.annonce_par)
    assert refus.value.code == "date-a-venir"


@pytest.mark.parametrize(
    ("champs", "code"),
    [
        pytest.param({"fin": date(2026, 9, 30)}, "periode-impossible", id="fin-avant-debut"),
        pytest.param({"fin": date(2026, 11, 2)}, "periode-impossible", id="deux-mois"),
        pytest.param({"ouvrables_centiemes": 0}, "quantite-nulle", id="rien"),
    ],
)
def test_ce_qui_n_est_pas_une_facture_n_est_pas_enregistre(expediteur: Expediteur, champs: dict, code: str) -> None:
    facture = individuelle(expediteur.prise_en_charge, **champs)
    with pytest.raises(Refus) as refus:
        enregistrer_courrier(facture, recu_le=date(2026, 11, 3), par=expediteur.utilisateur)
    assert refus.value.code == code
    assert not Courrier.objects.exists()


def test_sans_tarif_l_agent_indique_le_montant(courrier: Courrier, expediteur: Expediteur) -> None:
    expediteur.prise_en_charge.prestation.tarifs.all().delete()
    with pytest.raises(Refus) as refus:
        accepter(courrier)
    assert (refus.value.code, refus.value.champ) == ("montant-absent", "montant_centimes")


def test_la_prise_en_charge_d_une_autre_convention_est_refusee(courrier: Courrier) -> None:
    with pytest.raises(Refus) as refus:
        accepter_courrier(courrier, individuelle(PriseEnChargeFactory()), par=courrier.annonce_par)
    assert refus.value.code == "autre-convention"


def test_rien_ne_s_accepte_pendant_le_traitement_d_un_fichier(courrier: Courrier, expediteur: Expediteur) -> None:
    DepotFactory(convention=expediteur.convention, en_traitement=True)
    with pytest.raises(Refus) as refus:
        accepter(courrier)
    assert refus.value.code == "depot-en-cours"


@pytest.mark.exigence("ANO-04", "CAI-14")
def test_une_ligne_rejetee_acceptee_par_courrier_n_est_comptee_qu_une_fois(expediteur: Expediteur) -> None:
    rejetee = LigneFactureFactory(
        prise_en_charge=expediteur.prise_en_charge, exportee=True, etat=EtatLigne.REJETEE, ouvrables_centiemes=1800
    )
    courrier = annoncer_courrier(rejetee, par=expediteur.utilisateur)
    facture = FactureIndividuelle.de(courrier, rejetee.prise_en_charge)
    ligne = accepter_courrier(courrier, facture, par=expediteur.utilisateur, malgre=examiner(facture).cles)
    assert (ligne.ordre, ligne.ouvrables_centiemes) == (2, 1800)  # 20,00 hours granted: no L07


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("CAI-14", "PLU-07")
def test_deux_agents_acceptent_le_meme_courrier_une_seule_ligne(expediteur: Expediteur) -> None:
    courrier = enregistrer_courrier(
        individuelle(expediteur.prise_en_charge), recu_le=date(2026, 11, 3), par=expediteur.utilisateur
    )

    def lu() -> Courrier:
        lus = Courrier.objects.select_related("convention", "prise_en_charge__beneficiaire")
        return lus.get(pk=courrier.pk)

    resultats = ensemble(*[lambda: accepter(lu(), par=expediteur.utilisateur) for _ in range(2)])
    assert sorted(type(resultat).__name__ for resultat in resultats) == ["LigneFacture", "Refus"]
    assert LigneFacture.objects.count() == 1


def test_le_temoin_sans_le_controle_des_etats_la_base_refuse_la_seconde_ligne(
    courrier: Courrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with every state allowed to accept, the unique wall still gives one line a letter."""
    accepter(courrier)
    monkeypatch.setitem(Courrier.TRANSITIONS, "accepter_courrier", (set(EtatCourrier), EtatCourrier.ACCEPTE))
    with pytest.raises(Refus) as refus:
        accepter(courrier)
    assert refus.value.code == "deja-facturee"
    assert LigneFacture.objects.filter(courrier=courrier).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("CAI-14", "ANO-08")
def test_un_courrier_accepte_pendant_un_nouveau_fichier_ne_double_pas(expediteur: Expediteur) -> None:
    courrier = enregistrer_courrier(
        individuelle(expediteur.prise_en_charge), recu_le=date(2026, 11, 3), par=expediteur.utilisateur
    )
    facture = FactureIndividuelle.de(courrier, expediteur.prise_en_charge)
    ensemble(
        lambda: accepter_courrier(Courrier.objects.get(pk=courrier.pk), facture, par=expediteur.utilisateur),
        lambda: expediteur.envoyer(DOCUMENT_AMD),
    )
    assert LigneFacture.objects.count() == 1
