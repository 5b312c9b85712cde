"""The `paiements` flux pays evaluations as it pays lines: whole or not at all, and never twice (EVA-08)."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import PROTECT, ForeignKey

from ppas.caisses.models import Caisse, Importation, TypePartenaire
from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Evaluation
from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import BilanMensuel, LigneFacture
from ppas.facturation.operations.bilan import compter
from ppas.paiements.models import Bordereau, LignePaiement
from ppas.paiements.operations import importer
from ppas.paiements.operations.importer import importer_paiements
from ppas.partenaires.models import Convention
from ppas.socle.models import Evenement
from ppas.socle.refus import FichierRefuse, Refus
from tests.factories import (
    BordereauFactory,
    CaisseFactory,
    ConventionFactory,
    EvaluationFactory,
    EvaluationPayeeFactory,
    LigneFactureFactory,
    TarifFactory,
)
from tests.factories.caisses import PrestationFactory
from tests.facturation.envois import ensemble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
ENTETE = "no_bordereau;code_convention;date_paiement;montant_total;no_enregistrement;quantite;montant"


@pytest.fixture
def caisse() -> Caisse:
    return CaisseFactory()


@pytest.fixture
def convention(caisse: Caisse) -> Convention:
    return ConventionFactory(code="EVA1", caisse=caisse, type_partenaire__code=TypePartenaire.EVALUATION)


def evaluations(convention: Convention, nb: int = 1, **champs: object) -> list[Evaluation]:
    return EvaluationFactory.create_batch(nb, **{"exportee": True, "commande__convention": convention} | champs)


def fichier(*numeros: object, bordereau: str = "B1", code: str = "EVA1") -> io.BytesIO:
    total = len(numeros) * 130
    rangees = [f"{bordereau};{code};2026-11-12;{total}.00;{numero};1.00;130.00" for numero in numeros]
    return io.BytesIO("\n".join([ENTETE, *rangees, ""]).encode())


def numeros(siennes: list[Evaluation]) -> list[str]:
    return [evaluation.numero_enregistrement for evaluation in siennes]


def fautes(caisse: Caisse, octets: io.BytesIO) -> list[str]:
    with pytest.raises(FichierRefuse) as refus:
        importer_paiements(octets, "p.csv", caisse=caisse, par=None)
    return [str(faute) for faute in refus.value.fautes.montrees]


def traces() -> list[int]:
    tables = (Importation, Bordereau, LignePaiement, Evenement, Evaluation.objects.filter(etat=EtatEvaluation.PAYEE))
    return [getattr(table, "objects", table).count() for table in tables]


@pytest.mark.exigence("EVA-08", "PAY-08", "PAY-04")
def test_un_fichier_paie_des_evaluations_exportees(caisse: Caisse, convention: Convention) -> None:
    siennes = evaluations(convention, 2)
    importation = importer_paiements(fichier(*numeros(siennes)), "p.csv", caisse=caisse, par=None)
    assert importation.nb_lignes == 2
    assert {evaluation.etat for evaluation in Evaluation.objects.all()} == {EtatEvaluation.PAYEE}
    payes = LignePaiement.objects.values_list("evaluation", "ligne_facture", "quantite_centiemes", "montant_centimes")
    assert list(payes) == [(evaluation.pk, None, 100, 13000) for evaluation in siennes]
    assert Evenement.objects.get().objet_ref == Bordereau.objects.get().pk


@pytest.mark.exigence("EVA-08")
def test_un_bordereau_peut_payer_une_ligne_et_une_evaluation_de_meme_numero(
    caisse: Caisse, convention: Convention
) -> None:
    (evaluation,) = evaluations(convention)
    ligne = LigneFactureFactory(pk=evaluation.pk, exportee=True, prise_en_charge__convention=convention)
    octets = fichier(ligne.pk, evaluation.numero_enregistrement)
    importer_paiements(octets, "p.csv", caisse=caisse, par=None)
    assert LigneFacture.objects.get().etat == EtatLigne.PAYEE
    assert Evaluation.objects.get().etat == EtatEvaluation.PAYEE
    assert sorted(ligne.enregistrement for ligne in LignePaiement.objects.all()) == [str(ligne.pk), f"E{evaluation.pk}"]
    bilan = BilanMensuel.objects.get()
    assert (bilan.nb_lignes_payees, bilan.nb_evaluations_payees, bilan.montant_paye_centimes) == (1, 1, 26000)


@pytest.mark.exigence("EVA-08")
@pytest.mark.parametrize(
    ("tarifs", "attendu"),
    [
        pytest.param([], None, id="aucun"),
        pytest.param([("nationale", date(2025, 1, 1), 12000)], 12000, id="national"),
        pytest.param([("nationale", date(2025, 1, 1), 12000), ("sienne", date(2025, 1, 1), 13500)], 13500, id="propre"),
        pytest.param([("sienne", date(2026, 11, 10), 14000)], None, id="apres-la-visite"),
        pytest.param([("sienne", date(2025, 1, 1), 13500), ("sienne", date(2026, 11, 9), 14000)], 14000, id="du-jour"),
        pytest.param([("autre", date(2025, 1, 1), 99900)], None, id="d-une-autre-caisse"),
    ],
)
def test_le_tarif_de_la_caisse_au_jour_de_la_visite_est_garde_avec_le_paiement(
    caisse: Caisse, convention: Convention, tarifs: list[tuple[str, date, int]], attendu: int | None
) -> None:
    prestation = PrestationFactory(evaluation=True)
    caisses = {"sienne": caisse, "autre": CaisseFactory(code="30"), "nationale": None}
    for celle, debut, centimes in tarifs:
        TarifFactory(prestation=prestation, caisse=caisses[celle], debut=debut, ouvrable_centimes=centimes)
    TarifFactory(caisse=caisse)  # of another prestation
    octets = fichier(*numeros(evaluations(convention)))
    importer_paiements(octets, "p.csv", caisse=caisse, par=None)
    assert LignePaiement.objects.get().attendu_centimes == attendu


@pytest.mark.exigence("EVA-08", "PAY-04")
def test_les_memes_octets_une_seconde_fois_ne_changent_rien(caisse: Caisse, convention: Convention) -> None:
    octets = fichier(*numeros(evaluations(convention, 2)))
    premiere = importer_paiements(octets, "p.csv", caisse=caisse, par=None)
    octets.seek(0)
    avant = traces()
    assert importer_paiements(octets, "autre.csv", caisse=caisse, par=None) == premiere
    assert traces() == avant


@pytest.mark.exigence("EVA-08", "PAY-04", "CAI-18")
@pytest.mark.parametrize(
    ("champs", "raison"),
    [
        pytest.param({"etat": EtatEvaluation.TRANSMISE}, "son état est « Transmise à la caisse »", id="transmise"),
        pytest.param({"etat": EtatEvaluation.EN_COURS}, "son état est « En cours »", id="en-cours"),
        pytest.param({"export": None}, "son état est « Acceptée, pas encore exportée »", id="non-exportee"),
        pytest.param({"commande__convention__code": "EVA2"}, "est d’une autre convention (EVA2)", id="convention"),
        pytest.param(
            {"commande__convention__code": "EVA1", "commande__convention__caisse__code": "30"},
            "est inconnu dans cette caisse",
            id="autre-caisse",
        ),
    ],
)
def test_une_evaluation_qui_n_attend_pas_ce_paiement_est_refusee(
    caisse: Caisse, convention: Convention, champs: dict[str, object], raison: str
) -> None:
    sienne = {} if "commande__convention__code" in champs else {"commande__convention": convention}
    evaluation = EvaluationFactory(**{"exportee": True} | sienne | champs)
    avant = traces()
    (faute,) = fautes(caisse, fichier(evaluation.numero_enregistrement))
    assert faute.startswith(f"Ligne 2, no_enregistrement : l’enregistrement n° E{evaluation.pk} ")
    assert raison in faute
    assert traces() == avant


@pytest.mark.exigence("EVA-08", "PAY-04")
def test_une_evaluation_deja_payee_est_refusee_avec_le_bordereau_qui_l_a_payee(
    caisse: Caisse, convention: Convention
) -> None:
    payee = EvaluationPayeeFactory(bordereau=BordereauFactory(convention=convention, numero="B0"))
    numero = payee.enregistrement
    assert fautes(caisse, fichier(numero)) == [
        f"Ligne 2, no_enregistrement : l’enregistrement n° {numero} est déjà payé par le bordereau B0."
    ]


@pytest.mark.exigence("EVA-08", "PAY-04")
def test_une_evaluation_inconnue_et_rien_n_est_pris(caisse: Caisse, convention: Convention) -> None:
    (evaluation,) = evaluations(convention)
    ligne = LigneFactureFactory(exportee=True, prise_en_charge__convention=convention)
    avant = traces()
    octets = fichier(evaluation.numero_enregistrement, ligne.pk, "E999999")
    assert fautes(caisse, octets) == [
        "Ligne 4, no_enregistrement : l’enregistrement n° E999999 est inconnu dans cette caisse."
    ]
    assert traces() == avant
    assert LigneFacture.objects.get().etat == EtatLigne.EXPORTEE


def test_une_evaluation_qui_change_d_etat_pendant_l_import_annule_tout(
    caisse: Caisse, convention: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    (evaluation,) = evaluations(convention)
    vues = dict(importer._evaluations([evaluation.pk], caisse))
    Evaluation.objects.update(etat=EtatEvaluation.A_CORRIGER)
    monkeypatch.setattr(importer, "_evaluations", lambda *_: vues.items())
    with pytest.raises(Refus, match="rien n’a été importé") as refus:
        importer_paiements(fichier(evaluation.numero_enregistrement), "p.csv", caisse=caisse, par=None)
    assert refus.value.code == "lignes-modifiees"
    assert traces() == [0, 0, 0, 0, 0]


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_evaluations(
    caisse: Caisse, convention: Convention, django_assert_num_queries
) -> None:
    compter(caisse.pk, nb_depots=1)  # the month has its counters
    for nb in (1, 3):
        octets = fichier(*numeros(evaluations(convention, nb)), bordereau=f"B{nb}")
        with django_assert_num_queries(15):
            importer_paiements(octets, "p.csv", caisse=caisse, par=None)


def deux_fichiers(siennes: list[Evaluation], tour: int = 0) -> list[io.BytesIO]:
    """Return two files that pay the same evaluations, by two slips."""
    return [fichier(*numeros(siennes), bordereau=f"{lettre}{tour}") for lettre in "BC"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("EVA-08", "PAY-04")
def test_deux_imports_au_meme_instant_ne_paient_une_evaluation_qu_une_fois(
    caisse: Caisse, convention: Convention
) -> None:
    for tour in range(5):
        siennes = evaluations(convention, 2)

        def importer_un(octets: io.BytesIO) -> int:
            return importer_paiements(octets, "p.csv", caisse=caisse, par=None).nb_lignes

        faits = ensemble(*(partial(importer_un, octets) for octets in deux_fichiers(siennes, tour)))
        assert sorted(str(type(fait).__name__) for fait in faits) == ["FichierRefuse", "int"]
        assert LignePaiement.objects.filter(evaluation__in=siennes).count() == 2


@pytest.fixture
def pire_moment(caisse: Caisse, convention: Convention, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return an import during which another one passes whole between its checks and its writing: no lock holds it."""
    premier, second = deux_fichiers(evaluations(convention))
    controler = importer._refuser_les_fautes
    attente = [second]

    def controler_puis_laisser_passer(*args: Any, **champs: Any) -> None:
        controler(*args, **champs)
        if attente:
            importer_paiements(attente.pop(), "second.csv", caisse=caisse, par=None)

    monkeypatch.setattr(importer, "_refuser_les_fautes", controler_puis_laisser_passer)
    return lambda: importer_paiements(premier, "premier.csv", caisse=caisse, par=None) and None


@pytest.fixture
def sans_unicite() -> Iterator[None]:
    """The database without « one payment an evaluation »."""
    unique = LignePaiement._meta.get_field("evaluation")
    libre = ForeignKey(Evaluation, PROTECT, null=True)
    libre.set_attributes_from_name("evaluation")
    libre.model = LignePaiement
    with connection.schema_editor() as editeur:
        editeur.alter_field(LignePaiement, unique, libre)
    yield
    LignePaiement.objects.all().delete()
    with connection.schema_editor() as editeur:
        editeur.alter_field(LignePaiement, libre, unique)


@pytest.fixture
def sans_compte(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the count of what changed its state."""
    monkeypatch.setattr(importer, "_payer", lambda *_, **__: None)


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_protection_une_evaluation_est_payee_deux_fois(
    sans_unicite: None, sans_compte: None, pire_moment: Callable[[], None]
) -> None:
    pire_moment()
    assert LignePaiement.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_le_compte_des_etats_tient_seul(sans_unicite: None, pire_moment: Callable[[], None]) -> None:
    with pytest.raises(Refus) as refus:
        pire_moment()
    assert refus.value.code == "lignes-modifiees"
    assert LignePaiement.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_l_unicite_tient_seule(sans_compte: None, pire_moment: Callable[[], None]) -> None:
    with pytest.raises(IntegrityError):
        pire_moment()
    assert LignePaiement.objects.count() == 0
