"""A caisse's orders through its pages: find, place, postpone, withdraw (CAI-08)."""

import html
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ppas.caisses.models import Caisse, TypePartenaire
from ppas.evaluations.etats import EtatCommande
from ppas.evaluations.models import Commande
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import Beneficiaire
from ppas.socle.models import BeneficiaireVu, Consultation
from tests.evaluations.fichiers import annulations, commandes
from tests.factories import (
    AgentFactory,
    BeneficiaireFactory,
    CaisseFactory,
    CommandeFactory,
    ConventionFactory,
    EvaluationFactory,
    RattachementFactory,
    ReservationFactory,
)
from tests.factories.prises_en_charge import nir_de_femme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
LISTE, CHERCHER, PLACER = (
    reverse(f"evaluations:{nom}") for nom in ("caisse_commandes", "caisse_commandes_chercher", "commande_placer")
)
JOUR = date(2026, 11, 4)


@pytest.fixture
def caisse() -> Caisse:
    return CaisseFactory(code="03")


@pytest.fixture
def agent(client: Client, caisse: Caisse) -> Client:
    client.force_login(AgentFactory(caisse=caisse).utilisateur)
    return client


@pytest.fixture
def convention(caisse: Caisse) -> Convention:
    return ConventionFactory(code="EVA1", caisse=caisse, type_partenaire__code=TypePartenaire.EVALUATION)


@pytest.fixture
def commande(convention: Convention) -> Commande:
    return CommandeFactory(numero="EV1", convention=convention)


@pytest.fixture
def saisie(convention: Convention) -> dict[str, str]:
    return {
        "numero": "EV7",
        "nature": "premiere",
        "convention": str(convention.pk),
        "nir": "2 45 03 21 231 007 " + nir_de_femme(7)[-2:],
        "nom": "PETIT",
        "prenom": "Odette",
        "date_naissance": "1938-02-01",
        "adresse": "5 rue Verte",
        "code_postal": "21000",
        "commune": "DIJON",
        "telephone": "03 80 00 00 00",
        "motif": "",
        "consignes": "Chien\r\nSonner",
        "date_limite": "2026-12-04",
    }


def page(reponse: HttpResponse) -> str:
    return " ".join(html.unescape(reponse.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def adresse(commande: Commande, nom: str = "caisse_commande") -> str:
    return reverse(f"evaluations:{nom}", args=[commande.pk])


def numeros(reponse: HttpResponse) -> list[str]:
    return [commande.numero for commande in reponse.context["page"]]


@pytest.mark.exigence("CAI-08")
@pytest.mark.parametrize(
    ("filtre", "attendu"),
    [
        ({}, ["EV4", "EV3", "EV2", "EV1"]),
        ({"etat": "ouvertes"}, ["EV3", "EV1", "EV2"]),
        ({"etat": "en_retard"}, ["EV3"]),
        ({"etat": "reservee"}, ["EV2"]),
        ({"etat": "annulee"}, ["EV4"]),
        ({"nature": "reexamen"}, ["EV2"]),
        ({"structure": "bleu"}, ["EV2"]),
        ({"structure": "eva1"}, ["EV4", "EV3", "EV1"]),
        ({"numero": "EV3"}, ["EV3"]),
        ({"etat": "faux"}, ["EV4", "EV3", "EV2", "EV1"]),
        ({"structure": "rien"}, []),
    ],
)
def test_la_liste_se_filtre(agent: Client, commande: Commande, filtre: dict, attendu: list[str]) -> None:
    CommandeFactory(
        numero="EV2",
        convention__caisse=commande.caisse,
        convention__code="EVA2",
        convention__partenaire__nom="Ciel Bleu",
        nature="reexamen",
        reservee=True,
    )
    commun = {"convention": commande.convention, "date_commande": date(2026, 9, 1)}
    CommandeFactory(numero="EV3", date_limite=date(2026, 10, 1), **commun)
    CommandeFactory(numero="EV4", date_limite=date(2026, 10, 1), etat=EtatCommande.ANNULEE, **commun)
    CommandeFactory(numero="EV5", convention__caisse=CaisseFactory(code="30"))
    assert numeros(agent.get(LISTE, filtre)) == attendu


@pytest.mark.exigence("CAI-08")
def test_un_nom_se_cherche_sans_entrer_dans_une_adresse(agent: Client, commande: Commande) -> None:
    autre = BeneficiaireFactory(caisse=commande.caisse, nom="LE GŒFF", nom_recherche="le goeff odette")
    CommandeFactory(numero="EV2", convention=commande.convention, beneficiaire=autre)
    reponse = agent.post(CHERCHER, {"nom": " Gœff ", "etat": "ouvertes"})
    assert (reponse.status_code, reponse.url) == (302, f"{LISTE}?etat=ouvertes")
    trouvees = agent.get(reponse.url)
    assert numeros(trouvees) == ["EV2"]
    assert "Commandes au nom de « Gœff »" in page(trouvees)
    agent.post(CHERCHER, {"nom": ""})
    assert len(numeros(agent.get(LISTE))) == 2


@pytest.mark.exigence("CAI-08")
def test_un_delai_se_lit_en_toutes_lettres(agent: Client, commande: Commande) -> None:
    texte = page(agent.get(LISTE))
    assert "02/12/2026" in texte
    assert "Dans 28 jours" in texte
    Commande.objects.update(date_limite=date(2026, 11, 2))
    assert "En retard de 2 jours" in page(agent.get(LISTE))
    Commande.objects.update(etat=EtatCommande.REALISEE)
    assert "En retard" not in page(agent.get(LISTE)).replace("À rendre, en retard", "")


@pytest.mark.exigence("CAI-08")
def test_le_tableau_compte_les_commandes_a_rendre_par_age_et_par_etat(agent: Client, commande: Commande) -> None:
    CommandeFactory(
        convention=commande.convention,
        reservee=True,
        date_commande=date(2026, 10, 1),
        date_limite=date(2026, 11, 1),
    )
    CommandeFactory(convention=commande.convention, etat=EtatCommande.REALISEE)
    tableau = agent.get(LISTE).context["tableau"]
    assert (str(tableau.ouvertes), str(tableau.en_retard)) == ("2", "1")
    assert [[part.nb for part in tranche.parts] for tranche in tableau.tranches] == [[1, 0], [0, 0], [0, 1], [0, 0]]


def test_une_caisse_sans_commande_est_invitee_a_en_passer_une(agent: Client) -> None:
    texte = page(agent.get(LISTE))
    assert "Aucune commande" in texte
    assert "Ancienneté" not in texte


@pytest.mark.parametrize("nb", [1, 3])
@pytest.mark.parametrize("filtre", [{}, {"etat": "ouvertes"}, {"structure": "eva"}])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_commandes(
    agent: Client, convention: Convention, nb: int, filtre: dict, django_assert_num_queries
) -> None:
    CommandeFactory.create_batch(nb, convention=convention)
    with django_assert_num_queries(7):
        agent.get(LISTE, filtre)


def test_la_liste_dit_qui_a_ete_vu(agent: Client, commande: Commande) -> None:
    agent.get(LISTE)
    assert Consultation.objects.get().page == "evaluations:caisse_commandes"
    assert BeneficiaireVu.objects.get().beneficiaire_ref == commande.beneficiaire_id


@pytest.mark.exigence("CAI-08", "EVA-01")
def test_passer_une_commande(agent: Client, saisie: dict) -> None:
    reponse = agent.post(PLACER, saisie, follow=True)
    commande = Commande.objects.get()
    assert reponse.redirect_chain == [(adresse(commande), 302)]
    assert "La commande n° EV7 est passée" in page(reponse)
    assert (commande.date_commande, commande.date_limite) == (JOUR, date(2026, 12, 4))
    assert (commande.telephone, commande.consignes) == ("0380000000", "Chien\nSonner")
    assert (commande.beneficiaire.nir, commande.beneficiaire.commune) == (nir_de_femme(7), "DIJON")


@pytest.mark.exigence("CAI-08")
def test_le_delai_propose_est_celui_de_la_caisse(agent: Client, caisse: Caisse) -> None:
    caisse.delai_evaluation_jours = 10
    caisse.save()
    assert 'name="date_limite" value="2026-11-14"' in agent.get(PLACER).content.decode()


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("numero", "=1"),
        ("nature", "autre"),
        ("convention", ""),
        ("nir", "245032123100700"),
        ("nir", "12"),
        ("nom", ""),
        ("date_naissance", "1850-01-01"),
        ("date_naissance", "2026-11-04"),
        ("code_postal", "2100"),
        ("telephone", "12"),
        ("consignes", "x" * 1001),
        ("date_limite", "2026-11-03"),
    ],
)
def test_une_faute_est_liee_a_son_champ_et_la_saisie_reste(
    agent: Client, saisie: dict, champ: str, valeur: str
) -> None:
    reponse = agent.post(PLACER, saisie | {champ: valeur})
    assert reponse.status_code == 422
    contenu = reponse.content.decode()
    assert f'id="id_{champ}_error"' in contenu
    assert 'value="Odette"' in contenu
    assert not Commande.objects.exists()


def test_une_convention_d_aide_a_domicile_n_est_pas_proposee(agent: Client, caisse: Caisse, saisie: dict) -> None:
    amd, autre = ConventionFactory(caisse=caisse, code="AMD1"), ConventionFactory(code="X", caisse__code="30")
    propositions = agent.get(PLACER).content.decode()
    assert "EVA1</option>" in propositions
    assert "AMD1" not in propositions
    for convention in (amd, autre):
        assert agent.post(PLACER, saisie | {"convention": convention.pk}).status_code == 422


def test_une_identite_differente_se_confirme(agent: Client, caisse: Caisse, saisie: dict) -> None:
    connue = BeneficiaireFactory(caisse=caisse, nir=nir_de_femme(7), nom="GRAND", nom_recherche="grand odette")
    assert "Remplacer l’identité connue" not in page(agent.get(PLACER))
    reponse = agent.post(PLACER, saisie)
    assert reponse.status_code == 422
    assert "Votre caisse connaît sous ce numéro GRAND Jeanne" in page(reponse)
    assert "Remplacer l’identité connue" in page(reponse)
    assert BeneficiaireVu.objects.get().beneficiaire_ref == connue.pk
    assert agent.post(PLACER, saisie | {"remplacer_identite": "on"}).status_code == 302
    assert Beneficiaire.objects.get().nom == "PETIT"


@pytest.mark.exigence("CAI-08")
def test_la_fiche_dit_tout_et_raconte_la_suite(agent: Client, commande: Commande) -> None:
    Commande.objects.update(etat=EtatCommande.RESERVEE, consignes="Sonner deux fois")
    ReservationFactory(commande=commande, evaluateur__nom="MARTIN", evaluateur__prenom="Mikael")
    EvaluationFactory(commande=commande)
    agent.post(adresse(commande, "commande_delai"), {"date_limite": "2026-12-20"})
    texte = page(agent.get(adresse(commande)))
    for attendu in (
        "Commande n° EV1",
        "DURAND Jeanne",
        "12 rue des Tilleuls, 21000 DIJON",
        "03 80 11 22 33",
        "Sonner deux fois",
        "Réservée par Mikael MARTIN",
        "L’évaluation est commencée",
        "Dans 46 jours",
        "à rendre avant le 20/12/2026, et non plus le 02/12/2026",
    ):
        assert attendu in texte


def test_la_fiche_se_lit_en_un_nombre_fixe_de_requetes(
    agent: Client, commande: Commande, django_assert_num_queries
) -> None:
    ReservationFactory(commande=commande)
    with django_assert_num_queries(7):
        agent.get(adresse(commande))


def test_une_commande_recue_par_un_flux_dit_par_lequel(agent: Client, convention: Convention) -> None:
    agent.post(
        reverse("echanges:imports"), {"flux": "commandes-evaluation", "fichier": _nomme(commandes({}), "novembre.csv")}
    )
    assert "reçue par le flux « novembre.csv »" in page(agent.get(adresse(Commande.objects.get())))


@pytest.mark.exigence("CAI-08")
def test_les_deux_flux_s_importent_par_l_ecran(agent: Client, convention: Convention) -> None:
    imports = reverse("echanges:imports")
    fichiers = [("commandes-evaluation", commandes({})), ("annulations-commandes", annulations({}))]
    for flux, contenu in fichiers:
        reponse = agent.post(imports, {"flux": flux, "fichier": _nomme(contenu, f"{flux}.csv")}, follow=True)
        assert "1 ligne importée" in page(reponse)
    assert Commande.objects.get().etat == EtatCommande.ANNULEE
    fautif = {"flux": "commandes-evaluation", "fichier": _nomme(commandes({"nature": "x"}), "f.csv")}
    reponse = agent.post(imports, fautif)
    assert (reponse.status_code, "« x » lu ; attendu" in page(reponse)) == (422, True)


def _nomme(contenu, nom: str):
    contenu.name = nom
    return contenu


@pytest.mark.exigence("CAI-08")
def test_annuler_se_confirme_avec_un_motif(agent: Client, commande: Commande) -> None:
    annuler = adresse(commande, "commande_annuler")
    assert "Annuler la commande n° EV1 ?" in page(agent.get(annuler))
    vide = agent.post(annuler, {"motif": " "})
    assert (vide.status_code, "Indiquez le motif" in page(vide)) == (422, True)
    reponse = agent.post(annuler, {"motif": "Entrée en établissement"}, follow=True)
    assert "La commande n° EV1 est annulée" in page(reponse)
    assert "Entrée en établissement" in page(reponse)
    commande.refresh_from_db()
    assert (commande.etat, commande.annulee_le) == (EtatCommande.ANNULEE, JOUR)


@pytest.mark.parametrize("etat", [EtatCommande.REALISEE, EtatCommande.ANNULEE])
def test_une_commande_close_ne_propose_plus_rien(agent: Client, commande: Commande, etat: str) -> None:
    Commande.objects.update(etat=etat)
    assert "Annuler la commande" not in page(agent.get(adresse(commande)))
    for nom, saisi in (("commande_annuler", {"motif": "x"}), ("commande_delai", {"date_limite": "2026-12-20"})):
        assert "n’est plus à rendre" in page(agent.get(adresse(commande, nom)))
        reponse = agent.post(adresse(commande, nom), saisi, follow=True)
        assert reponse.redirect_chain == [(adresse(commande), 302)]
        assert "état" in page(reponse)
    assert Commande.objects.get().etat == etat


@pytest.mark.exigence("CAI-08")
def test_changer_le_delai(agent: Client, commande: Commande) -> None:
    delai = adresse(commande, "commande_delai")
    assert 'value="2026-12-02"' in agent.get(delai).content.decode()
    reponse = agent.post(delai, {"date_limite": "2026-12-20"}, follow=True)
    assert "est maintenant à rendre avant le 20/12/2026" in page(reponse)
    assert "est déjà à rendre" in page(agent.post(delai, {"date_limite": "2026-12-20"}, follow=True))


@pytest.mark.parametrize("jour", ["", "demain", "2026-11-01", "2026-11-03"])
def test_un_delai_impossible_est_explique(agent: Client, commande: Commande, jour: str) -> None:
    reponse = agent.post(adresse(commande, "commande_delai"), {"date_limite": jour})
    assert reponse.status_code == 422
    assert 'id="id_date_limite_error"' in reponse.content.decode()
    assert Commande.objects.get().date_limite == date(2026, 12, 2)


@pytest.mark.exigence("CAI-08")
@pytest.mark.parametrize("nom", ["caisse_commande", "commande_annuler", "commande_delai"])
def test_la_commande_d_une_autre_caisse_n_existe_pas(agent: Client, nom: str) -> None:
    autre = CommandeFactory(convention__caisse=CaisseFactory(code="30"))
    assert agent.get(adresse(autre, nom)).status_code == 404
    if nom != "caisse_commande":
        assert agent.post(adresse(autre, nom), {"motif": "x", "date_limite": "2026-12-20"}).status_code == 404
    assert Commande.objects.get().etat == EtatCommande.A_RESERVER


@pytest.mark.exigence("HIS-01", "HIS-02")
def test_l_historique_de_la_caisse_mene_a_la_commande(agent: Client, saisie: dict, convention: Convention) -> None:
    agent.post(PLACER, saisie)
    historique = agent.get(reverse("echanges:caisse_historique"), {"nature": "commandes"})
    assert "Commande n° EV7 passée, à rendre avant le 04/12/2026" in page(historique)
    assert f'href="{adresse(Commande.objects.get())}"' in historique.content.decode()
    rattachement = RattachementFactory(partenaire=convention.partenaire)
    agent.force_login(rattachement.utilisateur)
    partenaire = agent.get(reverse("echanges:historique"), {"nature": "commandes"})
    assert "Commande n° EV7 passée" in page(partenaire)


def test_l_historique_de_la_caisse_mene_d_un_flux_a_la_liste(agent: Client, convention: Convention) -> None:
    agent.post(
        reverse("echanges:imports"), {"flux": "commandes-evaluation", "fichier": _nomme(commandes({}), "novembre.csv")}
    )
    historique = agent.get(reverse("echanges:caisse_historique")).content.decode()
    assert "1 commande d’évaluation reçue." in html.unescape(historique)
    assert f'href="{LISTE}"' in historique
