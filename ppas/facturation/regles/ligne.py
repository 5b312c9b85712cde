"""What is wrong with an invoice line: one rule for both doors, XML file and on-line form (formats.md §2, L and A).

Every control returns an anomaly or None. Those of `CONTROLES_LIGNE` need nothing but the line, and are all that
`ppas verifier` can run; the others compare it with its prise en charge and with what was invoiced before.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from ppas.facturation.regles.calendrier import fin_du_mois, mois_avant, nb_dimanches_feries
from ppas.facturation.regles.catalogue import Anomalie, anomalie, dater
from ppas.facturation.regles.donnees import DejaFacturee, LigneSaisie, Parametres, PriseEnChargeVue
from ppas.facturation.regles.doublons import doublon
from ppas.facturation.regles.identite import est_meme_identite
from ppas.facturation.regles.montant import montant_heures, montant_quantite
from ppas.socle.regles import nir
from ppas.socle.regles.affichage import MOIS, date_fr, euros, heures, mois, nombre

HEURES_MAX_CENTIEMES = 744_00
"""Hours of the longest month."""
HEURES_PAR_JOUR_CENTIEMES = 24_00
DEUX_CENTIEMES = 2_00
"""From two on, French takes the plural."""

type ControleLigne = Callable[[LigneSaisie, date, Parametres], Anomalie | None]
type ControleDroits = Callable[[LigneSaisie, PriseEnChargeVue, Sequence[DejaFacturee], Parametres], Anomalie | None]


def anomalies(
    ligne: LigneSaisie,
    *,
    prise_en_charge: PriseEnChargeVue | None,
    deja_facturees: Sequence[DejaFacturee],
    le: date,
    parametres: Parametres,
) -> list[Anomalie]:
    """Return what is wrong with `ligne`; an empty list when it may be accepted without a word.

    `prise_en_charge` is the one that `rapprocher` chose, None when unknown: what depends on it is then not judged.
    `deja_facturees`: accepted lines of the same beneficiary and prestation, those of this exchange included; a refused
    line is not one. `le`: day of the deposit or of the validation, which also tells what each control stops then.
    """
    trouvees = [faute for controle in CONTROLES_LIGNE if (faute := controle(ligne, le, parametres)) is not None]
    double = doublon(ligne, prise_en_charge, deja_facturees) if deja_facturees else None
    if double is not None:
        trouvees.append(double)
    if prise_en_charge is not None:
        for controle in CONTROLES_DROITS:
            if double is not None and controle in CUMULS:
                continue
            faute = controle(ligne, prise_en_charge, deja_facturees, parametres)
            if faute is not None:
                trouvees.append(faute)
    return dater(trouvees, le) if trouvees else trouvees


def periode(ligne: LigneSaisie, le: date, _parametres: Parametres) -> Anomalie | None:
    """L03: the period ends after it begins, is not to come, and lies within the échéance."""
    debut, fin, echeance = ligne.debut, ligne.fin, ligne.echeance
    if fin < debut:
        return anomalie(
            "L03", "dt-fin", defaut=f"La période finit le {date_fr(fin)}, avant de commencer le {date_fr(debut)}"
        )
    if echeance is not None and (debut < echeance or fin > fin_du_mois(echeance)):
        champ = "dt-debut" if debut < echeance or debut > fin_du_mois(echeance) else "dt-fin"
        ecrite = f"La période du {date_fr(debut)} au {date_fr(fin)}"
        return anomalie("L03", champ, defaut=f"{ecrite} sort de l’échéance {mois(echeance)}")
    if fin > le:
        return anomalie("L03", "dt-fin", defaut=f"La période finit le {date_fr(fin)}, après la date d’envoi")
    return None


def delai(ligne: LigneSaisie, le: date, parametres: Parametres) -> Anomalie | None:
    """L04 beyond the delay of the caisse, A03 beyond its warning; the month of an échéance counts to its last day."""
    if ligne.fin >= mois_avant(le, min(parametres.avertissement_mois, parametres.delai_mois)):
        return None
    fin = max(ligne.fin, fin_du_mois(ligne.echeance)) if ligne.echeance else ligne.fin
    for code, nombre_mois in (("L04", parametres.delai_mois), ("A03", parametres.avertissement_mois)):
        if fin < mois_avant(le, nombre_mois):
            return anomalie(code, "dt-fin", fin=date_fr(ligne.fin), delai=nombre_mois)
    return None


def quantite(ligne: LigneSaisie, _le: date, _parametres: Parametres) -> Anomalie | None:
    """L08: positive, two decimals at most, and no more hours than a month holds."""
    plus_petite = min(ligne.ouvrables_centiemes, ligne.dimanches_feries_centiemes, ligne.quantite_centiemes)
    if not ligne.imprecis and plus_petite >= 0 and 0 < ligne.total_centiemes <= HEURES_MAX_CENTIEMES:
        return None
    champs = _quantites(ligne)
    for champ, texte in ligne.imprecis:
        return anomalie("L08", champ, defaut=f"{texte.replace('.', ',')} a plus de deux décimales")
    for champ, centiemes in champs:
        if centiemes < 0:
            return anomalie("L08", champ, defaut=f"{_nombre(centiemes)} est une quantité négative")
        if ligne.est_horaire and centiemes > HEURES_MAX_CENTIEMES:
            return anomalie("L08", champ, defaut=f"{heures(centiemes)} : un mois compte 744,00 h au plus")
    if not ligne.total_centiemes:
        return anomalie("L08", champs[0][0], defaut="La quantité est nulle")
    return None


def dimanches_feries(ligne: LigneSaisie, _le: date, parametres: Parametres) -> Anomalie | None:
    """L09: no more than 24 hours for each Sunday and public holiday of the period."""
    if ligne.dimanches_feries_centiemes <= 0 or ligne.fin < ligne.debut:
        return None
    nb_jours = nb_dimanches_feries(ligne.debut, ligne.fin, parametres.jours_feries)
    maximum = nb_jours * HEURES_PAR_JOUR_CENTIEMES
    if ligne.dimanches_feries_centiemes <= maximum:
        return None
    ecrites = heures(ligne.dimanches_feries_centiemes)
    return anomalie("L09", "qt-dimanches-feries", heures=ecrites, nb_jours=nb_jours, maximum=heures(maximum))


def duree(ligne: LigneSaisie, _le: date, _parametres: Parametres) -> Anomalie | None:
    """L14: no more than 24 hours for each day of the period; L08 has told what no month holds."""
    total = ligne.total_centiemes
    if total <= HEURES_PAR_JOUR_CENTIEMES or total > HEURES_MAX_CENTIEMES:  # most lines stop here
        return None
    if not ligne.est_horaire or ligne.fin < ligne.debut:
        return None
    maximum = ((ligne.fin - ligne.debut).days + 1) * HEURES_PAR_JOUR_CENTIEMES
    if total <= maximum:
        return None
    debut, fin = date_fr(ligne.debut), date_fr(ligne.fin)
    return anomalie("L14", "qt-ouvrables", heures=heures(total), debut=debut, fin=fin, maximum=heures(maximum))


def produit(ligne: LigneSaisie, _le: date, _parametres: Parametres) -> Anomalie | None:
    """L12, first half: the amount is quantity × unit price, to the cent."""
    if ligne.est_horaire or ligne.imprecis or ligne.quantite_centiemes <= 0:
        return None
    attendu = montant_quantite(ligne.quantite_centiemes, ligne.prix_unitaire_centimes)
    if ligne.montant_centimes == attendu:
        return None
    calcul = f"{_nombre(ligne.quantite_centiemes)} × {euros(ligne.prix_unitaire_centimes)} = {euros(attendu)}"
    return anomalie("L12", "mt", defaut=f"Montant de {euros(ligne.montant_centimes)}, alors que {calcul}")


def numero_securite_sociale(ligne: LigneSaisie, _le: date, _parametres: Parametres) -> Anomalie | None:
    """L13: the NIR and its key."""
    defaut = nir.defaut(ligne.nir)
    return anomalie("L13", "nir", defaut=defaut) if defaut else None


def identite(
    ligne: LigneSaisie, pec: PriseEnChargeVue, _deja: Sequence[DejaFacturee], _parametres: Parametres
) -> Anomalie | None:
    """L10: the name and first name are those of the beneficiary of this NIR."""
    if est_meme_identite(ligne.nom, ligne.prenom, pec.nom, pec.prenom):
        return None
    return anomalie("L10", "nom", recu=f"{ligne.nom} {ligne.prenom}", attendu=f"{pec.nom} {pec.prenom}")


def quantite_accordee(
    ligne: LigneSaisie, pec: PriseEnChargeVue, deja: Sequence[DejaFacturee], _parametres: Parametres
) -> Anomalie | None:
    """L07: no more than what is granted for the month, less what was invoiced for it."""
    accordee = pec.quantite_mensuelle_centiemes
    if accordee is None:
        return None
    facturee = sum(autre.quantite_centiemes for autre in deja if _meme_droit(autre, pec) and autre.mois == ligne.mois)
    if ligne.total_centiemes + facturee <= accordee:
        return None
    return anomalie(
        "L07",
        "qt-ouvrables" if ligne.est_horaire else "qt",
        facture=_ecrite(ligne, ligne.total_centiemes, "facturée"),
        mois=MOIS[ligne.mois.month - 1],
        accorde=_ecrite(ligne, accordee, "accordée"),
        deja=_ecrite(ligne, facturee, "déjà facturée"),
        reste=_ecrite(ligne, max(accordee - facturee, 0)),
    )


def plafond(
    ligne: LigneSaisie, pec: PriseEnChargeVue, deja: Sequence[DejaFacturee], parametres: Parametres
) -> Anomalie | None:
    """L12, second half: all that is invoiced on a prise en charge stays under its ceiling."""
    if pec.plafond_centimes is None or (montant := montant_total(ligne, parametres)) is None:
        return None
    facture = sum(autre.montant_centimes for autre in deja if _meme_droit(autre, pec))
    if montant + facture <= pec.plafond_centimes:
        return None
    limite = f"le plafond est de {euros(pec.plafond_centimes)}, dont {euros(facture)} déjà facturés"
    return anomalie("L12", None if ligne.est_horaire else "mt", defaut=f"Montant de {euros(montant)} : {limite}")


def tarif(
    ligne: LigneSaisie, _pec: PriseEnChargeVue, _deja: Sequence[DejaFacturee], parametres: Parametres
) -> Anomalie | None:
    """A01: the unit price is the caisse's."""
    attendu = parametres.tarif_unitaire_centimes
    if ligne.est_horaire or attendu is None or ligne.prix_unitaire_centimes == attendu:
        return None
    return anomalie("A01", "mt-unitaire", recu=euros(ligne.prix_unitaire_centimes), tarif=euros(attendu))


CONTROLES_LIGNE: tuple[ControleLigne, ...] = (
    periode,
    delai,
    quantite,
    dimanches_feries,
    duree,
    produit,
    numero_securite_sociale,
)
CONTROLES_DROITS: tuple[ControleDroits, ...] = (identite, quantite_accordee, plafond, tarif)
CUMULS = frozenset({quantite_accordee, plafond})
"""Controls that a line invoiced twice always fails: saying so would only hide that it is a double."""


def montant_total(ligne: LigneSaisie, parametres: Parametres) -> int | None:
    """Return the whole amount of a line in cents: priced by the caisse's tariff where there is one, else as written."""
    if ligne.est_horaire:
        if parametres.tarif_ouvrable_centimes is None:
            return None
        return montant_heures(
            ligne.ouvrables_centiemes,
            ligne.dimanches_feries_centiemes,
            tarif=parametres.tarif_ouvrable_centimes,
            tarif_dimanche_ferie=parametres.tarif_dimanche_ferie_centimes,
        )
    if parametres.tarif_unitaire_centimes is not None:
        return montant_quantite(ligne.quantite_centiemes, parametres.tarif_unitaire_centimes)
    return ligne.montant_centimes


def _meme_droit(autre: DejaFacturee, pec: PriseEnChargeVue) -> bool:
    return autre.prise_en_charge_id == pec.id


def _quantites(ligne: LigneSaisie) -> tuple[tuple[str, int], ...]:
    if ligne.est_horaire:
        return (
            ("qt-ouvrables", ligne.ouvrables_centiemes),
            ("qt-dimanches-feries", ligne.dimanches_feries_centiemes),
        )
    return (("qt", ligne.quantite_centiemes),)


def _nombre(centiemes: int) -> str:
    return nombre(Decimal(centiemes) / 100, 2)


def _ecrite(ligne: LigneSaisie, centiemes: int, participe: str = "") -> str:
    """Write a quantity and, agreeing with it, what happened to it: `18,00 h facturées`; plural begins at two."""
    pluriel = "s" if centiemes >= DEUX_CENTIEMES else ""
    texte = heures(centiemes) if ligne.est_horaire else f"{_nombre(centiemes)} unité{pluriel}"
    return f"{texte} {participe}{pluriel}".rstrip() if participe else texte
