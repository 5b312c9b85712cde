"""The components, as the pages draw them."""

from typing import Any

import lxml.html
import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils.safestring import SafeString

from ppas.evaluations.etats import EtatEvaluation
from ppas.facturation.etats import EtatLigne
from ppas.paiements.regles.situation import Situation, ton
from ppas.socle.pagination import PageCurseur
from ppas.socle.templatetags.icones import TRACES
from ppas.socle.tri import Tri
from ppas.socle.tri import texte as texte_trie
from tests.factories import ConventionFactory


class EssaiForm(forms.Form):
    nom = forms.CharField(label="Nom partenaire", help_text="Comme sur la convention")
    siret = forms.CharField(label="SIRET", required=False, min_length=14)
    regime = forms.ChoiceField(label="Régime", choices=[("cnav", "CNAV")])
    motif = forms.ChoiceField(label="Motif", choices=[("a", "Accès"), ("b", "Autre")], widget=forms.RadioSelect)
    accepte = forms.BooleanField(label="J’accepte")
    cle = forms.CharField(widget=forms.HiddenInput, required=False)


def dessiner(gabarit: str, adresse: str = "/", **contexte: Any) -> lxml.html.HtmlElement:
    requete = RequestFactory().get(adresse)
    requete.user = AnonymousUser()
    texte = engines["django"].from_string("{% load composants icones %}" + gabarit).render(contexte, requete)
    return lxml.html.fragment_fromstring(texte, create_parent="main")


def texte(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def champ(nom: str, donnees: dict[str, str] | None = None) -> lxml.html.HtmlElement:
    return dessiner("{% champ field 'col-6' %}", field=EssaiForm(donnees)[nom])


def test_un_champ_a_son_etiquette_son_aide_et_sa_marque() -> None:
    dessin = champ("nom")
    (saisie,) = dessin.xpath("//input")
    assert texte(dessin.xpath("//label")[0]) == "Nom partenaire *"
    assert dessin.xpath("//label/@for") == [saisie.get("id")]
    assert texte(dessin.get_element_by_id(saisie.get("aria-describedby"))) == "Comme sur la convention"
    assert saisie.get("class") == "form-control"
    assert dessin.xpath("//div[contains(@class, 'col-6')]")


@pytest.mark.exigence("REG-28")
def test_l_erreur_d_un_champ_est_dite_a_cote_et_liee_a_lui() -> None:
    dessin = champ("nom", {"nom": ""})
    (saisie,) = dessin.xpath("//input")
    decrit = [texte(dessin.get_element_by_id(nom)) for nom in saisie.get("aria-describedby").split()]
    assert decrit == ["Comme sur la convention", "Ce champ est obligatoire."]
    assert saisie.get("aria-invalid") == "true"
    assert "is-invalid" in saisie.get("class")


def test_un_champ_facultatif_n_a_pas_de_marque() -> None:
    assert texte(champ("siret")) == "SIRET"


@pytest.mark.parametrize(
    ("nom", "classe"),
    [
        ("regime", "form-select"),
        ("accepte", "form-check-input"),
        ("motif", "form-check-input"),
        ("siret", "form-control"),
    ],
)
def test_chaque_sorte_de_champ_a_son_allure(nom: str, classe: str) -> None:
    assert set(champ(nom).xpath("//input/@class | //select/@class")) == {classe}


def test_un_choix_est_un_groupe_qui_a_une_legende() -> None:
    dessin = champ("motif", {"nom": "x"})
    (groupe,) = dessin.xpath("//fieldset")
    assert texte(groupe.find("legend")) == "Motif *"
    assert texte(dessin.get_element_by_id(groupe.get("aria-describedby"))) == "Ce champ est obligatoire."
    assert dessin.xpath("//label/@for") == dessin.xpath("//input/@id")


def test_un_champ_cache_reste_cache() -> None:
    dessin = champ("cle")
    assert dessin.xpath("//input/@type") == ["hidden"]
    assert texte(dessin) == ""


def test_le_resume_mene_a_chaque_champ_en_faute_et_prend_le_focus() -> None:
    formulaire = EssaiForm({"nom": "", "siret": "1", "regime": "cnav", "accepte": "on"})
    dessin = dessiner("{% resume_erreurs form %}{{ form }}", form=formulaire)
    (resume,) = dessin.xpath("//section")
    assert (resume.get("tabindex"), resume.get("autofocus")) == ("-1", "")
    assert texte(dessin.get_element_by_id(resume.get("aria-labelledby"))) == "Trois champs sont à corriger"
    ancres = [lien.get("href").removeprefix("#") for lien in resume.xpath(".//a")]
    assert ancres == ["id_nom", "id_siret", "id_motif_0"]
    assert all(dessin.get_element_by_id(ancre) is not None for ancre in ancres)


def test_le_resume_ne_repete_pas_le_nom_d_un_champ() -> None:
    formulaire = EssaiForm({})
    formulaire.add_error("siret", "SIRET : 14 chiffres attendus, 13 saisis")
    liens = [texte(lien) for lien in dessiner("{% resume_erreurs form %}", form=formulaire).xpath("//a")]
    assert "SIRET : 14 chiffres attendus, 13 saisis" in liens
    assert "Nom partenaire : Ce champ est obligatoire." in liens


def test_une_erreur_generale_est_dite_sans_lien() -> None:
    formulaire = EssaiForm({"nom": "x", "regime": "cnav", "motif": "a", "accepte": "on"})
    formulaire.add_error(None, "Mauvais identifiant / mot de passe")
    dessin = dessiner("{% resume_erreurs form %}", form=formulaire)
    assert texte(dessin) == "La saisie n’a pas été acceptée Mauvais identifiant / mot de passe"


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"nom": forms.CharField()}, "Rien n’a été enregistré ; le reste de votre saisie est conservé."),
        ({"fichier": forms.FileField()}, "Rien n’a été enregistré."),
        (
            {"nom": forms.CharField(), "mot_de_passe": forms.CharField(widget=forms.PasswordInput)},
            "Rien n’a été enregistré ; le reste de votre saisie est conservé, mots de passe exceptés.",
        ),
    ],
)
def test_le_resume_dit_ce_que_la_page_a_garde(champs: dict[str, forms.Field], dit: str) -> None:
    formulaire = type("VideForm", (forms.Form,), champs)({})
    (phrase,) = dessiner("{% resume_erreurs form %}", form=formulaire).xpath("//section//p")
    assert texte(phrase) == dit


def test_sans_erreur_il_n_y_a_pas_de_resume() -> None:
    assert len(dessiner("{% resume_erreurs form %}", form=EssaiForm())) == 0


@pytest.mark.parametrize(
    ("valeur", "ton"),
    [
        ("validee", "ok"),
        ("invalidee", "non"),
        ("en_attente", "attente"),
        ("traite", "ok"),
        ("traite_anomalies", "attente"),
        ("Traité avec anomalies", "attente"),
        ("payee", "ok"),
        ("rejetee", "non"),
        ("vous", "neutre"),
    ],
)
def test_un_etat_a_un_ton(valeur: str, ton: str) -> None:
    assert dessiner("{% etat valeur %}", valeur=valeur).xpath("//span/@class") == [f"etat {ton}"]


@pytest.mark.django_db
def test_l_etat_d_un_objet_se_lit_en_francais() -> None:
    dessin = dessiner("{% etat convention %}", convention=ConventionFactory(en_attente=True))
    assert (texte(dessin), dessin.xpath("//span/@class")) == ("en attente de validation", ["etat attente"])


def test_un_etat_ecrit_par_un_tiers_est_echappe() -> None:
    assert texte(dessiner("{% etat valeur %}", valeur="<b>payé</b>")) == "<b>payé</b>"


def test_la_pagination_numerotee_garde_les_filtres() -> None:
    page = Paginator(range(500), 10).page(5)
    dessin = dessiner("{% pagination page %}", "/liste/?nature=fichier&page=5", page=page)
    assert dessin.xpath("//a[@rel='next']/@href") == ["?nature=fichier&page=6"]
    assert texte(dessin.xpath("//a[@aria-current='page']")[0]) == "Page 5"


def test_la_pagination_par_curseur_garde_les_filtres() -> None:
    page = PageCurseur([], precedent="avant", suivant="apres")
    dessin = dessiner("{% pagination page %}", "/liste/?nature=fichier&curseur=ici", page=page)
    assert dessin.xpath("//a/@href") == [
        "?nature=fichier",
        "?nature=fichier&curseur=avant",
        "?nature=fichier&curseur=apres",
    ]


def test_une_seule_page_n_a_pas_de_pagination() -> None:
    assert len(dessiner("{% pagination page %}", page=PageCurseur([], None, None))) == 0


def test_un_bouton_qui_ecrit_est_un_formulaire_protege() -> None:
    dessin = dessiner("{% bouton_post '/supprimer/' 'Supprimer' precision='Martin37' numero=3 %}")
    assert dessin.xpath("//form/@method") == ["post"]
    assert dessin.xpath("//input[@name='csrfmiddlewaretoken']")
    assert dessin.xpath("//input[@name='numero']/@value") == ["3"]
    assert texte(dessin.xpath("//button")[0]) == "Supprimer Martin37"


def test_un_tableau_a_une_legende_et_defile_au_clavier() -> None:
    dessin = dessiner(
        "{% tableau titre %}<tbody><tr><td>{{ a }}</td></tr></tbody>{% endtableau %}", titre="L’été", a="<i>"
    )
    assert texte(dessin.xpath("//table/caption")[0]) == "L’été"
    assert dessin.xpath("//div[@role='region']/@aria-label") == ["L’été"]
    assert texte(dessin.xpath("//td")[0]) == "<i>"


def tableau_trie(adresse: str) -> lxml.html.HtmlElement:
    tri = Tri({"nom": texte_trie("nom", "nom")}, cle=("id",)).lire(RequestFactory().get(adresse))
    return dessiner(
        "{% champ_tri tri %}{% tableau 'Noms' tri=tri ordre='du premier au dernier' %}<thead><tr>"
        "{% colonne tri 'nom' 'Nom' 'large' %}{% colonne tri 'age' 'Âge' 'nombre' %}{% colonne rien 'nom' 'Nom' %}"
        "</tr></thead>{% endtableau %}",
        tri=tri,
        rien=None,
    )


@pytest.mark.parametrize(
    ("adresse", "legende", "aria_sort", "lien", "lu"),
    [
        ("/?q=%22", "Noms, du premier au dernier", None, "?q=%22&tri=nom#tri", "Nom : trier de A à Z"),
        ("/?tri=nom", "Noms, par nom, de A à Z", "ascending", "?tri=-nom#tri", "Nom : trier de Z à A"),
        ("/?tri=-nom", "Noms, par nom, de Z à A", "descending", "?tri=nom#tri", "Nom : trier de A à Z"),
    ],
)
def test_l_en_tete_dit_son_ordre_et_ce_que_fera_son_lien(
    adresse: str, legende: str, aria_sort: str | None, lien: str, lu: str
) -> None:
    dessin = tableau_trie(adresse)
    (entete, *autres) = dessin.xpath("//th")
    assert (texte(dessin.xpath("//caption")[0]), entete.get("aria-sort")) == (legende, aria_sort)
    assert (entete.xpath("a/@href"), texte(entete)) == ([lien], lu)
    assert (entete.get("scope"), entete.get("class"), entete.get("abbr")) == ("col", "large", "Nom")
    assert dessin.xpath("//div[@role='region']/@id") == ["tri"]
    assert [lxml.html.tostring(autre, encoding="unicode") for autre in autres] == [
        '<th scope="col" class="nombre">Âge</th>',
        '<th scope="col">Nom</th>',
    ]


def test_un_formulaire_de_filtres_garde_l_ordre_choisi() -> None:
    assert tableau_trie("/?tri=-nom").xpath("//input[@type='hidden'][@name='tri']/@value") == ["-nom"]
    assert tableau_trie("/?tri=password").xpath("//input") == []


@pytest.mark.parametrize(("fait", "total", "attendu"), [(120, 240, ["50"]), (300, 240, ["100"]), (0, None, [])])
def test_l_avancement_se_lit_et_se_voit(fait: int, total: int | None, attendu: list[str]) -> None:
    dessin = dessiner("{% progression 'Contrôle' fait total %}", fait=fait, total=total)
    assert dessin.xpath("//label/progress/@value") == attendu


def test_une_valeur_absente_reste_vide() -> None:
    assert texte(dessiner("{{ rien|date_fr }}{{ rien|euros }}{{ vide|telephone }}", rien=None, vide="")) == ""


def test_zero_euro_s_ecrit() -> None:
    assert texte(dessiner("{{ montant|euros }}", montant=0)) == "0,00 €"


@pytest.mark.parametrize("nom", TRACES)
def test_chaque_icone_est_muette_pour_un_lecteur_d_ecran(nom: str) -> None:
    (dessin,) = dessiner("{% icone nom %}", nom=nom)
    assert (dessin.tag, dessin.get("aria-hidden")) == ("svg", "true")


def test_le_nom_d_un_fichier_se_coupe_entre_ses_parties() -> None:
    nom = dessiner("{{ nom|nom_de_fichier }}", nom="03_21231300_202610-2.xml")
    assert [*nom.itertext()] == ["03_", "21231300_", "202610-2", ".xml"]


def test_le_nom_d_un_fichier_reste_du_texte() -> None:
    assert texte(dessiner("{{ nom|nom_de_fichier }}", nom="<b>a_b</b>.xml")) == "<b>a_b</b>.xml"


@pytest.mark.parametrize("gabarit", ["{{ phrase|insecables }}", "{% vide phrase %}"])
def test_aucune_ligne_d_une_phrase_ne_commence_par_sa_ponctuation(gabarit: str) -> None:
    dessin = dessiner(gabarit, phrase="Rien n’est perdu : cliquez sur « Voir ».")
    assert "perdu\xa0: cliquez sur «\xa0Voir\xa0»." in dessin.text_content()


def test_une_phrase_sure_le_reste() -> None:
    dessin = dessiner("{{ phrase|insecables }}", phrase=SafeString("Oui : <b>certes</b>"))
    assert texte(dessin) == "Oui : certes"


def test_l_aide_et_les_erreurs_d_un_champ_ne_se_coupent_pas_devant_leur_ponctuation() -> None:
    formulaire = EssaiForm({"nom": ""})
    formulaire.fields["nom"].help_text = "Au choix : tout"
    formulaire.add_error("nom", "Trop court : recommencez")
    lu = dessiner("{% champ field %}{% resume_erreurs form %}", field=formulaire["nom"], form=formulaire).text_content()
    assert "Au choix\xa0: tout" in lu
    assert lu.count("court\xa0: recommencez") == 2


@pytest.mark.parametrize("etat", [EtatEvaluation.TRANSMISE, EtatLigne.EXPORTEE])
def test_ce_qui_est_transmis_a_la_caisse_est_en_chemin_dans_les_listes_comme_dans_les_recits(etat: str) -> None:
    assert dessiner("{% etat valeur %}", valeur=etat).xpath("//span/@class") == [f"etat {ton(Situation.EXPORTEE)}"]
