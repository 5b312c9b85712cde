"""The console command `ppas`: `verifier` needs neither a database nor settings, the others are the portal's own."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from ppas.facturation.regles.catalogue import Anomalie, Gravite
from ppas.facturation.regles.donnees import Parametres
from ppas.facturation.regles.verification import NON_VERIFIABLES, Verdict, verifier

MAUVAIS_USAGE = 2
USAGE = """usage : ppas verifier FICHIER [--json] [--le AAAA-MM-JJ]
        ppas COMMANDE …   toute autre commande du portail (importer, exporter, verifier-journal…)"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0 (nothing refused), 1 (anomalies) or 2 (wrong usage)."""
    mots = list(sys.argv[1:] if arguments is None else arguments)
    if not mots or mots[0].startswith("-"):
        print(USAGE, file=sys.stdout if mots[:1] in (["-h"], ["--help"]) else sys.stderr)
        return 0 if mots[:1] in (["-h"], ["--help"]) else MAUVAIS_USAGE
    if mots[0] != "verifier":
        return _commande_du_portail(mots)
    options = _analyseur().parse_args(mots[1:])
    chemin = Path(options.fichier)
    try:
        with chemin.open("rb") as source:
            verdict = verifier(source, chemin.name, le=options.le, parametres=_parametres(options.le))
    except OSError as erreur:
        print(f"Le fichier « {options.fichier} » ne peut pas être lu : {_cause(erreur)}.", file=sys.stderr)
        return MAUVAIS_USAGE
    try:
        if options.json:
            print(json.dumps(_document(chemin.name, verdict), ensure_ascii=False, indent=2))
        else:
            print(_texte(chemin.name, verdict))
        print(_reserve(), file=sys.stderr if options.json else sys.stdout, flush=True)
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0 if verdict.est_acceptable else 1


class _Analyseur(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say the usage in French: argparse's own sentences are in English."""
        print(f"{USAGE}\nUsage incorrect : donnez un seul fichier, et des options connues.", file=sys.stderr)
        raise SystemExit(MAUVAIS_USAGE)


def _analyseur() -> argparse.ArgumentParser:
    analyseur = _Analyseur(
        prog="ppas verifier",
        description="Juge un fichier de facturation sans l’envoyer.",
        usage=USAGE,
        add_help=False,
        allow_abbrev=False,
    )
    analyseur.add_argument("fichier", metavar="FICHIER", help="le fichier XML, sous le nom qu’il aura à l’envoi")
    analyseur.add_argument("--json", action="store_true", help="écrire le résultat en JSON")
    aujourd_hui = datetime.now(ZoneInfo("Europe/Paris")).date()
    analyseur.add_argument(
        "--le",
        type=date.fromisoformat,
        default=aujourd_hui,
        metavar="AAAA-MM-JJ",
        help="juger comme si l’on était ce jour",
    )
    analyseur.add_argument("-h", "--help", action="help", help="afficher cette aide")
    return analyseur


def _commande_du_portail(mots: list[str]) -> int:
    """Hand the command over to Django, which alone knows the database and names its commands with `_`."""
    commande = mots[0].replace("-", "_")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415 -- `ppas verifier` must run where Django is absent
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import CommandError, call_command, get_commands  # noqa: PLC0415

    try:
        django.setup()
        if commande not in get_commands():
            print(f"{USAGE}\nCommande inconnue : {mots[0]}.", file=sys.stderr)
            return MAUVAIS_USAGE
        call_command(commande, *mots[1:])
    except ImproperlyConfigured as erreur:
        print(f"Le portail n’est pas configuré sur cette machine : {erreur}", file=sys.stderr)
        return MAUVAIS_USAGE
    except CommandError as erreur:
        print(erreur, file=sys.stderr)
        return erreur.returncode
    return 0


def _parametres(le: date) -> Parametres:
    """Return default delays, and the holidays of every territory: which one applies is known to the caisse alone."""
    import holidays  # noqa: PLC0415 -- half of the start-up time, useless to the other commands

    annees = range(le.year - 2, le.year + 1)
    territoires = (None, *(t for t in holidays.France.subdivisions if not t.startswith("Zone")))
    feries = {jour for t in territoires for jour in holidays.country_holidays("FR", subdiv=t, years=annees)}
    return Parametres(jours_feries=frozenset(feries))


def _document(nom: str, verdict: Verdict) -> dict[str, Any]:
    return {
        "fichier": nom,
        "nb_lignes": verdict.nb_lignes,
        "acceptable": verdict.est_acceptable,
        "anomalies": [
            {
                "code": faute.code,
                "gravite": faute.gravite.value,
                "ligne": faute.ligne,
                "colonne": faute.colonne,
                "enregistrement": faute.rang,
                "champ": faute.champ,
                "message": faute.message,
                "remede": faute.remede,
            }
            for faute in verdict.anomalies
        ],
    }


def _texte(nom: str, verdict: Verdict) -> str:
    lignes = [f"{nom} : {_resume(verdict)}"]
    for faute in verdict.anomalies:
        lignes += ["", f"{faute.code} {faute.controle.libelle}{_lieu(faute)}", f"    {faute.message}"]
        if faute.extrait:
            lignes.append(f"    > {faute.extrait}")
        lignes.append(f"    Que faire : {faute.remede}")
    return "\n".join(lignes)


def _resume(verdict: Verdict) -> str:
    if not verdict.anomalies:
        return f"{_compte(verdict.nb_lignes, 'ligne')}, aucune anomalie."
    if verdict.est_acceptable:
        avertissements = _compte(len(verdict.anomalies), "avertissement")
        return f"{_compte(verdict.nb_lignes, 'ligne')}, rien à refuser, {avertissements}."
    if any(faute.gravite is Gravite.FICHIER for faute in verdict.anomalies):
        return f"le fichier serait refusé, {_compte(len(verdict.anomalies), 'anomalie')}."
    refusees = len({faute.rang for faute in verdict.anomalies if faute.est_refus})
    return f"{_compte(verdict.nb_lignes, 'ligne')}, dont {_compte(refusees, 'refusée')}."


def _compte(nombre: int, mot: str) -> str:
    return f"{nombre} {mot}{'s' if nombre > 1 else ''}"


def _lieu(faute: Anomalie) -> str:
    parties = [
        f"enregistrement n°{faute.rang}" if faute.rang else "",
        f"ligne {faute.ligne}" if faute.ligne else "",
        f"colonne {faute.colonne}" if faute.colonne else "",
        f"<{faute.champ}>" if faute.champ else "",
    ]
    lieu = ", ".join(filter(None, parties))
    return f" ({lieu})" if lieu else ""


def _reserve() -> str:
    codes = ", ".join(controle.code for controle in NON_VERIFIABLES)
    return (
        f"\nContrôles qui demandent les données de la caisse, faits en tout ou partie à l’envoi seulement : {codes}. "
        "Délais de 12 et 6 mois : ceux de votre caisse peuvent différer."
    )


def _cause(erreur: OSError) -> str:
    causes = {
        FileNotFoundError: "il n’existe pas",
        IsADirectoryError: "c’est un dossier",
        PermissionError: "accès refusé",
    }
    return causes.get(type(erreur), "erreur de lecture")


if __name__ == "__main__":
    sys.exit(main())
