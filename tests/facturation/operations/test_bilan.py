"""What the counters of a caisse say of its month, and what is kept of a refused line."""

import pytest

from ppas.facturation.models import BilanMensuel, Depot, LigneRefusee
from ppas.facturation.operations.bilan import compter
from tests.factories.caisses import CaisseFactory
from tests.facturation.envois import Expediteur, document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


def test_les_ecarts_s_ajoutent_au_mois_en_cours() -> None:
    caisse = CaisseFactory()
    compter(caisse.pk, nb_depots=1, montant_accepte_centimes=1000)
    compter(caisse.pk, nb_depots=1, montant_accepte_centimes=-300)
    bilan = BilanMensuel.objects.get()
    assert (bilan.nb_depots, bilan.montant_accepte_centimes) == (2, 700)


def test_un_fichier_traite_compte_ses_lignes_et_ses_anomalies(expediteur: Expediteur) -> None:
    expediteur.accorder(5)
    depot = expediteur.envoyer(document(5, faux=(3,)))
    bilan = BilanMensuel.objects.get()
    assert (bilan.nb_depots, bilan.nb_lignes_acceptees, bilan.nb_lignes_refusees) == (1, 4, 1)
    assert bilan.montant_accepte_centimes == depot.montant_caisse_centimes > 0
    assert depot.nb_par_code == {"L13": 1}


def test_une_ligne_refusee_garde_ce_qui_etait_ecrit(expediteur: Expediteur) -> None:
    expediteur.accorder(5)
    depot = expediteur.envoyer(document(5, faux=(3,)))
    ligne = LigneRefusee.objects.get()
    assert (ligne.depot, ligne.rang, ligne.codes, ligne.etat) == (depot, 3, "L13", "a_corriger")
    assert (ligne.numero_pec, ligne.ouvrables_centiemes) == ("PEC3", 1000)


def test_un_fichier_refuse_est_compte_a_part(expediteur: Expediteur) -> None:
    depot: Depot = expediteur.envoyer(document(2).replace("<nb-lignes>2", "<nb-lignes>3"))
    assert depot.nb_par_code == {"F10": 1}
    bilan = BilanMensuel.objects.get()
    assert (bilan.nb_depots, bilan.nb_depots_refuses) == (0, 1)
