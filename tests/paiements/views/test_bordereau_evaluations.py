"""A slip that pays evaluations: page, rest, table, list; never an answer of one of them (EVA-08, R6)."""

import csv
import io
from datetime import date, datetime
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from ppas.caisses.models import TypePartenaire
from ppas.echanges.consultations import consultations_de
from ppas.evaluations.etats import EtatEvaluation
from ppas.paiements import views as ecrans
from ppas.paiements.models import Bordereau, LignePaiement
from ppas.partenaires.models import Convention
from tests.factories import (
    AgentFactory,
    BordereauFactory,
    ConventionFactory,
    EvaluationFactory,
    EvaluationPayeeFactory,
    LigneFactureFactory,
    LignePaiementFactory,
    RattachementFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("EVA-08")]
VUES = [f"bordereau{vue}" for vue in ("", "_reste", "_document", "_pdf", "_csv", "_xlsx")]
LISTE = "paiements:bordereaux"


@pytest.fixture
def convention(client: Client, horloge) -> Convention:
    """Return the convention of the evaluator who is signed in, on 20 November 2026."""
    horloge.regler("2026-11-20 09:30")
    rattachement = RattachementFactory()
    client.force_login(rattachement.utilisateur)
    return ConventionFactory(
        partenaire=rattachement.partenaire, code="EVA1", type_partenaire__code=TypePartenaire.EVALUATION
    )


@pytest.fixture
def bordereau(convention: Convention) -> Bordereau:
    return BordereauFactory(convention=convention, numero="B12", montant_centimes=13000)


def payer(bordereau: Bordereau, nom: str = "DURAND", **paye: object) -> LignePaiement:
    """Pay an evaluation 130,00 €, its tariff, or what `paye` says instead."""
    return EvaluationPayeeFactory(bordereau=bordereau, evaluation__commande__beneficiaire__nom=nom, **paye)


def page(client: Client, adresse: str, **question: str) -> str:
    reponse = client.get(adresse, question)
    assert reponse.status_code == 200
    texte = unescape(b"".join(reponse).decode()).replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(texte.split())


def adresse(bordereau: Bordereau, vue: str = "bordereau") -> str:
    return reverse(f"paiements:{vue}", args=[bordereau.pk])


@pytest.mark.exigence("PAY-01", "PAY-08", "HIS-04")
@pytest.mark.parametrize(
    ("paye", "attendus"),
    [
        pytest.param({}, ["Conforme", "1 évaluation payée. "], id="conforme"),
        pytest.param({"montant_centimes": 12000}, ["−10,00 €", "Payé en moins"], id="moins"),
        pytest.param({"montant_centimes": 13500}, ["+5,00 €", "Payé en plus"], id="plus"),
        pytest.param({"quantite_centiemes": 200}, ["+1,00", "Quantité différente"], id="quantite"),
        pytest.param(
            {"attendu_centimes": None},
            [
                "Sans tarif",
                "celui de la caisse",
                "Le portail n’en connaît pas pour 1 évaluation de ce bordereau",
            ],
            id="sans-tarif",
        ),
    ],
)
def test_une_evaluation_payee_est_montree_a_cote_de_son_tarif(
    client: Client, bordereau: Bordereau, paye: dict[str, int | None], attendus: list[str]
) -> None:
    ligne = payer(bordereau, **paye)
    lue = page(client, adresse(bordereau))
    vie = reverse("paiements:vie_commande", args=[ligne.evaluation.commande_id])
    assert f'Évaluation n° <a href="{vie}">{ligne.enregistrement}</a>, visite du 09/11/2026' in lue
    for attendu in ("DURAND Jeanne", "Montant attendu", "130,00 €", *attendus):
        assert attendu in lue
    assert "facturé" not in lue.partition("<h2>")[2].partition("</table>")[0]


@pytest.mark.exigence("PAY-01")
def test_un_bordereau_mele_lignes_et_evaluations(client: Client, bordereau: Bordereau) -> None:
    payer(bordereau, montant_centimes=12000)
    payer(bordereau, attendu_centimes=None)
    LignePaiementFactory(bordereau=bordereau, montant_centimes=30000)
    lue = page(client, adresse(bordereau))
    assert "1 ligne de facture et 2 évaluations payées, dont 2 autrement qu’attendues." in lue
    for chiffre in ("467,68 €", "550,00 €", "−47,68 €"):  # 337,68 + 130,00; 300 + 120 + 130; without what has no tariff
        assert f"<b>{chiffre}</b>" in lue
    seuls = page(client, adresse(bordereau), ecarts="1")
    assert (seuls.count("Payé en moins"), "Sans tarif" in seuls) == (2, False)


def test_un_bordereau_tout_sans_tarif_ne_compare_rien(client: Client, bordereau: Bordereau) -> None:
    payer(bordereau, attendu_centimes=None)
    lue = page(client, adresse(bordereau))
    assert "<b>sans tarif</b>" in lue
    assert "Aucun écart" in page(client, adresse(bordereau), ecarts="1")


@pytest.mark.exigence("PAY-02")
def test_un_bordereau_d_evaluations_n_existe_pas_avant_48_heures(client: Client, bordereau: Bordereau, horloge) -> None:
    payer(bordereau)
    for instant, statut in (("2026-11-13 23:59", 404), ("2026-11-14 00:00", 200)):
        horloge.regler(instant)
        reponses = [client.get(adresse(bordereau, vue)) for vue in VUES]
        for reponse in reponses:
            reponse.getvalue()
        assert {reponse.status_code for reponse in reponses} == {statut}


@pytest.mark.exigence("PAY-03")
def test_les_raisons_de_l_absence_sont_dites_pour_les_evaluations(client: Client, convention: Convention) -> None:
    assert "C’est le cas" not in page(client, reverse(LISTE))
    EvaluationFactory(acceptee=True, commande__convention=convention)
    assert "C’est le cas de certaines de vos évaluations" in page(client, reverse(LISTE))
    demain = BordereauFactory(convention=convention, numero="B13", date_paiement=date(2026, 11, 19))
    payer(demain, montant_centimes=4242)
    lue = page(client, reverse(LISTE))
    assert "son bordereau sera en ligne le 21/11/2026 à 00:00" in lue
    assert not [secret for secret in ("B13", "42,42") if secret in lue]
    assert reverse("paiements:pourquoi") in lue


@pytest.mark.exigence("PAY-03", "PAY-02")
def test_le_reste_montre_les_evaluations_acceptees_qui_ne_sont_pas_payees(
    client: Client, bordereau: Bordereau, convention: Convention
) -> None:
    payer(bordereau, "PAYEE")
    for nom, champs in (
        ("EXPORTEE", {"exportee": True}),
        ("ACCEPTEE", {"acceptee": True}),
        ("TRANSMISE", {"transmise": True}),
    ):
        EvaluationFactory(commande__convention=convention, commande__beneficiaire__nom=nom, **champs)
    EvaluationFactory(acceptee=True, commande__beneficiaire__nom="AILLEURS")
    demain = BordereauFactory(convention=convention, numero="B13", date_paiement=date(2026, 11, 19))
    payer(demain, "CACHEE", montant_centimes=11111)
    lue = page(client, adresse(bordereau, "bordereau_reste"))
    noms = ("EXPORTEE", "ACCEPTEE", "CACHEE", "TRANSMISE", "AILLEURS", "PAYEE")
    assert [f"{nom} Jeanne" in lue for nom in noms] == [True, True, True, False, False, False]
    assert [etat in lue for etat in ("Exportée vers la caisse", "Acceptée par la caisse", "En paiement")] == [True] * 3
    assert not [secret for secret in ("B13", "111,11") if secret in lue]
    assert "Lignes qui ne sont pas payées" not in lue


def test_le_reste_dit_quand_il_ne_montre_que_les_plus_anciennes(
    client: Client, bordereau: Bordereau, convention: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    payer(bordereau)
    EvaluationFactory.create_batch(2, acceptee=True, commande__convention=convention)
    monkeypatch.setattr(ecrans, "LIGNES_PAR_PAGE", 2)
    assert "plus anciennes" not in page(client, adresse(bordereau, "bordereau_reste"))
    monkeypatch.setattr(ecrans, "LIGNES_PAR_PAGE", 1)
    assert "Ce sont les 1 plus anciennes" in page(client, adresse(bordereau, "bordereau_reste"))


def test_la_caisse_ne_lit_pas_comme_reste_ce_qu_elle_a_paye(
    client: Client, bordereau: Bordereau, convention: Convention
) -> None:
    payer(bordereau)
    payer(BordereauFactory(convention=convention, date_paiement=date(2026, 11, 19)))
    client.force_login(AgentFactory(caisse=convention.caisse).utilisateur)
    assert "Toutes les évaluations que la caisse a acceptées sont payées." in page(
        client, adresse(bordereau, "caisse_bordereau_reste")
    )
    assert reverse("paiements:caisse_vie_commande", args=[bordereau.lignes.get().evaluation.commande_id]) in page(
        client, adresse(bordereau, "caisse_bordereau")
    )


def test_le_reste_d_un_bordereau_mele_dit_les_deux(
    client: Client, bordereau: Bordereau, convention: Convention
) -> None:
    payer(bordereau)
    LignePaiementFactory(bordereau=bordereau)
    lue = page(client, adresse(bordereau, "bordereau_reste"))
    assert "Lignes qui ne sont pas payées" in lue
    assert "Évaluations acceptées qui ne sont pas payées" in lue


@pytest.mark.exigence("PLU-08")
def test_le_tableau_d_un_bordereau_d_evaluations(client: Client, bordereau: Bordereau) -> None:
    payee, sans_tarif = payer(bordereau, "=DURAND", montant_centimes=12000), payer(bordereau, attendu_centimes=None)
    reponse = client.get(adresse(bordereau, "bordereau_csv"))
    lignes = list(csv.reader(io.StringIO(b"".join(reponse).decode()), delimiter=";"))
    numero = payee.enregistrement
    visite = ["2026-11-09", "2026-11-09"]
    assert lignes[1:] == [
        [numero, "'=DURAND Jeanne", "", "PPP020", *visite, "1.00", "1.00", "130.00", "120.00", "-10.00"],
        [sans_tarif.enregistrement, "DURAND Jeanne", "", "PPP020", *visite, "1.00", "1.00", "", "130.00", ""],
    ]
    reponse = client.get(adresse(bordereau, "bordereau_xlsx"))
    feuille = load_workbook(io.BytesIO(b"".join(reponse)))["Bordereau"]
    jour = datetime(2026, 11, 9)  # noqa: DTZ001 (as openpyxl says it)
    valeurs = [cellule.value for cellule in feuille[5]]
    assert (valeurs[0], *valeurs[3:]) == (numero, "PPP020", jour, jour, 1, 1, 130, 120, -10)


@pytest.mark.exigence("PLU-11")
def test_le_document_d_une_evaluation_est_une_consultation_de_son_beneficiaire(
    client: Client, bordereau: Bordereau
) -> None:
    ligne = payer(bordereau)
    for vue in ("bordereau", "bordereau_pdf"):
        client.get(adresse(bordereau, vue))
    pages = consultations_de(ligne.beneficiaire).values_list("page", flat=True)
    assert set(pages) == {"paiements:bordereau", "paiements:bordereau_pdf"}


@pytest.mark.parametrize("vue", [*VUES, *(f"caisse_{vue}" for vue in VUES)])
def test_aucune_reponse_d_une_evaluation_n_est_lue_ni_montree(
    client: Client, bordereau: Bordereau, convention: Convention, vue: str, django_assert_max_num_queries
) -> None:
    secret = {"evaluation__reponses": {"observations": "SECRET"}, "evaluation__gir": 2}
    payer(bordereau, evaluation__commande__consignes="CONSIGNE", **secret)
    EvaluationFactory(
        acceptee=True, commande__convention=convention, commande__consignes="CONSIGNE", reponses={"x": "SECRET"}
    )
    if vue.startswith("caisse"):
        client.force_login(AgentFactory(caisse=convention.caisse).utilisateur)
    with django_assert_max_num_queries(12) as requetes:
        lu = client.get(adresse(bordereau, vue)).getvalue()
    assert not [mot for mot in (b"SECRET", b"CONSIGNE", b"GIR") if mot in lu]
    lues = [requete["sql"] for requete in requetes.captured_queries]
    assert not [sql for sql in lues if '"reponses"' in sql or '"consignes"' in sql]


@pytest.mark.parametrize(("vue", "requetes"), [("bordereaux", 8), ("bordereau", 7), ("bordereau_reste", 7)])
@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_evaluations(  # noqa: PLR0917
    client: Client,
    bordereau: Bordereau,
    convention: Convention,
    django_assert_num_queries,
    vue: str,
    requetes: int,
    nb: int,
) -> None:
    for _ in range(nb):
        payer(bordereau)
        EvaluationFactory(exportee=True, commande__convention=convention)
    BordereauFactory.create_batch(nb - 1, convention=convention)
    url = reverse(LISTE) if vue == "bordereaux" else adresse(bordereau, vue)
    with django_assert_num_queries(requetes):
        client.get(url)


def test_une_ligne_de_paiement_paie_une_chose_et_une_seule(bordereau: Bordereau) -> None:
    ligne = LigneFactureFactory(exportee=True)
    evaluation = EvaluationFactory(exportee=True, etat=EtatEvaluation.PAYEE)
    commun = {"bordereau": bordereau, "quantite_centiemes": 100, "montant_centimes": 1}
    for objets in (
        {},
        {"ligne_facture": ligne, "evaluation": evaluation},
        {"ligne_facture": ligne, "attendu_centimes": 1},
    ):
        with pytest.raises(IntegrityError, match="ligne_paiement_un_seul_objet"), transaction.atomic():
            LignePaiement.objects.create(**commun, **objets)
