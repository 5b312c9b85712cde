"""`ppas exporter factures` and `ppas exporter evaluations`."""

import io

import pytest
from django.core.management import CommandError, call_command

from ppas.evaluations.models import ExportEvaluations
from ppas.evaluations.operations.exporter import evaluations_json
from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import ExportFactures
from ppas.facturation.operations.exporter import lignes_csv
from tests.evaluations.evaluees import acceptee, structure
from tests.factories.caisses import CaisseFactory
from tests.factories.facturation import LigneFactureFactory

pytestmark = pytest.mark.django_db


def exporter(*arguments):
    erreurs = io.StringIO()
    call_command("exporter", "factures", *arguments, stderr=erreurs, no_color=True)
    return erreurs.getvalue().strip()


def octets(export):
    return b"".join(lignes_csv(export))


@pytest.mark.exigence("CAI-11")
def test_la_commande_exporte_dans_un_fichier(tmp_path):
    LigneFactureFactory.create_batch(2)
    dit = exporter("--caisse", "03", "--sortie", str(tmp_path / "f.csv"))
    export = ExportFactures.objects.get()
    assert dit == f"Export n° {export.pk}, lignes : 2."
    assert (tmp_path / "f.csv").read_bytes() == octets(export)


def test_sans_fichier_elle_ecrit_sur_la_sortie_standard(capfdbinary):
    LigneFactureFactory()
    exporter("--caisse", "03")
    assert capfdbinary.readouterr().out == octets(ExportFactures.objects.get())


def test_un_export_deja_fait_est_redonne_tel_quel(tmp_path):
    LigneFactureFactory()
    exporter("--caisse", "03", "--sortie", str(tmp_path / "1.csv"))
    numero = ExportFactures.objects.get().pk
    exporter("--caisse", "03", "--export", str(numero), "--sortie", str(tmp_path / "2.csv"))
    assert (tmp_path / "2.csv").read_bytes() == (tmp_path / "1.csv").read_bytes()
    assert ExportFactures.objects.count() == 1


def test_un_fichier_impossible_a_ecrire_laisse_les_lignes_en_attente(tmp_path):
    ligne = LigneFactureFactory()
    with pytest.raises(CommandError):
        exporter("--caisse", "03", "--sortie", str(tmp_path / "absent" / "f.csv"))
    ligne.refresh_from_db()
    assert ligne.etat == EtatLigne.ACCEPTEE
    assert not ExportFactures.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "raison", "code"),
    [
        pytest.param(["--caisse", "03"], "Aucune ligne de facture n’est en attente", 1, id="rien"),
        pytest.param(["--caisse", "99"], "Aucune caisse n’a le code 99", 2, id="caisse-inconnue"),
        pytest.param(["--caisse", "03", "--export", "7"], "n’a pas d’export n° 7", 2, id="export-inconnu"),
    ],
)
def test_un_refus_donne_sa_raison_et_son_code_de_sortie(arguments, raison, code):
    CaisseFactory()
    with pytest.raises(CommandError, match=raison) as erreur:
        exporter(*arguments)
    assert erreur.value.returncode == code


@pytest.mark.exigence("CAI-11")
def test_elle_exporte_aussi_les_evaluations_acceptees(tmp_path, horloge):
    acceptee(*structure())
    fichier, erreurs = tmp_path / "e.json", io.StringIO()
    call_command("exporter", "evaluations", "--caisse", "03", "--sortie", str(fichier), stderr=erreurs, no_color=True)
    export = ExportEvaluations.objects.get()
    assert erreurs.getvalue().strip() == f"Export d’évaluations n° {export.pk}, évaluations : 1."
    assert fichier.read_bytes() == b"".join(evaluations_json(export))


def test_un_export_de_factures_n_est_pas_un_export_d_evaluations(horloge):
    LigneFactureFactory()
    exporter("--caisse", "03", "--sortie", "/dev/null")
    numero = ExportFactures.objects.get().pk
    with pytest.raises(CommandError, match="n’a pas d’export"):
        call_command("exporter", "evaluations", "--caisse", "03", "--export", str(numero))
