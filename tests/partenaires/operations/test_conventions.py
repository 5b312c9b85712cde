import pytest

from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.operations.conventions import invalider_convention, modifier_convention, valider_convention
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import Refus
from tests.factories import (
    AgentFactory,
    CaisseFactory,
    ConventionFactory,
    PartenaireFactory,
    PreinscriptionFactory,
    RattachementFactory,
    TypePartenaireFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    rattachement = RattachementFactory(administrateur=True, utilisateur__mail="grizzi@exemple.fr")
    caisse = CaisseFactory(nom="CARSAT Nord picardie")
    return ConventionFactory(en_attente=True, partenaire=rattachement.partenaire, code="Mikal382", caisse=caisse)


def valider(convention, identifiant="21231300"):
    agent = AgentFactory(administrateur=True)
    valider_convention(convention, identifiant_structure=identifiant, par=agent.utilisateur)


def invalider(convention, motif="Code erroné."):
    invalider_convention(convention, motif=motif, par=AgentFactory(administrateur=True).utilisateur)


@pytest.mark.exigence("CON-08", "CAI-05", "MAI-09")
def test_valider_une_convention_previent_l_administrateur_du_partenaire(convention):
    valider(convention)
    convention.refresh_from_db()
    courriel = Courriel.objects.get()
    assert (convention.etat, convention.identifiant_structure) == (EtatConvention.VALIDEE, "21231300")
    assert courriel.destinataire == "grizzi@exemple.fr"
    assert "La convention n° Mikal382 a été validée par la caisse CARSAT Nord picardie." in courriel.corps
    assert Evenement.objects.get(action="valider").partenaire_ref == convention.partenaire_id


@pytest.mark.exigence("MAI-05", "CON-09", "CON-10")
def test_le_mail_d_invalidation_est_celui_du_manuel_suivi_du_motif(convention):
    invalider(convention)
    courriel = Courriel.objects.get()
    assert courriel.sujet == "Mail de confirmation : invalidation de convention"
    assert courriel.corps == (
        "Bonjour,\n\n"
        "Je suis au regret de vous informer que la convention n° Mikal382 n’a pas pu être validée par la caisse "
        "CARSAT Nord picardie.\n"
        "Merci de bien vouloir contacter l’administrateur de votre caisse.\n\n"
        "Cordialement\n"
        "Administrateur PPAS\n\n"
        "Motif indiqué par la caisse : Code erroné.\n"
    )


@pytest.mark.exigence("CON-16")
def test_une_convention_invalidee_garde_son_motif(convention):
    invalider(convention)
    convention.refresh_from_db()
    assert (convention.etat, convention.motif) == (EtatConvention.INVALIDEE, "Code erroné.")


def test_seuls_les_administrateurs_actifs_sont_prevenus(convention):
    RattachementFactory(partenaire=convention.partenaire)
    RattachementFactory(partenaire=convention.partenaire, administrateur=True, utilisateur__is_active=False)
    RattachementFactory(partenaire=convention.partenaire, administrateur=True, utilisateur__mail="soleil@exemple.fr")
    valider(convention)
    assert sorted(Courriel.objects.values_list("destinataire", flat=True)) == ["grizzi@exemple.fr", "soleil@exemple.fr"]


@pytest.mark.parametrize("verbe", [valider, invalider])
@pytest.mark.parametrize("dabord", [valider, invalider])
def test_une_convention_ne_se_decide_qu_une_fois(convention, dabord, verbe):
    dabord(convention)
    with pytest.raises(Refus) as refus:
        verbe(convention)
    assert refus.value.code == "transition-interdite"
    assert Courriel.objects.count() == 1


@pytest.mark.exigence("CON-15")
def test_deux_conventions_de_types_differents_partagent_l_identifiant_du_partenaire(convention):
    valider(convention)
    autre = ConventionFactory(
        en_attente=True,
        partenaire=convention.partenaire,
        caisse=convention.caisse,
        type_partenaire=TypePartenaireFactory(habitat=True),
    )
    valider(autre)
    autre.refresh_from_db()
    assert autre.etat == EtatConvention.VALIDEE


@pytest.mark.exigence("CON-12")
@pytest.mark.parametrize("est_le_meme_partenaire", [True, False])
def test_un_identifiant_ne_designe_qu_une_structure_et_un_type(convention, est_le_meme_partenaire):
    valider(convention)
    autre = ConventionFactory(
        en_attente=True,
        partenaire=convention.partenaire if est_le_meme_partenaire else PartenaireFactory(),
        caisse=convention.caisse,
    )
    with pytest.raises(Refus) as refus:
        valider(autre)
    autre.refresh_from_db()
    assert (refus.value.code, refus.value.champ) == ("identifiant-pris", "identifiant_structure")
    assert autre.etat == EtatConvention.EN_ATTENTE


def modifier(convention, **champs):
    valeurs = {
        "code": convention.code,
        "type_partenaire": convention.type_partenaire,
        "identifiant_structure": convention.identifiant_structure,
    }
    modifier_convention(convention, **valeurs | champs, par=AgentFactory(administrateur=True).utilisateur)


@pytest.fixture
def validee(convention):
    valider(convention)
    Courriel.objects.all().delete()
    return convention


@pytest.mark.exigence("CON-11", "CAI-06")
def test_modifier_une_convention_garde_l_ancienne_et_la_nouvelle_valeur(validee):
    modifier(validee, code="Mikal383", identifiant_structure="555")
    evenement = Evenement.objects.get(action="modifier")
    assert evenement.details == {"code": ["Mikal382", "Mikal383"], "identifiant_structure": ["21231300", "555"]}
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, "Mikal383" in courriel.corps) == ("grizzi@exemple.fr", True)


@pytest.mark.exigence("CON-11")
def test_ne_rien_changer_ne_laisse_pas_de_trace(validee):
    modifier(validee)
    assert not Evenement.objects.filter(action="modifier").exists()
    assert not Courriel.objects.exists()


@pytest.mark.exigence("CON-11")
def test_changer_le_type_change_les_services(validee):
    modifier(validee, type_partenaire=TypePartenaireFactory(habitat=True))
    validee.refresh_from_db()
    assert validee.type_partenaire.code == "habitat"


@pytest.mark.parametrize("champ", ["code", "identifiant_structure"])
def test_une_modification_ne_prend_pas_ce_qui_est_a_un_autre(validee, champ):
    autre = ConventionFactory(caisse=validee.caisse)
    with pytest.raises(Refus) as refus:
        modifier(validee, **{champ: getattr(autre, champ).lower()})
    assert refus.value.champ == champ


def test_une_modification_ne_prend_pas_un_code_reserve(validee):
    PreinscriptionFactory(caisse=validee.caisse, code_convention="RESERVE")
    with pytest.raises(Refus) as refus:
        modifier(validee, code="reserve")
    assert refus.value.code == "code-pris"


def test_une_modification_n_oppose_pas_la_convention_a_elle_meme(validee):
    modifier(validee, code="MIKAL382")
    validee.refresh_from_db()
    assert validee.code == "MIKAL382"


def test_deux_conventions_du_meme_type_et_du_meme_identifiant_sont_refusees(validee):
    double = ConventionFactory(partenaire=validee.partenaire, caisse=validee.caisse, identifiant_structure="777")
    with pytest.raises(Refus) as refus:
        modifier(double, identifiant_structure="21231300")
    assert (refus.value.code, refus.value.champ) == ("identifiant-pris", "identifiant_structure")


@pytest.mark.parametrize("situation", [{"en_attente": True}, {"invalidee": True}])
def test_seule_une_convention_validee_se_modifie(situation):
    with pytest.raises(Refus) as refus:
        modifier(ConventionFactory(**situation), identifiant_structure="5")
    assert refus.value.code == "convention-fermee"
