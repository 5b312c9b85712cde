"""The entries of the catalogue of controls, in the order in which the published procedure gives them (ANO-02)."""

from datetime import date

from ppas.facturation.regles.controle import Controle
from ppas.facturation.regles.valeurs import FORMES

COURRIER = (
    "Si ce règlement doit être réalisé, transmettez la facturation concernée par courrier à votre caisse régionale."
)

TOUS = tuple(FORMES)
"""Every element that holds a value, and the number of a record."""
QUANTITES = ("qt-ouvrables", "qt-dimanches-feries", "qt")

CONTROLES = (
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
        champs=("rf-borfact",),
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
        champs=TOUS,
    ),
    Controle(
        "F06",
        "Caisse incorrecte",
        "{defaut}.",
        "Vérifiez le code de la caisse dans le nom du fichier et dans <cd-caisse> : c’est celui de votre convention.",
        champs=("cd-caisse",),
        donnees_caisse=True,
    ),
    Controle(
        "F07",
        "Identifiant de structure incorrect",
        "{defaut}.",
        "Vérifiez, dans le nom et dans <id-structure>, l’identifiant que cette caisse a donné à votre structure.",
        champs=("id-structure",),
        donnees_caisse=True,
    ),
    Controle(
        "F08",
        "Prestation incorrecte",
        "{defaut}.",
        "Vérifiez le code de la prestation dans <cd-prestation> et dans le nom du fichier.",
        champs=("cd-prestation",),
        donnees_caisse=True,
    ),
    Controle(
        "F09",
        "Échéance ou date incorrecte",
        "{defaut}.",
        "Corrigez la date dans le fichier ou dans son nom : les deux doivent dire la même chose.",
        champs=("echeance", "dt-emission"),
    ),
    Controle(
        "F10",
        "Totaux incorrects",
        "{champ_ecrit} annonce {annonce} alors que les lignes donnent {calcule}.",
        "Vérifiez que le fichier est complet, puis écrivez la valeur calculée dans l’en-tête.",
        champs=("nb-lignes", "qt-totale"),
    ),
    Controle(
        "L01",
        "Bénéficiaire absent de la liste",
        "Ce bénéficiaire ne figure pas dans la liste des bénéficiaires de votre structure pour {echeance}.",
        "Consultez la « Liste des bénéficiaires » ; la personne y apparaît une fois sa prise en charge notifiée.",
        champs=("nir",),
        donnees_caisse=True,
    ),
    Controle(
        "L02",
        "Prise en charge inconnue ou ne couvrant pas la période",
        "{defaut}.",
        "Vérifiez le numéro et les dates de la prise en charge dans la « Liste des bénéficiaires ».",
        champs=("no-pec",),
        donnees_caisse=True,
    ),
    Controle(
        "L03",
        "Période incorrecte",
        "{defaut}.",
        "Corrigez les dates de début et de fin d’intervention.",
        champs=("dt-debut", "dt-fin"),
    ),
    Controle(
        "L04",
        "Prestation au-delà du délai de facturation",
        "L’intervention terminée le {fin} a plus de {delai} mois.",
        "Envoyez une facture individuelle par courrier à votre caisse régionale, pour un traitement manuel.",
        champs=("dt-fin",),
        refacturable=False,
    ),
    Controle(
        "L05",
        "ligne de facture déjà envoyée ou échéance déjà facturée",
        "ligne de facture déjà envoyée ou échéance déjà facturée (enregistrement n°{numero})",
        "Ne renvoyez pas cette ligne : elle ne peut pas être facturée de nouveau par le portail. " + COURRIER,
        champs=("no-pec", "dt-debut", "dt-fin"),
        refacturable=False,
        donnees_caisse=True,
    ),
    Controle(
        "L06",
        "ligne de facture déjà envoyée ou période d'intervention déjà facturée",
        "ligne de facture déjà envoyée ou période d'intervention déjà facturée (enregistrement n°{numero})",
        "Comparez avec l’enregistrement n°{numero}, du {debut} au {fin}. " + COURRIER,
        champs=("dt-debut", "dt-fin"),
        refacturable=False,
        donnees_caisse=True,
    ),
    Controle(
        "L07",
        "Quantité supérieure à ce qui est accordé",
        "{facture} en {mois}, {accorde}, dont {deja}.",
        "Ramenez la quantité à ce qui reste ({reste}), ou demandez à la caisse une révision de la prise en charge.",
        champs=QUANTITES,
        donnees_caisse=True,
    ),
    Controle(
        "L08",
        "Quantité nulle, négative ou trop précise",
        "{defaut}.",
        "Corrigez la quantité : un nombre positif, avec deux décimales au plus ; sans intervention, retirez la ligne.",
        champs=QUANTITES,
    ),
    Controle(
        "L09",
        "Trop d’heures de dimanche et de jour férié",
        "{heures} de dimanches et jours fériés, alors que la période en compte {nb_jours}, soit {maximum} au plus.",
        "Déclarez en jours ouvrables les heures qui n’ont pas été faites un dimanche ou un jour férié.",
        champs=("qt-dimanches-feries",),
    ),
    Controle(
        "L10",
        "Identité différente de celle du bénéficiaire",
        "Vous avez écrit « {recu} » ; le bénéficiaire de ce NIR est « {attendu} ».",
        "Vérifiez le NIR, le nom et le prénom dans la « Liste des bénéficiaires ».",
        champs=("nom", "prenom"),
        donnees_caisse=True,
    ),
    Controle(
        "L11",
        "Ligne en double dans l’envoi",
        "Même bénéficiaire et période commune avec l’enregistrement n°{autre} du même envoi, du {debut} au {fin}.",
        "Gardez une seule des deux lignes, ou séparez leurs périodes.",
        champs=("dt-debut", "dt-fin"),
    ),
    Controle(
        "L12",
        "Montant incorrect ou supérieur au plafond",
        "{defaut}.",
        "Corrigez la quantité, le prix unitaire ou le montant.",
        champs=("qt", "mt-unitaire", "mt"),
    ),
    Controle(
        "L13",
        "NIR incorrect",
        "{defaut}.",
        "Recopiez le numéro de sécurité sociale et sa clé depuis la « Liste des bénéficiaires ».",
        champs=("nir",),
    ),
    Controle(
        "L14",
        "Plus d’heures que la période n’en compte",
        "{heures} facturées du {debut} au {fin}, alors que cette période compte {maximum}.",
        "Vérifiez les heures et les dates de début et de fin d’intervention.",
        champs=("dt-debut", "dt-fin", "qt-ouvrables", "qt-dimanches-feries"),
        depuis=date(2027, 1, 1),
        refuse_a_partir_du=date(2027, 7, 1),
    ),
    Controle(
        "A01",
        "Prix différent du tarif de la caisse",
        "Prix unitaire de {recu} ; le tarif de la caisse est de {tarif} : c’est lui qui s’applique.",
        "Mettez à jour le tarif dans votre logiciel.",
        champs=("mt-unitaire",),
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
        champs=("dt-fin",),
    ),
)

INDISPENSABLES = frozenset({"F01", "F02", "F04", "F05", "F06", "F07", "F08", "L01", "L02", "L03", "L05", "L08", "L13"})
"""Codes that can never be mere warnings: what they find cannot be kept (no structure, no grant, no free period)."""
