"""Processes killed with -9 at random while partners send files: exactly once all the same (D1, D7).

They are the web, the worker and, in the campaign on PostgreSQL, the database.
"""

import hashlib
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connections

from tests.pannes.monde import STRUCTURES, Envoi, envois
from tests.pannes.portail import APPLICATION, BASE, Portail, portail_neuf

RYTHME = 0.1
"""Seconds between two sendings of a partner."""
VICTIMES = ["web", "travailleur"]
DRAINAGE = 60.0
"""Seconds after the last kill within which nothing may be left to process."""


@dataclass
class Partenaire:
    """One who sends without end, again with the same key when the answer is lost; sometimes he gives up."""

    portail: Portail
    numero: int
    graine: int
    envoyes: list[Envoi] = field(default_factory=list)
    accuses: dict[str, int] = field(default_factory=dict)
    erreur: BaseException | None = None

    def travailler(self, fin: Event) -> None:
        """Send until `fin`."""
        try:
            hasard = random.Random(f"{self.graine}-{self.numero}")
            for envoi in envois(self.numero, hasard):
                if fin.is_set():
                    return
                self.envoyes.append(envoi)
                self._envoyer(envoi, hasard)
                time.sleep(RYTHME)
        except BaseException as erreur:  # noqa: BLE001 -- the thread's failure becomes the test's
            self.erreur = erreur

    def _envoyer(self, envoi: Envoi, hasard: random.Random) -> None:
        session = self.portail.monde[self.numero]
        est_tenace = hasard.random() < 0.9
        if hasard.random() < 0.1:
            self.portail.envoyer(session, envoi, sans_lire=True)
        while (accuse := self.portail.envoyer(session, envoi)) is None and est_tenace:
            time.sleep(0.05)
        if accuse is not None:
            self.accuses[envoi.cle] = accuse


def tuer_au_hasard(portail: Portail, nb: int, hasard: random.Random, victimes: list[str]) -> Counter[str]:
    """Kill one of `victimes` `nb` times, at a random moment of its life, and start it again each time."""
    morts: Counter[str] = Counter()
    for _ in range(nb):
        portail.attendre_le_web()
        time.sleep(hasard.uniform(0, 0.8))
        qui = hasard.choice(victimes)
        portail.tuer(qui)
        portail.lancer(qui)
        morts[qui] += 1
    return morts


def drainer(portail: Portail) -> None:
    """Wait until nothing is left to process."""
    portail.attendre_le_web()
    fin = time.monotonic() + DRAINAGE
    ouverts = "SELECT id, etat, nb_tentatives FROM facturation_depot WHERE etat IN ('recu', 'en_traitement')"
    while restants := portail.lire(ouverts):
        assert time.monotonic() < fin, f"stuck: {restants}\n{portail.lire_journal()}"
        time.sleep(0.2)


@contextmanager
def partenaires_au_travail(portail: Portail, graine: int) -> Iterator[list[Partenaire]]:
    """Have each structure send without end inside the `with`; the seed gives the same sendings."""
    print(f"seed {graine}")  # noqa: T201 -- pytest shows it beside the failure
    fin = Event()
    partenaires = [Partenaire(portail, numero, graine) for numero in range(len(STRUCTURES))]
    fils = [Thread(target=partenaire.travailler, args=(fin,)) for partenaire in partenaires]
    for fil in fils:
        fil.start()
    try:
        yield partenaires
    finally:
        fin.set()
        for fil in fils:
            fil.join()
    assert [partenaire.erreur for partenaire in partenaires] == [None] * len(partenaires)


def campagne(dossier: Path, nb: int, graine: int, victimes: list[str] = VICTIMES) -> None:
    """Run the whole story with `nb` kills, then check everything; the seed gives the same sendings and kills."""
    with portail_neuf(dossier) as portail:
        with partenaires_au_travail(portail, graine) as partenaires:
            morts = tuer_au_hasard(portail, nb, random.Random(graine), victimes)
        drainer(portail)
        rapprocher(portail, partenaires)
        nb_accuses = sum(len(partenaire.accuses) for partenaire in partenaires)
        reprises = portail.lire("SELECT count(*) FROM facturation_depot WHERE nb_tentatives > 1")[0][0]
        figures = f"{dict(morts)} killed, {nb_accuses} files acknowledged, {reprises} resumed"
        print(figures)  # noqa: T201
        assert nb_accuses > nb


def rapprocher(portail: Portail, partenaires: list[Partenaire]) -> None:
    """Compare what was sent and acknowledged with what is kept."""
    envoyes = {envoi.cle.replace("-", ""): envoi for partenaire in partenaires for envoi in partenaire.envoyes}
    accuses = accuses_de(partenaires)
    depots = {
        str(cle).replace("-", ""): (pk, *reste)
        for cle, pk, *reste in portail.lire(
            "SELECT cle_envoi, id, etat, sha256, nb_lignes_lues, nb_lignes_acceptees, nb_lignes_refusees "
            "FROM facturation_depot"
        )
    }
    assert {cle: depots[cle][0] for cle in accuses} == accuses  # none lost, each under its receipt
    assert depots.keys() <= envoyes.keys()
    for cle, depot in depots.items():
        verifier_depot(portail, envoyes[cle], depot)
    verifier_periodes(portail, [envoyes[cle] for cle, depot in depots.items() if depot[1].startswith("traite")])
    verifier_fichiers(portail, {depot[2] for depot in depots.values()}, {envoi.sha256 for envoi in envoyes.values()})
    verifier_rangees(portail)


def accuses_de(partenaires: list[Partenaire]) -> dict[str, int]:
    """Return the number of the receipt of each key, written as SQLite keeps it."""
    return {cle.replace("-", ""): pk for partenaire in partenaires for cle, pk in partenaire.accuses.items()}


def verifier_depot(portail: Portail, envoi: Envoi, depot: tuple) -> None:
    """Each deposit ended once, with the report that its file deserves."""
    pk, etat, sha256, lues, acceptees, refusees = depot
    assert sha256 == envoi.sha256
    rangs = [rang for (rang,) in portail.lire(f"SELECT rang FROM facturation_lignefacture WHERE depot_id = {pk}")]
    anomalies = portail.lire(f"SELECT code, rang FROM facturation_anomalie WHERE depot_id = {pk}")
    codes = {code for code, _ in anomalies}
    actions = Counter(
        action
        for (action,) in portail.lire(
            "SELECT action FROM socle_evenement WHERE nature = 'fichier' "
            f"AND objet_type = 'facturation.depot' AND objet_ref = {pk}"
        )
    )
    est_refuse_au_nom = codes in ({"F01"}, {"F02"})
    assert actions == Counter(["deposer"] if est_refuse_au_nom else ["deposer", "rendre_compte"])
    if envoi.nb_lignes:
        assert (lues, acceptees + refusees) == (envoi.nb_lignes, envoi.nb_lignes)
        assert (len(rangs), len(set(rangs))) == (acceptees, acceptees)
        assert {rang for _, rang in anomalies} == set(range(1, envoi.nb_lignes + 1)) - set(rangs)
        assert len(anomalies) == len(set(anomalies))
        assert codes <= ({"L01", "L05", "L13"} if envoi.genre == "fautes" else {"L05"})
        assert etat == ("traite_anomalies" if refusees else "traite")
    else:
        # F03: the sending that had this name was given up, so that the name was free after all.
        attendus = {"nom": {"F01"}, "redite": {"F02", "F03"}, "totaux": {"F10"}}[envoi.genre]
        assert (etat, rangs, acceptees) == ("refuse", [], 0)
        assert len(codes & attendus) == 1


def verifier_periodes(portail: Portail, traites: list[Envoi]) -> None:
    """Each right line of each file processed is invoiced, by one record and no more."""
    factures = Counter(
        (int(numero.removeprefix("PEC")), str(periode))
        for numero, periode in portail.lire(
            "SELECT pec.numero, ligne.periode FROM facturation_lignefacture ligne "
            "JOIN prises_en_charge_priseencharge pec ON pec.id = ligne.prise_en_charge_id"
        )
    )
    attendues = {(qui, str(mois)) for envoi in traites for qui, mois in envoi.justes}
    assert factures == Counter(attendues)


def verifier_fichiers(portail: Portail, nommes: set[str], envoyes: set[str]) -> None:
    """Every row has its bytes; bytes without a row can only be a sending that was not acknowledged."""
    gardes = {fichier.name: fichier for fichier in (portail.dossier / "depots").glob("*/*")}
    assert nommes <= gardes.keys() <= envoyes
    for sha256, fichier in gardes.items():
        assert hashlib.sha256(fichier.read_bytes()).hexdigest() == sha256


def verifier_rangees(portail: Portail) -> None:
    """No row belongs to nothing."""
    for table in ("facturation_lignefacture", "facturation_anomalie"):
        assert portail.lire(f"SELECT id FROM {table} WHERE depot_id NOT IN (SELECT id FROM facturation_depot)") == []
    assert portail.lire("SELECT id FROM facturation_depot WHERE jeton IS NOT NULL") == []


@pytest.mark.parametrize(
    ("application", "est_garde"), [(APPLICATION, True), ("tests.pannes.temoins:accuse_avant_commit", False)]
)
def test_un_fichier_accuse_survit_a_l_instant_d_apres(*, application: str, est_garde: bool, tmp_path: Path) -> None:
    """The second line is the control: a portal that gives its receipt before it commits, and the harness sees it."""
    with portail_neuf(tmp_path, application=application) as portail:
        suite = (envoi for envoi in envois(0, random.Random(1)) if envoi.genre == "juste")  # names all different
        portail.envoyer(portail.monde[0], next(suite))  # the age of the session is noted, and the next answer waits not
        accuse = portail.envoyer(portail.monde[0], next(suite))
        portail.tuer("web")
        assert portail.lire(f"SELECT id FROM facturation_depot WHERE id = {accuse}") == [(accuse,)] * est_garde


@pytest.mark.exigence("HIS-03")
def test_trente_arrets_brutaux_ne_perdent_ni_ne_doublent_rien(tmp_path: Path) -> None:
    campagne(tmp_path, nb=30, graine=random.randrange(2**32))


@pytest.mark.campagne
def test_deux_cents_arrets_brutaux_ne_perdent_ni_ne_doublent_rien(tmp_path: Path) -> None:
    connections.close_all()  # PostgreSQL drops every connection when one of its processes is killed
    base = [BASE] if os.environ.get("PPAS_BASE", "").startswith("postgresql") else []
    campagne(tmp_path, nb=200, graine=random.randrange(2**32), victimes=[*VICTIMES, *base])
