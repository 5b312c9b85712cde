"""The corrected file of a refused deposit: looked for when it may exist, sent once, through the ordinary door."""

import uuid

import pytest

from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Depot, LigneFacture
from ppas.facturation.operations import magasin
from ppas.facturation.operations.corriger import deposer_correction, proposer_correction
from ppas.facturation.operations.traiter import traiter
from ppas.facturation.regles.exemples import DOCUMENT_AMD, NOM_AMD
from ppas.socle.refus import Refus
from tests.facturation.envois import Expediteur, relu

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge"), pytest.mark.exigence("PLU-02")]

FAUX = DOCUMENT_AMD.replace("2026-10-01", "01/10/2026").replace("03_21231300_202610<", "octobre<")


@pytest.fixture
def refuse(expediteur: Expediteur) -> Depot:
    """A deposit refused for its dates, whose reference is wrong too."""
    return expediteur.envoyer(FAUX)


def envoyer(depot: Depot, cle: uuid.UUID | None = None) -> Depot:
    return deposer_correction(depot, par=depot.depose_par, cle_envoi=cle or uuid.uuid4())


def test_le_fichier_corrige_est_un_nouveau_depot_que_le_portail_accepte(refuse: Depot) -> None:
    nouveau = envoyer(refuse)
    traiter(nouveau.pk)
    assert relu(nouveau).etat == EtatDepot.TRAITE
    assert (nouveau.nom_fichier, nouveau.depose_par) == (NOM_AMD, refuse.depose_par)
    with magasin.ouvrir(nouveau.sha256) as source:
        assert source.read().decode() == DOCUMENT_AMD
    assert relu(refuse).etat == EtatDepot.REFUSE
    assert LigneFacture.objects.get().depot == nouveau


def test_la_meme_cle_n_envoie_qu_une_fois(refuse: Depot) -> None:
    cle = uuid.uuid4()
    assert envoyer(refuse, cle).pk == envoyer(refuse, cle).pk
    assert Depot.objects.count() == 2


def test_un_nom_deja_utilise_part_sous_celui_du_complement_une_seule_fois(expediteur: Expediteur) -> None:
    expediteur.envoyer()
    refuse = expediteur.envoyer(DOCUMENT_AMD)
    assert refuse.nb_par_code == {"F02": 1}
    cle = uuid.uuid4()
    nouveau = envoyer(refuse, cle)
    assert nouveau.nom_fichier == "03_21231300_202610-2.xml"
    assert envoyer(refuse, cle).pk == nouveau.pk


def test_un_nom_pris_depuis_ne_donne_pas_un_complement(refuse: Depot, expediteur: Expediteur) -> None:
    """The partner has corrected his file himself: sending it again would only make doubles."""
    expediteur.envoyer()
    with pytest.raises(Refus, match="son nom est déjà pris"):
        envoyer(refuse)


def test_ce_qui_serait_encore_refuse_ne_part_pas(expediteur: Expediteur) -> None:
    refuse = expediteur.envoyer(FAUX.replace(">15.50<", ">15.00<"))
    correction = proposer_correction(refuse)
    assert correction is not None
    assert [faute.code for faute in correction.restantes] == ["F10"]
    with pytest.raises(Refus, match="Rien n’a été envoyé"):
        envoyer(refuse)
    assert Depot.objects.count() == 1


def test_un_depot_traite_n_a_rien_a_corriger(expediteur: Expediteur) -> None:
    assert proposer_correction(expediteur.envoyer()) is None


def test_un_refus_que_l_ecriture_n_explique_pas_n_ouvre_pas_le_fichier(
    expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse = expediteur.envoyer(DOCUMENT_AMD.replace(">15.50<", ">15.00<"))
    monkeypatch.setattr(magasin, "ouvrir", lambda _: pytest.fail("the file was opened"))
    assert not refuse.peut_etre_corrige
    assert proposer_correction(refuse) is None


def test_des_octets_qui_ne_sont_plus_gardes_ne_se_corrigent_pas(refuse: Depot) -> None:
    magasin.chemin(refuse.sha256).unlink()
    assert proposer_correction(refuse) is None
