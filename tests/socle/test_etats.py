"""The one door through which a state changes."""

import pytest
from django.db import transaction

from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Depot
from ppas.socle.etats import changer_etat, exiger, verrouiller
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.factories.comptes import UtilisateurFactory
from tests.factories.facturation import DepotFactory
from tests.facturation.envois import ensemble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


def test_le_changement_est_enregistre_et_journalise() -> None:
    depot, par = DepotFactory(recu=True), UtilisateurFactory()
    changer_etat(depot, "refuser", par=par, libelle="Refusé", nb_tentatives=3)
    relu = Depot.objects.get()
    assert (relu.etat, relu.nb_tentatives) == (EtatDepot.REFUSE, 3)
    evenement = Evenement.objects.get()
    assert (evenement.action, evenement.objet_ref, evenement.auteur_ref) == ("refuser", depot.pk, par.pk)
    assert (evenement.libelle, evenement.partenaire_ref) == ("Refusé", depot.partenaire_id)


def test_le_portail_est_auteur_quand_personne_ne_l_est() -> None:
    changer_etat(DepotFactory(recu=True), "refuser", par=None)
    assert Evenement.objects.values_list("auteur_ref", "auteur_nom").get() == (None, "Portail")


def test_un_etat_qui_ne_le_permet_pas_refuse_sans_rien_changer() -> None:
    depot = DepotFactory()
    with pytest.raises(Refus, match="l’état est déjà « Traité »") as refus:
        changer_etat(depot, "refuser", par=None, nb_tentatives=3)
    assert refus.value.code == "transition-interdite"
    assert Depot.objects.values_list("etat", "nb_tentatives").get() == (EtatDepot.TRAITE, 0)
    assert not Evenement.objects.exists()


def test_c_est_l_etat_en_base_qui_compte() -> None:
    depot = DepotFactory(recu=True)
    Depot.objects.update(etat=EtatDepot.TRAITE)
    with pytest.raises(Refus):
        exiger(depot, "refuser")


def test_une_ligne_deja_verrouillee_n_est_pas_relue_et_suit_la_meme_table(django_assert_num_queries) -> None:
    depot = DepotFactory(recu=True)
    with transaction.atomic():
        verrouiller(depot, garder=["convention", "partenaire"])
        with django_assert_num_queries(4):  # a savepoint and its release, the state, the journal
            changer_etat(depot, "refuser", par=None, est_verrouille=True)
        with pytest.raises(Refus):
            changer_etat(depot, "refuser", par=None, est_verrouille=True)
    assert Depot.objects.get().etat == EtatDepot.REFUSE


def test_seuls_les_champs_donnes_sont_ecrits() -> None:
    depot = DepotFactory(recu=True)
    Depot.objects.update(nom_fichier="ailleurs.xml")
    depot.taille = 1
    changer_etat(depot, "refuser", par=None)
    assert Depot.objects.values_list("nom_fichier", "taille").get() == ("ailleurs.xml", 1000)


def test_verrouiller_rend_l_objet_relu() -> None:
    depot = DepotFactory(recu=True)
    Depot.objects.update(taille=5)
    assert verrouiller(depot) is depot
    assert depot.taille == 5


@pytest.mark.django_db(transaction=True)
def test_deux_changements_au_meme_instant_n_en_font_qu_un() -> None:
    for _ in range(10):
        depot = DepotFactory(recu=True)
        objets = [Depot.objects.get(pk=depot.pk) for _ in range(2)]
        resultats = ensemble(*[lambda objet=objet: changer_etat(objet, "refuser", par=None) for objet in objets])
        assert sorted(str(getattr(resultat, "code", resultat)) for resultat in resultats) == [
            "None",
            "transition-interdite",
        ]
        assert Evenement.objects.filter(objet_ref=depot.pk).count() == 1


def test_un_verrou_relit_la_ligne_et_ce_a_quoi_elle_se_rapporte() -> None:
    depot = DepotFactory(recu=True)
    with transaction.atomic():
        assert verrouiller(depot) is depot
    assert not Depot._meta.get_field("convention").is_cached(depot)


def test_un_verrou_garde_la_relation_deja_lue_que_l_on_nomme(django_assert_num_queries) -> None:
    depot = DepotFactory(recu=True)
    convention = depot.convention
    with transaction.atomic(), django_assert_num_queries(1):
        verrouiller(depot, garder=["convention"])
        assert depot.convention is convention


def test_un_verrou_ne_garde_pas_une_relation_qui_a_change() -> None:
    depot, autre = DepotFactory(recu=True), DepotFactory(recu=True).convention
    assert depot.convention != autre
    Depot.objects.filter(pk=depot.pk).update(convention=autre)
    with transaction.atomic():
        verrouiller(depot, garder=["convention"])
    assert depot.convention == autre
