"""What the partner's and the caisse's pages of a slip have in common."""

import re
from datetime import datetime
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from ppas.paiements.models import Bordereau, periode_facturee
from ppas.paiements.operations.comparaison import Reste
from ppas.paiements.operations.composer import CHAMPS, composer_bordereau
from ppas.paiements.operations.telecharger import ecrire_xlsx, lignes_csv
from ppas.socle.consultations import consulter
from ppas.socle.documents import reponse_classeur, reponse_csv, reponse_document
from ppas.socle.pagination import paginer

LIGNES_PAR_PAGE = 20
CHAMPS_COMPARES = (
    *CHAMPS,
    "attendu_centimes",
    "ligne_facture__ouvrables_centiemes",
    "ligne_facture__dimanches_feries_centiemes",
    "ligne_facture__quantite_centiemes",
    "ligne_facture__montant_caisse_centimes",
)
"""What the page of a slip reads of each line: what its document says, and what it is compared with."""
MOTS = {
    "lignes": {
        "titre": "Lignes de facture payées par ce bordereau",
        "quantite": "Quantité facturée",
        "montant": "Montant facturé",
        "total": "Facturé, part de la caisse",
    },
    "evaluations": {
        "titre": "Ce que ce bordereau paie",
        "quantite": "Quantité attendue",
        "montant": "Montant attendu",
        "total": "Attendu de la caisse",
    },
}
"""What is compared with the payment: invoices, or tariffs too as soon as one evaluation is paid."""
type Fil = list[tuple[str, str | None]]

pdf_dans_la_page = csp_override({"default-src": [CSP.NONE], "object-src": [CSP.SELF], "frame-ancestors": [CSP.SELF]})
"""Decorator of a view that answers a PDF which another page may hold: `socle.documents.document_pdf` forbids it."""
page_avec_pdf = csp_override({**settings.SECURE_CSP, "object-src": [CSP.SELF], "frame-src": [CSP.SELF]})
"""Decorator of the page that shows such a PDF in its midst."""


class Ecrans:
    """The pages of a slip for one audience: `prefixe` begins the names of their URLs, `fil` leads to the list."""

    def __init__(self, request: HttpRequest, bordereau: Bordereau, *, prefixe: str, fil: Fil) -> None:
        self.request, self.bordereau, self.prefixe = request, bordereau, prefixe
        self.caisse_ref = bordereau.convention.caisse_id
        self.adresses = {
            vue: reverse(f"paiements:{prefixe}bordereau{suffixe}", args=[bordereau.pk])
            for vue, suffixe in (
                ("lignes", ""), ("reste", "_reste"), ("document", "_document"),
                ("pdf", "_pdf"), ("csv", "_csv"), ("xlsx", "_xlsx"),
            )
        }  # fmt: skip
        self.fil: Fil = [*fil, (str(bordereau), None)]

    def lignes(self) -> HttpResponse:
        """Show what was invoiced and what was paid, line by line; `?ecarts=1` keeps the lines that differ."""
        est_filtre = self.request.GET.get("ecarts") == "1"
        bilan = self.bordereau.lignes.bilan()
        avec_evaluations = bilan["nb_evaluations"] > 0
        lues = [c for c in CHAMPS_COMPARES if avec_evaluations or not c.startswith("evaluation__")]
        lignes = self.bordereau.lignes_detaillees(avec_evaluations=avec_evaluations).only(*lues)
        page = paginer(lignes.avec_ecart() if est_filtre else lignes, self.request, cle=["id"], taille=LIGNES_PAR_PAGE)
        consulter(self.request, (ligne.beneficiaire.pk for ligne in page), caisse_ref=self.caisse_ref)
        return self._dessiner(
            "paiements/bordereau_lignes.html",
            vue="lignes",
            page=page,
            est_filtre=est_filtre,
            bilan=bilan,
            est_sans_tarif=0 < bilan["nb_sans_tarif"] == bilan["nb_lignes"],
            mots=MOTS["evaluations" if avec_evaluations else "lignes"],
        )

    def reste(self, *, le: datetime | None) -> HttpResponse:
        """Show what is still not paid of the exchanges that the slip pays; `le` as for `non_payees`."""
        reste = Reste(self.bordereau, le=le)
        page = paginer(reste.lignes(), self.request, cle=["id"], taille=LIGNES_PAR_PAGE)
        evaluations = list(reste.evaluations()[: LIGNES_PAR_PAGE + 1])
        est_coupe = len(evaluations) > LIGNES_PAR_PAGE
        del evaluations[LIGNES_PAR_PAGE:]
        vus = [facture.prise_en_charge.beneficiaire_id for facture in page]
        vus += [evaluation.commande.beneficiaire_id for evaluation in evaluations]
        consulter(self.request, vus, caisse_ref=self.caisse_ref)
        lignes = [(facture, periode_facturee(facture)) for facture in page]
        return self._dessiner(
            "paiements/bordereau_reste.html",
            vue="reste",
            page=page,
            lignes=lignes,
            envois=reste.envois(),
            evaluations=evaluations,
            est_coupe=est_coupe,
            paie_des_evaluations=reste.paie_des_evaluations,
        )

    def document(self) -> HttpResponse:
        """Show the PDF in the page, where the browser can."""
        return self._dessiner("paiements/bordereau_document.html", vue="document")

    def pdf(self) -> HttpResponse:
        """Answer with the PDF, shown in the browser, or saved when the address says `?telecharger=1`."""
        reponse = reponse_document(
            composer_bordereau(self.bordereau),
            type_contenu="application/pdf",
            nom=self._nom("pdf"),
            est_a_enregistrer=self.request.GET.get("telecharger") == "1",
        )
        reponse["X-Frame-Options"] = "SAMEORIGIN"  # the page `document` holds it
        return reponse

    def csv(self) -> HttpResponseBase:
        """Answer with the table, line by line (PLU-08)."""
        return reponse_csv(lignes_csv(self.bordereau), nom=self._nom("csv"))

    def xlsx(self) -> HttpResponseBase:
        """Answer with the workbook (PLU-08)."""
        return reponse_classeur(partial(ecrire_xlsx, self.bordereau), nom=self._nom("xlsx"))

    def _nom(self, extension: str) -> str:
        """Return the name of a file of the slip, once its reading is noted."""
        consulter(self.request, caisse_ref=self.caisse_ref, objet_ref=self.bordereau.pk)
        nom = f"bordereau-{self.bordereau.convention.code}-{self.bordereau.numero}.{extension}"
        return re.sub(r"[^0-9A-Za-z.-]", "_", nom)

    def _dessiner(self, gabarit: str, **contexte: object) -> HttpResponse:
        return render(
            self.request,
            gabarit,
            {
                "bordereau": self.bordereau,
                "convention": self.bordereau.convention,
                "adresses": self.adresses,
                "est_caisse": self.prefixe != "",
                "fil": self.fil,
                **contexte,
            },
        )
