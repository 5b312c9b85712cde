"""What a partner sends by post, through his pages: what is left, the letter, its answer (PLU-07, ANO-07, INV-11)."""

import html
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ppas.facturation.etats import EtatCourrier, EtatLigneRefusee
from ppas.facturation.models import Courrier
from ppas.partenaires.models import Convention
from tests.factories.caisses import CaisseFactory
from tests.factories.facturation import AnomalieFactory, CourrierFactory, DepotFactory, LigneRefuseeFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
RESTE = reverse("facturation:reste")
COURRIERS = reverse("facturation:courriers")
INDIVIDUELLE = reverse("facturation:courrier_individuel")


def page(reponse: HttpResponse) -> str:
    return " ".join(html.unescape(reponse.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.exigence("PLU-07", "ANO-07")
def test_ce_qui_reste_separe_le_portail_du_courrier(partenaire: Client, convention: Convention) -> None:
    depot = DepotFactory(convention=convention, echeance=date(2026, 10, 1))
    LigneRefuseeFactory.create_batch(2, depot=depot)
    double = LigneRefuseeFactory(depot=depot, par_courrier=True)
    AnomalieFactory(depot=depot, rang=double.rang, code="L05", message="déjà facturée")
    reponse = partenaire.get(RESTE)
    assert [(d, d.nb_a_corriger) for d in reponse.context["depots"]] == [(depot, 2)]
    assert [ligne for ligne, _ in reponse.context["lignes"]] == [double]
    lu = page(reponse)
    assert "L05" in lu
    assert "Pour la facturation des échéances antérieures à 12 mois, faire des facturations individuelles" in lu


@pytest.mark.exigence("PLU-07")
def test_le_fichier_du_reste_se_telecharge(partenaire: Client, convention: Convention) -> None:
    depot = DepotFactory(convention=convention, echeance=date(2026, 10, 1))
    LigneRefuseeFactory(depot=depot)
    adresse = reverse("facturation:reste_fichier", args=[depot.pk])
    for suite in ("", "?mois"):
        reponse = partenaire.get(adresse + suite)
        nom = f"{convention.caisse.code}_{convention.identifiant_structure}_202610-2.xml"
        assert reponse.headers["Content-Disposition"] == f'attachment; filename="{nom}"'
        assert b"<nom>DURAND</nom>" in reponse.content


def test_sans_ligne_le_fichier_du_reste_renvoie_a_la_page(partenaire: Client, convention: Convention) -> None:
    depot = DepotFactory(convention=convention)
    reponse = partenaire.get(reverse("facturation:reste_fichier", args=[depot.pk]), follow=True)
    assert "il n’y a rien à renvoyer" in page(reponse)


@pytest.mark.exigence("ANO-07", "PLU-07")
def test_annoncer_donne_un_numero_et_une_lettre(partenaire: Client, convention: Convention) -> None:
    lignes = LigneRefuseeFactory.create_batch(2, depot__convention=convention, par_courrier=True)
    reponse = partenaire.post(
        reverse("facturation:courriers_annoncer"), {"lignes": [ligne.pk for ligne in lignes]}, follow=True
    )
    lu = page(reponse)
    assert "2 courriers sont annoncés" in lu
    for courrier in Courrier.objects.all():
        assert courrier.numero in lu
        assert reverse("facturation:courrier_pdf", args=[courrier.pk]) in lu


def test_une_seule_ligne_impossible_et_rien_n_est_annonce(partenaire: Client, convention: Convention) -> None:
    bonne = LigneRefuseeFactory(depot__convention=convention)
    impossible = LigneRefuseeFactory(depot__convention=convention, ouvrables_centiemes=-5)
    reponse = partenaire.post(
        reverse("facturation:courriers_annoncer"), {"lignes": [bonne.pk, impossible.pk]}, follow=True
    )
    assert "Rien n’a été ajouté" in page(reponse)
    bonne.refresh_from_db()
    assert (Courrier.objects.count(), bonne.etat) == (0, EtatLigneRefusee.A_CORRIGER)


@pytest.mark.exigence("CAI-14")
def test_la_liste_montre_l_etat_et_la_reponse(partenaire: Client, convention: Convention) -> None:
    CourrierFactory(
        convention=convention, etat=EtatCourrier.REFUSE, decide_le="2026-11-03T10:00Z", reponse="Mois déjà payé."
    )
    lu = page(partenaire.get(COURRIERS))
    assert "Refusé" in lu
    assert "Mois déjà payé." in lu
    assert "Retirer" not in lu


@pytest.mark.parametrize("nb", [1, 3])
@pytest.mark.parametrize("adresse", [RESTE, COURRIERS])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    partenaire: Client, convention: Convention, nb: int, adresse: str, django_assert_num_queries
) -> None:
    for _ in range(nb):
        depot = DepotFactory(convention=convention)
        LigneRefuseeFactory(depot=depot)
        LigneRefuseeFactory(depot=depot, par_courrier=True)
        CourrierFactory(convention=convention, prise_en_charge=PriseEnChargeFactory(convention=convention))
    with django_assert_num_queries({RESTE: 10, COURRIERS: 7}[adresse]):
        partenaire.get(adresse)


@pytest.mark.exigence("ANO-07")
def test_la_lettre_s_affiche_seule_ou_avec_les_autres(partenaire: Client, convention: Convention) -> None:
    courriers = CourrierFactory.create_batch(
        2, convention=convention, prise_en_charge=PriseEnChargeFactory(convention=convention)
    )
    adresse = reverse("facturation:courrier_pdf", args=[courriers[0].pk])
    seule, toutes = partenaire.get(adresse), partenaire.get(f"{adresse}?toutes")
    assert seule.headers["Content-Type"] == toutes.headers["Content-Type"] == "application/pdf"
    assert len(toutes.content) > len(seule.content)


def test_un_courrier_se_retire(partenaire: Client, convention: Convention) -> None:
    courrier = CourrierFactory(convention=convention)
    adresse = reverse("facturation:courrier_retirer", args=[courrier.pk])
    assert "ne l’envoyez pas" in page(partenaire.post(adresse, follow=True))
    assert "n’est plus possible" in page(partenaire.post(adresse, follow=True))


@pytest.mark.exigence("INV-11")
def test_un_mois_ancien_a_sa_facture_individuelle(partenaire: Client, convention: Convention) -> None:
    PriseEnChargeFactory(convention=convention, numero="P1", debut=date(2025, 1, 1))
    saisie = {"numero_pec": "P1", "debut": "2025-09-01", "fin": "2025-09-30"}
    reponse = partenaire.post(INDIVIDUELLE, saisie, follow=True)
    assert "est annoncé" in page(reponse)
    assert "À écrire" in page(reponse)
    assert Courrier.objects.get().echeance == date(2025, 9, 1)


@pytest.mark.exigence("INV-11")
def test_ses_heures_s_ecrivent_comme_en_ligne(partenaire: Client, convention: Convention) -> None:
    PriseEnChargeFactory(convention=convention, numero="P1", debut=date(2025, 1, 1))
    saisie = {"numero_pec": "P1", "debut": "2025-09-01", "fin": "2025-09-30", "ouvrables_centiemes": "8 h 15"}
    assert partenaire.post(INDIVIDUELLE, saisie).status_code == 302
    assert Courrier.objects.get().ouvrables_centiemes == 8_25


@pytest.mark.exigence("INV-11")
@pytest.mark.parametrize(
    ("champs", "erreur"),
    [
        ({"debut": "2026-10-01", "fin": "2026-10-31"}, "le portail prend encore"),
        ({"numero_pec": "P2"}, "n’est pas connue ici"),
        ({"quantite_centiemes": "1"}, "se compte en heures"),
        ({"debut": "", "fin": ""}, "Indiquez une date."),
        ({"ouvrables_centiemes": "5", "fin": "2025-10-31"}, "faites-en une par mois"),
    ],
)
def test_une_facture_individuelle_impossible_est_expliquee(
    partenaire: Client, convention: Convention, champs: dict, erreur: str
) -> None:
    PriseEnChargeFactory(convention=convention, numero="P1", debut=date(2025, 1, 1))
    PriseEnChargeFactory(numero="P2")
    saisie = {"numero_pec": "P1", "debut": "2025-09-01", "fin": "2025-09-30"} | champs
    reponse = partenaire.post(INDIVIDUELLE, saisie)
    assert reponse.status_code == 422
    assert erreur in page(reponse)
    assert not Courrier.objects.exists()


@pytest.mark.exigence("INV-11")
def test_la_facture_individuelle_dit_le_delai_de_la_caisse(partenaire: Client, convention: Convention) -> None:
    type(convention.caisse).objects.filter(pk=convention.caisse_id).update(delai_facturation_mois=18)
    assert "antérieures à 18 mois, faire des facturations individuelles" in page(partenaire.get(INDIVIDUELLE))
    ConventionFactory(partenaire=convention.partenaire, caisse=CaisseFactory(code="05"))
    assert "antérieures à 12 ou 18 mois" in page(partenaire.get(INDIVIDUELLE))
