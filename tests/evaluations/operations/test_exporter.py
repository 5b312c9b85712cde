"""The export of accepted evaluations: each once, as documents that follow the published schema."""

import json
from typing import Any

import pytest
from django.db import transaction

from ppas.evaluations.models import Evaluation, ExportEvaluations
from ppas.evaluations.operations import exporter as operations
from ppas.evaluations.operations.exporter import SCHEMA, evaluations_json, exporter_evaluations
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.evaluations.evaluees import acceptee, structure, transmise
from tests.evaluations.schema import fautes
from tests.factories import CaisseFactory
from tests.facturation.envois import ensemble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
MANCHES = 8
HOSTILE = '<script>alert(1)</script> #eval("1") =1+1 {{ x }} "\\'


def fichier(export: ExportEvaluations) -> dict[str, Any]:
    return json.loads(b"".join(evaluations_json(export)))


@pytest.mark.exigence("CAI-09", "CAI-11")
def test_un_document_dit_ce_qui_a_ete_transmis_et_accepte() -> None:
    convention, par = structure()
    evaluation = acceptee(convention, par)
    export = exporter_evaluations(convention.caisse, par=None)
    lu = fichier(export)
    (document,) = lu.pop("evaluations")
    assert lu == {
        "schema": 1,
        "no_export": export.pk,
        "caisse": "03",
        "cree_le": "2026-11-04T09:30:00+01:00",
        "nb_evaluations": 1,
    }
    assert document.pop("reponses") == evaluation.transmissions.get().reponses
    assert document == {
        "schema": 1,
        "no_enregistrement": f"E{evaluation.pk}",
        "no_commande": evaluation.commande.numero,
        "code_convention": convention.code,
        "nir": evaluation.commande.beneficiaire.nir,
        "date_commande": "2026-11-02",
        "date_limite": "2026-12-02",
        "date_visite": "2026-11-03",
        "transmise_le": "2026-11-04T09:30:00+01:00",
        "envoi": 1,
        "acceptee_le": "2026-11-04T09:30:00+01:00",
        "gir": 5,
        "formulaire": 1,
    }


@pytest.mark.exigence("CAI-11")
def test_le_fichier_suit_le_schema_publie_et_redonne_les_memes_octets() -> None:
    convention, par = structure()
    for texte in ("ordinaire", HOSTILE):
        acceptee(convention, par, besoins_analyse=texte)
    export = exporter_evaluations(convention.caisse, par=None)
    lu = fichier(export)
    assert list(fautes(lu, json.loads(SCHEMA.read_text()))) == []
    assert lu["evaluations"][1]["reponses"]["besoins_analyse"] == HOSTILE
    assert b"".join(evaluations_json(export)) == b"".join(evaluations_json(ExportEvaluations.objects.get()))


ALTERATIONS = [
    pytest.param("gir", 7, id="gir"),
    pytest.param("nir", "2 45", id="nir"),
    pytest.param("no_enregistrement", "17", id="numero"),
    pytest.param("date_visite", "03/11/2026", id="date"),
    pytest.param("envoi", True, id="booleen"),
    pytest.param("reponses", {"aides_menagere": 4.5}, id="nombre-flottant"),
    pytest.param("inconnu", 1, id="champ-inconnu"),
]


@pytest.mark.parametrize(("champ", "valeur"), ALTERATIONS)
def test_temoin_le_schema_refuse_un_document_altere(champ: str, valeur: object) -> None:
    convention, par = structure()
    acceptee(convention, par)
    lu = fichier(exporter_evaluations(convention.caisse, par=None))
    lu["evaluations"][0][champ] = valeur
    assert len(list(fautes(lu, json.loads(SCHEMA.read_text())))) == 1


@pytest.mark.exigence("CAI-11")
def test_seules_les_evaluations_acceptees_de_la_caisse_sont_prises_une_fois() -> None:
    convention, par = structure()
    acceptee(convention, par)
    transmise(convention, par)
    ailleurs = acceptee(*structure(code_caisse="05"))
    export = exporter_evaluations(convention.caisse, par=None)
    assert export.nb_evaluations == 1
    assert Evaluation.objects.get(pk=ailleurs.pk).export is None
    with pytest.raises(Refus) as refus:
        exporter_evaluations(convention.caisse, par=None)
    assert (refus.value.code, ExportEvaluations.objects.count()) == ("rien-a-exporter", 1)


def test_chaque_structure_lit_l_export_de_ses_evaluations() -> None:
    conventions = [structure() for _ in range(2)]
    for convention, par in conventions:
        acceptee(convention, par)
    exporter_evaluations(CaisseFactory(), par=None)
    lus = Evenement.objects.filter(action="exporter_evaluations").order_by("pk")
    assert [evenement.partenaire_ref for evenement in lus] == [c.partenaire_id for c, _ in conventions] + [None]
    assert {evenement.details["nb_evaluations"] for evenement in lus} == {1, 2}


@pytest.mark.exigence("CAI-11")
@pytest.mark.django_db(transaction=True)
def test_deux_exports_au_meme_instant_se_partagent_les_evaluations() -> None:
    convention, par = structure()
    for _ in range(MANCHES):
        attendues = {acceptee(convention, par).pk for _ in range(3)}
        exports = ensemble(*[lambda: exporter_evaluations(convention.caisse, par=None)] * 2)
        faits = [export for export in exports if isinstance(export, ExportEvaluations)]
        exportees = [e.pk for export in faits for e in export.evaluations.all()]
        assert sorted(exportees) == sorted(attendues)
        assert sum(export.nb_evaluations for export in faits) == 3


def test_temoin_qui_prend_ce_qu_il_avait_lu_exporte_deux_fois(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: an export that takes rows by their numbers, read before another export took them."""
    convention, par = structure()
    evaluation = acceptee(convention, par)
    lues = Evaluation.objects.filter(pk__in=[evaluation.pk])
    monkeypatch.setattr(operations, "evaluations_a_exporter", lambda _: lues.all())
    with transaction.atomic():
        exports = [exporter_evaluations(convention.caisse, par=None) for _ in range(2)]
    assert sum(export.nb_evaluations for export in exports) == 2
