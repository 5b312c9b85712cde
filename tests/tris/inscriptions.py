"""Lists of partners, of caisses, of requests and of messages."""

from datetime import date, timedelta

from django.urls import reverse

from ppas.partenaires.models import Convention, Partenaire
from ppas.socle.horloge import maintenant
from tests.factories import (
    AgentFactory,
    ConventionFactory,
    ConversationFactory,
    DemandeFactory,
    PartenaireFactory,
    PreinscriptionFactory,
    PrestationFactory,
    RattachementFactory,
    TarifFactory,
    TypePartenaireFactory,
    UtilisateurFactory,
)
from tests.tris.communes import NOMS, RANGS, TYPES, Situation, administrateur, caisse, conventions, national, regional


def national_partenaires() -> Situation:
    conventions()
    return national("partenaires:national_partenaires")


def national_conventions() -> Situation:
    for rang, convention in enumerate(conventions()):
        Convention.objects.filter(pk=convention.pk).update(
            caisse=caisse(rang), demandee_le=maintenant() - timedelta(days=3 - rang)
        )
    return national("partenaires:national_conventions")


def caisse_partenaires() -> Situation:
    conventions()
    return regional("partenaires:caisse_partenaires")


def utilisateurs(partenaire: Partenaire) -> None:
    for rang, nom in enumerate(NOMS):
        compte = UtilisateurFactory(login=f"{nom[2:5]}21", nom=nom, prenom=NOMS[RANGS[rang]])
        RattachementFactory(partenaire=partenaire, utilisateur=compte)


def caisse_partenaire() -> Situation:
    partenaire = ConventionFactory().partenaire
    utilisateurs(partenaire)
    return regional("partenaires:caisse_partenaire", partenaire.pk)


def modification_utilisateurs() -> Situation:
    partenaire = ConventionFactory().partenaire
    utilisateurs(partenaire)
    return administrateur(partenaire, "partenaires:modification_utilisateurs")


def modification_conventions() -> Situation:
    partenaire = PartenaireFactory()
    for rang, convention in enumerate(conventions()):
        Convention.objects.filter(pk=convention.pk).update(caisse=caisse(rang), partenaire=partenaire)
    return administrateur(partenaire, "partenaires:modification_conventions")


def file_preinscriptions() -> Situation:
    preinscriptions()
    return regional("partenaires:file_attente", onglet="preinscriptions")


def preinscriptions(**champs: object) -> None:
    for rang, nom in enumerate(NOMS):
        PreinscriptionFactory(
            nom_partenaire=nom,
            code_convention=f"K{RANGS[rang]}",
            type_partenaire=TypePartenaireFactory(code=TYPES[rang]),
            code_postal="21000",
            commune=NOMS[RANGS[rang]],
            deposee_le=maintenant() - timedelta(days=RANGS[rang]),
            **{champ: valeur(rang) if callable(valeur) else valeur for champ, valeur in champs.items()},
        )


def file_conventions() -> Situation:
    conventions(en_attente=True)
    return regional("partenaires:file_attente", onglet="conventions")


def file_decisions() -> Situation:
    preinscriptions(etat="invalidee", traitee_le=lambda rang: maintenant() - timedelta(days=RANGS[rang]), motif="Non")
    return regional("partenaires:file_attente", onglet="decisions")


def file_conventions_decidees() -> Situation:
    for rang, convention in enumerate(conventions()):
        Convention.objects.filter(pk=convention.pk).update(traitee_le=maintenant() - timedelta(days=RANGS[rang]))
    return regional("partenaires:file_attente", onglet="conventions-decidees")


def agents() -> Situation:
    for rang, nom in enumerate(NOMS):
        AgentFactory(utilisateur__nom=nom, utilisateur__prenom=NOMS[RANGS[rang]], utilisateur__login=f"{nom[2:5]}21")
    return regional("caisses:agents")


def national_agents() -> Situation:
    for rang, nom in enumerate(NOMS):
        AgentFactory(caisse=caisse(rang), utilisateur__nom=nom, utilisateur__prenom=nom, utilisateur__login=nom[2:5])
    return national("caisses:national_agents")


def tarifs() -> Situation:
    for rang, nom in enumerate(NOMS):
        TarifFactory(
            prestation=PrestationFactory(code=f"PPP90{rang}", nom=nom),
            debut=date(2026, 1 + RANGS[rang], 1),
            ouvrable_centimes=2000 + RANGS[rang],
        )
    return regional("caisses:tarifs")


def demandes(**champs: object) -> None:
    for rang, nom in enumerate(NOMS):
        DemandeFactory(nom=nom, echeance_le=maintenant() + timedelta(days=1 + RANGS[rang]), **champs)


def demandes_ouvertes() -> Situation:
    demandes()
    return national("assistance:demandes")


def demandes_toutes() -> Situation:
    demandes()
    lecteur = national("assistance:demandes")
    return Situation(lecteur.par, f"{lecteur.adresse}?etat=toutes")


def mes_demandes() -> Situation:
    rattachement = RattachementFactory()
    for jours in (3, 2, 1):
        DemandeFactory(utilisateur=rattachement.utilisateur, recue_le=maintenant() - timedelta(days=jours))
    return Situation(rattachement.utilisateur, reverse("assistance:mes_demandes"))


def conversation(convention: Convention, rang: int, **non_lus: int) -> None:
    ConversationFactory(convention=convention, dernier_le=maintenant() - timedelta(days=RANGS[rang]), **non_lus)


def messages_de_la_caisse() -> Situation:
    for rang, convention in enumerate(conventions()):
        conversation(convention, rang, non_lus_caisse=RANGS[rang] + 1)
    return regional("assistance:caisse_messages")


def messages_du_partenaire() -> Situation:
    partenaire = PartenaireFactory()
    for rang in range(3):
        conversation(ConventionFactory(partenaire=partenaire, caisse=caisse(rang)), rang, non_lus_partenaire=rang + 1)
    return administrateur(partenaire, "assistance:messages")
