"""Filling in an evaluation page by page, without any script."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Evaluation
from ppas.evaluations.operations.saisie import commencer
from ppas.evaluations.regles.description import charger
from ppas.evaluations.regles.fusion import empreinte
from tests.conftest import Horloge
from tests.evaluations.evaluees import COMPLETES, structure, terminee
from tests.factories import AppareilFactory, CommandeFactory, RattachementFactory, ReservationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("EVA-19")]
SCRIPT = {"X-Saisie": "automatique"}


class Ecran:
    """The screen of an evaluator: pages of one evaluation, sent as his browser does."""

    def __init__(self, evaluation: Evaluation, utilisateur: Any = None) -> None:
        self.evaluation = evaluation
        self.client = Client()
        self.client.force_login(utilisateur or evaluation.evaluateur)

    def adresse(self, section: str) -> str:
        return reverse("evaluations:saisie_section", args=[self.evaluation.pk, section])

    def lire(self, section: str) -> str:
        reponse = self.client.get(self.adresse(section))
        assert reponse.status_code == 200
        return reponse.content.decode()

    def vue(self, section: str) -> str:
        return re.search('name="vue" value="([0-9a-f]+)"', self.lire(section))[1]

    def envoyer(self, section: str, saisies: dict[str, Any], *, vue: str | None = None, headers: Any = None) -> Any:
        donnees = {"vue": self.vue(section) if vue is None else vue, **saisies}
        return self.client.post(self.adresse(section), donnees, headers=headers or {})

    @property
    def reponses(self) -> dict[str, Any]:
        self.evaluation.refresh_from_db()
        return self.evaluation.reponses


@pytest.fixture
def ecran(horloge: Horloge) -> Ecran:
    """An evaluation just begun by its evaluator."""
    convention, par = structure()
    commande = CommandeFactory(convention=convention, reservee=True)
    ReservationFactory(commande=commande, evaluateur=par)
    return Ecran(commencer(commande, par=par))


def test_une_page_incomplete_s_enregistre_et_mene_a_la_suivante(ecran: Ecran) -> None:
    reponse = ecran.envoyer("visite", {"visite_date": "03/11/2026", "visite_demande": "premiere", "vers": "aides"})
    assert (reponse.status_code, reponse.url) == (302, ecran.adresse("aides"))
    assert ecran.reponses == {"visite_date": "2026-11-03", "visite_demande": "premiere"}
    assert str(ecran.evaluation.visitee_le) == "2026-11-03"


def test_la_page_montre_ce_qui_est_enregistre(ecran: Ecran) -> None:
    ecran.envoyer("visite", {"visite_date": "03/11/2026", "visite_presents": ["conjoint", "voisin"]})
    page = ecran.lire("visite")
    assert 'value="03/11/2026"' in page
    assert re.search('value="conjoint"[^>]* checked', page)
    assert not re.search('value="enfant"[^>]* checked', page)


def test_les_cases_decochees_et_les_champs_vides_effacent(ecran: Ecran) -> None:
    ecran.envoyer("visite", {"visite_medecin": "Dr Blanc", "visite_presents": ["voisin"]})
    ecran.envoyer("visite", {"visite_medecin": ""})
    assert ecran.reponses == {}


FAUTIVES = [
    ("visite", "visite_date", "31/02/2026", "date qui existe"),
    ("visite", "visite_date", "03/11/2030", "dans l’avenir"),
    ("visite", "visite_telephone", "1" * 21, "20 caractères au plus"),
    ("visite", "visite_adresse", "a" * 301, "300 caractères au plus"),
    ("visite", "visite_demande", "autre", "réponse de la liste"),
    ("visite", "visite_presents", ["conjoint", "chat"], "réponse de la liste"),
    ("visite", "visite_coordonnees_changees", "peut-être", "réponse de la liste"),
    ("aides", "aides_repas", "12,5", "nombre entier"),
    ("aides", "aides_repas", "beaucoup", "Écrivez un nombre"),
    ("aides", "aides_menagere", "745", "744 au plus"),
    ("aggir", "aggir_transferts", ["S", "0"], "Ne fait pas seul"),
    ("fragire", "fragire_score", "-1", "0 au moins"),
]


@pytest.mark.parametrize(("section", "cle", "tapee", "phrase"), FAUTIVES)
def test_une_valeur_fautive_reste_a_l_ecran_et_les_autres_sont_gardees(
    ecran: Ecran, section: str, cle: str, tapee: Any, phrase: str
) -> None:
    autre = {"visite": "visite_medecin", "aides": "aides_services_autre", "fragire": "fragire_motif"}.get(section)
    saisies = {cle: tapee} | ({autre: "Bien lu"} if autre else {"aggir_menage": ["S"]})
    reponse = ecran.envoyer(section, saisies)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "<title>Erreur" in page.replace("\n", "")
    assert phrase in page.partition('id="resume-erreurs"')[2]
    assert re.search(f'name="{cle}"[^>]*aria-describedby="[^"]*fautes-{cle}"', page) or f"fautes-{cle}" in page
    assert 'aria-invalid="true"' in page
    if isinstance(tapee, str) and section != "aggir" and not re.search("liste", phrase):
        assert tapee in page
    assert cle not in ecran.reponses
    assert ecran.reponses == ({autre: "Bien lu"} if autre else {"aggir_menage": "S"})


def test_une_valeur_fautive_n_efface_pas_celle_d_avant(ecran: Ecran) -> None:
    ecran.envoyer("visite", {"visite_date": "03/11/2026"})
    ecran.envoyer("visite", {"visite_date": "demain"})
    assert ecran.reponses == {"visite_date": "2026-11-03"}


def test_une_reponse_fautive_du_plan_garde_le_reste_de_sa_ligne(ecran: Ecran) -> None:
    ligne = {"plan_lignes-prestation": "courses", "plan_lignes-quantite": "deux", "plan_lignes-unite": "forfait"}
    reponse = ecran.envoyer("plan", {"plan_issue": "aides", **ligne})
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert 'href="#id_plan_lignes-0-quantite"' in page
    assert re.search('value="deux"[^>]*aria-invalid="true"', page)
    assert ecran.reponses["plan_lignes"] == [{"prestation": "courses", "unite": "forfait"}]


def test_un_plan_s_allonge_et_se_raccourcit_sans_script(ecran: Ecran) -> None:
    deux = {"plan_issue": "aides", "plan_lignes-prestation": ["courses", "telealarme"]}
    reponse = ecran.envoyer("plan", {**deux, "ajouter-plan_lignes": "1"})
    assert reponse.url == f"{ecran.adresse('plan')}?lignes=3#id_plan_lignes-2-prestation"
    page = ecran.client.get(reponse.url).content.decode()
    assert page.count('name="plan_lignes-quantite"') == 3 + 1  # the last one is the script's model
    ecran.envoyer("plan", {**deux, "retirer-plan_lignes": "0"})
    assert ecran.reponses["plan_lignes"] == [{"prestation": "telealarme"}]


def test_une_condition_d_une_autre_page_y_est_lue(ecran: Ecran) -> None:
    assert re.search('data-question="conseils_redaction"[^>]* hidden', ecran.lire("conseils"))
    ecran.envoyer("plan", {"plan_issue": "conseils"})
    assert not re.search('data-question="conseils_redaction"[^>]* hidden', ecran.lire("conseils"))


def test_une_question_conditionnelle_se_remplit_sans_script(ecran: Ecran) -> None:
    page = ecran.lire("visite")
    assert "Si « L’adresse ou le téléphone de la commande sont-ils à corriger » : « Oui »." in page
    ecran.envoyer("visite", {"visite_coordonnees_changees": "oui", "visite_adresse": "2 rue Basse\r\n21000 DIJON"})
    assert ecran.reponses["visite_adresse"] == "2 rue Basse\n21000 DIJON"


def test_la_grille_dit_le_gir(ecran: Ecran) -> None:
    assert "il manque 17 réponses" in ecran.lire("aggir")
    lettres = {cle: ["S", "T", "C", "H"] for cle in COMPLETES if cle.startswith("aggir_")}
    ecran.envoyer("aggir", lettres | {"aggir_toilette_bas": ["0"]})
    assert "GIR 5" in ecran.lire("aggir")
    assert ecran.evaluation.gir is None  # as it was read before
    ecran.evaluation.refresh_from_db()
    assert ecran.evaluation.gir == 5


def test_le_plan_dit_ses_totaux_et_ce_qui_depasse(ecran: Ecran) -> None:
    evaluation = terminee(ecran.evaluation.convention, ecran.evaluation.evaluateur)
    Evaluation.objects.filter(pk=evaluation.pk).update(etat=EtatEvaluation.EN_COURS)
    page = Ecran(evaluation)
    assert "24,00" in page.lire("plan").partition("titre-bilan")[2]
    ligne = {f"plan_lignes-{champ}": valeur for champ, valeur in COMPLETES["plan_lignes"][0].items()}
    page.envoyer("plan", {"plan_issue": "aides", **ligne, "plan_lignes-quantite": "10"})
    assert "pour un plafond de" in page.lire("plan")


@pytest.mark.exigence("EVA-03")
def test_deux_onglets_sur_deux_sections_ne_perdent_rien(ecran: Ecran) -> None:
    vues = {section: ecran.vue(section) for section in ("visite", "observations")}
    ecran.envoyer("visite", {"visite_medecin": "Dr Blanc"}, vue=vues["visite"])
    ecran.envoyer("observations", {"observations_texte": "Rien."}, vue=vues["observations"])
    assert ecran.reponses == {"visite_medecin": "Dr Blanc", "observations_texte": "Rien."}


@pytest.mark.exigence("EVA-03")
def test_deux_onglets_sur_une_section_montrent_les_deux_versions(ecran: Ecran) -> None:
    vue = ecran.vue("visite")
    ecran.envoyer("visite", {"visite_medecin": "Dr Blanc"}, vue=vue)
    reponse = ecran.envoyer("visite", {"visite_medecin": "Dr Noir"}, vue=vue)
    page = reponse.content.decode()
    assert reponse.status_code == 409
    assert ecran.reponses == {"visite_medecin": "Dr Blanc"}
    assert "Dr Blanc" in page.partition('id="ecarts"')[2]
    assert 'value="Dr Noir"' in page
    assert f'name="vue" value="{vue}"' in page  # typing on goes on being no answer to the conflict
    garder = re.search('name="garder" value="([0-9a-f]+)"', page)[1]
    ecran.envoyer("visite", {"visite_medecin": "Dr Noir", "garder": garder}, vue=vue)
    assert ecran.reponses == {"visite_medecin": "Dr Noir"}


@pytest.mark.exigence("EVA-03")
def test_deux_onglets_sur_le_plan_montrent_les_lignes_des_deux_versions(ecran: Ecran) -> None:
    vue = ecran.vue("plan")
    ecran.envoyer("plan", {"plan_issue": "aides", "plan_lignes-prestation": "courses"}, vue=vue)
    reponse = ecran.envoyer("plan", {"plan_issue": "aides", "plan_lignes-prestation": "telealarme"}, vue=vue)
    page = reponse.content.decode()
    assert reponse.status_code == 409
    assert 'aria-label="Aides proposées, sur le portail"' in page
    assert 'aria-label="Aides proposées, votre saisie"' in page


def test_le_meme_envoi_deux_fois_n_est_pas_un_conflit(ecran: Ecran) -> None:
    vue = ecran.vue("visite")
    statuts = [ecran.envoyer("visite", {"visite_medecin": "Dr Blanc"}, vue=vue).status_code for _ in range(2)]
    assert statuts == [302, 302]
    assert ecran.reponses == {"visite_medecin": "Dr Blanc"}
    assert ecran.evaluation.revision == 2


def test_une_page_ancienne_ou_rien_n_est_change_montre_la_version_du_portail(ecran: Ecran) -> None:
    vue = ecran.vue("visite")
    ecran.envoyer("visite", {"visite_medecin": "Dr Blanc"}, vue=vue)
    reponse = ecran.client.post(ecran.adresse("visite"), {"vue": vue, "vers": "aides"}, follow=True)
    assert "avait été modifiée entre-temps" in reponse.content.decode()
    assert ecran.reponses == {"visite_medecin": "Dr Blanc"}


def test_une_evaluation_transferee_entre_temps_montre_ce_qui_etait_tape(ecran: Ecran) -> None:
    collegue = RattachementFactory(partenaire=ecran.evaluation.convention.partenaire).utilisateur
    ancien, vue = ecran.evaluation.evaluateur, ecran.vue("visite")
    ecran.evaluation.commande.reservations.update(finie_le="2026-11-04T08:00:00Z", fin="transferee")
    ReservationFactory(commande=ecran.evaluation.commande, evaluateur=collegue)
    commencer(ecran.evaluation.commande, par=collegue)
    reponse = Ecran(ecran.evaluation, ancien).envoyer("visite", {"visite_medecin": "Dr Blanc"}, vue=vue)
    assert reponse.status_code == 409
    assert "Dr Blanc" in reponse.content.decode()
    assert str(collegue) in reponse.content.decode()
    assert ecran.reponses == {}
    assert Ecran(ecran.evaluation, ancien).client.get(ecran.adresse("visite")).status_code == 404


def test_une_evaluation_terminee_dans_un_autre_onglet_se_reprend_sans_rien_perdre(ecran: Ecran) -> None:
    evaluation = terminee(ecran.evaluation.convention, ecran.evaluation.evaluateur)
    page = Ecran(evaluation)
    vue = empreinte(charger(1).sections[-2], {})
    donnees = {"observations_texte": "Un mot de plus"}
    reponse = page.envoyer("observations", donnees, vue=vue)
    assert reponse.status_code == 409
    assert "Un mot de plus" in reponse.content.decode()
    assert page.reponses == COMPLETES
    assert page.envoyer("observations", {**donnees, "reprendre": "1"}, vue=vue).status_code == 302
    assert page.reponses["observations_texte"] == "Un mot de plus"
    assert page.evaluation.etat == EtatEvaluation.EN_COURS


def page_vue(reponse: Any) -> str:
    return re.search('name="vue" value="([0-9a-f]+)"', reponse.content.decode())[1]


def test_le_script_recoit_la_page_seule_et_la_nouvelle_empreinte(ecran: Ecran) -> None:
    vue = ecran.vue("visite")
    reponse = ecran.envoyer("visite", {"visite_medecin": "Dr Blanc"}, vue=vue, headers=SCRIPT)
    page = reponse.content.decode()
    assert reponse.status_code == 200
    assert "<html" not in page
    assert "Enregistré à 09:30" in page
    assert page_vue(reponse) == ecran.vue("visite") != vue


def test_le_script_apprend_un_conflit_sans_rien_ecrire(ecran: Ecran) -> None:
    vue = ecran.vue("visite")
    ecran.envoyer("visite", {"visite_medecin": "Dr Blanc"}, vue=vue)
    reponse = ecran.envoyer("visite", {"visite_medecin": "Dr Noir"}, vue=vue, headers=SCRIPT)
    assert reponse.status_code == 409
    assert "Non enregistré" in reponse.content.decode()
    assert ecran.reponses == {"visite_medecin": "Dr Blanc"}


def test_une_section_inconnue_n_existe_pas(ecran: Ecran) -> None:
    assert ecran.client.get(ecran.adresse("inconnue")).status_code == 404


def test_un_ordinateur_hors_ligne_est_rappele(ecran: Ecran) -> None:
    assert "Cette commande est réservée sur l’ordinateur" not in ecran.lire("visite")
    ecran.evaluation.commande.reservations.update(appareil=AppareilFactory(nom="Portable de Mikael"))
    assert "Cette commande est réservée sur l’ordinateur « Portable de Mikael »" in ecran.lire("visite").replace(
        "\xa0", " "
    ).replace("&nbsp;", " ")


def test_ce_qui_est_un_exemple_du_projet_le_dit(ecran: Ecran) -> None:
    assert ecran.lire("visite").count("exemple du projet</span>") == 2
    assert "Cette section est un exemple du projet" in ecran.lire("consentement")


REQUETES = 6


def test_une_page_ne_fait_aucune_requete_par_question(ecran: Ecran, django_assert_num_queries: Any) -> None:
    ecran.lire("visite")
    for section in charger(1).sections:
        with django_assert_num_queries(REQUETES + (section.cle == "plan")):
            ecran.lire(section.cle)


def test_un_choix_facultatif_peut_se_defaire(ecran: Ecran) -> None:
    ecran.envoyer("habitat", {"habitat_occupation": "locataire", "habitat_type": "maison"})
    assert "Sans réponse" in ecran.lire("habitat")
    ecran.envoyer("habitat", {"habitat_occupation": "", "habitat_type": "maison"})
    assert ecran.reponses == {"habitat_type": "maison"}
