"""P7: slips a second in one process, over typst's own rate on the same static document; WeasyPrint as control.

A slip of 30 lines: read from the database, composed as tagged and archivable PDF with its lines attached. Typst's own
rate is that of its function as it comes, which reads its fonts each time; the rate with fonts kept is beside. The usual
tool is installed for the occasion in a folder of its own, and left out, saying so, where that cannot be done.
"""

import argparse
import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from unittest import mock

from django.db import transaction

from bench.commun import DOSSIER, Chiffre, chronometrer, creer_les_tables, mediane_des_rapports, medianes, rendre
from ppas.paiements.models import Bordereau
from ppas.paiements.operations.composer import composer_bordereau
from ppas.socle import pdf
from tests.factories import BordereauFactory, LignePaiementFactory

NB_LIGNES = 30
PAR_TOUR = 5
PRET = "prêt"
USUEL = """
import sys, weasyprint
html = open(sys.argv[1]).read()
weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
print("prêt", flush=True)
for _ in sys.stdin:
    weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    print("fait", flush=True)
"""


def bordereau() -> Bordereau:
    """Make a slip of 30 lines."""
    creer_les_tables()
    with transaction.atomic():
        celui = BordereauFactory()
        LignePaiementFactory.create_batch(NB_LIGNES, bordereau=celui)
    return celui


def document_statique(celui: Bordereau) -> dict:
    """Return what `composer_bordereau` asks of typst for this slip, fonts kept from one document to the next."""
    with mock.patch.object(pdf.typst, "compile", wraps=pdf.typst.compile) as compiler:
        composer_bordereau(celui)
    return {"input": compiler.call_args.args[0]} | compiler.call_args.kwargs


def outil_usuel(demande: dict) -> subprocess.Popen[str] | None:
    """Start WeasyPrint on the same table, in an environment of its own; None where it cannot be had."""
    dossier = DOSSIER / "weasyprint"
    donnees = json.loads(demande["sys_inputs"]["donnees"])
    rangees = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in ligne)}</tr>" for ligne in donnees["lignes"])
    page = DOSSIER / "bordereau.html"
    titre = donnees["titre"]
    page.write_text(f"<html lang=fr><title>{titre}</title><h1>{titre}</h1><table>{rangees}</table>")
    venv.create(dossier, with_pip=False)
    python = str(dossier / "bin/python")
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    installer = [uv, "pip", "install", "--quiet", "--python", python, "weasyprint"]
    try:
        subprocess.run(installer, check=True, timeout=120, capture_output=True)
    except (OSError, subprocess.SubprocessError):
        return None
    usuel = subprocess.Popen(
        [python, "-c", USUEL, str(page)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        bufsize=1,
    )
    assert usuel.stdout is not None
    if usuel.stdout.readline().strip() != PRET:  # pango is absent
        usuel.communicate()
        return None
    return usuel


def main() -> int:
    """Print P7 and its control."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--tours", type=int, default=41)
    options = analyseur.parse_args()
    celui = bordereau()
    gardees = document_statique(celui)
    demande = {nom: valeur for nom, valeur in gardees.items() if nom != "font_paths"}
    usuel = outil_usuel(demande)
    lu = Bordereau.objects.select_related("convention__caisse", "convention__partenaire")  # as the pages read it
    mesures = []
    for _ in range(options.tours):
        nu = chronometrer(lambda: [pdf.typst.compile(**demande) for _ in range(PAR_TOUR)])
        entier = chronometrer(lambda: [composer_bordereau(lu.get(pk=celui.pk)) for _ in range(PAR_TOUR)])
        nu_garde = chronometrer(lambda: [pdf.typst.compile(**gardees) for _ in range(PAR_TOUR)])
        autre = chronometrer(lambda: [_demander(usuel) for _ in range(PAR_TOUR)]) if usuel else 0.0
        mesures.append((nu, entier, nu_garde, autre))
    nu, entier, nu_garde, autre = (PAR_TOUR / duree if duree else 0.0 for duree in medianes(mesures))
    chiffres = [
        Chiffre(
            "P7",
            f"slips of {NB_LIGNES} lines a second / typst on the same static document",
            mediane_des_rapports([(a, b) for a, b, *_ in mesures]),
            0.5,
            f"{entier:.1f} / {nu:.1f} a second; median of {options.tours}",
            est_plancher=True,
        ),
        Chiffre(
            "P7",
            f"slips of {NB_LIGNES} lines a second / typst, its fonts kept as the portal does",
            mediane_des_rapports([(a, b) for _, b, a, _ in mesures]),
            None,
            f"{entier:.1f} / {nu_garde:.1f} a second; median of {options.tours}",
        ),
    ]
    if usuel:
        usuel.communicate()
        detail = f"{autre:.1f} a second"
        chiffres.append(Chiffre("P7", "WeasyPrint on the same table / typst", autre / nu, None, detail))
    else:
        print("P7   WeasyPrint could not be installed here: no control")
    return rendre(chiffres)


def _demander(usuel: subprocess.Popen[str]) -> None:
    assert usuel.stdin is not None
    assert usuel.stdout is not None
    usuel.stdin.write("\n")
    usuel.stdout.readline()


if __name__ == "__main__":
    sys.exit(main())
