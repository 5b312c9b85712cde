"""The `paiements` flux is taken whole or not at all, and never pays a line twice."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from ppas.caisses.models import Importation
from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import LigneFacture
from ppas.facturation.operations.bilan import compter
from ppas.paiements.models import Bordereau, LignePaiement
from ppas.paiements.operations import importer
from ppas.paiements.operations.importer import importer_paiements
from ppas.socle.models import Evenement
from ppas.socle.refus import FichierRefuse, Refus
from tests.factories.caisses import AgentFactory, CaisseFactory
from tests.factories.facturation import LigneFactureFactory
from tests.factories.paiements import BordereauFactory, LignePaiementFactory
from tests.factories.partenaires import ConventionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
ENTETE = "no_bordereau;code_convention;date_paiement;montant_total;no_enregistrement;quantite;montant"


@pytest.fixture
def caisse():
    return CaisseFactory()


@pytest.fixture
def convention(caisse):
    return ConventionFactory(code="AMD1", caisse=caisse)


def exportees(convention, nb):
    return LigneFactureFactory.create_batch(nb, exportee=True, prise_en_charge__convention=convention)


def fichier(*rangees):
    return io.BytesIO("\n".join([ENTETE, *rangees, ""]).encode())


def bordereau(lignes, numero="B1", code="AMD1"):
    return [
        f"{numero};{code};2026-11-12;{len(lignes) * 10}.00;{getattr(ligne, 'pk', ligne)};14.00;10.00"
        for ligne in lignes
    ]


def traces():
    """Return what an import may leave, counted."""
    tables = (Importation, Bordereau, LignePaiement, Evenement, LigneFacture.objects.filter(etat=EtatLigne.PAYEE))
    return [getattr(table, "objects", table).count() for table in tables]


@pytest.mark.exigence("PAY-04", "CAI-12")
def test_un_fichier_juste_cree_les_bordereaux_et_paie_les_lignes(caisse, convention):
    agent = AgentFactory(caisse=caisse).utilisateur
    lignes = exportees(convention, 3)
    octets = fichier(*bordereau(lignes[:2]), *bordereau(lignes[2:], "B2", "amd1"))
    importation = importer_paiements(octets, "paiements.csv", caisse=caisse, par=agent)
    assert (importation.nb_lignes, importation.nom_fichier, importation.importe_par) == (3, "paiements.csv", agent)
    lus = [(b.numero, b.convention, b.date_paiement, b.montant_centimes) for b in Bordereau.objects.order_by("id")]
    assert lus == [
        ("B1", convention, date(2026, 11, 12), 2000),
        ("B2", convention, date(2026, 11, 12), 1000),
    ]
    paiements = LignePaiement.objects.values_list("ligne_facture", "quantite_centiemes", "montant_centimes")
    assert list(paiements.order_by("id")) == [(ligne.pk, 1400, 1000) for ligne in lignes]
    assert {ligne.etat for ligne in LigneFacture.objects.all()} == {EtatLigne.PAYEE}


@pytest.mark.exigence("HIS-02")
def test_le_journal_annonce_chaque_bordereau_a_son_partenaire_sans_montant(caisse, convention):
    importer_paiements(fichier(*bordereau(exportees(convention, 1))), "p.csv", caisse=caisse, par=None)
    evenement = Evenement.objects.get()
    assert (evenement.nature, evenement.sens) == ("paiements", "recu")
    assert (evenement.partenaire_ref, evenement.caisse_ref) == (convention.partenaire_id, caisse.pk)
    assert (evenement.objet_type, evenement.objet_ref) == ("paiements.bordereau", Bordereau.objects.get().pk)
    assert evenement.libelle == "Bordereau n° B1 disponible le 14/11/2026\xa0à\xa000:00"


@pytest.mark.exigence("PAY-04")
def test_les_memes_octets_une_seconde_fois_ne_changent_rien(caisse, convention):
    octets = fichier(*bordereau(exportees(convention, 2)))
    premiere = importer_paiements(octets, "p.csv", caisse=caisse, par=None)
    octets.seek(0)
    avant = traces()
    assert importer_paiements(octets, "autre-nom.csv", caisse=caisse, par=None) == premiere
    assert traces() == avant


@pytest.mark.exigence("PAY-04")
def test_une_seule_ligne_fausse_et_rien_n_est_pris(caisse, convention):
    lignes = exportees(convention, 2)
    avant = traces()
    with pytest.raises(FichierRefuse) as refus:
        importer_paiements(fichier(*bordereau(lignes), *bordereau([999_999], "B2")), "p.csv", caisse=caisse, par=None)
    assert [str(faute) for faute in refus.value.fautes.montrees] == [
        "Ligne 4, no_enregistrement : l’enregistrement n° 999999 est inconnu dans cette caisse."
    ]
    assert traces() == avant


@pytest.mark.exigence("PAY-04", "CAI-18")
@pytest.mark.parametrize(
    ("ligne", "raison"),
    [
        pytest.param({"exportee": False}, "n’attend pas de paiement : son état est « Acceptée »", id="non-exportee"),
        pytest.param(
            {"exportee": False, "etat": EtatLigne.ANNULEE},
            "n’attend pas de paiement : son état est « Annulée »",
            id="annulee",
        ),
        pytest.param(
            {"prise_en_charge__convention__code": "AMD2"}, "est d’une autre convention (AMD2)", id="convention"
        ),
        pytest.param(
            {"prise_en_charge__convention__caisse__code": "05", "prise_en_charge__convention__code": "AMD1"},
            "est inconnu dans cette caisse",
            id="autre-caisse",
        ),
        pytest.param({"depot__en_traitement": True}, "est inconnu dans cette caisse", id="depot-non-publie"),
    ],
)
def test_une_ligne_qui_n_attend_pas_ce_paiement_est_refusee(caisse, convention, ligne, raison):
    memes = {} if "prise_en_charge__convention__code" in ligne else {"prise_en_charge__convention": convention}
    facture = LigneFactureFactory(**{"exportee": True} | memes | ligne)
    with pytest.raises(FichierRefuse) as refus:
        importer_paiements(fichier(*bordereau([facture])), "p.csv", caisse=caisse, par=None)
    assert [(faute.ligne, faute.champ) for faute in refus.value.fautes.montrees] == [(2, "no_enregistrement")]
    assert raison in refus.value.fautes.montrees[0].raison
    assert not Bordereau.objects.exists()


def test_une_ligne_deja_payee_est_refusee_avec_le_bordereau_qui_l_a_payee(caisse, convention):
    payee = LignePaiementFactory(bordereau__convention=convention, bordereau__numero="B0").ligne_facture
    with pytest.raises(FichierRefuse, match="1 erreur") as refus:
        importer_paiements(fichier(*bordereau([payee])), "p.csv", caisse=caisse, par=None)
    assert "déjà payé par le bordereau B0" in refus.value.fautes.montrees[0].raison


def test_un_numero_de_bordereau_deja_recu_pour_la_convention_est_refuse(caisse, convention):
    BordereauFactory(convention=convention, numero="B1")
    with pytest.raises(FichierRefuse) as refus:
        importer_paiements(fichier(*bordereau(exportees(convention, 1))), "p.csv", caisse=caisse, par=None)
    assert [faute.champ for faute in refus.value.fautes.montrees] == ["no_bordereau"]


def test_le_meme_numero_pour_une_autre_convention_est_admis(caisse, convention):
    BordereauFactory(convention=ConventionFactory(caisse=caisse), numero="B1")
    importer_paiements(fichier(*bordereau(exportees(convention, 1))), "p.csv", caisse=caisse, par=None)
    assert convention.bordereaux.get().numero == "B1"


@pytest.mark.parametrize("etat", ["en_attente", "invalidee"])
def test_une_convention_qui_n_est_pas_validee_est_refusee(caisse, etat):
    ConventionFactory(code="AMD1", caisse=caisse, **{etat: True})
    with pytest.raises(FichierRefuse) as refus:
        importer_paiements(fichier(*bordereau([1])), "p.csv", caisse=caisse, par=None)
    assert [faute.champ for faute in refus.value.fautes.montrees] == ["code_convention"]


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(b"", id="vide"),
        pytest.param(b"\x00" * 1000, id="zeros"),
        pytest.param(b"%PDF-1.7\n\xff\xfe", id="binaire"),
        pytest.param(ENTETE.encode(), id="entete-seule"),
        pytest.param(ENTETE.encode("utf-16"), id="utf-16"),
        pytest.param(ENTETE.encode() + b"\n" + b'"' * 10_000, id="guillemets"),
        pytest.param(ENTETE.encode() + b"\n" + b"a" * 200_000, id="ligne-sans-fin"),
        pytest.param(ENTETE.encode() + b"\nB1;AMD1", id="coupe"),
        pytest.param(ENTETE.encode() + b"\nB1;\xe9;2026-11-12;1;1;1;1", id="latin-1"),
        pytest.param(b"<borfact/>", id="xml"),
    ],
)
def test_un_fichier_hostile_est_refuse_avec_sa_raison(caisse, octets):
    with pytest.raises(FichierRefuse) as refus:
        importer_paiements(io.BytesIO(octets), "p.csv", caisse=caisse, par=None)
    assert refus.value.fautes
    assert traces() == [0, 0, 0, 0, 0]


def test_un_fichier_televerse_est_lu_de_la_meme_facon(caisse, convention):
    octets = fichier(*bordereau(exportees(convention, 1))).getvalue()
    importation = importer_paiements(SimpleUploadedFile("p.csv", octets), "p" * 300, caisse=caisse, par=None)
    assert (importation.nb_lignes, importation.nom_fichier) == (1, "p" * 255)


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(caisse, convention, django_assert_num_queries):
    compter(caisse.pk, nb_depots=1)  # the month has its counters
    for nb in (1, 3):
        octets = fichier(*bordereau(exportees(convention, nb), f"B{nb}"))
        with django_assert_num_queries(13):
            importer_paiements(octets, "p.csv", caisse=caisse, par=None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("PAY-04")
@pytest.mark.parametrize("est_le_meme", [True, False], ids=["memes-octets", "autres-octets"])
def test_deux_imports_au_meme_instant_ne_paient_une_ligne_qu_une_fois(caisse, convention, est_le_meme):
    for tour in range(5):
        lignes = exportees(convention, 3)
        fichiers = [
            fichier(*bordereau(lignes, f"B{tour}")),
            fichier(*bordereau(lignes, f"B{tour}" if est_le_meme else f"C{tour}")),
        ]
        depart = Barrier(2)

        def importer(octets, depart=depart):
            depart.wait()
            try:
                return importer_paiements(octets, "p.csv", caisse=caisse, par=None).pk
            except FichierRefuse:
                return None
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as fils:
            recus = set(fils.map(importer, fichiers))
        assert len(recus) == (1 if est_le_meme else 2)
        assert LignePaiement.objects.filter(ligne_facture__in=lignes).count() == 3
    assert Bordereau.objects.count() == 5


def test_une_ligne_qui_change_d_etat_pendant_l_import_annule_tout(caisse, convention, monkeypatch):
    (ligne,) = exportees(convention, 1)
    vues = dict(importer._factures([ligne.pk], caisse))
    LigneFacture.objects.update(etat=EtatLigne.REJETEE)
    monkeypatch.setattr(importer, "_factures", lambda *_: vues.items())
    with pytest.raises(Refus, match="rien n’a été importé") as refus:
        importer.importer_paiements(fichier(*bordereau([ligne])), "p.csv", caisse=caisse, par=None)
    assert refus.value.code == "lignes-modifiees"
    assert traces() == [0, 0, 0, 0, 0]
