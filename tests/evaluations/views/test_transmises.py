"""« Évaluations transmises »: read-only, with what the caisse answered."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from ppas.comptes.models import RoleNational
from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Evaluation
from ppas.evaluations.operations.recevoir import accepter, renvoyer
from ppas.socle.models import Consultation
from tests.evaluations.evaluees import acceptee, structure, terminee, transmise
from tests.factories import BeneficiaireFactory, RattachementFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db
PAGE = "/evaluations/transmises/"
HOSTILES = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ request.user }}{% load x %}"]


def adresse(evaluation: Evaluation, vue: str = "evaluation") -> str:
    return reverse(f"evaluations:{vue}", args=[evaluation.pk])


@pytest.mark.exigence("EVA-05")
def test_la_liste_dit_l_etat_a_la_caisse(lire, convention_signee, evaluateur) -> None:
    transmise(convention_signee, evaluateur)
    acceptee(convention_signee, evaluateur)
    terminee(convention_signee, evaluateur)
    page = lire(PAGE)
    assert page.count('data-label="État"') == 2
    assert "Transmise à la caisse</span>" in page
    assert "Acceptée par la caisse</span>" in page


@pytest.mark.exigence("EVA-05")
def test_une_evaluation_transmise_se_lit_et_ne_se_modifie_plus(lire, convention_signee, evaluateur) -> None:
    evaluation = transmise(convention_signee, evaluateur)
    page = lire(adresse(evaluation))
    assert "Elle ne se modifie plus" in page
    assert "Une aide pour le linge.<br>Et de la compagnie." in page
    assert "GIR 5" in page
    assert "Transmise à la caisse, envoi 1, par Mikael MARTIN" in page
    vue = Consultation.objects.get(page="evaluations:evaluation")
    assert vue.caisse_ref == convention_signee.caisse_id


@pytest.mark.exigence("EVA-05")
def test_ce_qui_change_apres_la_transmission_ne_se_lit_pas(lire, convention_signee, evaluateur) -> None:
    evaluation = transmise(convention_signee, evaluateur)
    Evaluation.objects.update(reponses={"besoins_analyse": "Brouillon"})
    assert "Brouillon" not in lire(adresse(evaluation))


@pytest.mark.exigence("EVA-05")
def test_un_renvoi_se_lit_avec_son_message(lire, convention_signee, evaluateur) -> None:
    evaluation = transmise(convention_signee, evaluateur)
    renvoyer(evaluation, "Précisez <b>la visite</b>.", par=UtilisateurFactory())
    page = lire(adresse(evaluation))
    assert "La caisse demande une correction" in page
    assert "Précisez <b>la visite</b>." in page  # unescaped by `lire`
    assert "Renvoyée pour correction</span>" in lire(PAGE)


def test_la_synthese_se_telecharge_et_n_existe_pas_avant_la_transmission(
    client: Client, convention_signee, evaluateur
) -> None:
    pdf = client.get(adresse(transmise(convention_signee, evaluateur), "evaluation_pdf"))
    assert (pdf.status_code, pdf["Content-Type"]) == (200, "application/pdf")
    assert client.get(adresse(terminee(convention_signee, evaluateur), "evaluation_pdf")).status_code == 404


@pytest.mark.parametrize("texte", HOSTILES)
def test_un_texte_hostile_reste_un_texte(client: Client, convention_signee, evaluateur, texte: str) -> None:
    evaluation = transmise(convention_signee, evaluateur, besoins_analyse=texte, visite_evaluateur=texte)
    renvoyer(evaluation, texte, par=UtilisateurFactory())
    page = client.get(adresse(evaluation)).content.decode()
    assert page.count(escape(texte)) == 4
    assert texte == escape(texte) or texte not in page


@pytest.mark.exigence("EVA-05")
def test_le_nom_cherche_ne_va_pas_dans_l_adresse(client: Client, lire, convention_signee, evaluateur) -> None:
    transmise(convention_signee, evaluateur)
    autre = terminee(convention_signee, evaluateur)
    autre.commande.beneficiaire = BeneficiaireFactory(
        caisse=convention_signee.caisse, nom="LEBRUN", nom_recherche="lebrun jeanne", nir="245032123199955"
    )
    autre.commande.save()
    client.post("/evaluations/transmission/", {"evaluation": [autre.pk], "confirmer": "1"})
    reponse = client.post(reverse("evaluations:transmises_chercher"), {"nom": "Lebrun"})
    assert reponse["Location"] == PAGE
    page = lire(PAGE)
    assert ("LEBRUN Jeanne" in page, "DURAND Jeanne" in page) == (True, False)


@pytest.mark.parametrize(
    ("filtre", "nb"),
    [
        pytest.param({}, 2, id="aucun"),
        pytest.param({"etat": "acceptee"}, 1, id="etat"),
        pytest.param({"mois": "2026-11"}, 1, id="mois"),
        pytest.param({"mois": "2026-10"}, 1, id="mois-precedent"),
        pytest.param({"etat": "disparu"}, 2, id="etat-inconnu"),
        pytest.param({"caisse": "999999"}, 2, id="caisse-etrangere"),
    ],
)
def test_les_filtres_gardent_ce_qu_ils_disent(
    client: Client, convention_signee, horloge, filtre: dict[str, str], nb: int
) -> None:
    par, dates = convention_signee.evaluateur, {"visite_date": "2026-10-30", "consentement_date": "2026-10-30"}
    horloge.regler("2026-10-31 23:59")
    transmise(convention_signee, par, **dates)
    horloge.regler("2026-11-01 00:00")
    accepter(transmise(convention_signee, par, **dates), par=par)
    client.force_login(par)
    assert client.get(PAGE, filtre).content.decode().count('data-label="État"') == nb


@pytest.mark.exigence("EVA-05")
def test_l_evaluation_d_une_autre_structure_n_existe_pas(client: Client, convention_signee, evaluateur) -> None:
    autre = transmise(*structure())
    assert client.get(adresse(autre)).status_code == 404
    assert client.get(adresse(autre, "evaluation_pdf")).status_code == 404
    assert adresse(autre) not in client.get(PAGE).content.decode()


@pytest.mark.exigence("EVA-05")
def test_le_national_au_nom_de_la_structure_ne_lit_aucune_reponse(lire, client: Client, convention_signee) -> None:
    evaluation = transmise(convention_signee, convention_signee.evaluateur)
    client.force_login(UtilisateurFactory(national=True, role_national=RoleNational.ASSISTANCE))
    client.post(reverse("partenaires:agir", args=[convention_signee.partenaire_id]))
    assert evaluation.numero_enregistrement in lire(PAGE)
    assert client.get(adresse(evaluation)).status_code == 404
    assert client.get(adresse(evaluation, "evaluation_pdf")).status_code == 404


@pytest.mark.exigence("EVA-05", "EVA-20")
@pytest.mark.parametrize(("qui", "statut"), [("porteur", 200), ("collegue", 404), ("administrateur", 200)])
def test_un_brouillon_ne_se_lit_que_de_qui_le_tient_et_des_administrateurs(
    client: Client, convention_signee, qui: str, statut: int
) -> None:
    porteur = convention_signee.evaluateur
    brouillon = terminee(convention_signee, porteur)
    abandonnee = terminee(convention_signee, porteur)
    Evaluation.objects.filter(pk=abandonnee.pk).update(etat=EtatEvaluation.ABANDONNEE)
    collegue = RattachementFactory(partenaire=convention_signee.partenaire, est_administrateur=qui == "administrateur")
    client.force_login(porteur if qui == "porteur" else collegue.utilisateur)
    assert [client.get(adresse(une)).status_code for une in (brouillon, abandonnee)] == [statut, statut]


@pytest.mark.exigence("EVA-05")
def test_un_collegue_lit_ce_qui_a_ete_transmis_renvoye_ou_non(client: Client, lire, convention_signee) -> None:
    """What the caisse sent back reads as it was transmitted; its correction under way is not shown (decision 0114)."""
    evaluation = transmise(convention_signee, convention_signee.evaluateur)
    client.force_login(RattachementFactory(partenaire=convention_signee.partenaire).utilisateur)
    assert "Une aide pour le linge." in lire(adresse(evaluation))
    renvoyer(evaluation, "Précisez.", par=UtilisateurFactory())
    Evaluation.objects.update(reponses={"besoins_analyse": "Brouillon"})
    page = lire(adresse(evaluation))
    assert "Une aide pour le linge." in page
    assert "Brouillon" not in page
    assert client.get(reverse("evaluations:saisie", args=[evaluation.pk])).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_la_liste_fait_toujours_les_memes_requetes(
    client: Client, convention_signee, evaluateur, nb: int, django_assert_num_queries
) -> None:
    for _ in range(nb):
        transmise(convention_signee, evaluateur)
    with django_assert_num_queries(5):
        client.get(PAGE)
