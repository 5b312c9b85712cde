"""« Bordereaux de paiements »: his own, and only once 48 hours have passed."""

import io
from datetime import date
from html import unescape

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.factories.caisses import TypePartenaireFactory
from tests.factories.facturation import LigneFactureFactory
from tests.factories.paiements import BordereauFactory, LignePaiementFactory
from tests.factories.partenaires import ConventionFactory, RattachementFactory

pytestmark = pytest.mark.django_db
LISTE = "/paiements/bordereaux/"
VUES = [f"bordereau{vue}" for vue in ("", "_reste", "_document", "_pdf", "_csv", "_xlsx")]


@pytest.fixture
def convention(client, horloge):
    """Return the convention of the partner who is signed in, on 20 November 2026."""
    horloge.regler("2026-11-20 09:30")
    rattachement = RattachementFactory()
    client.force_login(rattachement.utilisateur)
    return ConventionFactory(partenaire=rattachement.partenaire)


def adresse(vue, bordereau):
    return reverse(f"paiements:{vue}", args=[bordereau.pk])


def statuts(client, bordereau):
    """Return what each page and document of a slip answers."""
    reponses = [client.get(adresse(vue, bordereau)) for vue in VUES]
    for reponse in reponses:
        reponse.getvalue()  # what is streamed is read to its end, as by a browser
    return [reponse.status_code for reponse in reponses]


def page(client, url=LISTE):
    reponse = client.get(url)
    assert reponse.status_code == 200
    return " ".join(unescape(reponse.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.exigence("PAY-05")
def test_la_liste_donne_numero_convention_date_et_montant(client, convention):
    BordereauFactory(convention=convention, numero="B12", montant_centimes=123456)
    lue = page(client)
    for attendu in ("n° B12", "CARSAT Bourgogne-Franche-Comté", convention.code, "12/11/2026", "1 234,56 €"):
        assert attendu in lue


@pytest.mark.exigence("PAY-08")
@pytest.mark.parametrize(
    "type_partenaire", [{}, {"evaluation": True}, {"habitat": True}], ids=["aide", "eval", "habitat"]
)
def test_chaque_type_de_structure_a_ses_bordereaux(client, convention, type_partenaire):
    autre = ConventionFactory(
        partenaire=convention.partenaire, type_partenaire=TypePartenaireFactory(**type_partenaire), code="AUTRE"
    )
    BordereauFactory(convention=autre, numero="B77")
    assert "n° B77" in page(client)


@pytest.mark.exigence("PAY-02", "CAI-12")
@pytest.mark.parametrize(
    ("paiement", "instants"),
    [
        pytest.param(date(2026, 11, 12), ("2026-11-13 23:59", "2026-11-14 00:00"), id="ordinaire"),
        pytest.param(date(2026, 3, 28), ("2026-03-30 00:59", "2026-03-30 01:00"), id="heure-d-ete"),
        pytest.param(date(2026, 10, 24), ("2026-10-25 22:59", "2026-10-25 23:00"), id="heure-d-hiver"),
    ],
)
def test_un_bordereau_n_existe_pas_avant_48_heures_meme_par_son_adresse(
    client, convention, horloge, paiement, instants
):
    avant, apres = instants
    bordereau = LignePaiementFactory(
        bordereau__convention=convention, bordereau__date_paiement=paiement, bordereau__numero="B12"
    ).bordereau
    horloge.regler(avant)
    assert "B12" not in page(client)
    assert statuts(client, bordereau) == [404] * 6
    horloge.regler(apres)
    assert "B12" in page(client)
    assert statuts(client, bordereau) == [200] * 6


@pytest.mark.parametrize("vue", VUES)
def test_le_bordereau_d_un_autre_partenaire_n_existe_pas(client, convention, vue):
    autre = LignePaiementFactory(bordereau__numero="B99").bordereau
    assert "B99" not in page(client)
    assert client.get(adresse(vue, autre)).status_code == 404


@pytest.mark.parametrize("vue", VUES)
@pytest.mark.parametrize("pk", [0, 999_999, 10**25])
def test_un_numero_devine_ne_mene_a_rien(client, convention, vue, pk):
    assert client.get(reverse(f"paiements:{vue}", args=[pk])).status_code == 404


@pytest.mark.exigence("PAY-01", "HIS-04")
def test_le_detail_donne_chaque_ligne_et_le_total(client, convention):
    ligne = LignePaiementFactory(bordereau__convention=convention, bordereau__numero="B12")
    lue = page(client, adresse("bordereau", ligne.bordereau))
    attendus = (
        "DURAND Jeanne",
        "octobre 2026",
        f">{ligne.ligne_facture_id}<",
        "14,00 h",
        "337,68 €",
        "Conforme",
        "Total",
    )
    for attendu in attendus:
        assert attendu in lue


@pytest.mark.parametrize(("vue", "requetes"), [("bordereaux", 8), ("bordereau", 7), ("bordereau_reste", 9)])
@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(  # noqa: PLR0917
    client, convention, django_assert_num_queries, vue, requetes, nb
):
    bordereau = BordereauFactory(convention=convention)
    BordereauFactory.create_batch(nb - 1, convention=convention)
    payees = LignePaiementFactory.create_batch(nb, bordereau=bordereau)
    for payee in payees:
        LigneFactureFactory(depot=payee.ligne_facture.depot, prise_en_charge__convention=convention)
    url = LISTE if vue == "bordereaux" else adresse(vue, bordereau)
    with django_assert_num_queries(requetes):
        client.get(url)


def test_les_bordereaux_se_suivent_de_page_en_page_sans_manque_ni_double(client, convention):
    for n in range(30):
        BordereauFactory(convention=convention, numero=f"B{n:02d}", date_paiement=date(2026, 10, 1 + n % 3))
    premiere = client.get(LISTE).context["page"]
    seconde = client.get(LISTE, {"curseur": premiere.suivant}).context["page"]
    lus = [bordereau.numero for bordereau in [*premiere, *seconde]]
    assert (len(premiere), len(seconde), len(set(lus))) == (25, 5, 30)
    dates = [bordereau.date_paiement for bordereau in [*premiere, *seconde]]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.exigence("PAY-03", "PAY-07")
def test_l_absence_d_un_bordereau_est_expliquee_avec_les_mots_des_sources(client, convention):
    lue = page(client)
    assert "Soit la caisse n’a pas encore mandaté votre facturation ;" in lue
    assert "Soit le bordereau de paiement Antares n’est pas encore à disposition dans Ppas." in lue
    assert "J’ai reçu un versement comptable mais je n’ai pas le bordereau de paiement correspondant." in lue
    assert "sont mis en ligne dans le portail 48 heures après la date de paiement." in lue
    assert "C’est le cas" not in lue


@pytest.mark.exigence("PAY-03")
def test_la_raison_qui_vaut_pour_ce_partenaire_est_dite(client, convention):
    LigneFactureFactory(prise_en_charge__convention=convention)
    assert "C’est le cas de certaines de vos lignes de facture" in page(client)
    BordereauFactory(convention=convention, date_paiement=date(2026, 11, 19), numero="B13", montant_centimes=4242)
    lue = page(client)
    assert "son bordereau sera en ligne le 21/11/2026 à 00:00" in lue
    assert "B13" not in lue
    assert "42,42" not in lue


@pytest.mark.exigence("PAY-06")
@pytest.mark.parametrize(
    ("question", "disposition"), [("", "inline"), ("?telecharger=1", "attachment")], ids=["affiche", "telecharge"]
)
def test_le_pdf_s_affiche_ou_se_telecharge(client, convention, question, disposition):
    bordereau = LignePaiementFactory(bordereau__convention=convention, bordereau__numero="B/1").bordereau
    convention.code = 'AMD"\r\né'
    convention.save()
    reponse = client.get(adresse("bordereau_pdf", bordereau) + question)
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["Content-Disposition"] == f'{disposition}; filename="bordereau-AMD____-B_1.pdf"'
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert len(PdfReader(io.BytesIO(reponse.content)).pages) == 1


@pytest.mark.exigence("PAY-06", "ACC-07")
def test_un_probleme_d_affichage_renvoie_au_lecteur_de_pdf(client, convention):
    bordereau = LignePaiementFactory(bordereau__convention=convention).bordereau
    phrase = "Vérifier que le logiciel 'Acrobat reader ' ou 'Adobe reader' est bien installé sur votre poste."
    assert phrase in page(client)
    assert phrase in page(client, adresse("bordereau_document", bordereau))


@pytest.mark.exigence("PAY-06")
def test_le_document_s_affiche_dans_la_page_ou_s_ouvre_par_un_lien(client, convention):
    bordereau = LignePaiementFactory(bordereau__convention=convention).bordereau
    reponse = client.get(adresse("bordereau_document", bordereau))
    pdf = adresse("bordereau_pdf", bordereau)
    lue = unescape(reponse.content.decode())
    assert f'<object class="lecteur-pdf" type="application/pdf" data="{pdf}"' in lue
    assert f'href="{pdf}">Ouvrir' in lue
    assert f'href="{pdf}?telecharger=1">Télécharger' in lue
    assert "object-src 'self'" in reponse["Content-Security-Policy"]
    document = client.get(pdf)
    assert "frame-ancestors 'self'" in document["Content-Security-Policy"]
    assert document["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("vue", ["bordereaux", "exports", "caisse_bordereaux"])
def test_il_faut_etre_connecte(client, vue):
    assert client.get(reverse(f"paiements:{vue}")).status_code == 302


@pytest.mark.parametrize("vue", ["exports", "caisse_bordereaux"])
def test_les_ecrans_de_la_caisse_n_existent_pas_pour_un_partenaire(client, convention, vue):
    assert client.get(reverse(f"paiements:{vue}")).status_code == 404
    assert client.post(reverse("paiements:exporter")).status_code == 404
