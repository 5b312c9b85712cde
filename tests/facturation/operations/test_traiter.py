"""Processing a deposit: what is kept, what is reported, and that it happens once whatever stops it."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import LazySettings

from ppas.facturation.etats import EtatDepot, EtatLigne
from ppas.facturation.models import Anomalie, Depot, LigneFacture
from ppas.facturation.operations import traiter as module
from ppas.facturation.operations.traiter import JetonPerdu, a_reprendre, prendre, traiter
from ppas.facturation.regles.catalogue import CATALOGUE
from ppas.facturation.regles.exemples import DOCUMENT_AMD, EXEMPLES, NOM_AMD
from ppas.facturation.taches import reprendre_les_depots
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement
from tests.conftest import Horloge
from tests.factories.facturation import LigneFactureFactory
from tests.facturation.envois import Expediteur, document, relu

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

NOM_2 = "03_21231300_202610-2.xml"
DOCUMENT_2 = DOCUMENT_AMD.replace("202610<", "202610-2<", 1)


def lignes(depot: Depot) -> list[tuple]:
    """Return what was kept of a deposit, its technical numbers left out."""
    champs = ("rang", "prise_en_charge__numero", "ordre", "ouvrables_centiemes", "montant_caisse_centimes", "etat")
    return list(LigneFacture.objects.filter(depot=depot).order_by("rang").values_list(*champs))


def situation(depot: Depot) -> tuple:
    """Return all that a partner can see of a deposit."""
    comptes = ("etat", "nb_lignes_lues", "nb_lignes_acceptees", "nb_lignes_refusees", "montant_caisse_centimes")
    anomalies = depot.anomalies.order_by("rang", "code").values_list("code", "rang", "ligne", "message")
    return Depot.objects.values_list(*comptes).get(pk=depot.pk), list(anomalies), lignes(depot)


def codes(depot: Depot) -> list[str]:
    return list(depot.anomalies.values_list("code", flat=True))


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
    monkeypatch.setattr("ppas.facturation.operations.controle.regles_ligne.doublon", lambda *_: None)
    expediteur.envoyer()
    court = DOCUMENT_2.replace("14.00", "1.00").replace("15.50", "2.50")
    depot = expediteur.deposer(court, NOM_2)
    with pytest.raises(Exception, match=r"ligne_facture_periode_unique|UNIQUE"):
        traiter(depot.pk)
    assert LigneFacture.objects.count() == 1


# Once, whatever happens


def test_des_lignes_non_publiees_ne_comptent_pas(expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch) -> None:
    vues = []
    publier = module._publier

    def regarder(*args: object) -> None:
        vues.append((LigneFacture.objects.count(), LigneFacture.objects.publiees().count()))
        publier(*args)

    monkeypatch.setattr(module, "_publier", regarder)
    expediteur.envoyer()
    assert vues == [(1, 0)]
    assert LigneFacture.objects.publiees().count() == 1


def test_traiter_deux_fois_ne_change_rien(expediteur: Expediteur) -> None:
    depot = expediteur.envoyer()
    avant, journal = situation(depot), Evenement.objects.count()
    traiter(depot.pk)
    assert (situation(depot), Evenement.objects.count()) == (avant, journal)


def test_un_depot_inconnu_ou_en_cours_n_est_pas_pris(expediteur: Expediteur) -> None:
    depot = expediteur.deposer()
    assert prendre(depot.pk + 1) is None
    assert prendre(depot.pk) == depot
    assert prendre(depot.pk) is None


class Arret(BaseException):
    """The process was killed: nothing is caught, nothing is tidied."""


ETAPES = ("_effacer", "_battre", "_juger", "_ecrire_lot", "charger", "_publier", "changer_etat", "_annoncer")


@pytest.fixture
def panne(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return `panne(etape, appel, apres=…, erreur=…)`: the step raises at its n-th call, once."""

    def installer(etape: str, appel: int, *, apres: bool, erreur: type[BaseException]) -> None:
        faire, appels = getattr(module, etape), []

        def remplacer(*args: object, **champs: object) -> object:
            appels.append(etape)
            if len(appels) == appel and not apres:
                raise erreur
            resultat = faire(*args, **champs)
            if len(appels) == appel:
                raise erreur
            return resultat

        monkeypatch.setattr(module, etape, remplacer)

    return installer


@pytest.fixture
def attendue(expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch) -> Callable[[Depot], tuple]:
    """Set the stage for five lines in three batches; return what a run without failure gives."""
    monkeypatch.setattr(module, "LOT", 2)
    expediteur.accorder(5)
    return (EtatDepot.TRAITE_AVEC_ANOMALIES, 5, 4, 1, 4 * 24120)


@pytest.mark.parametrize("apres", [False, True], ids=["avant", "après"])
@pytest.mark.parametrize("appel", [1, 2, 3])
@pytest.mark.parametrize("etape", ETAPES)
def test_un_arret_a_n_importe_quelle_etape_ne_change_pas_le_resultat(
    *, etape: str, appel: int, apres: bool, panne, attendue, expediteur: Expediteur, horloge: Horloge
) -> None:
    depot = expediteur.deposer(document(5, faux=(3,)))
    panne(etape, appel, apres=apres, erreur=Arret)
    try:
        traiter(depot.pk)
    except Arret:
        horloge.avancer(minutes=2)
        reprendre_les_depots()
    assert situation(depot)[0] == attendue
    assert [anomalie.code for anomalie in depot.anomalies.all()] == ["L13"]
    assert [ligne[0] for ligne in lignes(depot)] == [1, 2, 4, 5]
    assert Evenement.objects.filter(action="rendre_compte").count() == 1


@pytest.mark.parametrize("appel", [1, 2, 3])
@pytest.mark.parametrize("etape", ETAPES)
def test_un_echec_remet_le_depot_en_file_sans_rien_laisser(
    *, etape: str, appel: int, panne, attendue, expediteur: Expediteur, horloge: Horloge
) -> None:
    depot = expediteur.deposer(document(5, faux=(3,)))
    panne(etape, appel, apres=False, erreur=RuntimeError)
    try:
        traiter(depot.pk)
    except RuntimeError:
        assert relu(depot).etat == EtatDepot.RECU
        assert not LigneFacture.objects.exists()
        assert not Anomalie.objects.exists()
        assert a_reprendre() == ([depot.pk] if relu(depot).battement_le is None else [])
        horloge.avancer(minutes=2)
        reprendre_les_depots()
    assert situation(depot)[0] == attendue
    assert [ligne[0] for ligne in lignes(depot)] == [1, 2, 4, 5]


def test_le_controle_de_l_effacement(attendue, panne, expediteur, horloge, monkeypatch) -> None:
    """The control: without the deletion of what the dead run wrote, the resumed one cannot end well."""
    depot = expediteur.deposer(document(5, faux=(3,)))
    panne("_ecrire_lot", 2, apres=True, erreur=Arret)
    with pytest.raises(Arret):
        traiter(depot.pk)
    monkeypatch.setattr(module, "_effacer", lambda _: None)
    horloge.avancer(minutes=2)
    traiter(depot.pk)
    assert situation(depot)[0] != attendue


def test_un_depot_dont_l_execution_vit_n_est_pas_repris(expediteur: Expediteur, horloge: Horloge) -> None:
    depot = expediteur.deposer()
    prendre(depot.pk)
    horloge.avancer(seconds=60)
    assert a_reprendre() == []
    horloge.avancer(seconds=1)
    assert a_reprendre() == [depot.pk]


def test_chaque_essai_manque_double_l_attente(expediteur: Expediteur, settings: LazySettings) -> None:
    settings.DEPOT_BATTEMENT_MAX = 60
    depot = expediteur.deposer()
    attentes = []
    for nb in (1, 2, 3, 7, 8, 500):
        for secondes in range(60, 4000, 60):
            champs = {"battement_le": maintenant() - timedelta(seconds=secondes + 1), "nb_tentatives": nb}
            Depot.objects.update(etat=EtatDepot.EN_TRAITEMENT, **champs)
            if a_reprendre():
                attentes.append(secondes)
                break
    assert attentes == [60, 120, 240, 3840, 3840, 3840]
    assert depot.pk


def test_une_execution_depossedee_n_ecrit_plus_rien(
    expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    depot = expediteur.deposer()
    juger = module._juger

    def juger_lentement(mien: Depot) -> object:
        bilan = juger(mien)
        Depot.objects.update(jeton=uuid.uuid4())  # another worker thought this one dead
        return bilan

    monkeypatch.setattr(module, "_juger", juger_lentement)
    traiter(depot.pk)
    assert relu(depot).etat == EtatDepot.EN_TRAITEMENT
    assert "taken over" in caplog.text
    with pytest.raises(JetonPerdu):
        module._ecrire_lot(depot, 1, [], [])


def test_un_echec_dans_la_file_n_arrete_pas_les_autres(
    expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    premier = expediteur.deposer()
    second = expediteur.deposer(document(1, "03_21231300_202609.xml", date(2026, 9, 1)), "03_21231300_202609.xml")
    juger = module._juger

    def juger_mal(depot: Depot) -> object:
        if depot == premier:
            raise RuntimeError("bug")
        return juger(depot)

    monkeypatch.setattr(module, "_juger", juger_mal)
    reprendre_les_depots()
    assert (relu(premier).etat, relu(second).est_publie) == (EtatDepot.RECU, True)
    assert f"Deposit {premier.pk} could not be processed" in caplog.text


# One at a time


def test_deux_depots_d_une_convention_se_suivent(expediteur: Expediteur) -> None:
    premier, second = expediteur.deposer(), expediteur.deposer(DOCUMENT_2, NOM_2)
    pris = prendre(premier.pk)
    traiter(second.pk)
    assert relu(second).etat == EtatDepot.RECU
    module._remettre(pris, pris.jeton)
    Depot.objects.update(battement_le=None)
    reprendre_les_depots()
    assert [relu(depot).etat for depot in (premier, second)] == [EtatDepot.TRAITE, EtatDepot.TRAITE_AVEC_ANOMALIES]
