"""What the rules say of the lines of an on-line month: the page that types them and the validation read the same."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, prefetch_related_objects

from ppas.caisses.models import Prestation, Unite
from ppas.facturation.models import Formulaire, LigneFormulaire, NaturePiece, PieceJointe
from ppas.facturation.operations.contexte import deja_facturees, parametres_par_jour, vues_prises_en_charge
from ppas.facturation.regles import jugement as regles
from ppas.facturation.regles import ligne as regles_ligne
from ppas.facturation.regles.calendrier import fin_du_mois
from ppas.facturation.regles.catalogue import Anomalie, anomalie
from ppas.facturation.regles.consommation import Consommation, consommation
from ppas.facturation.regles.donnees import DejaFacturee, LigneSaisie, Parametres, PriseEnChargeVue
from ppas.facturation.regles.montant import Partage, montant_quantite, partager
from ppas.facturation.regles.pieces import Manque
from ppas.socle.horloge import aujourd_hui

UNE_FOIS_CENTIEMES = 1_00
"""Quantity of works: they are done once, for their whole amount."""


@dataclass(frozen=True)
class LigneJugee:
    """A line of a form with all that is said of it.

    `deja_centiemes` is what was invoiced before for the same grant and month, in hundredths of the unit, and
    `deja_centimes` what was over the whole life of the grant, in cents. `partage` is None when the caisse has no tariff
    for that day. `anomalies` is empty for a line on which nothing is typed.
    """

    ligne: LigneFormulaire
    saisie: LigneSaisie
    deja_centiemes: int
    deja_centimes: int
    partage: Partage | None
    anomalies: list[Anomalie]

    @property
    def manques(self) -> list[Manque]:
        """The documents without which what is typed cannot be validated."""
        est_a_facturer = self.ligne.est_saisie and not self.ligne.est_barree
        return [Manque(nature.label) for nature, piece in self.documents if est_a_facturer and piece is None]

    @property
    def refus(self) -> list[Anomalie | Manque]:
        """What keeps the form from being validated."""
        return [*(a for a in self.anomalies if a.est_refus), *self.manques]

    @property
    def documents(self) -> list[tuple[NaturePiece, PieceJointe | None]]:
        """The documents that works need, each with the one that was joined."""
        if self.ligne.prise_en_charge.prestation.unite != Unite.MONTANT:
            return []
        jointes = {piece.nature: piece for piece in self.ligne.pieces.all()}
        return [(nature, jointes.get(nature)) for nature in NaturePiece]

    @property
    def est_mois_entier(self) -> bool:
        """Whether the grant covers the whole month."""
        return self.saisie.debut.day == 1 and self.saisie.fin == fin_du_mois(self.saisie.fin)

    @property
    def droits(self) -> Consommation | None:
        """What is granted, already invoiced, and left, this line apart; None when the grant sets no limit."""
        accordee = self.ligne.prise_en_charge
        if accordee.quantite_mensuelle_centiemes is None and accordee.plafond_centimes is None:
            return None
        return consommation(
            unite=accordee.prestation.unite,
            quantite_mensuelle_centiemes=accordee.quantite_mensuelle_centiemes,
            plafond_centimes=accordee.plafond_centimes,
            facture_mois_centiemes=self.deja_centiemes,
            facture_mois_centimes=self.deja_centimes,
            facture_total_centimes=self.deja_centimes,
        )


def juger(formulaire: Formulaire, lignes: Sequence[LigneFormulaire]) -> list[LigneJugee]:
    """Judge `lignes`, read with their grant, beneficiary and prestation, as the deposit of a file would.

    The number of queries depends on the prestations, never on the number of lines. A line counts against those that
    follow it. A month in course is judged as on its last day, the first on which it can be validated.
    """
    if not lignes:
        return []
    travaux = [ligne for ligne in lignes if ligne.prise_en_charge.prestation.unite == Unite.MONTANT]
    prefetch_related_objects(travaux, "pieces")
    prestations = {ligne.prise_en_charge.prestation for ligne in lignes}
    vues = vues_prises_en_charge(
        formulaire.convention,
        Q(
            prestation__in=prestations,
            beneficiaire__in={ligne.prise_en_charge.beneficiaire_id for ligne in lignes},
        ),
    )
    candidates = defaultdict(list)
    for vue in vues:
        candidates[vue.nir].append(vue)
    fin = fin_du_mois(formulaire.echeance)
    deja = deja_facturees(vues, depuis=formulaire.echeance, jusqu_a=fin)
    reglages = _reglages(formulaire, lignes)
    le = max(aujourd_hui(), fin)
    jugees = []
    for ligne in lignes:
        parametres = reglages[ligne.prise_en_charge.prestation, _jour_du_tarif(formulaire, ligne)]
        saisie = _saisie(formulaire, ligne, parametres)
        jugee = _juger(
            formulaire,
            ligne,
            saisie,
            candidates=candidates[saisie.nir],
            deja=deja[saisie.nir, saisie.prestation],
            reglages=parametres,
            le=le,
        )
        jugees.append(jugee)
    return jugees


def _reglages(formulaire: Formulaire, lignes: Sequence[LigneFormulaire]) -> dict[tuple[Prestation, date], Parametres]:
    """Return what the caisse sets for each prestation and day, in one query a prestation."""
    jours: dict[Prestation, set[date]] = defaultdict(set)
    for ligne in lignes:
        jours[ligne.prise_en_charge.prestation].add(_jour_du_tarif(formulaire, ligne))
    return {
        (prestation, jour): parametres
        for prestation, siens in jours.items()
        for jour, parametres in parametres_par_jour(formulaire.convention, prestation, siens).items()
    }


def _jour_du_tarif(formulaire: Formulaire, ligne: LigneFormulaire) -> date:
    """Return the first day of the period, as for a file, within the month whatever date was typed."""
    debut = ligne.intervention_du or max(formulaire.echeance, ligne.prise_en_charge.debut)
    return min(max(debut, formulaire.echeance), fin_du_mois(formulaire.echeance))


def _saisie(formulaire: Formulaire, ligne: LigneFormulaire, reglages: Parametres) -> LigneSaisie:
    """Return the line as both doors know it.

    Hours have the whole month, within the dates of the grant. A package has its own dates and the price of the caisse;
    works have their own dates and amount.
    """
    prise_en_charge = ligne.prise_en_charge
    unite = prise_en_charge.prestation.unite
    beneficiaire = prise_en_charge.beneficiaire
    saisie = LigneSaisie(
        nir=beneficiaire.nir,
        nom=beneficiaire.nom,
        prenom=beneficiaire.prenom,
        debut=max(formulaire.echeance, prise_en_charge.debut),
        fin=min(fin_du_mois(formulaire.echeance), prise_en_charge.fin),
        prestation=prise_en_charge.prestation.code,
        numero_pec=prise_en_charge.numero,
    )
    if unite == Unite.HEURE:
        return replace(
            saisie,
            echeance=formulaire.echeance,
            ouvrables_centiemes=ligne.ouvrables_centiemes or 0,
            dimanches_feries_centiemes=ligne.dimanches_feries_centiemes or 0,
        )
    debut = ligne.intervention_du or saisie.debut
    if unite == Unite.FORFAIT:
        quantite, prix = ligne.quantite_centiemes or 0, reglages.tarif_unitaire_centimes or 0
    else:
        quantite, prix = (UNE_FOIS_CENTIEMES if ligne.montant_centimes else 0), ligne.montant_centimes or 0
    return replace(
        saisie,
        debut=debut,
        fin=ligne.intervention_au or debut,
        quantite_centiemes=quantite,
        prix_unitaire_centimes=prix,
        montant_centimes=montant_quantite(quantite, prix),
    )


def _juger(
    formulaire: Formulaire,
    ligne: LigneFormulaire,
    saisie: LigneSaisie,
    *,
    candidates: Sequence[PriseEnChargeVue],
    deja: list[DejaFacturee],
    reglages: Parametres,
    le: date,
) -> LigneJugee:
    siennes = [a for a in deja if not a.meme_envoi and a.prise_en_charge_id == ligne.prise_en_charge_id]
    partage = _partage(ligne, saisie, reglages)
    trouvees: list[Anomalie] = []
    if ligne.est_saisie and not ligne.est_barree:
        _, trouvees = regles.juger(saisie, candidates, deja_facturees=deja, le=le, parametres=reglages)
        if not saisie.est_horaire:
            trouvees = _dates(formulaire, ligne, saisie, trouvees, le=le, reglages=reglages)
        deja.append(_facturee(ligne, saisie, partage))
    return LigneJugee(
        ligne=ligne,
        saisie=saisie,
        deja_centiemes=sum(a.quantite_centiemes for a in siennes if a.mois == saisie.mois),
        deja_centimes=sum(a.montant_centimes for a in siennes),
        partage=partage,
        anomalies=trouvees,
    )


def _partage(ligne: LigneFormulaire, saisie: LigneSaisie, reglages: Parametres) -> Partage | None:
    """Return who pays what; None without a tariff, for whatever is priced by one."""
    est_sans_prix = ligne.prise_en_charge.prestation.unite == Unite.FORFAIT and not reglages.tarif_unitaire_centimes
    total_centimes = None if est_sans_prix else regles_ligne.montant_total(saisie, reglages)
    return None if total_centimes is None else partager(total_centimes, ligne.prise_en_charge.participation)


def _dates(
    formulaire: Formulaire,
    ligne: LigneFormulaire,
    saisie: LigneSaisie,
    trouvees: list[Anomalie],
    *,
    le: date,
    reglages: Parametres,
) -> list[Anomalie]:
    """Add that an intervention is of the month of its form; without a date, that is all there is to say of dates."""
    autres = [a for a in trouvees if a.code != "L03"]
    if ligne.intervention_du is None:
        sans_date = anomalie("L03", "dt-debut", defaut="La date d’intervention n’est pas saisie")
        return [sans_date, *(a for a in autres if a.code not in {"L02", "L05", "L06"})]
    hors_du_mois = regles_ligne.periode(replace(saisie, echeance=formulaire.echeance), le, reglages)
    return [hors_du_mois, *autres] if hors_du_mois else trouvees


def _facturee(ligne: LigneFormulaire, saisie: LigneSaisie, partage: Partage | None) -> DejaFacturee:
    return DejaFacturee(
        numero=None,
        prise_en_charge_id=ligne.prise_en_charge_id,
        echeance=saisie.echeance,
        debut=saisie.debut,
        fin=saisie.fin,
        quantite_centiemes=saisie.total_centiemes,
        montant_centimes=partage.total_centimes if partage else 0,
        meme_envoi=True,
        rang=ligne.rang,
    )
