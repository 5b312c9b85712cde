"""Which prise en charge a line draws on (formats.md §1 `no-pec`, L01, L02)."""

from collections.abc import Sequence

from ppas.facturation.regles.catalogue import Anomalie, anomalie
from ppas.facturation.regles.donnees import LigneSaisie, PriseEnChargeVue
from ppas.socle.regles import nir
from ppas.socle.regles.affichage import date_fr, mois


def rapprocher(
    ligne: LigneSaisie, candidates: Sequence[PriseEnChargeVue]
) -> tuple[PriseEnChargeVue | None, Anomalie | None]:
    """Choose among `candidates`, every prise en charge that the structure has for the line's NIR at this caisse.

    Return the one chosen and None, or the closest one (to judge the rest of the line by, where there is one) and why it
    will not do: L01 when the person is not on the structure's list for the échéance, else L02. A wrong NIR belongs to
    nobody: L13 says so, and this says nothing.
    """
    nommee = _nommee(ligne, candidates)
    if nommee is not None:
        return nommee, _defaut(ligne, nommee)
    listees = [c for c in candidates if c.prestation == ligne.prestation and c.croise(ligne.debut, ligne.fin)]
    if not candidates and nir.defaut(ligne.nir):
        return None, None
    if not listees:
        echeance = f"l’échéance {mois(ligne.mois)}" if ligne.est_horaire else _periode(ligne)
        return None, anomalie("L01", "nir", echeance=echeance)
    return _choisir(ligne, listees)


def _choisir(
    ligne: LigneSaisie, listees: Sequence[PriseEnChargeVue]
) -> tuple[PriseEnChargeVue | None, Anomalie | None]:
    """Choose among those of the prestation that run during the period, none of which has the number given."""
    if ligne.numero_pec:
        return None, _l02(f"Le bénéficiaire n’a pas de prise en charge n° {ligne.numero_pec} dans votre structure")
    convenables = [candidate for candidate in listees if candidate.couvre(ligne.debut, ligne.fin)]
    if len(convenables) == 1:
        return convenables[0], None
    if convenables:
        numeros = ", ".join(candidate.numero for candidate in convenables)
        return None, _l02(f"Plusieurs prises en charge conviennent : {numeros} ; indiquez laquelle dans <no-pec>")
    return listees[0], _defaut(ligne, listees[0])


def _nommee(ligne: LigneSaisie, candidates: Sequence[PriseEnChargeVue]) -> PriseEnChargeVue | None:
    if ligne.numero_pec:
        for candidate in candidates:
            if candidate.numero == ligne.numero_pec:
                return candidate
    return None


def _defaut(ligne: LigneSaisie, pec: PriseEnChargeVue) -> Anomalie | None:
    if pec.prestation != ligne.prestation:
        return _l02(f"La prise en charge n° {pec.numero} porte sur {pec.prestation}, non sur {ligne.prestation}")
    if not pec.couvre(ligne.debut, ligne.fin):
        dates = f"du {date_fr(pec.debut)} au {date_fr(pec.fin)}"
        return _l02(f"La prise en charge n° {pec.numero}, {dates}, ne couvre pas {_periode(ligne)}")
    return None


def _l02(defaut: str) -> Anomalie:
    return anomalie("L02", "no-pec", defaut=defaut)


def _periode(ligne: LigneSaisie) -> str:
    return f"la période du {date_fr(ligne.debut)} au {date_fr(ligne.fin)}"
