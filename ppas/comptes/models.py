"""Users: one table for partners, caisses and the national side; what they may do hangs on other tables."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string, salted_hmac

from ppas.comptes.regles.profils import PAR_DEFAUT, PPAS, PROFILS, Profil
from ppas.comptes.regles.totp import normaliser


class Role(models.TextChoices):
    """The three sides of the portal: each has its password profile."""

    PARTENAIRE = "partenaire", "Partenaires"
    AGENT = "agent", "Agents des caisses"
    NATIONAL = "national", "National (administrateurs, assistance, éditeurs)"


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


TABLES_DE_REFERENCE = {"assistance", "caisses", "comptes", "socle"}
"""Domains whose tables Django's admin opens."""


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    """A person who signs in.

    Two locks (D15): `nb_echecs` counts wrong passwords in a row from browsers where this account never signed in,
    `nb_echecs_connu` from the others; each has the date on which the third closed it.
    `nb_connexions_restantes` is None until the password has expired (D16). Groups serve the editors' screens only:
    `publications` keeps them in step with the roles; `is_superuser` is always false.
    """

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
    is_active = models.BooleanField("actif", default=True)
    mot_de_passe_temporaire = models.BooleanField("mot de passe temporaire", default=False)
    mot_de_passe_change_le = models.DateTimeField("mot de passe changé le", null=True, blank=True)
    mot_de_passe_expire_le = models.DateTimeField("mot de passe temporaire valable jusqu’au", null=True, blank=True)
    nb_echecs = models.PositiveSmallIntegerField("échecs de connexion", default=0)
    bloque_le = models.DateTimeField("bloqué le", null=True, blank=True)
    nb_echecs_connu = models.PositiveSmallIntegerField("échecs depuis un navigateur connu", default=0)
    bloque_connu_le = models.DateTimeField("navigateurs connus bloqués le", null=True, blank=True)
    mot_de_passe_edition = models.CharField("profil du mot de passe", max_length=40, default=PPAS.edition)
    nb_connexions_restantes = models.PositiveSmallIntegerField("connexions restantes", null=True, blank=True)

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
    def est_national(self) -> bool:
        """Whether this person works on the national side."""
        return bool(self.role_national)

    @property
    def role(self) -> Role:
        """The side on which this person works; the agent's row is in the domain `caisses`."""
        if self.role_national:
            return Role.NATIONAL
        return Role.AGENT if hasattr(self, "agent") else Role.PARTENAIRE

    @property
    def profil(self) -> Profil:
        """The password profile of this person's role today."""
        return ChoixProfil.objects.profil_du_role(self.role)

    @property
    def a_un_second_facteur(self) -> bool:
        """Whether a code is asked after the password."""
        return hasattr(self, "second_facteur")

    @property
    def est_bloque(self) -> bool:
        """Whether one of the two locks is closed."""
        return bool(self.bloque_le or self.bloque_connu_le)

    def est_mot_de_passe_expire(self, instant: datetime, profil: Profil) -> bool:
        """Whether the password is too old (LOG-16), or was chosen under another profile than `profil`."""
        if self.mot_de_passe_temporaire or self.mot_de_passe_change_le is None:
            return False
        expire_le = profil.expire_le(self.mot_de_passe_change_le)
        return self.mot_de_passe_edition != profil.edition or (expire_le is not None and instant >= expire_le)

    def mots_personnels(self) -> list[str]:
        """What the password may not hold: login, names, SIREN of the partner for whom this person works."""
        sirets = Utilisateur.objects.filter(pk=self.pk).values_list("rattachement__partenaire__siret", flat=True)
        return [self.login, self.nom, self.prenom, *(siret[:9] for siret in sirets if siret)]

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin opens: reference tables, for the national administrator only."""
        return self.is_active and self.role_national == RoleNational.ADMINISTRATEUR

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Answer Django's admin, whose only users may do everything, and the editors' screens, where groups decide."""
        if perm.partition(".")[0] in TABLES_DE_REFERENCE:
            return self.is_staff
        return super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        """Answer Django's admin; see `has_perm`."""
        return self.is_staff if app_label in TABLES_DE_REFERENCE else super().has_module_perms(app_label)

    def get_full_name(self) -> str:
        """Wagtail's name for `__str__`."""
        return str(self)


class AncienMotDePasse(models.Model):
    """Hash of a password formerly used (LOG-15)."""

    utilisateur = models.ForeignKey(Utilisateur, models.CASCADE, related_name="anciens_mots_de_passe")
    empreinte = models.CharField("empreinte", max_length=128)
    remplace_le = models.DateTimeField("remplacé le")

    class Meta:
        verbose_name = "ancien mot de passe"
        ordering = ["-id"]


class ChoixProfilManager(models.Manager["ChoixProfil"]):
    """Reads the choices."""

    def profil_du_role(self, role: str) -> Profil:
        """Return the profile last chosen for `role`, or its default."""
        choix = self.filter(role=role).order_by("-id").values_list("profil", flat=True).first()
        return PROFILS[choix or PAR_DEFAUT[role]]


class ChoixProfil(models.Model):
    """The password profile given to a role; the last row of a role holds, the others are its history."""

    role = models.CharField("rôle", max_length=12, choices=Role)
    profil = models.CharField("profil", max_length=20)
    choisi_le = models.DateTimeField("choisi le")
    choisi_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="choisi par")
    objects = ChoixProfilManager()

    class Meta:
        verbose_name = "choix de profil"
        indexes = [models.Index(fields=["role", "-id"], name="choix_du_role")]


def nouvelle_graine() -> str:
    """Draw what a TOTP secret is derived from."""
    return get_random_string(32)


class SecondFacteur(models.Model):
    """The authenticator application of a user (PLU-13). The database alone does not give its secret away."""

    utilisateur = models.OneToOneField(Utilisateur, models.CASCADE, related_name="second_facteur")
    graine = models.CharField("graine", max_length=32, default=nouvelle_graine)
    active_le = models.DateTimeField("activé le")
    dernier_pas = models.BigIntegerField("dernière période utilisée", default=0)

    class Meta:
        verbose_name = "second facteur"

    @property
    def secret(self) -> bytes:
        """The secret shared with the application."""
        return secret_de(self.graine)


def secret_de(graine: str) -> bytes:
    """Derive a TOTP secret of 20 bytes from `graine` and from a key that is not in the database."""
    return salted_hmac("ppas.second-facteur", graine, secret=settings.CLE_SECOND_FACTEUR, algorithm="sha256").digest()[
        :20
    ]


class CodeSecours(models.Model):
    """A recovery code, kept as a keyed hash, good for one use."""

    utilisateur = models.ForeignKey(Utilisateur, models.CASCADE, related_name="codes_secours")
    empreinte = models.CharField("empreinte", max_length=64)
    utilise_le = models.DateTimeField("utilisé le", null=True, blank=True)

    class Meta:
        verbose_name = "code de secours"
        constraints = [models.UniqueConstraint(fields=["utilisateur", "empreinte"], name="code_secours_unique")]

    @staticmethod
    def empreinte_de(code: str) -> str:
        """Return what is kept of `code`."""
        return salted_hmac(
            "ppas.code-secours", normaliser(code), secret=settings.CLE_SECOND_FACTEUR, algorithm="sha256"
        ).hexdigest()


class SessionOuverte(models.Model):
    """A session as its owner reads it; ending it deletes Django's own row, of key `cle`."""

    utilisateur = models.ForeignKey(Utilisateur, models.CASCADE, related_name="sessions")
    cle = models.CharField("clé", max_length=40, unique=True)
    navigateur = models.CharField("navigateur", max_length=60)
    adresse = models.CharField("adresse tronquée", max_length=45)
    ouverte_le = models.DateTimeField("ouverte le")
    vue_le = models.DateTimeField("dernière activité")

    class Meta:
        verbose_name = "session ouverte"
        ordering = ["-vue_le", "-id"]


class DemandeMotDePasse(models.Model):
    """What was typed in « Mot de passe oublié ? », until the worker looks whose it is (LOG-20): at most seconds."""

    login = models.CharField("login", max_length=128)
    mail = models.CharField("mail", max_length=254)
    demandee_le = models.DateTimeField("demandée le")

    class Meta:
        verbose_name = "demande de mot de passe"
