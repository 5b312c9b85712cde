"""The `factures` export: each accepted line leaves once, whoever asks and however many ask at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import ExportFactures, LigneFacture
from ppas.facturation.operations.exporter import exporter_factures, lignes_a_exporter, lignes_csv
from ppas.facturation.operations.formulaire import annuler_validation
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.factories.caisses import AgentFactory, CaisseFactory, PrestationFactory
from tests.factories.facturation import FormulaireFactory, LigneFactureFactory
from tests.factories.partenaires import ConventionFactory

pytestmark = pytest.mark.django_db
ENTETE = (
    "no_export;no_enregistrement;origine;code_convention;no_pec;nir;prestation;date_debut;date_fin;qt_ouvrables;"
    "qt_dimanches_feries;qt;montant_caisse;montant_beneficiaire"
)


@pytest.fixture
def caisse():
    return CaisseFactory()


def en_parallele(*fonctions):
    """Call the functions at the same instant; return what each returned, or the Refus that it raised."""
    depart = Barrier(len(fonctions))

    def appeler(fonction):
        depart.wait()
        try:
            return fonction()
        except Refus as refus:
            return refus
        finally:
            connection.close()

    with ThreadPoolExecutor(len(fonctions)) as fils:
        return list(fils.map(appeler, fonctions))


def contenu(export):
    return b"".join(lignes_csv(export)).decode().split("\r\n")


@pytest.mark.exigence("CAI-11")
def test_les_lignes_acceptees_partent_dans_un_export(caisse):
    agent = AgentFactory(caisse=caisse).utilisateur
    lignes = LigneFactureFactory.create_batch(2)
    export = exporter_factures(caisse, par=agent)
    assert (export.cree_par, export.nb_lignes, export.montant_caisse_centimes) == (agent, 2, 67536)
    assert list(export.lignes.order_by("pk")) == lignes
    assert {ligne.etat for ligne in export.lignes.all()} == {EtatLigne.EXPORTEE}


def test_une_ligne_n_est_exportee_qu_une_fois(caisse):
    premiere = LigneFactureFactory()
    ancien = exporter_factures(caisse, par=None)
    seconde = LigneFactureFactory()
    nouveau = exporter_factures(caisse, par=None)
    assert list(ancien.lignes.all()) == [premiere]
    assert list(nouveau.lignes.all()) == [seconde]


@pytest.mark.parametrize(
    "ligne",
    [
        pytest.param({"depot__en_traitement": True}, id="depot-en-traitement"),
        pytest.param({"depot__recu": True}, id="depot-recu"),
        pytest.param({"etat": EtatLigne.ANNULEE}, id="annulee"),
        pytest.param({"exportee": True}, id="deja-exportee"),
        pytest.param({"exportee": True, "etat": EtatLigne.PAYEE}, id="payee"),
        pytest.param({"prise_en_charge__convention__caisse__code": "05"}, id="autre-caisse"),
    ],
)
def test_sans_ligne_en_attente_l_export_est_refuse_et_ne_laisse_rien(caisse, ligne):
    LigneFactureFactory(**ligne)
    avant = ExportFactures.objects.count()
    with pytest.raises(Refus, match="Aucune ligne de facture n’est en attente") as refus:
        exporter_factures(caisse, par=None)
    assert refus.value.code == "rien-a-exporter"
    assert (ExportFactures.objects.count(), Evenement.objects.count()) == (avant, 0)


@pytest.mark.exigence("HIS-02")
def test_le_journal_dit_a_chaque_partenaire_ses_lignes_et_a_la_caisse_le_tout(caisse):
    siennes, autre = ConventionFactory(), ConventionFactory()
    LigneFactureFactory.create_batch(2, prise_en_charge__convention=siennes)
    LigneFactureFactory(prise_en_charge__convention=autre)
    export = exporter_factures(caisse, par=None)
    lus = [(e.partenaire_ref, e.caisse_ref, e.libelle) for e in Evenement.objects.order_by("id")]
    assert lus == [
        (siennes.partenaire_id, caisse.pk, f"2 lignes de facture transmises à la caisse (Export n° {export.pk})"),
        (autre.partenaire_id, caisse.pk, f"1 ligne de facture transmise à la caisse (Export n° {export.pk})"),
        (None, caisse.pk, f"3 lignes de facture transmises à la caisse (Export n° {export.pk})"),
    ]
    assert {(e.nature, e.sens) for e in Evenement.objects.all()} == {("factures", "envoye")}


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(caisse, django_assert_num_queries):
    convention = ConventionFactory()
    for nb in (1, 3):
        LigneFactureFactory.create_batch(nb, prise_en_charge__convention=convention)
        with django_assert_num_queries(9):
            exporter_factures(caisse, par=None)


@pytest.mark.exigence("HIS-04")
def test_le_fichier_a_les_colonnes_du_flux_et_le_numero_stable_de_chaque_ligne(caisse):
    aide = LigneFactureFactory(dimanches_feries_centiemes=150, prise_en_charge__convention__code="AMD1")
    habitat = LigneFactureFactory(
        prise_en_charge__prestation=PrestationFactory(habitat=True),
        prise_en_charge__convention__code="HAB1",
        depot=None,
        formulaire=FormulaireFactory(valide=True),
        echeance=None,
        debut=date(2026, 9, 3),
        ouvrables_centiemes=0,
        quantite_centiemes=100,
        montant_caisse_centimes=5,
        montant_beneficiaire_centimes=0,
    )
    export = exporter_factures(caisse, par=None)
    pec, travaux = aide.prise_en_charge, habitat.prise_en_charge
    debut_aide = f"{export.pk};{aide.pk};fichier;AMD1;{pec.numero};{pec.beneficiaire.nir}"
    debut_habitat = f"{export.pk};{habitat.pk};saisie;HAB1;{travaux.numero};{travaux.beneficiaire.nir}"
    assert contenu(export) == [
        ENTETE,
        f"{debut_aide};PPP001;2026-10-01;2026-10-31;14.00;1.50;0.00;337.68;37.52",
        f"{debut_habitat};PPP014;2026-09-03;2026-10-31;0.00;0.00;1.00;0.05;0.00",
        "",
    ]


def test_l_exemple_publie_a_les_colonnes_du_flux():
    exemple = Path(__file__).parents[3] / "exemples" / "flux" / "factures.csv"
    assert exemple.read_text(encoding="utf-8").splitlines()[0] == ENTETE


def test_le_fichier_redonne_plus_tard_est_le_meme_a_l_octet_pres(caisse):
    LigneFactureFactory.create_batch(3)
    export = exporter_factures(caisse, par=None)
    avant = contenu(export)
    LigneFacture.objects.update(etat=EtatLigne.PAYEE)
    LigneFactureFactory()
    assert contenu(export) == avant


def test_un_code_de_convention_qui_ressemble_a_une_formule_est_neutralise(caisse):
    LigneFactureFactory(prise_en_charge__convention__code="=1+1")
    assert ";'=1+1;" in contenu(exporter_factures(caisse, par=None))[1]


@pytest.mark.exigence("INV-09")
def test_un_formulaire_du_jour_exporte_ne_peut_plus_etre_annule(caisse, horloge):
    agent = AgentFactory(caisse=caisse).utilisateur
    formulaire = FormulaireFactory(valide=True)
    LigneFactureFactory(prise_en_charge__convention=formulaire.convention, depot=None, formulaire=formulaire)
    exporter_factures(caisse, par=agent)
    with pytest.raises(Refus):
        annuler_validation(formulaire, par=agent)
    assert formulaire.factures.get().etat == EtatLigne.EXPORTEE


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("CAI-11")
def test_deux_agents_au_meme_instant_n_exportent_pas_deux_fois_une_ligne(caisse):
    for _ in range(5):
        LigneFactureFactory.create_batch(3)
        resultats = en_parallele(*[lambda: exporter_factures(caisse, par=None)] * 2)
        assert sorted(type(resultat).__name__ for resultat in resultats) == ["ExportFactures", "Refus"]
    assert ExportFactures.objects.count() == 5
    assert {export.lignes.count() for export in ExportFactures.objects.all()} == {3}


@pytest.mark.django_db(transaction=True)
def test_un_formulaire_annule_pendant_l_export_est_exporte_ou_annule_jamais_a_moitie(caisse, horloge):
    agent = AgentFactory(caisse=caisse).utilisateur
    for _ in range(5):
        formulaire = FormulaireFactory(valide=True)
        for _ in range(3):
            LigneFactureFactory(prise_en_charge__convention=formulaire.convention, depot=None, formulaire=formulaire)
        resultats = en_parallele(
            lambda: exporter_factures(caisse, par=agent),
            lambda formulaire=formulaire: annuler_validation(formulaire, par=agent),
        )
        assert [isinstance(resultat, Refus) for resultat in resultats].count(True) == 1
        assert {ligne.etat for ligne in formulaire.factures.all()} in ({EtatLigne.EXPORTEE}, {EtatLigne.ANNULEE})
    assert not lignes_a_exporter(caisse).exists()
