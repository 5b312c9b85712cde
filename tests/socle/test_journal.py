"""The journal says who did what, when, on what, and whom it concerns."""

from contextlib import suppress

import pytest
from django.db import transaction

from ppas.caisses.models import Regime
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.models import Evenement, NatureEchange, SensEchange
from tests.factories.comptes import UtilisateurFactory
from tests.factories.facturation import DepotFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


@pytest.mark.exigence("PLU-11")
def test_une_ligne_dit_qui_quoi_quand_sur_quoi() -> None:
    depot, par = DepotFactory(), UtilisateurFactory()
    journaliser(depot, "deposer", par=par, libelle="Fichier reçu", details={"nb": 1})
    evenement = Evenement.objects.get()
    assert (evenement.le, evenement.auteur_ref, evenement.auteur_nom) == (maintenant(), par.pk, str(par))
    assert (evenement.objet_type, evenement.objet_ref) == ("facturation.depot", depot.pk)
    assert (evenement.partenaire_ref, evenement.caisse_ref) == (depot.partenaire_id, depot.caisse_id)
    assert (evenement.libelle, evenement.details, evenement.nature) == ("Fichier reçu", {"nb": 1}, "")


def test_un_objet_sans_portee_ne_concerne_que_ceux_qu_on_nomme() -> None:
    regime = Regime.objects.create(code="ESSAI", nom="Essai")
    journaliser(regime, "creer", par=None, partenaire_ref=3)
    assert Evenement.objects.values_list("partenaire_ref", "caisse_ref").get() == (3, None)


def test_une_portee_nommee_l_emporte_sur_celle_de_l_objet() -> None:
    depot = DepotFactory()
    journaliser(depot, "deposer", par=None, partenaire_ref=depot.partenaire_id + 1)
    evenement = Evenement.objects.get()
    assert (evenement.partenaire_ref, evenement.caisse_ref) == (depot.partenaire_id + 1, depot.caisse_id)


def test_un_echange_a_une_nature_et_un_sens() -> None:
    journaliser(DepotFactory(), "deposer", par=None, nature=NatureEchange.FICHIER, sens=SensEchange.ENVOYE)
    assert Evenement.objects.exclude(nature="").values_list("nature", "sens").get() == ("fichier", "envoye")


def test_le_journal_suit_la_transaction_du_fait() -> None:
    depot = DepotFactory()
    with suppress(RuntimeError), transaction.atomic():
        journaliser(depot, "deposer", par=None)
        raise RuntimeError
    assert not Evenement.objects.exists()


def test_le_journal_survit_a_ce_dont_il_parle() -> None:
    depot = DepotFactory()
    journaliser(depot, "deposer", par=depot.depose_par)
    depot.delete()
    assert Evenement.objects.filter(objet_ref__isnull=False).count() == 1
