from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from ppas.comptes.models import CodeSecours, SecondFacteur, SessionOuverte, nouvelle_graine, secret_de
from ppas.comptes.operations.connexion import CODES_PAR_COMPTE, connecter, verifier_code
from ppas.comptes.operations.mot_de_passe import demander_mot_de_passe, repondre_aux_demandes
from ppas.comptes.operations.second_facteur import (
    activer_second_facteur,
    consommer,
    desactiver_second_facteur,
    renouveler_codes_secours,
    retirer_second_facteur,
)
from ppas.comptes.regles.origine import Origine
from ppas.comptes.regles.totp import code_du_pas, pas_de
from ppas.socle.horloge import maintenant
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import Refus
from tests.factories import MOT_DE_PASSE, UtilisateurFactory, code_totp

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PLU-13")]
ICI = Origine("192.0.2.1")


@pytest.fixture
def utilisateur(horloge):
    return UtilisateurFactory(enrole=True, mot_de_passe_edition="ppas-1")


def code_du_refus(fonction, *args, **kwargs):
    with pytest.raises(Refus) as refus:
        fonction(*args, **kwargs)
    return refus.value.code


def activer(utilisateur):
    graine = nouvelle_graine()
    return activer_second_facteur(utilisateur, graine, code_du_pas(secret_de(graine), pas_de(maintenant())))


def test_activer_demande_un_code_juste_et_donne_dix_codes_de_secours(horloge):
    utilisateur, graine = UtilisateurFactory(), nouvelle_graine()
    assert code_du_refus(activer_second_facteur, utilisateur, graine, "000000") == "code-faux"
    assert not utilisateur.a_un_second_facteur
    codes = activer_second_facteur(utilisateur, graine, code_du_pas(secret_de(graine), pas_de(maintenant())))
    assert len(codes) == CodeSecours.objects.filter(utilisateur=utilisateur).count() == 10
    assert Courriel.objects.get().sujet == "Le second facteur de votre compte est activé"


def test_la_base_ne_contient_ni_le_secret_ni_les_codes(horloge):
    utilisateur = UtilisateurFactory()
    codes = activer(utilisateur)
    facteur = SecondFacteur.objects.get()
    assert facteur.secret.hex() not in facteur.graine
    assert not set(codes) & set(CodeSecours.objects.values_list("empreinte", flat=True))


def test_le_secret_depend_d_une_cle_qui_n_est_pas_dans_la_base(settings):
    avant = secret_de("graine")
    settings.CLE_SECOND_FACTEUR = "une autre"
    assert secret_de("graine") != avant


def test_on_n_active_pas_deux_fois(utilisateur):
    assert code_du_refus(activer, utilisateur) == "deja-actif"


@pytest.mark.parametrize(("decalage", "est_accepte"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_l_horloge_du_telephone_peut_avoir_trente_secondes_d_ecart(utilisateur, decalage, est_accepte):
    assert consommer(utilisateur, code_totp(utilisateur, decalage)) is est_accepte


def test_un_code_ne_sert_qu_une_fois_ni_un_plus_ancien(utilisateur):
    ancien, code = code_totp(utilisateur, -1), code_totp(utilisateur)
    assert [consommer(utilisateur, saisi) for saisi in (code, code, ancien)] == [True, False, False]


def test_le_code_qui_a_servi_a_activer_ne_sert_pas_a_entrer(horloge):
    utilisateur = UtilisateurFactory()
    activer(utilisateur)
    assert not consommer(utilisateur, code_totp(utilisateur))


def test_un_code_de_secours_sert_une_fois_avec_ou_sans_tiret(horloge):
    utilisateur = UtilisateurFactory()
    codes = activer(utilisateur)
    assert consommer(utilisateur, codes[0].replace("-", "").lower())
    assert not consommer(utilisateur, codes[0])
    assert consommer(utilisateur, codes[1])
    assert Evenement.objects.filter(action="utiliser-code-secours").count() == 2


def test_les_codes_de_secours_d_un_autre_ne_servent_a_rien(utilisateur):
    codes = activer(UtilisateurFactory())
    assert not consommer(utilisateur, codes[0])


@pytest.mark.django_db(transaction=True)
def test_le_meme_code_envoye_deux_fois_a_la_fois_n_ouvre_qu_une_fois():
    utilisateur = UtilisateurFactory(enrole=True)
    code, depart = code_totp(utilisateur), Barrier(6, timeout=30)

    def essayer(_):
        try:
            depart.wait()
            return consommer(utilisateur, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as fils:
        assert sorted(fils.map(essayer, range(6))) == [False] * 5 + [True]


def test_trois_codes_faux_bloquent_le_compte_comme_trois_mots_de_passe_faux(utilisateur):
    connecter(utilisateur.login, MOT_DE_PASSE, origine=ICI)
    codes = [code_du_refus(verifier_code, utilisateur, "000000", origine=ICI) for _ in range(3)]
    assert codes == ["code-faux", "code-faux", "compte-bloque"]
    assert code_du_refus(verifier_code, utilisateur, code_totp(utilisateur), origine=ICI) == "compte-bloque"


def test_le_bon_mot_de_passe_ne_remet_pas_les_codes_faux_a_zero(utilisateur):
    codes = []
    for _ in range(2):
        connecter(utilisateur.login, MOT_DE_PASSE, origine=ICI)
        codes.append(code_du_refus(verifier_code, utilisateur, "000000", origine=ICI))
    connecter(utilisateur.login, MOT_DE_PASSE, origine=ICI)
    assert code_du_refus(verifier_code, utilisateur, "000000", origine=ICI) == "compte-bloque"


def test_les_codes_essayes_sont_comptes(utilisateur):
    for _ in range(CODES_PAR_COMPTE):
        code_du_refus(verifier_code, utilisateur, "000000", origine=ICI)
    assert code_du_refus(verifier_code, utilisateur, code_totp(utilisateur), origine=ICI) == "trop-de-demandes"


def test_un_nouveau_mot_de_passe_ne_retire_pas_le_second_facteur(utilisateur):
    demander_mot_de_passe(utilisateur.login, utilisateur.mail, adresse="192.0.2.1")
    repondre_aux_demandes()
    utilisateur.refresh_from_db()
    assert (utilisateur.mot_de_passe_temporaire, utilisateur.a_un_second_facteur) == (True, True)


def test_desactiver_demande_le_mot_de_passe_et_un_code(utilisateur):
    refuser = code_du_refus
    code = code_totp(utilisateur)
    assert refuser(desactiver_second_facteur, utilisateur, mot_de_passe="Faux", code=code) == "ancien-incorrect"
    assert refuser(desactiver_second_facteur, utilisateur, mot_de_passe=MOT_DE_PASSE, code="1") == "code-faux"
    desactiver_second_facteur(utilisateur, mot_de_passe=MOT_DE_PASSE, code=code)
    assert not SecondFacteur.objects.exists()
    assert Courriel.objects.get().sujet == "Le second facteur de votre compte est retiré"


def test_de_nouveaux_codes_de_secours_annulent_les_anciens(horloge):
    utilisateur = UtilisateurFactory()
    anciens = activer(utilisateur)
    nouveaux = renouveler_codes_secours(utilisateur, mot_de_passe=MOT_DE_PASSE, code=anciens[0])
    assert not consommer(utilisateur, anciens[1])
    assert consommer(utilisateur, nouveaux[0])


def test_un_administrateur_retire_le_second_facteur_d_un_autre_et_ferme_ses_sessions(client, utilisateur):
    client.force_login(utilisateur)
    administrateur = UtilisateurFactory(national=True)
    retirer_second_facteur(utilisateur, par=administrateur)
    assert not SecondFacteur.objects.filter(utilisateur=utilisateur).exists()
    assert not SessionOuverte.objects.filter(utilisateur=utilisateur).exists()
    assert Evenement.objects.get(action="retirer-second-facteur").auteur_ref == administrateur.pk
    assert code_du_refus(retirer_second_facteur, utilisateur, par=administrateur) == "sans-second-facteur"


def test_personne_ne_retire_ainsi_son_propre_second_facteur(utilisateur):
    assert code_du_refus(retirer_second_facteur, utilisateur, par=utilisateur) == "soi-meme"


def test_un_mot_de_passe_temporaire_ne_passe_pas_deux_fois_la_seconde_etape(horloge):
    utilisateur = UtilisateurFactory(enrole=True, temporaire=True)
    for _ in range(2):
        connecter(utilisateur.login, MOT_DE_PASSE, origine=ICI)
    verifier_code(utilisateur, code_totp(utilisateur), origine=ICI)
    horloge.avancer(seconds=30)
    assert code_du_refus(verifier_code, utilisateur, code_totp(utilisateur), origine=ICI) == "mot-de-passe-perime"
