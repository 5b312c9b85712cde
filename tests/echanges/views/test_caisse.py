"""« Importer un flux » and the caisse's history (CAI-10, HIS-02)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.caisses.models import Flux, Importation
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.regles.affichage import insecables
from tests.factories import AgentFactory, BordereauFactory, CaisseFactory, DepotFactory, RattachementFactory
from tests.factories.paiements import ImportationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
IMPORTS = "echanges:imports"
HISTORIQUE = "echanges:caisse_historique"


@pytest.fixture
def agent(client: Client):
    """Return an agent of the caisse 03, signed in."""
    agent = AgentFactory()
    client.force_login(agent.utilisateur)
    return agent


def envoyer(client: Client, contenu: bytes, flux: str = Flux.PRISES_EN_CHARGE, nom: str = "pec.csv"):
    return client.post(reverse(IMPORTS), {"flux": flux, "fichier": SimpleUploadedFile(nom, contenu)})


@pytest.mark.exigence("CAI-10")
def test_un_fichier_juste_est_importe_et_le_nombre_de_lignes_est_dit(
    client: Client, agent, prises_en_charge: bytes
) -> None:
    reponse = envoyer(client, prises_en_charge)
    assertRedirects(reponse, reverse(IMPORTS), fetch_redirect_response=False)
    assertContains(client.get(reverse(IMPORTS)), insecables("Prises en charge : pec.csv : 2 lignes importées."))
    assert Importation.objects.get().importe_par == agent.utilisateur
    assert PriseEnCharge.objects.count() == 2


@pytest.mark.exigence("CAI-10")
def test_un_fichier_faux_nomme_chaque_ligne_et_rien_n_est_importe(
    client: Client, agent, prises_en_charge: bytes
) -> None:
    reponse = envoyer(client, prises_en_charge.replace(b"2026-12-31", b"2025-12-31", 1))
    assert reponse.status_code == 422
    assertContains(reponse, insecables("Le fichier comporte 1 erreur : rien n’a été importé."), status_code=422)
    assertContains(reponse, "La fin, 31/12/2025, précède le début, 01/01/2026.", status_code=422)
    assert [(f.ligne, f.champ) for f in reponse.context["fautes"].montrees] == [(2, "date_fin")]
    assert not Importation.objects.exists()
    assert not PriseEnCharge.objects.exists()


def test_le_meme_fichier_deux_fois_est_dit_deja_importe(client: Client, agent, prises_en_charge: bytes) -> None:
    envoyer(client, prises_en_charge)
    reponse = envoyer(client, prises_en_charge, nom="autre-nom.csv")
    assertRedirects(reponse, reverse(IMPORTS), fetch_redirect_response=False)
    attendu = insecables("Ce fichier a déjà été importé le 04/11/2026\xa0à\xa009:30 : rien n’a été modifié.")
    assertContains(client.get(reverse(IMPORTS)), attendu)
    assert Importation.objects.count() == 1


@pytest.mark.parametrize(
    ("contenu", "flux"),
    [
        pytest.param(b"", Flux.PRISES_EN_CHARGE, id="vide"),
        pytest.param(b"\x00\xff\xfe", Flux.PRISES_EN_CHARGE, id="binaire"),
        pytest.param(b"a;b\n1;2\n", Flux.PAIEMENTS, id="autre-chose"),
        pytest.param(b"no_bordereau\n", Flux.PAIEMENTS, id="en-tete-incomplet"),
    ],
)
def test_un_fichier_quelconque_est_refuse_avec_ses_raisons(client: Client, agent, contenu: bytes, flux: str) -> None:
    reponse = envoyer(client, contenu, flux)
    assert reponse.status_code == 422
    assert reponse.context["fautes"].montrees
    assert not Importation.objects.exists()


def test_les_premieres_fautes_sont_montrees_et_toutes_sont_comptees(
    client: Client, agent, prises_en_charge: bytes
) -> None:
    entete, ligne = prises_en_charge.splitlines(keepends=True)[:2]
    reponse = envoyer(client, entete + ligne.replace(b"PPP001", b"PPP999") * 150)
    assertContains(reponse, "premières erreurs sur", status_code=422)


@pytest.mark.parametrize(
    "champs", [{}, {"flux": "inconnu"}, {"flux": Flux.PAIEMENTS}, {"flux": Flux.PAIEMENTS, "fichier": "texte"}]
)
def test_un_envoi_incomplet_redonne_le_formulaire(client: Client, agent, champs: dict[str, str]) -> None:
    reponse = client.post(reverse(IMPORTS), champs)
    assertContains(reponse, "Choisissez un fichier.", status_code=422)


def test_un_fichier_trop_gros_est_refuse(client: Client, agent, settings) -> None:
    settings.DEPOT_TAILLE_MAX = 10
    assertContains(envoyer(client, b"x" * 11), "rien n’a été importé", status_code=422)


def test_une_caisse_ne_voit_que_ses_imports(client: Client, agent) -> None:
    ImportationFactory(nom_fichier="chez-nous.csv")
    ImportationFactory(nom_fichier="ailleurs.csv", caisse=CaisseFactory(code="04"))
    reponse = client.get(reverse(IMPORTS))
    assertContains(reponse, "chez-nous.csv")
    assertNotContains(reponse, "ailleurs.csv")


def test_le_fichier_d_une_caisse_ne_touche_pas_une_autre(client: Client, prises_en_charge: bytes) -> None:
    client.force_login(AgentFactory(caisse=CaisseFactory(code="04")).utilisateur)
    reponse = envoyer(client, prises_en_charge)
    assert {f.champ for f in reponse.context["fautes"].montrees} == {"code_convention"}


@pytest.mark.parametrize("nom", [IMPORTS, HISTORIQUE])
def test_pour_un_partenaire_ces_pages_n_existent_pas(client: Client, nom: str) -> None:
    client.force_login(RattachementFactory().utilisateur)
    assert client.get(reverse(nom)).status_code == 404


@pytest.mark.exigence("HIS-02")
def test_l_historique_de_la_caisse_nomme_le_partenaire_et_mene_a_l_echange(client: Client, agent) -> None:
    depot, bordereau = DepotFactory(), BordereauFactory()
    journaliser(depot, "deposer", par=None, nature=NatureEchange.FICHIER, sens=SensEchange.ENVOYE)
    journaliser(bordereau, "importer", par=None, nature=NatureEchange.PAIEMENTS, sens=SensEchange.RECU)
    reponse = client.get(reverse(HISTORIQUE))
    assert [echange.partenaire for echange in reponse.context["echanges"]] == [
        bordereau.convention.partenaire,
        depot.partenaire,
    ]
    for adresse in (
        reverse("facturation:caisse_depot", args=[depot.pk]),
        reverse("paiements:caisse_bordereau", args=[bordereau.pk]),
    ):
        assertContains(reponse, adresse)
        assert client.get(adresse).status_code == 200


@pytest.mark.exigence("HIS-02")
def test_une_caisse_ne_voit_que_ses_echanges(client: Client, agent) -> None:
    ailleurs = DepotFactory(convention__caisse=CaisseFactory(code="04"))
    journaliser(ailleurs, "deposer", par=None, nature=NatureEchange.FICHIER, sens=SensEchange.ENVOYE)
    assert client.get(reverse(HISTORIQUE)).context["echanges"] == []


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_des_imports_est_constant(
    client: Client, agent, nb: int, django_assert_num_queries
) -> None:
    ImportationFactory.create_batch(nb, importe_par=agent.utilisateur)
    with django_assert_num_queries(4):
        client.get(reverse(IMPORTS))


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_de_l_historique_est_constant(
    client: Client, agent, nb: int, django_assert_num_queries
) -> None:
    for depot in DepotFactory.create_batch(nb):
        journaliser(depot, "deposer", par=None, nature=NatureEchange.FICHIER, sens=SensEchange.ENVOYE)
    with django_assert_num_queries(5):
        client.get(reverse(HISTORIQUE))


@pytest.mark.exigence("HIS-02")
def test_ce_qui_concerne_plusieurs_partenaires_n_est_dit_qu_avec_chacun(client: Client, agent) -> None:
    partenaire = RattachementFactory().partenaire
    for destinataire in (None, partenaire):
        journaliser(
            agent.caisse,
            "exporter",
            par=agent.utilisateur,
            libelle="2 lignes de facture transmises à la caisse",
            nature=NatureEchange.FACTURES,
            sens=SensEchange.ENVOYE,
            caisse_ref=agent.caisse.pk,
            partenaire_ref=destinataire and destinataire.pk,
        )
    assert [echange.partenaire for echange in client.get(reverse(HISTORIQUE)).context["echanges"]] == [partenaire]
