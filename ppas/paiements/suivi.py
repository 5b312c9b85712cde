"""Reads what happened to invoice lines, for the rules that tell it: as many queries for fifty lines as for one."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Prefetch, Q, QuerySet

from ppas.evaluations.models import Commande
from ppas.facturation.etats import EtatLigne, EtatLigneRefusee
from ppas.facturation.models import Anomalie, Courrier, Depot, Formulaire, LigneFacture, LigneRefusee
from ppas.facturation.regles.controle import Gravite
from ppas.paiements.models import AnomalieReport, Bordereau, LignePaiement
from ppas.paiements.regles import situation as regles
from ppas.paiements.regles.publication import visible_a_partir_de
from ppas.paiements.regles.situation_evaluation import EvaluationSuivie
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import Beneficiaire
from ppas.socle.models import Evenement
from ppas.socle.regles.affichage import date_fr, mois

type Rangee = LigneFacture | LigneRefusee | Courrier
type Suivable = Rangee | Commande
type Faits = regles.Ligne | EvaluationSuivie
type Dates = dict[tuple[str, int, str], datetime]
"""When what was done to which object: (type, number, action) → the last time."""

FORMULAIRE, REFUS, COURRIER = (modele._meta.label_lower for modele in (Formulaire, LigneRefusee, Courrier))
CLOTURES = {
    EtatLigneRefusee.REFACTUREE: "refacturer",
    EtatLigneRefusee.ENVOYEE: "envoyer_par_courrier",
    EtatLigneRefusee.SANS_SUITE: "abandonner",
}
"""The verb that led a refused line to the state where it stays."""


@dataclass(frozen=True)
class Suivi:
    """A row, what the rules know of it, and what a page says of it. `beneficiaire_id` is None for an unknown person."""

    objet: Suivable
    ligne: Faits
    convention: Convention
    beneficiaire: str
    beneficiaire_id: int | None
    periode: str
    montant_centimes: int
    numero_pec: str = ""
    prestation: str = ""
    depot: Depot | None = None
    formulaire: Formulaire | None = None
    bordereau: Bordereau | None = None


def lignes_a_suivre(lignes: QuerySet[LigneFacture]) -> QuerySet[LigneFacture]:
    """Add to `lignes` all that `suivre_lignes` reads.

    PostgreSQL takes longer to plan one query of thirteen joins than to answer to all of these.
    """
    return lignes.select_related(
        "depot", "export", "prise_en_charge__beneficiaire", "prise_en_charge__prestation"
    ).prefetch_related(
        "formulaire",
        "courrier",
        Prefetch("convention", conventions_a_suivre()),
        Prefetch("paiement", LignePaiement.objects.select_related("bordereau__importation")),
        Prefetch("anomalies_report", AnomalieReport.objects.order_by("id")),
        Prefetch("courriers", _courriers()),
    )


def refus_a_suivre(refus: QuerySet[LigneRefusee]) -> QuerySet[LigneRefusee]:
    """Add to `refus` all that `suivre_refus` reads."""
    return refus.select_related("depot", "convention__caisse", "convention__partenaire").prefetch_related(
        Prefetch("courriers", _courriers())
    )


def courriers_a_suivre(courriers: QuerySet[Courrier]) -> QuerySet[Courrier]:
    """Add to `courriers` all that `suivre_courriers` reads."""
    return courriers.select_related(
        "prise_en_charge__beneficiaire", "prise_en_charge__prestation", "refus"
    ).prefetch_related(Prefetch("convention", conventions_a_suivre()), "factures")


def conventions_a_suivre() -> QuerySet[Convention]:
    """Return conventions with what a page says of each."""
    return Convention.objects.select_related("caisse", "partenaire")


def _courriers() -> QuerySet[Courrier]:
    return Courrier.objects.order_by("id").prefetch_related("factures")


def suivre_lignes(lignes: Iterable[LigneFacture]) -> list[Suivi]:
    """Return accepted lines with their facts; `lignes` comes from `lignes_a_suivre`."""
    lignes = list(lignes)
    annules = {ligne.formulaire_id for ligne in lignes if ligne.etat == EtatLigne.ANNULEE and ligne.formulaire_id}
    dates = _dates({FORMULAIRE: annules, COURRIER: {c.pk for ligne in lignes for c in ligne.courriers.all()}})
    return [
        Suivi(
            ligne,
            _acceptee(ligne, dates),
            ligne.convention,
            str(ligne.prise_en_charge.beneficiaire),
            ligne.prise_en_charge.beneficiaire_id,
            _periode(ligne),
            ligne.montant_caisse_centimes,
            numero_pec=ligne.prise_en_charge.numero,
            prestation=str(ligne.prise_en_charge.prestation),
            depot=ligne.depot,
            formulaire=ligne.formulaire,
            bordereau=ligne.paiement.bordereau if hasattr(ligne, "paiement") else None,
        )
        for ligne in lignes
    ]


def _acceptee(ligne: LigneFacture, dates: Dates) -> regles.LigneAcceptee:
    rejets = list(ligne.anomalies_report.all())
    return regles.LigneAcceptee(
        etat=ligne.etat,
        montant_centimes=ligne.montant_caisse_centimes,
        exportee_le=ligne.export.cree_le if ligne.export else None,
        paiement=faits_du_paiement(ligne.paiement) if hasattr(ligne, "paiement") else None,
        rejetee_le=rejets[0].date if rejets else None,
        motifs=tuple(regles.Motif(rejet.code, rejet.libelle) for rejet in rejets),
        courrier=_dernier(ligne.courriers.all(), dates),
        **_envoi(ligne, dates),
    )


def _envoi(ligne: LigneFacture, dates: Dates) -> dict[str, Any]:
    """Return by which door `ligne` came and when."""
    if ligne.depot:
        return {
            "origine": regles.Origine.FICHIER,
            "envoi": ligne.depot.nom_fichier,
            "envoyee_le": ligne.depot.depose_le,
            "controlee_le": ligne.depot.traite_le,
        }
    if ligne.courrier:
        return {
            "origine": regles.Origine.COURRIER,
            "envoi": f"courrier n° {ligne.courrier.numero}",
            "envoyee_le": ligne.courrier.annonce_le,
            "controlee_le": ligne.courrier.decide_le,
        }
    return _envoi_en_ligne(ligne, cast("Formulaire", ligne.formulaire), dates)


def _envoi_en_ligne(ligne: LigneFacture, formulaire: Formulaire, dates: Dates) -> dict[str, Any]:
    """Return the same for an on-line month: one cancelled is dated by the journal."""
    annulee_le, valide_le = None, formulaire.valide_le
    if ligne.etat == EtatLigne.ANNULEE:
        valide_le = None  # a later validation is not that of this line
        annulee_le = dates.get((FORMULAIRE, formulaire.pk, "annuler_facturation"))
    return {
        "origine": regles.Origine.SAISIE,
        "envoi": f"formulaire {mois(formulaire.echeance)}",
        "envoyee_le": valide_le or annulee_le,  # cancelled on the very day of its validation (INV-09)
        "controlee_le": valide_le or annulee_le,
        "annulee_le": annulee_le,
    }


def faits_du_paiement(paiement: LignePaiement) -> regles.Paiement:
    """Return what its slip says of a payment."""
    bordereau = paiement.bordereau
    return regles.Paiement(
        numero=bordereau.numero,
        mandate_le=bordereau.importation.importe_le,
        date_paiement=bordereau.date_paiement,
        visible_le=visible_a_partir_de(bordereau.date_paiement),
        montant_centimes=paiement.montant_centimes,
    )


def suivre_refus(refus: Iterable[LigneRefusee]) -> list[Suivi]:
    """Return refused lines with their facts; `refus` comes from `refus_a_suivre`."""
    refus = list(refus)
    dates = _dates({REFUS: {r.pk for r in refus}, COURRIER: {c.pk for r in refus for c in r.courriers.all()}})
    motifs = _motifs(refus)
    connus = _connus(refus)
    return [
        Suivi(
            refusee,
            regles.LigneEcartee(
                etat=refusee.etat,
                envoi=refusee.depot.nom_fichier,
                montant_centimes=refusee.montant_centimes,
                envoyee_le=refusee.depot.depose_le,
                controlee_le=refusee.depot.traite_le,
                close_le=dates.get((REFUS, refusee.pk, CLOTURES.get(EtatLigneRefusee(refusee.etat), ""))),
                motifs=motifs.get((refusee.depot_id, refusee.rang), ()),
                facture=refusee.facture_id,
                courrier=_dernier(refusee.courriers.all(), dates),
            ),
            refusee.convention,
            f"{refusee.nom} {refusee.prenom}".strip(),
            connus.get((refusee.convention.caisse_id, refusee.nir)),
            _periode(refusee),
            refusee.montant_centimes,
            numero_pec=refusee.numero_pec,
            prestation=refusee.prestation,
            depot=refusee.depot,
        )
        for refusee in refus
    ]


def _motifs(refus: Sequence[LigneRefusee]) -> dict[tuple[int, int], tuple[regles.Motif, ...]]:
    """Return what the report of their deposit says of each refused line, in one query."""
    anomalies = Anomalie.objects.filter(
        depot__in={r.depot_id for r in refus}, rang__in={r.rang for r in refus}, gravite=Gravite.LIGNE
    ).order_by("id")
    motifs: dict[tuple[int, int], tuple[regles.Motif, ...]] = {}
    for anomalie in anomalies:
        cle = (anomalie.depot_id, anomalie.rang or 0)
        motifs[cle] = (*motifs.get(cle, ()), regles.Motif(anomalie.code, anomalie.message, anomalie.remede))
    return motifs


def _connus(refus: Sequence[LigneRefusee]) -> dict[tuple[int, str], int]:
    """Return the beneficiaries whose NIR these lines bear, by caisse and NIR, in one query."""
    nirs = {r.nir for r in refus}
    siens = Beneficiaire.objects.filter(caisse__in={r.convention.caisse_id for r in refus}, nir__in=nirs)
    return {(caisse, nir): pk for pk, caisse, nir in siens.values_list("pk", "caisse_id", "nir")}


def suivre_courriers(courriers: Iterable[Courrier]) -> list[Suivi]:
    """Return letters with their facts; `courriers` comes from `courriers_a_suivre`."""
    courriers = list(courriers)
    dates = _dates({COURRIER: {courrier.pk for courrier in courriers}})
    return [
        Suivi(
            courrier,
            _faits_du_courrier(courrier, dates),
            courrier.convention,
            _personne(courrier),
            courrier.prise_en_charge.beneficiaire_id if courrier.prise_en_charge else None,
            _periode(courrier),
            courrier.montant_centimes,
            numero_pec=courrier.prise_en_charge.numero if courrier.prise_en_charge else "",
            prestation=str(courrier.prise_en_charge.prestation) if courrier.prise_en_charge else "",
        )
        for courrier in courriers
    ]


def _personne(courrier: Courrier) -> str:
    if courrier.prise_en_charge:
        return str(courrier.prise_en_charge.beneficiaire)
    return f"{courrier.refus.nom} {courrier.refus.prenom}" if courrier.refus else "Personne non précisée"


def _dernier(courriers: Iterable[Courrier], dates: Dates) -> regles.Courrier | None:
    """Return the facts of the last letter: an earlier one was refused or withdrawn."""
    dernier = max(courriers, key=lambda courrier: courrier.pk, default=None)
    return _faits_du_courrier(dernier, dates) if dernier else None


def _faits_du_courrier(courrier: Courrier, dates: Dates) -> regles.Courrier:
    return regles.Courrier(
        etat=courrier.etat,
        numero=courrier.numero,
        annonce_le=courrier.annonce_le,
        recu_le=courrier.recu_le,
        decide_le=courrier.decide_le,
        retire_le=dates.get((COURRIER, courrier.pk, "retirer_courrier")),
        reponse=courrier.reponse,
        facture=next((facture.pk for facture in courrier.factures.all()), None),
    )


def _dates(objets: dict[str, Collection[int]]) -> Dates:
    """Return when the verbs that a row does not date were done, from the journal, in one query at most."""
    filtre = Q()
    for sorte, numeros in objets.items():
        if numeros:
            filtre |= Q(objet_type=sorte, objet_ref__in=numeros)
    verbes = {"annuler_facturation", "retirer_courrier", *CLOTURES.values()}
    faits = Evenement.objects.filter(filtre, action__in=verbes) if filtre else Evenement.objects.none()
    return {
        (sorte, ref, action): le
        for sorte, ref, action, le in faits.order_by("id").values_list("objet_type", "objet_ref", "action", "le")
    }


def _periode(rangee: Rangee) -> str:
    return mois(rangee.echeance) if rangee.echeance else dates_fr(rangee.debut, rangee.fin)


def dates_fr(debut: date, fin: date) -> str:
    """Write a period of days."""
    return f"le {date_fr(debut)}" if debut == fin else f"du {date_fr(debut)} au {date_fr(fin)}"
