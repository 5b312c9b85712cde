"""Captchas as tests pass them: the expected answer is asked of the portal, no check is turned off."""

import re
from itertools import count

from ppas.socle.operations.captcha import Captcha, lire_captcha, nouveau_captcha
from ppas.socle.regles.preuve import EPREUVES, est_solution


def captcha_resolu() -> dict[str, str]:
    """Return the fields of a new challenge, answered by its characters."""
    captcha = nouveau_captcha()
    return {"captcha_jeton": captcha.jeton, "captcha": captcha.reponse, "captcha_preuve": ""}


def captcha_prouve() -> dict[str, str]:
    """Return the fields of a new challenge, answered by the proof of work."""
    captcha = nouveau_captcha()
    return {"captcha_jeton": captcha.jeton, "captcha": "", "captcha_preuve": preuve(captcha.numero)}


def preuve(numero: str) -> str:
    """Compute the proof of work, as captcha_calcul.js does."""
    return ",".join(str(next(n for n in count() if est_solution(numero, rang, str(n)))) for rang in range(EPREUVES))


def captcha_de(page: str) -> Captcha:
    """Return the challenge that a page shows."""
    jeton = re.search(r'name="captcha_jeton" value="([^"]+)"', page)
    assert jeton, "no captcha on this page"
    captcha = lire_captcha(jeton[1])
    assert captcha, "this captcha has expired"
    return captcha
