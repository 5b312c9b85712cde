"""The `commandes-evaluation` flux is taken whole or not at all (CAI-08)."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ppas.caisses.models import Caisse, Flux, Importation, TypePartenaire
from ppas.echanges.operations.importer import importer
from ppas.evaluations.etats import EtatCommande
from ppas.evaluations.models import Commande
from ppas.evaluations.operations import importer_commandes as module
from ppas.evaluations.operations.importer_commandes import importer_commandes
from ppas.prises_en_charge.models import Beneficiaire
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import FichierRefuse
from tests.evaluations.fichiers import commandes
from tests.factories import (
    CaisseFactory,
    ConventionFactory,
    EvaluationFactory,
    RattachementFactory,
    UtilisateurFactory,
)
from tests.factories.prises_en_charge import nir_de_femme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
ECRITES = (Importation, Beneficiaire, Commande, Evenement, Courriel)
AUTRE = {"no_commande": "EV2", "nir": nir_de_femme(2), "nom": "MARTIN"}
EXEMPLES = Path(__file__).parents[3] / "exemples" / "flux"


@pytest.fixture
def caisse() -> Caisse:
    """Return a caisse with two structures of evaluation, EVA1 and EVA2, and a home helper, AMD1."""
    eva1 = ConventionFactory(code="EVA1", type_partenaire__code=TypePartenaire.EVALUATION)
    ConventionFactory(code="EVA2", caisse=eva1.caisse, type_partenaire=eva1.type_partenaire)
    ConventionFactory(code="AMD1", caisse=eva1.caisse)
    return eva1.caisse


@pytest.fixture
def prendre(caisse: Caisse) -> Callable[..., Importation]:
    def prendre(*lignes: dict[str, str]) -> Importation:
        return importer_commandes(commandes(*lignes), "commandes.csv", caisse=caisse, par=UtilisateurFactory())

    return prendre


def contenu_de_la_base() -> list[list[dict]]:
    """Return every row that an import may write."""
    return [list(modele.objects.order_by("pk").values()) for modele in ECRITES]


@pytest.mark.exigence("CAI-08", "EVA-01")
def test_une_commande_est_creee_avec_sa_personne(prendre) -> None:
    importation = prendre({"nom": "Le Gœff"})
    commande = Commande.objects.select_related("beneficiaire", "convention").get()
    assert (importation.nb_lignes, importation.flux) == (1, Flux.COMMANDES_EVALUATION)
    assert (commande.numero, commande.convention.code, commande.etat) == ("EV1", "EVA1", EtatCommande.A_RESERVER)
    assert (commande.telephone, commande.consignes) == ("0380112233", "Sonner deux fois")
    assert (commande.beneficiaire.nom_recherche, commande.importation) == ("le goeff jeanne", importation)


@pytest.mark.exigence("CAI-08")
def test_une_seule_mauvaise_ligne_fait_tout_refuser(prendre) -> None:
    avant = contenu_de_la_base()
    with pytest.raises(FichierRefuse) as refus:
        prendre({}, AUTRE | {"code_convention": "AMD1"})
    assert [(faute.ligne, faute.champ) for faute in refus.value.fautes.montrees] == [(3, "code_convention")]
    assert contenu_de_la_base() == avant


@pytest.mark.parametrize("octets", [b"", b"\x00\xff", b"no_commande;nir\n1;2\n", b"%PDF-1.7\n" * 50])
def test_un_fichier_quelconque_est_refuse_sans_rien_ecrire(caisse: Caisse, octets: bytes) -> None:
    with pytest.raises(FichierRefuse):
        importer_commandes(io.BytesIO(octets), "x.csv", caisse=caisse, par=None)
    assert contenu_de_la_base() == [[]] * len(ECRITES)


@pytest.mark.exigence("CAI-08")
def test_le_meme_fichier_deux_fois_ne_change_rien(prendre) -> None:
    premiere = prendre({}, AUTRE)
    apres = contenu_de_la_base()
    assert prendre({}, AUTRE) == premiere
    assert contenu_de_la_base() == apres


def test_la_meme_commande_dans_un_autre_fichier_ne_change_rien(prendre) -> None:
    prendre({})
    avant = Commande.objects.values().get()
    prendre(AUTRE, {})
    assert Commande.objects.values().get(numero="EV1") == avant
    assert not Evenement.objects.filter(action="modifier_commande").exists()


@pytest.mark.exigence("CAI-08")
def test_un_autre_contenu_remplace_et_le_journal_dit_quoi(prendre) -> None:
    prendre({})
    importation = prendre({"date_limite": "2026-12-20", "adresse": "3 place Wilson"})
    commande = Commande.objects.get()
    assert (commande.adresse, commande.date_limite.isoformat()) == ("3 place Wilson", "2026-12-20")
    evenement = Evenement.objects.get(action="modifier_commande")
    assert evenement.libelle == "Commande n° EV1 modifiée par la caisse, à rendre avant le 20/12/2026"
    assert evenement.details == {"champs": ["adresse", "date_limite"], "importation": importation.pk}


def test_un_nom_corrige_met_a_jour_la_personne(prendre) -> None:
    prendre({"nom": "DURANT"})
    prendre({})
    assert Beneficiaire.objects.get().nom == "DURAND"
    assert Evenement.objects.get(action="modifier_commande").details["champs"] == ["nom"]


def test_une_commande_libre_confiee_a_une_autre_structure_est_dite_aux_deux(prendre, caisse: Caisse) -> None:
    ancienne, nouvelle = (caisse.conventions.get(code=code).partenaire_id for code in ("EVA1", "EVA2"))
    prendre({})
    prendre({"code_convention": "EVA2"})
    assert Commande.objects.get().convention.code == "EVA2"
    dites = dict(
        Evenement.objects.filter(action__in=["recevoir", "retirer"])
        .order_by("id")
        .values_list("partenaire_ref", "libelle")
    )
    assert dites == {
        ancienne: "1 commande d’évaluation confiée par la caisse à une autre structure.",
        nouvelle: "1 commande d’évaluation reçue.",
    }


def test_une_commande_rendue_dont_l_evaluation_est_commencee_reste_a_sa_structure(prendre) -> None:
    prendre({})
    EvaluationFactory(commande=Commande.objects.get())
    with pytest.raises(FichierRefuse) as refus:
        prendre({"code_convention": "EVA2"})
    assert "est réservée ou commencée" in str(refus.value.fautes.montrees[0])
    prendre({"date_limite": "2026-12-20"})
    assert Commande.objects.get().date_limite.isoformat() == "2026-12-20"


def test_une_commande_transmise_ne_se_remplace_pas(prendre) -> None:
    prendre({})
    Commande.objects.update(etat=EtatCommande.REALISEE)
    with pytest.raises(FichierRefuse) as refus:
        prendre({"adresse": "3 place Wilson"})
    assert [faute.champ for faute in refus.value.fautes.montrees] == ["no_commande"]


@pytest.mark.exigence("CAI-08")
def test_une_personne_deja_attendue_est_une_faute(prendre) -> None:
    prendre({})
    with pytest.raises(FichierRefuse) as refus:
        prendre({"no_commande": "EV9"})
    assert "commande en cours, n° EV1" in str(refus.value.fautes.montrees[0])


def test_deux_caisses_ne_partagent_ni_numero_ni_personne(prendre, caisse: Caisse) -> None:
    voisine = ConventionFactory(
        code="EVA1",
        caisse=CaisseFactory(code="30"),
        type_partenaire=caisse.conventions.get(code="EVA1").type_partenaire,
    ).caisse
    prendre({})
    importer_commandes(commandes({"commune": "NIMES"}), "c.csv", caisse=voisine, par=None)
    assert list(Commande.objects.order_by("pk").values_list("commune", "beneficiaire__commune")) == [
        ("DIJON", "DIJON"),
        ("NIMES", "NIMES"),
    ]


@pytest.mark.exigence("HIS-01", "HIS-02")
def test_l_import_est_dans_l_historique_de_la_caisse_et_de_chaque_structure(prendre, caisse: Caisse) -> None:
    prendre({}, AUTRE, {"no_commande": "EV3", "nir": nir_de_femme(3), "code_convention": "EVA2"})
    eva1, eva2 = (caisse.conventions.get(code=code).partenaire_id for code in ("EVA1", "EVA2"))
    assert {e.partenaire_ref: (e.libelle, e.nature, e.sens, e.caisse_ref) for e in Evenement.objects.all()} == {
        None: ("3 commandes d’évaluation importées.", "commandes", "recu", caisse.pk),
        eva1: ("2 commandes d’évaluation reçues.", "commandes", "recu", caisse.pk),
        eva2: ("1 commande d’évaluation reçue.", "commandes", "recu", caisse.pk),
    }


def test_chaque_administrateur_recoit_un_mail_par_fichier(prendre, caisse: Caisse) -> None:
    partenaire = caisse.conventions.get(code="EVA1").partenaire
    for mail in ("a@exemple.fr", "b@exemple.fr"):
        RattachementFactory(partenaire=partenaire, administrateur=True, utilisateur__mail=mail)
    prendre({}, AUTRE)
    assert list(Courriel.objects.order_by("pk").values_list("destinataire", flat=True)) == [
        "a@exemple.fr",
        "b@exemple.fr",
    ]
    assert "vous adresse 2 commandes d’évaluation" in Courriel.objects.first().corps


def test_le_journal_et_les_mails_ne_nomment_personne(prendre, caisse: Caisse) -> None:
    RattachementFactory(partenaire=caisse.conventions.get(code="EVA1").partenaire, administrateur=True)
    prendre({})
    prendre({"adresse": "3 place Wilson"})
    textes = [f"{e.libelle} {e.details}" for e in Evenement.objects.all()]
    textes += [f"{c.sujet} {c.corps}" for c in Courriel.objects.all()]
    secrets = (nir_de_femme(1), "DURAND", "Tilleuls", "Wilson")
    assert [mot for mot in secrets for texte in textes if mot in texte] == []


def test_une_commande_prise_entre_les_deux_lectures_annule_tout(prendre, monkeypatch: pytest.MonkeyPatch) -> None:
    prendre({})
    avant = contenu_de_la_base()
    lots = module._Lecture.lots

    def lots_puis_reservation(lecture):
        if lecture.verrouille:
            Commande.objects.update(etat=EtatCommande.RESERVEE)
        return lots(lecture)

    monkeypatch.setattr(module._Lecture, "lots", lots_puis_reservation)
    with pytest.raises(FichierRefuse):
        prendre({"code_convention": "EVA2"}, AUTRE)
    assert [len(lignes) for lignes in contenu_de_la_base()] == [len(lignes) for lignes in avant]


def test_le_nombre_de_requetes_ne_depend_que_du_nombre_de_lots(caisse: Caisse, django_assert_num_queries) -> None:
    lignes = [{"no_commande": f"EV{n}", "nir": nir_de_femme(n)} for n in range(60)]
    for contenu in (commandes({"no_commande": "SEULE", "nir": nir_de_femme(99)}), commandes(*lignes)):
        with django_assert_num_queries(18):
            importer_commandes(contenu, "c.csv", caisse=caisse, par=None)


@pytest.mark.exigence("CAI-08")
def test_le_flux_passe_par_la_porte_commune(caisse: Caisse) -> None:
    reception = importer("commandes-evaluation", commandes({}), "c.csv", caisse=caisse, par=None)
    assert reception.compte_rendu == "Commandes d’évaluation : c.csv : 1 ligne importée."
    encore = importer("commandes-evaluation", commandes({}), "c.csv", caisse=caisse, par=None)
    assert not encore.est_nouvelle


@pytest.mark.exigence("CAI-08")
def test_la_ligne_de_commande_importe_et_dit_les_fautes(caisse: Caisse, tmp_path: Path) -> None:
    fichier = tmp_path / "commandes.csv"
    fichier.write_bytes(commandes({}).getvalue())
    call_command("importer", "commandes-evaluation", str(fichier), caisse=caisse.code, stdout=io.StringIO())
    assert Commande.objects.count() == 1
    fichier.write_bytes(commandes({"code_postal": "X"}).getvalue())
    erreurs = io.StringIO()
    with pytest.raises(CommandError):
        call_command("importer", "commandes-evaluation", str(fichier), caisse=caisse.code, stderr=erreurs)
    assert "Ligne 2, code_postal : « X » lu ; attendu : 5 chiffres." in erreurs.getvalue()
