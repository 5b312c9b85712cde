"""What is wrong with a file as a whole, once it can be read: name, header, totals (formats.md §2, F02 to F10)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ppas.facturation.regles.catalogue import Anomalie, anomalie, dater
from ppas.facturation.regles.donnees import PRESTATION_AMD, ContexteDepot, EnteteLue
from ppas.facturation.regles.nom_fichier import EXTENSION, NomFichier
from ppas.socle.regles.affichage import date_fr, date_heure_fr, mois, nombre


def anomalies_nom(nom: NomFichier, contexte: ContexteDepot) -> list[Anomalie]:
    """F02: the name was used by an earlier deposit. The caller knows which, and links to it."""
    if contexte.nom_utilise_le is None:
        return []
    suivant = nom.complement_suivant()
    return [
        anomalie(
            "F02",
            nom=nom.reference + EXTENSION,
            envoye_le=date_heure_fr(contexte.nom_utilise_le),
            proposition=f", par exemple « {suivant} » pour un complément" if suivant else "",
        )
    ]


def anomalies_entete(entete: EnteteLue, nom: NomFichier | None, *, contexte: ContexteDepot, le: date) -> list[Anomalie]:
    """F03 and F06 to F09. `nom` is None when it follows no pattern (F01): what compares with it is then not judged."""
    trouvees = [
        *_reference(entete, nom),
        *_caisse(entete, nom, contexte),
        *_structure(entete, nom, contexte),
        *_prestation(entete, nom, contexte),
        *_dates(entete, nom, le),
    ]
    return dater(trouvees, le)


def anomalies_totaux(entete: EnteteLue, nb_lignes: int, quantite_totale: Decimal, *, le: date) -> list[Anomalie]:
    """F10, as it counts on the day `le`: what the header announces is what the lines hold."""
    trouvees = []
    if entete.nb_lignes != nb_lignes:
        trouvees.append(_total_faux("nb-lignes", entete.nb_lignes, nb_lignes))
    annoncee = Decimal(entete.quantite_centiemes) / 100
    if annoncee != quantite_totale:
        trouvees.append(_total_faux("qt-totale", nombre(annoncee, 2), nombre(quantite_totale, 2)))
    return dater(trouvees, le)


def _total_faux(champ: str, annonce: object, calcule: object) -> Anomalie:
    return anomalie("F10", champ, champ_ecrit=f"<{champ}>", annonce=annonce, calcule=calcule)


def _reference(entete: EnteteLue, nom: NomFichier | None) -> Iterator[Anomalie]:
    """F03: `<rf-borfact>` is the name, with or without its extension (D8)."""
    if nom is None:
        return
    recue = entete.reference
    if recue.lower().endswith(EXTENSION):
        recue = recue[: -len(EXTENSION)]
    if recue != nom.reference:
        yield anomalie("F03", "rf-borfact", recu=recue, attendu=nom.reference)


def _caisse(entete: EnteteLue, nom: NomFichier | None, contexte: ContexteDepot) -> Iterator[Anomalie]:
    """F06: the name's, known, and with a validated convention for the sender."""
    if nom is not None and entete.caisse != nom.caisse:
        defaut = f"La caisse de l’en-tête, {entete.caisse}, n’est pas celle du nom du fichier, {nom.caisse}"
    elif contexte.caisses is not None and entete.caisse not in contexte.caisses:
        defaut = f"La caisse {entete.caisse} n’existe pas"
    elif contexte.structures is not None and entete.caisse not in contexte.structures:
        defaut = f"Votre structure n’a pas de convention validée avec la caisse {entete.caisse}"
    else:
        return
    yield anomalie("F06", "cd-caisse", defaut=defaut)


def _structure(entete: EnteteLue, nom: NomFichier | None, contexte: ContexteDepot) -> Iterator[Anomalie]:
    """F07: the name's, and one that this caisse gave the sender."""
    recue = entete.identifiant_structure
    connues = None if contexte.structures is None else contexte.structures.get(entete.caisse)
    if nom is not None and recue != nom.identifiant_structure:
        ecart = f"n’est pas celui du nom du fichier, {nom.identifiant_structure}"
        yield anomalie("F07", "id-structure", defaut=f"L’identifiant de l’en-tête, {recue}, {ecart}")
    elif connues is not None and recue not in connues:
        defaut = f"L’identifiant {recue} n’est pas celui de votre structure pour la caisse {entete.caisse}"
        yield anomalie("F07", "id-structure", defaut=defaut)


def _prestation(entete: EnteteLue, nom: NomFichier | None, contexte: ContexteDepot) -> Iterator[Anomalie]:
    """F08: the name's, known, and open to the convention's type."""
    recue = entete.prestation
    if nom is not None and recue != nom.prestation:
        defaut = f"La prestation de l’en-tête, {recue}, n’est pas celle du nom du fichier, {nom.prestation}"
    elif nom is not None and nom.echeance is None and recue == PRESTATION_AMD:
        defaut = f"La prestation {PRESTATION_AMD} se facture par échéance : caisse_structure_AAAAMM.xml"
    elif contexte.prestations is not None and recue not in contexte.prestations:
        defaut = f"La prestation {recue} n’existe pas"
    elif contexte.prestations_ouvertes is not None and recue not in contexte.prestations_ouvertes:
        defaut = f"La prestation {recue} n’est pas ouverte à votre convention"
    else:
        return
    yield anomalie("F08", "cd-prestation", defaut=defaut)


def _dates(entete: EnteteLue, nom: NomFichier | None, le: date) -> Iterator[Anomalie]:
    """F09: échéance and date of issue are the name's and not to come."""
    defaut = _defaut_echeance(entete, nom, le)
    if defaut:
        yield anomalie("F09", "echeance", defaut=defaut)
    if nom is not None and nom.date_emission is not None and entete.emise_le != nom.date_emission:
        ecart = f"n’est pas celle du nom du fichier, {date_fr(nom.date_emission)}"
        yield anomalie("F09", "dt-emission", defaut=f"La date d’émission {date_fr(entete.emise_le)} {ecart}")
    elif entete.emise_le > le:
        yield anomalie("F09", "dt-emission", defaut=f"La date d’émission {date_fr(entete.emise_le)} est à venir")


def _defaut_echeance(entete: EnteteLue, nom: NomFichier | None, le: date) -> str | None:
    est_amd = entete.prestation == PRESTATION_AMD
    if entete.echeance is None:
        return f"L’échéance manque : elle est obligatoire pour {PRESTATION_AMD}" if est_amd else None
    if not est_amd:
        return f"<echeance> est réservée à {PRESTATION_AMD}"
    if nom is not None and nom.echeance is not None and entete.echeance != nom.echeance:
        return f"L’échéance {mois(entete.echeance)} n’est pas celle du nom du fichier, {mois(nom.echeance)}"
    if entete.echeance > le:
        return f"L’échéance {mois(entete.echeance)} est à venir"
    return None
