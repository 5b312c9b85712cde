"""A computer with Firefox, and the gestures of an evaluator, which `firefox.mjs` does."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ppas.comptes.models import Utilisateur
from tests.factories import MOT_DE_PASSE
from tests.navigateur.hors_ligne.conftest import APPLICATION, CODE, GESTION

PILOTE = Path(__file__).with_name("firefox.mjs")
RACINE = PILOTE.parents[3]


def bouton(texte: str) -> str:
    """Return the selector of a button of the page."""
    return f"main button::-p-text({texte})"


@dataclass
class PosteFirefox:
    """A profile folder, the browser that runs on it for the time being, and what drives it."""

    executable: str
    profil: Path
    url: str
    pilote: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        """Start the driver; `ouvrir` starts the browser."""
        chemins = [str(RACINE / ".venv" / "bin"), os.environ.get("PATH", "")]
        node = shutil.which("node", path=os.pathsep.join(chemins)) or "node"
        commande = [node, PILOTE, self.executable, self.profil]
        self.pilote = subprocess.Popen(commande, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def faire(self, geste: str, *valeurs: Any) -> Any:
        """Do one gesture of `firefox.mjs`; raises AssertionError with what the page shows when it cannot be done."""
        print(json.dumps([geste, *valeurs]), file=self.pilote.stdin, flush=True)
        dit = json.loads(self.pilote.stdout.readline() or '{"faute": "the driver has ended"}')
        assert "faute" not in dit, dit["faute"]
        return dit["rendu"]

    def ouvrir(self) -> str:
        """Start a new process of the browser; return its version."""
        return self.faire("ouvrir")

    def redemarrer(self) -> None:
        """Close the browser, then start another process on the same profile."""
        self.faire("fermer")
        self.ouvrir()

    def tuer(self) -> None:
        """Kill every process of the browser with -9."""
        self.faire("tuer")

    def finir(self) -> None:
        """End the browser and its driver."""
        self.pilote.stdin.close()
        self.pilote.wait(timeout=30)
        self.pilote.stdout.close()

    def aller(self, adresse: str) -> None:
        self.faire("aller", self.url + adresse)

    def cliquer(self, selecteur: str) -> None:
        self.faire("cliquer", selecteur)

    def remplir(self, selecteur: str, valeur: str) -> None:
        self.faire("remplir", selecteur, valeur)

    def voir(self, texte: str) -> None:
        """Wait until the page shows `texte`."""
        self.faire("voir", texte)

    def se_connecter(self, utilisateur: Utilisateur) -> None:
        """Sign in by the form."""
        self.aller("/comptes/connexion/")
        self.remplir("#id_identifiant", utilisateur.login)
        self.remplir("#id_mot_de_passe", MOT_DE_PASSE)
        self.cliquer(bouton("SE CONNECTER"))
        self.voir("Connecté en tant que")

    def generer(self) -> None:
        """Generate the offline mode on the portal's page."""
        self.aller(GESTION)
        self.remplir("#nom", "Portable du bureau")
        self.remplir("#nouveau-code", CODE)
        self.remplir("#confirmation", CODE)
        self.cliquer(bouton("Générer le mode déconnecté"))
        self.voir("Le mode déconnecté est prêt")

    def entrer(self, adresse: str = "") -> None:
        """Open the application with the code."""
        self.aller(APPLICATION + adresse)
        self.remplir("#code", CODE)
        self.cliquer(bouton("Ouvrir"))
        self.voir("Verrouiller")

    def synchroniser(self, attendu: str) -> None:
        """Synchronise the open application, until it says `attendu`."""
        self.aller(f"{APPLICATION}#synchronisation")
        self.cliquer(bouton("Synchroniser"))
        self.voir(attendu)

    def recevoir(self, commande: dict[str, Any]) -> None:
        """Give the open application an order, as a synchronisation would."""
        self.faire(
            "evaluer",
            """async (commande) => {
              const { session } = await import("/hors-ligne/session.js");
              await session.carnet.recevoirCommandes({ commandes: [commande], plafonds: [], evaluations: [] });
            }""",
            commande,
        )

    def noter(self, identifiant: int, reponses: dict[str, Any]) -> None:
        """Keep answers in the notebook, as their fields do."""
        self.faire(
            "evaluer",
            """async (id, reponses) => {
              const { session } = await import("/hors-ligne/session.js");
              for (const [cle, valeur] of Object.entries(reponses)) await session.carnet.noter(id, cle, valeur);
            }""",
            identifiant,
            reponses,
        )

    def gardees(self) -> list[dict[str, Any]]:
        """Return the answers of each evaluation that the disk of this computer holds."""
        return self.faire(
            "evaluer",
            """async () => {
              const { session } = await import("/hors-ligne/session.js");
              const gardees = await session.stockage.tout("evaluations");
              await session.carnet.relire();
              return gardees.map(({ commande }) => session.carnet.evaluation(commande).reponses);
            }""",
        )
