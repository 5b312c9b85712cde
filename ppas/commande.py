"""The console command `ppas`: `verifier` and `controles` need no database nor settings, the others are the portal's."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from ppas.facturation.regles.catalogue import Anomalie
from ppas.facturation.regles.controle import Gravite
from ppas.facturation.regles.donnees import Parametres
from ppas.facturation.regles.fiches import Fiche, fiches
from ppas.facturation.regles.verification import NON_VERIFIABLES, Verdict, verifier

MAUVAIS_USAGE = 2
_EFFETS = {
    Gravite.FICHIER: "refuse le fichier",
    Gravite.LIGNE: "refuse la ligne",
    Gravite.AVERTISSEMENT: "avertissement",
}
USAGE = """usage : ppas verifier FICHIER [--json] [--le AAAA-MM-JJ]
        ppas controles [--json]
        ppas COMMANDE …   toute autre commande du portail (importer, exporter, verifier-journal…)"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0 (nothing refused), 1 (anomalies) or 2 (wrong usage)."""
    mots = list(sys.argv[1:] if arguments is None else arguments)
    if not mots or mots[0].startswith("-"):
        print(USAGE, file=sys.stdout if mots[:1] in (["-h"], ["--help"]) else sys.stderr)
        return 0 if mots[:1] in (["-h"], ["--help"]) else MAUVAIS_USAGE
    if mots[0] == "controles":
        return _lister_les_controles(mots[1:])
    if mots[0] != "verifier":
        return _commande_du_portail(mots)
    return _verifier(_analyseur().parse_args(mots[1:]))


def _verifier(options: argparse.Namespace) -> int:
    chemin = Path(options.fichier)
    try:
        with chemin.open("rb") as source:
            verdict = verifier(source, chemin.name, le=options.le, parametres=_parametres(options.le))
    except OSError as erreur:
        print(f"Le fichier « {options.fichier} » ne peut pas être lu : {_cause(erreur)}.", file=sys.stderr)
        return MAUVAIS_USAGE
    try:
        _ecrire(_document(chemin.name, verdict) if options.json else _texte(chemin.name, verdict))
        print(_reserve(), file=sys.stderr if options.json else sys.stdout, flush=True)
    except BrokenPipeError:  # `| head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0 if verdict.est_acceptable else 1


def _lister_les_controles(mots: Sequence[str]) -> int:
    """List the catalogue of the controls, for people or for a program."""
    analyseur = _Analyseur(prog="ppas controles", usage=USAGE, allow_abbrev=False)
    analyseur.attendu = "la seule option est --json"
    analyseur.add_argument("--json", action="store_true", help="écrire le catalogue en JSON")
    options = analyseur.parse_args(mots)
    try:
        _ecrire([fiche.document() for fiche in fiches()] if options.json else "\n\n".join(map(_fiche, fiches())))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _fiche(fiche: Fiche) -> str:
    controle = fiche.controle
    lignes = [
        f"{controle.code} {controle.libelle} ({_EFFETS[controle.gravite]})",
        f"    Que faire : {controle.conseil}",
    ]
    if controle.gravite is Gravite.LIGNE:
        lignes.append(f"    Re-facturable par le portail : {'oui' if controle.refacturable else 'non'}")
    if controle.vigueur:
        lignes.append(f"    {controle.vigueur}")
    if controle.champs:
        lignes.append(f"    Lit : {', '.join(controle.champs)}")
    if fiche.passe:
        lignes += [f"    Accepté : {fiche.passe}", f"    Signalé : {fiche.echoue}"]
    return "\n".join(lignes)


def _ecrire(contenu: object) -> None:
    """Print a text as it is, anything else as JSON."""
    print(contenu if isinstance(contenu, str) else json.dumps(contenu, ensure_ascii=False, indent=2))


class _Analyseur(argparse.ArgumentParser):
    attendu = "donnez un seul fichier, et des options connues"

    def error(self, message: str) -> NoReturn:
        """Say the usage in French: argparse's own sentences are in English."""
        print(f"{USAGE}\nUsage incorrect : {self.attendu}.", file=sys.stderr)
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
