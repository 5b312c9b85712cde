"""The demonstration is what its README and its table of accounts promise."""

from datetime import timedelta

import pytest
from django.db.models import Count
from django.test import Client

from ppas.assistance.dossiers import NATURES
from ppas.assistance.etats import EtatDemande
from ppas.assistance.models import Conversation, Cote, Demande
from ppas.demo.models import Construction
from ppas.demo.operations.inscriptions import codes_de_connexion
from ppas.demo.operations.paiements import PAYEE_CENTIMES, fichier_paiements_evaluations
from ppas.demo.operations.preparer import Etat, construire, etat_de_la_base
from ppas.demo.regles.comptes import COMPTES, MOT_DE_PASSE, NOUVELLE, Compte
from ppas.evaluations.etats import EtatCommande, EtatEvaluation
from ppas.evaluations.models import Commande, Evaluation, ExportEvaluations
from ppas.facturation.etats import EtatDepot, EtatFormulaire
from ppas.facturation.models import Depot, Formulaire, LigneFacture
from ppas.paiements.models import Bordereau
from ppas.partenaires.etats import EtatConvention, EtatPreinscription
from ppas.partenaires.models import Convention, Partenaire, Preinscription
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.horloge import aujourd_hui, maintenant
from ppas.socle.models import Courriel, EtatCourriel, Evenement
from ppas.socle.refus import Refus
from ppas.socle.regles.identifiants import avertissements_siret

pytestmark = pytest.mark.usefixtures("demonstration")


def connecter(client: Client, compte: Compte) -> str:
    """Sign in, with the code that the accounts' page shows where one is asked; return where the portal leads."""
    reponse = client.post("/comptes/connexion/", {"identifiant": compte.login, "mot_de_passe": compte.mot_de_passe})
    if code := codes_de_connexion().get(compte.login):
        assert code in client.get("/demo/comptes/").text
        reponse = client.post(reponse.url, {"code": code})
    assert reponse.status_code == 302, compte.login
    return reponse.url


@pytest.mark.parametrize("compte", COMPTES, ids=lambda compte: compte.login)
def test_chaque_compte_imprime_se_connecte(client: Client, compte: Compte) -> None:
    connecter(client, compte)
    accueil = client.get("/services/")
    if compte is NOUVELLE:
        assert accueil.status_code == 302
    else:
        assert accueil.status_code == 200
        assert compte.mot_de_passe == MOT_DE_PASSE


def test_une_base_construite_est_a_jour() -> None:
    assert etat_de_la_base() is Etat.A_JOUR


def test_une_base_d_une_autre_version_est_perimee() -> None:
    Construction.objects.update(empreinte="autre")
    assert etat_de_la_base() is Etat.PERIMEE


def test_une_construction_interrompue_est_perimee() -> None:
    Construction.objects.update(terminee_le=None)
    assert etat_de_la_base() is Etat.PERIMEE


def test_la_demonstration_ne_se_construit_pas_deux_fois() -> None:
    with pytest.raises(Refus):
        construire()


def test_le_prestataire_du_val_de_saone_a_trente_beneficiaires_et_une_annee_d_historique() -> None:
    amd = Convention.objects.get(code="AMD2123")
    assert PriseEnCharge.objects.filter(convention=amd, debut__year=2026).count() == 30
    facturees = LigneFacture.objects.filter(convention=amd)
    assert facturees.values("echeance").distinct().count() == 12
    assert facturees.filter(depot__isnull=True).exists()
    assert facturees.filter(depot__isnull=False).exists()
    assert not facturees.filter(echeance__gte="2026-09-01").exists()


def test_des_depots_justes_fautifs_et_refuses_sont_a_voir() -> None:
    etats = set(Depot.objects.filter(partenaire__nom__contains="Val de Saône").values_list("etat", flat=True))
    assert etats == {EtatDepot.TRAITE, EtatDepot.TRAITE_AVEC_ANOMALIES, EtatDepot.REFUSE}


def test_un_mois_est_commence_en_ligne() -> None:
    formulaire = Formulaire.objects.get(etat=EtatFormulaire.BROUILLON, convention__code="AMD2123")
    assert (formulaire.echeance.month, formulaire.lignes.bilan()["nb_saisies"]) == (9, 9)


def test_des_bordereaux_sont_publies_et_un_paraitra_dans_deux_jours() -> None:
    siens = Bordereau.objects.filter(convention__code="AMD2123")
    assert (siens.publies(maintenant()).count(), siens.a_paraitre(maintenant()).count()) == (12, 1)


def test_quatre_preinscriptions_attendent_dont_une_au_siret_faux() -> None:
    en_attente = Preinscription.objects.filter(caisse__code="03", etat=EtatPreinscription.EN_ATTENTE)
    assert [bool(avertissements_siret(p.siret)) for p in en_attente] == [False, False, True, False]
    assert Convention.objects.en_attente().filter(caisse__code="03").count() == 1


def test_l_association_ciel_bleu_est_celle_du_manuel() -> None:
    ciel_bleu = Partenaire.objects.get(nom="Association Ciel Bleu")
    assert {(c.caisse.nom, c.code, c.etat) for c in ciel_bleu.conventions.select_related("caisse")} == {
        ("CARSAT Bourgogne-Franche-Comté", "EVA2150", EtatConvention.VALIDEE),  # so that two caisses order from it
        ("CARSAT Nord-Picardie", "9059003C", EtatConvention.VALIDEE),
        ("CARSAT Nord-Picardie", "19721208", EtatConvention.VALIDEE),
        ("CNRACL", "CL19720812", EtatConvention.EN_ATTENTE),
    }
    assert set(ciel_bleu.rattachements.values_list("utilisateur__login", "est_administrateur")) == {
        ("Alex7", True),
        ("Martin37", False),
        ("Solange778", True),
    }
    assert ciel_bleu.adresse.lignes() == ["Bat A", "107 Bis Esplanade Madrid", "BP 91338", "62000 ARRAS"]


def test_l_historique_est_dans_le_passe_et_les_courriels_sont_partis() -> None:
    assert not Evenement.objects.filter(le__gt=maintenant()).exists()
    assert set(Courriel.objects.values_list("etat", flat=True)) == {EtatCourriel.ENVOYE}


@pytest.mark.exigence("EVA-01")
def test_deux_caisses_commandent_des_evaluations_a_l_association_ciel_bleu() -> None:
    le = aujourd_hui()
    commandes = Commande.objects.filter(convention__partenaire__nom="Association Ciel Bleu")
    assert dict(commandes.values_list("caisse__code").annotate(Count("pk")).order_by("caisse__code")) == {
        "03": 8,
        "04": 15,
    }
    assert commandes.filter(etat=EtatCommande.ANNULEE).count() == 1
    assert 2 <= commandes.en_retard(le).count() <= 5
    assert commandes.ouvertes().filter(date_limite__range=(le, le + timedelta(days=7))).exists()


@pytest.mark.exigence("EVA-01", "EVA-04", "EVA-05")
def test_des_evaluations_sont_a_voir_dans_chaque_etat() -> None:
    assert set(Evaluation.objects.values_list("etat", flat=True)) == set(EtatEvaluation)
    evaluateurs = set(Evaluation.objects.values_list("evaluateur__login", flat=True))
    assert evaluateurs == {"Alex7", "Martin37", "Solange778"}
    assert Evaluation.objects.filter(caisse__code="03", etat=EtatEvaluation.TRANSMISE).count() == 2
    siennes = Evaluation.objects.filter(evaluateur__login="Martin37").values_list("etat", flat=True)
    assert {EtatEvaluation.EN_COURS, EtatEvaluation.TERMINEE, EtatEvaluation.A_CORRIGER} <= set(siennes)


@pytest.mark.exigence("EVA-08")
def test_un_bordereau_paie_des_evaluations_et_un_export_attend_le_sien(client: Client) -> None:
    bordereau = Bordereau.objects.publies(maintenant()).get(convention__code="EVA2150")
    assert bordereau.montant_centimes == 2 * PAYEE_CENTIMES
    export = ExportEvaluations.objects.filter(caisse__code="03").latest("pk")
    nom, octets = fichier_paiements_evaluations(export)
    reponse = client.get(f"/demo/paiements/evaluations/{export.pk}/")
    assert (nom in reponse["Content-Disposition"], reponse.content) == (True, octets)
    assert nom in client.get("/demo/exemples/").text


@pytest.mark.exigence("HIS-01")
def test_une_caisse_ne_voit_rien_de_l_autre(client: Client) -> None:
    connecter(client, next(compte for compte in COMPTES if compte.login == "Regional04"))
    for page in ("/facturation/caisse/", "/paiements/caisse/bordereaux/", "/paiements/caisse/exports/"):
        assert "AMD2123" not in client.get(page).text
    bordereau = Bordereau.objects.filter(convention__caisse__code="03").first()
    assert client.get(f"/paiements/caisse/bordereaux/{bordereau.pk}/").status_code == 404


@pytest.mark.exigence("PAY-01")
def test_un_bordereau_a_un_ecart_a_montrer() -> None:
    visibles = Bordereau.objects.publies(maintenant()).filter(convention__code="AMD2123")
    assert {bordereau.lignes.bilan()["nb_ecarts"] for bordereau in visibles} == {0, 1}


@pytest.mark.exigence("CAI-16", "PLU-12")
def test_l_assistance_et_les_messages_ont_de_quoi_etre_visites() -> None:
    etats = {demande.etat for demande in Demande.objects.all()}
    assert etats == {EtatDemande.NOUVELLE, EtatDemande.EN_ATTENTE, EtatDemande.RESOLUE, EtatDemande.ROUVERTE}
    assert Demande.objects.en_retard(maintenant()).filter(suivie_par=None).exists()
    assert {conversation.nature for conversation in Conversation.objects.all()} == set(NATURES)
    assert Conversation.objects.non_lues(Cote.PARTENAIRE).exists()
    assert Conversation.objects.non_lues(Cote.CAISSE).exists()
