"""Users: one table for partners, caisses and the national side; what they may do hangs on other tables."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower


class RoleNational(models.TextChoices):
    """Roles of the national side; empty for a partner or a caisse agent."""

    ADMINISTRATEUR = "administrateur", "Administrateur PPAS"
    ASSISTANCE = "assistance", "Assistance fonctionnelle"
    EDITEUR = "editeur", "Éditeur"


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    """Finds users by login, whatever its case: two logins never differ by case alone."""

    def get_by_natural_key(self, login: str | None) -> "Utilisateur":
        """Return the user whose login is `login`; raise Utilisateur.DoesNotExist."""
        return self.get(login__iexact=login)


class Utilisateur(AbstractBaseUser):
    """A person who signs in. `nb_echecs` counts wrong passwords in a row; `bloque_le` is set by the third."""

    login = models.CharField(
        "login",
        max_length=30,
        unique=True,
        validators=[RegexValidator(r"\A[A-Za-z0-9]+\Z", "Lettres sans accent et chiffres.")],
    )
    nom = models.CharField("nom", max_length=80)
    prenom = models.CharField("prénom", max_length=80)
    mail = models.EmailField("mail")
    telephone = models.CharField("téléphone", max_length=10)
    role_national = models.CharField("rôle national", max_length=20, choices=RoleNational, blank=True)
    est_actif = models.BooleanField("actif", default=True)
    mot_de_passe_temporaire = models.BooleanField("mot de passe temporaire", default=False)
    mot_de_passe_change_le = models.DateTimeField("mot de passe changé le", null=True, blank=True)
    mot_de_passe_expire_le = models.DateTimeField("mot de passe temporaire valable jusqu’au", null=True, blank=True)
    nb_echecs = models.PositiveSmallIntegerField("échecs de connexion", default=0)
    bloque_le = models.DateTimeField("bloqué le", null=True, blank=True)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "mail"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["nom", "prenom", "mail", "telephone"]
    objects = UtilisateurManager()

    class Meta:
        verbose_name = "utilisateur"
        constraints = [
            models.UniqueConstraint(
                Lower("login"), name="utilisateur_login_unique", violation_error_message="Ce login est déjà utilisé."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Django's name for `est_actif`."""
        return self.est_actif

    @property
    def est_national(self) -> bool:
        """Whether this person works on the national side."""
        return bool(self.role_national)

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin opens: reference tables, for the national administrator only."""
        return self.est_actif and self.role_national == RoleNational.ADMINISTRATEUR

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's admin asks this; its only users may do everything there."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """Django's admin asks this; see `has_perm`."""
        return self.is_staff
