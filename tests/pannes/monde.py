"""What the crash tests send, and the rows they start from: three structures, each with its persons and its user."""

import hashlib
import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from ppas.caisses.models import TypePartenaire
from ppas.comptes.models import Utilisateur
from ppas.facturation.operations.formulaire import ouvrir_formulaire
from tests.factories.caisses import TarifFactory
from tests.factories.evaluations import AppareilFactory, CommandeFactory, ReservationFactory
from tests.factories.partenaires import ConventionFactory, RattachementFactory
from tests.factories.prises_en_charge import BeneficiaireFactory, PriseEnChargeFactory, nir_de_femme
from tests.facturation.envois import STRUCTURE, document

STRUCTURES = ("STRUCTURE1", "STRUCTURE2", "STRUCTURE3")
PERSONNES = 250
"""Persons of each structure."""
LIGNES = 40
"""Lines of a file."""
MOIS = 4
"""Months invoiced: the last ones before this one."""


@dataclass(frozen=True)
class Envoi:
    """A file to send. `lignes`: (person, month) of each right line; `genre`: juste, fautes, totaux, nom or redite."""

    genre: str
    nom: str
    octets: bytes
    nb_lignes: int = 0
    justes: frozenset[tuple[int, date]] = frozenset()
    cle: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def sha256(self) -> str:
        """What the portal must keep it under."""
        return hashlib.sha256(self.octets).hexdigest()


def echeances() -> list[date]:
    """Return the months that may be invoiced, the latest first."""
    mois = [date.today().replace(day=1)]  # noqa: DTZ011 -- the portal under test reads the true clock
    for _ in range(MOIS):
        mois.append((mois[-1] - timedelta(days=1)).replace(day=1))
    return mois[1:]


def envois(numero: int, hasard: random.Random) -> Iterator[Envoi]:
    """Yield without end what the structure number `numero` sends: right files, faulty ones, doubles."""
    structure, mois, passes = STRUCTURES[numero], echeances(), []
    for complement in range(2, 1000):
        echeance = hasard.choice(mois)
        genre = hasard.choices(["juste", "fautes", "totaux", "nom", "redite"], [10, 5, 2, 1, 2])[0]
        nom = f"03_{structure}_{echeance:%Y%m}-{complement}.xml"
        suite = sorted(hasard.sample(range(1, PERSONNES + 1), LIGNES))
        personnes = [numero * PERSONNES + rang for rang in suite]
        faux = hasard.sample(range(1, LIGNES + 1), 5) if genre == "fautes" else []
        texte = document(personnes, nom, echeance, faux).replace(f">{STRUCTURE}<", f">{structure}<")
        texte = texte.replace("2026-11-04", f"{date.today()}")  # noqa: DTZ011
        justes = frozenset((qui, echeance) for rang, qui in enumerate(personnes, start=1) if rang not in faux)
        if genre == "redite" and passes:
            yield Envoi("redite", hasard.choice(passes), texte.encode())
        elif genre == "nom":
            yield Envoi("nom", f"facture {complement}.xml", texte.encode())
        elif genre == "totaux":
            yield Envoi("totaux", nom, texte.replace(f"<nb-lignes>{LIGNES}", "<nb-lignes>1").encode())
        else:
            passes.append(nom)
            yield Envoi(genre, nom, texte.encode(), LIGNES, justes)


@transaction.atomic
def preparer() -> None:
    """Make the rows in the database of a portal under test; print the session of each structure's user, in JSON."""
    TarifFactory()
    aujourd_hui, sessions = date.today(), []  # noqa: DTZ011
    for numero, structure in enumerate(STRUCTURES):
        convention = ConventionFactory(identifiant_structure=structure)
        for qui in range(numero * PERSONNES + 1, (numero + 1) * PERSONNES + 1):
            PriseEnChargeFactory(
                convention=convention,
                numero=f"PEC{qui}",
                beneficiaire__nir=nir_de_femme(qui),
                debut=aujourd_hui - timedelta(days=400),
                fin=aujourd_hui + timedelta(days=60),
            )
        sessions.append(_session(RattachementFactory(partenaire=convention.partenaire).utilisateur))
    print(json.dumps(sessions))  # noqa: T201 -- read by the process that started this one


@transaction.atomic
def preparer_mois(nb: int) -> None:
    """Make `nb` structures of one partner, each with one person whose last month is open on line.

    Print, in JSON, the session of the partner's user, and the number of each form and of its line.
    """
    TarifFactory()
    rattachement = RattachementFactory()
    formulaires = []
    for rang in range(1, nb + 1):
        convention = ConventionFactory(partenaire=rattachement.partenaire, identifiant_structure=f"S{rang}")
        PriseEnChargeFactory(
            convention=convention,
            numero=f"PEC{rang}",
            beneficiaire__nir=nir_de_femme(rang),
            debut=echeances()[-1],
            fin=date.today(),  # noqa: DTZ011
        )
        formulaire = ouvrir_formulaire(convention, echeances()[0], par=rattachement.utilisateur)
        formulaires.append([formulaire.pk, formulaire.lignes.get().pk])
    print(json.dumps([_session(rattachement.utilisateur), formulaires]))  # noqa: T201


@transaction.atomic
def preparer_commandes(nb: int) -> None:
    """Make `nb` orders that an evaluator holds on his computer; print, in JSON, his session, computer and orders."""
    convention = ConventionFactory(type_partenaire__code=TypePartenaire.EVALUATION)
    utilisateur = RattachementFactory(partenaire=convention.partenaire).utilisateur
    appareil = AppareilFactory(utilisateur=utilisateur, partenaire=convention.partenaire)
    commandes = []
    for rang in range(1, nb + 1):
        beneficiaire = BeneficiaireFactory(caisse=convention.caisse, nir=nir_de_femme(rang))
        commande = CommandeFactory(convention=convention, beneficiaire=beneficiaire, reservee=True)
        ReservationFactory(commande=commande, evaluateur=utilisateur, appareil=appareil)
        commandes.append(commande.pk)
    print(json.dumps([_session(utilisateur), str(appareil.identifiant), commandes]))  # noqa: T201


def _session(utilisateur: Utilisateur) -> str:
    """Open a session; return its key."""
    session = SessionStore()
    session[SESSION_KEY] = str(utilisateur.pk)
    session[BACKEND_SESSION_KEY] = "ppas.comptes.authentification.Identifiants"
    session[HASH_SESSION_KEY] = utilisateur.get_session_auth_hash()
    session.create()
    return session.session_key
