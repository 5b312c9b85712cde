"""Processing a deposit: what is kept, what is reported, and that it happens once whatever stops it."""

from datetime import date

import pytest
from django.conf import LazySettings

from ppas.facturation.etats import EtatDepot, EtatLigne
from ppas.facturation.models import Formulaire, LigneFacture
from ppas.facturation.operations import traiter as module
from ppas.facturation.operations.formulaire import SaisieEnAnomalie, ouvrir_formulaire, valider_formulaire
from ppas.facturation.operations.traiter import prendre, traiter
from ppas.facturation.regles.catalogue import CATALOGUE
from ppas.facturation.regles.exemples import EXEMPLES, NOM_AMD
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.conftest import Horloge
from tests.factories.facturation import LigneFactureFactory
from tests.facturation.envois import DOCUMENT_2, NOM_2, Expediteur, codes, document, lignes, relu

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


def mois_saisi(expediteur: Expediteur) -> Formulaire:
    """Return the form of October with 10,00 hours for DURAND Jeanne, ready to be validated."""
    formulaire = ouvrir_formulaire(expediteur.convention, date(2026, 10, 1), par=expediteur.utilisateur)
    formulaire.lignes.update(ouvrables_centiemes=1000)
    return formulaire


# What is kept, what is reported


@pytest.mark.exigence("ANO-03", "HIS-04")
def test_les_lignes_conformes_sont_gardees_et_les_autres_signalees(expediteur: Expediteur) -> None:
    expediteur.accorder(3)
    depot = expediteur.envoyer(document(3, faux=(2,)))
    assert depot.etat == EtatDepot.TRAITE_AVEC_ANOMALIES
    assert (depot.nb_lignes_lues, depot.nb_lignes_acceptees, depot.nb_lignes_refusees) == (3, 2, 1)
    assert lignes(depot) == [
        (1, "PEC1", 1, 1000, 24120, EtatLigne.ACCEPTEE),
        (3, "PEC3", 1, 1000, 24120, EtatLigne.ACCEPTEE),
    ]
    assert depot.montant_caisse_centimes == 48240


@pytest.mark.exigence("PLU-02", "ANO-09")
def test_une_anomalie_dit_ou_elle_est_et_que_faire(expediteur: Expediteur) -> None:
    expediteur.accorder(3)
    texte = document(3, faux=(2,)).splitlines()
    anomalie = expediteur.envoyer("\n".join(texte)).anomalies.get(code="L13")
    assert (anomalie.rang, anomalie.champ, anomalie.colonne) == (2, "nir", 7)
    assert texte[anomalie.ligne - 1].strip() == anomalie.extrait
    assert anomalie.remede == CATALOGUE["L13"].remede
    assert anomalie.message


def test_un_fichier_sans_faute_est_traite(expediteur: Expediteur) -> None:
    depot = expediteur.envoyer()
    assert (depot.etat, depot.nb_lignes_acceptees, codes(depot)) == (EtatDepot.TRAITE, 1, [])
    assert depot.traite_le == maintenant()
    assert depot.jeton is None


def test_les_montants_sont_partages_au_centime(expediteur: Expediteur) -> None:
    expediteur.envoyer()
    ligne = LigneFacture.objects.get()  # 14,00 h × 26,80 € + 1,50 h × 29,80 € = 419,90 €, 10 % of it by the retiree
    assert (ligne.montant_caisse_centimes, ligne.montant_beneficiaire_centimes) == (37791, 4199)


def test_deux_lignes_du_meme_mois_qui_se_suivent_sont_acceptees(expediteur: Expediteur) -> None:
    depot = expediteur.envoyer(EXEMPLES["L11"][0].document())
    assert [ligne[:3] for ligne in lignes(depot)] == [(1, "2026004512", 1), (2, "2026004512", 2)]


@pytest.mark.exigence("FIL-13")
def test_l_envoi_et_son_rapport_sont_a_l_historique(expediteur: Expediteur) -> None:
    depot = expediteur.envoyer()
    echanges = Evenement.objects.exclude(nature="").order_by("pk").values_list("sens", "libelle", "partenaire_ref")
    assert list(echanges) == [
        ("envoye", f"Fichier {NOM_AMD}", depot.partenaire_id),
        ("recu", f"Rapport du fichier {NOM_AMD} : 1 ligne acceptée, 0 refusée", depot.partenaire_id),
    ]


@pytest.mark.exigence("FIL-07", "FIL-11")
def test_un_fichier_refuse_en_entier_ne_laisse_aucune_ligne(
    expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOT", 2)  # several batches were written before the totals are known to be wrong
    expediteur.accorder(5)
    depot = expediteur.envoyer(document(5).replace("50.00", "51.00"))
    assert (depot.etat, codes(depot)) == (EtatDepot.REFUSE, ["F10"])
    assert not LigneFacture.objects.exists()
    assert (depot.nb_lignes_acceptees, depot.montant_caisse_centimes) == (0, 0)


@pytest.mark.exigence("FIL-12")
def test_un_fichier_de_trop_de_lignes_ne_laisse_rien(expediteur: Expediteur, settings: LazySettings) -> None:
    settings.DEPOT_LIGNES_MAX = 2
    expediteur.accorder(3)
    depot = expediteur.envoyer(document(3))
    assert (depot.etat, codes(depot), lignes(depot)) == (EtatDepot.REFUSE, ["F04"], [])
    assert "il dépasse 2 lignes" in depot.anomalies.get().message


def test_un_fichier_coupe_apres_des_lignes_justes_ne_laisse_rien(
    expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOT", 2)
    expediteur.accorder(5)
    depot = expediteur.envoyer(document(5, faux=(1,)).replace("</lignes>", ""))
    assert (depot.etat, codes(depot), lignes(depot)) == (EtatDepot.REFUSE, ["F04"], [])


@pytest.mark.exigence("FIL-11")
def test_une_convention_invalidee_depuis_le_depot_refuse_le_fichier(expediteur: Expediteur) -> None:
    depot = expediteur.deposer()
    Convention.objects.update(etat=EtatConvention.INVALIDEE)
    traiter(depot.pk)
    assert (relu(depot).etat, codes(depot)) == (EtatDepot.REFUSE, ["F06"])


def test_l_attente_dans_la_file_ne_fait_pas_passer_le_delai(expediteur: Expediteur, horloge: Horloge) -> None:
    horloge.regler("2027-10-31 23:50")
    depot = expediteur.deposer()
    horloge.avancer(hours=12)
    traiter(depot.pk)
    assert codes(depot) == ["A03"]


def test_un_nul_a_la_suite_d_une_ligne_fausse_est_une_anomalie(expediteur: Expediteur) -> None:
    expediteur.accorder(1)
    corps = document(1, faux=(1,)).replace("</lignes>", f"{' ' * 70_000}</lignes>").replace("\n", "").encode()
    depot = expediteur.envoyer(corps.replace(b"</ligne> ", b"</ligne>\0"))
    assert (depot.etat, codes(depot)) == (EtatDepot.REFUSE, ["F04"])


# Doubles


@pytest.mark.exigence("ANO-01", "ANO-05", "ANO-08", "HIS-03")
def test_une_ligne_deja_envoyee_dans_un_autre_fichier_est_refusee(expediteur: Expediteur) -> None:
    expediteur.envoyer()
    premiere = LigneFacture.objects.get()
    depot = expediteur.envoyer(DOCUMENT_2, NOM_2)
    anomalie = depot.anomalies.get()
    assert (anomalie.code, anomalie.numero_facture) == ("L05", premiere.pk)
    assert "ligne de facture déjà envoyée ou échéance déjà facturée" in anomalie.message
    assert not anomalie.controle.refacturable


@pytest.mark.exigence("ANO-06", "ANO-08")
def test_une_periode_deja_facturee_nomme_l_enregistrement(expediteur: Expediteur) -> None:
    autre = LigneFactureFactory(
        prise_en_charge__convention=expediteur.convention, prise_en_charge__beneficiaire=expediteur.beneficiaire
    )
    anomalie = expediteur.envoyer().anomalies.get()
    assert (anomalie.code, anomalie.numero_facture) == ("L06", autre.pk)
    assert f"période d'intervention déjà facturée (enregistrement n°{autre.pk})" in anomalie.message


@pytest.mark.exigence("ANO-05", "ANO-08")
def test_un_mois_saisi_en_ligne_est_refuse_par_fichier(expediteur: Expediteur) -> None:
    formulaire = mois_saisi(expediteur)
    valider_formulaire(formulaire, par=expediteur.utilisateur)
    anomalie = expediteur.envoyer().anomalies.get()
    assert (anomalie.code, anomalie.numero_facture) == ("L05", formulaire.factures.get().pk)


@pytest.mark.exigence("ANO-05", "ANO-08")
def test_un_mois_envoye_par_fichier_est_refuse_en_ligne(expediteur: Expediteur) -> None:
    formulaire = mois_saisi(expediteur)
    expediteur.envoyer()
    with pytest.raises(SaisieEnAnomalie) as refus:
        valider_formulaire(formulaire, par=expediteur.utilisateur)
    assert [anomalie.code for _, anomalie in refus.value.anomalies] == ["L05"]


def test_un_fichier_en_cours_fait_attendre_le_formulaire(expediteur: Expediteur) -> None:
    formulaire = mois_saisi(expediteur)
    prendre(expediteur.deposer().pk)
    with pytest.raises(Refus) as refus:
        valider_formulaire(formulaire, par=expediteur.utilisateur)
    assert refus.value.code == "depot-en-cours"
    assert formulaire.lignes.get().ouvrables_centiemes == 1000


@pytest.mark.exigence("ANO-08")
def test_une_ligne_annulee_libere_sa_periode(expediteur: Expediteur) -> None:
    LigneFactureFactory(prise_en_charge=expediteur.prise_en_charge, etat=EtatLigne.ANNULEE)
    assert codes(expediteur.envoyer()) == []


@pytest.mark.exigence("ANO-04")
def test_une_ligne_corrigee_passe_par_un_complement(expediteur: Expediteur) -> None:
    expediteur.accorder(2)
    expediteur.envoyer(document(2, faux=(2,)))
    depot = expediteur.envoyer(document(2, NOM_2), NOM_2)
    assert [(a.code, a.rang) for a in depot.anomalies.all()] == [("L05", 1)]
    assert [ligne[0] for ligne in lignes(depot)] == [2]


def test_le_mur_de_la_base_refuse_une_periode_facturee_deux_fois(
    expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ppas.facturation.regles.ligne.doublon", lambda *_: None)
    expediteur.envoyer()
    court = DOCUMENT_2.replace("14.00", "1.00").replace("15.50", "2.50")
    depot = expediteur.deposer(court, NOM_2)
    with pytest.raises(Exception, match=r"ligne_facture_periode_unique|UNIQUE"):
        traiter(depot.pk)
    assert LigneFacture.objects.count() == 1
