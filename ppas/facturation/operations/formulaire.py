"""The on-line month: opened, validated as a whole, cancelled on the same day only. What is typed: see `saisie`.

Locks are always taken in the same order: convention, then form; the export takes the convention's too.
"""

from datetime import date
from operator import attrgetter

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.expressions import RawSQL

from ppas.caisses.models import TypePartenaire, Unite
from ppas.comptes.models import Utilisateur
from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import Formulaire, LigneFacture, LigneFormulaire
from ppas.facturation.operations.bilan import compter
from ppas.facturation.operations.chargement import charger
from ppas.facturation.operations.contexte import REFERENCES, verrouiller_convention
from ppas.facturation.operations.jugement import LigneJugee, juger
from ppas.facturation.regles.calendrier import fin_du_mois, mois_avant
from ppas.facturation.regles.catalogue import Anomalie
from ppas.facturation.regles.donnees import PRESTATION_AMD
from ppas.facturation.regles.echeance import motif_de_fermeture
from ppas.facturation.regles.montant import Partage
from ppas.facturation.regles.pieces import Manque
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.etats import changer_etat, verrouiller
from ppas.socle.horloge import aujourd_hui, maintenant
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import date_fr, euros, heures, mois

TYPES_EN_LIGNE = (TypePartenaire.AIDE_A_DOMICILE, TypePartenaire.HABITAT)
"""Kinds of convention that open the on-line month."""
CHAMPS_FACTURE = (
    "formulaire_id",
    "rang",
    "convention_id",
    "prise_en_charge_id",
    "echeance",
    "periode",
    "ordre",
    "debut",
    "fin",
    "ouvrables_centiemes",
    "dimanches_feries_centiemes",
    "quantite_centiemes",
    "montant_caisse_centimes",
    "montant_beneficiaire_centimes",
    "etat",
)
"""Columns of a line of a form."""

ECARTEES = (
    f"SELECT ligne.prise_en_charge_id FROM {LigneFormulaire._meta.db_table} ligne "  # noqa: S608  words of the code
    f"JOIN {Formulaire._meta.db_table} formulaire ON formulaire.id = ligne.formulaire_id "
    "WHERE formulaire.convention_id = %s "
    "AND (formulaire.echeance = %s OR (ligne.est_barree AND formulaire.echeance = %s))"
)
"""The grants that a form shows already, and those struck the month before: written here, each page asks it."""


class SaisieEnAnomalie(Refus):
    """The form cannot be validated: `anomalies` holds every fault or document missing, with its line."""

    def __init__(self, anomalies: list[tuple[LigneFormulaire, Anomalie | Manque]]) -> None:
        super().__init__(
            "saisie-en-anomalie",
            "Rien n’a été envoyé et toute votre saisie est conservée. Corrigez ce qui est signalé, ou barrez la ligne, "
            "puis cliquez de nouveau sur « Valider ».",
        )
        self.anomalies = anomalies


def conventions_du_formulaire(partenaire: Partenaire) -> QuerySet[Convention]:
    """Return the partner's conventions that open the on-line month: validated, of home help or housing."""
    return Convention.objects.validees().filter(partenaire=partenaire, type_partenaire__code__in=TYPES_EN_LIGNE)


def a_presenter(convention: Convention, echeance: date) -> QuerySet[PriseEnCharge]:
    """Return the grants that the form of `echeance` does not show yet and should (FAQ, INV-01, INV-03, INV-10).

    They are in hours for home help (INV-04), in packages or amounts for housing; notified, running during the month,
    and not struck in the form of the month before.
    """
    est_habitat = convention.type_partenaire.code == TypePartenaire.HABITAT
    prestation = ~Q(prestation__unite=Unite.HEURE) if est_habitat else Q(prestation__code=PRESTATION_AMD)
    du_mois_et_du_precedent = [echeance.isoformat(), mois_avant(echeance, 1).isoformat()]
    return (
        PriseEnCharge.objects.filter(prestation, convention=convention, notifiee_le__lte=aujourd_hui())
        .en_cours(echeance, fin_du_mois(echeance))
        .exclude(pk__in=RawSQL(ECARTEES, [convention.pk, *du_mois_et_du_precedent]))  # noqa: S611
        .order_by("beneficiaire__nom_recherche", "debut", "pk")
    )


@transaction.atomic
def ouvrir_formulaire(convention: Convention, echeance: date, *, par: Utilisateur) -> Formulaire:
    """Open the month `echeance` (its first day) of `convention`, or bring its draft up to date; return it.

    Done again, it changes nothing but to add the grants notified since. A validated form is returned as it is.
    Raises Refus("convention-non-validee"), or Refus("echeance-fermee") for a month too old or to come (INV-11).
    """
    verrouiller(convention, garder=REFERENCES)
    _exiger_validee(convention)
    formulaire = Formulaire.objects.filter(convention=convention, echeance=echeance).first()
    if formulaire is None:
        motif = motif_de_fermeture(echeance, le=aujourd_hui(), delai_mois=convention.caisse.delai_facturation_mois)
        if motif:
            raise Refus("echeance-fermee", motif)
        formulaire = Formulaire.objects.create(convention=convention, echeance=echeance, cree_le=maintenant())
        journaliser(formulaire, "ouvrir", par=par, libelle=f"Formulaire {mois(echeance)} ouvert")
    if not formulaire.est_valide:
        rang = formulaire.lignes.aggregate(dernier=Max("rang"))["dernier"] or 0
        nouvelles = a_presenter(convention, echeance).values_list("pk", flat=True)
        charger(
            LigneFormulaire,
            ("formulaire", "prise_en_charge", "rang", "est_barree"),
            [(formulaire.pk, pk, rang, False) for rang, pk in enumerate(nouvelles, start=rang + 1)],
        )
    return formulaire


def valider_formulaire(formulaire: Formulaire, *, par: Utilisateur) -> None:
    """Send the whole form to the caisse, or nothing of it; a form already validated is left as it is.

    Every line typed goes through the same rules as a file. Raises SaisieEnAnomalie when one is refused, or a
    Refus: "convention-non-validee", "depot-en-cours", "mois-en-cours", "aucune-heure", "tarif-absent", "deja-facturee".
    """
    try:
        _valider(formulaire, par=par)
    except IntegrityError as erreur:  # the second wall: no lock of ours was held by whoever invoiced the period
        raise Refus(
            "deja-facturee",
            "Une période de ce formulaire vient d’être facturée par ailleurs. Rien n’a été envoyé et votre saisie est "
            "conservée ; rechargez la page.",
        ) from erreur


@transaction.atomic
def _valider(formulaire: Formulaire, *, par: Utilisateur) -> None:
    _exiger_validee(verrouiller_convention(formulaire.convention))
    if verrouiller(formulaire, garder=["convention"]).est_valide:
        return
    if aujourd_hui() < fin_du_mois(formulaire.echeance):
        raise Refus(
            "mois-en-cours",
            f"Le mois n’est pas terminé : ce formulaire pourra être validé à partir du "
            f"{date_fr(fin_du_mois(formulaire.echeance))}. Votre saisie est conservée.",
        )
    jugees = juger(formulaire, _lignes_a_facturer(formulaire))
    if not jugees:
        quoi = "heure" if formulaire.convention.type_partenaire.code != TypePartenaire.HABITAT else "intervention"
        raise Refus(
            "aucune-heure",
            f"Aucune {quoi} n’est saisie : il n’y a rien à envoyer. Complétez la ligne d’au moins un bénéficiaire, "
            "puis cliquez sur « Valider ».",
        )
    refus = [(jugee.ligne, defaut) for jugee in jugees for defaut in jugee.refus]
    if refus:
        raise SaisieEnAnomalie(refus)
    factures = [_facturer(formulaire, jugee, jugee.partage) for jugee in jugees if jugee.partage]
    if len(factures) < len(jugees):
        raise Refus(
            "tarif-absent",
            f"Le tarif applicable en {mois(formulaire.echeance)} n’est pas connu du portail : rien n’a été envoyé. "
            "Votre saisie est conservée ; signalez-le à votre caisse.",
        )
    charger(LigneFacture, CHAMPS_FACTURE, map(attrgetter(*CHAMPS_FACTURE), factures))
    changer_etat(formulaire, "valider", par=par, garder=["convention"], valide_le=maintenant(), valide_par=par)
    _journaliser_echange(formulaire, "facturer", factures, par=par)


def _lignes_a_facturer(formulaire: Formulaire) -> list[LigneFormulaire]:
    presentees = formulaire.lignes.filter(est_barree=False).select_related(
        "prise_en_charge__beneficiaire", "prise_en_charge__prestation"
    )
    return [ligne for ligne in presentees if ligne.est_saisie]


def _facturer(formulaire: Formulaire, jugee: LigneJugee, partage: Partage) -> LigneFacture:
    return LigneFacture(
        formulaire=formulaire,
        rang=jugee.ligne.rang,
        convention=formulaire.convention,
        prise_en_charge=jugee.ligne.prise_en_charge,
        echeance=jugee.saisie.echeance,
        periode=jugee.saisie.echeance or jugee.saisie.debut,
        debut=jugee.saisie.debut,
        fin=jugee.saisie.fin,
        ouvrables_centiemes=jugee.saisie.ouvrables_centiemes,
        dimanches_feries_centiemes=jugee.saisie.dimanches_feries_centiemes,
        quantite_centiemes=jugee.saisie.quantite_centiemes,
        montant_caisse_centimes=partage.caisse_centimes,
        montant_beneficiaire_centimes=partage.beneficiaire_centimes,
    )


@transaction.atomic
def annuler_validation(formulaire: Formulaire, *, par: Utilisateur) -> None:
    """Take back a form on the day of its validation: its lines are cancelled, its typing is free again (INV-09).

    Raises Refus("transition-interdite") for a draft, Refus("jour-passe") after midnight in Paris, and
    Refus("deja-transmis") as soon as one of its lines left for the caisse.
    """
    verrouiller(formulaire.convention)
    verrouiller(formulaire)
    if formulaire.est_valide and not formulaire.est_du_jour(aujourd_hui()):
        raise Refus(
            "jour-passe",
            "La validation d’un formulaire ne peut être annulée que le jour même. Rien n’a été modifié ; pour une "
            "erreur, adressez-vous à votre caisse.",
        )
    factures = list(formulaire.factures.non_annulees())
    if any(facture.etat != EtatLigne.ACCEPTEE for facture in factures):
        raise Refus(
            "deja-transmis",
            "Ce formulaire a déjà été transmis à la caisse pour le prochain paiement : sa validation ne peut plus être "
            "annulée. Rien n’a été modifié ; pour une erreur, adressez-vous à votre caisse.",
        )
    changer_etat(formulaire, "annuler", par=par, valide_le=None, valide_par=None)
    formulaire.factures.non_annulees().update(etat=EtatLigne.ANNULEE)
    _journaliser_echange(formulaire, "annuler_facturation", factures, par=par)


def _exiger_validee(convention: Convention) -> None:
    if convention.etat != EtatConvention.VALIDEE or convention.type_partenaire.code not in TYPES_EN_LIGNE:
        raise Refus(
            "convention-non-validee",
            f"La convention {convention} n’est pas validée pour la saisie en ligne : elle ne permet pas de facturer. "
            "Rien n’a été envoyé ; adressez-vous à votre caisse.",
        )


def _journaliser_echange(
    formulaire: Formulaire, action: str, factures: list[LigneFacture], *, par: Utilisateur
) -> None:
    """Show in « Historique des échanges » what was sent, or taken back; count it."""
    verbe = "validé" if action == "facturer" else "repris : validation annulée"
    total_centiemes = sum(facture.ouvrables_centiemes + facture.dimanches_feries_centiemes for facture in factures)
    caisse_centimes = sum(facture.montant_caisse_centimes for facture in factures)
    total = heures(total_centiemes) if total_centiemes else euros(caisse_centimes)
    lignes = "1 ligne" if len(factures) == 1 else f"{len(factures)} lignes"
    journaliser(
        formulaire,
        action,
        par=par,
        nature=NatureEchange.FORMULAIRE,
        sens=SensEchange.ENVOYE,
        libelle=f"Formulaire {mois(formulaire.echeance)} {verbe} ({lignes}, {total})",
        details={"nb_lignes": len(factures)},
    )
    sens = 1 if action == "facturer" else -1
    compter(
        formulaire.convention.caisse_id,
        nb_formulaires=sens,
        nb_lignes_acceptees=sens * len(factures),
        montant_accepte_centimes=sens * caisse_centimes,
    )
