from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection

from ppas.comptes.models import Utilisateur
from ppas.partenaires.etats import EtatPreinscription
from ppas.partenaires.forms.preinscription import CorrectionForm
from ppas.partenaires.models import DemandeCorrection, Preinscription
from ppas.partenaires.operations import corrections
from ppas.partenaires.operations.corrections import corriger, demande_ouverte, demander_correction
from ppas.partenaires.operations.preinscriptions import invalider_preinscription, valider_preinscription
from ppas.socle.horloge import maintenant
from ppas.socle.models import Courriel, Evenement
from ppas.socle.operations.courriels import envoyer
from ppas.socle.refus import Refus
from tests.conftest import Horloge
from tests.factories import AgentFactory, ConventionFactory, PreinscriptionFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db
CHAMPS = [nom for nom in CorrectionForm._meta.fields if nom != "caisse"]


@pytest.fixture
def regional() -> Utilisateur:
    """The regional administrator."""
    return AgentFactory(administrateur=True, utilisateur__mail="regional@exemple.fr").utilisateur


def demander(preinscription: Preinscription, par: Utilisateur, message: str = "Le SIRET est faux.") -> str:
    """Ask for a correction; return the secret of the link that the mail holds."""
    demander_correction(preinscription, message=message, par=par)
    courriel = Courriel.objects.filter(est_secret=True).latest("pk")
    return courriel.corps.partition("/preinscription/correction/")[2].partition("/")[0]


def saisie(preinscription: Preinscription, **champs: Any) -> dict[str, Any]:
    """Return the fields of the form, as they are but for `champs`."""
    return {nom: getattr(preinscription, nom) for nom in CHAMPS} | champs


def repondre(secret: str, **champs: Any) -> None:
    """Answer by the link."""
    demande = demande_ouverte(secret)
    assert demande
    corriger(demande, saisie=saisie(demande.preinscription, **champs), adresse="192.0.2.1")


@pytest.mark.exigence("PLU-12")
def test_le_demandeur_recoit_le_message_et_un_lien(regional: Utilisateur, horloge: Horloge) -> None:
    preinscription = PreinscriptionFactory()
    secret = demander(preinscription, regional)
    courriel = Courriel.objects.get()
    demande = DemandeCorrection.objects.get()
    assert preinscription.etat == EtatPreinscription.A_CORRIGER
    assert (courriel.destinataire, courriel.est_secret) == ("alexandre@exemple.fr", True)
    assert "Le SIRET est faux." in courriel.corps
    assert demande.expire_le == maintenant() + timedelta(days=14)
    assert secret not in demande.empreinte


@pytest.mark.exigence("PLU-12")
def test_la_reponse_remet_la_meme_demande_dans_la_file(regional: Utilisateur) -> None:
    preinscription = PreinscriptionFactory(siret="12345678998745")
    repondre(demander(preinscription, regional), siret="73282932000074", commune="LENS")
    preinscription.refresh_from_db()
    assert (preinscription.etat, preinscription.siret) == (EtatPreinscription.EN_ATTENTE, "73282932000074")
    assert DemandeCorrection.objects.get().champs_corriges == ["siret", "commune"]
    assert Evenement.objects.filter(action="corriger", objet_ref=preinscription.pk).exists()
    assert Courriel.objects.filter(destinataire="regional@exemple.fr").exists()


@pytest.mark.exigence("PLU-12")
def test_le_lien_ne_sert_qu_une_fois(regional: Utilisateur) -> None:
    secret = demander(PreinscriptionFactory(), regional)
    repondre(secret)
    assert demande_ouverte(secret) is None


@pytest.mark.exigence("PLU-12")
def test_le_lien_expire_apres_quatorze_jours(regional: Utilisateur, horloge: Horloge) -> None:
    secret = demander(PreinscriptionFactory(), regional)
    horloge.avancer(days=13, hours=23)
    assert demande_ouverte(secret)
    horloge.avancer(hours=2)
    assert demande_ouverte(secret) is None


@pytest.mark.exigence("PLU-12")
def test_une_nouvelle_demande_remplace_le_lien(regional: Utilisateur) -> None:
    preinscription = PreinscriptionFactory()
    premier = demander(preinscription, regional)
    second = demander(preinscription, regional, message="Le code aussi.")
    assert demande_ouverte(premier) is None
    assert demande_ouverte(second)


@pytest.mark.exigence("PLU-12")
def test_un_ancien_lien_ne_sert_pas_a_une_seconde_correction(regional: Utilisateur) -> None:
    preinscription = PreinscriptionFactory()
    premier = demander(preinscription, regional)
    repondre(premier)
    preinscription.refresh_from_db()
    demander(preinscription, regional)
    assert demande_ouverte(premier) is None


def test_un_lien_invente_n_ouvre_rien() -> None:
    assert demande_ouverte("x" * 43) is None


def test_une_demande_invalidee_ferme_le_lien(regional: Utilisateur) -> None:
    preinscription = PreinscriptionFactory()
    secret = demander(preinscription, regional)
    invalider_preinscription(preinscription, motif="Sans réponse.", par=regional)
    assert demande_ouverte(secret) is None


@pytest.mark.exigence("REG-23", "PLU-12")
def test_le_login_et_le_code_restent_reserves_pendant_la_correction(regional: Utilisateur) -> None:
    preinscription = PreinscriptionFactory(login="Alex7", code_convention="757300")
    demander(preinscription, regional)
    assert Preinscription.objects.reservant_login("alex7").exists()
    assert Preinscription.objects.reservant_code(preinscription.caisse, "757300").exists()


@pytest.mark.exigence("REG-23")
def test_une_correction_ne_prend_ni_le_login_ni_le_code_d_un_autre(regional: Utilisateur) -> None:
    UtilisateurFactory(login="Alex7")
    ConventionFactory(code="757300")
    secret = demander(PreinscriptionFactory(), regional)
    with pytest.raises(Refus) as refus:
        repondre(secret, login="alex7", code_convention="757300")
    assert {r.champ for r in refus.value.tous} == {"login", "code_convention"}
    assert demande_ouverte(secret), "a refused answer leaves the link open"


def test_la_base_departage_deux_logins_choisis_ensemble(regional: Utilisateur, monkeypatch: pytest.MonkeyPatch) -> None:
    PreinscriptionFactory(login="Alex7")
    secret = demander(PreinscriptionFactory(), regional)
    regarder, regards = corrections.refuser_les_doublons, []

    def ne_rien_voir_la_premiere_fois(*args: Any, **kwargs: Any) -> None:
        regards.append(args)
        if len(regards) > 1:
            regarder(*args, **kwargs)

    monkeypatch.setattr(corrections, "refuser_les_doublons", ne_rien_voir_la_premiere_fois)
    with pytest.raises(Refus) as refus:
        repondre(secret, login="ALEX7")
    assert refus.value.code == "login-pris"


@pytest.mark.parametrize("message", ["<script>alert(1)</script>", "=1+1", "x\r\nBcc: pirate@exemple.fr", "{{ 7*7 }}"])
def test_un_message_hostile_reste_du_texte_dans_le_mail(
    regional: Utilisateur, mailoutbox: list[EmailMessage], message: str
) -> None:
    demander(PreinscriptionFactory(), regional, message=message)
    invalider_preinscription(Preinscription.objects.get(), motif=message, par=regional)
    for courriel in Courriel.objects.all():
        envoyer(courriel.pk)
    for mail in mailoutbox:
        assert message in mail.body
        assert (mail.recipients(), mail.message()["Bcc"]) == (["alexandre@exemple.fr"], None)
    assert len(mailoutbox) == 2


@pytest.mark.parametrize("message", ["", " \n"])
def test_on_ne_demande_pas_de_correction_sans_dire_laquelle(regional: Utilisateur, message: str) -> None:
    with pytest.raises(Refus) as refus:
        demander_correction(PreinscriptionFactory(), message=message, par=regional)
    assert (refus.value.code, refus.value.champ) == ("motif-manquant", "message")


def test_une_demande_a_corriger_ne_se_valide_pas(regional: Utilisateur) -> None:
    preinscription = PreinscriptionFactory()
    demander(preinscription, regional)
    with pytest.raises(Refus) as refus:
        valider_preinscription(preinscription, identifiant_structure="1", par=regional)
    assert refus.value.code == "transition-interdite"


def test_une_demande_decidee_ne_se_corrige_plus(regional: Utilisateur) -> None:
    preinscription = PreinscriptionFactory()
    invalider_preinscription(preinscription, motif="Non.", par=regional)
    with pytest.raises(Refus) as refus:
        demander_correction(preinscription, message="Si.", par=regional)
    assert refus.value.code == "transition-interdite"


@pytest.mark.exigence("PLU-12")
@pytest.mark.django_db(transaction=True)
def test_deux_reponses_simultanees_par_le_meme_lien_n_en_font_qu_une(regional: Utilisateur) -> None:
    secret = demander(PreinscriptionFactory(), regional)
    demandes = [demande_ouverte(secret) for _ in range(4)]

    def envoyer(rang: int) -> str:
        demande = demandes[rang]
        assert demande
        try:
            corriger(demande, saisie=saisie(demande.preinscription, commune=f"LENS {rang}"), adresse="192.0.2.1")
        except Refus as refus:
            return refus.code
        finally:
            connection.close()
        return "corrigee"

    with ThreadPoolExecutor(4) as fils:
        assert sorted(fils.map(envoyer, range(4))) == ["corrigee", "lien-perime", "lien-perime", "lien-perime"]
