"""The `anomalies-report` flux is taken whole or not at all, and never rejects a line that was paid."""

import io
from collections.abc import Iterable
from datetime import date

import pytest

from ppas.caisses.models import Caisse, Importation
from ppas.echanges.operations.importer import importer
from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import BilanMensuel, LigneFacture
from ppas.facturation.operations.bilan import compter
from ppas.paiements.models import AnomalieReport
from ppas.paiements.operations import anomalies_report as module
from ppas.paiements.operations.anomalies_report import importer_anomalies_report
from ppas.paiements.operations.importer import importer_paiements
from ppas.partenaires.models import Convention
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import FichierRefuse, Refus
from tests.factories.caisses import AgentFactory, CaisseFactory
from tests.factories.facturation import LigneFactureFactory
from tests.factories.partenaires import ConventionFactory, RattachementFactory
from tests.facturation.envois import ensemble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
ENTETE = "no_enregistrement;code;libelle;date"


@pytest.fixture
def caisse() -> Caisse:
    return CaisseFactory()


@pytest.fixture
def convention(caisse: Caisse) -> Convention:
    return ConventionFactory(code="AMD1", caisse=caisse)


def exportees(convention: Convention, nb: int) -> list[LigneFacture]:
    return LigneFactureFactory.create_batch(nb, exportee=True, prise_en_charge__convention=convention)


def fichier(*rangees: str) -> io.BytesIO:
    return io.BytesIO("\n".join([ENTETE, *rangees, ""]).encode())


def rejets(lignes: Iterable[LigneFacture | int], code: str = "R12") -> list[str]:
    return [f"{getattr(ligne, 'pk', ligne)};{code};Droits fermés;2026-11-04" for ligne in lignes]


def traces() -> list[int]:
    """Return what an import may leave, counted."""
    rejetees = LigneFacture.objects.filter(etat=EtatLigne.REJETEE)
    return [compte.count() for compte in (Importation.objects, AnomalieReport.objects, Evenement.objects, rejetees)] + [
        Courriel.objects.count()
    ]


@pytest.mark.exigence("ANO-01", "CAI-13", "FIL-10")
def test_un_fichier_juste_rejette_les_lignes_et_garde_les_motifs(caisse: Caisse, convention: Convention) -> None:
    agent = AgentFactory(caisse=caisse).utilisateur
    premiere, seconde, intacte = exportees(convention, 3)
    octets = fichier(*rejets([premiere, seconde]), *rejets([seconde], "R31"))
    reception = importer("anomalies-report", octets, "rejets.csv", caisse=caisse, par=agent)
    assert reception.compte_rendu == "Anomalies de report : rejets.csv : 3 lignes importées."
    lues = AnomalieReport.objects.order_by("pk").values_list("ligne_facture", "convention", "code", "libelle", "date")
    assert list(lues) == [
        (ligne.pk, convention.pk, code, "Droits fermés", date(2026, 11, 4))
        for ligne, code in ((premiere, "R12"), (seconde, "R12"), (seconde, "R31"))
    ]
    etats = dict(LigneFacture.objects.values_list("pk", "etat"))
    assert [etats[ligne.pk] for ligne in (premiere, seconde, intacte)] == ["rejetee", "rejetee", "exportee"]
    assert BilanMensuel.objects.get().nb_anomalies_report == 2


@pytest.mark.exigence("HIS-02")
def test_le_journal_le_dit_a_chaque_convention(caisse: Caisse, convention: Convention) -> None:
    autre = ConventionFactory(code="AMD2", caisse=caisse)
    octets = fichier(*rejets([*exportees(convention, 2), *exportees(autre, 1)]))
    importer_anomalies_report(octets, "r.csv", caisse=caisse, par=None)
    lus = [(e.partenaire_ref, e.nature, e.sens, e.libelle) for e in Evenement.objects.order_by("pk")]
    assert lus == [
        (convention.partenaire_id, "anomalies-report", "recu", "2 lignes de facture rejetées par la caisse"),
        (autre.partenaire_id, "anomalies-report", "recu", "1 ligne de facture rejetée par la caisse"),
    ]


@pytest.mark.exigence("ANO-01")
def test_chaque_utilisateur_recoit_un_seul_mail_sans_nom_ni_nir(caisse: Caisse, convention: Convention) -> None:
    partenaire = convention.partenaire
    for mail, is_active in (("a@exemple.fr", True), ("b@exemple.fr", True), ("parti@exemple.fr", False)):
        RattachementFactory(partenaire=partenaire, utilisateur__mail=mail, utilisateur__is_active=is_active)
    RattachementFactory()  # another partner
    seconde = ConventionFactory(code="AMD2", caisse=caisse, partenaire=partenaire)
    lignes = [*exportees(convention, 1), *exportees(seconde, 1)]
    importer_anomalies_report(fichier(*rejets(lignes)), "r.csv", caisse=caisse, par=None)
    courriels = Courriel.objects.order_by("destinataire")
    assert [courriel.destinataire for courriel in courriels] == ["a@exemple.fr", "b@exemple.fr"]
    corps = courriels[0].corps
    assert "2 lignes de facture ont été rejetées" in corps
    beneficiaires = [ligne.prise_en_charge.beneficiaire for ligne in lignes]
    assert not any(texte in corps for b in beneficiaires for texte in (b.nir, b.nom, b.prenom))


@pytest.mark.exigence("CAI-13")
def test_les_memes_octets_une_seconde_fois_ne_changent_rien(caisse: Caisse, convention: Convention) -> None:
    RattachementFactory(partenaire=convention.partenaire)
    octets = fichier(*rejets(exportees(convention, 2)))
    premiere = importer_anomalies_report(octets, "r.csv", caisse=caisse, par=None)
    octets.seek(0)
    avant = traces()
    assert importer_anomalies_report(octets, "autre-nom.csv", caisse=caisse, par=None) == premiere
    assert traces() == avant


@pytest.mark.exigence("CAI-13", "CAI-18")
@pytest.mark.parametrize(
    ("ligne", "raison"),
    [
        pytest.param({"exportee": False}, "son état est « Acceptée »", id="non-exportee"),
        pytest.param({"etat": EtatLigne.PAYEE}, "son état est « Payée »", id="payee"),
        pytest.param({"etat": EtatLigne.REJETEE}, "son état est « Rejetée par la caisse »", id="deja-rejetee"),
        pytest.param({"prise_en_charge__convention__caisse__code": "05"}, "est inconnu dans cette caisse", id="autre"),
        pytest.param({"depot__en_traitement": True}, "est inconnu dans cette caisse", id="depot-non-publie"),
    ],
)
def test_une_seule_ligne_impossible_et_rien_n_est_pris(
    caisse: Caisse, convention: Convention, ligne: dict, raison: str
) -> None:
    memes = {} if "prise_en_charge__convention__caisse__code" in ligne else {"prise_en_charge__convention": convention}
    fautive = LigneFactureFactory(**{"exportee": True} | memes | ligne)
    avant = traces()
    octets = fichier(*rejets([*exportees(convention, 1), fautive]))
    with pytest.raises(FichierRefuse) as refus:
        importer_anomalies_report(octets, "r.csv", caisse=caisse, par=None)
    assert [(faute.ligne, faute.champ) for faute in refus.value.fautes.montrees] == [(3, "no_enregistrement")]
    assert raison in refus.value.fautes.montrees[0].raison
    assert traces() == avant


def test_une_ligne_qui_change_d_etat_pendant_l_import_annule_tout(
    caisse: Caisse, convention: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ligne,) = exportees(convention, 1)
    vues = module._lignes([ligne.pk], caisse)
    LigneFacture.objects.update(etat=EtatLigne.PAYEE)
    monkeypatch.setattr(module, "_lignes", lambda *_: vues)
    with pytest.raises(Refus, match="rien n’a été importé") as refus:
        importer_anomalies_report(fichier(*rejets([ligne])), "r.csv", caisse=caisse, par=None)
    assert refus.value.code == "lignes-modifiees"
    assert traces() == [0, 0, 0, 0, 0]


@pytest.mark.exigence("CAI-13")
def test_les_requetes_ne_dependent_pas_du_nombre_de_lignes(
    caisse: Caisse, convention: Convention, django_assert_num_queries
) -> None:
    compter(caisse.pk, nb_anomalies_report=0)  # the row of the month
    for nb in (1, 5):
        octets = fichier(*rejets(exportees(convention, nb)))
        with django_assert_num_queries(13):
            importer_anomalies_report(octets, "r.csv", caisse=caisse, par=None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("CAI-13", "PAY-04")
def test_une_ligne_est_payee_ou_rejetee_jamais_les_deux(caisse: Caisse, convention: Convention) -> None:
    for tour in range(5):
        (ligne,) = exportees(convention, 1)
        paiement = (
            "no_bordereau;code_convention;date_paiement;montant_total;no_enregistrement;quantite;montant\n"
            f"B{tour};AMD1;2026-11-12;10.00;{ligne.pk};14.00;10.00\n"
        )
        resultats = ensemble(
            lambda ligne=ligne: importer_anomalies_report(fichier(*rejets([ligne])), "r.csv", caisse=caisse, par=None),
            lambda texte=paiement: importer_paiements(io.BytesIO(texte.encode()), "p.csv", caisse=caisse, par=None),
        )
        assert sorted(type(resultat).__name__ for resultat in resultats) == ["FichierRefuse", "Importation"]
        ligne.refresh_from_db()
        assert (ligne.etat == EtatLigne.PAYEE) == hasattr(ligne, "paiement")
        assert (ligne.etat == EtatLigne.REJETEE) == ligne.anomalies_report.exists()
