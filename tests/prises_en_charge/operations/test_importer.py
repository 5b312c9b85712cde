"""Taking in the `prises-en-charge` flux (CAI-10)."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ppas.caisses.models import Caisse, Importation
from ppas.prises_en_charge.models import Beneficiaire, PriseEnCharge, VersionPriseEnCharge
from ppas.prises_en_charge.operations import importer
from ppas.prises_en_charge.operations.importer import importer_prises_en_charge
from ppas.socle.models import Evenement
from ppas.socle.refus import FichierRefuse
from tests.factories import (
    BeneficiaireFactory,
    CaisseFactory,
    ConventionFactory,
    PrestationFactory,
    PriseEnChargeFactory,
    UtilisateurFactory,
)
from tests.factories.prises_en_charge import nir_de_femme

pytestmark = pytest.mark.django_db
type Fabrique = Callable[..., io.BytesIO]
ECRITES = (Importation, Beneficiaire, PriseEnCharge, VersionPriseEnCharge, Evenement)


@pytest.fixture
def caisse() -> Caisse:
    """Return a caisse with the convention AMD1, open to PPP001."""
    PrestationFactory()
    return ConventionFactory(code="AMD1", partenaire__nom="Aide et Présence").caisse


def importer_(contenu: io.BytesIO, caisse: Caisse, par=None) -> Importation:
    return importer_prises_en_charge(contenu, "pec.csv", caisse=caisse, par=par)


def contenu_de_la_base() -> list[list[dict]]:
    """Return every row that an import may write."""
    return [list(modele.objects.order_by("pk").values()) for modele in ECRITES]


@pytest.mark.exigence("CAI-10")
def test_une_prise_en_charge_est_creee_avec_son_beneficiaire(caisse: Caisse, fichier: Fabrique, horloge) -> None:
    agent = UtilisateurFactory()
    importation = importer_(fichier({"nom": "Le Gœff", "prenom": "Zoé"}), caisse, par=agent)
    prise_en_charge = PriseEnCharge.objects.get()
    assert (importation.nb_lignes, importation.nom_fichier, importation.importe_par) == (1, "pec.csv", agent)
    assert prise_en_charge.numero == "2026004512"
    assert prise_en_charge.convention.code == "AMD1"
    assert prise_en_charge.prestation.code == "PPP001"
    assert (prise_en_charge.debut, prise_en_charge.fin) == (date(2026, 1, 1), date(2026, 12, 31))
    assert prise_en_charge.quantite_mensuelle_centiemes == 1550
    assert prise_en_charge.plafond_centimes is None
    assert prise_en_charge.participation == 1000
    assert prise_en_charge.beneficiaire.nir == nir_de_femme(1)
    assert prise_en_charge.beneficiaire.nom_recherche == "le goeff zoe"


@pytest.mark.exigence("CAI-10")
def test_une_seule_mauvaise_ligne_fait_tout_refuser(caisse: Caisse, fichier: Fabrique) -> None:
    avant = contenu_de_la_base()
    with pytest.raises(FichierRefuse) as refus:
        importer_(fichier({}, {"no_pec": "2", "date_fin": "2025-01-01"}, {"no_pec": "3"}), caisse)
    assert refus.value.message == "Le fichier comporte 1 erreur : rien n’a été importé."
    assert [(faute.ligne, faute.champ) for faute in refus.value.fautes.montrees] == [(3, "date_fin")]
    assert contenu_de_la_base() == avant


@pytest.mark.parametrize("octets", [b"", b"\x00\xff", b"no_pec;nir\n1;2\n", b"%PDF-1.7\n" * 50])
def test_un_fichier_quelconque_est_refuse_sans_rien_ecrire(caisse: Caisse, octets: bytes) -> None:
    with pytest.raises(FichierRefuse):
        importer_(io.BytesIO(octets), caisse)
    assert contenu_de_la_base() == [[]] * len(ECRITES)


@pytest.mark.exigence("CAI-10")
def test_le_meme_fichier_deux_fois_ne_change_rien(caisse: Caisse, fichier: Fabrique) -> None:
    premiere = importer_(fichier({}), caisse)
    apres = contenu_de_la_base()
    assert importer_(fichier({}), caisse) == premiere
    assert contenu_de_la_base() == apres


@pytest.mark.exigence("CAI-10")
def test_le_meme_numero_remplace_et_l_ancienne_version_reste(caisse: Caisse, fichier: Fabrique) -> None:
    importer_(fichier({}, {"no_pec": "2", "nir": nir_de_femme(2)}), caisse)
    seconde = importer_(
        fichier({"quantite_mensuelle": "10"}, {"no_pec": "2", "nir": nir_de_femme(2), "commune": "BEAUNE"}), caisse
    )
    assert PriseEnCharge.objects.count() == 2
    assert PriseEnCharge.objects.get(numero="2026004512").quantite_mensuelle_centiemes == 1000
    version = VersionPriseEnCharge.objects.get()
    assert (version.prise_en_charge.numero, version.remplacee_par) == ("2026004512", seconde)
    assert version.valeurs["quantite_mensuelle_centiemes"] == 1550
    assert version.valeurs["debut"] == "2026-01-01"
    assert Beneficiaire.objects.get(nir=nir_de_femme(2)).commune == "BEAUNE"


def test_une_personne_deux_fois_aidee_n_est_qu_un_beneficiaire(caisse: Caisse, fichier: Fabrique) -> None:
    importer_(fichier({}, {"no_pec": "2"}), caisse)
    importer_(fichier({"no_pec": "3"}), caisse)
    assert Beneficiaire.objects.count() == 1
    assert PriseEnCharge.objects.count() == 3


def test_une_convention_d_une_autre_caisse_est_inconnue(caisse: Caisse, fichier: Fabrique) -> None:
    ConventionFactory(code="VOISINE", caisse=CaisseFactory(code="04"))
    with pytest.raises(FichierRefuse) as refus:
        importer_(fichier({"code_convention": "VOISINE"}), caisse)
    assert refus.value.fautes.montrees[0].champ == "code_convention"


@pytest.mark.parametrize("trait", ["en_attente", "invalidee"])
def test_une_convention_qui_n_est_pas_validee_est_inconnue(caisse: Caisse, fichier: Fabrique, trait: str) -> None:
    ConventionFactory(code="AMD2", **{trait: True})
    with pytest.raises(FichierRefuse) as refus:
        importer_(fichier({"code_convention": "AMD2"}), caisse)
    assert refus.value.fautes.montrees[0].champ == "code_convention"


def test_deux_caisses_ne_partagent_ni_numero_ni_beneficiaire(caisse: Caisse, fichier: Fabrique) -> None:
    voisine = ConventionFactory(code="AMD1", caisse=CaisseFactory(code="04")).caisse
    importer_(fichier({}), caisse)
    importer_(fichier({"commune": "LILLE"}), voisine)
    assert list(PriseEnCharge.objects.order_by("caisse__code").values_list("beneficiaire__commune", flat=True)) == [
        "DIJON",
        "LILLE",
    ]


@pytest.mark.exigence("HIS-02")
def test_l_import_est_dans_l_historique_de_la_caisse_et_de_chaque_partenaire(caisse: Caisse, fichier: Fabrique) -> None:
    autre = ConventionFactory(code="AMD2").partenaire
    importer_(fichier({}, {"no_pec": "2"}, {"no_pec": "3", "code_convention": "AMD2"}), caisse)
    lignes = {e.partenaire_ref: (e.libelle, e.nature, e.sens, e.caisse_ref) for e in Evenement.objects.all()}
    premier = PriseEnCharge.objects.get(numero="2").convention.partenaire_id
    assert lignes == {
        None: ("3 prises en charge importées.", "prises-en-charge", "recu", caisse.pk),
        premier: ("2 prises en charge reçues.", "prises-en-charge", "recu", caisse.pk),
        autre.pk: ("1 prise en charge reçue.", "prises-en-charge", "recu", caisse.pk),
    }


def test_une_prise_en_charge_confiee_a_une_autre_structure_est_dite_aux_deux(caisse: Caisse, fichier: Fabrique) -> None:
    importer_(fichier({}), caisse)
    ancien = PriseEnCharge.objects.get().convention.partenaire_id
    ConventionFactory(code="AMD2")
    importer_(fichier({"code_convention": "AMD2"}), caisse)
    assert PriseEnCharge.objects.get().convention.code == "AMD2"
    assert VersionPriseEnCharge.objects.get().valeurs["convention"] == "AMD1"
    retrait = Evenement.objects.filter(partenaire_ref=ancien).latest("pk")
    assert retrait.libelle == "1 prise en charge confiée par la caisse à une autre structure."


def test_le_journal_ne_nomme_personne(caisse: Caisse, fichier: Fabrique) -> None:
    importer_(fichier({}), caisse)
    for evenement in Evenement.objects.all():
        texte = f"{evenement.libelle} {evenement.details}"
        assert nir_de_femme(1) not in texte
        assert "DURAND" not in texte


def test_une_convention_invalidee_entre_les_deux_lectures_annule_tout(
    caisse: Caisse, fichier: Fabrique, monkeypatch: pytest.MonkeyPatch
) -> None:
    lignes = importer._Lecture.lignes
    passages = []

    def lignes_puis_invalidation(lecture):
        passages.append(1)
        if len(passages) == 2:
            caisse.conventions.update(code="AUTRE")
        return lignes(lecture)

    monkeypatch.setattr(importer._Lecture, "lignes", lignes_puis_invalidation)
    with pytest.raises(FichierRefuse):
        importer_(fichier({}), caisse)
    assert contenu_de_la_base() == [[]] * len(ECRITES)


def test_une_identite_deja_connue_est_mise_a_jour_sans_doublon(caisse: Caisse, fichier: Fabrique) -> None:
    connue = BeneficiaireFactory(caisse=caisse, nir=nir_de_femme(1), nom="DURANT")
    ancienne = PriseEnChargeFactory(numero="2025000001", beneficiaire=connue)
    importer_(fichier({}), caisse)
    ancienne.beneficiaire.refresh_from_db()
    assert (ancienne.beneficiaire.nom, ancienne.beneficiaire.nom_recherche) == ("DURAND", "durand jeanne")


def test_le_nombre_de_requetes_ne_depend_que_du_nombre_de_lots(
    caisse: Caisse, fichier: Fabrique, django_assert_num_queries
) -> None:
    lignes = [{"no_pec": str(n), "nir": nir_de_femme(n)} for n in range(60)]
    un, tous = fichier({"no_pec": "seule"}), fichier(*lignes)
    with django_assert_num_queries(17):
        importer_(un, caisse)
    with django_assert_num_queries(17):
        importer_(tous, caisse)


EXEMPLES = Path(__file__).parents[3] / "exemples" / "flux"


def test_l_exemple_publie_est_importe(caisse: Caisse) -> None:
    caisse.conventions.update(code="AMD2123")
    with (EXEMPLES / "prises-en-charge.csv").open("rb") as exemple:
        assert importer_(exemple, caisse).nb_lignes == 3


def test_l_exemple_de_fautes_publie_les_montre_toutes(caisse: Caisse) -> None:
    caisse.conventions.update(code="AMD2123")
    with (EXEMPLES / "prises-en-charge-fautes.csv").open("rb") as exemple, pytest.raises(FichierRefuse) as refus:
        importer_(exemple, caisse)
    assert [(faute.ligne, faute.champ) for faute in refus.value.fautes.montrees] == [
        (3, "nir"),
        (4, "date_debut"),
        (5, "code_convention"),
        (5, "prestation"),
        (5, "date_fin"),
        (6, "quantite_mensuelle"),
        (7, "no_pec"),
        (8, ""),
    ]
