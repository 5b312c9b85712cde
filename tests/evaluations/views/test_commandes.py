"""« Commande d’évaluation »: lists, filters, reservation of several, details, letter."""

import html
import io
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import EtatCommande, EtatEvaluation
from ppas.evaluations.models import Commande, Reservation
from ppas.evaluations.models.commande import NatureCommande
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention
from ppas.socle.horloge import maintenant
from ppas.socle.models import Consultation
from tests.factories.caisses import CaisseFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.evaluations import AppareilFactory, CommandeFactory, EvaluationFactory, ReservationFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import BeneficiaireFactory

COMMANDES = reverse("evaluations:commandes")
RESERVER = reverse("evaluations:commandes_reserver")
CHERCHER = reverse("evaluations:commandes_chercher")


def lu(reponse: HttpResponse) -> str:
    return " ".join(html.unescape(reponse.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def listees(client: Client, **choix: Any) -> list[Commande]:
    return list(client.get(COMMANDES, choix).context["page"])


@pytest.mark.exigence("EVA-01", "EVA-20")
def test_chaque_liste_montre_ce_qui_est_a_qui(
    evaluatrice: Client, convention: Convention, jeanne: Utilisateur, paul: Utilisateur
) -> None:
    tard, tot = (CommandeFactory(convention=convention, date_limite=date(2026, 12, jour)) for jour in (9, 2))
    mienne = ReservationFactory(commande__convention=convention, evaluateur=jeanne).commande
    sienne = ReservationFactory(commande__convention=convention, evaluateur=paul).commande
    finie = CommandeFactory(convention=convention, etat=EtatCommande.REALISEE)
    assert listees(evaluatrice) == [tot, tard]
    assert listees(evaluatrice, liste="miennes") == [mienne]
    assert listees(evaluatrice, liste="collegues") == [sienne]
    assert listees(evaluatrice, liste="toutes") == [finie, sienne, mienne, tot, tard]
    page = lu(evaluatrice.get(COMMANDES, {"liste": "collegues"}))
    assert "À réserver (2)" in page
    assert "par Paul NOIR, le 20/11/2026" in page


@pytest.mark.exigence("EVA-01")
@pytest.mark.parametrize(
    ("date_limite", "attendu"),
    [(date(2026, 11, 17), "En retard de 3 jours"), (date(2026, 11, 20), "À rendre aujourd’hui")],
)
def test_le_delai_se_lit_en_mots(evaluatrice: Client, convention: Convention, date_limite: date, attendu: str) -> None:
    commande = CommandeFactory(convention=convention, date_limite=date_limite)
    assert attendu in lu(evaluatrice.get(COMMANDES))
    assert attendu in lu(evaluatrice.get(reverse("evaluations:commande", args=[commande.pk])))


@pytest.mark.exigence("EVA-01")
@pytest.mark.parametrize(
    ("choix", "attendues"),
    [
        ({"commune": "beau"}, ["2"]),
        ({"commune": "2120"}, ["2"]),
        ({"nature": NatureCommande.REEXAMEN}, ["3"]),
        ({"delai": "retard"}, ["1"]),
        ({"delai": "semaine"}, ["2"]),
        ({"delai": "plus-tard"}, ["3"]),
        ({"delai": "demain"}, ["1", "2", "3"]),
        ({"liste": "toutes", "etat": EtatCommande.ANNULEE}, ["4"]),
    ],
    ids=str,
)
def test_les_filtres_gardent_ce_qu_ils_disent(
    evaluatrice: Client, convention: Convention, choix: dict[str, str], attendues: list[str]
) -> None:
    CommandeFactory(convention=convention, numero="1", date_limite=date(2026, 11, 19))
    CommandeFactory(
        convention=convention, numero="2", date_limite=date(2026, 11, 27), commune="BEAUNE", code_postal="21200"
    )
    CommandeFactory(convention=convention, numero="3", date_limite=date(2026, 11, 28), nature=NatureCommande.REEXAMEN)
    CommandeFactory(convention=convention, numero="4", etat=EtatCommande.ANNULEE)
    assert [commande.numero for commande in listees(evaluatrice, **choix)] == attendues


@pytest.mark.exigence("EVA-01")
def test_une_structure_de_plusieurs_caisses_choisit_la_caisse(evaluatrice: Client, convention: Convention) -> None:
    autre = ConventionFactory(
        partenaire=convention.partenaire, type_partenaire=convention.type_partenaire, caisse=CaisseFactory(code="30")
    )
    CommandeFactory(convention=convention)
    la_sienne = CommandeFactory(convention=autre)
    assert listees(evaluatrice, caisse=autre.caisse_id) == [la_sienne]
    assert Consultation.objects.get().caisse_ref == autre.caisse_id


def test_un_nom_se_cherche_sans_passer_par_l_adresse(evaluatrice: Client, convention: Convention) -> None:
    CommandeFactory(convention=convention)
    cherchee = CommandeFactory(
        convention=convention,
        beneficiaire=BeneficiaireFactory(caisse=convention.caisse, nom="LEFÈVRE", nom_recherche="lefevre anne"),
    )
    reponse = evaluatrice.post(CHERCHER, {"nom": "Lefèvre", "liste": "a-reserver"})
    assert reponse.headers["Location"] == f"{COMMANDES}?liste=a-reserver"
    assert listees(evaluatrice) == [cherchee]
    evaluatrice.post(CHERCHER, {"nom": ""})
    assert len(listees(evaluatrice)) == 2


@pytest.mark.exigence("EVA-02")
def test_plusieurs_commandes_se_reservent_d_un_coup(
    evaluatrice: Client, convention: Convention, jeanne: Utilisateur, paul: Utilisateur
) -> None:
    libres = CommandeFactory.create_batch(2, convention=convention)
    prise = ReservationFactory(commande__convention=convention, evaluateur=paul).commande
    reponse = evaluatrice.post(RESERVER, {"commandes": [c.pk for c in (*libres, prise)]}, follow=True)
    assert "2 commandes sont réservées à votre nom." in lu(reponse)
    assert f"Commande n° {prise.numero} : Cette commande est déjà réservée par Paul NOIR" in lu(reponse)
    assert set(Reservation.objects.filter(evaluateur=jeanne).values_list("commande", flat=True)) == {
        commande.pk for commande in libres
    }


@pytest.mark.exigence("EVA-02")
def test_une_seule_commande_mene_a_sa_page(evaluatrice: Client, convention: Convention) -> None:
    commande = CommandeFactory(convention=convention)
    reponse = evaluatrice.post(RESERVER, {"commandes": commande.pk}, follow=True)
    assert reponse.redirect_chain == [(reverse("evaluations:commande", args=[commande.pk]), 302)]
    assert f"Commande n° {commande.numero} est réservée à votre nom." in lu(reponse)
    assert "Cette commande est à votre nom." in lu(reponse)


@pytest.mark.exigence("EVA-02")
def test_l_ordinateur_propose_par_la_page_est_garde(
    evaluatrice: Client, convention: Convention, jeanne: Utilisateur
) -> None:
    commande = CommandeFactory(convention=convention)
    appareil = AppareilFactory(utilisateur=jeanne, partenaire=convention.partenaire, nom="Portable du bureau")
    saisie = {"commandes": commande.pk, "appareil": str(appareil.identifiant)}
    reponse = evaluatrice.post(RESERVER, saisie, follow=True)
    assert "réservée à votre nom sur l’ordinateur « Portable du bureau »" in lu(reponse)
    assert Reservation.objects.get().appareil == appareil


@pytest.mark.exigence("EVA-02")
@pytest.mark.parametrize("cas", ["retire", "d-un-collegue", "illisible"])
def test_un_ordinateur_qui_n_est_plus_le_sien_ne_reserve_rien(
    evaluatrice: Client, convention: Convention, jeanne: Utilisateur, cas: str
) -> None:
    commande = CommandeFactory(convention=convention)
    identifiant = {
        "retire": lambda: (
            AppareilFactory(utilisateur=jeanne, partenaire=convention.partenaire, retire_le=maintenant()).identifiant
        ),
        "d-un-collegue": lambda: AppareilFactory(partenaire=convention.partenaire).identifiant,
        "illisible": lambda: "portable",
    }[cas]()
    reponse = evaluatrice.post(RESERVER, {"commandes": commande.pk, "appareil": identifiant}, follow=True)
    assert "Cet ordinateur n’est pas, ou n’est plus, l’un des vôtres : rien n’a été réservé." in lu(reponse)
    assert not Reservation.objects.exists()


def test_sans_rien_cocher_on_est_averti(evaluatrice: Client) -> None:
    assert "cochez d’abord une commande au moins" in lu(evaluatrice.post(RESERVER, follow=True))


@pytest.mark.exigence("CAI-18", "EVA-20")
@pytest.mark.parametrize("absente", [None, 10**9, 10**30, "x"])
def test_la_commande_d_une_autre_structure_est_introuvable(
    evaluatrice: Client, convention: Convention, absente: object
) -> None:
    autre = absente or CommandeFactory().pk
    libre = CommandeFactory(convention=convention)
    assert evaluatrice.post(RESERVER, {"commandes": [libre.pk, autre]}).status_code == 404
    assert not Reservation.objects.exists()


@pytest.mark.exigence("SRV-09")
def test_une_convention_non_validee_cache_ses_commandes(evaluatrice: Client, convention: Convention) -> None:
    fermee = ConventionFactory(
        partenaire=convention.partenaire, type_partenaire=convention.type_partenaire, caisse=convention.caisse
    )
    commande = CommandeFactory(convention=fermee)
    Convention.objects.filter(pk=fermee.pk).update(etat=EtatConvention.INVALIDEE)
    assert listees(evaluatrice, liste="toutes") == []
    assert evaluatrice.get(reverse("evaluations:commande", args=[commande.pk])).status_code == 404
    assert evaluatrice.post(RESERVER, {"commandes": commande.pk}).status_code == 404


@pytest.mark.exigence("EVA-01")
def test_la_page_d_une_commande_dit_ou_aller_et_pourquoi(evaluatrice: Client, convention: Convention) -> None:
    commande = CommandeFactory(convention=convention, consignes="Sonner longtemps.\nClé chez la voisine.")
    reponse = evaluatrice.get(reverse("evaluations:commande", args=[commande.pk]))
    for attendu in ("DURAND Jeanne", "12 rue des Tilleuls", "21000 DIJON", "03 80 11 22 33", "Première demande"):
        assert attendu in lu(reponse)
    assert 'href="tel:0380112233"' in reponse.text
    assert "Sonner longtemps.<br>Clé chez la voisine." in reponse.text
    assert Consultation.objects.get().page == "evaluations:commande"


def test_une_consigne_s_affiche_comme_du_texte(evaluatrice: Client, convention: Convention) -> None:
    hostile = "<script>alert(1)</script>"
    commande = CommandeFactory(convention=convention, consignes=hostile, motif=hostile, adresse=hostile)
    reponse = evaluatrice.get(reverse("evaluations:commande", args=[commande.pk]))
    assert hostile not in reponse.text
    assert lu(reponse).count(hostile) == 3


@pytest.mark.exigence("EVA-20")
def test_la_page_dit_qui_l_a_et_qui_l_a_eue(
    evaluatrice: Client, convention: Convention, jeanne: Utilisateur, paul: Utilisateur
) -> None:
    commande = CommandeFactory(convention=convention)
    evaluatrice.post(RESERVER, {"commandes": commande.pk})
    evaluatrice.post(reverse("evaluations:commande_liberer", args=[commande.pk]))
    EvaluationFactory(commande=commande, evaluateur=jeanne)
    page = lu(evaluatrice.get(reverse("evaluations:commande", args=[commande.pk])))
    assert "Au nom de Jeanne ROUX" in page
    assert "Rendue à la structure" in page
    assert "Personne n’a réservé cette commande." in page
    assert "si vous la réservez, vous la reprenez là où elle en est" in page


@pytest.mark.exigence("EVA-01")
def test_une_commande_annulee_dit_pourquoi(evaluatrice: Client, convention: Convention) -> None:
    commande = CommandeFactory(
        convention=convention,
        etat=EtatCommande.ANNULEE,
        annulee_le=date(2026, 11, 18),
        motif_annulation="Entrée en établissement",
    )
    page = lu(evaluatrice.get(reverse("evaluations:commande", args=[commande.pk])))
    assert "La caisse a annulé cette commande le 18/11/2026 : Entrée en établissement." in page
    assert "Réserver</button>" not in page


@pytest.mark.exigence("EVA-01")
def test_la_lettre_de_mission_porte_tout_ce_qu_il_faut_a_la_visite(
    evaluatrice: Client, convention: Convention, jeanne: Utilisateur
) -> None:
    Convention.objects.filter(pk=convention.pk).update(code="EVAL21")
    commande = ReservationFactory(
        commande__convention=convention, commande__consignes="Sonner longtemps.", evaluateur=jeanne
    ).commande
    reponse = evaluatrice.get(reverse("evaluations:commande_pdf", args=[commande.pk]))
    pdf = PdfReader(io.BytesIO(reponse.content))
    texte = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for attendu in (
        f"Commande d’évaluation n° {commande.numero}",
        "Jeanne ROUX",
        "DURAND Jeanne",
        "12 rue des Tilleuls 21000 DIJON",
        "03 80 11 22 33",
        "02/12/2026",
        "EVAL21",
        "Première demande d’aide",
        "Sonner longtemps.",
        "Rendez-vous le",
    ):
        assert attendu in texte
    racine = pdf.trailer["/Root"]
    assert (racine["/MarkInfo"]["/Marked"], racine["/Lang"], len(pdf.pages)) == (True, "fr-FR", 1)
    assert reponse.content == evaluatrice.get(reverse("evaluations:commande_pdf", args=[commande.pk])).content


@pytest.mark.parametrize("texte", ["#sys.version", '#read("mission.typ")', "$x^2$", 'a"b\\', "*gras*"])
def test_aucun_texte_ne_commande_la_lettre(evaluatrice: Client, convention: Convention, texte: str) -> None:
    commande = CommandeFactory(convention=convention, consignes=texte, motif=texte)
    reponse = evaluatrice.get(reverse("evaluations:commande_pdf", args=[commande.pk]))
    assert texte in PdfReader(io.BytesIO(reponse.content)).pages[0].extract_text()


@pytest.mark.parametrize("nb", [1, 3])
@pytest.mark.parametrize("liste", ["a-reserver", "miennes", "collegues", "toutes"])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_commandes(
    *, evaluatrice: Client, convention: Convention, jeanne: Utilisateur, nb: int, liste: str, django_assert_num_queries
) -> None:
    for _ in range(nb):
        CommandeFactory(convention=convention)
        for evaluateur in (jeanne, UtilisateurFactory()):
            reservation = ReservationFactory(
                commande__convention=convention,
                evaluateur=evaluateur,
                appareil=AppareilFactory(utilisateur=evaluateur, partenaire=convention.partenaire),
            )
            EvaluationFactory(commande=reservation.commande, evaluateur=evaluateur, etat=EtatEvaluation.A_CORRIGER)
    with django_assert_num_queries(8 if liste == "a-reserver" else 9):
        evaluatrice.get(COMMANDES, {"liste": liste})


def test_une_longue_liste_se_lit_par_pages(evaluatrice: Client, convention: Convention) -> None:
    CommandeFactory.create_batch(26, convention=convention)
    page = evaluatrice.get(COMMANDES).context["page"]
    suite = listees(evaluatrice, curseur=page.suivant)
    assert (len(page), len(suite), page.object_list[-1].pk < suite[0].pk) == (25, 1, True)


@pytest.mark.exigence("CAI-19", "EVA-20")
def test_l_assistance_au_nom_de_la_structure_ne_lit_que_la_liste_nir_masque(
    client: Client, convention: Convention
) -> None:
    commande = CommandeFactory(convention=convention)
    client.force_login(UtilisateurFactory(national=True))
    client.post(reverse("partenaires:agir", args=[convention.partenaire_id]))
    page = lu(client.get(COMMANDES))
    assert commande.numero in page
    assert commande.beneficiaire.nir not in page.replace(" ", "")
    assert f"{commande.beneficiaire.nir[:3]}•••" in page.replace(" ", "")
    assert "commandes_reserver" not in page
    assert client.get(reverse("evaluations:commande", args=[commande.pk])).status_code == 404
    assert client.get(reverse("evaluations:commande_pdf", args=[commande.pk])).status_code == 404
