"""What a letter says when it is written, by what it comes from; nothing is saved here. Each locks its convention."""

from django.db.models import Q

from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import Courrier, LigneFacture, LigneRefusee
from ppas.facturation.operations.individuelle import FactureIndividuelle, examiner
from ppas.facturation.regles.catalogue import CATALOGUE
from ppas.facturation.regles.echeance import motif_de_fermeture
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.etats import verrouiller
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import Refus


def d_un_refus(refus: LigneRefusee) -> Courrier:
    """Return the letter of a line that the portal refused. Raises Refus("courrier-impossible")."""
    verrouiller(refus.convention)
    if (
        refus.fin < refus.debut
        or min(refus.ouvrables_centiemes, refus.dimanches_feries_centiemes) < 0
        or (refus.quantite_centiemes < 0)
    ):
        raise Refus(
            "courrier-impossible",
            f"Enregistrement {refus.rang} : ses dates ou sa quantité ne peuvent pas être celles d’une facture. Rien "
            "n’a été ajouté ; corrigez la ligne et refacturez-la, ou laissez-la sans suite.",
        )
    accordees = PriseEnCharge.objects.filter(convention=refus.convention_id)
    nommee = Q(numero=refus.numero_pec) if refus.numero_pec else Q(beneficiaire__nir=refus.nir)
    en_cours = accordees.filter(nommee, prestation__code=refus.prestation).en_cours(refus.debut, refus.fin)
    return Courrier(
        convention=refus.convention,
        caisse_id=refus.convention.caisse_id,
        refus=refus,
        prise_en_charge=en_cours.order_by("pk").first(),
        motif=" ; ".join(CATALOGUE[code].libelle for code in refus.codes.split()),
        echeance=refus.echeance,
        debut=refus.debut,
        fin=refus.fin,
        ouvrables_centiemes=refus.ouvrables_centiemes,
        dimanches_feries_centiemes=refus.dimanches_feries_centiemes,
        quantite_centiemes=refus.quantite_centiemes,
        montant_centimes=refus.montant_centimes,
    )


def d_un_rejet(rejet: LigneFacture) -> Courrier:
    """Return the letter of a line that the caisse's system rejected. Raises Refus("transition-interdite")."""
    verrouiller(rejet.convention)
    rejet.refresh_from_db(fields=["etat"])
    if rejet.etat != EtatLigne.REJETEE:
        raise Refus(
            "transition-interdite",
            f"L’enregistrement n° {rejet.pk} n’est pas rejeté par la caisse : il ne va pas par courrier. Rien n’a été "
            "ajouté.",
        )
    return Courrier(
        convention=rejet.convention,
        caisse_id=rejet.convention.caisse_id,
        rejet=rejet,
        prise_en_charge_id=rejet.prise_en_charge_id,
        motif=f"Enregistrement n° {rejet.pk} rejeté par le système d’information de la caisse",
        echeance=rejet.echeance,
        debut=rejet.debut,
        fin=rejet.fin,
        ouvrables_centiemes=rejet.ouvrables_centiemes,
        dimanches_feries_centiemes=rejet.dimanches_feries_centiemes,
        quantite_centiemes=rejet.quantite_centiemes,
        montant_centimes=rejet.montant_caisse_centimes + rejet.montant_beneficiaire_centimes,
    )


def d_un_mois_ferme(facture: FactureIndividuelle) -> Courrier:
    """Return the letter of a month that the portal no longer takes; its hours may be left to be written by hand.

    Raises Refus: "echeance-ouverte", "periode-impossible".
    """
    convention = verrouiller(facture.prise_en_charge.convention)
    mois = facture.debut.replace(day=1)
    delai = convention.caisse.delai_facturation_mois
    if mois > aujourd_hui() or not motif_de_fermeture(mois, le=aujourd_hui(), delai_mois=delai):
        raise Refus(
            "echeance-ouverte",
            f"Seules les échéances antérieures à {delai} mois se facturent par courrier : le portail prend encore "
            "celle-ci. Rien n’a été ajouté.",
            champ="echeance",
        )
    if facture.total_centiemes:
        facture.exiger_possible()
    return individuel(facture)


def individuel(facture: FactureIndividuelle) -> Courrier:
    """Return the letter of an invoice that no line of the portal stands for."""
    partage = examiner(facture).partage
    return Courrier(
        convention=facture.prise_en_charge.convention,
        caisse_id=facture.prise_en_charge.convention.caisse_id,
        prise_en_charge=facture.prise_en_charge,
        motif=facture.motif or CATALOGUE["L04"].libelle,
        echeance=facture.echeance,
        debut=facture.debut,
        fin=facture.fin,
        ouvrables_centiemes=facture.ouvrables_centiemes,
        dimanches_feries_centiemes=facture.dimanches_feries_centiemes,
        quantite_centiemes=facture.quantite_centiemes,
        montant_centimes=partage.total_centimes if partage else 0,
    )
