"""The partner's screen of what was refused: two families apart, what is left, what to do (ANO-01, ANO-09)."""

import html

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ppas.facturation.etats import EtatLigneRefusee
from ppas.facturation.models import LigneRefusee
from ppas.partenaires.models import Convention
from ppas.socle.models import Consultation
from tests.factories.facturation import AnomalieFactory, DepotFactory, LigneFactureFactory, LigneRefuseeFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import BeneficiaireFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
LISTE = reverse("facturation:anomalies")
ABANDON = reverse("facturation:refus_abandonner")


def page(reponse: HttpResponse) -> str:
    return " ".join(html.unescape(reponse.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def refusee(convention: Convention, **champs: object) -> LigneRefusee:
    ligne = LigneRefuseeFactory(depot=DepotFactory(convention=convention), **champs)
    AnomalieFactory(depot=ligne.depot, rang=ligne.rang, code=ligne.codes)
    return ligne


@pytest.mark.exigence("ANO-01", "ANO-09", "ANO-03")
def test_la_page_montre_les_lignes_a_traiter_leur_raison_et_que_faire(
    partenaire: Client, convention: Convention
) -> None:
    ligne = refusee(convention)
    lu = page(partenaire.get(LISTE))
    for attendu in ("DURAND Jeanne", "octobre 2026", "18,00 h", "À corriger", "15,50 h accordées", "Que faire."):
        assert attendu in lu
    assert reverse("facturation:refacturer", args=[ligne.depot_id]) in lu
    assert "Anomalies de facturation (1)" in lu
    assert reverse("paiements:anomalies_report") in lu


@pytest.mark.exigence("ANO-05", "ANO-06", "ANO-07")
def test_une_ligne_deja_facturee_nomme_l_enregistrement_et_va_par_courrier(
    partenaire: Client, convention: Convention
) -> None:
    anterieure = LigneFactureFactory()
    ligne = LigneRefuseeFactory(depot__convention=convention, par_courrier=True)
    AnomalieFactory(depot=ligne.depot, rang=ligne.rang, code="L05", numero_facture=anterieure.pk)
    lu = page(partenaire.get(LISTE))
    assert reverse("facturation:enregistrement", args=[anterieure.pk]) in lu
    assert "Envoyer par courrier" in lu
    assert "Corriger et refacturer" not in lu


@pytest.mark.parametrize("etat", [EtatLigneRefusee.ENVOYEE, EtatLigneRefusee.SANS_SUITE])
def test_une_ligne_traitee_n_est_plus_montree(partenaire: Client, convention: Convention, etat: str) -> None:
    refusee(convention, etat=etat)
    assert "Rien à corriger" in page(partenaire.get(LISTE))


def test_une_ligne_d_un_depot_en_cours_n_est_pas_montree(partenaire: Client, convention: Convention) -> None:
    LigneRefuseeFactory(depot__convention=convention, depot__en_traitement=True)
    assert "Rien à corriger" in page(partenaire.get(LISTE))


@pytest.mark.exigence("ANO-09")
@pytest.mark.parametrize(
    ("filtre", "nb"),
    [
        ({}, 3),
        ({"mois": "2026-10"}, 2),
        ({"mois": "2026-09"}, 1),
        ({"mois": "faux"}, 3),
        ({"code": "L07"}, 2),
        ({"code": "L10"}, 1),
        ({"code": "X"}, 3),
    ],
)
def test_les_filtres(partenaire: Client, convention: Convention, filtre: dict, nb: int) -> None:
    refusee(convention)
    refusee(convention, codes="L10")
    refusee(convention, echeance="2026-09-01")
    assert len(partenaire.get(LISTE, filtre).context["lignes"]) == nb


@pytest.mark.exigence("ANO-09")
def test_on_peut_ne_voir_que_celles_d_un_depot(partenaire: Client, convention: Convention) -> None:
    choisie, _ = refusee(convention), refusee(convention)
    reponse = partenaire.get(LISTE, {"depot": choisie.depot_id})
    assert [ligne for ligne, _ in reponse.context["lignes"]] == [choisie]


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    partenaire: Client, convention: Convention, nb: int, django_assert_num_queries
) -> None:
    for _ in range(nb):
        refusee(convention)
    with django_assert_num_queries(8):
        partenaire.get(LISTE)


@pytest.mark.exigence("PLU-11")
def test_qui_a_vu_qui_est_note(partenaire: Client, convention: Convention) -> None:
    vu = BeneficiaireFactory(caisse=convention.caisse, nir="245032105412389")
    refusee(convention)
    partenaire.get(LISTE)
    assert str(vu.pk) in Consultation.objects.get().beneficiaires


def test_la_convention_se_choisit(partenaire: Client, convention: Convention) -> None:
    autre = ConventionFactory(partenaire=convention.partenaire, code="AMD9")
    refusee(autre)
    assert page(partenaire.get(LISTE)).count("Rien à corriger") == 1
    assert len(partenaire.get(LISTE, {"convention": autre.pk}).context["lignes"]) == 1
    assert partenaire.get(LISTE, {"convention": ConventionFactory().pk}).status_code == 404


def test_laisser_sans_suite_demande_confirmation(partenaire: Client, convention: Convention) -> None:
    ligne = refusee(convention)
    demande = partenaire.post(ABANDON, {"lignes": ligne.pk})
    assert "Cette décision ne s’annule pas." in page(demande)
    ligne.refresh_from_db()
    assert ligne.etat == EtatLigneRefusee.A_CORRIGER
    reponse = partenaire.post(ABANDON, {"lignes": ligne.pk, "confirme": "1"}, follow=True)
    assert "Une ligne est laissée sans suite." in page(reponse)
    ligne.refresh_from_db()
    assert ligne.etat == EtatLigneRefusee.SANS_SUITE


@pytest.mark.parametrize("lignes", [["abc"], ["9" * 30], ["0"]])
def test_sans_ligne_connue_il_n_y_a_rien(partenaire: Client, convention: Convention, lignes: list[str]) -> None:
    assert partenaire.post(ABANDON, {"lignes": lignes}).status_code == 404


@pytest.mark.parametrize("bouton", ["refus_abandonner", "courriers_annoncer"])
def test_sans_ligne_cochee_on_revient_a_la_liste(partenaire: Client, convention: Convention, bouton: str) -> None:
    reponse = partenaire.post(reverse(f"facturation:{bouton}"), {"convention": convention.pk}, follow=True)
    assert reponse.redirect_chain == [(reverse("facturation:reste", query={"convention": convention.pk}), 302)]
    assert "Rien n’a changé : cochez d’abord une ligne au moins." in page(reponse)


def test_la_ligne_d_autrui_n_existe_pas(partenaire: Client, convention: Convention) -> None:
    assert partenaire.post(ABANDON, {"lignes": LigneRefuseeFactory().pk}).status_code == 404
