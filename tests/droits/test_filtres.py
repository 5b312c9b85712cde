"""The control of the matrix: with one filter taken out of the code, the words of others are seen."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Model

from ppas.echanges import journal as lecture
from ppas.evaluations.models.commande import CommandeQuerySet
from ppas.evaluations.models.evaluation import EvaluationQuerySet
from ppas.facturation.models import Depot, PieceJointe
from ppas.facturation.models.formulaire import FormulaireQuerySet
from ppas.facturation.views.caisse import depots as depots_de_la_caisse
from ppas.facturation.views.caisse import pieces as pieces_de_la_caisse
from ppas.facturation.views.partenaire import beneficiaires, depots, pieces
from ppas.paiements.models import Bordereau, BordereauQuerySet
from ppas.paiements.perimetre import Perimetre
from ppas.paiements.regles.recit import Lecteur
from ppas.partenaires.models import Convention, Partenaire
from ppas.partenaires.views.caisse import partenaires
from ppas.socle.models import Evenement
from tests.droits.conftest import Portail
from tests.droits.table import PAGES, ROLES


class SansFiltre:
    """A model whose `filter` keeps everything."""

    def __init__(self, modele: type[Model]) -> None:
        self.objects = self
        self.modele = modele

    def filter(self, **criteres: Any) -> Any:
        return self.modele._default_manager.all()


@dataclass(frozen=True)
class Retrait:
    """A filter to take out: `nom` of `ou` becomes `sans`, then `role` looks at `url`."""

    ou: Any
    nom: str
    sans: Any
    role: str
    url: str


def tout(tous: Any, _: object) -> Any:
    return tous


def les_lointaines(_: object) -> Any:
    return Convention.objects.filter(code="CZZlointainZZ").select_related("caisse")


def tous_les_partenaires(_: object) -> Any:
    return Partenaire.objects.all()


def tout_le_journal(*_: object, **__: object) -> Any:
    return Evenement.objects.all()


def tout_le_portail(_: object) -> Perimetre:
    tables = (Convention.objects.all(), Depot.objects.all(), Bordereau.objects.all())
    return Perimetre(Lecteur.PARTENAIRE, *tables, a_factures=True, a_evaluations=True)


def toutes_les_pieces(_: object) -> Any:
    return PieceJointe.objects.all()


RETRAITS = [
    Retrait(Perimetre, "du_partenaire", staticmethod(tout_le_portail), "amd_utilisateur", "paiements:enregistrement"),
    Retrait(Perimetre, "du_partenaire", staticmethod(tout_le_portail), "amd_utilisateur", "paiements:vie_refus"),
    Retrait(Perimetre, "de_la_caisse", staticmethod(tout_le_portail), "agent_03", "paiements:caisse_vie_courrier"),
    Retrait(Perimetre, "du_partenaire", staticmethod(tout_le_portail), "amd_utilisateur", "paiements:vie_commande"),
    Retrait(Perimetre, "de_la_caisse", staticmethod(tout_le_portail), "agent_03", "paiements:caisse_vie_commande"),
    Retrait(BordereauQuerySet, "de_partenaire", tout, "amd_utilisateur", "paiements:bordereaux"),
    Retrait(BordereauQuerySet, "de_partenaire", tout, "amd_utilisateur", "paiements:bordereau_pdf"),
    Retrait(BordereauQuerySet, "de_caisse", tout, "agent_03", "paiements:caisse_bordereaux"),
    Retrait(FormulaireQuerySet, "de_partenaire", tout, "amd_utilisateur", "facturation:formulaire"),
    Retrait(depots, "Depot", SansFiltre(Depot), "amd_utilisateur", "facturation:depots"),
    Retrait(depots_de_la_caisse, "Depot", SansFiltre(Depot), "agent_03", "facturation:caisse_depots"),
    Retrait(pieces, "pieces_de_partenaire", toutes_les_pieces, "amd_utilisateur", "facturation:piece"),
    Retrait(pieces_de_la_caisse, "pieces_de_caisse", toutes_les_pieces, "agent_03", "facturation:caisse_piece"),
    Retrait(beneficiaires, "_conventions", les_lointaines, "amd_utilisateur", "facturation:beneficiaires"),
    Retrait(partenaires, "_partenaires", tous_les_partenaires, "administrateur_03", "partenaires:caisse_partenaires"),
    Retrait(EvaluationQuerySet, "de_conventions", tout, "evaluation_utilisateur", "evaluations:evaluation"),
    Retrait(CommandeQuerySet, "de_conventions", tout, "evaluation_utilisateur", "evaluations:commande_pdf"),
    Retrait(CommandeQuerySet, "de_caisse", tout, "agent_03", "evaluations:caisse_commandes"),
    Retrait(CommandeQuerySet, "de_caisse", tout, "agent_03", "evaluations:caisse_commande"),
    Retrait(lecture, "journal_du_partenaire", tout_le_journal, "amd_administrateur", "echanges:journal"),
]


@pytest.mark.parametrize("retrait", RETRAITS, ids=[retrait.url for retrait in RETRAITS])
def test_un_filtre_retire_se_voit(portail: Portail, monkeypatch: pytest.MonkeyPatch, retrait: Retrait) -> None:
    def fuites() -> list[str]:
        reponse = portail.demander(retrait.role, "GET", portail.adresse(PAGES[retrait.url], "lointain"))
        return portail.fuites(ROLES[retrait.role], reponse)

    assert fuites() == []
    monkeypatch.setattr(retrait.ou, retrait.nom, retrait.sans)
    assert fuites() != []
