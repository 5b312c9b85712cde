"""What the rules say of the lines of an on-line month: the page that types them and the validation read the same."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ppas.facturation.models import Formulaire, LigneFormulaire
from ppas.facturation.operations.contexte import deja_facturees, parametres, vues_prises_en_charge
from ppas.facturation.regles import jugement as regles
from ppas.facturation.regles.calendrier import fin_du_mois
from ppas.facturation.regles.catalogue import Anomalie
from ppas.facturation.regles.donnees import DejaFacturee, LigneSaisie, Parametres, PriseEnChargeVue
from ppas.facturation.regles.ligne import montant_total
from ppas.facturation.regles.montant import Partage, partager
from ppas.socle.horloge import aujourd_hui


@dataclass(frozen=True)
class LigneJugee:
    """A line of a form with all that is said of it.

    `deja_centiemes` is what was invoiced before for the same grant and month, in hundredths of hours; `partage` is None
    when the caisse has no tariff for that month. `anomalies` is empty for a line without hours.
    """

    ligne: LigneFormulaire
    saisie: LigneSaisie
    deja_centiemes: int
    partage: Partage | None
    anomalies: list[Anomalie]

    @property
    def est_mois_entier(self) -> bool:
        """Whether the grant covers the whole month."""
        return self.saisie.debut.day == 1 and self.saisie.fin == fin_du_mois(self.saisie.fin)

    @property
    def reste_centiemes(self) -> int | None:
        """Hours that may still be invoiced this month, this line apart; None when the grant sets no quantity."""
        accordees = self.ligne.prise_en_charge.quantite_mensuelle_centiemes
        return None if accordees is None else max(accordees - self.deja_centiemes, 0)


def juger(formulaire: Formulaire, lignes: Sequence[LigneFormulaire]) -> list[LigneJugee]:
    """Judge `lignes`, read with their grant, beneficiary and prestation, as the deposit of a file would.

    The number of queries does not depend on the number of lines. A line counts against those that follow it. A month
    in course is judged as on its last day, the first on which it can be validated.
    """
    if not lignes:
        return []
    prestation = lignes[0].prise_en_charge.prestation
    vues = vues_prises_en_charge(
        formulaire.convention,
        Q(prestation=prestation, beneficiaire__in={ligne.prise_en_charge.beneficiaire_id for ligne in lignes}),
    )
    candidates = defaultdict(list)
    for vue in vues:
        candidates[vue.nir].append(vue)
    fin = fin_du_mois(formulaire.echeance)
    deja = deja_facturees(vues, depuis=formulaire.echeance, jusqu_a=fin)
    reglages = parametres(formulaire.convention, prestation, le=formulaire.echeance)
    le = max(aujourd_hui(), fin)
    jugees = []
    for ligne in lignes:
        saisie = _saisie(formulaire, ligne)
        jugee = _juger(
            ligne,
            saisie,
            candidates=candidates[saisie.nir],
            deja=deja[saisie.nir, saisie.prestation],
            reglages=reglages,
            le=le,
        )
        jugees.append(jugee)
    return jugees


def _saisie(formulaire: Formulaire, ligne: LigneFormulaire) -> LigneSaisie:
    """Return the line as both doors know it: the whole month, within the dates of the grant."""
    prise_en_charge = ligne.prise_en_charge
    beneficiaire = prise_en_charge.beneficiaire
    return LigneSaisie(
        nir=beneficiaire.nir,
        nom=beneficiaire.nom,
        prenom=beneficiaire.prenom,
        debut=max(formulaire.echeance, prise_en_charge.debut),
        fin=min(fin_du_mois(formulaire.echeance), prise_en_charge.fin),
        prestation=prise_en_charge.prestation.code,
        echeance=formulaire.echeance,
        numero_pec=prise_en_charge.numero,
        ouvrables_centiemes=ligne.ouvrables_centiemes or 0,
        dimanches_feries_centiemes=ligne.dimanches_feries_centiemes or 0,
    )


def _juger(
    ligne: LigneFormulaire,
    saisie: LigneSaisie,
    *,
    candidates: Sequence[PriseEnChargeVue],
    deja: list[DejaFacturee],
    reglages: Parametres,
    le: date,
) -> LigneJugee:
    deja_centiemes = sum(
        autre.quantite_centiemes
        for autre in deja
        if not autre.meme_envoi and autre.prise_en_charge_id == ligne.prise_en_charge_id
    )
    total_centimes = montant_total(saisie, reglages)
    partage = None if total_centimes is None else partager(total_centimes, ligne.prise_en_charge.participation)
    trouvees: list[Anomalie] = []
    if ligne.total_centiemes and not ligne.est_barree:
        _, trouvees = regles.juger(saisie, candidates, deja_facturees=deja, le=le, parametres=reglages)
        deja.append(_facturee(ligne, saisie))
    return LigneJugee(ligne, saisie, deja_centiemes, partage, trouvees)


def _facturee(ligne: LigneFormulaire, saisie: LigneSaisie) -> DejaFacturee:
    return DejaFacturee(
        numero=None,
        prise_en_charge_id=ligne.prise_en_charge_id,
        echeance=saisie.echeance,
        debut=saisie.debut,
        fin=saisie.fin,
        quantite_centiemes=saisie.total_centiemes,
        meme_envoi=True,
        rang=ligne.rang,
    )
