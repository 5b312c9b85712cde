"""Five structures and two caisses that must never see each other, and one person of each role in front of them.

Every text of a structure holds its own canary: a word found in the answer to anybody else is a leak.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model

from ppas.assistance.models import Cote
from ppas.caisses.models import Agent, Caisse, Flux, TypePartenaire
from ppas.comptes.models import RoleNational, SessionOuverte, Utilisateur
from ppas.evaluations.etats import EtatEvaluation
from ppas.facturation.etats import EtatDepot, EtatLigne
from ppas.facturation.models import LigneFormulaire
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.models import Courriel, EtatCourriel, NatureEchange, SensEchange
from tests.factories import (
    AdresseFactory,
    AgentFactory,
    AnomalieFactory,
    AnomalieReportFactory,
    AppareilFactory,
    BeneficiaireFactory,
    BordereauFactory,
    CaisseFactory,
    CommandeFactory,
    ConventionEmiseFactory,
    ConventionFactory,
    ConversationFactory,
    CourrierFactory,
    DemandeFactory,
    DepotFactory,
    EnvoiEvaluationFactory,
    EvaluationFactory,
    EvaluationPayeeFactory,
    ExportEvaluationsFactory,
    ExportFacturesFactory,
    FormulaireFactory,
    LigneFactureFactory,
    LignePaiementFactory,
    LigneRefuseeFactory,
    MessageFactory,
    PartenaireFactory,
    PieceJointeFactory,
    PreinscriptionFactory,
    PriseEnChargeFactory,
    RattachementFactory,
    ReservationFactory,
    TarifFactory,
    TransmissionFactory,
    UtilisateurFactory,
)
from tests.factories.caisses import ImportationFactory, TypePartenaireFactory
from tests.factories.prises_en_charge import nir_de_femme
from tests.factories.publications import site_public

NIRS = {
    nom: nir_de_femme(101 * rang)
    for rang, nom in enumerate(["amd", "evaluation", "habitat", "voisin", "lointain"], start=1)
}
"""The structures, and the number of the beneficiary of each."""
TYPES = {"evaluation": TypePartenaire.EVALUATION, "habitat": TypePartenaire.HABITAT}
"""Kind of each structure; the others help at home."""
CAISSES = {"lointain": "30"}
"""Caisse of each structure; that of the others is 03."""


@dataclass
class Structure:
    """A partner, its people, and an object of each kind that an address may name."""

    nom: str
    partenaire: Partenaire
    convention: Convention
    utilisateur: Utilisateur
    administrateur: Utilisateur
    objets: dict[str, Model] = field(default_factory=dict)

    @property
    def canaris(self) -> list[str]:
        """Words that only this structure, its caisse and the national side may read."""
        return [f"ZZ{self.nom}ZZ", NIRS[self.nom]]


@dataclass
class Monde:
    """All structures, and the person of each role of roles.csv."""

    structures: dict[str, Structure]
    personnes: dict[str, Utilisateur | None]
    caisses: dict[str, Caisse]


def monde() -> Monde:
    """Build everything, in some three hundred rows."""
    site_public()
    TarifFactory()
    caisses = {code: CaisseFactory(code=code) for code in ("03", "30")}
    agents = {
        f"{role}_{code}": AgentFactory(
            caisse=caisse,
            est_administrateur=role == "administrateur",
            utilisateur__login=f"{role}{code}",
            utilisateur__nom=f"ZZcaisse{code}ZZ",
        )
        for code, caisse in caisses.items()
        for role in ("agent", "administrateur")
    }
    structures = {nom: _structure(nom, caisses[CAISSES.get(nom, "03")]) for nom in NIRS}
    tarifs = {
        code: TarifFactory(caisse=caisse, debut=date(2030, 1, 1), source=f"ZZcaisse{code}ZZ")
        for code, caisse in caisses.items()
    }
    for structure in structures.values():
        structure.objets["agent"] = agents[f"agent_{structure.convention.caisse.code}"]
        structure.objets["tarif"] = tarifs[structure.convention.caisse.code]
        _messages(structure)
    return Monde(structures, _personnes(structures, agents), caisses)


def _structure(nom: str, caisse: Caisse) -> Structure:
    canari = f"ZZ{nom}ZZ"
    type_partenaire = TypePartenaireFactory(code=TYPES.get(nom, TypePartenaire.AIDE_A_DOMICILE))
    partenaire = PartenaireFactory(nom=f"Association {canari}", mail=f"{canari}@exemple.fr")
    AdresseFactory(partenaire=partenaire, commune=f"COMMUNE{canari}")
    convention = ConventionFactory(
        partenaire=partenaire, caisse=caisse, code=f"C{canari}", type_partenaire=type_partenaire
    )
    personnes = [
        RattachementFactory(
            partenaire=partenaire,
            est_administrateur=est_administrateur,
            utilisateur__login=f"{canari}{rang}",
            utilisateur__nom=f"NOM{canari}",
        )
        for rang, est_administrateur in enumerate([True, False, False])
    ]
    structure = Structure(nom, partenaire, convention, personnes[1].utilisateur, personnes[0].utilisateur)
    structure.objets |= {"partenaire": partenaire, "convention": convention, "rattachement": personnes[2]}
    _demandes(structure)
    _factures(structure)
    _evaluations(structure)
    _evaluation_payee(structure)
    _traces(structure)
    return structure


def _demandes(structure: Structure) -> None:
    """What waits for the caisse, and for the assistance."""
    canari, convention = structure.canaris[0], structure.convention
    commun = {"caisse": convention.caisse, "type_partenaire": convention.type_partenaire}
    structure.objets["convention_en_attente"] = ConventionFactory(
        partenaire=structure.partenaire, code=f"D{canari}", en_attente=True, **commun
    )
    structure.objets["preinscription"] = PreinscriptionFactory(
        nom_partenaire=f"Future {canari}", code_convention=f"E{canari}", login=f"futur{canari}", **commun
    )
    structure.objets["demande"] = DemandeFactory(
        utilisateur=structure.utilisateur, partenaire=structure.partenaire, texte=f"Aide pour {canari}"
    )
    ConventionEmiseFactory(code=f"E{canari}", nom=f"Émise {canari}", **commun)


def _messages(structure: Structure) -> None:
    """What the structure and its caisse wrote about a file, an evaluation and a convention."""
    objets, parties = structure.objets, {"partenaire": structure.partenaire, "caisse": structure.convention.caisse}
    auteurs = {Cote.PARTENAIRE: structure.utilisateur, Cote.CAISSE: objets["agent"].utilisateur}
    for nature, objet in (("depot", "depot"), ("evaluation", "evaluation_transmise"), ("convention", "convention")):
        lie = {"convention": None, nature: objets[objet]}
        conversation = ConversationFactory(**lie, **parties, non_lus_partenaire=1, non_lus_caisse=1)
        for cote, auteur in auteurs.items():
            texte = f"Message {structure.canaris[0]}"
            MessageFactory(conversation=conversation, cote=cote, auteur=auteur, texte=texte)


def _factures(structure: Structure) -> None:
    canari, convention, par = structure.canaris[0], structure.convention, structure.utilisateur
    beneficiaire = BeneficiaireFactory(
        caisse=convention.caisse,
        nom=f"DURAND{canari}",
        nom_recherche=f"durand{canari}".lower(),
        nir=NIRS[structure.nom],
    )
    accordee = PriseEnChargeFactory(convention=convention, beneficiaire=beneficiaire, numero=f"P{canari}")
    depot = DepotFactory(
        convention=convention,
        nom_fichier=f"{canari}.xml",
        depose_par=par,
        etat=EtatDepot.TRAITE_AVEC_ANOMALIES,
    )
    AnomalieFactory(depot=depot, extrait=f"<nom>{canari}</nom>", message=f"Anomalie {canari}")
    formulaires = {
        "formulaire": FormulaireFactory(convention=convention),
        "formulaire_valide": FormulaireFactory(
            convention=convention, echeance=date(2026, 9, 1), valide=True, valide_par=par
        ),
    }
    structure.objets |= formulaires | {
        "beneficiaire": beneficiaire,
        "depot": depot,
        "ligne_formulaire": LigneFormulaire.objects.create(
            formulaire=formulaires["formulaire"], prise_en_charge=accordee, rang=1
        ),
        "export": ExportFacturesFactory(caisse=convention.caisse, cree_par=par),
    }
    structure.objets |= {
        nom: PieceJointeFactory(ligne=ligne, nom_fichier=f"{canari}.png", ajoutee_par=par)
        for nom, ligne in (
            (
                "piece",
                LigneFormulaire.objects.create(
                    formulaire=formulaires["formulaire_valide"], prise_en_charge=accordee, rang=1
                ),
            ),
            ("piece_brouillon", structure.objets["ligne_formulaire"]),
        )
    }
    structure.objets["ligne"] = LigneFactureFactory(
        prise_en_charge=accordee, depot=depot, etat=EtatLigne.PAYEE, export=structure.objets["export"]
    )
    LigneFactureFactory(
        prise_en_charge=accordee,
        depot=None,
        formulaire=formulaires["formulaire_valide"],
        echeance=date(2026, 9, 1),
        debut=date(2026, 9, 1),
        fin=date(2026, 9, 30),
    )
    _anomalies(structure, accordee)
    importation = ImportationFactory(caisse=convention.caisse, nom_fichier=f"import{canari}.csv", flux=Flux.PAIEMENTS)
    bordereau = BordereauFactory(convention=convention, numero=f"B{canari}", importation=importation)
    LignePaiementFactory(bordereau=bordereau, ligne_facture=structure.objets["ligne"])
    structure.objets["bordereau"] = bordereau


def _anomalies(structure: Structure, accordee: PriseEnCharge) -> None:
    """Lines refused by the portal, rejected by the caisse's system, sent by post."""
    canari, convention, par = structure.canaris[0], structure.convention, structure.utilisateur
    refus = LigneRefuseeFactory(
        depot=structure.objets["depot"], rang=7, nom=f"DURAND{canari}", nir=NIRS[structure.nom], numero_pec=f"P{canari}"
    )
    LigneRefuseeFactory(depot=refus.depot, rang=8, nom=f"DURAND{canari}", nir=refus.nir, par_courrier=True)
    rejetee = LigneFactureFactory(
        prise_en_charge=accordee,
        depot=structure.objets["depot"],
        echeance=date(2026, 8, 1),
        debut=date(2026, 8, 1),
        fin=date(2026, 8, 31),
        etat=EtatLigne.REJETEE,
        export=structure.objets["export"],
    )
    AnomalieReportFactory(
        ligne_facture=rejetee,
        libelle=f"Droits fermés {canari}",
        importation=ImportationFactory(caisse=convention.caisse, nom_fichier=f"rejets{canari}.csv"),
    )
    structure.objets |= {
        "refus": refus,
        "ligne_rejetee": rejetee,
        "courrier": CourrierFactory(
            convention=convention, prise_en_charge=accordee, motif=f"Motif {canari}", annonce_par=par
        ),
    }


def _evaluations(structure: Structure) -> None:
    """An order free, one begun by the first user, one transmitted, and his offline computer."""
    canari, par = structure.canaris[0], structure.utilisateur
    commun = {
        "convention": structure.convention,
        "beneficiaire": structure.objets["beneficiaire"],
        "motif": f"Motif {canari}",
    }
    reservee, realisee = (CommandeFactory(numero=f"{rang}{canari}", reservee=True, **commun) for rang in (1, 2))
    appareil = AppareilFactory(utilisateur=par, partenaire=structure.partenaire, nom=f"Portable {canari}")
    ReservationFactory(commande=reservee, evaluateur=par, appareil=appareil)
    structure.objets |= {
        "commande": CommandeFactory(numero=f"0{canari}", **commun),
        "commande_reservee": reservee,
        "appareil": appareil,
        "evaluation": EvaluationFactory(commande=reservee, evaluateur=par, reponses={"observations": canari}),
        "evaluation_transmise": EvaluationFactory(commande=realisee, evaluateur=par, transmise=True),
        "export_evaluations": ExportEvaluationsFactory(caisse=structure.convention.caisse, cree_par=par),
        "envoi": EnvoiEvaluationFactory(
            commande=reservee, appareil=appareil, envoye_par=par, reponses={"visite_medecin": canari}
        ),
    }
    TransmissionFactory(
        evaluation=structure.objets["evaluation_transmise"], reponses={"besoins_analyse": f"Besoins {canari}"}
    )
    exportee = CommandeFactory(numero=f"3{canari}", reservee=True, **commun)
    TransmissionFactory(
        evaluation=EvaluationFactory(
            commande=exportee,
            evaluateur=par,
            transmise=True,
            etat=EtatEvaluation.ACCEPTEE,
            export=structure.objets["export_evaluations"],
        ),
        reponses={"besoins_analyse": f"Besoins {canari}"},
    )


def _evaluation_payee(structure: Structure) -> None:
    """Paid by the slip that pays the line; what it answers is on no page of a payment."""
    canari = structure.canaris[0]
    commande = CommandeFactory(
        numero=f"4{canari}",
        reservee=True,
        convention=structure.convention,
        beneficiaire=structure.objets["beneficiaire"],
    )
    EvaluationPayeeFactory(
        bordereau=structure.objets["bordereau"],
        evaluation=EvaluationFactory(
            commande=commande,
            evaluateur=structure.utilisateur,
            exportee=True,
            etat=EtatEvaluation.PAYEE,
            reponses={"observations": canari},
        ),
    )


def _traces(structure: Structure) -> None:
    """Rows of the journal, a mail, an open session."""
    canari, par = structure.canaris[0], structure.administrateur
    for objet, action in ((structure.objets["depot"], "deposer"), (structure.objets["bordereau"], "importer")):
        journaliser(
            objet,
            action,
            par=par,
            libelle=f"Échange {canari}",
            nature=NatureEchange.PAIEMENTS if action == "importer" else NatureEchange.FICHIER,
            sens=SensEchange.RECU,
        )
    journaliser(structure.objets["rattachement"], "modifier-utilisateur", par=par, libelle=f"Modifié {canari}")
    structure.objets["courriel"] = Courriel.objects.create(
        destinataire=f"{canari}@exemple.fr",
        sujet=f"Sujet {canari}",
        corps=canari,
        etat=EtatCourriel.ABANDONNE,
        cree_le=maintenant(),
        prochaine_tentative_le=maintenant(),
    )
    for nom, utilisateur in (("session", structure.administrateur), ("session_utilisateur", structure.utilisateur)):
        structure.objets[nom] = SessionOuverte.objects.create(
            utilisateur=utilisateur,
            cle=f"{nom}{canari}",
            navigateur=canari,
            adresse="192.0.2.x",
            ouverte_le=maintenant(),
            vue_le=maintenant(),
        )


def _personnes(structures: dict[str, Structure], agents: dict[str, Agent]) -> dict[str, Utilisateur | None]:
    amd = structures["amd"].partenaire

    def du_partenaire(login: str, *, est_administrateur: bool = False, **champs: object) -> Utilisateur:
        utilisateur = UtilisateurFactory(login=login, **champs)
        RattachementFactory(utilisateur=utilisateur, partenaire=amd, est_administrateur=est_administrateur)
        return utilisateur

    national = {
        f"national_{role.value}": UtilisateurFactory(login=f"national{role.value}", national=True, role_national=role)
        for role in RoleNational
    }
    sans_convention = RattachementFactory(administrateur=True, utilisateur__login="sansconvention")
    ConventionFactory(partenaire=sans_convention.partenaire, en_attente=True)
    return (
        {
            f"{nom}_{role}": getattr(structures[nom], role)
            for nom in ("amd", "evaluation", "habitat")
            for role in ("utilisateur", "administrateur")
        }
        | {nom: agent.utilisateur for nom, agent in agents.items()}
        | national
        | {
            "anonyme": None,
            "voisin": structures["voisin"].administrateur,
            "sans_convention": sans_convention.utilisateur,
            "en_tant_que_amd": national["national_assistance"],
            "supprime": du_partenaire("supprime", est_administrateur=True, is_active=False),
            "bloque": du_partenaire("bloque", bloque_le=maintenant(), nb_echecs=3),
            "temporaire": du_partenaire("temporaire", est_administrateur=True, temporaire=True),
            "a_enroler": AgentFactory(
                caisse=structures["amd"].convention.caisse,
                est_administrateur=True,
                utilisateur=UtilisateurFactory(login="aenroler", nom="ZZcaisse03ZZ"),
            ).utilisateur,
        }
    )
