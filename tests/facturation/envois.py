"""The sender of the examples of the catalogue as rows of the database, and the files he sends."""

import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from threading import Barrier, Thread
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Depot, LigneFacture
from ppas.facturation.operations.deposer import deposer
from ppas.facturation.operations.traiter import traiter
from ppas.facturation.regles.exemples import DOCUMENT_AMD, NIR, NOM_AMD
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import Beneficiaire, PriseEnCharge
from tests.factories.caisses import TarifFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import BeneficiaireFactory, PriseEnChargeFactory, nir_de_femme

STRUCTURE = "21231300"
NOM_2 = "03_21231300_202610-2.xml"
DOCUMENT_2 = DOCUMENT_AMD.replace("202610<", "202610-2<", 1)
"""The same file again, as a complement."""


class Expediteur:
    """A home-help structure under convention with caisse 03: DURAND Jeanne has 20,00 hours a month there."""

    def __init__(self) -> None:
        TarifFactory()
        self.convention: Convention = ConventionFactory(identifiant_structure=STRUCTURE)
        self.utilisateur: Utilisateur = UtilisateurFactory()
        self.beneficiaire: Beneficiaire = BeneficiaireFactory(nir=NIR)
        self.prise_en_charge: PriseEnCharge = PriseEnChargeFactory(
            numero="2026004512",
            convention=self.convention,
            beneficiaire=self.beneficiaire,
            quantite_mensuelle_centiemes=2000,
        )

    def accorder(self, nb: int) -> list[PriseEnCharge]:
        """Add `nb` persons, each with 15,50 hours a month: those whom `document` invoices."""
        return self.accorder_a(range(1, nb + 1))

    def accorder_a(self, personnes: Iterable[int]) -> list[PriseEnCharge]:
        """Add these persons of `document`."""
        return [
            PriseEnChargeFactory(convention=self.convention, numero=f"PEC{qui}", beneficiaire__nir=nir_de_femme(qui))
            for qui in personnes
        ]

    def deposer(self, contenu: str | bytes = DOCUMENT_AMD, nom: str = NOM_AMD, cle: uuid.UUID | None = None) -> Depot:
        """Send a file."""
        return deposer(
            recu(contenu, nom),
            partenaire=self.convention.partenaire,
            par=self.utilisateur,
            cle_envoi=cle or uuid.uuid4(),
        )

    def envoyer(self, contenu: str | bytes = DOCUMENT_AMD, nom: str = NOM_AMD) -> Depot:
        """Send a file and have it processed."""
        depot = self.deposer(contenu, nom)
        traiter(depot.pk)
        return relu(depot)


def relu(depot: Depot) -> Depot:
    """Return the deposit as the database holds it now."""
    return Depot.objects.get(pk=depot.pk)


def codes(depot: Depot) -> list[str]:
    """Return the codes of the anomalies of a deposit."""
    return list(depot.anomalies.values_list("code", flat=True))


def lignes(depot: Depot) -> list[tuple]:
    """Return what was kept of a deposit, its technical numbers left out."""
    champs = ("rang", "prise_en_charge__numero", "ordre", "ouvrables_centiemes", "montant_caisse_centimes", "etat")
    return list(LigneFacture.objects.filter(depot=depot).order_by("rang").values_list(*champs))


def recu(contenu: str | bytes, nom: str = NOM_AMD) -> SimpleUploadedFile:
    """Return a file as a form receives it; its name is left as the sender wrote it."""
    octets = contenu if isinstance(contenu, bytes) else contenu.encode()
    fichier = SimpleUploadedFile("x", octets, content_type="text/xml")
    fichier._name = nom
    return fichier


def reference(nom: str) -> str:
    """Return what `<rf-borfact>` must hold in the file `nom`."""
    return nom.removesuffix(".xml")


def document(
    personnes: int | Sequence[int],
    nom: str = NOM_AMD,
    echeance: date = date(2026, 10, 1),
    faux: Collection[int] = (),
) -> str:
    """Return an AMD file of 10,00 hours for each of these persons of `accorder`, or for the first so many of them.

    The NIR of the ranks in `faux` has a wrong key.
    """
    suite = range(1, personnes + 1) if isinstance(personnes, int) else personnes
    lignes = [_ligne(rang, qui, echeance, est_fausse=rang in faux) for rang, qui in enumerate(suite, start=1)]
    debut = DOCUMENT_AMD.partition('<ligne no="1">')[0]
    for ancien, nouveau in (
        (reference(NOM_AMD), reference(nom)),
        ("<echeance>202610", f"<echeance>{echeance:%Y%m}"),
        ("<nb-lignes>1<", f"<nb-lignes>{len(lignes)}<"),
        (">15.50<", f">{len(lignes) * 10}.00<"),
    ):
        debut = debut.replace(ancien, nouveau)
    return f"{debut.rstrip()}\n{''.join(lignes)}  </lignes>\n</borfact>\n"


def _ligne(rang: int, personne: int, echeance: date, *, est_fausse: bool) -> str:
    nir = nir_de_femme(personne)
    if est_fausse:
        nir = f"{nir[:13]}{int(nir[13:]) % 97 + 1:02d}"
    return (
        f'    <ligne no="{rang}">\n      <no-pec>PEC{personne}</no-pec>\n      <nir>{nir}</nir>\n'
        f"      <nom>DURAND</nom>\n      <prenom>Jeanne</prenom>\n      <dt-debut>{echeance}</dt-debut>\n"
        f"      <dt-fin>{echeance.replace(day=28)}</dt-fin>\n      <qt-ouvrables>10.00</qt-ouvrables>\n"
        "      <qt-dimanches-feries>0.00</qt-dimanches-feries>\n    </ligne>\n"
    )


def ensemble(*actions: Callable[[], Any]) -> list[Any]:
    """Run the actions at the same instant, each in a thread; return what each returned, or the exception it raised."""
    depart, resultats = Barrier(len(actions)), [None] * len(actions)

    def courir(rang: int, action: Callable[[], Any]) -> None:
        depart.wait()
        try:
            resultats[rang] = action()
        except Exception as erreur:  # noqa: BLE001 -- the thread's failure becomes the test's
            resultats[rang] = erreur
        finally:
            connection.close()

    fils = [Thread(target=courir, args=(rang, action)) for rang, action in enumerate(actions)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return resultats
