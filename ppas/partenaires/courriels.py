"""Mails about registrations and conventions. None holds both the login and the password (ADM-12).

Those that a caisse sends to a partner end with the paragraph of its own, if it has set one (`au_nom_de`).
"""

from datetime import datetime, timedelta
from typing import Any

from ppas.caisses.courriels import au_nom_de
from ppas.caisses.models import Caisse, TypePartenaire
from ppas.comptes.courriels import acces_temporaire
from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Convention, DemandeCorrection, Partenaire, Preinscription, Rattachement
from ppas.socle.operations.courriels import Message, adresse_complete
from ppas.socle.regles.affichage import date_heure_fr

SIGNATURE = "Cordialement\nAdministrateur PPAS\n"
INVALIDATION = "Mail de confirmation : invalidation de convention"


def preinscription_recue(preinscription: Preinscription) -> Message:
    """Receipt: the request is with the caisse, and the login is to be remembered (REG-24)."""
    message = Message(
        destinataire=preinscription.mail,
        sujet="Votre préinscription est terminée",
        corps=(
            "Bonjour,\n\n"
            f"La préinscription de {preinscription.nom_partenaire} au portail Partenaires Action Sociale est terminée. "
            "Votre demande est en attente de validation par la caisse "
            f"{preinscription.caisse} (convention n° {preinscription.code_convention}).\n\n"
            f"Le login que vous avez choisi est : {preinscription.login}\n"
            "Mémorisez-le : il sera indispensable pour vos connexions.\n\n"
            "Vous recevrez un autre mail dès que la caisse aura traité votre demande.\n\n"
            f"{SIGNATURE}"
        ),
    )
    return au_nom_de(preinscription.caisse, message)


def preinscription_a_traiter(preinscription: Preinscription, destinataire: str) -> Message:
    """MAI-07: a request waits for the regional administrator."""
    page = adresse_complete("partenaires:preinscription_detail", preinscription.pk)
    return Message(
        destinataire=destinataire,
        sujet="Une préinscription attend votre décision",
        corps=(
            "Bonjour,\n\n"
            f"{preinscription.nom_partenaire} demande son inscription au portail Partenaires Action Sociale "
            f"(convention n° {preinscription.code_convention}, caisse {preinscription.caisse}). Sa demande attend "
            "votre décision :\n"
            f"{page}\n\n"
            f"{SIGNATURE}"
        ),
    )


def correction_demandee(demande: DemandeCorrection, secret: str) -> Message:
    """PLU-12: what to correct, and the single-use link that reopens the form."""
    preinscription = demande.preinscription
    page = adresse_complete("partenaires:correction", secret)
    message = Message(
        destinataire=preinscription.mail,
        sujet="Votre préinscription est à corriger",
        corps=(
            "Bonjour,\n\n"
            f"La caisse {preinscription.caisse} a examiné la préinscription de {preinscription.nom_partenaire} au "
            "portail Partenaires Action Sociale. Avant de la valider, elle vous demande une correction :\n\n"
            f"{demande.message}\n\n"
            "Votre formulaire, déjà rempli, est à cette adresse :\n"
            f"{page}\n\n"
            f"Cette adresse sert une seule fois, jusqu’au {date_heure_fr(demande.expire_le)}. Votre login et votre "
            "code convention vous restent réservés.\n\n"
            f"{SIGNATURE}"
        ),
        est_secret=True,
    )
    return au_nom_de(preinscription.caisse, message)


def preinscription_validee(administrateur: Utilisateur, convention: Convention, mot_de_passe: str) -> Message:
    """MAI-01: registration confirmed, with the password."""
    message = Message(
        destinataire=administrateur.mail,
        sujet="Confirmation de votre inscription",
        corps=(
            "Bonjour,\n\n"
            f"La caisse {convention.caisse} a validé l’inscription de {convention.partenaire} au portail Partenaires "
            f"Action Sociale (convention n° {convention.code}). Vous pouvez l’utiliser dès maintenant.\n\n"
            f"{acces_temporaire(administrateur, mot_de_passe)}\n"
            "Votre login est celui que vous avez choisi lors de la préinscription.\n\n"
            f"{SIGNATURE}"
        ),
        est_secret=True,
    )
    return au_nom_de(convention.caisse, message)


def preinscription_invalidee(preinscription: Preinscription) -> Message:
    """MAI-02: the sentences of MAI-05 and what to do next (REG-35)."""
    message = Message(
        destinataire=preinscription.mail,
        sujet=INVALIDATION,
        corps=(
            f"{_invalidation(preinscription.code_convention, str(preinscription.caisse))}\n"
            f"Motif indiqué par la caisse : {preinscription.motif}\n\n"
            "Après avoir contacté la caisse, remplissez à nouveau le formulaire de préinscription en entier, à partir "
            "des informations qu’elle vous aura transmises. Le même login et le même code convention peuvent servir.\n"
        ),
    )
    return au_nom_de(preinscription.caisse, message)


def convention_invalidee(convention: Convention, destinataire: str) -> Message:
    """MAI-05: the manual's text (§2.7), then the motive."""
    message = Message(
        destinataire=destinataire,
        sujet=INVALIDATION,
        corps=(
            f"{_invalidation(convention.code, str(convention.caisse))}\n"
            f"Motif indiqué par la caisse : {convention.motif}\n"
        ),
    )
    return au_nom_de(convention.caisse, message)


def convention_validee(convention: Convention, destinataire: str) -> Message:
    """MAI-09."""
    message = Message(
        destinataire=destinataire,
        sujet="Mail de confirmation : validation de convention",
        corps=(
            "Bonjour,\n\n"
            f"La convention n° {convention.code} a été validée par la caisse {convention.caisse}.\n"
            "Ses services vous sont ouverts dans le menu « Les services ».\n\n"
            f"{SIGNATURE}"
        ),
    )
    return au_nom_de(convention.caisse, message)


def convention_modifiee(convention: Convention, destinataire: str) -> Message:
    """The caisse has changed a validated convention (CON-11)."""
    message = Message(
        destinataire=destinataire,
        sujet="Modification de votre convention",
        corps=(
            "Bonjour,\n\n"
            f"La caisse {convention.caisse} a modifié votre convention. Elle porte désormais le code "
            f"{convention.code}, le type « {convention.type_partenaire} » et l’identifiant de structure "
            f"{convention.identifiant_structure}, qui figure dans le nom des fichiers de facturation.\n"
            "Si cette modification vous surprend, contactez l’administrateur de votre caisse.\n\n"
            f"{SIGNATURE}"
        ),
    )
    return au_nom_de(convention.caisse, message)


def utilisateur_inscrit(rattachement: Rattachement, mot_de_passe: str) -> Message:
    """MAI-03: registered, with the temporary password; the login comes from the administrator (ADM-12)."""
    return Message(
        destinataire=rattachement.utilisateur.mail,
        sujet="Votre inscription au portail Partenaires Action Sociale",
        corps=(
            "Bonjour,\n\n"
            f"{rattachement.partenaire} vous a inscrit au portail Partenaires Action Sociale.\n\n"
            f"{acces_temporaire(rattachement.utilisateur, mot_de_passe)}\n"
            "Votre login vous est transmis par l’administrateur de votre structure.\n\n"
            f"{SIGNATURE}"
        ),
        est_secret=True,
    )


def _invalidation(code: str, caisse: str) -> str:
    return (
        "Bonjour,\n\n"
        f"Je suis au regret de vous informer que la convention n° {code} n’a pas pu être validée par la caisse "
        f"{caisse}.\n"
        "Merci de bien vouloir contacter l’administrateur de votre caisse.\n\n"
        f"{SIGNATURE}"
    )


def exemples(caisse: Caisse, *, le: datetime) -> list[tuple[str, Message]]:
    """Return what the portal sends to partners in the name of `caisse`: when, and the mail, for an imaginary one."""
    type_partenaire = TypePartenaire(code=TypePartenaire.AIDE_A_DOMICILE, nom="Prestataire d’aide à domicile")
    communs: dict[str, Any] = {"caisse": caisse, "type_partenaire": type_partenaire, "motif": "Le motif de l’agent."}
    demandeur = Preinscription(
        nom_partenaire="Association Exemple",
        code_convention="EX-2026-0001",
        login="Exemple21",
        mail="contact@exemple.fr",
        **communs,
    )
    convention = Convention(
        partenaire=Partenaire(nom="Association Exemple"),
        code="EX-2026-0001",
        identifiant_structure="21231300",
        **communs,
    )
    expire_le = le + timedelta(days=7)
    demande = DemandeCorrection(
        preinscription=demandeur, message="La correction que l’agent demande.", expire_le=expire_le
    )
    administrateur = Utilisateur(login="Exemple21", mail="contact@exemple.fr", mot_de_passe_expire_le=expire_le)
    jeton = "xxxxxxxx"
    return [
        ("Une préinscription est reçue", preinscription_recue(demandeur)),
        ("Vous demandez une correction", correction_demandee(demande, jeton)),
        ("Vous validez une préinscription", preinscription_validee(administrateur, convention, jeton)),
        ("Vous invalidez une préinscription", preinscription_invalidee(demandeur)),
        ("Vous validez une autre convention", convention_validee(convention, "contact@exemple.fr")),
        ("Vous invalidez une autre convention", convention_invalidee(convention, "contact@exemple.fr")),
        ("Vous modifiez une convention validée", convention_modifiee(convention, "contact@exemple.fr")),
    ]
