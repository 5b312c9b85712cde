"""The fields of an address, in the order of the form (REG-19)."""

from django.db import models


class IndiceVoie(models.TextChoices):
    """« bis/ter » list of the address (REG-19)."""

    BIS = "bis", "Bis"
    TER = "ter", "Ter"
    QUATER = "quater", "Quater"


class TypeVoie(models.TextChoices):
    """« type de voie » list of the address (REG-19)."""

    ALLEE = "allee", "Allée"
    AVENUE = "avenue", "Avenue"
    BOULEVARD = "boulevard", "Boulevard"
    CHEMIN = "chemin", "Chemin"
    COURS = "cours", "Cours"
    ESPLANADE = "esplanade", "Esplanade"
    IMPASSE = "impasse", "Impasse"
    PASSAGE = "passage", "Passage"
    PLACE = "place", "Place"
    QUAI = "quai", "Quai"
    ROUTE = "route", "Route"
    RUE = "rue", "Rue"
    SQUARE = "square", "Square"


class ChampsAdresse(models.Model):
    """Address fields, in the order of the form; « Identité destinataire » is the partner's name (REG-18)."""

    mention_complementaire = models.CharField("Mention complémentaire", max_length=80, blank=True)
    batiment = models.CharField("Bâtiment ou résidence", max_length=80, blank=True)
    numero_voie = models.CharField("N°", max_length=10, blank=True)
    indice_voie = models.CharField("Indice", max_length=10, choices=IndiceVoie, blank=True)
    type_voie = models.CharField("Type de voie", max_length=20, choices=TypeVoie, blank=True)
    nom_voie = models.CharField("Nom voie", max_length=120, blank=True)
    hameau_ou_boite_postale = models.CharField("Nom du hameau ou du numéro de boite postale", max_length=80, blank=True)
    code_postal = models.CharField("CP", max_length=5)
    commune = models.CharField("Nom commune", max_length=80)
    cedex = models.CharField("Nom Cedex", max_length=80, blank=True)
    canton = models.CharField("Canton", max_length=80, blank=True)

    class Meta:
        abstract = True

    def lignes(self) -> list[str]:
        """Return the address as it is written under the addressee's name, empty lines left out."""
        voie = (self.numero_voie, self.get_indice_voie_display(), self.get_type_voie_display(), self.nom_voie)
        return [
            ligne
            for ligne in (
                self.mention_complementaire,
                self.batiment,
                " ".join(filter(None, voie)),
                self.hameau_ou_boite_postale,
                f"{self.code_postal} {self.commune}",
                self.cedex,
                self.canton,
            )
            if ligne
        ]
