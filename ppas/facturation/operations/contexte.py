"""What both doors, file and form, read before they judge lines: one convention at a time, one query a batch."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import F, Q

from ppas.caisses.feries import jours_feries
from ppas.caisses.models import Caisse, Prestation, Tarif, Unite
from ppas.facturation.etats import COMPTES, EtatDepot
from ppas.facturation.models import Depot, LigneFacture
from ppas.facturation.regles.calendrier import fin_du_mois
from ppas.facturation.regles.donnees import ContexteDepot, DejaFacturee, LigneSaisie, Parametres, PriseEnChargeVue
from ppas.facturation.regles.ligne import montant_total
from ppas.facturation.regles.montant import Partage, partager
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.etats import verrouiller
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import date_fr

REFERENCES = ("caisse", "type_partenaire")
"""What a convention says of its sender by reference tables: read once, not after each lock."""


def verrouiller_convention(convention: Convention) -> Convention:
    """Lock `convention` until the transaction ends, so that nothing else of it is invoiced meanwhile.

    Raises Refus("depot-en-cours") while one of its files is being processed: that file's lines are already placed.
    """
    verrouiller(convention, garder=REFERENCES)
    en_cours = Depot.objects.filter(convention=convention, etat=EtatDepot.EN_TRAITEMENT).first()
    if en_cours:
        raise Refus(
            "depot-en-cours",
            f"Le fichier {en_cours.nom_fichier} de cette convention est en cours de traitement. Votre saisie est "
            "conservée ; recommencez dans quelques instants.",
        )
    return convention


CHAMPS_VUE = {
    "nir": F("beneficiaire__nir"),
    "nom": F("beneficiaire__nom"),
    "prenom": F("beneficiaire__prenom"),
    "code_prestation": F("prestation__code"),
    "unite": F("prestation__unite"),
}


def vues_prises_en_charge(convention: Convention, filtre: Q = Q()) -> list[PriseEnChargeVue]:  # noqa: B008
    """Return the grants of `convention` that `filtre` keeps, as the rules see them, in one query."""
    lignes = (
        PriseEnCharge.objects.filter(filtre, convention=convention)
        .order_by("id")
        .values_list(
            "id",
            "numero",
            *CHAMPS_VUE.values(),
            "debut",
            "fin",
            "quantite_mensuelle_centiemes",
            "plafond_centimes",
            "participation",
        )
    )
    return [PriseEnChargeVue(*ligne) for ligne in lignes]


def deja_facturees(
    prises_en_charge: Collection[PriseEnChargeVue], *, depuis: date, jusqu_a: date, depot: Depot | None = None
) -> dict[tuple[str, str], list[DejaFacturee]]:
    """Return what was invoiced for these persons, by (NIR, prestation), in one query.

    A line that the caisse's system rejected still holds its period, but uses up nothing of what is granted.

    Hours are read from the month of `depuis` to that of `jusqu_a` only, other units over the whole life of the grant,
    since their ceiling is. `depot`: the deposit being processed, whose own lines are marked `meme_envoi`.
    """
    par_id = {vue.id: vue for vue in prises_en_charge}
    lignes = LigneFacture.objects.engageantes().filter(prise_en_charge_id__parmi=par_id)
    if all(vue.unite == Unite.HEURE for vue in prises_en_charge):
        lignes = lignes.filter(periode__gte=depuis.replace(day=1), debut__lte=fin_du_mois(jusqu_a))
    resultat = defaultdict(list)
    for (
        numero,
        pec,
        echeance,
        debut,
        fin,
        ouvrables,
        dimanches,
        quantite,
        caisse,
        beneficiaire,
        origine,
        rang,
        etat,
    ) in lignes.values_list(
        "id",
        "prise_en_charge_id",
        "echeance",
        "debut",
        "fin",
        "ouvrables_centiemes",
        "dimanches_feries_centiemes",
        "quantite_centiemes",
        "montant_caisse_centimes",
        "montant_beneficiaire_centimes",
        "depot_id",
        "rang",
        "etat",
    ):
        vue = par_id[pec]
        meme_envoi = depot is not None and origine == depot.pk
        est_comptee = etat in COMPTES
        resultat[vue.nir, vue.prestation].append(
            DejaFacturee(
                numero=numero,
                prise_en_charge_id=pec,
                echeance=echeance,
                debut=debut,
                fin=fin,
                quantite_centiemes=ouvrables + dimanches + quantite if est_comptee else 0,
                montant_centimes=caisse + beneficiaire if est_comptee else 0,
                meme_envoi=meme_envoi,
                rang=rang if meme_envoi else None,
            )
        )
    return resultat


def parametres(convention: Convention, prestation: Prestation, *, le: date) -> Parametres:
    """Return the caisse's delays, its public holidays around `le` (one year each way) and the tariff of that day."""
    return _parametres(
        convention, prestation, le, Tarif.objects.en_vigueur(prestation, caisse=convention.caisse, le=le)
    )


def parametres_par_jour(
    convention: Convention, prestation: Prestation, jours: Collection[date]
) -> dict[date, Parametres]:
    """Return what `parametres` does for each of these days, in one query."""
    tarifs = Tarif.objects.par_jour(prestation, caisse=convention.caisse, jours=jours)
    return {jour: _parametres(convention, prestation, jour, tarif) for jour, tarif in tarifs.items()}


def _parametres(convention: Convention, prestation: Prestation, le: date, tarif: Tarif | None) -> Parametres:
    caisse = convention.caisse
    est_horaire = prestation.unite == Unite.HEURE
    return Parametres(
        delai_mois=caisse.delai_facturation_mois,
        avertissement_mois=caisse.delai_paiement_mois,
        jours_feries=frozenset().union(*(jours_feries(caisse, le.year + ecart) for ecart in (-1, 0, 1))),
        tarif_ouvrable_centimes=tarif.ouvrable_centimes if tarif and est_horaire else None,
        tarif_dimanche_ferie_centimes=tarif.dimanche_ferie_centimes if tarif and est_horaire else None,
        tarif_unitaire_centimes=tarif.ouvrable_centimes if tarif and not est_horaire else None,
    )


def montant(ligne: LigneSaisie, prise_en_charge: PriseEnChargeVue, reglages: Parametres) -> Partage:
    """Return who pays what for an accepted line, in cents.

    Raises Refus("tarif-inconnu") when the reference tables hold no tariff for its date: nothing is guessed.
    """
    total = montant_total(ligne, reglages)
    if total is None:
        raise Refus(
            "tarif-inconnu",
            f"Aucun tarif de {ligne.prestation} n’est connu au {date_fr(ligne.debut)} : cette ligne ne peut "
            "pas être chiffrée tant que la caisse n’a pas publié ce tarif.",
        )
    return partager(total, prise_en_charge.taux_participation)


def contexte_depot(
    partenaire: Partenaire, caisse: str, identifiant: str, prestation: str, *, nom_fichier: str = ""
) -> ContexteDepot:
    """Return what the portal knows of `partenaire` as a sender to the caisse of code `caisse`: one query, or four.

    The prestations open to him are those of his conventions under `identifiant`; without one, F06 or F07 says enough.
    The reference tables are read only where his conventions do not already prove that `caisse`, or `prestation`,
    exists. With `nom_fichier`, says also when a deposit that still counts used that name.
    """
    structures: dict[str, set[str]] = {}
    ouvertes: set[str] = set()
    conventions = Convention.objects.validees().filter(partenaire=partenaire)
    for code, structure, ouverte in conventions.values_list(
        "caisse__code", "identifiant_structure", "type_partenaire__prestations__code"
    ):
        structures.setdefault(code, set()).add(structure)
        if (code, structure) == (caisse, identifiant) and ouverte:
            ouvertes.add(ouverte)
    anterieurs = Depot.objects.filter(partenaire=partenaire, nom_fichier=nom_fichier).exclude(etat=EtatDepot.REFUSE)
    est_sienne = identifiant in structures.get(caisse, ())
    return ContexteDepot(
        caisses=frozenset(structures if caisse in structures else Caisse.objects.values_list("code", flat=True)),
        structures={code: frozenset(identifiants) for code, identifiants in structures.items()},
        prestations=frozenset(
            ouvertes if prestation in ouvertes else Prestation.objects.values_list("code", flat=True)
        ),
        prestations_ouvertes=frozenset(ouvertes) if est_sienne else None,
        nom_utilise_le=anterieurs.values_list("depose_le", flat=True).first() if nom_fichier else None,
    )
