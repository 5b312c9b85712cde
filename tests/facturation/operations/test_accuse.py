"""The deposit receipt (PLU-05): fields that a program may rely on, and the same bytes for ever once it is final."""

import json
import re

import pytest

from ppas.facturation.models import Depot
from ppas.facturation.operations.accuse import accuse_json, accuse_pdf
from ppas.facturation.regles.exemples import DOCUMENT_AMD, NOM_AMD
from tests.conftest import Horloge
from tests.facturation.envois import Expediteur, document, relu

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge"), pytest.mark.exigence("PLU-05")]


def test_l_accuse_dit_ce_qui_fut_recu_et_ce_qu_il_en_est(expediteur: Expediteur) -> None:
    expediteur.accorder(3)
    depot = relu(expediteur.envoyer(document(3, faux=(2,))))
    assert json.loads(accuse_json(depot)) == {
        "version": "1",
        "numero": depot.pk,
        "est_final": True,
        "etat": "traite_anomalies",
        "resultat": "2 lignes acceptées, 1 ligne refusée.",
        "fichier": {"nom": NOM_AMD, "taille_octets": depot.taille, "sha256": depot.sha256},
        "depose_le": "2026-11-04T09:30:00+01:00",
        "depose_par": str(expediteur.utilisateur),
        "traite_le": "2026-11-04T09:30:00+01:00",
        "structure": {
            "nom": depot.partenaire.nom,
            "siret": depot.partenaire.siret,
            "identifiant": "21231300",
        },
        "caisse": {"code": "03", "nom": "CARSAT Bourgogne-Franche-Comté"},
        "convention": expediteur.convention.code,
        "prestation": "PPP001",
        "echeance": "2026-10",
        "lignes": {"lues": 3, "acceptees": 2, "refusees": 1},
        "quantite_acceptee": "20.00",
        "montants_acceptes": {"part_caisse": "482.40", "part_beneficiaire": "53.60"},
        "anomalies": {"L13": 1},
    }


def test_l_accuse_d_un_fichier_en_attente_ne_dit_aucun_resultat(expediteur: Expediteur) -> None:
    depot = expediteur.deposer()
    accuse = json.loads(accuse_json(depot))
    assert (accuse["est_final"], accuse["etat"]) == (False, "recu")
    assert accuse["resultat"] == "Le fichier est reçu et enregistré ; il est en cours de traitement."
    assert {accuse[champ] for champ in ("traite_le", "lignes", "quantite_acceptee", "anomalies")} == {None}
    assert accuse_pdf(depot).startswith(b"%PDF")


def test_l_accuse_d_un_nom_refuse_n_a_ni_caisse_ni_convention(expediteur: Expediteur) -> None:
    depot = expediteur.deposer(nom="facture.pdf")
    accuse = json.loads(accuse_json(depot))
    assert (accuse["caisse"], accuse["convention"], accuse["anomalies"]) == (None, None, {"F01": 1})
    assert accuse_pdf(depot).startswith(b"%PDF")


def test_un_accuse_final_a_toujours_les_memes_octets(expediteur: Expediteur, horloge: Horloge) -> None:
    depot = relu(expediteur.envoyer())
    premiers = accuse_json(depot), accuse_pdf(depot)
    horloge.avancer(days=40)
    Depot.objects.filter(pk=depot.pk).update(nb_lignes_refacturees=1, montant_refacture_centimes=100)
    assert (accuse_json(relu(depot)), accuse_pdf(relu(depot))) == premiers


def test_le_pdf_est_accessible_archivable_et_porte_l_accuse_en_json(expediteur: Expediteur) -> None:
    octets = accuse_pdf(relu(expediteur.envoyer()))
    for attendu in (rb"/MarkInfo", rb"/Lang\s*\(fr", rb"pdfuaid:part>1<", rb"pdfaid:part>3<", rb"accuse\.json"):
        assert re.search(attendu, octets), attendu


@pytest.mark.parametrize("nom", ["#panic().xml", "*_[x]_$y$.xml", "\u202e.xml", "é" * 250])
def test_un_nom_hostile_reste_du_texte(nom: str, expediteur: Expediteur) -> None:
    depot = relu(expediteur.deposer(DOCUMENT_AMD, nom))
    assert json.loads(accuse_json(depot))["fichier"]["nom"] == depot.nom_fichier
    assert accuse_pdf(depot).startswith(b"%PDF")
