"""The registration forms that the demonstration sends: those already validated, and those that wait."""

from dataclasses import dataclass, field

from ppas.demo.regles.comptes import ALEXANDRE, CAMILLE, HABITAT, SOPHIE, Compte
from ppas.demo.regles.structures import ARTOIS, VAL_DE_SAONE
from ppas.demo.regles.structures import HABITAT as STRUCTURE_HABITAT


@dataclass(frozen=True)
class Dossier:
    """What the form of §1.1.1 holds; `adresse` names fields of the address. `identifiant`: given by the caisse."""

    caisse: str
    code_convention: str
    type_partenaire: str
    nom: str
    siret: str
    telephone: str
    adresse: dict[str, str]
    administrateur: Compte
    identifiant: str = ""
    motif: str = field(default="", kw_only=True)


VAL = Dossier(
    VAL_DE_SAONE.caisse, VAL_DE_SAONE.code_convention, "aide-a-domicile",
    "Présence et Aide à Domicile du Val de Saône", "91002123700011", "0380314150",
    {"numero_voie": "12", "type_voie": "rue", "nom_voie": "du Pont", "code_postal": "21130", "commune": "AUXONNE"},
    CAMILLE, VAL_DE_SAONE.identifiant,
)  # fmt: skip
MIEUX_VIVRE = Dossier(
    STRUCTURE_HABITAT.caisse, STRUCTURE_HABITAT.code_convention, "habitat",
    "Habitat Mieux Vivre Bourgogne", "91002140100013", "0380452300",
    {"numero_voie": "4", "type_voie": "place", "nom_voie": "des Cordeliers", "code_postal": "21000",
     "commune": "DIJON"},
    HABITAT, STRUCTURE_HABITAT.identifiant,
)  # fmt: skip
ARTOIS_AIDE = Dossier(
    ARTOIS.caisse, ARTOIS.code_convention, "aide-a-domicile",
    "Artois Aide à Domicile", "91003620100010", "0321506060",
    {"numero_voie": "27", "type_voie": "rue", "nom_voie": "des Promenades", "code_postal": "62000", "commune": "ARRAS"},
    SOPHIE, ARTOIS.identifiant,
)  # fmt: skip
CIEL_BLEU = Dossier(
    "04", "9059003C", "evaluation",
    "Association Ciel Bleu", "12345678998745", "0302010509",
    {
        "batiment": "Bat A", "numero_voie": "107", "indice_voie": "bis", "type_voie": "esplanade", "nom_voie": "Madrid",
        "hameau_ou_boite_postale": "BP 91338", "code_postal": "62000", "commune": "ARRAS",
    },
    ALEXANDRE, "62757300",
)  # fmt: skip
"""The manual's own example (§1.1, §2.5, §2.6); the identifier is the project's."""

INSCRITS = (VAL, MIEUX_VIVRE, ARTOIS_AIDE, CIEL_BLEU)


def _demandeur(login: str, prenom: str, nom: str, mail: str, telephone: str) -> Compte:
    return Compte(login, prenom, nom, mail, telephone, role="", structure="", a_voir="")


EN_ATTENTE = (
    Dossier(
        "03", "AMD2502", "aide-a-domicile", "Franche-Comté Services aux Aînés", "91002501400010", "0381252627",
        {"numero_voie": "8", "type_voie": "quai", "nom_voie": "de Strasbourg", "code_postal": "25000",
         "commune": "BESANÇON"},
        _demandeur("LouiseB25", "Louise", "BRENET", "louise.brenet@fc-aines.example", "0381252628"),
    ),
    Dossier(
        "03", "EVA7103", "evaluation", "Évaluation et Conseil en Saône-et-Loire", "91007102600017", "0385414243",
        {"numero_voie": "3", "type_voie": "boulevard", "nom_voie": "de la République", "code_postal": "71100",
         "commune": "CHALON-SUR-SAÔNE"},
        _demandeur("Gilles71", "Gilles", "THEVENOT", "gilles.thevenot@ec71.example", "0385414244"),
    ),
    Dossier(
        "03", "HAB5801", "habitat", "SARL Bains et Accès du Nivernais", "91005803100015", "0386575859",
        {"numero_voie": "51", "type_voie": "avenue", "nom_voie": "du Général de Gaulle", "code_postal": "58000",
         "commune": "NEVERS"},
        _demandeur("Karim58", "Karim", "BENALI", "karim.benali@bains-acces.example", "0386575860"),
    ),
    Dossier(
        "03", "AMD8904", "aide-a-domicile", "Aide aux Aînés du Sénonais", "91008904400010", "0386838485",
        {"numero_voie": "17", "type_voie": "rue", "nom_voie": "de la Résistance", "code_postal": "89100",
         "commune": "SENS"},
        _demandeur("Odile89", "Odile", "PRUVOST", "odile.pruvost@aines-senonais.example", "0386838486"),
    ),
)  # fmt: skip
"""The third has a wrong SIRET key: a warning to the caisse, never a refusal (decision D2)."""
CODES_EMIS = """\
code_convention;type;siret;nom;identifiant_structure;date_debut;date_fin
AMD2502;aide-a-domicile;91002501400010;Franche-Comté Services aux Aînés;25250200;2025-01-01;
EVA7103;evaluation;91007102600017;Évaluation Conseil 71;71710300;2025-01-01;
AMD8904;aide-a-domicile;91008904400010;Aide aux Aînés du Sénonais;89890400;2025-01-01;
"""
"""The flux `conventions` of the caisse 03: two requests conform, one differs by its name, one code was never issued."""
INVALIDEE = Dossier(
    "03", "AMD7005", "aide-a-domicile", "Domicile Plus Haute-Saône", "", "0384757677",
    {"code_postal": "70000", "commune": "VESOUL"},
    _demandeur("Pascal70", "Pascal", "GROSJEAN", "pascal.grosjean@domicile-plus.example", "0384757678"),
    motif="Le code AMD7005 n’est pas celui de votre convention : reprenez celui de la page de signature.",
)  # fmt: skip
