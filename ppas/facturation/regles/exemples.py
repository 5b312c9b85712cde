"""Each control of the catalogue by one example that passes it and one that fails it (formats.md §2).

The documentation shows them, the tests run them: an example that no longer shows its control is a failure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import BytesIO

from ppas.facturation.regles.donnees import ContexteDepot, DejaFacturee, Parametres, PriseEnChargeVue
from ppas.facturation.regles.verification import DonneesCaisse, Verdict, verifier
from ppas.socle.regles.affichage import PARIS

LE = date(2026, 11, 21)
"""The day on which the examples are judged."""

NIR = "245032105412389"
NOM_AMD = "03_21231300_202610.xml"
NOM_AUTRE = "03_171126_014_21231300.xml"

DOCUMENT_AMD = f"""<?xml version="1.0" encoding="UTF-8"?>
<borfact version="1.0">
  <entete>
    <rf-borfact>03_21231300_202610</rf-borfact>
    <cd-caisse>03</cd-caisse>
    <id-structure>21231300</id-structure>
    <cd-prestation>PPP001</cd-prestation>
    <echeance>202610</echeance>
    <dt-emission>2026-11-04</dt-emission>
    <nb-lignes>1</nb-lignes>
    <qt-totale>15.50</qt-totale>
  </entete>
  <lignes>
    <ligne no="1">
      <no-pec>2026004512</no-pec>
      <nir>{NIR}</nir>
      <nom>DURAND</nom>
      <prenom>Jeanne</prenom>
      <dt-debut>2026-10-01</dt-debut>
      <dt-fin>2026-10-31</dt-fin>
      <qt-ouvrables>14.00</qt-ouvrables>
      <qt-dimanches-feries>1.50</qt-dimanches-feries>
    </ligne>
  </lignes>
</borfact>
"""

DOCUMENT_AUTRE = f"""<?xml version="1.0" encoding="UTF-8"?>
<borfact version="1.0">
  <entete>
    <rf-borfact>03_171126_014_21231300</rf-borfact>
    <cd-caisse>03</cd-caisse>
    <id-structure>21231300</id-structure>
    <cd-prestation>PPP014</cd-prestation>
    <dt-emission>2026-11-17</dt-emission>
    <nb-lignes>1</nb-lignes>
    <qt-totale>2.00</qt-totale>
  </entete>
  <lignes>
    <ligne no="1">
      <no-pec>2026009001</no-pec>
      <nir>{NIR}</nir>
      <nom>DURAND</nom>
      <prenom>Jeanne</prenom>
      <dt-debut>2026-11-02</dt-debut>
      <dt-fin>2026-11-02</dt-fin>
      <qt>2.00</qt>
      <mt-unitaire>62.70</mt-unitaire>
      <mt>125.40</mt>
    </ligne>
  </lignes>
</borfact>
"""

SECONDE_LIGNE = f"""</ligne>
    <ligne no="2">
      <no-pec>2026004512</no-pec>
      <nir>{NIR}</nir>
      <nom>DURAND</nom>
      <prenom>Jeanne</prenom>
      <dt-debut>2026-10-15</dt-debut>
      <dt-fin>2026-10-31</dt-fin>
      <qt-ouvrables>1.00</qt-ouvrables>
      <qt-dimanches-feries>0.00</qt-dimanches-feries>
    </ligne>"""
_DEUX_LIGNES = {"</ligne>": SECONDE_LIGNE, "<nb-lignes>1<": "<nb-lignes>2<", ">15.50<": ">16.50<"}

PRISE_EN_CHARGE_AMD = PriseEnChargeVue(
    id=1,
    numero="2026004512",
    nir=NIR,
    nom="DURAND",
    prenom="Jeanne",
    prestation="PPP001",
    unite="heure",
    debut=date(2026, 1, 1),
    fin=date(2026, 12, 31),
    quantite_mensuelle_centiemes=20_00,
)
PRISE_EN_CHARGE_AUTRE = replace(
    PRISE_EN_CHARGE_AMD,
    id=2,
    numero="2026009001",
    prestation="PPP014",
    unite="forfait",
    quantite_mensuelle_centiemes=None,
    plafond_centimes=500_00,
)
ENVOYEE = DejaFacturee(
    numero=4711,
    prise_en_charge_id=1,
    echeance=date(2026, 10, 1),
    debut=date(2026, 10, 1),
    fin=date(2026, 10, 31),
    quantite_centiemes=10_00,
)
CONTEXTE = ContexteDepot(
    caisses=frozenset({"03", "05"}),
    structures={"03": frozenset({"21231300"})},
    prestations=frozenset({"PPP001", "PPP014", "PPP020"}),
    prestations_ouvertes=frozenset({"PPP001", "PPP014"}),
)
PARAMETRES = Parametres(jours_feries=frozenset({date(2026, 11, 1), date(2026, 11, 11)}))


@dataclass(frozen=True)
class Exemple:
    """A file, changed from one of the two documents above, and what the caisse knows; `texte` says it to a reader."""

    texte: str
    est_amd: bool = True
    nom: str | None = None
    remplacer: Mapping[str, str] = field(default_factory=dict)
    deja: tuple[DejaFacturee, ...] = ()
    depot: ContexteDepot = CONTEXTE
    parametres: Parametres = PARAMETRES
    le: date = LE

    def document(self) -> str:
        """Return the text of the file."""
        texte = DOCUMENT_AMD if self.est_amd else DOCUMENT_AUTRE
        for ancien, nouveau in self.remplacer.items():
            texte = texte.replace(ancien, nouveau)
        return texte

    def juger(self) -> Verdict:
        """Judge it by every control."""
        caisse = DonneesCaisse(
            depot=self.depot,
            prises_en_charge={NIR: (PRISE_EN_CHARGE_AMD, PRISE_EN_CHARGE_AUTRE)},
            deja_facturees={NIR: self.deja},
        )
        nom = self.nom or (NOM_AMD if self.est_amd else NOM_AUTRE)
        octets = BytesIO(self.document().encode())
        return verifier(octets, nom, le=self.le, parametres=self.parametres, caisse=caisse)


def _autre(texte: str, remplacer: Mapping[str, str] | None = None, *, tarif: int | None = None) -> Exemple:
    parametres = replace(PARAMETRES, tarif_unitaire_centimes=tarif)
    return Exemple(texte, est_amd=False, remplacer=remplacer or {}, parametres=parametres)


def _en_2027(texte: str, remplacer: Mapping[str, str] | None = None) -> Exemple:
    """Judge on a day when L14 refuses; so late, the caisse would also warn (A03) unless it lets twelve months."""
    parametres = replace(PARAMETRES, avertissement_mois=12)
    return Exemple(texte, remplacer=remplacer or {}, parametres=parametres, le=date(2027, 7, 2))


EXEMPLES: dict[str, tuple[Exemple, Exemple]] = {
    "F01": (Exemple(f"« {NOM_AMD} »"), Exemple("« 03_21231300_2026-10.xml »", nom="03_21231300_2026-10.xml")),
    "F02": (
        Exemple("Le nom n’a jamais servi."),
        Exemple(
            "Le nom a servi le 04/11/2026.",
            depot=replace(CONTEXTE, nom_utilise_le=datetime(2026, 11, 4, 9, 42, tzinfo=PARIS)),
        ),
    ),
    "F03": (
        Exemple("<rf-borfact>03_21231300_202610</rf-borfact>"),
        Exemple("<rf-borfact>202610</rf-borfact>", remplacer={"03_21231300_202610<": "202610<"}),
    ),
    "F04": (
        Exemple("Un fichier XML complet, en UTF-8."),
        Exemple("La balise </borfact> manque à la fin.", remplacer={"</borfact>": ""}),
    ),
    "F05": (
        Exemple("<dt-debut>2026-10-01</dt-debut>"),
        Exemple("<dt-debut>01/10/2026</dt-debut>", remplacer={"<dt-debut>2026-10-01": "<dt-debut>01/10/2026"}),
    ),
    "F06": (
        Exemple("<cd-caisse>03</cd-caisse>, comme le nom du fichier."),
        Exemple("<cd-caisse>05</cd-caisse>", remplacer={"<cd-caisse>03": "<cd-caisse>05"}),
    ),
    "F07": (
        Exemple("<id-structure>21231300</id-structure>, comme le nom du fichier."),
        Exemple(
            "<id-structure>21231399</id-structure>", remplacer={"<id-structure>21231300": "<id-structure>21231399"}
        ),
    ),
    "F08": (
        Exemple("PPP001 pour un fichier d’aide à domicile."),
        Exemple(
            "PPP001 n’est pas ouverte à la convention.",
            depot=replace(CONTEXTE, prestations_ouvertes=frozenset({"PPP014"})),
        ),
    ),
    "F09": (
        Exemple("<echeance>202610</echeance>, comme le nom du fichier."),
        Exemple("<echeance>202609</echeance>", remplacer={"<echeance>202610": "<echeance>202609"}),
    ),
    "F10": (
        Exemple("14,00 h et 1,50 h : <qt-totale>15.50</qt-totale>"),
        Exemple("<qt-totale>15.00</qt-totale>", remplacer={">15.50<": ">15.00<"}),
    ),
    "L01": (
        Exemple("Le bénéficiaire est dans la liste d’octobre 2026."),
        Exemple("Le NIR est celui d’une personne sans prise en charge.", remplacer={NIR: "238027127004536"}),
    ),
    "L02": (
        Exemple("<no-pec>2026004512</no-pec>"),
        Exemple("<no-pec>2026009999</no-pec>", remplacer={"2026004512": "2026009999"}),
    ),
    "L03": (
        Exemple("Du 01/10/2026 au 31/10/2026 pour l’échéance d’octobre."),
        Exemple("Jusqu’au 01/11/2026.", remplacer={"2026-10-31": "2026-11-01"}),
    ),
    "L04": (
        Exemple("Octobre 2026, envoyé le 21/11/2026."),
        Exemple("Octobre 2026, envoyé le 02/11/2027.", le=date(2027, 11, 2)),
    ),
    "L05": (
        Exemple(
            "Seul septembre a été facturé.",
            deja=(replace(ENVOYEE, echeance=date(2026, 9, 1), debut=date(2026, 9, 1), fin=date(2026, 9, 30)),),
        ),
        Exemple("Octobre a été facturé par l’enregistrement n°4711.", deja=(ENVOYEE,)),
    ),
    "L06": (
        Exemple(
            "L’autre prise en charge a été facturée jusqu’au 30/09/2026.",
            deja=(replace(ENVOYEE, prise_en_charge_id=3, debut=date(2026, 9, 1), fin=date(2026, 9, 30)),),
        ),
        Exemple(
            "Elle a été facturée du 20/09 au 05/10/2026.",
            deja=(replace(ENVOYEE, prise_en_charge_id=3, debut=date(2026, 9, 20), fin=date(2026, 10, 5)),),
        ),
    ),
    "L07": (
        Exemple("15,50 h pour 20,00 h accordées."),
        Exemple("25,50 h pour 20,00 h accordées.", remplacer={">14.00<": ">24.00<", ">15.50<": ">25.50<"}),
    ),
    "L08": (
        Exemple("14,00 h et 1,50 h."),
        Exemple("14,005 h.", remplacer={">14.00<": ">14.005<", ">15.50<": ">15.51<"}),
    ),
    "L09": (
        Exemple("1,50 h, et quatre dimanches en octobre 2026."),
        Exemple("1,50 h du 1er au 3 octobre, sans dimanche ni jour férié.", remplacer={"2026-10-31": "2026-10-03"}),
    ),
    "L10": (
        Exemple("« DURAND Jeanne » ou « Durand jeanne »."),
        Exemple("« DUPONT Jeanne »", remplacer={"<nom>DURAND": "<nom>DUPONT"}),
    ),
    "L11": (
        Exemple(
            "Du 01/10 au 14/10, puis du 15/10 au 31/10.",
            remplacer={"<dt-fin>2026-10-31": "<dt-fin>2026-10-14", **_DEUX_LIGNES},
        ),
        Exemple("Du 01/10 au 31/10, puis du 15/10 au 31/10.", remplacer=_DEUX_LIGNES),
    ),
    "L12": (
        _autre("2 × 62,70 € = 125,40 €"),
        _autre("2 × 62,70 € écrit 125,00 €", {"<mt>125.40": "<mt>125.00"}),
    ),
    "L13": (
        Exemple("2 45 03 21 054 123, clé 89."),
        Exemple("2 45 03 21 054 123, clé 88.", remplacer={NIR: f"{NIR[:13]}88"}),
    ),
    "L14": (
        _en_2027("15,50 h en octobre 2026, envoyées le 02/07/2027."),
        _en_2027(
            "25,50 h pour le seul dimanche 4 octobre 2026, envoyées le 02/07/2027.",
            {
                "2026-10-01<": "2026-10-04<",
                "2026-10-31<": "2026-10-04<",
                ">14.00<": ">24.00<",
                ">15.50<": ">25.50<",
            },
        ),
    ),
    "A01": (
        _autre("Prix unitaire de 62,70 €, celui du tarif.", tarif=62_70),
        _autre("Prix unitaire de 62,70 € pour un tarif de 60,00 €.", tarif=60_00),
    ),
    "A03": (
        Exemple("Octobre 2026, envoyé le 21/11/2026."),
        Exemple("Octobre 2026, envoyé le 02/05/2027.", le=date(2027, 5, 2)),
    ),
}
"""By code: what passes, what fails. A02 judges the registration of a partner: it has no file to show."""
