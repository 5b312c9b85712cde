"""The worlds of the tests of rights, walked once more."""

from tests.droits.conftest import portail

__all__ = ["portail"]
