"""The register of what is invoiced by post: announced by the partner, received and decided on by the caisse (CAI-14).

Locks are always taken in the same order: convention, letter, refused line, counters.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max

from ppas.comptes.models import Utilisateur
from ppas.facturation import courriels
from ppas.facturation.etats import EtatCourrier
from ppas.facturation.models import Courrier, LigneFacture, LigneRefusee
from ppas.facturation.operations.bilan import compter
from ppas.facturation.operations.contexte import verrouiller_convention
from ppas.facturation.operations.individuelle import Examen, FactureIndividuelle, examiner
from ppas.facturation.operations.lettres import d_un_mois_ferme, d_un_refus, d_un_rejet, individuel
from ppas.facturation.regles.catalogue import CATALOGUE, Anomalie
from ppas.facturation.regles.montant import Partage
from ppas.partenaires.models import Convention
from ppas.socle.etats import changer_etat, verrouiller
from ppas.socle.horloge import aujourd_hui, maintenant
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.operations.courriels import Message, mettre_en_file
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import date_fr

type Origine = LigneRefusee | LigneFacture | FactureIndividuelle

DEJA_ANNONCE = "Cette ligne a déjà un courrier en cours : rien n’a été ajouté. Voyez la liste de vos courriers."


class CourrierEnAnomalie(Refus):
    """The rules warn of `anomalies` that the agent has not gone beyond yet."""

    def __init__(self, anomalies: list[Anomalie]) -> None:
        super().__init__(
            "courrier-en-anomalie",
            "Les contrôles signalent ce qui suit. Rien n’est encore décidé : vérifiez, puis confirmez si ce règlement "
            "doit effectivement être réalisé.",
        )
        self.anomalies = anomalies


def annoncer_courrier(origine: Origine, *, par: Utilisateur, motif: str = "") -> Courrier:
    """Give a register number to an invoice that will go by post, and return it (ANO-07, INV-11, PLU-07).

    `origine` is a line that the portal refused, one that the caisse's system rejected, or an invoice that was never
    sent because its month is beyond the delay. Raises Refus: "transition-interdite", "deja-annonce",
    "courrier-impossible" for a line that must be corrected first, "echeance-ouverte" for a month that the portal takes.
    """
    try:
        return _annoncer(origine, motif, par=par)
    except IntegrityError as erreur:
        raise Refus("deja-annonce", DEJA_ANNONCE) from erreur


@transaction.atomic
def annoncer_courriers(lignes: Sequence[LigneRefusee], *, par: Utilisateur) -> list[Courrier]:
    """Announce a letter for each of these refused lines, all or none; raise what `annoncer_courrier` raises."""
    return [annoncer_courrier(refus, par=par) for refus in lignes]


@transaction.atomic
def _annoncer(origine: Origine, motif: str, *, par: Utilisateur) -> Courrier:
    if isinstance(origine, FactureIndividuelle):
        courrier = d_un_mois_ferme(origine)
    elif isinstance(origine, LigneRefusee):
        courrier = d_un_refus(origine)
    else:
        courrier = d_un_rejet(origine)
    courrier.motif = (motif or courrier.motif)[:300]
    courrier.annonce_le, courrier.annonce_par = maintenant(), par
    courrier.save(force_insert=True)
    if courrier.refus:
        changer_etat(courrier.refus, "envoyer_par_courrier", par=par, libelle=f"{courrier}")
    _journaliser(courrier, "annoncer_courrier", "annoncé", SensEchange.ENVOYE, par=par)
    return courrier


@transaction.atomic
def retirer_courrier(courrier: Courrier, *, par: Utilisateur) -> None:
    """Take back a letter that the caisse has not received: its line is again to be dealt with.

    Raises Refus("transition-interdite") once the caisse has registered or decided.
    """
    verrouiller(courrier.convention)
    changer_etat(courrier, "retirer_courrier", par=par, libelle=f"{courrier} retiré")
    _reprendre(courrier, par=par)


@transaction.atomic
def enregistrer_courrier(facture: FactureIndividuelle, *, recu_le: date, par: Utilisateur) -> Courrier:
    """Register a letter that no partner announced, received on `recu_le`; return it.

    Raises Refus: "periode-impossible", "quantite-nulle", "date-a-venir", "date-trop-ancienne".
    """
    facture.exiger_possible()
    _exiger_recevable(recu_le, facture.fin)
    courrier = individuel(facture)
    courrier.annonce_le, courrier.annonce_par = maintenant(), par
    courrier.etat, courrier.recu_le = EtatCourrier.RECU, recu_le
    courrier.save(force_insert=True)
    _journaliser(courrier, "recevoir_courrier", f"reçu le {date_fr(recu_le)}", SensEchange.ENVOYE, par=par)
    return courrier


@transaction.atomic
def recevoir_courrier(courrier: Courrier, *, recu_le: date, par: Utilisateur) -> None:
    """« Reçu le »: the letter has arrived.

    Raises Refus: "date-a-venir", "date-trop-ancienne", "transition-interdite".
    """
    _exiger_recevable(recu_le, courrier.fin)
    verrouiller(courrier.convention)
    changer_etat(courrier, "recevoir_courrier", par=par, libelle=f"{courrier} reçu", recu_le=recu_le)


def accepter_courrier(
    courrier: Courrier,
    facture: FactureIndividuelle,
    *,
    par: Utilisateur,
    malgre: Collection[str] = (),
    reponse: str = "",
) -> LigneFacture:
    """Make the invoice line of a letter that a person has judged due, and return it (ANO-07, CAI-14).

    `facture` is what is paid, as the agent read or corrected it. The line comes after all those of its grant and
    period; from then on the check of doubles of both doors knows it. `malgre` holds the warnings that the agent
    has seen and goes beyond, as `Examen.cles` gives them.

    Raises CourrierEnAnomalie for any other, or a Refus: "transition-interdite", "depot-en-cours", "autre-convention",
    "periode-impossible", "quantite-nulle", "montant-absent" (champ `montant_centimes`), "deja-facturee".
    """
    facture.exiger_possible()
    try:
        return _accepter(courrier, facture, set(malgre), reponse.strip(), par=par)
    except IntegrityError as erreur:  # the second wall: one line a letter, one rank a period
        raise Refus(
            "deja-facturee",
            "Ce courrier ou cette période vient d’être facturé par ailleurs. Rien n’a été modifié ; rechargez la page.",
        ) from erreur


@transaction.atomic
def _accepter(
    courrier: Courrier, facture: FactureIndividuelle, malgre: set[str], reponse: str, *, par: Utilisateur
) -> LigneFacture:
    convention = verrouiller_convention(courrier.convention)
    verrouiller(courrier)
    changer_etat(
        courrier,
        "accepter_courrier",
        par=par,
        libelle=f"{courrier} accepté",
        prise_en_charge=facture.prise_en_charge,
        recu_le=courrier.recu_le or aujourd_hui(),
        decide_le=maintenant(),
        decide_par=par,
        reponse=reponse[:500],
    )
    if facture.prise_en_charge.convention_id != convention.pk:
        raise Refus("autre-convention", "Cette prise en charge n’est pas de la convention du courrier.")
    examen = examiner(facture)
    ligne = _facturer(courrier, facture, _exiger_paye(examen, malgre))
    _annoncer_decision(courrier, convention, "accepté", courriels.courrier_accepte, par=par)
    compter(
        courrier.caisse_id,
        nb_courriers=1,
        nb_lignes_acceptees=1,
        montant_accepte_centimes=ligne.montant_caisse_centimes,
    )
    return ligne


def _exiger_paye(examen: Examen, malgre: set[str]) -> Partage:
    """Return who pays what, once the agent has gone beyond every warning."""
    if not malgre.issuperset(examen.cles):
        raise CourrierEnAnomalie(examen.anomalies)
    if examen.partage is None:
        raise Refus(
            "montant-absent",
            "Aucun tarif n’est connu à cette date : indiquez le montant.",
            champ="montant_centimes",
        )
    return examen.partage


def _facturer(courrier: Courrier, facture: FactureIndividuelle, partage: Partage) -> LigneFacture:
    periode = facture.echeance or facture.debut
    anterieures = LigneFacture.objects.engageantes().filter(prise_en_charge=facture.prise_en_charge, periode=periode)
    return LigneFacture.objects.create(
        courrier=courrier,
        rang=1,
        convention=courrier.convention,
        prise_en_charge=facture.prise_en_charge,
        echeance=facture.echeance,
        periode=periode,
        ordre=1 + (anterieures.aggregate(dernier=Max("ordre"))["dernier"] or 0),
        debut=facture.debut,
        fin=facture.fin,
        ouvrables_centiemes=facture.ouvrables_centiemes,
        dimanches_feries_centiemes=facture.dimanches_feries_centiemes,
        quantite_centiemes=facture.quantite_centiemes,
        montant_caisse_centimes=partage.caisse_centimes,
        montant_beneficiaire_centimes=partage.beneficiaire_centimes,
    )


@transaction.atomic
def refuser_courrier(courrier: Courrier, *, reponse: str, par: Utilisateur) -> None:
    """Refuse a letter with a reason, which its partner reads; its line is again to be dealt with.

    Raises Refus: "motif-manquant" (champ `reponse`), "transition-interdite".
    """
    if not reponse.strip():
        raise Refus("motif-manquant", "Indiquez le motif : il est envoyé au partenaire.", champ="reponse")
    convention = verrouiller(courrier.convention)
    changer_etat(
        courrier,
        "refuser_courrier",
        par=par,
        libelle=f"{courrier} refusé",
        decide_le=maintenant(),
        decide_par=par,
        reponse=reponse.strip()[:500],
    )
    _reprendre(courrier, par=par)
    _annoncer_decision(courrier, convention, "refusé", courriels.courrier_refuse, par=par)


def _reprendre(courrier: Courrier, *, par: Utilisateur) -> None:
    """Give its refused line back to what is left to be dealt with: the partner may correct it, or write again."""
    if courrier.refus is None:
        return
    est_corrigeable = all(CATALOGUE[code].refacturable for code in courrier.refus.codes.split())
    verbe = "reprendre_a_corriger" if est_corrigeable else "reprendre_par_courrier"
    changer_etat(courrier.refus, verbe, par=par, libelle=f"{courrier}")


def _exiger_recevable(recu_le: date, fin: date) -> None:
    """Refuse a day on which a letter that invoices until `fin` cannot have arrived."""
    if recu_le > aujourd_hui():
        raise Refus("date-a-venir", "La date de réception ne peut pas être à venir.", champ="recu_le")
    if recu_le < fin:
        raise Refus(
            "date-trop-ancienne",
            f"La date de réception précède la fin de la période facturée, le {date_fr(fin)}.",
            champ="recu_le",
        )


def _annoncer_decision(
    courrier: Courrier,
    convention: Convention,
    decision: str,
    ecrire: Callable[[Courrier, str], Message],
    *,
    par: Utilisateur,
) -> None:
    """Show the decision in « Historique des échanges » and tell every user of the partner."""
    _journaliser(courrier, "decider", decision, SensEchange.RECU, par=par)
    for mail in convention.partenaire.mails_des_utilisateurs():
        mettre_en_file(ecrire(courrier, mail))


def _journaliser(courrier: Courrier, action: str, suite: str, sens: SensEchange, *, par: Utilisateur) -> None:
    journaliser(courrier, action, par=par, libelle=f"{courrier} {suite}", nature=NatureEchange.COURRIERS, sens=sens)
