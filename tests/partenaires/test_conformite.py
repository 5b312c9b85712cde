from datetime import date

import pytest

from ppas.partenaires.conformite import conformite_de
from tests.factories import (
    CaisseFactory,
    ConventionEmiseFactory,
    ConventionFactory,
    PreinscriptionFactory,
    TypePartenaireFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


def differences(conformite):
    return [comparaison.champ for comparaison in conformite.comparaisons if comparaison.est_conforme is False]


def test_sans_liste_importee_rien_n_est_compare():
    ConventionEmiseFactory(caisse=CaisseFactory(code="27"), code="757300")
    assert conformite_de(PreinscriptionFactory(code_convention="757300")) is None


@pytest.mark.exigence("REG-17", "CAI-07", "CAI-02")
def test_une_preinscription_identique_a_l_ecriture_pres_est_conforme():
    ConventionEmiseFactory(code="CL19720812")
    conformite = conformite_de(PreinscriptionFactory(code_convention="cl19720812"))
    assert (conformite.est_conforme, conformite.identifiant_structure) == (True, "21231300")


@pytest.mark.exigence("REG-17", "CAI-07")
@pytest.mark.parametrize(
    ("emis", "champ"),
    [
        ({"nom": "Association Ciel Gris"}, "Nom partenaire"),
        ({"siret": "73282932000074"}, "SIRET"),
        ({"fin": date(2026, 11, 3)}, "Validité"),
    ],
)
def test_chaque_difference_est_montree(emis, champ):
    ConventionEmiseFactory(code="757300", **emis)
    conformite = conformite_de(PreinscriptionFactory(code_convention="757300"))
    assert (conformite.est_conforme, differences(conformite)) == (False, [champ])


@pytest.mark.exigence("CAI-07")
def test_une_convention_ajoutee_se_compare_aussi():
    ConventionEmiseFactory(code="757300")
    convention = ConventionFactory(
        en_attente=True,
        code="757300",
        type_partenaire=TypePartenaireFactory(habitat=True),
        partenaire__nom="Ciel Bleu",
        partenaire__siret="",
    )
    assert differences(conformite_de(convention)) == ["Type partenaire", "Nom partenaire"]


@pytest.mark.exigence("CAI-07")
def test_un_code_inconnu_est_dit_et_le_meme_siret_sous_un_autre_code_aussi():
    autre = ConventionEmiseFactory(code="999")
    conformite = conformite_de(PreinscriptionFactory(code_convention="757300"))
    assert (conformite.emise, conformite.est_conforme, conformite.sous_autre_code) == (None, False, autre)
