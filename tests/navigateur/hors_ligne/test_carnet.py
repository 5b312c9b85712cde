"""The notebook and the portal's answers: nothing is erased but what was received, whole and unchanged since."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.navigateur.hors_ligne.conftest import APPLICATION, commande

pytestmark = pytest.mark.exigence("EVA-07")


@pytest.fixture
def carnet(page: Page) -> Page:
    """The real modules, in a browser where nothing is stored yet: neither generation nor code, only a key."""
    page.goto(APPLICATION)
    return page


def executer(page: Page, script: str, **arguments: Any) -> Any:
    """Run `script` with `carnet`, a notebook that holds one order; what it returns comes back."""
    return page.evaluate(
        f"""async ([commande, donnees]) => {{
          const {{ Stockage }} = await import("/hors-ligne/stockage.js");
          const {{ Carnet }} = await import("/hors-ligne/carnet.js");
          const aes = {{ name: "AES-GCM", length: 256 }};
          const cle = await crypto.subtle.generateKey(aes, false, ["encrypt", "decrypt"]);
          const carnet = await Carnet.ouvrir(await Stockage.ouvrir(), cle);
          await carnet.recevoirCommandes({{ commandes: [commande], plafonds: [], evaluations: [] }});
          {script}
        }}""",
        [commande(), arguments],
    )


ENVOYER = """
  const [envoi] = await carnet.aEnvoyer();
  await carnet.noterTentatives([envoi.identifiant]);
"""
ACCUSE = "{ identifiant: envoi.identifiant, revision: 3, code: '', motif: '', resultat: donnees.resultat }"


def test_une_evaluation_terminee_et_prise_est_effacee_ici(carnet: Page) -> None:
    reste = executer(
        carnet,
        f"""
        await carnet.noter(1, "visite_medecin", "Blanc");
        await carnet.marquerTerminee(1);
        {ENVOYER}
        await carnet.recevoirAccuse(envoi.identifiant, {ACCUSE});
        await carnet.relire();
        return [envoi.est_terminee, carnet.evaluation(1), carnet.nbAEnvoyer, carnet.commande(1).portail];
        """,
        resultat="prise",
    )
    assert reste == [True, None, 0, "terminee"]


def test_ce_qui_a_change_pendant_l_envoi_reste_a_envoyer(carnet: Page) -> None:
    reste = executer(
        carnet,
        f"""
        await carnet.noter(1, "visite_medecin", "Blanc");
        await carnet.marquerTerminee(1);
        {ENVOYER}
        await carnet.rouvrir(1);
        await carnet.noter(1, "visite_medecin", "Noir");
        const avant = carnet.evaluation(1);
        await carnet.recevoirAccuse(envoi.identifiant, {ACCUSE});
        await carnet.relire();
        const {{ reponses, base, precedents, aEnvoyer, identifiant }} = carnet.evaluation(1);
        const chaine = avant.precedents.includes(envoi.identifiant) && identifiant !== envoi.identifiant;
        return [reponses, base, precedents, aEnvoyer, chaine];
        """,
        resultat="prise",
    )
    assert reste == [{"visite_medecin": "Noir"}, 3, [], True, True]


def test_une_reponse_perdue_laisse_l_ancien_identifiant_en_precedent(carnet: Page) -> None:
    envoi = executer(
        carnet,
        f"""
        await carnet.noter(1, "visite_medecin", "Blanc");
        {ENVOYER}
        await carnet.noter(1, "visite_medecin", "Noir");
        await carnet.noter(1, "visite_medecin", "Noir et Blanc");
        const [suivant] = await carnet.aEnvoyer();
        return [suivant.precedents.length, suivant.precedents[0] === envoi.identifiant, suivant.base];
        """,
    )
    assert envoi == [1, True, 0]


@pytest.mark.exigence("EVA-03")
def test_un_brouillon_pris_reste_ici_et_n_est_plus_a_envoyer(carnet: Page) -> None:
    reste = executer(
        carnet,
        f"""
        await carnet.noter(1, "visite_medecin", "Blanc");
        {ENVOYER}
        await carnet.recevoirAccuse(envoi.identifiant, {ACCUSE});
        await carnet.relire();
        const {{ reponses, base, aEnvoyer }} = carnet.evaluation(1);
        return [reponses, base, aEnvoyer];
        """,
        resultat="prise",
    )
    assert reste == [{"visite_medecin": "Blanc"}, 3, False]


@pytest.mark.parametrize("resultat", ["conflit", "mise_de_cote"])
def test_ce_que_le_portail_n_a_pas_pris_tel_quel_est_garde_deux_fois(carnet: Page, resultat: str) -> None:
    reste = executer(
        carnet,
        f"""
        await carnet.noter(1, "visite_medecin", "Blanc");
        await carnet.marquerTerminee(1);
        {ENVOYER}
        await carnet.recevoirAccuse(envoi.identifiant, {{ ...{ACCUSE}, revision: null, motif: "Annulée" }});
        await carnet.relire();
        const [cote] = await carnet.misesDeCote();
        return [carnet.evaluation(1).reponses, carnet.nbAEnvoyer, cote.reponses, cote.motif];
        """,
        resultat=resultat,
    )
    assert reste == [{"visite_medecin": "Blanc"}, 0, {"visite_medecin": "Blanc"}, "Annulée"]


def test_le_portail_ne_remplace_jamais_ce_qui_n_a_pas_ete_envoye(carnet: Page) -> None:
    reste = executer(
        carnet,
        """
        const { commandes } = donnees;
        await carnet.noter(1, "visite_medecin", "Blanc");
        const evaluations = [1, 2].map((commande) => (
          { commande, version: 1, revision: 4, etat: "en_cours", reponses: { visite_medecin: "Portail" } }
        ));
        await carnet.recevoirCommandes({ commandes, plafonds: [], evaluations });
        await carnet.relire();
        return [1, 2].map((id) => [carnet.evaluation(id).reponses.visite_medecin, carnet.evaluation(id).base]);
        """,
        commandes=[commande(1), commande(2)],
    )
    assert reste == [["Blanc", 0], ["Portail", 4]]


def test_une_commande_retiree_reste_avec_son_motif_tant_que_son_evaluation_n_est_pas_partie(carnet: Page) -> None:
    reste = executer(
        carnet,
        """
        await carnet.recevoirCommandes({ commandes: donnees.commandes, plafonds: [], evaluations: [] });
        await carnet.noter(1, "visite_medecin", "Blanc");
        const retirees = [1, 2].map((commande) => ({ commande, code: "commande-annulee", motif: "Annulée." }));
        await carnet.recevoirCommandes({ commandes: [], plafonds: [], evaluations: [], retirees });
        await carnet.relire();
        return [carnet.commandes().map(({ id }) => id), carnet.commande(1).retiree.motif, carnet.nbAEnvoyer];
        """,
        commandes=[commande(1), commande(2)],
    )
    assert reste == [[1], "Annulée.", 1]


ECARTEE = "{ identifiant: envoi.identifiant, revision: 3, code: 'reponses-ecartees', motif: '', resultat: 'prise' }"


@pytest.mark.parametrize(("revision", "attendu"), [(3, "12h"), (4, None)], ids=["la-meme", "une-autre"])
def test_une_reponse_fautive_part_telle_quelle_et_reste_ici_sauf_autre_version(
    carnet: Page, revision: int, attendu: str | None
) -> None:
    """The portal has kept what was sent as it came: only a version that this computer does not know replaces it."""
    reste = executer(
        carnet,
        f"""
        await carnet.noter(1, "aides_menagere", "12h");
        await carnet.noter(1, "aides_repas", "7");
        await carnet.marquerTerminee(1);
        {ENVOYER}
        await carnet.recevoirAccuse(envoi.identifiant, {ECARTEE});
        const {{ commandes, revision }} = donnees;
        const reponses = {{ aides_repas: "7" }};
        const evaluations = [{{ commande: 1, version: 1, revision, etat: "en_cours", reponses }}];
        await carnet.recevoirCommandes({{ commandes, plafonds: [], evaluations }});
        await carnet.relire();
        const ici = carnet.evaluation(1);
        const [tapee, repas] = [ici.reponses.aides_menagere ?? null, ici.reponses.aides_repas];
        return [envoi.reponses.aides_menagere, tapee, repas, ici.etat, ici.aEnvoyer];
        """,
        commandes=[commande(1)],
        revision=revision,
    )
    assert reste == ["12h", attendu, "7", "en_cours", False]


def test_un_enregistrement_abime_n_empeche_pas_de_lire_les_autres_et_n_est_pas_efface(carnet: Page) -> None:
    reste = executer(
        carnet,
        """
        const abime = { commande: 9, aEnvoyer: true, scelle: { iv: new Uint8Array(12), octets: new ArrayBuffer(32) } };
        await carnet.stockage.ecrire(({ evaluations }) => evaluations.put(abime));
        await carnet.relire();
        const nbIllisibles = carnet.nbIllisibles;
        await carnet.recevoirCommandes({ commandes: donnees.commandes, plafonds: [], evaluations: [] });
        return [nbIllisibles, Boolean(await carnet.stockage.lire("evaluations", 9)), carnet.commandes().length];
        """,
        commandes=[commande()],
    )
    assert reste == [1, True, 1]
