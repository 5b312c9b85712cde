"""The journal may only grow, and whoever changes it all the same is found out (PLU-11, fiabilite R5)."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from ppas.commande import main
from ppas.socle.contexte import en_tant_que
from ppas.socle.journal import journaliser
from ppas.socle.models import Evenement, Sceau
from ppas.socle.operations import journal
from ppas.socle.operations.journal import sceller, verifier
from ppas.socle.verrous import VERROUS, absents, placer, retirer
from tests.factories import PartenaireFactory, UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PLU-11")]


@contextmanager
def sans_verrous() -> Iterator[None]:
    """Do what an intruder who owns the database can do."""
    retirer(connection)
    yield
    placer(connection)


@pytest.fixture
def evenements(horloge) -> list[Evenement]:
    """Return five events, sealed, and the clock far enough for a late row to have had its seal."""
    partenaire = PartenaireFactory()
    lignes = [journaliser(partenaire, f"a{n}", par=None, details={"é": n}) for n in range(5)]
    sceller()
    horloge.avancer(hours=1)
    return lignes


def test_une_ligne_dit_qui_quoi_quand_sur_quoi_et_d_ou(client: Client, horloge) -> None:
    utilisateur = UtilisateurFactory()
    client.post(
        reverse("comptes:connexion"),
        {"identifiant": utilisateur.login, "mot_de_passe": "faux"},
        REMOTE_ADDR="192.0.2.7",
    )
    ligne = Evenement.objects.filter(objet_type="comptes.utilisateur", objet_ref=utilisateur.pk).latest("pk")
    assert (ligne.action, ligne.adresse, f"{ligne.le:%Y-%m-%d}") == ("refuser-connexion", "192.0.2.7", "2026-11-04")


def test_hors_d_une_requete_l_adresse_est_vide() -> None:
    assert journaliser(PartenaireFactory(), "essai", par=None).adresse == ""


def test_l_emprunt_d_un_partenaire_est_note() -> None:
    with en_tant_que(12):
        assert journaliser(PartenaireFactory(), "essai", par=None).en_tant_que_ref == 12
    assert journaliser(PartenaireFactory(), "essai", par=None).en_tant_que_ref is None


@pytest.mark.parametrize("verrou", [verrou for verrou in VERROUS if "consultation" not in verrou])
def test_la_base_refuse_de_changer_le_journal(evenements: list[Evenement], verrou: str) -> None:
    table, ordre = VERROUS[verrou]
    sql = f"DELETE FROM {table}" if ordre == "DELETE" else f"UPDATE {table} SET id = id"
    sql = sql.replace("SET id = id", "SET rang = rang") if table == "socle_sceau" else sql
    with pytest.raises(DatabaseError, match="is refused on"), transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(sql)
    assert Evenement.objects.count() == 5


def test_un_journal_intact_est_dit_intact(evenements: list[Evenement]) -> None:
    bilan = verifier()
    assert (bilan.rupture, bilan.nb_scelles, bilan.nb_en_attente) == ("", 5, 0)


def test_ce_qui_attend_son_sceau_est_compte(evenements: list[Evenement]) -> None:
    journaliser(PartenaireFactory(), "neuf", par=None)
    assert verifier().nb_en_attente == 1
    assert sceller() == 1
    assert verifier().nb_en_attente == 0


@pytest.mark.parametrize(
    "champs",
    [
        pytest.param({"auteur_nom": "Un autre"}, id="qui"),
        pytest.param({"action": "rien"}, id="quoi"),
        pytest.param({"details": {"é": 9}}, id="details"),
        pytest.param({"objet_ref": 0}, id="sur-quoi"),
        pytest.param({"adresse": "203.0.113.9"}, id="d-ou"),
    ],
)
def test_une_ligne_modifiee_est_nommee(evenements: list[Evenement], champs: dict[str, object]) -> None:
    with sans_verrous():
        Evenement.objects.filter(pk=evenements[2].pk).update(**champs)
        Evenement.objects.filter(pk=evenements[4].pk).update(**champs)
    assert verifier().rupture == f"l’événement n° {evenements[2].pk} ou son sceau n° 3 a été modifié"


def test_une_ligne_supprimee_est_nommee(evenements: list[Evenement]) -> None:
    with sans_verrous():
        Evenement.objects.filter(pk=evenements[1].pk).delete()
    assert verifier().rupture == f"l’événement n° {evenements[1].pk} a été supprimé (sceau n° 2)"


def test_une_ligne_supprimee_avec_son_sceau_est_nommee(evenements: list[Evenement]) -> None:
    with sans_verrous():
        Evenement.objects.filter(pk=evenements[1].pk).delete()
        Sceau.objects.filter(rang=2).delete()
    assert verifier().rupture == "le sceau n° 2 a été supprimé"


def test_une_ligne_inseree_apres_coup_est_nommee(evenements: list[Evenement], horloge) -> None:
    Evenement.objects.bulk_create([Evenement(pk=evenements[0].pk - 1, le=evenements[0].le, objet_ref=1)])
    assert sceller() == 0
    assert "a été inséré après coup" in verifier().rupture


def test_une_fin_coupee_se_voit_a_la_tete_notee(evenements: list[Evenement]) -> None:
    avant = verifier()
    with sans_verrous():
        Evenement.objects.filter(pk=evenements[4].pk).delete()
        Sceau.objects.filter(rang=5).delete()
    assert verifier().rupture == ""
    assert "la fin du journal a été coupée" in verifier((avant.rang, avant.tete)).rupture


def test_un_journal_refait_se_voit_a_la_tete_notee(evenements: list[Evenement]) -> None:
    avant = verifier()
    with sans_verrous():
        Evenement.objects.filter(pk=evenements[0].pk).update(action="rien")
        Sceau.objects.all().delete()
    sceller()
    assert verifier().rupture == ""
    assert "a été refait" in verifier((avant.rang, avant.tete)).rupture


def test_un_verrou_leve_se_voit(evenements: list[Evenement]) -> None:
    with sans_verrous():
        assert absents() == sorted(VERROUS)
        assert "le verrou socle_consultation_sans_update" in verifier().rupture
    assert absents() == []


def test_une_ligne_arrivee_en_retard_a_son_sceau(evenements: list[Evenement], horloge) -> None:
    """A transaction that took its number early and ended late, as PostgreSQL allows."""
    Evenement.objects.bulk_create([Evenement(pk=evenements[4].pk + 2, le=evenements[0].le, objet_ref=1)])
    assert sceller() == 1
    Evenement.objects.bulk_create([Evenement(pk=evenements[4].pk + 1, le=evenements[0].le, objet_ref=1)])
    assert sceller() == 1
    assert verifier().rupture == ""


def test_le_scellement_passe_par_lots(evenements: list[Evenement], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "LOT", 2)
    partenaire = PartenaireFactory()
    for n in range(5):
        journaliser(partenaire, f"b{n}", par=None)
    assert sceller() == 5
    assert verifier().nb_scelles == 10


@pytest.mark.django_db(transaction=True)
def test_deux_travailleurs_ne_font_pas_deux_chaines() -> None:
    partenaire = PartenaireFactory()
    for n in range(200):
        journaliser(partenaire, f"a{n}", par=None)
    depart = Barrier(4)

    def travailler() -> None:
        depart.wait()
        sceller()
        connection.close()

    fils = [Thread(target=travailler) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert verifier().rupture == ""
    assert Sceau.objects.count() == 200


def test_la_commande_affiche_la_tete(evenements: list[Evenement]) -> None:
    sortie = StringIO()
    call_command("verifier_journal", stdout=sortie)
    tete = Sceau.objects.get(rang=5)
    assert "Journal intact : 5 événement(s) scellé(s), 0 en attente" in sortie.getvalue()
    assert str(tete) in sortie.getvalue()
    call_command("verifier_journal", f"--tete={tete}", stdout=StringIO())


def test_la_commande_sort_en_0_puis_en_1(evenements: list[Evenement], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verifier-journal"]) == 0
    with sans_verrous():
        Evenement.objects.filter(pk=evenements[0].pk).update(action="rien")
    assert main(["verifier-journal"]) == 1
    assert f"Journal rompu : l’événement n° {evenements[0].pk}" in capsys.readouterr().err


@pytest.mark.parametrize("tete", ["", "abc", "12", "x:y"])
def test_une_tete_mal_ecrite_est_dite(tete: str) -> None:
    with pytest.raises(CommandError):
        call_command("verifier_journal", f"--tete={tete}")


def test_la_tete_part_dans_le_journal_technique(evenements: list[Evenement], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger=journal.traces.name):  # whatever its parents were left at
        journal.noter_la_tete()
    assert f"Journal head: {Sceau.objects.get(rang=5)}" in caplog.text
