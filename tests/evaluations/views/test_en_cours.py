"""« Evaluations en cours », and the summary from which an evaluation is begun, finished and taken up again."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ppas.evaluations.etats import EtatEvaluation, ResultatEnvoi
from ppas.evaluations.models import EnvoiEvaluation, Evaluation
from ppas.socle.horloge import maintenant
from tests.conftest import Horloge
from tests.evaluations.evaluees import structure, terminee
from tests.factories import (
    AppareilFactory,
    BeneficiaireFactory,
    CommandeFactory,
    EvaluationFactory,
    RattachementFactory,
    ReservationFactory,
    UtilisateurFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("EVA-03"), pytest.mark.usefixtures("horloge")]
LISTE = reverse("evaluations:en_cours")
REQUETES = 8


def commencee(convention: Any, par: Any, *, nom: str = "DURAND", **champs: Any) -> Evaluation:
    beneficiaire = BeneficiaireFactory(caisse=convention.caisse, nom=nom, nom_recherche=nom.lower())
    commande = CommandeFactory(convention=convention, reservee=True, beneficiaire=beneficiaire)
    ReservationFactory(commande=commande, evaluateur=par)
    return EvaluationFactory(commande=commande, evaluateur=par, **champs)


def page(par: Any, adresse: str = LISTE) -> str:
    client = Client()
    client.force_login(par)
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode().replace("&nbsp;", " ").replace("\xa0", " ")


@pytest.mark.parametrize("nb", [1, 3])
def test_la_liste_coute_autant_pour_une_evaluation_que_pour_trois(nb: int, django_assert_num_queries: Any) -> None:
    convention, par = structure()
    for _ in range(nb):
        evaluation = commencee(convention, par, etat=EtatEvaluation.A_CORRIGER)
        evaluation.renvois.create(message="À revoir.", renvoyee_le=maintenant(), renvoyee_par=par)
    client = Client()
    client.force_login(par)
    client.get(LISTE)
    with django_assert_num_queries(REQUETES):
        client.get(LISTE)


def test_chacun_voit_les_siennes_et_la_structure_voit_tout() -> None:
    convention, par = structure()
    collegue = RattachementFactory(partenaire=convention.partenaire).utilisateur
    commencee(convention, par, nom="ADAM")
    commencee(convention, collegue, nom="BLANC")
    assert ("ADAM" in page(par), "BLANC" in page(par)) == (True, False)
    assert ("ADAM" in page(par, f"{LISTE}?liste=structure"), "BLANC" in page(par, f"{LISTE}?liste=structure")) == (
        True, True
    )  # fmt: skip


def test_l_avancement_se_lit_en_clair() -> None:
    convention, par = structure()
    commencee(convention, par, reponses={"observations_texte": "Rien."})
    assert "1 section sur 10" in " ".join(page(par).split())


def test_le_message_de_la_caisse_et_les_deux_versions_se_voient() -> None:
    convention, par = structure()
    evaluation = commencee(convention, par, etat=EtatEvaluation.A_CORRIGER)
    evaluation.renvois.create(message="La date de visite.", renvoyee_le=maintenant(), renvoyee_par=UtilisateurFactory())
    EnvoiEvaluation.objects.create(
        identifiant="11111111-1111-4111-8111-111111111111",
        appareil=AppareilFactory(utilisateur=par, partenaire=convention.partenaire),
        commande=evaluation.commande,
        envoye_par=par,
        sha256="0" * 64,
        version=1,
        base=0,
        reponses={},
        recu_le=maintenant(),
        resultat=ResultatEnvoi.CONFLIT,
    )
    lue = page(par)
    assert "La date de visite." in lue
    assert "Deux versions" in lue


def test_les_filtres_et_la_recherche(horloge: Horloge) -> None:
    convention, par = structure()
    commencee(convention, par, nom="ADAM")
    commencee(convention, par, nom="BLANC", etat=EtatEvaluation.A_CORRIGER)
    assert "ADAM" not in page(par, f"{LISTE}?etat=a_corriger")
    assert "Aucune évaluation ne répond" in page(par, f"{LISTE}?retard=on")
    horloge.regler("2026-12-10 09:00")
    assert "ADAM" in page(par, f"{LISTE}?retard=on")


def test_un_nom_cherche_ne_va_pas_dans_l_adresse() -> None:
    convention, par = structure()
    commencee(convention, par, nom="ADAM")
    commencee(convention, par, nom="BLANC")
    client = Client()
    client.force_login(par)
    reponse = client.post(reverse("evaluations:en_cours_chercher"), {"nom": "adam", "liste": "miennes"})
    assert "adam" not in reponse.url
    lue = client.get(reponse.url).content.decode()
    assert ("ADAM" in lue, "BLANC" in lue) == (True, False)


def test_un_collegue_voit_la_ligne_et_n_ouvre_pas_le_contenu() -> None:
    convention, par = structure()
    evaluation = commencee(convention, par)
    collegue = RattachementFactory(partenaire=convention.partenaire).utilisateur
    contenu = reverse("evaluations:saisie", args=[evaluation.pk])
    assert contenu not in page(collegue, f"{LISTE}?liste=structure")
    client = Client()
    client.force_login(collegue)
    assert client.get(contenu).status_code == 404
    assert client.post(reverse("evaluations:terminer", args=[evaluation.pk])).status_code == 404
    assert client.post(reverse("evaluations:saisie_section", args=[evaluation.pk, "visite"])).status_code == 404
    assert client.post(reverse("evaluations:commencer", args=[evaluation.commande_id])).status_code == 404


def test_un_administrateur_lit_sans_modifier() -> None:
    convention, par = structure()
    evaluation = commencee(convention, par, reponses={"visite_medecin": "Dr Blanc"})
    admin = RattachementFactory(partenaire=convention.partenaire, est_administrateur=True).utilisateur
    recapitulatif = reverse("evaluations:saisie", args=[evaluation.pk])
    lue = page(admin, recapitulatif)
    assert "Dr Blanc" in lue
    assert "Terminer l’évaluation" not in lue
    client = Client()
    client.force_login(admin)
    section = reverse("evaluations:saisie_section", args=[evaluation.pk, "visite"])
    assert client.get(section).url == recapitulatif
    assert client.post(section, {"visite_medecin": "Dr Noir"}).status_code == 409
    evaluation.refresh_from_db()
    assert evaluation.reponses == {"visite_medecin": "Dr Blanc"}


def test_commencer_mene_a_la_premiere_section_puis_au_recapitulatif() -> None:
    convention, par = structure()
    commande = CommandeFactory(convention=convention, reservee=True)
    ReservationFactory(commande=commande, evaluateur=par)
    client = Client()
    client.force_login(par)
    commencer = reverse("evaluations:commencer", args=[commande.pk])
    reponse = client.post(commencer)
    evaluation = Evaluation.objects.get()
    assert reponse.url == reverse("evaluations:saisie_section", args=[evaluation.pk, "visite"])
    Evaluation.objects.update(revision=2)
    assert client.post(commencer).url == reverse("evaluations:saisie", args=[evaluation.pk])


@pytest.mark.exigence("EVA-19")
def test_terminer_une_evaluation_incomplete_mene_a_chaque_question() -> None:
    convention, par = structure()
    evaluation = commencee(convention, par)
    client = Client()
    client.force_login(par)
    reponse = client.post(reverse("evaluations:terminer", args=[evaluation.pk]))
    lue = reponse.content.decode()
    assert reponse.status_code == 409
    assert f'href="{reverse("evaluations:saisie_section", args=[evaluation.pk, "visite"])}#id_visite_date"' in lue
    assert f'href="{reverse("evaluations:saisie_section", args=[evaluation.pk, "aggir"])}#id_aggir_transferts_0"' in lue
    assert "autofocus" in lue


@pytest.mark.exigence("EVA-19")
def test_un_double_clic_sur_terminer_ne_termine_qu_une_fois_et_se_reprend() -> None:
    convention, par = structure()
    evaluation = terminee(convention, par)
    Evaluation.objects.update(etat=EtatEvaluation.EN_COURS)
    client = Client()
    client.force_login(par)
    recapitulatif = reverse("evaluations:saisie", args=[evaluation.pk])
    for _ in range(2):
        assert client.post(reverse("evaluations:terminer", args=[evaluation.pk])).url == recapitulatif
    evaluation.refresh_from_db()
    assert evaluation.etat == EtatEvaluation.TERMINEE
    assert client.get(reverse("evaluations:saisie_section", args=[evaluation.pk, "visite"])).url == recapitulatif
    client.post(reverse("evaluations:reprendre", args=[evaluation.pk]))
    evaluation.refresh_from_db()
    assert evaluation.etat == EtatEvaluation.EN_COURS


def test_une_evaluation_transmise_se_lit_sur_sa_page() -> None:
    convention, par = structure()
    evaluation = EvaluationFactory(commande__convention=convention, evaluateur=par, transmise=True)
    client = Client()
    client.force_login(par)
    reponse = client.get(reverse("evaluations:saisie", args=[evaluation.pk]))
    assert reponse.url == reverse("evaluations:evaluation", args=[evaluation.pk])
