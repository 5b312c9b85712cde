"""What partners and caisses do every month, by the operations of the portal."""

import uuid
from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.management import call_command

from ppas.caisses.models import Caisse
from ppas.demo.operations.inscriptions import utilisateur
from ppas.demo.operations.paiements import fichier_paiements
from ppas.demo.regles.comptes import AGENT, REGIONAL_NORD, Compte
from ppas.demo.regles.structures import (
    Structure,
    dernier_jour,
    heures,
    personnes,
    prises_en_charge,
)
from ppas.facturation.models import ExportFactures, Formulaire
from ppas.facturation.operations.deposer import deposer
from ppas.facturation.operations.exporter import exporter_factures
from ppas.facturation.operations.formulaire import ouvrir_formulaire, valider_formulaire
from ppas.facturation.operations.saisie import enregistrer_formulaire
from ppas.facturation.regles.composition import LigneAEcrire, ecrire
from ppas.facturation.regles.nom_fichier import NomFichier
from ppas.paiements.operations.importer import importer_paiements
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.operations.importer import importer_prises_en_charge
from ppas.socle.horloge import aujourd_hui

AGENTS = {"03": AGENT, "04": REGIONAL_NORD}
TROP = 30_00
"""Hours added to a line so that it exceeds any grant of the demonstration, in hundredths."""


def accorder(structure: Structure, annee: int) -> None:
    """Send the grants of that year from the caisse."""
    importer_prises_en_charge(
        BytesIO(prises_en_charge(structure, annee)),
        f"prises-en-charge-{structure.code_convention}-{annee}.csv",
        caisse=Caisse.objects.get(code=structure.caisse),
        par=utilisateur(AGENTS[structure.caisse]),
    )


def lignes_du_mois(structure: Structure, echeance: date, sauf: Container[int] = ()) -> list[LigneAEcrire]:
    """Return the lines of a whole month of home help, without the persons of those ranks."""
    lignes = []
    for personne in personnes(structure):
        if personne.rang not in sauf:
            ouvrables, dimanches = heures(personne, echeance)
            lignes.append(
                LigneAEcrire(
                    no_pec=structure.no_pec(personne, echeance.year),
                    nir=personne.nir,
                    nom=personne.nom,
                    prenom=personne.prenom,
                    debut=echeance,
                    fin=dernier_jour(echeance),
                    ouvrables_centiemes=ouvrables,
                    dimanches_feries_centiemes=dimanches,
                )
            )
    return lignes


def fauter(lignes: Sequence[LigneAEcrire]) -> tuple[list[LigneAEcrire], list[LigneAEcrire]]:
    """Return the same month with four faults (L07, L10, L13, L03), and the four lines as they should have been."""
    fautives, justes = list(lignes), lignes[2:6]
    trop, nom, nir, fin = justes
    fautives[2:6] = [
        replace(trop, ouvrables_centiemes=trop.ouvrables_centiemes + TROP),
        replace(nom, nom="MARTINEZ"),
        replace(nir, nir=f"{nir.nir[:13]}{int(nir.nir[13:]) % 97 + 1:02d}"),
        replace(fin, debut=fin.fin, fin=fin.debut),
    ]
    return fautives, list(justes)


def envoyer_mois(
    structure: Structure,
    echeance: date,
    lignes: Sequence[LigneAEcrire],
    *,
    par: Compte,
    complement: int | None = None,
    remplacer: tuple[bytes, bytes] = (b"", b""),
) -> None:
    """Send a file of home help; `remplacer` spoils its bytes."""
    nom = NomFichier(
        structure.caisse, structure.identifiant, structure.prestation, echeance=echeance, complement=complement
    )
    fichier, octets = ecrire(nom, lignes, emise_le=aujourd_hui())
    envoyer(fichier, octets.replace(*remplacer) if remplacer[0] else octets, par=par)


def envoyer_travaux(structure: Structure, travaux: Sequence[tuple[int, int]], *, par: Compte) -> None:
    """Send a file of housing works of today: for each, the rank of the person and its amount in cents."""
    aidees, jour = personnes(structure), aujourd_hui()
    lignes = [
        LigneAEcrire(
            no_pec=structure.no_pec(aidees[rang], jour.year),
            nir=aidees[rang].nir,
            nom=aidees[rang].nom,
            prenom=aidees[rang].prenom,
            debut=jour,
            fin=jour,
            quantite_centiemes=1_00,
            prix_centimes=centimes,
        )
        for rang, centimes in travaux
    ]
    nom = NomFichier(structure.caisse, structure.identifiant, structure.prestation, date_emission=jour)
    envoyer(*ecrire(nom, lignes, emise_le=jour), par=par)


def envoyer(nom: str, octets: bytes, *, par: Compte) -> None:
    """Deposit a file, and let the worker process it."""
    partenaire = Partenaire.objects.get(rattachements__utilisateur__login=par.login)
    deposer(ContentFile(octets, name=nom), partenaire=partenaire, par=utilisateur(par), cle_envoi=uuid.uuid4())
    travailler()


def travailler() -> None:
    """Do what is due: jobs and mails."""
    call_command("travailler", une_fois=True)


def saisir(structure: Structure, echeance: date, *, par: Compte, sauf: Container[int] = ()) -> Formulaire:
    """Type a month on line, without the hours of the persons of those ranks, and save it."""
    auteur = utilisateur(par)
    convention = Convention.objects.get(caisse__code=structure.caisse, code=structure.code_convention)
    formulaire = ouvrir_formulaire(convention, echeance, par=auteur)
    par_nir = {personne.nir: personne for personne in personnes(structure)}
    saisies = {}
    for ligne in formulaire.lignes.select_related("prise_en_charge__beneficiaire"):
        personne = par_nir[ligne.prise_en_charge.beneficiaire.nir]
        if personne.rang not in sauf:
            ouvrables, dimanches = heures(personne, echeance)
            saisies[ligne.pk] = {"ouvrables_centiemes": ouvrables, "dimanches_feries_centiemes": dimanches}
    enregistrer_formulaire(formulaire, saisies, par=auteur)
    return formulaire


def saisir_et_valider(structure: Structure, echeance: date, *, par: Compte, sauf: Container[int] = ()) -> None:
    """Type a month on line and send it."""
    valider_formulaire(saisir(structure, echeance, par=par, sauf=sauf), par=utilisateur(par))


def exporter(code_caisse: str) -> None:
    """Export what awaits at that caisse."""
    exporter_factures(Caisse.objects.get(code=code_caisse), par=utilisateur(AGENTS[code_caisse]))


def payer(code_caisse: str, le: date, moins_centimes: int = 0) -> None:
    """Send the caisse's payments of its last export, dated `le`; one line a slip may be paid less."""
    caisse = Caisse.objects.get(code=code_caisse)
    export = ExportFactures.objects.filter(caisse=caisse).latest("pk")
    nom, octets = fichier_paiements(export, le=le, moins_centimes=moins_centimes)
    importer_paiements(BytesIO(octets), nom, caisse=caisse, par=utilisateur(AGENTS[code_caisse]))
