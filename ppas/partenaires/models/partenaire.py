"""Partners, their address, and the users who work for them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ppas.partenaires.models.adresse import ChampsAdresse


class PartenaireQuerySet(models.QuerySet["Partenaire"]):
    """Structures."""

    def cherchant(self, texte: str) -> Self:
        """Those whose name contains `texte`, or whose SIRET begins so, spaces apart."""
        return self.filter(Q(nom__icontains=texte) | Q(siret__startswith="".join(texte.split()) or texte))


class Partenaire(models.Model):
    """A structure under convention with one or several caisses."""

    nom = models.CharField("Nom partenaire", max_length=120)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    mail = models.EmailField("Email")
    telephone = models.CharField("Téléphone", max_length=10)
    inscrit_le = models.DateTimeField("inscrit le")

    objects = PartenaireQuerySet.as_manager()

    class Meta:
        verbose_name = "partenaire"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this partner concern."""
        return {"partenaire_ref": self.pk, "caisse_ref": None}

    def mails_des_utilisateurs(self) -> list[str]:
        """Return the addresses of all who work for it, each once."""
        actifs = self.rattachements.filter(utilisateur__is_active=True)
        return sorted(set(actifs.values_list("utilisateur__mail", flat=True)))

    def mails_des_administrateurs(self) -> list[str]:
        """Return the addresses of those who manage it, each once."""
        actifs = self.rattachements.filter(est_administrateur=True, utilisateur__is_active=True)
        return sorted(set(actifs.values_list("utilisateur__mail", flat=True)))


class Adresse(ChampsAdresse):
    """The partner's address; the addressee is the partner's name (REG-18, ADM-25)."""

    partenaire = models.OneToOneField(Partenaire, models.CASCADE, related_name="adresse")

    class Meta:
        verbose_name = "adresse"

    def __str__(self) -> str:
        return f"{self.partenaire}, {self.code_postal} {self.commune}"


class Rattachement(models.Model):
    """Which partner a user works for, and whether he administers its account (ADM-14)."""

    utilisateur = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="rattachement")
    partenaire = models.ForeignKey(Partenaire, models.CASCADE, related_name="rattachements")
    est_administrateur = models.BooleanField("administrateur", default=False)

    class Meta:
        verbose_name = "rattachement"

    def __str__(self) -> str:
        return f"{self.utilisateur} ({self.partenaire})"

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this user's rights concern."""
        return {"partenaire_ref": self.partenaire_id, "caisse_ref": None}
