"""A world of any size for the benchmarks: one convention, its grants, and the invoice file that uses them all."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from django.core.files import File
from django.db import DEFAULT_DB_ALIAS

from bench.commun import creer_les_tables
from ppas.caisses.models import Caisse, Prestation, TypePartenaire
from ppas.caisses.operations.charger_references import charger_references
from ppas.comptes.models import Utilisateur
from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Depot, LigneFacture
from ppas.facturation.operations import magasin
from ppas.facturation.operations.chargement import charger
from ppas.facturation.regles.calendrier import fin_du_mois, mois_avant
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.models import Beneficiaire, PriseEnCharge
from ppas.socle.horloge import aujourd_hui, maintenant

STRUCTURE = "21231300"
ECHEANCE = mois_avant(aujourd_hui().replace(day=1), 1)
FIN = fin_du_mois(ECHEANCE)
"""The structure that sends every file of the benchmarks, and the month that it invoices: the last one over."""


def preparer(nb: int) -> Convention:
    """Make the tables, the reference data, one convention and `nb` grants of it; return the convention."""
    creer_les_tables()
    charger_references()
    celle = convention(Caisse.objects.get(code="03"))
    accorder(celle, 0, nb)
    return celle


def convention(caisse: Caisse) -> Convention:
    """Make a partner and his validated convention of home help with `caisse`."""
    partenaire = Partenaire.objects.create(
        nom="Banc d’essai", mail="a@b.fr", telephone="0380000000", inscrit_le=maintenant()
    )
    return Convention.objects.create(
        partenaire=partenaire,
        caisse=caisse,
        code="BANC",
        type_partenaire=TypePartenaire.objects.get(code=TypePartenaire.AIDE_A_DOMICILE),
        etat=EtatConvention.VALIDEE,
        identifiant_structure=STRUCTURE,
        demandee_le=maintenant(),
        traitee_le=maintenant(),
    )


def accorder(convention: Convention, debut: int, fin: int) -> None:
    """Add to `convention` the grants number `debut` to `fin`, the last one left out."""
    accorder_a([(convention, range(debut, fin))])


def accorder_a(parts: Sequence[tuple[Convention, range]]) -> None:
    """Add to each convention the grants of its numbers, each of a beneficiary of its own."""
    prestation = Prestation.objects.get(code="PPP001")
    siennes = [(convention, n) for convention, numeros in parts for n in numeros]
    charger(
        Beneficiaire,
        ("caisse", "nir", "nom", "prenom", "nom_recherche", "date_naissance", "commune"),
        ((c.caisse_id, nir(n), "DURAND", "Jeanne", "durand jeanne", date(1945, 3, 12), "DIJON") for c, n in siennes),
    )
    derniers = Beneficiaire.objects.order_by("-pk").values_list("pk", flat=True)[: len(siennes)]
    charger(
        PriseEnCharge,
        (
            "caisse",
            "numero",
            "convention",
            "beneficiaire",
            "prestation",
            "debut",
            "fin",
            "notifiee_le",
            "quantite_mensuelle_centiemes",
            "participation",
        ),
        (
            (
                convention.caisse_id,
                numero(n),
                convention.pk,
                pk,
                prestation.pk,
                mois_avant(ECHEANCE, 6),
                FIN,
                mois_avant(ECHEANCE, 7),
                3000,
                1000,
            )
            for (convention, n), pk in zip(siennes, reversed(derniers), strict=True)
        ),
    )


def numero(n: int) -> str:
    """Return the number of the n-th grant."""
    return f"2026{n:07d}"


def nir(n: int) -> str:
    """Return the n-th number of a woman born in 1945, with its key."""
    commune, ordre = divmod(n, 999)
    mois, commune = divmod(commune, 990)
    corps = f"245{mois % 12 + 1:02d}21{commune + 1:03d}{ordre + 1:03d}"
    return f"{corps}{97 - int(corps) % 97:02d}"


def ecrire(chemin: Path, nb: int, *, debut: int = 0, caisse: str = "03", structure: str = STRUCTURE) -> None:
    """Write the invoice file of `nb` lines, for the grants number `debut` and after."""
    with chemin.open("wb") as sortie:
        sortie.writelines(bloc.encode() for bloc in _texte(nb, debut, caisse, structure))


def deposer(convention: Convention, chemin: Path, complement: int) -> Depot:
    """Put the file in the store and return its deposit, ready to be processed."""
    with chemin.open("rb") as source:
        fichier = File(source, name=chemin.name)
        sha256, taille = magasin.ranger(fichier)
    auteur, _ = Utilisateur.objects.get_or_create(login="banc", defaults={"nom": "Banc", "prenom": "D’essai"})
    suite = f"-{complement}" if complement > 1 else ""
    return Depot.objects.create(
        partenaire=convention.partenaire,
        convention=convention,
        caisse=convention.caisse,
        nom_fichier=f"03_{STRUCTURE}_{ECHEANCE:%Y%m}{suite}.xml",
        cle_envoi=uuid.uuid4(),
        sha256=sha256,
        taille=taille,
        depose_le=maintenant(),
        depose_par=auteur,
    )


def effacer(depot: Depot) -> None:
    """Check that every line of the deposit was accepted, then forget it, so that its period can be invoiced again."""
    depot.refresh_from_db()
    assert depot.etat == EtatDepot.TRAITE, (depot.etat, list(depot.anomalies.values_list("message", flat=True)[:5]))
    LigneFacture.objects.filter(depot=depot)._raw_delete(using=DEFAULT_DB_ALIAS)  # noqa: SLF001 -- a million of them
    depot.delete()


def _texte(nb: int, debut: int, caisse: str, structure: str) -> Iterator[str]:
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<borfact version="1.0">\n  <entete>\n'
        f"    <rf-borfact>{caisse}_{structure}_{ECHEANCE:%Y%m}</rf-borfact>\n    <cd-caisse>{caisse}</cd-caisse>\n"
        f"    <id-structure>{structure}</id-structure>\n    <cd-prestation>PPP001</cd-prestation>\n"
        f"    <echeance>{ECHEANCE:%Y%m}</echeance>\n    <dt-emission>{FIN}</dt-emission>\n"
        f"    <nb-lignes>{nb}</nb-lignes>\n    <qt-totale>{nb * 15.5:.2f}</qt-totale>\n  </entete>\n  <lignes>\n"
    )
    for n in range(nb):
        yield (
            f'  <ligne no="{n + 1}">\n   <no-pec>{numero(debut + n)}</no-pec>\n   <nir>{nir(debut + n)}</nir>\n'
            f"   <nom>DURAND</nom>\n   <prenom>Jeanne</prenom>\n   <dt-debut>{ECHEANCE}</dt-debut>\n"
            f"   <dt-fin>{FIN}</dt-fin>\n   <qt-ouvrables>14.00</qt-ouvrables>\n"
            "   <qt-dimanches-feries>1.50</qt-dimanches-feries>\n  </ligne>\n"
        )
    yield "  </lignes>\n</borfact>\n"
