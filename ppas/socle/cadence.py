"""How often one may try: tokens in the cache, each of which comes back after its own delay."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from ppas.socle.refus import Refus


def prendre(usage: str, qui: str, *, limite: int, secondes: int) -> int:
    """Take one of the `limite` tokens of `qui` for `usage`; return its rank, or 0 when none is left.

    Exact under parallel requests: `add` is atomic on every cache, which increments are not. The cache holds no login
    nor address, only their HMAC. Never call it inside a transaction: a rollback would give the token back.
    """
    empreinte = salted_hmac("ppas.cadence", f"{usage}:{qui}", algorithm="sha256").hexdigest()
    cles = [f"cadence:{empreinte}:{rang}" for rang in range(1, limite + 1)]
    pris = cache.get_many(cles)
    for rang, cle in enumerate(cles, start=1):
        if cle not in pris and cache.add(cle, 1, timeout=secondes):
            return rang
    return 0


def respecter(usage: str, qui: str, *, limite: int, secondes: int, message: str) -> None:
    """Take a token as `prendre` does; raise Refus("trop-de-demandes") with `message` when none is left."""
    if not prendre(usage, qui, limite=limite, secondes=secondes):
        raise Refus("trop-de-demandes", message)


def adresse_de(request: HttpRequest) -> str:
    """Return the network address of the visitor, that of the /64 network for IPv6.

    Behind PROXYS reverse proxies, it is what the first of them saw; whatever the visitor himself wrote in the
    header stands further left and is never read.
    """
    adresse = request.META.get("REMOTE_ADDR", "")
    if settings.PROXYS:
        relayees = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        adresse = relayees[-settings.PROXYS :][0].strip() or adresse
    try:
        ip = ip_address(adresse)
    except ValueError:
        return "inconnue"
    return str(ip if ip.version == 4 else ip_network((ip, 64), strict=False))  # noqa: PLR2004
