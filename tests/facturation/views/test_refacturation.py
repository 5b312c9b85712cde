"""« Corriger et refacturer » through its page: the fault beside its field, « Contrôler », « Refacturer » (ANO-10)."""

import html
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ppas.facturation.etats import EtatLigneRefusee
from ppas.facturation.models import Depot, LigneFacture, LigneRefusee
from ppas.facturation.regles.exemples import DOCUMENT_AMD
from ppas.socle.models import Consultation
from tests.factories.facturation import DepotFactory, LigneRefuseeFactory
from tests.factories.partenaires import RattachementFactory
from tests.factories.prises_en_charge import nir_de_femme
from tests.facturation.envois import DOCUMENT_2, NOM_2, Expediteur, document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
TROP = DOCUMENT_AMD.replace("<qt-ouvrables>14.00", "<qt-ouvrables>24.00").replace("15.50<", "25.50<")


@pytest.fixture
def navigateur(client: Client, expediteur: Expediteur) -> Client:
    RattachementFactory(utilisateur=expediteur.utilisateur, partenaire=expediteur.convention.partenaire)
    client.force_login(expediteur.utilisateur)
    return client


@pytest.fixture
def depot(expediteur: Expediteur) -> Depot:
    return expediteur.envoyer(TROP)


def adresse(depot: Depot) -> str:
    return reverse("facturation:refacturer", args=[depot.pk])


def page(reponse: HttpResponse) -> str:
    return " ".join(html.unescape(reponse.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def saisie(depot: Depot, **corrections: Any) -> dict[str, Any]:
    """Return what the page posts for every line of the deposit, `corrections` typed in each."""
    donnees: dict[str, Any] = {"lignes": []}
    for ligne in depot.lignes_refusees.order_by("rang"):
        donnees["lignes"].append(ligne.pk)
        valeurs = {
            "nir": ligne.nir,
            "nom": ligne.nom,
            "prenom": ligne.prenom,
            "numero_pec": ligne.numero_pec,
            "debut": ligne.debut.isoformat(),
            "fin": ligne.fin.isoformat(),
            "ouvrables_centiemes": f"{ligne.ouvrables_centiemes / 100:.2f}",
            "dimanches_feries_centiemes": f"{ligne.dimanches_feries_centiemes / 100:.2f}",
        }
        donnees |= {f"ligne-{ligne.pk}-{champ}": valeur for champ, valeur in (valeurs | corrections).items()}
    return donnees


@pytest.mark.exigence("ANO-10", "ANO-09")
def test_la_page_dit_la_faute_a_cote_du_champ_et_ce_que_le_portail_sait(navigateur: Client, depot: Depot) -> None:
    lu = page(navigateur.get(adresse(depot)))
    champ = f"id_ligne-{depot.lignes_refusees.get().pk}-ouvrables_centiemes"
    assert f'aria-describedby="{champ}_avis"' in lu
    assert f'id="{champ}_avis"' in lu
    assert 'value="24,00"' in lu
    assert "Prise en charge connue" in lu
    assert "Restent à facturer</dt><dd>20,00 h" in lu


@pytest.mark.exigence("ANO-10")
def test_controler_juge_sans_rien_envoyer(navigateur: Client, depot: Depot) -> None:
    reponse = navigateur.post(adresse(depot), saisie(depot, ouvrables_centiemes="14,00") | {"controler": "1"})
    assert reponse.status_code == 200
    assert "1 ligne sur 1 peut être refacturée." in page(reponse)
    assert not LigneFacture.objects.exists()


@pytest.mark.exigence("ANO-04", "ANO-10")
def test_refacturer_envoie_la_ligne_et_le_rapport_le_dit(navigateur: Client, depot: Depot) -> None:
    reponse = navigateur.post(
        adresse(depot), saisie(depot, ouvrables_centiemes="14,00") | {"refacturer": "1"}, follow=True
    )
    assert reponse.redirect_chain[-1][0] == reverse("facturation:depot", args=[depot.pk])
    lu = page(reponse)
    assert "1 ligne est refacturée." in lu
    assert "1 ligne corrigée et refacturée depuis" in lu
    assert LigneFacture.objects.get().ouvrables_centiemes == 1400


@pytest.mark.exigence("ANO-10")
def test_un_double_clic_ne_facture_qu_une_fois(navigateur: Client, depot: Depot) -> None:
    donnees = saisie(depot, ouvrables_centiemes="14,00") | {"refacturer": "1"}
    navigateur.post(adresse(depot), donnees)
    reponse = navigateur.post(adresse(depot), donnees, follow=True)
    assert "déjà refacturées" in page(reponse)
    assert LigneFacture.objects.count() == 1


@pytest.mark.exigence("ANO-03", "ANO-10")
def test_les_lignes_encore_fautives_restent_et_leur_saisie_aussi(navigateur: Client, expediteur: Expediteur) -> None:
    expediteur.accorder(2)
    depot = expediteur.envoyer(document(2, faux=(1, 2)))
    premiere, seconde = depot.lignes_refusees.order_by("rang")
    donnees = saisie(depot) | {f"ligne-{premiere.pk}-nir": nir_de_femme(1), f"ligne-{seconde.pk}-nom": "MARTIN"}
    reponse = navigateur.post(adresse(depot), donnees | {"refacturer": "1"})
    lu = page(reponse)
    assert reponse.status_code == 422
    assert "1 ligne est refacturée." in lu
    assert "1 ligne reste à corriger" in lu
    assert 'value="MARTIN"' in lu
    assert f"ligne-{premiere.pk}-nir" not in lu


@pytest.mark.exigence("ANO-10")
@pytest.mark.parametrize(
    ("champ", "valeur", "erreur"),
    [
        ("ouvrables_centiemes", "beaucoup", "Écrivez un nombre d’heures"),
        ("ouvrables_centiemes", "900", "Un mois compte 744 heures au plus"),
        ("debut", "31/02/2026", "Indiquez une date qui existe"),
        ("debut", "0001-01-01", "à partir de 1900"),
        ("nir", "123", "15 caractères"),
        ("nom", "", "Indiquez le nom."),
        ("numero_pec", "a b", "1 à 20 lettres"),
    ],
)
def test_ce_qui_ne_se_lit_pas_est_dit_et_rien_n_est_envoye(
    navigateur: Client, depot: Depot, champ: str, valeur: str, erreur: str
) -> None:
    reponse = navigateur.post(adresse(depot), saisie(depot, **{champ: valeur}) | {"refacturer": "1"})
    assert reponse.status_code == 422
    assert erreur in page(reponse)
    assert not LigneFacture.objects.exists()


@pytest.mark.exigence("ANO-05", "ANO-07")
def test_une_ligne_deja_facturee_est_montree_avec_l_explication_sans_champ(
    navigateur: Client, expediteur: Expediteur
) -> None:
    expediteur.envoyer(DOCUMENT_AMD)
    depot = expediteur.envoyer(DOCUMENT_2, NOM_2)
    lu = page(navigateur.get(adresse(depot)))
    assert "vous devrez transmettre la facturation concernée par courrier à votre caisse régionale" in lu
    assert reverse("facturation:enregistrement", args=[LigneFacture.objects.get().pk]) in lu
    assert "Refacturer</button>" not in lu


@pytest.mark.exigence("ANO-05")
def test_le_serveur_refuse_de_refacturer_une_ligne_exclue(navigateur: Client, depot: Depot) -> None:
    LigneRefusee.objects.update(etat=EtatLigneRefusee.PAR_COURRIER, codes="L05")
    reponse = navigateur.post(adresse(depot), saisie(depot, ouvrables_centiemes="14,00") | {"refacturer": "1"})
    assert reponse.status_code == 409
    assert "ne peut pas être re-facturée via le portail" in page(reponse)
    assert not LigneFacture.objects.exists()


def test_on_peut_n_en_montrer_qu_une(navigateur: Client, expediteur: Expediteur) -> None:
    depot = expediteur.envoyer(document(2, faux=(1, 2)))
    premiere = depot.lignes_refusees.order_by("rang")[0]
    reponse = navigateur.get(adresse(depot), {"ligne": premiere.pk})
    assert [rejugee.refus for rejugee, _ in reponse.context["lignes"]] == [premiere]


def test_tout_est_traite(navigateur: Client, depot: Depot) -> None:
    LigneRefusee.objects.update(etat=EtatLigneRefusee.SANS_SUITE)
    assert "Plus rien à corriger" in page(navigateur.get(adresse(depot)))


@pytest.mark.exigence("PLU-11")
def test_qui_a_vu_qui_est_note(navigateur: Client, depot: Depot) -> None:
    navigateur.get(adresse(depot))
    assert Consultation.objects.get().objet_ref == depot.pk


def test_le_depot_d_autrui_n_existe_pas(navigateur: Client) -> None:
    assert navigateur.get(adresse(DepotFactory())).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    navigateur: Client, expediteur: Expediteur, nb: int, django_assert_num_queries
) -> None:
    depot = DepotFactory(convention=expediteur.convention)
    for rang in range(nb):
        LigneRefuseeFactory(depot=depot, rang=rang + 1, debut=f"2026-10-{rang + 1:02d}")
    with django_assert_num_queries(11):
        navigateur.get(adresse(depot))
