"""Where a request comes from, as little of it as its owner needs to recognise it."""

from dataclasses import dataclass, field
from ipaddress import ip_address

NAVIGATEURS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMES = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
NB_GROUPES_IPV6 = 3


@dataclass(frozen=True)
class Origine:
    """Network address (whole, for counters only), browser, and the accounts that have signed in with this browser."""

    adresse: str
    navigateur: str = ""
    comptes_connus: frozenset[int] = field(default_factory=frozenset)

    @property
    def details(self) -> dict[str, str]:
        """What the journal keeps: the address is cut, the browser in two words."""
        return {"adresse": adresse_tronquee(self.adresse), "navigateur": self.navigateur}


def nom_du_navigateur(agent: str) -> str:
    """Say in two words what the User-Agent header tells: `Firefox sur Windows`."""
    navigateur = next((nom for marque, nom in NAVIGATEURS if marque in agent), "Navigateur inconnu")
    systeme = next((nom for marque, nom in SYSTEMES if marque in agent), "")
    return f"{navigateur} sur {systeme}" if systeme else navigateur


def adresse_tronquee(adresse: str) -> str:
    """Cut a network address to what names a place, not a person: `192.0.2.x`, `2001:db8:1::x`."""
    try:
        ip = ip_address(adresse.partition("/")[0])
    except ValueError:
        return "inconnue"
    if ip.version == 4:  # noqa: PLR2004
        return f"{adresse.rpartition('.')[0]}.x"
    return ":".join(groupe.lstrip("0") or "0" for groupe in ip.exploded.split(":")[:NB_GROUPES_IPV6]) + "::x"
