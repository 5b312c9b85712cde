"""Users."""

import factory

from ppas.comptes.models import RoleNational, Utilisateur
from ppas.socle.horloge import maintenant

MOT_DE_PASSE = "Bonjour2026"


class UtilisateurFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Utilisateur
        skip_postgeneration_save = True

    login = factory.Sequence(lambda n: f"login{n}")
    nom = "MARTIN"
    prenom = "Mikael"
    mail = factory.LazyAttribute(lambda u: f"{u.login}@exemple.fr")
    telephone = "0302010509"
    password = factory.django.Password(MOT_DE_PASSE)
    mot_de_passe_change_le = factory.LazyFunction(maintenant)

    class Params:
        national = factory.Trait(role_national=RoleNational.ADMINISTRATEUR)
        temporaire = factory.Trait(mot_de_passe_temporaire=True)
