"""Users."""

import factory

from ppas.comptes.models import RoleNational, SecondFacteur, Utilisateur
from ppas.comptes.regles.profils import PROFILS
from ppas.comptes.regles.totp import code_du_pas, pas_de
from ppas.socle.horloge import maintenant

MOT_DE_PASSE = "Bonjour2026"


def code_totp(utilisateur: Utilisateur, decalage: int = 0) -> str:
    """Return the code that the user's application shows now, or `decalage` periods later."""
    secret = SecondFacteur.objects.get(utilisateur=utilisateur).secret
    return code_du_pas(secret, pas_de(maintenant()) + decalage)


class UtilisateurFactory(factory.django.DjangoModelFactory):
    """A partner's user; Traits `national`, `enrole` (has a second factor), `temporaire` (password to change)."""

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
        enrole = factory.Trait(
            mot_de_passe_edition=PROFILS["agents"].edition,
            facteur=factory.RelatedFactory("tests.factories.comptes.SecondFacteurFactory", "utilisateur"),
        )
        national = factory.Trait(role_national=RoleNational.ADMINISTRATEUR, enrole=True)
        temporaire = factory.Trait(mot_de_passe_temporaire=True)


class SecondFacteurFactory(factory.django.DjangoModelFactory):
    """An authenticator application; `code_totp(utilisateur)` reads it."""

    class Meta:
        model = SecondFacteur

    utilisateur = factory.SubFactory(UtilisateurFactory)
    active_le = factory.LazyFunction(maintenant)
