"""Somebody who uses the portal as the manual tells, through its pages and nothing else."""

from typing import Any
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from lxml import html

from ppas.comptes.models import Utilisateur
from tests.captchas import captcha_de


def propre(texte: str | None) -> str:
    """Return `texte` with each run of spaces, non-breaking ones included, as one space."""
    return " ".join((texte or "").split())


class Visiteur:
    """Somebody in front of the portal: he reads, follows links, fills in forms, with a browser without JavaScript."""

    def __init__(self, accueil: str = "/") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self._joints: dict[str, SimpleUploadedFile] = {}
        self.ouvrir(accueil)

    def ouvrir(self, adresse: str) -> None:
        """Go to a page of the portal."""
        self._arriver(self.client.get(adresse, follow=True))

    def cliquer(self, libelle: str) -> None:
        """Follow the link, or press the button, whose text is `libelle` (or begins so, when only one does)."""
        cible = self._trouver(self._page.xpath("//a[@href] | //button[not(@aria-hidden)]"), libelle)
        if cible.tag == "a":
            return self.ouvrir(urljoin(self.adresse, cible.get("href")))
        formulaire = next(cible.iterancestors("form"))
        champs = formulaire.form_values() + ([(cible.get("name"), cible.get("value"))] if cible.get("name") else [])
        saisie: dict[str, list[Any]] = {}
        for nom, valeur in champs:
            saisie.setdefault(nom, []).append(valeur)
        if formulaire.get("enctype"):
            saisie |= {nom: [fichier] for nom, fichier in self._joints.items()}
            self._joints = {}
        envoyer = self.client.post if formulaire.method == "POST" else self.client.get
        action = cible.get("formaction") or formulaire.get("action", "")
        return self._arriver(envoyer(urljoin(self.adresse, action), saisie, follow=True))

    def remplir(self, saisie: dict[str, str | bool], pave: str = "") -> None:
        """Type each text in the field of this label, choose it in a list, or tick a box; `pave` names one panel."""
        for libelle, valeur in saisie.items():
            champ = self.champ(libelle, pave)
            if isinstance(valeur, bool):
                champ.checked = valeur
            elif champ.tag == "select":
                champ.value = self._trouver(champ.xpath(".//option"), valeur).get("value")
            else:
                champ.value = valeur

    def joindre(self, libelle: str, nom: str, contenu: str) -> None:
        """Choose a file, for the next button pressed."""
        fichier = SimpleUploadedFile("x", contenu.encode(), content_type="text/xml")
        fichier._name = nom  # as the browser sends it
        self._joints[self.champ(libelle).get("name")] = fichier

    def telecharger(self, libelle: str) -> HttpResponse:
        """Follow the link of this text, which gives a document; the page stays."""
        lien = self._trouver(self._page.xpath("//a[@href]"), libelle)
        return self.client.get(urljoin(self.adresse, lien.get("href")))

    def recopier_le_captcha(self) -> None:
        """Copy the characters of the picture."""
        self.remplir({"Saisir les caractères ici.": captcha_de(html.tostring(self._page, encoding="unicode")).reponse})

    def champ(self, libelle: str, pave: str = "") -> html.HtmlElement:
        """Return the field of this label."""
        labels = self._page.xpath(f'//label[not("{pave}") or ancestor::fieldset[starts-with(legend, "{pave}")]]')
        return self._page.get_element_by_id(self._trouver(labels, libelle).get("for"))

    def nb_champs(self, debut: str) -> int:
        """Return how many fields have a label that begins so."""
        return sum(propre(label.text_content()).startswith(debut) for label in self._page.xpath("//label"))

    def valeur(self, libelle: str) -> str | bool:
        """Return what the field of this label holds."""
        champ = self.champ(libelle)
        return champ.checked if champ.get("type") == "checkbox" else champ.value or ""

    def choix(self, libelle: str) -> list[str]:
        """Return what the list of this label offers."""
        return [propre(option.text) for option in self.champ(libelle).xpath(".//option[@value != '']")]

    def erreur(self, libelle: str) -> str:
        """Return the message beside the field of this label, or nothing."""
        decrit_par = (self.champ(libelle).get("aria-describedby") or "").split()
        return " ".join(self._texte_de(numero) for numero in decrit_par if numero.endswith("_error"))

    def ligne(self, nom: str) -> dict[str, str]:
        """Return the row of the table where `nom` stands, by column."""
        return next(ligne for ligne in self.lignes() if any(nom in cellule for cellule in ligne.values()))

    def lignes(self) -> list[dict[str, str]]:
        """Return the rows of the table, by column."""
        colonnes = [th.get("abbr") or propre(th.text_content()) for th in self._page.xpath("//table/thead//th")]
        lignes = self._page.xpath("//table/tbody/tr")
        return [dict(zip(colonnes, (propre(c.text_content()) for c in ligne), strict=True)) for ligne in lignes]

    def logins(self) -> list[str]:
        """Return the logins that the tab « Utilisateurs » shows, in its order."""
        return [ligne["Login"].split()[0] for ligne in self.lignes()]

    def entete(self) -> dict[str, str]:
        """Return what « Modification inscription » shows of the partner above its tabs."""
        return {propre(div[0].text): propre(div[1].text_content()) for div in self._page.xpath("//main/dl/div")}

    def peut_cliquer(self, libelle: str) -> bool:
        """Tell whether the page has a link or a button of this text."""
        return any(propre(c.text_content()) == libelle for c in self._page.xpath("//a | //button"))

    @property
    def titre(self) -> str:
        """The heading of the page."""
        return propre(self._page.xpath("//h1")[0].text_content())

    @property
    def texte(self) -> str:
        """All that the page says."""
        return propre(self._page.body.text_content())

    def reprendre_session(self, utilisateur: Utilisateur) -> None:
        """Sign in by another way than the pages, whose tests are elsewhere; be on « Les services »."""
        self.client.force_login(utilisateur)
        self.ouvrir("/services/")

    def se_connecter(self, login: str, mot_de_passe: str) -> None:
        """Chapter 1.1.4: « Connexion », identifiant, mot de passe, « SE CONNECTER »."""
        self.ouvrir("/")
        self.cliquer("Connexion")
        self.remplir({"Identifiant": login, "Mot de passe": mot_de_passe})
        self.cliquer("SE CONNECTER")

    def modifier_inscription(self, onglet: str = "Partenaire") -> None:
        """« Les services », « Administration », « Modification inscription », then one of the four tabs."""
        self.cliquer("Les services")
        self.cliquer("Modification inscription")
        self.cliquer(onglet)

    def _arriver(self, reponse: HttpResponse) -> None:
        assert reponse.status_code == 200, f"{reponse.status_code} at {reponse.request['PATH_INFO']}"
        self.adresse = reponse.wsgi_request.get_full_path()
        self._page = html.document_fromstring(reponse.content.decode())

    def _texte_de(self, numero: str) -> str:
        return propre(self._page.get_element_by_id(numero).text_content())

    @staticmethod
    def _trouver(elements: list[html.HtmlElement], libelle: str) -> html.HtmlElement:
        textes = [propre(element.text_content()).removesuffix(" *") for element in elements]
        exacts = [element for element, texte in zip(elements, textes, strict=True) if texte == libelle]
        debuts = [element for element, texte in zip(elements, textes, strict=True) if texte.startswith(libelle)]
        assert exacts or len(debuts) == 1, f"« {libelle} » among {textes}"
        return (exacts or debuts)[0]
