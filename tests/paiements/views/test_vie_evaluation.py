"""« Pourquoi pas payé ? », « Rechercher une ligne » and the page of one evaluation (PLU-04, PLU-06, EVA-08)."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from ppas.caisses.models import TypePartenaire
from ppas.evaluations.etats import EtatCommande, EtatEvaluation
from ppas.evaluations.models import Commande, Evaluation
from ppas.paiements import recherche
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import Beneficiaire
from ppas.socle.models import Consultation
from tests.conftest import Horloge
from tests.factories import (
    AgentFactory,
    BeneficiaireFactory,
    BordereauFactory,
    CaisseFactory,
    CommandeFactory,
    ConventionFactory,
    EvaluationFactory,
    EvaluationPayeeFactory,
    LigneFactureFactory,
    PriseEnChargeFactory,
    RattachementFactory,
    RenvoiFactory,
    ReservationFactory,
    TarifFactory,
)
from tests.factories.caisses import PrestationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("EVA-08")]
PARTENAIRE, CAISSE = "paiements:pourquoi", "paiements:caisse_rechercher"
NB_REQUETES = {PARTENAIRE: 11, CAISSE: 9}
"""Literal on purpose: neither one evaluation nor three changes it."""


@pytest.fixture
def convention(horloge: Horloge) -> Convention:
    """Return the convention of an evaluation structure, on 20 November 2026."""
    horloge.regler("2026-11-20 09:30")
    return ConventionFactory(type_partenaire__code=TypePartenaire.EVALUATION)


@pytest.fixture
def personne(convention: Convention) -> Beneficiaire:
    return BeneficiaireFactory(
        caisse=convention.caisse, nom="LEFÈVRE", prenom="Zoé", nom_recherche="lefevre zoe", nir="245032123100155"
    )


@pytest.fixture
def commande(convention: Convention, personne: Beneficiaire) -> Commande:
    return CommandeFactory(
        convention=convention, beneficiaire=personne, numero="EV1", consignes="CONSIGNE", motif="MOTIF"
    )


def evaluation(commande: Commande, **champs: object) -> Evaluation:
    """Return its evaluation, accepted, whose answers must show nowhere."""
    secrets = {"reponses": {"observations": "SECRET"}, "gir": 2}
    return EvaluationFactory(**{"commande": commande, "acceptee": True} | secrets | champs)


def lire(client: Client, url: str) -> str:
    reponse = client.get(url)
    assert reponse.status_code == 200
    # whole words: a token drawn at random may hold these letters
    assert not re.findall(r"\b(?:SECRET|CONSIGNE|MOTIF|GIR)\b", reponse.text)
    return " ".join(reponse.text.replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ").split())


def chercher(client: Client, page: str = PARTENAIRE, **saisie: str) -> str:
    reponse = client.post(reverse(page), saisie)
    assert reponse.status_code == 302, reponse.text
    return lire(client, reponse.url)


def vie(client: Client, commande: Commande, page: str = "vie_commande") -> str:
    return lire(client, reverse(f"paiements:{page}", args=[commande.pk]))


@pytest.mark.exigence("PLU-06")
@pytest.mark.parametrize("personne_cherchee", ["lefevre", "Zoé LEFÈVRE", "2 45 03 21 231 001 55"])
def test_une_evaluation_se_cherche_par_sa_personne(
    partenaire: Client, agent: Client, commande: Commande, personne_cherchee: str
) -> None:
    sienne = evaluation(commande)
    for client, page in ((partenaire, PARTENAIRE), (agent, CAISSE)):
        lue = chercher(client, page, personne=personne_cherchee)
        assert f"Évaluation n° {sienne.numero_enregistrement}" in lue
        assert "LEFÈVRE Zoé, visite du 09/11/2026" in lue
        assert "La caisse doit agir." in lue


@pytest.mark.exigence("PLU-06")
@pytest.mark.parametrize(
    ("saisie", "nb"),
    [
        ({"mois": "2026-11"}, 1),
        ({"mois": "2026-10"}, 0),
        ({"montant": "130"}, 1),
        ({"montant": "130,01"}, 0),
        ({"montant": "120"}, 0),
        ({"personne": "zoe", "mois": "2026-11", "montant": "130,00"}, 1),
        ({"personne": "zoe", "mois": "2026-10"}, 0),
    ],
    ids=str,
)
def test_une_evaluation_se_cherche_par_le_mois_de_sa_visite_et_par_son_tarif(
    partenaire: Client, commande: Commande, saisie: dict[str, str], nb: int
) -> None:
    TarifFactory(prestation=PrestationFactory(evaluation=True), debut=date(2026, 11, 1), ouvrable_centimes=13000)
    TarifFactory(prestation=PrestationFactory(evaluation=True), debut=date(2026, 11, 10), ouvrable_centimes=12000)
    sienne = evaluation(commande)
    lue = chercher(partenaire, **saisie)
    assert lue.count(f": Évaluation n° {sienne.numero_enregistrement}</span>") == nb
    assert ("Aucune évaluation ne répond à cette recherche" in lue) is (nb == 0)


@pytest.mark.exigence("PLU-06", "HIS-04")
def test_une_evaluation_se_cherche_par_son_numero(partenaire: Client, agent: Client, commande: Commande) -> None:
    sienne = evaluation(commande)
    for client, page in ((partenaire, PARTENAIRE), (agent, CAISSE)):
        assert "LEFÈVRE Zoé" in chercher(client, page, numero=sienne.numero_enregistrement)
        assert "LEFÈVRE Zoé" not in chercher(client, page, numero=f"E{sienne.pk + 1}")
        assert "LEFÈVRE Zoé" not in chercher(client, page, numero=str(sienne.pk))


@pytest.mark.exigence("PLU-06")
def test_une_commande_sans_visite_est_du_mois_ou_elle_est_passee(partenaire: Client, commande: Commande) -> None:
    assert "Commande n° EV1" in chercher(partenaire, mois="2026-11")
    assert "LEFÈVRE Zoé, commande du 02/11/2026" in chercher(partenaire, personne="zoe", mois="2026-11")
    EvaluationFactory(commande=commande)
    assert "Évaluation n° E" in chercher(partenaire, mois="2026-11")


@pytest.mark.exigence("PLU-06", "PAY-07")
@pytest.mark.parametrize("saisie", [{"versement": "2026-11-15"}, {"montant": "123,45"}], ids=str)
def test_un_versement_mene_aux_evaluations_qu_il_paie(
    partenaire: Client, convention: Convention, commande: Commande, saisie: dict[str, str]
) -> None:
    bordereau = BordereauFactory(convention=convention, numero="B77", montant_centimes=12345)
    EvaluationPayeeFactory(
        bordereau=bordereau,
        montant_centimes=12345,
        evaluation=evaluation(commande, exportee=True, etat=EtatEvaluation.PAYEE),
    )
    lue = chercher(partenaire, **saisie)
    assert "Payée le 12 novembre 2026 par le bordereau n° B77, pour 123,45 €." in lue
    assert "C’est 6,55 € de moins que le tarif" in lue
    assert reverse("paiements:bordereau", args=[bordereau.pk]) in lue


@pytest.mark.exigence("PLU-06", "PAY-02")
@pytest.mark.parametrize(
    "saisie", [{"versement": "2026-11-19"}, {"montant": "123,45"}, {"personne": "zoe"}, {"mois": "2026-11"}], ids=str
)
def test_un_paiement_de_moins_de_48_heures_ne_se_devine_pas(
    partenaire: Client, convention: Convention, commande: Commande, saisie: dict[str, str]
) -> None:
    EvaluationPayeeFactory(
        bordereau=BordereauFactory(convention=convention, numero="B77", date_paiement=date(2026, 11, 19)),
        montant_centimes=12345,
        evaluation=evaluation(commande, exportee=True, etat=EtatEvaluation.PAYEE),
    )
    lue = chercher(partenaire, **saisie).replace('value="123,45"', "")
    assert not [secret for secret in ("B77", "123,45") if secret in lue]
    assert ("Évaluation n° E" in lue) == bool({"personne", "mois"} & set(saisie))
    assert ("En paiement" in lue) == bool({"personne", "mois"} & set(saisie))


@pytest.mark.exigence("PLU-06", "CAI-18")
def test_chacun_ne_cherche_que_chez_soi(partenaire: Client, agent: Client, commande: Commande) -> None:
    autre = ConventionFactory(caisse=CaisseFactory(code="30"), type_partenaire=commande.convention.type_partenaire)
    ailleurs = EvaluationFactory(
        acceptee=True, commande__convention=autre, commande__beneficiaire__nom_recherche="lefevre zoe"
    )
    for client, page in ((partenaire, PARTENAIRE), (agent, CAISSE)):
        assert "Évaluation n° E" not in chercher(client, page, numero=ailleurs.numero_enregistrement)
        assert "Évaluation n° E" not in chercher(client, page, personne="lefevre")


def test_une_structure_d_aide_a_domicile_ne_cherche_pas_d_evaluations(convention: Convention) -> None:
    client = Client()
    client.force_login(RattachementFactory(partenaire=ConventionFactory().partenaire).utilisateur)
    lue = lire(client, reverse(PARTENAIRE))
    assert "Mois facturé" in lue
    assert "évaluation" not in lue.partition("<form")[2].partition("</form>")[0]


def test_une_structure_d_evaluation_a_ses_mots(partenaire: Client, commande: Commande) -> None:
    lue = lire(partenaire, reverse(PARTENAIRE))
    for mot in ("Mois de la visite", "N° d’évaluation", "Par exemple E17."):
        assert mot in lue
    assert "Nom du fichier" not in lue
    assert "n’a de commande d’évaluation dans votre structure" in chercher(partenaire, personne="inconnu")


def test_une_structure_qui_fait_les_deux_cherche_les_deux(
    partenaire: Client, commande: Commande, personne: Beneficiaire
) -> None:
    aide = ConventionFactory(partenaire=commande.convention.partenaire, caisse=commande.convention.caisse)
    ligne = LigneFactureFactory(prise_en_charge=PriseEnChargeFactory(convention=aide, beneficiaire=personne))
    lue = chercher(partenaire, personne="zoe")
    assert "Commande n° EV1" in lue
    assert f"Enregistrement n° {ligne.pk}" in lue
    assert "Nom du fichier" in lue


def test_une_recherche_trop_large_demande_de_preciser(
    partenaire: Client, convention: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recherche, "PAR_LISTE", 1)
    CommandeFactory.create_batch(2, convention=convention)
    lue = chercher(partenaire, mois="2026-11")
    assert "Précisez" in lue
    assert lue.count("Voir sa vie") == 1


@pytest.mark.exigence("PLU-04")
def test_la_page_d_une_evaluation_dit_sa_commande_sa_vie_et_son_recit(
    partenaire: Client, agent: Client, commande: Commande
) -> None:
    ReservationFactory(commande=commande, prise_le="2026-11-04T09:00Z")
    sienne = evaluation(commande, exportee=True)
    for client, page in ((partenaire, "vie_commande"), (agent, "caisse_vie_commande")):
        lue = vie(client, commande, page)
        assert f"<h1>Évaluation n° {sienne.numero_enregistrement}</h1>" in lue
        for attendu in ("n° EV1, du 02/11/2026", "Vie de l’évaluation", "04/11/2026", "inconnu du portail"):
            assert attendu in lue
        assert lue.count('aria-current="step"') == 1
    assert "Vous n’avez rien à faire : la caisse doit encore la mandater." in vie(partenaire, commande)


@pytest.mark.exigence("PLU-04")
def test_une_commande_sans_evaluation_a_sa_page(partenaire: Client, commande: Commande) -> None:
    lue = vie(partenaire, commande)
    assert "<h1>Commande n° EV1</h1>" in lue
    assert "Aucun évaluateur ne l’a réservée." in lue
    assert "Tarif de la caisse" not in lue


@pytest.mark.exigence("PLU-06")
@pytest.mark.parametrize(
    ("champs", "page", "suite"),
    [
        (None, "vie_commande", "commande"),
        (None, "caisse_vie_commande", "caisse_commande"),
        ({"etat": EtatEvaluation.EN_COURS, "acceptee": False}, "vie_commande", "en_cours"),
        ({"etat": EtatEvaluation.TERMINEE, "acceptee": False}, "vie_commande", "transmission"),
        ({"etat": EtatEvaluation.A_CORRIGER}, "vie_commande", "commande"),
        ({"etat": EtatEvaluation.TRANSMISE}, "caisse_vie_commande", "caisse_recues"),
        ({}, "caisse_vie_commande", "caisse_exports"),
    ],
)
def test_la_page_mene_ou_l_on_agit(  # noqa: PLR0917
    partenaire: Client, agent: Client, commande: Commande, champs: dict[str, object] | None, page: str, suite: str
) -> None:
    if champs is not None:
        evaluation(commande, **champs)
    lue = vie(agent if page.startswith("caisse") else partenaire, commande, page)
    adresse = reverse(f"evaluations:{suite}", args=[commande.pk] if suite.endswith("commande") else [])
    assert f'href="{adresse}"' in lue.partition('id="recit"')[2]


@pytest.mark.exigence("PLU-06")
def test_les_evaluations_transmises_menent_a_la_page(partenaire: Client, commande: Commande) -> None:
    evaluation(commande)
    assert f'href="{reverse(PARTENAIRE)}"' in partenaire.get(reverse("evaluations:transmises")).text


@pytest.mark.exigence("PLU-04")
def test_une_commande_annulee_le_dit(partenaire: Client, commande: Commande) -> None:
    Commande.objects.update(etat=EtatCommande.ANNULEE, annulee_le=date(2026, 11, 10), motif_annulation="MOTIF")
    assert "La caisse a annulé cette commande le 10 novembre 2026." in vie(partenaire, commande)


@pytest.mark.exigence("PLU-04")
def test_un_renvoi_est_date_et_son_message_n_est_pas_montre(partenaire: Client, commande: Commande) -> None:
    sienne = evaluation(commande, transmise=True, etat=EtatEvaluation.A_CORRIGER)
    RenvoiFactory(evaluation=sienne, message="SECRET")
    assert "Renvoyée par la caisse pour correction le 20 novembre 2026." in vie(partenaire, commande)


@pytest.mark.exigence("PLU-04")
def test_le_tarif_garde_avec_le_paiement_ne_change_plus(
    partenaire: Client, convention: Convention, commande: Commande
) -> None:
    EvaluationPayeeFactory(
        bordereau=BordereauFactory(convention=convention),
        evaluation=evaluation(commande, exportee=True, etat=EtatEvaluation.PAYEE),
    )
    TarifFactory(prestation=PrestationFactory(evaluation=True), debut=date(2026, 1, 1), ouvrable_centimes=99900)
    lue = vie(partenaire, commande)
    assert "130,00 €" in lue
    assert "999,00" not in lue


@pytest.mark.exigence("PLU-04", "CAI-18")
def test_la_page_n_existe_que_pour_sa_structure_et_sa_caisse(commande: Commande) -> None:
    evaluation(commande)
    autre = AgentFactory(caisse=CaisseFactory(code="30")).utilisateur
    for utilisateur, page in ((autre, "caisse_vie_commande"), (RattachementFactory().utilisateur, "vie_commande")):
        client = Client()
        client.force_login(utilisateur)
        assert client.get(reverse(f"paiements:{page}", args=[commande.pk])).status_code == 404


@pytest.mark.exigence("PLU-11")
def test_qui_a_regarde_est_note(agent: Client, commande: Commande) -> None:
    vie(agent, commande, "caisse_vie_commande")
    notee = Consultation.objects.get()
    assert (notee.page, notee.beneficiaires) == ("paiements:caisse_vie_commande", f" {commande.beneficiaire_id} ")


@pytest.mark.parametrize("nb", [1, 3])
@pytest.mark.parametrize("adresse", [PARTENAIRE, CAISSE])
def test_le_nombre_de_requetes_ne_depend_pas_de_ce_qui_est_trouve(  # noqa: PLR0917
    request: pytest.FixtureRequest,
    convention: Convention,
    personne: Beneficiaire,
    nb: int,
    adresse: str,
    django_assert_num_queries,
) -> None:
    client = request.getfixturevalue("partenaire" if adresse == PARTENAIRE else "agent")
    bordereau = BordereauFactory(convention=convention)
    for rang in range(nb):
        de_lui = {"convention": convention, "beneficiaire": personne, "numero": f"EV{rang}"}
        payee = evaluation(CommandeFactory(**de_lui), exportee=True, etat=EtatEvaluation.PAYEE)
        EvaluationPayeeFactory(bordereau=bordereau, evaluation=payee)
        RenvoiFactory(evaluation=evaluation(CommandeFactory(**de_lui | {"numero": f"R{rang}"}), transmise=True))
        ReservationFactory(commande=CommandeFactory(**de_lui | {"numero": f"L{rang}"}))
    url = client.post(reverse(adresse), {"personne": "zoe"}).url
    with django_assert_num_queries(NB_REQUETES[adresse]) as requetes:
        lu = client.get(url)
    assert len(lu.context["histoires"]) == 3 * nb
    assert not [r["sql"] for r in requetes.captured_queries if '"reponses"' in r["sql"] or '"message"' in r["sql"]]
