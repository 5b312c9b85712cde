"""The `commandes-evaluation` file: every fault has its line, its field and its reason; what replaces what."""

import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.evaluations.regles.fichier_commandes import (
    COLONNES,
    CommandeConnue,
    CommandeLue,
    ConventionVue,
    confronter,
    lire_commandes,
)
from ppas.socle.regles.table import Fautes
from tests.evaluations.fichiers import COMMANDE, commandes
from tests.factories.prises_en_charge import nir_de_femme

CONVENTIONS = {
    "eva1": ConventionVue(1, 10, est_evaluation=True),
    "eva2": ConventionVue(2, 20, est_evaluation=True),
    "amd1": ConventionVue(3, 30, est_evaluation=False),
}


def lire(*lignes: dict[str, str]) -> tuple[list[CommandeLue], Fautes]:
    fautes = Fautes()
    return list(lire_commandes(commandes(*lignes), fautes, conventions=CONVENTIONS)), fautes


@pytest.mark.exigence("CAI-08")
@pytest.mark.parametrize(
    "ligne",
    [
        pytest.param({}, id="tout"),
        pytest.param({"telephone": "", "motif": "", "consignes": ""}, id="le-facultatif-absent"),
        pytest.param({"nature": "reexamen"}, id="reexamen"),
        pytest.param({"code_convention": "eva1"}, id="casse-du-code"),
        pytest.param({"date_limite": "2026-11-02"}, id="a-rendre-le-jour-meme"),
        pytest.param({"nir": "2 45 03 21 231 001 42"}, id="nir-avec-espaces"),
    ],
)
def test_une_ligne_juste_est_lue(ligne: dict[str, str]) -> None:
    lues, fautes = lire(ligne)
    assert fautes.montrees == []
    assert len(lues) == 1


def test_ce_qui_est_laisse_vide_est_un_texte_vide() -> None:
    [lue], _ = lire({"telephone": "", "motif": "", "consignes": ""})
    assert {lue.valeurs()[champ] for champ in ("telephone", "motif", "consignes")} == {""}


def test_un_telephone_perd_ses_espaces() -> None:
    [lue], _ = lire({})
    assert lue.valeurs()["telephone"] == "0380112233"


@pytest.mark.exigence("CAI-08")
@pytest.mark.parametrize(
    ("ligne", "champ", "raison"),
    [
        ({"no_commande": "=1"}, "no_commande", "« =1 » lu ; attendu : 1 à 20 lettres, chiffres, . _ / ou -."),
        ({"nir": nir_de_femme(2)[:-2] + "00"}, "nir", "la clé du NIR, 00, n’est pas celle attendue."),
        ({"telephone": "12"}, "telephone", "« 12 » lu ; attendu : 10 chiffres."),
        ({"code_postal": "2100"}, "code_postal", "« 2100 » lu ; attendu : 5 chiffres."),
        ({"nature": "autre"}, "nature", "« autre » lu ; attendu : « premiere » ou « reexamen »."),
        ({"adresse": ""}, "adresse", "ce champ est obligatoire."),
        ({"consignes": "x" * 1001}, "consignes", "1000 caractères au plus, 1001 lus."),
        (
            {"code_convention": "X"},
            "code_convention",
            "« X » n’est le code d’aucune convention validée de votre caisse.",
        ),
        (
            {"code_convention": "AMD1"},
            "code_convention",
            "« AMD1 » n’est pas la convention d’une structure d’évaluation.",
        ),
        (
            {"date_limite": "2026-11-01"},
            "date_limite",
            "la date limite, 01/11/2026, précède la commande, 02/11/2026.",
        ),
        ({"date_naissance": "2026-11-02"}, "date_naissance", "cette date n’est pas antérieure à la commande."),
    ],
)
def test_une_ligne_fausse_dit_le_champ_et_la_raison(ligne: dict[str, str], champ: str, raison: str) -> None:
    lues, fautes = lire({"no_commande": "EV0", "nir": nir_de_femme(3)}, ligne)
    assert [(f.ligne, f.champ, f.raison) for f in fautes.montrees] == [(3, champ, raison)]
    assert len(lues) == 1


def test_un_numero_en_double_dans_le_fichier_est_refuse() -> None:
    _, fautes = lire({}, {"nir": nir_de_femme(2)})
    assert [str(f) for f in fautes.montrees] == ["Ligne 3, no_commande : ce numéro est déjà celui de la ligne 2."]


def test_un_nir_a_deux_identites_est_refuse() -> None:
    _, fautes = lire({}, {"no_commande": "EV2", "nom": "MARTIN"})
    assert [str(f) for f in fautes.montrees] == ["Ligne 3, nir : ce NIR est celui d’une autre identité à la ligne 2."]


def test_aucune_faute_ne_repete_un_nir() -> None:
    _, fautes = lire({"nir": nir_de_femme(2)[:-2] + "00"}, {"nir": "945032123100142"})
    assert not [f for f in fautes.montrees if "24503" in str(f) or "94503" in str(f)]


@given(st.binary(max_size=400), st.lists(st.text(max_size=30), min_size=len(COLONNES), max_size=len(COLONNES)))
def test_un_contenu_quelconque_est_lu_ou_refuse_sans_erreur(octets: bytes, cellules: list[str]) -> None:
    entete = ";".join(colonne.nom for colonne in COLONNES).encode()
    for contenu in (octets, entete + b"\n" + octets, entete + b"\n" + ";".join(cellules).encode(errors="replace")):
        fautes = Fautes()
        lues = list(lire_commandes(io.BytesIO(contenu), fautes, conventions=CONVENTIONS))
        assert fautes or lues


@given(st.dictionaries(st.sampled_from([*COMMANDE]), st.text(max_size=40), max_size=4))
def test_une_ligne_acceptee_tient_dans_la_base(ligne: dict[str, str]) -> None:
    lues, _ = lire(ligne)
    for lue in lues:
        valeurs = lue.valeurs()
        assert len(valeurs["telephone"]) in {0, 10}
        assert valeurs["date_limite"] >= valeurs["date_commande"] > lue.identite()["date_naissance"]
        assert lue.convention.est_evaluation


def connue(lue: CommandeLue, **differences: object) -> CommandeConnue:
    """Return the order of `lue` as the portal has it, but for these differences; open and free by default."""
    return replace(
        CommandeConnue(
            nir=lue.nir,
            convention_id=lue.convention.id,
            identite=lue.identite(),
            valeurs=lue.valeurs(),
            est_ouverte=True,
            est_libre=True,
            etat="À réserver",
        ),
        **differences,
    )


def juger(
    lues: list[CommandeLue], connues: list[CommandeConnue] | None = None, en_cours: dict[str, str] | None = None
) -> tuple[list[str], list[str], list[str]]:
    """Return the numbers to create, those to replace, and the faults."""
    fautes = Fautes()
    par_numero = {lue.numero: vue for lue, vue in zip(lues, connues or [], strict=False)}
    neuves, remplacees = confronter(lues, fautes, connues=par_numero, en_cours=en_cours or {}, attendus={})
    return [n.numero for n in neuves], [r.numero for r in remplacees], [str(f) for f in fautes.montrees]


def test_un_numero_nouveau_est_a_creer() -> None:
    lues, _ = lire({})
    assert juger(lues) == (["EV1"], [], [])


def test_la_meme_commande_ne_change_rien() -> None:
    lues, _ = lire({})
    assert juger(lues, [connue(lues[0])], {lues[0].nir: "EV1"}) == ([], [], [])


@pytest.mark.exigence("CAI-08")
@pytest.mark.parametrize(
    "avant",
    [
        pytest.param({"convention_id": 2}, id="structure"),
        pytest.param({"nir": nir_de_femme(9)}, id="personne"),
        pytest.param({"identite": {"nom": "DURANT"}}, id="identite"),
        pytest.param({"valeurs": {"adresse": "Ailleurs"}}, id="adresse"),
    ],
)
def test_une_commande_libre_est_remplacee_en_entier(avant: dict) -> None:
    lues, _ = lire({})
    assert juger(lues, [connue(lues[0], **avant)]) == ([], ["EV1"], [])


def test_une_commande_reservee_change_de_delai_et_d_adresse() -> None:
    lues, _ = lire({})
    reservee = connue(lues[0], est_libre=False, valeurs={"date_limite": date(2026, 11, 20)})
    assert juger(lues, [reservee], {lues[0].nir: "EV1"}) == ([], ["EV1"], [])


@pytest.mark.parametrize(
    ("avant", "champ"),
    [({"convention_id": 2}, "code_convention"), ({"nir": nir_de_femme(9)}, "nir")],
)
def test_une_commande_reservee_ne_change_ni_de_personne_ni_de_structure(avant: dict, champ: str) -> None:
    lues, _ = lire({})
    raison = "la commande n° EV1 est réservée ou commencée : annulez-la et passez-en une autre."
    assert juger(lues, [connue(lues[0], est_libre=False, **avant)])[2] == [f"Ligne 2, {champ} : {raison}"]


CLOSE = {"est_ouverte": False, "est_libre": False, "etat": "Évaluation transmise"}


def test_une_commande_transmise_ne_change_plus() -> None:
    lues, _ = lire({})
    _, _, fautes = juger(lues, [connue(lues[0], valeurs={}, **CLOSE)])
    assert fautes == [
        "Ligne 2, no_commande : la commande n° EV1 ne peut plus être modifiée : son état est « Évaluation transmise »."
    ]


def test_une_commande_transmise_se_repete_meme_si_la_personne_a_change_de_nom() -> None:
    lues, _ = lire({})
    assert juger(lues, [connue(lues[0], identite={}, **CLOSE)]) == ([], [], [])


@pytest.mark.exigence("CAI-08")
def test_une_personne_n_a_qu_une_commande_en_cours() -> None:
    lues, _ = lire({})
    _, _, fautes = juger(lues, en_cours={lues[0].nir: "EV0"})
    assert fautes == ["Ligne 2, nir : cette personne a déjà une commande en cours, n° EV0 : annulez-la d’abord."]


def test_une_personne_n_a_pas_deux_commandes_dans_un_fichier() -> None:
    lues, _ = lire({}, {"no_commande": "EV2"})
    assert juger(lues)[2] == ["Ligne 3, nir : cette personne a déjà une commande à la ligne 2."]


def test_un_reexamen_suit_une_commande_transmise_dans_le_meme_fichier() -> None:
    lues, _ = lire({}, {"no_commande": "EV2", "nature": "reexamen"})
    assert juger(lues, [connue(lues[0], **CLOSE)]) == (["EV2"], [], [])
