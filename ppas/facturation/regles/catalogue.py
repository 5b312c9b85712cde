"""The single catalogue of the controls: what each is called, says, and asks to do (formats.md §2, ANO-02)."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

COURRIER = (
    "Si ce règlement doit être réalisé, transmettez la facturation concernée par courrier à votre caisse régionale."
)


EN_GENERAL = {
    "attendu": "le nom du fichier sans son extension",
    "debut": "JJ/MM/AAAA",
    "fin": "JJ/MM/AAAA",
    "numero": "x",
    "proposition": "",
    "reste": "quantité accordée moins quantité déjà facturée",
}
"""What stands for the values of a case where a remedy is shown for none."""


class Gravite(StrEnum):
    """What an anomaly stops."""

    FICHIER = "fichier"
    LIGNE = "ligne"
    AVERTISSEMENT = "avertissement"


@dataclass(frozen=True, slots=True)
class Controle:
    """One control. `phrase` and `remede` are templates filled with the values of the case.

    `refacturable`: whether a line it refused may be sent again through the portal (ANO-04, ANO-05).
    `donnees_caisse`: whether it needs what only the portal knows, so that `ppas verifier` cannot run it whole.
    """

    code: str
    libelle: str
    phrase: str
    remede: str
    refacturable: bool = True
    donnees_caisse: bool = False

    @property
    def conseil(self) -> str:
        """Its remedy as the published procedure gives it, for no case in particular."""
        return self.remede.format_map(EN_GENERAL)

    @property
    def gravite(self) -> Gravite:
        """What it stops, told by the first letter of its code."""
        return {"F": Gravite.FICHIER, "L": Gravite.LIGNE, "A": Gravite.AVERTISSEMENT}[self.code[0]]


@dataclass(frozen=True, slots=True)
class Anomalie:
    """One fault found. `champ` is the element of the layout, `rang` the number of the record in the file, from 1.

    `ligne` and `colonne` (from 1) place it in the text of the file; `numero_facture` is the accepted record that the
    message names, for a page to link to it (ANO-06).
    """

    code: str
    message: str
    remede: str
    champ: str | None = None
    rang: int | None = None
    ligne: int | None = None
    colonne: int | None = None
    extrait: str | None = None
    numero_facture: int | None = None

    @property
    def controle(self) -> Controle:
        """Its row of the catalogue."""
        return CATALOGUE[self.code]

    @property
    def gravite(self) -> Gravite:
        """What it stops."""
        return self.controle.gravite

    @property
    def est_refus(self) -> bool:
        """Whether it refuses something: a warning does not."""
        return self.gravite is not Gravite.AVERTISSEMENT

    def a_l_enregistrement(self, rang: int) -> Self:
        """Return it attached to the record number `rang`."""
        return replace(self, rang=rang)


def anomalie(
    code: str,
    champ: str | None = None,
    *,
    rang: int | None = None,
    ligne: int | None = None,
    colonne: int | None = None,
    numero_facture: int | None = None,
    **valeurs: object,
) -> Anomalie:
    """Build the anomaly `code`, its sentences filled with `valeurs` (already written for people)."""
    controle = CATALOGUE[code]
    return Anomalie(
        code=code,
        message=controle.phrase.format_map(valeurs),
        remede=controle.remede.format_map(valeurs),
        champ=champ,
        rang=rang,
        ligne=ligne,
        colonne=colonne,
        numero_facture=numero_facture,
    )


_CONTROLES = (
    Controle(
        "F01",
        "Nom de fichier non conforme",
        "Le nom « {nom} » n’est pas conforme : {defaut}.",
        "Renommez le fichier{proposition}, et écrivez le même nom dans <rf-borfact>.",
    ),
    Controle(
        "F02",
        "Nom de fichier déjà utilisé",
        "Le nom « {nom} » a déjà été utilisé pour l’envoi du {envoye_le}.",
        "Donnez un nom différent de ceux des envois précédents{proposition}, et écrivez-le dans <rf-borfact>.",
        donnees_caisse=True,
    ),
    Controle(
        "F03",
        "Référence interne différente du nom du fichier",
        "La référence interne <rf-borfact> vaut « {recu} » alors que le nom du fichier donne « {attendu} ».",
        "Écrivez « {attendu} » dans <rf-borfact>, ou renommez le fichier : les deux doivent être identiques.",
    ),
    Controle(
        "F04",
        "Fichier illisible",
        "Le fichier n’est pas lisible : {defaut}.",
        "Produisez à nouveau le fichier avec votre logiciel et envoyez-le tel quel, sans l’ouvrir ni le compresser.",
    ),
    Controle(
        "F05",
        "Structure du document incorrecte",
        "{defaut}.",
        "Corrigez le fichier selon le cahier des charges du fichier de facturation XML, ou signalez cette anomalie à "
        "l’éditeur de votre logiciel.",
    ),
    Controle(
        "F06",
        "Caisse incorrecte",
        "{defaut}.",
        "Vérifiez le code de la caisse dans le nom du fichier et dans <cd-caisse> : c’est celui de votre convention.",
        donnees_caisse=True,
    ),
    Controle(
        "F07",
        "Identifiant de structure incorrect",
        "{defaut}.",
        "Vérifiez, dans le nom et dans <id-structure>, l’identifiant que cette caisse a donné à votre structure.",
        donnees_caisse=True,
    ),
    Controle(
        "F08",
        "Prestation incorrecte",
        "{defaut}.",
        "Vérifiez le code de la prestation dans <cd-prestation> et dans le nom du fichier.",
        donnees_caisse=True,
    ),
    Controle(
        "F09",
        "Échéance ou date incorrecte",
        "{defaut}.",
        "Corrigez la date dans le fichier ou dans son nom : les deux doivent dire la même chose.",
    ),
    Controle(
        "F10",
        "Totaux incorrects",
        "{champ_ecrit} annonce {annonce} alors que les lignes donnent {calcule}.",
        "Vérifiez que le fichier est complet, puis écrivez la valeur calculée dans l’en-tête.",
    ),
    Controle(
        "L01",
        "Bénéficiaire absent de la liste",
        "Ce bénéficiaire ne figure pas dans la liste des bénéficiaires de votre structure pour {echeance}.",
        "Consultez la « Liste des bénéficiaires » ; la personne y apparaît une fois sa prise en charge notifiée.",
        donnees_caisse=True,
    ),
    Controle(
        "L02",
        "Prise en charge inconnue ou ne couvrant pas la période",
        "{defaut}.",
        "Vérifiez le numéro et les dates de la prise en charge dans la « Liste des bénéficiaires ».",
        donnees_caisse=True,
    ),
    Controle("L03", "Période incorrecte", "{defaut}.", "Corrigez les dates de début et de fin d’intervention."),
    Controle(
        "L04",
        "Prestation au-delà du délai de facturation",
        "L’intervention terminée le {fin} a plus de {delai} mois.",
        "Envoyez une facture individuelle par courrier à votre caisse régionale, pour un traitement manuel.",
        refacturable=False,
    ),
    Controle(
        "L05",
        "ligne de facture déjà envoyée ou échéance déjà facturée",
        "ligne de facture déjà envoyée ou échéance déjà facturée (enregistrement n°{numero})",
        "Ne renvoyez pas cette ligne : elle ne peut pas être facturée de nouveau par le portail. " + COURRIER,
        refacturable=False,
        donnees_caisse=True,
    ),
    Controle(
        "L06",
        "ligne de facture déjà envoyée ou période d'intervention déjà facturée",
        "ligne de facture déjà envoyée ou période d'intervention déjà facturée (enregistrement n°{numero})",
        "Comparez avec l’enregistrement n°{numero}, du {debut} au {fin}. " + COURRIER,
        refacturable=False,
        donnees_caisse=True,
    ),
    Controle(
        "L07",
        "Quantité supérieure à ce qui est accordé",
        "{facture} en {mois}, {accorde}, dont {deja}.",
        "Ramenez la quantité à ce qui reste ({reste}), ou demandez à la caisse une révision de la prise en charge.",
        donnees_caisse=True,
    ),
    Controle(
        "L08",
        "Quantité nulle, négative ou trop précise",
        "{defaut}.",
        "Corrigez la quantité : un nombre positif, avec deux décimales au plus ; sans intervention, retirez la ligne.",
    ),
    Controle(
        "L09",
        "Trop d’heures de dimanche et de jour férié",
        "{heures} de dimanches et jours fériés, alors que la période en compte {nb_jours}, soit {maximum} au plus.",
        "Déclarez en jours ouvrables les heures qui n’ont pas été faites un dimanche ou un jour férié.",
    ),
    Controle(
        "L10",
        "Identité différente de celle du bénéficiaire",
        "Vous avez écrit « {recu} » ; le bénéficiaire de ce NIR est « {attendu} ».",
        "Vérifiez le NIR, le nom et le prénom dans la « Liste des bénéficiaires ».",
        donnees_caisse=True,
    ),
    Controle(
        "L11",
        "Ligne en double dans l’envoi",
        "Même bénéficiaire et période commune avec l’enregistrement n°{autre} du même envoi, du {debut} au {fin}.",
        "Gardez une seule des deux lignes, ou séparez leurs périodes.",
    ),
    Controle(
        "L12",
        "Montant incorrect ou supérieur au plafond",
        "{defaut}.",
        "Corrigez la quantité, le prix unitaire ou le montant.",
    ),
    Controle(
        "L13",
        "NIR incorrect",
        "{defaut}.",
        "Recopiez le numéro de sécurité sociale et sa clé depuis la « Liste des bénéficiaires ».",
    ),
    Controle(
        "A01",
        "Prix différent du tarif de la caisse",
        "Prix unitaire de {recu} ; le tarif de la caisse est de {tarif} : c’est lui qui s’applique.",
        "Mettez à jour le tarif dans votre logiciel.",
        donnees_caisse=True,
    ),
    Controle(
        "A02",
        "Clé du SIRET incorrecte",
        "La clé du SIRET {siret} n’est pas celle attendue.",
        "Vérifiez le numéro ; s’il est exact, vous n’avez rien à faire.",
        donnees_caisse=True,
    ),
    Controle(
        "A03",
        "Intervention ancienne",
        "L’intervention terminée le {fin} a plus de {delai} mois : la caisse peut en refuser le paiement.",
        "Facturez chaque mois ; en cas de refus, adressez-vous à votre caisse.",
    ),
)

CATALOGUE: dict[str, Controle] = {controle.code: controle for controle in _CONTROLES}
