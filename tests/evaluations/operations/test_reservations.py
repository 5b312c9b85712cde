"""Reserving, giving back and transferring orders: who holds what, and what the others are told."""

import pytest

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import EtatCommande, EtatEvaluation, FinReservation
from ppas.evaluations.models import Appareil, Commande, Evaluation, Reservation
from ppas.evaluations.operations.reservations import liberer, reserver, reserver_plusieurs, transferer
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention, Rattachement
from ppas.socle.horloge import maintenant
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import Refus
from tests.conftest import Horloge
from tests.factories.evaluations import AppareilFactory, CommandeFactory, EvaluationFactory
from tests.factories.partenaires import RattachementFactory

pytestmark = pytest.mark.usefixtures("horloge")


def portable(evaluateur: Utilisateur, convention: Convention, **champs: object) -> Appareil:
    return AppareilFactory(utilisateur=evaluateur, partenaire=convention.partenaire, **champs)


def reservations(commande: Commande) -> list[tuple[int, int | None, str]]:
    """Return who held the order, on which computer, and why it ended, oldest first."""
    return list(commande.reservations.order_by("pk").values_list("evaluateur", "appareil", "fin"))


def journal(commande: Commande) -> list[tuple[str, str, str]]:
    """Return action, author and nature of the rows of the order, oldest first."""
    lignes = Evenement.objects.filter(objet_type="evaluations.commande", objet_ref=commande.pk).order_by("pk")
    return list(lignes.values_list("action", "auteur_nom", "nature"))


@pytest.mark.exigence("EVA-02")
def test_reserver_met_la_commande_au_nom_de_l_evaluateur(commande: Commande, jeanne: Utilisateur) -> None:
    reservation = reserver(commande, evaluateur=jeanne)
    assert (reservation.prise_le, reservation.finie_le) == (maintenant(), None)
    assert reservations(commande) == [(jeanne.pk, None, "")]
    commande.refresh_from_db()
    assert commande.etat == EtatCommande.RESERVEE
    assert journal(commande) == [("reserver", "Jeanne ROUX", "commandes")]


@pytest.mark.exigence("EVA-02")
def test_reserver_deux_fois_ne_change_rien(commande: Commande, jeanne: Utilisateur) -> None:
    assert reserver(commande, evaluateur=jeanne) == reserver(commande, evaluateur=jeanne)
    assert (len(reservations(commande)), len(journal(commande))) == (1, 1)


@pytest.mark.exigence("EVA-02", "EVA-20")
def test_une_commande_reservee_est_refusee_au_collegue_en_nommant_qui_l_a(
    commande: Commande, jeanne: Utilisateur, paul: Utilisateur, horloge: Horloge
) -> None:
    reserver(commande, evaluateur=jeanne)
    horloge.avancer(days=2)
    with pytest.raises(Refus) as refus:
        reserver(commande, evaluateur=paul)
    assert refus.value.code == "deja-reservee"
    assert refus.value.message == (
        "Cette commande est déjà réservée par Jeanne ROUX, depuis le 04/11/2026\xa0à\xa009:30 : elle reste à son nom. "
        "Choisissez-en une autre, ou voyez avec votre collègue."
    )
    assert reservations(commande) == [(jeanne.pk, None, "")]


@pytest.mark.exigence("EVA-02", "EVA-09")
def test_sur_un_autre_ordinateur_la_reservation_se_refait(
    commande: Commande, convention: Convention, jeanne: Utilisateur
) -> None:
    premier, second = portable(jeanne, convention), portable(jeanne, convention)
    reserver(commande, evaluateur=jeanne, appareil=premier)
    assert reserver(commande, evaluateur=jeanne, appareil=second).appareil == second
    assert reservations(commande) == [
        (jeanne.pk, premier.pk, FinReservation.REFAITE),
        (jeanne.pk, second.pk, ""),
    ]
    commande.refresh_from_db()
    assert commande.etat == EtatCommande.RESERVEE
    assert [action for action, _, _ in journal(commande)] == ["reserver", "refaire"]


@pytest.mark.exigence("EVA-02")
def test_reserver_en_ligne_ne_la_retire_pas_de_l_ordinateur(
    commande: Commande, convention: Convention, jeanne: Utilisateur
) -> None:
    appareil = portable(jeanne, convention)
    reserver(commande, evaluateur=jeanne, appareil=appareil)
    assert reserver(commande, evaluateur=jeanne).appareil == appareil
    assert len(reservations(commande)) == 1


@pytest.mark.exigence("EVA-02")
@pytest.mark.parametrize("cas", ["d-un-collegue", "d-une-autre-structure", "retire"])
def test_un_ordinateur_qui_n_est_pas_le_sien_est_refuse(
    commande: Commande, convention: Convention, jeanne: Utilisateur, paul: Utilisateur, cas: str
) -> None:
    appareil = {
        "d-un-collegue": lambda: portable(paul, convention),
        "d-une-autre-structure": lambda: AppareilFactory(utilisateur=jeanne),
        "retire": lambda: portable(jeanne, convention, retire_le=maintenant()),
    }[cas]()
    with pytest.raises(Refus) as refus:
        reserver(commande, evaluateur=jeanne, appareil=appareil)
    assert refus.value.code == "appareil-refuse"
    commande.refresh_from_db()
    assert (commande.etat, reservations(commande)) == (EtatCommande.A_RESERVER, [])


@pytest.mark.exigence("SRV-09")
def test_une_commande_d_une_convention_non_validee_ne_se_reserve_pas(
    commande: Commande, convention: Convention, jeanne: Utilisateur
) -> None:
    Convention.objects.filter(pk=convention.pk).update(etat=EtatConvention.INVALIDEE)
    with pytest.raises(Refus) as refus:
        reserver(commande, evaluateur=jeanne)
    assert refus.value.code == "hors-structure"


@pytest.mark.exigence("EVA-20")
def test_une_autre_structure_ne_reserve_pas(commande: Commande) -> None:
    with pytest.raises(Refus) as refus:
        reserver(commande, evaluateur=RattachementFactory().utilisateur)
    assert refus.value.code == "hors-structure"


@pytest.mark.exigence("EVA-02")
@pytest.mark.parametrize(
    ("etat", "raison"),
    [
        (EtatCommande.REALISEE, "Son évaluation a déjà été transmise à la caisse."),
        (EtatCommande.ANNULEE, "La caisse l’a annulée."),
    ],
)
@pytest.mark.parametrize("verbe", ["reserver", "liberer", "transferer"])
def test_une_commande_finie_ne_change_plus_de_mains(
    *,
    commande: Commande,
    jeanne: Utilisateur,
    paul: Utilisateur,
    administratrice: Utilisateur,
    etat: str,
    raison: str,
    verbe: str,
) -> None:
    reserver(commande, evaluateur=jeanne)
    Commande.objects.update(etat=etat)
    with pytest.raises(Refus) as refus:
        {
            "reserver": lambda: reserver(commande, evaluateur=paul),
            "liberer": lambda: liberer(commande, par=jeanne),
            "transferer": lambda: transferer(commande, a=paul, par=administratrice),
        }[verbe]()
    assert (refus.value.code, refus.value.message) == ("commande-fermee", f"{raison} Rien n’a été modifié.")


@pytest.mark.exigence("EVA-02", "EVA-20")
def test_plusieurs_commandes_ont_chacune_leur_sort(
    commande: Commande, convention: Convention, jeanne: Utilisateur, paul: Utilisateur
) -> None:
    prise, libre = commande, CommandeFactory(convention=convention)
    reserver(prise, evaluateur=paul)
    issues = reserver_plusieurs([prise, libre], evaluateur=jeanne)
    assert [issue.refus.code if issue.refus else "" for issue in issues] == ["deja-reservee", ""]
    assert issues[1].reservation == Reservation.objects.en_cours().get(commande=libre)


@pytest.mark.exigence("EVA-20")
def test_son_evaluateur_rend_une_commande(commande: Commande, jeanne: Utilisateur, paul: Utilisateur) -> None:
    reserver(commande, evaluateur=jeanne)
    liberer(commande, par=jeanne)
    commande.refresh_from_db()
    assert commande.etat == EtatCommande.A_RESERVER
    assert reserver(commande, evaluateur=paul).evaluateur == paul
    assert reservations(commande) == [(jeanne.pk, None, FinReservation.LIBEREE), (paul.pk, None, "")]


@pytest.mark.exigence("EVA-20")
def test_un_administrateur_rend_la_commande_d_un_autre(
    commande: Commande, jeanne: Utilisateur, administratrice: Utilisateur
) -> None:
    reserver(commande, evaluateur=jeanne)
    liberer(commande, par=administratrice)
    assert journal(commande)[-1] == ("liberer", "Alice BLANC", "commandes")


@pytest.mark.exigence("EVA-20")
def test_un_collegue_ne_rend_pas_la_commande_d_un_autre(
    commande: Commande, jeanne: Utilisateur, paul: Utilisateur
) -> None:
    reserver(commande, evaluateur=jeanne)
    with pytest.raises(Refus) as refus:
        liberer(commande, par=paul)
    assert refus.value.code == "reservation-d-un-autre"
    assert "réservée par Jeanne ROUX" in refus.value.message
    assert reservations(commande) == [(jeanne.pk, None, "")]


def test_une_commande_libre_ne_se_rend_pas(commande: Commande, jeanne: Utilisateur) -> None:
    with pytest.raises(Refus) as refus:
        liberer(commande, par=jeanne)
    assert refus.value.code == "pas-reservee"


@pytest.mark.exigence("EVA-20")
def test_l_evaluation_commencee_reste_et_passe_au_suivant(
    commande: Commande, jeanne: Utilisateur, paul: Utilisateur
) -> None:
    reserver(commande, evaluateur=jeanne)
    evaluation = EvaluationFactory(commande=commande, evaluateur=jeanne, reponses={"observations": "Déjà saisi."})
    liberer(commande, par=jeanne)
    evaluation.refresh_from_db()
    assert evaluation.evaluateur == jeanne
    reserver(commande, evaluateur=paul)
    evaluation.refresh_from_db()
    assert (evaluation.evaluateur, evaluation.etat, evaluation.revision) == (paul, EtatEvaluation.EN_COURS, 1)
    assert evaluation.reponses == {"observations": "Déjà saisi."}
    assert Evenement.objects.get(action="confier").libelle == f"Évaluation E{evaluation.pk} confiée à Paul NOIR"


@pytest.mark.exigence("EVA-20")
def test_un_administrateur_transfere_a_un_collegue_et_les_deux_le_savent(
    commande: Commande,
    convention: Convention,
    jeanne: Utilisateur,
    paul: Utilisateur,
    administratrice: Utilisateur,
) -> None:
    reserver(commande, evaluateur=jeanne, appareil=portable(jeanne, convention))
    evaluation = EvaluationFactory(commande=commande, evaluateur=jeanne)
    reservation = transferer(commande, a=paul, par=administratrice)
    assert (reservation.evaluateur, reservation.appareil) == (paul, None)
    assert commande.reservations.get(evaluateur=jeanne).fin == FinReservation.TRANSFEREE
    assert Evaluation.objects.get(pk=evaluation.pk).evaluateur == paul
    assert journal(commande)[-1] == ("transferer", "Alice BLANC", "commandes")
    recu, cede = Courriel.objects.order_by("pk")
    assert (recu.destinataire, cede.destinataire) == (paul.mail, jeanne.mail)
    assert f"/evaluations/commandes/{commande.pk}/" in recu.corps
    assert "Alice BLANC a transféré à Paul NOIR" in cede.corps
    assert "DURAND" not in recu.corps + cede.corps


@pytest.mark.exigence("EVA-20")
def test_un_evaluateur_parti_n_a_pas_de_mail_et_sa_commande_continue(
    commande: Commande, jeanne: Utilisateur, paul: Utilisateur, administratrice: Utilisateur
) -> None:
    reserver(commande, evaluateur=jeanne)
    Utilisateur.objects.filter(pk=jeanne.pk).update(is_active=False)
    transferer(commande, a=paul, par=administratrice)
    assert list(Courriel.objects.values_list("destinataire", flat=True)) == [paul.mail]


@pytest.mark.exigence("EVA-20")
@pytest.mark.parametrize(
    ("a_qui", "code"),
    [("parti", "collegue-inconnu"), ("d-ailleurs", "collegue-inconnu"), ("lui-meme", "deja-a-lui")],
)
def test_on_ne_transfere_qu_a_un_autre_collegue_present(
    *, commande: Commande, jeanne: Utilisateur, paul: Utilisateur, administratrice: Utilisateur, a_qui: str, code: str
) -> None:
    reserver(commande, evaluateur=jeanne)
    Utilisateur.objects.filter(pk=paul.pk).update(is_active=False)
    a = {"parti": paul, "d-ailleurs": RattachementFactory().utilisateur, "lui-meme": jeanne}[a_qui]
    with pytest.raises(Refus) as refus:
        transferer(commande, a=a, par=administratrice)
    assert (refus.value.code, refus.value.champ) == (code, "evaluateur")
    assert reservations(commande) == [(jeanne.pk, None, "")]
    assert not Courriel.objects.exists()


@pytest.mark.exigence("EVA-20")
def test_qui_n_administre_plus_ne_transfere_plus(
    commande: Commande, jeanne: Utilisateur, paul: Utilisateur, administratrice: Utilisateur
) -> None:
    reserver(commande, evaluateur=jeanne)
    Rattachement.objects.filter(utilisateur=administratrice).update(est_administrateur=False)
    with pytest.raises(Refus) as refus:
        transferer(commande, a=paul, par=administratrice)
    assert refus.value.code == "droits-retires"
