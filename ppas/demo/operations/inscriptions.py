"""Accounts, partners and requests of the demonstration, made by the operations of the portal wherever one exists."""

from io import BytesIO

from django.conf import settings
from django.contrib.auth.hashers import make_password

from ppas.caisses.models import Agent, Caisse, TypePartenaire
from ppas.caisses.operations.agents import nommer_editeur
from ppas.comptes.models import RoleNational, SecondFacteur, Utilisateur
from ppas.comptes.operations.mot_de_passe import poser_mot_de_passe, poser_temporaire
from ppas.comptes.operations.second_facteur import enroler
from ppas.comptes.operations.utilisateurs import creer_utilisateur
from ppas.comptes.regles.totp import code_du_pas, pas_de
from ppas.demo.regles import comptes, dossiers
from ppas.demo.regles.comptes import Compte
from ppas.demo.regles.dossiers import CODES_EMIS, Dossier
from ppas.partenaires.models import Convention, Partenaire, Preinscription, Rattachement
from ppas.partenaires.operations.conventions import valider_convention
from ppas.partenaires.operations.importer import importer_conventions
from ppas.partenaires.operations.preinscriptions import (
    invalider_preinscription,
    preinscrire,
    valider_preinscription,
)
from ppas.partenaires.regles.conditions import VERSION, Acceptation
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser

AGENTS = (
    (comptes.REGIONAL, "03", True),
    (comptes.AGENT, "03", False),
    (comptes.EDITEUR, "03", False),
    (comptes.REGIONAL_NORD, "04", True),
    (comptes.REGIONAL_CNRACL, "33", True),
)


def utilisateur(compte: Compte) -> Utilisateur:
    """Return the user of `compte`."""
    return Utilisateur.objects.get(login=compte.login)


def creer_compte(compte: Compte, **champs: str) -> Utilisateur:
    """Create the user of `compte`, with its temporary password: `ouvrir_les_comptes` gives the printed one."""
    nouveau = Utilisateur(
        login=compte.login,
        nom=compte.nom,
        prenom=compte.prenom,
        mail=compte.mail,
        telephone=compte.telephone,
        **champs,
    )
    creer_utilisateur(nouveau, par=None)
    return nouveau


def installer_les_agents() -> None:
    """Create the people of the caisses and those of the national side."""
    creer_compte(comptes.NATIONAL, role_national=RoleNational.ADMINISTRATEUR)
    creer_compte(comptes.EDITEUR_NATIONAL, role_national=RoleNational.EDITEUR)
    creer_compte(comptes.ASSISTANCE, role_national=RoleNational.ASSISTANCE)
    for compte, code, est_administrateur in AGENTS:
        caisse = Caisse.objects.get(code=code)
        Agent.objects.create(utilisateur=creer_compte(compte), caisse=caisse, est_administrateur=est_administrateur)
    editrice = Agent.objects.get(utilisateur__login=comptes.EDITEUR.login)
    nommer_editeur(editrice, par=utilisateur(comptes.REGIONAL))


def importer_les_codes_emis() -> None:
    """Take in the convention codes that the caisse 03 has issued, to compare the requests with."""
    fichier = BytesIO(CODES_EMIS.encode())
    caisse = Caisse.objects.get(code="03")
    importer_conventions(fichier, "conventions.csv", caisse=caisse, par=utilisateur(comptes.AGENT))


def ouvrir_les_comptes() -> None:
    """Give each account its printed password: all have changed the temporary one, but who never signed in."""
    empreinte = make_password(comptes.MOT_DE_PASSE)
    for compte in comptes_presents():
        titulaire = utilisateur(compte)
        if compte.mot_de_passe == comptes.MOT_DE_PASSE:
            poser_mot_de_passe(titulaire, empreinte)
        else:
            poser_temporaire(titulaire, make_password(compte.mot_de_passe))
        titulaire.save()
        if titulaire.profil.est_second_facteur_exige:
            enroler(titulaire)


def comptes_presents() -> list[Compte]:
    """Return the accounts of this demonstration, in their order."""
    absent = dossiers.CIEL_BLEU.nom if settings.AVANT_LE_MANUEL else None
    return [compte for compte in comptes.COMPTES if compte.structure != absent]


def codes_de_connexion() -> dict[str, str]:
    """Return, by login, what the authenticator application of each enrolled account shows now."""
    pas = pas_de(maintenant())
    facteurs = SecondFacteur.objects.select_related("utilisateur")
    return {facteur.utilisateur.login: code_du_pas(facteur.secret, pas) for facteur in facteurs}


def prolonger_la_premiere_connexion() -> None:
    """Give another week to who never signed in, so that a demonstration can be visited at any age."""
    titulaire = Utilisateur.objects.filter(login=comptes.NOUVELLE.login, mot_de_passe_temporaire=True).first()
    if titulaire:
        poser_temporaire(titulaire, titulaire.password)
        titulaire.save()


def demander(dossier: Dossier) -> Preinscription:
    """Send the form of `dossier`."""
    preinscription = Preinscription(
        caisse=Caisse.objects.get(code=dossier.caisse),
        code_convention=dossier.code_convention,
        type_partenaire=TypePartenaire.objects.get(code=dossier.type_partenaire),
        nom_partenaire=dossier.nom,
        siret=dossier.siret,
        telephone=dossier.telephone,
        nom=dossier.administrateur.nom,
        prenom=dossier.administrateur.prenom,
        login=dossier.administrateur.login,
        mail=dossier.administrateur.mail,
        telephone_administrateur=dossier.administrateur.telephone,
        **dossier.adresse,
    )
    preinscrire(preinscription, acceptation=Acceptation(VERSION, maintenant()), adresse=f"demo {dossier.nom}")
    return preinscription


def decider(dossier: Dossier) -> None:
    """Validate the request of `dossier`, or invalidate it when it has a motive."""
    preinscription = Preinscription.objects.get(caisse__code=dossier.caisse, code_convention=dossier.code_convention)
    par = administrateur_regional(dossier.caisse)
    if dossier.motif:
        invalider_preinscription(preinscription, motif=dossier.motif, par=par)
    else:
        valider_preinscription(preinscription, identifiant_structure=dossier.identifiant, par=par)


def administrateur_regional(code_caisse: str) -> Utilisateur:
    """Return who validates for that caisse."""
    return Agent.objects.get(caisse__code=code_caisse, est_administrateur=True).utilisateur


def ajouter_utilisateur(compte: Compte, *, est_administrateur: bool, par: Compte) -> None:
    """Attach the new user of `compte` to the partner of `par`, its administrator (manual §1.1.3)."""
    partenaire = Partenaire.objects.get(rattachements__utilisateur__login=par.login)
    Rattachement.objects.create(
        utilisateur=creer_compte(compte), partenaire=partenaire, est_administrateur=est_administrateur
    )


def ajouter_convention(dossier: Dossier, caisse: str, code: str, type_partenaire: str, identifiant: str = "") -> None:
    """Ask for another convention (manual §2.6); its caisse validates it at once when `identifiant` is given."""
    convention = Convention.objects.create(
        partenaire=Partenaire.objects.get(nom=dossier.nom),
        caisse=Caisse.objects.get(code=caisse),
        code=code,
        type_partenaire=TypePartenaire.objects.get(code=type_partenaire),
        demandee_le=maintenant(),
    )
    journaliser(convention, "demander", par=utilisateur(dossier.administrateur))
    if identifiant:
        valider_convention(convention, identifiant_structure=identifiant, par=administrateur_regional(caisse))
