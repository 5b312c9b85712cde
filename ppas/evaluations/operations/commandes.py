"""Orders as a caisse places, changes and withdraws them (CAI-08, EVA-01, docs/decisions/0103).

Locks are always taken in the same order: caisse, order, reservation, evaluation.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from ppas.caisses.models import Caisse, TypePartenaire
from ppas.comptes.models import Utilisateur
from ppas.evaluations import courriels
from ppas.evaluations.etats import MODIFIABLES, FinReservation
from ppas.evaluations.models import Commande, Evaluation, Reservation
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.models import Beneficiaire
from ppas.prises_en_charge.operations.identites import Identite, enregistrer_identites
from ppas.prises_en_charge.regles.recherche import forme_de_recherche
from ppas.socle.etats import changer_etat, verrouiller
from ppas.socle.horloge import aujourd_hui, maintenant
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.operations.courriels import mettre_en_file
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import date_fr

ECHANGE = (NatureEchange.COMMANDES, SensEchange.RECU)


@dataclass(frozen=True, slots=True)
class DonneesCommande:
    """What an agent types to place an order; the person's `commune` is where to go."""

    numero: str
    convention: Convention
    identite: Identite
    adresse: str
    code_postal: str
    nature: str
    date_commande: date
    date_limite: date
    telephone: str = ""
    motif: str = ""
    consignes: str = ""


def conventions_d_evaluation(caisse: Caisse) -> QuerySet[Convention]:
    """Return the conventions to which `caisse` may place orders, with their partners, by name."""
    conventions = Convention.objects.validees().filter(caisse=caisse, type_partenaire__code=TypePartenaire.EVALUATION)
    return conventions.select_related("partenaire").order_by("partenaire__nom", "code")


@transaction.atomic
def placer_commande(
    caisse: Caisse, donnees: DonneesCommande, *, par: Utilisateur, remplacer_identite: bool = False
) -> Commande:
    """Place an order, create its person or update who he is, tell the administrators of the structure; return it.

    `remplacer_identite`: the agent has seen that the caisse knew this NIR under another identity, and maintains his.
    Raises Refus, with the field at fault: "convention-impossible", "numero-pris", "dates-en-desordre", "date-passee",
    "identite-differente", "commande-en-cours".
    """
    caisse = Caisse.objects.select_for_update(no_key=True).get(pk=caisse.pk)
    _exiger_des_dates(donnees)
    convention = conventions_d_evaluation(caisse).filter(pk=donnees.convention.pk).first()
    if convention is None:
        raise Refus(
            "convention-impossible",
            "Cette convention n’est pas celle d’une structure d’évaluation validée par votre caisse.",
            champ="convention",
        )
    if Commande.objects.de_caisse(caisse).filter(numero=donnees.numero).exists():
        raise Refus("numero-pris", "Ce numéro est déjà celui d’une autre commande de votre caisse.", champ="numero")
    _exiger_la_personne(caisse, donnees.identite, remplacer_identite=remplacer_identite)
    beneficiaire = enregistrer_identites(caisse, [donnees.identite])[donnees.identite.nir]
    commande = Commande.objects.create(
        caisse=caisse,
        numero=donnees.numero,
        convention=convention,
        beneficiaire=beneficiaire,
        adresse=donnees.adresse,
        code_postal=donnees.code_postal,
        commune=donnees.identite.commune,
        telephone=donnees.telephone,
        nature=donnees.nature,
        motif=donnees.motif,
        consignes=donnees.consignes,
        date_commande=donnees.date_commande,
        date_limite=donnees.date_limite,
    )
    nature, sens = ECHANGE
    libelle = f"{commande} passée, à rendre avant le {date_fr(commande.date_limite)}"
    journaliser(commande, "placer_commande", par=par, libelle=libelle, nature=nature, sens=sens)
    annoncer_aux_administrateurs(caisse, {convention.partenaire_id: 1})
    return commande


def _exiger_des_dates(donnees: DonneesCommande) -> None:
    if donnees.identite.date_naissance >= donnees.date_commande:
        raise Refus("dates-en-desordre", "Cette date n’est pas antérieure à la commande.", champ="date_naissance")
    _exiger_un_delai(donnees.date_limite, donnees.date_commande)


def _exiger_un_delai(date_limite: date, date_commande: date) -> None:
    if date_limite < date_commande:
        raise Refus("dates-en-desordre", "La date limite précède la date de la commande.", champ="date_limite")
    if date_limite < aujourd_hui():
        raise Refus("date-passee", "La date limite est déjà passée.", champ="date_limite")


def _exiger_la_personne(caisse: Caisse, identite: Identite, *, remplacer_identite: bool) -> None:
    connue = Beneficiaire.objects.filter(caisse=caisse, nir=identite.nir).first()
    if connue is None:
        return
    ouverte = Commande.objects.de_caisse(caisse).ouvertes().filter(beneficiaire=connue).first()
    if ouverte:
        raise Refus(
            "commande-en-cours",
            f"Cette personne a déjà une commande en cours, n° {ouverte.numero}, à rendre avant le "
            f"{date_fr(ouverte.date_limite)}. Changez-en le délai, ou annulez-la d’abord.",
            champ="nir",
        )
    if not remplacer_identite and not _est_la_meme(connue, identite):
        raise Refus(
            "identite-differente",
            f"Votre caisse connaît sous ce numéro {connue}, de naissance le {date_fr(connue.date_naissance)}. Corrigez "
            "le numéro, ou confirmez que l’identité saisie la remplace.",
            champ="nir",
        )


def _est_la_meme(connue: Beneficiaire, identite: Identite) -> bool:
    nom = forme_de_recherche(f"{identite.nom} {identite.prenom}")
    return (connue.nom_recherche, connue.date_naissance) == (nom, identite.date_naissance)


def annuler_commande(commande: Commande, *, le: date, motif: str, par: Utilisateur) -> None:
    """Withdraw an order on the day `le`, and tell who held it, or else the administrators of the structure.

    Its reservation ends; an evaluation that was begun is abandoned and nothing of it is deleted. Raises Refus:
    "motif-manquant" (champ `motif`), "date-a-venir", "date-anterieure" (champ `le`), "transition-interdite".
    """
    annuler_commandes([(commande, le, motif)], par=par, echange=ECHANGE)


@transaction.atomic
def annuler_commandes(
    annulations: Iterable[tuple[Commande, date, str]],
    *,
    par: Utilisateur | None,
    echange: tuple[NatureEchange, SensEchange] | None = None,
) -> None:
    """Withdraw several orders of one caisse, all or none: each person told gets one mail. Raises as one does."""
    prevenus: dict[str, list[Commande]] = defaultdict(list)
    for commande, le, motif in annulations:
        for mail in _annuler(commande, le, motif.strip(), par=par, echange=echange):
            prevenus[mail].append(commande)
    for mail, commandes in sorted(prevenus.items()):
        numeros = [commande.numero for commande in commandes]
        mettre_en_file(courriels.commandes_annulees(mail, caisse=commandes[0].caisse, numeros=numeros))


def _annuler(
    commande: Commande,
    le: date,
    motif: str,
    *,
    par: Utilisateur | None,
    echange: tuple[NatureEchange, SensEchange] | None,
) -> list[str]:
    """Withdraw an order, and return whom to tell."""
    if not motif:
        raise Refus("motif-manquant", "Indiquez le motif : la structure le lit.", champ="motif")
    if le > aujourd_hui():
        raise Refus("date-a-venir", "La date de l’annulation ne peut pas être à venir.", champ="le")
    if le < commande.date_commande:
        raise Refus("date-anterieure", "La date de l’annulation précède la commande.", champ="le")
    changer_etat(
        commande,
        "annuler_commande",
        par=par,
        libelle=f"{commande} annulée par la caisse le {date_fr(le)}",
        garder=("caisse", "convention"),
        echange=echange,
        annulee_le=le,
        motif_annulation=motif[:200],
    )
    reservation = Reservation.objects.en_cours().filter(commande=commande).select_related("evaluateur").first()
    if reservation:
        reservation.finie_le, reservation.fin = maintenant(), FinReservation.ANNULEE
        reservation.save(update_fields=["finie_le", "fin"])
    evaluation = Evaluation.objects.filter(commande=commande, etat__in=MODIFIABLES).first()
    if evaluation:
        changer_etat(evaluation, "abandonner_evaluation", par=par, libelle=f"{evaluation} : {commande} annulée")
    if reservation and reservation.evaluateur.is_active:
        return [reservation.evaluateur.mail]
    return commande.convention.partenaire.mails_des_administrateurs()


@transaction.atomic
def changer_delai(commande: Commande, date_limite: date, *, par: Utilisateur) -> bool:
    """Give an open order another deadline, and say whether it changed.

    Raises Refus: "commande-close", or with the field `date_limite` "dates-en-desordre", "date-passee".
    """
    verrouiller(commande, garder=("caisse", "convention"))
    if not commande.est_ouverte:
        raise Refus(
            "commande-close",
            f"Le délai ne peut plus changer : l’état de la commande est « {commande.get_etat_display()} ». "
            "Rien n’a été modifié.",
        )
    ancienne = commande.date_limite
    if date_limite == ancienne:
        return False
    _exiger_un_delai(date_limite, commande.date_commande)
    commande.date_limite = date_limite
    commande.save(update_fields=["date_limite"])
    nature, sens = ECHANGE
    libelle = f"{commande} à rendre avant le {date_fr(date_limite)}, et non plus le {date_fr(ancienne)}"
    journaliser(commande, "changer_delai", par=par, libelle=libelle, nature=nature, sens=sens)
    return True


def annoncer_aux_administrateurs(caisse: Caisse, recues: dict[int, int]) -> None:
    """Tell each administrator of these partners, given by number, how many orders have come from `caisse`."""
    for partenaire in Partenaire.objects.filter(pk__in=recues).order_by("pk"):
        for mail in partenaire.mails_des_administrateurs():
            mettre_en_file(courriels.commandes_recues(mail, caisse=caisse, nb=recues[partenaire.pk]))
