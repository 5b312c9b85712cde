"""The word that lets the inline scripts of Wagtail's own templates run, and no other, under the content policy."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest
from django.middleware.csp import get_nonce
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser

_request: ContextVar[HttpRequest | None] = ContextVar("request_de_l_edition", default=None)


@contextmanager
def nonce_de(request: HttpRequest) -> Iterator[None]:
    """Let what is drawn inside the `with` know the nonce of this answer: forms are drawn without a request."""
    jeton = _request.set(request)
    try:
        yield
    finally:
        _request.reset(jeton)


def attribut_nonce() -> SafeString:
    """Return ` nonce="…"` for an inline script of ours or of Wagtail's; nothing out of the editors' screens."""
    request = _request.get()
    return format_html(' nonce="{}"', get_nonce(request)) if request else SafeString("")


def signer_les_selecteurs() -> None:
    """Give it to the script that each chooser of Wagtail writes after itself, in Python."""
    dessiner = BaseChooser.render

    def dessiner_et_signer(selecteur: BaseChooser, *args: Any, **kwargs: Any) -> SafeString:
        return SafeString(dessiner(selecteur, *args, **kwargs).replace("<script>", f"<script{attribut_nonce()}>", 1))

    BaseChooser.render = dessiner_et_signer
