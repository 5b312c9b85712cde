import pytest

from ppas.comptes.models import SessionOuverte, Utilisateur
from ppas.comptes.operations.sessions import noter_session
from ppas.comptes.regles.origine import Origine
from ppas.partenaires.models import Rattachement
from ppas.partenaires.operations.utilisateurs import inscrire_utilisateur, modifier_utilisateur, supprimer_utilisateur
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import Refus
from tests.factories import ConventionFactory, PreinscriptionFactory, RattachementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alex():
    """GRIZZI Alexandre, the administrator of the manual's example."""
    return RattachementFactory(administrateur=True, partenaire__nom="Association Ciel Bleu", utilisateur__login="Alex7")


@pytest.fixture
def martin(alex):
    return RattachementFactory(partenaire=alex.partenaire, utilisateur__login="Martin37")


def nouveau(login="Martin37"):
    return Utilisateur(login=login, nom="MARTIN", prenom="Mikael", mail="martin37@fr.fr", telephone="0302040506")


def inscrire(alex, login="Martin37", *, est_administrateur=False):
    return inscrire_utilisateur(
        nouveau(login), partenaire=alex.partenaire, est_administrateur=est_administrateur, par=alex.utilisateur
    )


def modifier(rattachement, par, **saisie):
    rattachement = Rattachement.objects.get(pk=rattachement.pk)
    u = rattachement.utilisateur
    actuel = {champ: getattr(u, champ) for champ in ("nom", "prenom", "telephone", "mail")}
    actuel["est_administrateur"] = rattachement.est_administrateur
    modifier_utilisateur(rattachement, **actuel | saisie, par=par.utilisateur)


def supprimer(rattachement, par):
    supprimer_utilisateur(Rattachement.objects.get(pk=rattachement.pk), par=par.utilisateur)


def ouvrir_une_session(rattachement):
    noter_session(rattachement.utilisateur, "cle", Origine("Firefox", "192.0.2.0"))


@pytest.mark.exigence("ADM-08", "ADM-15")
@pytest.mark.parametrize("est_administrateur", [True, False])
def test_inscrire_un_utilisateur_lui_donne_le_droit_demande(alex, est_administrateur):
    rattachement = inscrire(alex, est_administrateur=est_administrateur)
    rattachement.refresh_from_db()
    assert (rattachement.partenaire, rattachement.est_administrateur) == (alex.partenaire, est_administrateur)
    assert rattachement.utilisateur.mot_de_passe_temporaire
    assert Evenement.objects.get(action="inscrire-utilisateur").partenaire_ref == alex.partenaire_id


@pytest.mark.exigence("ADM-12", "ADM-13", "MAI-03")
def test_le_mail_porte_le_mot_de_passe_et_jamais_le_login(alex):
    rattachement = inscrire(alex)
    courriel = Courriel.objects.get()
    assert courriel.destinataire == "martin37@fr.fr"
    assert courriel.est_secret
    assert "Association Ciel Bleu vous a inscrit" in courriel.corps
    secret = courriel.corps.partition("Mot de passe temporaire : ")[2].split()[0]
    assert rattachement.utilisateur.check_password(secret)
    assert "Martin37" not in courriel.corps + courriel.sujet


@pytest.mark.exigence("ADM-11")
@pytest.mark.parametrize("login", ["Martin37", "MARTIN37"])
@pytest.mark.parametrize("etat", ["actif", "supprime", "reserve"])
def test_un_login_pris_est_refuse(alex, login, etat):
    if etat == "reserve":
        PreinscriptionFactory(login="Martin37")
    else:
        RattachementFactory(utilisateur__login="Martin37", utilisateur__is_active=etat == "actif")
    with pytest.raises(Refus) as refus:
        inscrire(alex, login)
    assert (refus.value.code, refus.value.champ) == ("login-pris", "login")
    assert not Courriel.objects.exists()


@pytest.mark.exigence("ADM-16")
def test_modifier_un_utilisateur_garde_les_anciennes_valeurs_au_journal(alex, martin):
    ancien = martin.utilisateur.telephone
    modifier(martin, alex, telephone="0302040227")
    martin.utilisateur.refresh_from_db()
    assert martin.utilisateur.telephone == "0302040227"
    evenement = Evenement.objects.get(action="modifier-utilisateur")
    assert evenement.details == {"modifications": {"telephone": [ancien, "0302040227"]}}
    assert evenement.partenaire_ref == alex.partenaire_id


def test_valider_sans_rien_changer_n_ecrit_rien(alex, martin):
    modifier(martin, alex)
    assert not Evenement.objects.exists()


@pytest.mark.exigence("ADM-18")
def test_donner_les_droits_d_administration(alex, martin):
    modifier(martin, alex, est_administrateur=True)
    martin.refresh_from_db()
    assert martin.est_administrateur
    assert Evenement.objects.get().action == "donner-administration"


@pytest.mark.exigence("ADM-19")
def test_retirer_les_droits_ferme_les_sessions_ouvertes(alex, martin):
    modifier(martin, alex, est_administrateur=True)
    ouvrir_une_session(martin)
    modifier(martin, alex, est_administrateur=False)
    martin.refresh_from_db()
    assert not martin.est_administrateur
    assert not SessionOuverte.objects.exists()
    assert Evenement.objects.filter(action="retirer-administration").count() == 1


@pytest.mark.exigence("ADM-20")
def test_un_administrateur_ne_retire_pas_ses_propres_droits(alex):
    RattachementFactory(partenaire=alex.partenaire, administrateur=True)
    with pytest.raises(Refus) as refus:
        modifier(alex, alex, est_administrateur=False)
    alex.refresh_from_db()
    assert (refus.value.code, refus.value.champ) == ("droits-propres", "est_administrateur")
    assert alex.est_administrateur


def test_un_administrateur_modifie_ses_propres_coordonnees(alex):
    modifier(alex, alex, prenom="Alexandra")
    alex.utilisateur.refresh_from_db()
    assert alex.utilisateur.prenom == "Alexandra"


@pytest.mark.exigence("ADM-21")
def test_supprimer_un_utilisateur_le_desactive_et_ferme_ses_sessions(alex, martin):
    ouvrir_une_session(martin)
    supprimer(martin, alex)
    martin.utilisateur.refresh_from_db()
    assert not martin.utilisateur.is_active
    assert not SessionOuverte.objects.exists()
    assert Evenement.objects.get(action="supprimer-utilisateur").libelle == "Utilisateur Martin37 supprimé"


@pytest.mark.exigence("ADM-22")
def test_un_administrateur_perd_d_abord_ses_droits_puis_son_compte(alex, martin):
    modifier(martin, alex, est_administrateur=True)
    with pytest.raises(Refus) as refus:
        supprimer(martin, alex)
    assert refus.value.code == "encore-administrateur"
    modifier(martin, alex, est_administrateur=False)
    supprimer(martin, alex)
    martin.utilisateur.refresh_from_db()
    assert not martin.utilisateur.is_active


@pytest.mark.exigence("ADM-24")
def test_on_ne_se_supprime_pas_soi_meme(alex):
    with pytest.raises(Refus) as refus:
        supprimer(alex, alex)
    assert refus.value.code == "suppression-de-soi"


@pytest.mark.parametrize("operation", [supprimer, modifier])
def test_un_utilisateur_deja_supprime_ne_change_plus(alex, martin, operation):
    supprimer(martin, alex)
    with pytest.raises(Refus) as refus:
        operation(martin, alex)
    assert refus.value.code == "utilisateur-supprime"


@pytest.mark.exigence("ADM-14", "ADM-27")
@pytest.mark.parametrize("qui", ["simple", "supprime", "etranger"])
def test_qui_n_administre_plus_le_compte_ne_change_rien(alex, martin, qui):
    intrus = RattachementFactory(
        partenaire=ConventionFactory().partenaire if qui == "etranger" else alex.partenaire,
        est_administrateur=qui != "simple",
        utilisateur__is_active=qui != "supprime",
    )
    for action in (
        lambda: inscrire_utilisateur(
            nouveau("Neuf1"), partenaire=alex.partenaire, est_administrateur=True, par=intrus.utilisateur
        ),
        lambda: modifier(martin, intrus, est_administrateur=True),
        lambda: supprimer(martin, intrus),
    ):
        with pytest.raises(Refus) as refus:
            action()
        assert refus.value.code == "droits-retires"
    assert not Evenement.objects.exists()
