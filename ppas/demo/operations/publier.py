"""The demonstration's own publications: news, announcement, documents whose files are made here."""

import shutil
import tempfile
from pathlib import Path

from ppas.publications.operations.charger_contenus import charger_contenus
from ppas.socle.horloge import maintenant
from ppas.socle.operations.composer_texte import Bloc, composer_texte, tableau, texte, titre
from ppas.socle.regles.affichage import MOIS

CONTENU = Path(__file__).parents[1] / "contenu"
INVENTE = "Document inventé pour la démonstration."


def publier() -> None:
    """Publish what `contenu/` adds to the portal's own pages, with its files."""
    with tempfile.TemporaryDirectory() as temporaire:
        arbre = Path(temporaire) / "contenu"
        shutil.copytree(CONTENU, arbre)
        for chemin, octets in _documents().items():
            (arbre / chemin).write_bytes(octets)
        charger_contenus(arbre)


def _documents() -> dict[str, bytes]:
    le = maintenant()
    calendriers = {
        f"30-documentation/40-baremes/calendrier-2026-{semestre}.pdf": composer_texte(
            "Calendrier de facturation 2026", INVENTE, _calendrier(semestre), le=le
        )
        for semestre in (1, 2)
    }
    note = composer_texte("Note aux prestataires : paramètres 2017", INVENTE, _note(), le=le)
    return {"20-actualites/note-parametres-2017.pdf": note} | calendriers


def _note() -> list[Bloc]:
    return [
        texte(
            "Lors de sa séance du 9 novembre 2016, le Conseil d’administration de la Cnav a fixé les montants des "
            "paramètres financiers pour les prestations d’action sociale servies à compter du 1er janvier 2017."
        ),
        titre("Ce que le prestataire doit savoir"),
        texte(
            "Une période est payée au tarif du jour où elle commence. La participation de chaque personne est celle "
            "de sa prise en charge, que la caisse notifie."
        ),
    ]


def _calendrier(semestre: int) -> list[Bloc]:
    debut = 6 * (semestre - 1)
    decalages = enumerate(MOIS[debut : debut + 6], start=debut + 1)
    lignes = [(nom, f"5/{numero % 12 + 1:02}", f"15/{numero % 12 + 1:02}") for numero, nom in decalages]
    return [
        texte("Pour chaque mois d’intervention : le jour de l’export des factures et celui du paiement."),
        tableau(("Mois d’intervention", "Export (jour/mois)", "Paiement (jour/mois)"), lignes, (2, 1, 1)),
    ]
