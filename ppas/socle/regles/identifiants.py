"""Identifiers that people type: what is wrong with them, and how they are kept."""

import re

from stdnum.fr import siret as stdnum_siret

from ppas.socle.regles import nir

SEPARATEURS = re.compile(r"[\s.\-]+")
NB_CHIFFRES_SIRET = 14
TELEPHONE_SAISI_MAX = 14
NIR_SAISI_MAX = 30


def sans_separateurs(saisi: str) -> str:
    """Remove spaces (no-break ones too), dots and dashes."""
    return SEPARATEURS.sub("", saisi)


def sur_une_ligne(saisi: str) -> str:
    """Reduce every run of blanks, line breaks included, to one space."""
    return " ".join(saisi.split())


def defauts_texte(saisi: str) -> list[str]:
    """Reasons to refuse a name or a line of address: control characters and pictograms print nowhere."""
    if all(lettre.isprintable() and lettre <= "\uffff" for lettre in saisi):
        return []
    return ["Ce champ contient un caractère qui ne s’imprime pas, ou un pictogramme : enlevez-le."]


def defauts_telephone(saisi: str) -> list[str]:
    """Reasons to refuse a telephone number (REG-16, ADM-10, decision D1): 10 digits, at most 14 characters typed."""
    if re.fullmatch(r"[0-9]{10}", sans_separateurs(saisi)) and len(saisi) <= TELEPHONE_SAISI_MAX:
        return []
    return ["Téléphone : 10 chiffres attendus, au format « nn nn nn nn nn »."]


def defauts_siret(saisi: str) -> list[str]:
    """Reasons to refuse a SIRET (REG-15, decision D2): 14 digits; its key is not judged here."""
    chiffres = sans_separateurs(saisi)
    if not re.fullmatch(r"[0-9]*", chiffres):
        return [f"SIRET : {NB_CHIFFRES_SIRET} chiffres attendus, sans lettre ni autre signe."]
    if len(chiffres) != NB_CHIFFRES_SIRET:
        return [f"SIRET : {NB_CHIFFRES_SIRET} chiffres attendus, {len(chiffres)} saisis."]
    return []


def nir_compact(saisi: str) -> str:
    """Return a NIR as it is kept: no separator, the letter of Corsica in capitals."""
    return sans_separateurs(saisi).upper()


def defauts_nir(saisi: str) -> list[str]:
    """Reasons to refuse a NIR and its key, written without a space; its number is never repeated."""
    defaut = nir.defaut(saisi)
    return [f"{defaut}."] if defaut else []


def avertissements_siret(siret: str) -> list[str]:
    """Reasons to look again at a stored SIRET: a wrong key warns and never refuses (decision D2). Empty is fine."""
    if not siret or stdnum_siret.is_valid(siret):
        return []
    return ["La clé de contrôle de ce SIRET est inexacte\u00a0: vérifiez qu’il ne comporte pas de faute de frappe."]


def defauts_login(saisi: str) -> list[str]:
    """Reasons to refuse a login (REG-22, ADM-11): letters without accent and digits."""
    if re.fullmatch(r"[A-Za-z0-9]+", saisi):
        return []
    return ["Login : lettres sans accent et chiffres seulement, sans espace, apostrophe ni autre signe."]


def defauts_code_convention(saisi: str) -> list[str]:
    """Reasons to refuse a convention code (REG-12): of any form, but it is a code."""
    if re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9./_-]*[A-Za-z0-9])?", saisi):
        return []
    return ["Code convention : recopiez le code transmis par la caisse, chiffres et lettres sans accent, sans espace."]


def defauts_identifiant_structure(saisi: str) -> list[str]:
    """Reasons to refuse the identifier that a caisse gives to a structure (formats.md §1): it names invoice files."""
    if re.fullmatch(r"[A-Za-z0-9]{1,12}", saisi):
        return []
    return ["Identifiant de la structure : 1 à 12 chiffres ou lettres sans accent."]


def defauts_code_postal(saisi: str) -> list[str]:
    """Reasons to refuse a postal code (REG-20)."""
    return [] if re.fullmatch(r"[0-9]{5}", saisi) else ["CP : 5 chiffres attendus."]
