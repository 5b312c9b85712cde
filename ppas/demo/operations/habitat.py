"""What the housing structure of the demonstration types on line, with the quotes and bills of its works."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from django.core.files.base import ContentFile

from ppas.demo.operations.inscriptions import utilisateur
from ppas.demo.regles.comptes import HABITAT as COMPTE
from ppas.demo.regles.structures import HABITAT, personnes
from ppas.facturation.models import Formulaire, LigneFormulaire, NaturePiece
from ppas.facturation.operations.formulaire import ouvrir_formulaire, valider_formulaire
from ppas.facturation.operations.pieces import joindre_piece
from ppas.facturation.operations.saisie import Saisie, enregistrer_formulaire
from ppas.partenaires.models import Convention
from ppas.socle import pdf
from ppas.socle.horloge import maintenant
from ppas.socle.regles.affichage import date_fr, euros

GABARIT = Path(__file__).parent.parent / "gabarits" / "document.typ"
DUREE = timedelta(days=2)
LES_DEUX = (NaturePiece.DEVIS, NaturePiece.FACTURE)


def saisir_des_travaux(
    echeance: date, travaux: Mapping[int, tuple[int, int]], *, pieces: Mapping[int, Sequence[NaturePiece]]
) -> Formulaire:
    """Type works of a month: by rank of the person, the day they began and their amount in cents; join `pieces`."""
    par = utilisateur(COMPTE)
    convention = Convention.objects.get(caisse__code=HABITAT.caisse, code=HABITAT.code_convention)
    formulaire = ouvrir_formulaire(convention, echeance, par=par)
    rangs = {personne.nir: personne.rang for personne in personnes(HABITAT)}
    for ligne in formulaire.lignes.select_related("prise_en_charge__beneficiaire", "prise_en_charge__prestation"):
        rang = rangs[ligne.prise_en_charge.beneficiaire.nir]
        if rang not in travaux:
            continue
        jour, montant = travaux[rang]
        debut = echeance.replace(day=jour)
        saisie: Saisie = {"intervention_du": debut, "intervention_au": debut + DUREE, "montant_centimes": montant}
        enregistrer_formulaire(formulaire, {ligne.pk: saisie}, par=par)
        for nature in pieces.get(rang, LES_DEUX):
            document = ContentFile(_document(ligne, nature, debut, montant), name=f"{nature}-{rang + 1:03d}.pdf")
            joindre_piece(ligne, nature, document, par=par)
    return formulaire


def saisir_et_valider_des_travaux(echeance: date, travaux: Mapping[int, tuple[int, int]]) -> None:
    """Type works of a month and send them."""
    valider_formulaire(saisir_des_travaux(echeance, travaux, pieces={}), par=utilisateur(COMPTE))


def _document(ligne: LigneFormulaire, nature: NaturePiece, debut: date, montant: int) -> bytes:
    donnees = {
        "titre": f"{nature.label} n° {ligne.pk}",
        "partenaire": ligne.formulaire.convention.partenaire.nom,
        "date": date_fr(debut - timedelta(days=20) if nature == NaturePiece.DEVIS else debut + DUREE),
        "objet": f"Travaux chez {ligne.prise_en_charge.beneficiaire}, prise en charge {ligne.prise_en_charge}.",
        "designation": ligne.prise_en_charge.prestation.nom,
        "montant": euros(montant),
    }
    return pdf.composer(GABARIT, donnees, le=maintenant())
