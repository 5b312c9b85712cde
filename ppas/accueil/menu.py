"""Reads who a person is, for the rule that composes his menu."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.urls import NoReverseMatch, reverse

from ppas.accueil.regles.menu import Groupe, menu_caisse, menu_national, menu_partenaire
from ppas.caisses.models import Agent
from ppas.comptes.gardes import AIDANTS
from ppas.comptes.models import Utilisateur
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention, Partenaire, Rattachement
from ppas.publications.gardes import est_editeur_national


@dataclass(frozen=True)
class Services:
    """What « Les services » shows: for whom, its groups, the conventions that open nothing yet (SRV-09).

    `agent`, or `partenaire` with its `conventions`: who the person is.
    """

    titulaire: str
    groupes: Sequence[Groupe]
    conventions: Sequence[Convention] = field(default=())
    partenaire: Partenaire | None = None
    agent: Agent | None = None

    @property
    def conventions_fermees(self) -> list[Convention]:
        """Those of its conventions that open nothing yet."""
        return [c for c in self.conventions if c.etat != EtatConvention.VALIDEE]


def a_une_page(url: str) -> bool:
    """Whether the URL named `url` leads somewhere: the portal shows no dead link."""
    try:
        reverse(url)
    except NoReverseMatch:
        return False
    return True


def _vivants(groupes: list[Groupe]) -> list[Groupe]:
    restants = [replace(g, entrees=tuple(e for e in g.entrees if a_une_page(e.url))) for g in groupes]
    return [groupe for groupe in restants if groupe.entrees]


def services_de(utilisateur: Utilisateur, *, au_nom_de: Partenaire | None = None) -> Services:
    """Return the services of `utilisateur`, or of the partner that he represents, in at most two queries."""
    if au_nom_de:
        return _services_du_partenaire(au_nom_de, est_administrateur=True)
    if utilisateur.est_national:
        groupes = menu_national(
            est_administrateur=utilisateur.is_staff,
            est_assistance=utilisateur.role_national in AIDANTS,
            est_editeur=est_editeur_national(utilisateur),
        )
        return Services(utilisateur.get_role_national_display(), _vivants(groupes))
    # One query for both: whoever is signed in is an agent, or attached to a structure, or neither.
    lu = Utilisateur.objects.select_related("agent__caisse", "rattachement__partenaire").get(pk=utilisateur.pk)
    agent: Agent | None = getattr(lu, "agent", None)
    rattachement: Rattachement | None = getattr(lu, "rattachement", None)
    if agent:
        groupes = menu_caisse(est_administrateur_regional=agent.est_administrateur, est_editeur=agent.est_editeur)
        return Services(agent.caisse.nom, _vivants(groupes), agent=agent)
    if rattachement is None:
        return Services(str(utilisateur), [])
    return _services_du_partenaire(rattachement.partenaire, est_administrateur=rattachement.est_administrateur)


def _services_du_partenaire(partenaire: Partenaire, *, est_administrateur: bool) -> Services:
    conventions = list(Convention.objects.filter(partenaire=partenaire).select_related("caisse", "type_partenaire"))
    types = {c.type_partenaire.code for c in conventions if c.etat == EtatConvention.VALIDEE}
    groupes = menu_partenaire(types_valides=types, est_administrateur=est_administrateur)
    return Services(partenaire.nom, _vivants(groupes), conventions, partenaire)
