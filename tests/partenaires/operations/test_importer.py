import io
from pathlib import Path

import pytest

from ppas.caisses.models import Importation
from ppas.echanges.operations.importer import importer
from ppas.partenaires.models import ConventionEmise
from ppas.socle.models import Evenement
from ppas.socle.refus import FichierRefuse
from tests.factories import CaisseFactory, ConventionEmiseFactory, TypePartenaireFactory

pytestmark = pytest.mark.django_db
EXEMPLE = Path(__file__).parents[3] / "exemples" / "flux" / "conventions.csv"
ENTETE = "code_convention;type;siret;nom;identifiant_structure;date_debut;date_fin\n"
LIGNE = "CL19720812;evaluation;;Ciel Bleu;21231300;2026-01-01;\n"


@pytest.fixture
def caisse():
    TypePartenaireFactory(evaluation=True)
    return CaisseFactory()


def envoyer(caisse, *lignes):
    fichier = io.BytesIO((ENTETE + "".join(lignes)).encode())
    return importer("conventions", fichier, "conventions.csv", caisse=caisse, par=None)


@pytest.mark.exigence("CAI-07")
def test_les_conventions_emises_sont_importees(caisse):
    reception = envoyer(caisse, LIGNE)
    emise = ConventionEmise.objects.get()
    assert (emise.caisse, emise.code, emise.fin) == (caisse, "CL19720812", None)
    assert (reception.est_nouvelle, reception.importation.nb_lignes) == (True, 1)
    assert Evenement.objects.get(action="importer").caisse_ref == caisse.pk


@pytest.mark.exigence("CAI-07")
def test_un_code_deja_emis_est_remplace_et_les_autres_restent(caisse):
    ConventionEmiseFactory(code="cl19720812", nom="Ancien nom")
    ConventionEmiseFactory(code="AUTRE")
    envoyer(caisse, LIGNE)
    assert sorted(ConventionEmise.objects.values_list("code", "nom")) == [
        ("AUTRE", "ASSOCIATION CIEL-BLEU"),
        ("CL19720812", "Ciel Bleu"),
    ]


def test_le_code_d_une_autre_caisse_n_est_pas_touche(caisse):
    ConventionEmiseFactory(code="CL19720812", caisse=CaisseFactory(code="27"))
    envoyer(caisse, LIGNE)
    assert ConventionEmise.objects.count() == 2


def test_le_meme_fichier_ne_change_rien(caisse):
    envoyer(caisse, LIGNE)
    assert not envoyer(caisse, LIGNE).est_nouvelle
    assert Importation.objects.count() == 1


def test_un_fichier_qui_a_une_faute_n_est_pas_pris_du_tout(caisse):
    with pytest.raises(FichierRefuse):
        envoyer(caisse, LIGNE, "x y;evaluation;;Ciel;;2026-01-01;\n")
    assert not ConventionEmise.objects.exists()
    assert not Importation.objects.exists()


def test_l_exemple_fourni_est_juste(caisse):
    TypePartenaireFactory(habitat=True)
    TypePartenaireFactory()
    with EXEMPLE.open("rb") as fichier:
        assert importer("conventions", fichier, EXEMPLE.name, caisse=caisse, par=None).importation.nb_lignes == 4


def test_un_grand_fichier_passe_par_lots(caisse, django_assert_max_num_queries):
    lignes = [LIGNE.replace("CL19720812", f"C{n}") for n in range(2100)]
    with django_assert_max_num_queries(40):
        envoyer(caisse, *lignes)
    assert ConventionEmise.objects.count() == 2100
