from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from ppas.comptes.models import Utilisateur
from ppas.partenaires.etats import EtatConvention, EtatPreinscription
from ppas.partenaires.models import Adresse, Convention, Partenaire, Preinscription, Rattachement
from ppas.partenaires.operations import preinscriptions
from ppas.partenaires.operations.preinscriptions import (
    ESSAIS_PAR_HEURE,
    invalider_preinscription,
    preinscrire,
    valider_preinscription,
)
from ppas.partenaires.regles.conditions import Acceptation
from ppas.socle.horloge import maintenant
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import Refus
from tests.factories import (
    AgentFactory,
    CaisseFactory,
    ConventionFactory,
    PreinscriptionFactory,
    TypePartenaireFactory,
    UtilisateurFactory,
)

pytestmark = pytest.mark.django_db
ACCEPTATION = Acceptation("2026-11", datetime(2026, 11, 4, 8, 0, tzinfo=UTC))


def nouvelle(**champs):
    champs = {"caisse": CaisseFactory(), "type_partenaire": TypePartenaireFactory(evaluation=True)} | champs
    return PreinscriptionFactory.build(**champs)


def envoyer(preinscription, adresse="192.0.2.1"):
    preinscrire(preinscription, acceptation=ACCEPTATION, adresse=adresse)


def valider(preinscription, identifiant="21231300", par=None):
    return valider_preinscription(
        preinscription, identifiant_structure=identifiant, par=par or AgentFactory(administrateur=True).utilisateur
    )


def invalider(preinscription, motif="Le code n’est pas celui de la convention."):
    invalider_preinscription(preinscription, motif=motif, par=AgentFactory(administrateur=True).utilisateur)


def refus_de(operation, *args, **kwargs):
    with pytest.raises(Refus) as refus:
        operation(*args, **kwargs)
    return refus.value.code, refus.value.champ


@pytest.mark.exigence("REG-01", "REG-05", "REG-31", "CAI-02")
def test_une_preinscription_attend_la_decision_de_la_caisse(horloge):
    preinscription = nouvelle()
    envoyer(preinscription)
    enregistree = Preinscription.objects.get()
    assert enregistree.etat == EtatPreinscription.EN_ATTENTE
    assert enregistree.deposee_le == maintenant()
    assert (enregistree.conditions_version, enregistree.conditions_acceptees_le) == ("2026-11", ACCEPTATION.le)
    assert Evenement.objects.get(action="preinscrire").caisse_ref == preinscription.caisse.pk
    assert not Utilisateur.objects.exists()


@pytest.mark.exigence("REG-24")
def test_le_recepisse_rappelle_le_login_sans_mot_de_passe():
    envoyer(nouvelle(login="Alex7"))
    courriel = Courriel.objects.get()
    assert courriel.destinataire == "alexandre@exemple.fr"
    assert "Alex7" in courriel.corps
    assert "ot de passe" not in courriel.corps


@pytest.mark.exigence("MAI-07", "REG-31")
def test_les_administrateurs_regionaux_de_la_caisse_sont_prevenus():
    preinscription = nouvelle(nom_partenaire="Ciel Bleu")
    AgentFactory(caisse=preinscription.caisse, administrateur=True, utilisateur__mail="regional@exemple.fr")
    AgentFactory(caisse=preinscription.caisse, utilisateur__mail="agent@exemple.fr")
    AgentFactory(caisse=CaisseFactory(code="27"), administrateur=True, utilisateur__mail="ailleurs@exemple.fr")
    envoyer(preinscription)
    courriel = Courriel.objects.exclude(destinataire=preinscription.mail).get()
    assert courriel.destinataire == "regional@exemple.fr"
    assert f"/a-valider/preinscriptions/{preinscription.pk}/" in courriel.corps


@pytest.mark.exigence("REG-23")
@pytest.mark.parametrize("prendre", [UtilisateurFactory, PreinscriptionFactory], ids=["utilisateur", "en-attente"])
def test_un_login_pris_ou_reserve_est_refuse(prendre):
    prendre(login="Alex7")
    assert refus_de(envoyer, nouvelle(login="aLEX7")) == ("login-pris", "login")


@pytest.mark.exigence("REG-12")
def test_un_code_convention_deja_inscrit_est_refuse():
    ConventionFactory(code="CL19720812")
    assert refus_de(envoyer, nouvelle(code_convention="cl19720812")) == ("code-pris", "code_convention")


@pytest.mark.exigence("REG-12")
def test_un_code_convention_reserve_est_refuse():
    PreinscriptionFactory(code_convention="757300")
    assert refus_de(envoyer, nouvelle(code_convention="757300")) == ("code-pris", "code_convention")


@pytest.mark.exigence("CON-12")
def test_le_meme_code_sert_dans_une_autre_caisse():
    ConventionFactory(code="757300", caisse=CaisseFactory(code="27"))
    envoyer(nouvelle(code_convention="757300"))
    assert Preinscription.objects.count() == 1


@pytest.mark.exigence("REG-35", "REG-23")
def test_une_convention_invalidee_libere_son_code():
    ConventionFactory(code="757300", invalidee=True)
    envoyer(nouvelle(code_convention="757300"))
    assert Preinscription.objects.count() == 1


@pytest.mark.exigence("REG-23")
@pytest.mark.parametrize(
    ("champs", "attendu"),
    [({"login": "Alex7"}, ("login-pris", "login")), ({"code_convention": "757300"}, ("code-pris", "code_convention"))],
    ids=["login", "code"],
)
def test_la_base_departage_ce_que_le_premier_regard_n_a_pas_vu(monkeypatch, champs, attendu):
    PreinscriptionFactory(**champs)
    regarder, regards = preinscriptions.refus_de_doublon, []

    def ne_rien_voir_la_premiere_fois(**demande):
        regards.append(demande)
        return regarder(**demande) if len(regards) > 1 else []

    monkeypatch.setattr(preinscriptions, "refus_de_doublon", ne_rien_voir_la_premiere_fois)
    assert refus_de(envoyer, nouvelle(**champs)) == attendu


def test_une_adresse_n_essaie_que_dix_fois_par_heure(horloge):
    for _ in range(ESSAIS_PAR_HEURE):
        envoyer(nouvelle())
    assert refus_de(envoyer, nouvelle()) == ("trop-de-demandes", None)
    envoyer(nouvelle(), adresse="192.0.2.2")
    horloge.avancer(hours=1, seconds=1)
    envoyer(nouvelle())
    assert Preinscription.objects.count() == ESSAIS_PAR_HEURE + 2


@pytest.mark.exigence("REG-32", "REG-33", "CAI-03", "CON-14", "REG-36")
def test_valider_inscrit_le_partenaire_avec_sa_premiere_convention(horloge):
    preinscription = PreinscriptionFactory(batiment="Bat A", indice_voie="bis", commune="ARRAS")
    agent = AgentFactory(administrateur=True)
    partenaire = valider(preinscription, par=agent.utilisateur)
    preinscription.refresh_from_db()
    assert (preinscription.etat, preinscription.partenaire) == (EtatPreinscription.VALIDEE, partenaire)
    assert (preinscription.traitee_par, preinscription.traitee_le) == (agent.utilisateur, maintenant())
    convention = Convention.objects.get(partenaire=partenaire)
    assert convention.etat == EtatConvention.VALIDEE
    assert (convention.code, convention.identifiant_structure) == (preinscription.code_convention, "21231300")
    assert convention.type_partenaire == preinscription.type_partenaire
    adresse = Adresse.objects.get(partenaire=partenaire)
    assert (adresse.batiment, adresse.indice_voie, adresse.commune) == ("Bat A", "bis", "ARRAS")


@pytest.mark.exigence("REG-25", "REG-37", "LOG-09")
def test_l_administrateur_nait_avec_le_partenaire(horloge):
    preinscription = PreinscriptionFactory(login="Alex7", telephone="0300000000", telephone_administrateur="0600000000")
    partenaire = valider(preinscription)
    administrateur = Utilisateur.objects.get(login="Alex7")
    rattachement = Rattachement.objects.get(utilisateur=administrateur)
    assert (rattachement.partenaire, rattachement.est_administrateur) == (partenaire, True)
    assert (partenaire.mail, partenaire.telephone) == (administrateur.mail, "0300000000")
    assert (administrateur.nom, administrateur.telephone) == ("GRIZZI", "0600000000")
    assert administrateur.mot_de_passe_temporaire
    assert administrateur.mot_de_passe_expire_le == maintenant() + timedelta(days=7)


@pytest.mark.exigence("MAI-01", "REG-32", "ADM-12")
def test_le_mail_de_confirmation_porte_le_mot_de_passe_et_pas_le_login():
    valider(PreinscriptionFactory(login="Alex7"))
    courriel = Courriel.objects.get()
    administrateur = Utilisateur.objects.get(login="Alex7")
    mot_de_passe = courriel.corps.partition("Mot de passe temporaire : ")[2].split()[0]
    assert (courriel.destinataire, courriel.est_secret) == (administrateur.mail, True)
    assert administrateur.check_password(mot_de_passe)
    assert "Alex7" not in courriel.corps


@pytest.mark.parametrize(
    ("identifiant", "code"),
    [("", "identifiant-refuse"), ("2123 1300", "identifiant-refuse"), ("1234567890123", "identifiant-refuse")],
)
def test_un_identifiant_mal_forme_est_refuse_et_rien_n_est_cree(identifiant, code):
    assert refus_de(valider, PreinscriptionFactory(), identifiant) == (code, "identifiant_structure")
    assert not Partenaire.objects.exists()
    assert not Courriel.objects.exists()


def test_l_identifiant_d_un_autre_partenaire_de_la_caisse_est_refuse():
    ConventionFactory(identifiant_structure="21231300")
    preinscription = PreinscriptionFactory()
    assert refus_de(valider, preinscription) == ("identifiant-pris", "identifiant_structure")
    preinscription.refresh_from_db()
    assert preinscription.etat == EtatPreinscription.EN_ATTENTE


def test_l_identifiant_d_une_autre_caisse_est_libre():
    ConventionFactory(identifiant_structure="21231300", caisse=CaisseFactory(code="27"))
    assert valider(PreinscriptionFactory()).pk


@pytest.mark.parametrize("verbe", [valider, invalider])
@pytest.mark.parametrize("dabord", [valider, invalider])
def test_une_preinscription_ne_se_decide_qu_une_fois(dabord, verbe):
    preinscription = PreinscriptionFactory()
    dabord(Preinscription.objects.get())
    nb = Courriel.objects.count()
    with pytest.raises(Refus, match="Cette opération n’est plus possible") as refus:
        verbe(preinscription)
    assert refus.value.code == "transition-interdite"
    assert Courriel.objects.count() == nb


@pytest.mark.parametrize(
    ("prendre", "attendu"),
    [
        (lambda p: UtilisateurFactory(login=p.login), ("login-pris", "login")),
        (lambda p: ConventionFactory(code=p.code_convention), ("code-pris", None)),
    ],
    ids=["login", "code"],
)
def test_ce_qui_a_ete_pris_entre_temps_empeche_de_valider(prendre, attendu):
    preinscription = PreinscriptionFactory()
    prendre(preinscription)
    assert refus_de(valider, preinscription) == attendu
    assert not Rattachement.objects.exists()


@pytest.mark.exigence("REG-34", "CAI-04", "MAI-02")
def test_invalider_envoie_le_motif():
    preinscription = PreinscriptionFactory(code_convention="Mikal382")
    invalider(preinscription)
    preinscription.refresh_from_db()
    courriel = Courriel.objects.get()
    assert preinscription.etat == EtatPreinscription.INVALIDEE
    assert courriel.sujet == "Mail de confirmation : invalidation de convention"
    assert courriel.corps.startswith(
        "Bonjour,\n\n"
        "Je suis au regret de vous informer que la convention n° Mikal382 n’a pas pu être validée par la caisse "
        f"{preinscription.caisse}.\n"
        "Merci de bien vouloir contacter l’administrateur de votre caisse.\n\n"
        "Cordialement\n"
        "Administrateur PPAS\n"
    )
    assert "Le code n’est pas celui de la convention." in courriel.corps


@pytest.mark.exigence("CAI-04")
@pytest.mark.parametrize("motif", ["", "  \n "])
def test_on_n_invalide_pas_sans_motif(motif):
    assert refus_de(invalider, PreinscriptionFactory(), motif) == ("motif-manquant", "motif")


@pytest.mark.exigence("REG-35")
def test_apres_une_invalidation_le_login_et_le_code_peuvent_resservir():
    refusee = PreinscriptionFactory(login="Alex7", code_convention="757300")
    invalider(refusee)
    envoyer(nouvelle(login="Alex7", code_convention="757300"))
    assert Preinscription.objects.en_cours().count() == 1


@pytest.mark.django_db(transaction=True)
def test_deux_agents_qui_valident_ensemble_n_inscrivent_qu_un_partenaire():
    preinscription = PreinscriptionFactory()
    agents = [AgentFactory(administrateur=True).utilisateur for _ in range(2)]

    def decider(agent):
        try:
            valider(Preinscription.objects.get(pk=preinscription.pk), par=agent)
        except Refus as refus:
            return refus.code
        finally:
            connection.close()
        return "validee"

    with ThreadPoolExecutor(2) as fils:
        assert sorted(fils.map(decider, agents)) == ["transition-interdite", "validee"]
    assert Partenaire.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_des_envois_paralleles_du_meme_login_n_en_laissent_qu_un():
    demandes = [nouvelle(login="Alex7") for _ in range(4)]

    def demander(preinscription):
        try:
            envoyer(preinscription)
        except Refus as refus:
            return refus.code
        finally:
            connection.close()
        return "envoyee"

    with ThreadPoolExecutor(4) as fils:
        assert sorted(fils.map(demander, demandes)) == ["envoyee", "login-pris", "login-pris", "login-pris"]
