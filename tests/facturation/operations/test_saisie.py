"""Two people on one form: nobody's typing is lost silently (docs/decisions/0065)."""

from datetime import date

import pytest

from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Formulaire, LigneFormulaire
from ppas.facturation.operations.saisie import Conflit, barrer_ligne, enregistrer_formulaire
from ppas.socle.horloge import maintenant
from ppas.socle.refus import Refus
from tests.factories.comptes import UtilisateurFactory
from tests.facturation.operations.formulaires import refus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge"), pytest.mark.exigence("INV-02", "INV-05")]

CHAMP = "ouvrables_centiemes"


@pytest.fixture
def ligne(saisi: Formulaire) -> LigneFormulaire:
    """The one line of the form: 10,00 hours, typed by `par`."""
    return saisi.lignes.get()


@pytest.fixture
def collegue() -> Utilisateur:
    return UtilisateurFactory(nom="PETIT", prenom="Anne")


def taper(ligne: LigneFormulaire, par: Utilisateur, vu: int | None, tape: int | None, **suite) -> list[Conflit]:
    """Type `tape` on a page that shows `vu`."""
    return enregistrer_formulaire(
        ligne.formulaire, {ligne.pk: {CHAMP: tape}}, vues={ligne.pk: {CHAMP: vu}}, par=par, **suite
    )


def test_ce_que_l_on_a_vu_se_remplace(ligne: LigneFormulaire, collegue: Utilisateur) -> None:
    assert taper(ligne, collegue, 1000, 900) == []
    ligne.refresh_from_db()
    assert (ligne.ouvrables_centiemes, ligne.modifiee_par, ligne.modifiee_le) == (900, collegue, maintenant())


def test_ce_que_l_on_n_a_pas_vu_ne_s_efface_pas(ligne: LigneFormulaire, par, collegue: Utilisateur) -> None:
    assert taper(ligne, collegue, None, 900) == [Conflit(ligne.pk, CHAMP, 900)]
    ligne.refresh_from_db()
    assert (ligne.ouvrables_centiemes, ligne.modifiee_par) == (1000, par)


def test_sans_la_comparaison_le_dernier_efface_le_premier(
    ligne: LigneFormulaire, collegue: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what the comparison prevents."""
    monkeypatch.setattr("ppas.facturation.operations.saisie.est_en_conflit", lambda *_, **__: False)
    taper(ligne, collegue, None, 900)
    ligne.refresh_from_db()
    assert ligne.ouvrables_centiemes == 900


def test_deux_personnes_qui_tapent_la_meme_chose_sont_d_accord(ligne: LigneFormulaire, collegue: Utilisateur) -> None:
    assert taper(ligne, collegue, None, 1000) == []


def test_un_conflit_n_empeche_pas_de_garder_le_reste(ligne: LigneFormulaire, collegue: Utilisateur) -> None:
    conflits = enregistrer_formulaire(
        ligne.formulaire,
        {ligne.pk: {CHAMP: 900, "dimanches_feries_centiemes": 150}},
        vues={ligne.pk: {CHAMP: 500, "dimanches_feries_centiemes": None}},
        par=collegue,
    )
    ligne.refresh_from_db()
    assert (len(conflits), ligne.ouvrables_centiemes, ligne.dimanches_feries_centiemes) == (1, 1000, 150)


def test_une_ligne_barree_entre_temps_garde_ce_que_l_on_y_tape_de_cote(
    ligne: LigneFormulaire, par, collegue: Utilisateur
) -> None:
    barrer_ligne(ligne.formulaire, ligne.pk, est_barree=True, par=collegue)
    assert taper(ligne, par, 1000, 900) == [Conflit(ligne.pk, CHAMP, 900)]
    assert taper(ligne, par, 1000, 900, retablies={ligne.pk}) == []
    ligne.refresh_from_db()
    assert (ligne.ouvrables_centiemes, ligne.est_barree) == (900, False)


def test_une_ligne_saisie_entre_temps_n_est_pas_barree(ligne: LigneFormulaire, par, collegue: Utilisateur) -> None:
    with pytest.raises(Refus, match=f"{par}") as levee:
        barrer_ligne(ligne.formulaire, ligne.pk, est_barree=True, par=collegue, vue={CHAMP: None})
    assert levee.value.code == "ligne-modifiee"
    ligne.refresh_from_db()
    assert not ligne.est_barree


def test_une_ligne_vue_telle_qu_elle_est_se_barre(ligne: LigneFormulaire, collegue: Utilisateur) -> None:
    barrer_ligne(ligne.formulaire, ligne.pk, est_barree=True, par=collegue, vue={CHAMP: 1000})
    ligne.refresh_from_db()
    assert (ligne.est_barree, ligne.ouvrables_centiemes, ligne.modifiee_par) == (True, 1000, collegue)


def test_enregistrer_sans_rien_changer_ne_prend_pas_l_auteur(ligne: LigneFormulaire, par, collegue, horloge) -> None:
    horloge.avancer(minutes=5)
    taper(ligne, collegue, 1000, 1000)
    ligne.formulaire.refresh_from_db()
    assert ligne.formulaire.enregistre_par == par


@pytest.mark.parametrize("champ", ["montant_centimes", "quantite_centiemes", "intervention_du"])
def test_les_champs_de_l_habitat_se_comparent_aussi(champ: str, ligne: LigneFormulaire, collegue: Utilisateur) -> None:
    stocke, tape = (date(2026, 10, 1), date(2026, 10, 2)) if champ == "intervention_du" else (100, 200)
    enregistrer_formulaire(ligne.formulaire, {ligne.pk: {champ: stocke}}, par=collegue)
    conflits = enregistrer_formulaire(
        ligne.formulaire, {ligne.pk: {champ: tape}}, vues={ligne.pk: {champ: None}}, par=collegue
    )
    assert conflits == [Conflit(ligne.pk, champ, tape)]


def test_un_formulaire_valide_n_ecrit_rien(ligne: LigneFormulaire, par) -> None:
    Formulaire.objects.update(etat="valide", valide_le=maintenant())
    assert refus(taper, ligne, par, 1000, 900) == "formulaire-valide"
