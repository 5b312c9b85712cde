"""Requirements and their tests: the `exigence` mark, and the matrix that `make exigences` prints.

`docs/exigences.csv` holds one row a requirement: `id;domaine;sujet;finie`. A mark that names an unknown ID stops
every run. The matrix fails on a row whose `finie` is `oui` that no test carries.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

LISTE = Path(__file__).parent.parent / "docs" / "exigences.csv"
LARGEUR_SUJET = 60


@dataclass(frozen=True)
class Exigence:
    """One row of the list."""

    id: str
    domaine: str
    sujet: str
    finie: str


def lire_exigences() -> dict[str, Exigence]:
    """Return the list by ID, in the order of the file; raise ValueError on a double or an odd `finie`."""
    exigences: dict[str, Exigence] = {}
    with LISTE.open(encoding="utf-8", newline="") as fichier:
        for ligne in csv.DictReader(fichier, delimiter=";"):
            exigence = Exigence(**ligne)
            if exigence.id in exigences or exigence.finie not in {"oui", "non"}:
                raise ValueError(f"docs/exigences.csv: wrong row {exigence.id}")
            exigences[exigence.id] = exigence
    return exigences


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--exigences", action="store_true", help="print the matrix of requirements and their tests")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Read the marks of the tests collected, and refuse an ID that does not exist."""
    exigences = lire_exigences()
    tests: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for marque in item.iter_markers("exigence"):
            inconnues = [id_ for id_ in marque.args if id_ not in exigences]
            if inconnues or not marque.args:
                raise pytest.UsageError(f"{item.nodeid}: unknown requirement {', '.join(map(repr, inconnues))}")
            for id_ in marque.args:
                tests[id_].add(item.nodeid.partition("[")[0])
    config.stash[MATRICE] = {exigence: sorted(tests[id_]) for id_, exigence in exigences.items()}


MATRICE = pytest.StashKey[dict[Exigence, list[str]]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the matrix, then what is missing."""
    if not config.getoption("--exigences"):
        return
    matrice = config.stash.get(MATRICE, {})
    for exigence, tests in matrice.items():
        etat = "finie" if exigence.finie == "oui" else "     "
        terminalreporter.write_line(f"{exigence.id:<7} {etat}  {len(tests):>3}  {exigence.sujet:.{LARGEUR_SUJET}}")
        for test in tests:
            terminalreporter.write_line(f"{'':20}{test}")
    finies = [exigence for exigence in matrice if exigence.finie == "oui"]
    terminalreporter.write_line(
        f"\n{len(matrice)} requirements, {len(finies)} finished, {sum(map(bool, matrice.values()))} with a test."
    )
    for exigence in non_prouvees(matrice):
        terminalreporter.write_line(f"NOT PROVEN: {exigence.id} {exigence.sujet}", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Make `--exigences` fail when a finished requirement has no test."""
    if session.config.getoption("--exigences") and non_prouvees(session.config.stash.get(MATRICE, {})):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def non_prouvees(matrice: dict[Exigence, list[str]]) -> list[Exigence]:
    """Return the requirements said to be finished that no test carries."""
    return [exigence for exigence, tests in matrice.items() if exigence.finie == "oui" and not tests]
