"""Every list that sorts by its headers: each of them, both ways, at the same cost, whatever the address asks for."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ppas.caisses.models import Caisse, TypePartenaire
from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import EtatEvaluation
from ppas.partenaires.models import Convention, Partenaire
from ppas.socle.horloge import maintenant
from ppas.socle.models import Consultation, Courriel, Evenement, NatureEchange, SensEchange
from ppas.socle.operations.courriels import Message, mettre_en_file
from ppas.socle.regles.alphabet import cle_alphabetique
from tests.factories import (
    AgentFactory,
    BeneficiaireFactory,
    BordereauFactory,
    CaisseFactory,
    CommandeFactory,
    ConventionFactory,
    ConversationFactory,
    CourrierFactory,
    DemandeFactory,
    DepotFactory,
    EnvoiEvaluationFactory,
    EvaluationFactory,
    ExportEvaluationsFactory,
    ExportFacturesFactory,
    PartenaireFactory,
    PreinscriptionFactory,
    PrestationFactory,
    PriseEnChargeFactory,
    RattachementFactory,
    RegimeFactory,
    ReservationFactory,
    TarifFactory,
    TypePartenaireFactory,
    UtilisateurFactory,
)
from tests.factories.caisses import ImportationFactory
from tests.factories.evaluations import AppareilFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

GABARITS = Path(__file__).parent.parent / "ppas"
NOMS = ["Zèbre", "association", "Étoile"]
"""Made in this order, so that no order of numbers is that of the alphabet."""
RANGS = [2, 0, 1]
TYPES = ["evaluation", "habitat", "aide-a-domicile"]
DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})(?: à (\d\d)h(\d\d))?")
NOMBRE = re.compile(r"[\d ]+,\d\d|\d+")


@dataclass(frozen=True)
class Situation:
    """Who reads a list, where, and the name that he looked for there."""

    par: Utilisateur
    adresse: str
    recherche: str = ""


def caisse(rang: int) -> Caisse:
    regime = RegimeFactory(code=f"R{RANGS[rang]}")
    return CaisseFactory(code=f"4{rang}", nom=f"{NOMS[rang]} caisse", regime=regime)


def conventions(**champs: object) -> list[Convention]:
    return [
        ConventionFactory(
            partenaire=PartenaireFactory(
                nom=nom, mail=f"{'fda'[rang]}@exemple.fr", inscrit_le=maintenant() - timedelta(days=3 - rang)
            ),
            code=f"K{RANGS[rang]}",
            type_partenaire=TypePartenaireFactory(code=TYPES[rang]),
            demandee_le=maintenant() - timedelta(days=RANGS[rang]),
            **champs,
        )
        for rang, nom in enumerate(NOMS)
    ]


def national(adresse: str) -> Situation:
    return Situation(UtilisateurFactory(national=True), reverse(adresse))


def regional(adresse: str, *args: int, onglet: str = "") -> Situation:
    agent = AgentFactory(administrateur=True)
    return Situation(agent.utilisateur, reverse(adresse, args=args, query={"onglet": onglet} if onglet else None))


def administrateur(partenaire: Partenaire, adresse: str) -> Situation:
    return Situation(RattachementFactory(partenaire=partenaire, administrateur=True).utilisateur, reverse(adresse))


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


def evenements(convention: Convention) -> None:
    for rang in range(3):
        le = maintenant() - timedelta(days=3 - rang)
        depot = DepotFactory(convention=convention, depose_le=le)
        Evenement.objects.create(
            le=le,
            auteur_nom=f"Auteur {rang}",
            action="deposer",
            objet_type="facturation.depot",
            objet_ref=depot.pk,
            nature=NatureEchange.FICHIER,
            sens=SensEchange.ENVOYE,
            **depot.portee(),
        )


def historique() -> Situation:
    convention = ConventionFactory()
    evenements(convention)
    return administrateur(convention.partenaire, "echanges:historique")


def caisse_historique() -> Situation:
    evenements(ConventionFactory())
    return regional("echanges:caisse_historique")


def journal() -> Situation:
    convention = ConventionFactory()
    evenements(convention)
    return administrateur(convention.partenaire, "echanges:journal")


def consultations() -> Situation:
    beneficiaire = BeneficiaireFactory()
    for rang in range(3):
        Consultation.objects.create(
            le=maintenant() - timedelta(days=3 - rang),
            utilisateur_ref=rang,
            utilisateur_nom=f"Agent {rang}",
            page="beneficiaires",
            caisse_ref=beneficiaire.caisse_id,
            beneficiaires=f" {beneficiaire.pk} ",
        )
    return regional("echanges:consultations", beneficiaire.pk)


def consultations_trouves() -> Situation:
    for nom in NOMS:
        personne(ConventionFactory(), nom)
    lecteur = regional("echanges:consultations_chercher")
    return Situation(lecteur.par, lecteur.adresse, recherche="e")


def courriels() -> Situation:
    for rang in range(3):
        pk = mettre_en_file(Message(f"a{rang}@exemple.fr", "Bonjour", "Texte")).pk
        Courriel.objects.filter(pk=pk).update(cree_le=maintenant() - timedelta(days=3 - rang))
    return national("echanges:courriels")


def imports() -> Situation:
    for rang in range(3):
        ImportationFactory(nom_fichier=f"f{rang}.csv", importe_le=maintenant() - timedelta(days=3 - rang))
    return regional("echanges:imports")


def flux() -> Situation:
    imports()
    return regional("echanges:flux")


def bordereaux(convention: Convention) -> None:
    for rang in RANGS:
        BordereauFactory(convention=convention, date_paiement=date(2026, 9 + rang, 1))


def caisse_bordereaux() -> Situation:
    bordereaux(ConventionFactory())
    return regional("paiements:caisse_bordereaux")


def bordereaux_du_partenaire() -> Situation:
    convention = ConventionFactory()
    bordereaux(convention)
    return administrateur(convention.partenaire, "paiements:bordereaux")


def exports() -> Situation:
    for rang in range(3):
        ExportFacturesFactory(cree_le=maintenant() - timedelta(days=3 - rang))
    return regional("paiements:exports")


def depots() -> Situation:
    convention = ConventionFactory()
    evenements(convention)
    return administrateur(convention.partenaire, "facturation:depots")


def caisse_depots() -> Situation:
    evenements(ConventionFactory())
    return regional("facturation:caisse_depots")


def courriers() -> Situation:
    convention = ConventionFactory()
    for rang in range(3):
        CourrierFactory(convention=convention, annonce_le=maintenant() - timedelta(days=3 - rang))
    return administrateur(convention.partenaire, "facturation:courriers")


def caisse_courriers() -> Situation:
    CourrierFactory.create_batch(3)
    return regional("facturation:caisse_courriers")


def beneficiaires() -> Situation:
    convention = ConventionFactory()
    for rang, nom in enumerate(NOMS):
        PriseEnChargeFactory(
            convention=convention,
            beneficiaire=personne(convention, nom),
            numero=f"2026{RANGS[rang]}",
            prestation=PrestationFactory(code=f"PPP90{rang}", nom=NOMS[RANGS[rang]]),
        )
    return administrateur(convention.partenaire, "facturation:beneficiaires")


def personne(convention: Convention, nom: str):
    recherche = f"{cle_alphabetique(nom)[0]} jeanne"
    return BeneficiaireFactory(caisse=convention.caisse, nom=nom, prenom="Jeanne", nom_recherche=recherche)


def structure() -> Convention:
    return ConventionFactory(type_partenaire__code=TypePartenaire.EVALUATION)


def commandes(**champs: object) -> Iterator[tuple[int, Convention, object]]:
    for rang, nom in enumerate(NOMS):
        convention = ConventionFactory(
            partenaire=PartenaireFactory(nom=NOMS[RANGS[rang]]), type_partenaire__code=TypePartenaire.EVALUATION
        )
        commande = CommandeFactory(
            convention=convention,
            beneficiaire=personne(convention, nom),
            commune=NOMS[RANGS[rang]],
            code_postal="21000",
            date_commande=date(2026, 9 + RANGS[rang], 1),
            date_limite=date(2026, 12, 1 + RANGS[rang]),
            **champs,
        )
        yield rang, convention, commande


def commandes_ouvertes() -> Situation:
    partenaire = PartenaireFactory()
    for rang, convention, commande in commandes():
        Convention.objects.filter(pk=convention.pk).update(partenaire=partenaire, caisse=caisse(rang))
        type(commande).objects.update_or_create(pk=commande.pk, defaults={"caisse": caisse(rang)})
    return administrateur(partenaire, "evaluations:commandes")


def commandes_toutes() -> Situation:
    lecteur = commandes_ouvertes()
    return Situation(lecteur.par, f"{lecteur.adresse}?liste=toutes")


def caisse_commandes() -> Situation:
    list(commandes())
    return regional("evaluations:caisse_commandes")


def caisse_commandes_ouvertes() -> Situation:
    lecteur = caisse_commandes()
    return Situation(lecteur.par, f"{lecteur.adresse}?etat=ouvertes")


def evaluations(**champs: object) -> Situation:
    partenaire = PartenaireFactory()
    lecteur = RattachementFactory(partenaire=partenaire, administrateur=True).utilisateur
    for rang, convention, commande in commandes():
        Convention.objects.filter(pk=convention.pk).update(partenaire=partenaire)
        ReservationFactory(commande=commande, evaluateur=lecteur)
        evaluation = EvaluationFactory(commande=commande, evaluateur=lecteur, **champs)
        if evaluation.transmise_le:
            evaluation.transmise_le = maintenant() - timedelta(days=RANGS[rang])
            evaluation.save()
    return Situation(lecteur, "")


def en_cours() -> Situation:
    return Situation(evaluations().par, reverse("evaluations:en_cours"))


def transmission() -> Situation:
    return Situation(evaluations(etat=EtatEvaluation.TERMINEE).par, reverse("evaluations:transmission"))


def transmises() -> Situation:
    return Situation(evaluations(transmise=True).par, reverse("evaluations:transmises"))


def caisse_recues() -> Situation:
    evaluations(transmise=True)
    return regional("evaluations:caisse_recues")


def caisse_exports() -> Situation:
    for rang in range(3):
        ExportEvaluationsFactory(cree_le=maintenant() - timedelta(days=3 - rang))
    return regional("evaluations:caisse_exports")


def synchronisation() -> Situation:
    convention = structure()
    lecteur = RattachementFactory(partenaire=convention.partenaire).utilisateur
    appareil = AppareilFactory(utilisateur=lecteur, partenaire=convention.partenaire)
    for rang in range(3):
        commande = CommandeFactory(convention=convention, reservee=True)
        recu_le = maintenant() - timedelta(days=3 - rang)
        EnvoiEvaluationFactory(appareil=appareil, commande=commande, recu_le=recu_le)
    return Situation(lecteur, reverse("evaluations:synchronisation"))


LISTES: list[tuple[Callable[[], Situation], str, str]] = [
    (national_partenaires, "partenaires/national_partenaires", "nom mail inscrit"),
    (national_conventions, "partenaires/national_conventions", "code partenaire caisse type demandee"),
    (caisse_partenaires, "partenaires/caisse_partenaires", "nom mail inscrit"),
    (caisse_partenaire, "partenaires/caisse_partenaire", "login nom prenom"),
    (modification_utilisateurs, "partenaires/modification_utilisateurs", "login nom prenom"),
    (modification_conventions, "partenaires/modification_conventions", "regime caisse code type"),
    (file_preinscriptions, "partenaires/file_attente", "partenaire code type commune recue"),
    (file_conventions, "partenaires/file_attente", "partenaire code type demandee"),
    (file_decisions, "partenaires/file_attente", "partenaire code traitee"),
    (file_conventions_decidees, "partenaires/file_attente", "partenaire code type traitee"),
    (agents, "caisses/agents", "login nom prenom"),
    (national_agents, "caisses/agents", "login caisse nom prenom"),
    (tarifs, "caisses/tarifs", "debut prestation prix"),
    (demandes_ouvertes, "assistance/demandes", "numero expediteur echeance"),
    (demandes_toutes, "assistance/demandes", "numero expediteur"),
    (mes_demandes, "assistance/mes_demandes", "envoyee"),
    (messages_de_la_caisse, "assistance/messages", "autre dernier a_lire"),
    (messages_du_partenaire, "assistance/messages", "autre dernier a_lire"),
    (historique, "echanges/historique", "date"),
    (caisse_historique, "echanges/historique", "date"),
    (journal, "echanges/journal", "date"),
    (consultations, "echanges/consultations", "date"),
    (consultations_trouves, "echanges/consultations_trouves", "nom"),
    (courriels, "echanges/courriels", "date"),
    (imports, "echanges/imports", "date"),
    (flux, "echanges/flux", "date"),
    (caisse_bordereaux, "paiements/caisse_bordereaux", "paiement"),
    (bordereaux_du_partenaire, "paiements/bordereaux", "paiement"),
    (exports, "paiements/exports", "date"),
    (depots, "facturation/depots", "date"),
    (caisse_depots, "facturation/caisse_depots", "date"),
    (courriers, "facturation/courriers", "date"),
    (caisse_courriers, "facturation/caisse_courriers", "date"),
    (beneficiaires, "facturation/beneficiaires_lignes", "nom numero prestation"),
    (commandes_ouvertes, "evaluations/_commandes_lignes", "beneficiaire commune limite caisse"),
    (commandes_toutes, "evaluations/_commandes_lignes", "commande"),
    (caisse_commandes, "evaluations/caisse_commandes", "commande"),
    (caisse_commandes_ouvertes, "evaluations/caisse_commandes", "beneficiaire structure commandee limite"),
    (en_cours, "evaluations/en_cours", "beneficiaire limite"),
    (transmission, "evaluations/transmission", "beneficiaire limite"),
    (transmises, "evaluations/transmises", "transmise"),
    (caisse_recues, "evaluations/caisse_recues", "transmise"),
    (caisse_exports, "evaluations/caisse_exports", "date"),
    (synchronisation, "evaluations/synchronisation", "date"),
]
DEMANDES = [
    pytest.param(preparer, gabarit, colonne, id=f"{preparer.__name__}-{colonne}")
    for preparer, gabarit, colonnes in LISTES
    for colonne in colonnes.split()
]
TOUTES = [pytest.param(*liste, id=liste[0].__name__) for liste in LISTES]

HISTOIRES = [liste for liste in TOUTES if liste.values[2] in {"date", "paiement", "commande", "transmise", "envoyee"}]


class Lecture:
    """A list as its reader sees it."""

    def __init__(self, situation: Situation) -> None:
        self.navigateur = Client()
        self.navigateur.force_login(situation.par)
        self.adresse = situation.adresse
        if situation.recherche:
            self.navigateur.post(self.adresse, {"texte": situation.recherche})

    def lire(self, **tri: str) -> lxml.html.HtmlElement:
        separateur = "&" if "?" in self.adresse else "?"
        suite = "".join(f"{separateur}{nom}={valeur}" for nom, valeur in tri.items())
        self.reponse = self.navigateur.get(self.adresse + suite)
        assert self.reponse.status_code == 200
        (table,) = lxml.html.fromstring(self.reponse.content).xpath("//div[@id='tri']/table")
        return table


def rangees(table: lxml.html.HtmlElement) -> list[list[str]]:
    """Return the cells; what the reading itself adds to a journal is left out."""
    lues = [[texte(cellule) for cellule in rangee.xpath("th|td")] for rangee in table.xpath("tbody/tr")]
    return [rangee for rangee in lues if "127.0.0.1" not in rangee]


def texte(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def valeur(ecrite: str, sens: str) -> object:
    """Return what a cell sorts by: its date, its number, or its text in the order of the alphabet."""
    if sens.startswith("de "):
        return cle_alphabetique(re.sub(r"^21000 ", "", ecrite))
    if trouvee := DATE.search(ecrite):
        jour, mois, annee, heure, minute = trouvee.groups(default="00")
        return annee, mois, jour, heure, minute
    nombres = NOMBRE.findall(ecrite)
    return float(nombres[-1].replace(" ", "").replace(",", ".")) if nombres else 0.0


@pytest.mark.parametrize(("preparer", "gabarit", "colonne"), DEMANDES)
def test_une_liste_se_trie_dans_les_deux_sens(preparer: Callable[[], Situation], gabarit: str, colonne: str) -> None:
    lecture = Lecture(preparer())
    croissante, decroissante = lecture.lire(tri=colonne), lecture.lire(tri=f"-{colonne}")
    assert f"{gabarit}.html" in {modele.name for modele in lecture.reponse.templates}
    (entete,) = croissante.xpath("thead//th[@aria-sort]")
    assert entete.get("aria-sort") == "ascending"
    assert decroissante.xpath("thead//th/@aria-sort") == ["descending"]
    lues = rangees(croissante)
    assert len(lues) >= 3
    assert rangees(decroissante) == lues[::-1]
    rang = croissante.xpath("thead//th").index(entete)
    (effet,) = decroissante.xpath("thead//th[@aria-sort]//span")
    valeurs = [valeur(rangee[rang], texte(effet).removeprefix(": trier ")) for rangee in lues]
    assert valeurs == sorted(valeurs)
    assert len(set(valeurs)) > 1


@pytest.mark.parametrize(("preparer", "gabarit", "colonnes"), TOUTES)
def test_une_liste_ne_se_trie_que_par_ses_colonnes(
    preparer: Callable[[], Situation], gabarit: str, colonnes: str
) -> None:
    lecture = Lecture(preparer())
    sienne = lecture.lire()
    liens = [lien.rpartition("tri=")[2].partition("#")[0].removeprefix("-") for lien in sienne.xpath("thead//a/@href")]
    assert len(liens) == len(colonnes.split())
    assert set(filter(None, liens)) <= {*colonnes.split(), lecture.adresse.partition("?")[2]}
    for hostile in ("password", "utilisateur__password", "caisse__nom", "-", "id%00", "nom_recherche"):
        assert rangees(lecture.lire(tri=hostile)) == rangees(sienne)


@pytest.mark.parametrize(("preparer", "gabarit", "colonnes"), TOUTES)
def test_une_liste_triee_demande_autant_a_la_base(
    preparer: Callable[[], Situation], gabarit: str, colonnes: str
) -> None:
    lecture = Lecture(preparer())
    lecture.lire()
    nombres = set()
    for tri in ("", *colonnes.split()):
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            lecture.lire(tri=tri)
        nombres.add(len(requetes))
    assert len(nombres) == 1, nombres


@pytest.mark.parametrize(("preparer", "gabarit", "colonnes"), HISTOIRES)
def test_une_histoire_se_lit_depuis_son_debut_par_le_meme_index(
    preparer: Callable[[], Situation], gabarit: str, colonnes: str
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("plans of SQLite, which do not depend on how many rows there are")
    lecture = Lecture(preparer())
    lecture.lire()
    plans = []
    for tri in ("", colonnes):
        with CaptureQueriesContext(connection) as requetes:
            lecture.lire(tri=tri)
        plans.append([plan(requete["sql"]) for requete in requetes if " LIMIT 26" in requete["sql"]])
    assert plans[0] == plans[1] != []


def plan(requete: str) -> list[str]:
    with connection.cursor() as curseur:
        curseur.execute(f"EXPLAIN QUERY PLAN {requete}".replace("%", "%%"))
        return [detail for *_, detail in curseur.fetchall()]


def test_chaque_liste_triee_est_dans_ces_tests() -> None:
    tries = {
        str(fichier.relative_to(fichier.parent.parent)).removesuffix(".html")
        for fichier in GABARITS.glob("*/templates/**/*.html")
        if "tri=page.tri" in fichier.read_text()
    }
    assert tries - {"demo/composants"} == {gabarit for _, gabarit, _ in LISTES}
