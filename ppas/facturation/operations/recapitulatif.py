"""The summary of a validated month as a document (INV-08): PDF/UA-1 and PDF/A-3a, from the lines then written."""

from pathlib import Path

from ppas.caisses.models import TypePartenaire
from ppas.facturation.models import Formulaire, LigneFacture
from ppas.socle import pdf
from ppas.socle.regles.affichage import centiemes, date_fr, date_heure_fr, euros, heures, mois

GABARIT = Path(__file__).parent.parent / "gabarits" / "recapitulatif.typ"
PERIODE = ("Bénéficiaire", "N°", "Période")
HEURES = ("Jours ouvrables", "Dim. et fériés")
MONTANTS = ("Part de la caisse", "Part du bénéficiaire")


def composer_recapitulatif(formulaire: Formulaire) -> bytes:
    """Return the PDF of a validated `formulaire`, dated of its validation: the same form gives the same bytes.

    Source: FAQ, « Après validation, vous avez accès, par un bouton pdf, à un récapitulatif de votre saisie ».
    """
    if formulaire.valide_le is None:
        raise ValueError(formulaire)
    convention = formulaire.convention
    factures = list(formulaire.factures.non_annulees().select_related("prise_en_charge__beneficiaire").order_by("rang"))
    est_habitat = convention.type_partenaire.code == TypePartenaire.HABITAT
    quantites = _quantites(est_habitat=est_habitat)
    totaux = [sum(getattr(facture, champ) for facture in factures) for champ in quantites]
    ecrire = centiemes if est_habitat else heures
    caisse = sum(facture.montant_caisse_centimes for facture in factures)
    beneficiaire = sum(facture.montant_beneficiaire_centimes for facture in factures)
    donnees = {
        "titre": f"Récapitulatif de la saisie, {mois(formulaire.echeance)}",
        "caisse": str(convention.caisse),
        "partenaire": convention.partenaire.nom,
        "convention": convention.code,
        "structure": convention.identifiant_structure,
        "valide_le": date_heure_fr(formulaire.valide_le),
        "valide_par": str(formulaire.valide_par or ""),
        "total": euros(caisse),
        "beneficiaire": euros(beneficiaire),
        "nb_lignes": f"{len(factures)} ligne{'s' if len(factures) > 1 else ''}",
        "colonnes": [*PERIODE, *(("Quantité",) if est_habitat else HEURES), *MONTANTS],
        "lignes": [
            [
                *_periode(facture),
                *(ecrire(getattr(facture, champ)) for champ in quantites),
                euros(facture.montant_caisse_centimes),
                euros(facture.montant_beneficiaire_centimes),
            ]
            for facture in factures
        ],
        "totaux": [*map(ecrire, totaux), euros(caisse), euros(beneficiaire)],
    }
    return pdf.composer(GABARIT, donnees, le=formulaire.valide_le)


def _quantites(*, est_habitat: bool) -> tuple[str, ...]:
    return ("quantite_centiemes",) if est_habitat else ("ouvrables_centiemes", "dimanches_feries_centiemes")


def _periode(facture: LigneFacture) -> list[str]:
    beneficiaire = facture.prise_en_charge.beneficiaire
    return [str(beneficiaire), str(facture.pk), f"{date_fr(facture.debut)} – {date_fr(facture.fin)}"]
