"""Django's way into `operations.connecter`."""

from django.contrib.auth.backends import ModelBackend


class Identifiants(ModelBackend):
    """Login and password."""
