"""What people of the demonstration ask the assistance, and what partners and caisses write to each other.

Days are counted back from the demonstration's own.
"""

from datetime import time

from ppas.demo.regles.comptes import AGENT, CAMILLE, HABITAT, JULIEN, MIKAEL, REGIONAL, SOPHIE

DEMANDES = (
    (20, CAMILLE, "navigation", (
        "Bonjour,\nsur l’ordinateur de l’accueil, le tableau des bénéficiaires est coupé à droite. Les autres "
        "postes l’affichent bien. Que faut-il régler ?"
    )),
    (14, JULIEN, "aides", (
        "Bonjour,\noù trouver l’imprimé de demande d’aide à remettre aux nouveaux bénéficiaires ?"
    )),
    (8, SOPHIE, "acces", (
        "Bonjour,\ndepuis hier, une collègue ne trouve plus « Facturation par fichier » dans « Les services »."
    )),
    (1, HABITAT, "suggestions", (
        "Bonjour,\nil serait pratique d’être prévenu par mail quand un bordereau de paiement paraît."
    )),
)  # fmt: skip
INCONNU = {
    "numero_convention": "AMD7102",
    "institution": "Les Aides de la Bresse",
    "departement": "Saône-et-Loire",
    "nom": "GAUDILLAT",
    "prenom": "Éric",
    "email": "eric.gaudillat@aides-bresse.example",
    "telephone": "0385424344",
}
ANONYME = (
    "Bonjour,\nje remplace la directrice, partie en retraite. Elle était la seule administratrice : personne ici ne "
    "connaît son identifiant, et je ne peux ni me connecter ni créer de compte."
)
REPONSES = (
    (19, CAMILLE, (
        "Le zoom du navigateur est sans doute resté agrandi sur ce poste. Appuyez sur les touches Ctrl et 0 en même "
        "temps : le tableau tiendra de nouveau dans la page."
    ), "resoudre"),
    (13, JULIEN, (
        "L’imprimé se trouve dans « La documentation », rubrique des imprimés de demande. Il s’imprime et se remplit "
        "à la main."
    ), "resoudre"),
    (6, SOPHIE, (
        "Votre convention d’aide à domicile est bien validée. Votre collègue se connecte-t-elle avec son propre "
        "identifiant ? Envoyez-nous le message affiché, s’il y en a un."
    ), "attendre"),
)  # fmt: skip
NOTE = "Rappelée à 11 h 45 : absente jusqu’à lundi. La collègue partage peut-être l’identifiant d’une autre structure."
REPRISE = (
    "Bonjour,\nmerci, mais l’imprimé de cette année n’y est pas : celui qui est en ligne porte les plafonds de l’an "
    "dernier."
)
MODELES = (
    ("Compte bloqué", (
        "Votre compte se débloque par « Mot de passe oublié ? », sur la page de connexion : vous recevrez un mot de "
        "passe temporaire, à changer à la première connexion. S’il n’arrive pas, cherchez-le parmi les indésirables."
    )),
    ("Identifiant inconnu", (
        "Tout administrateur de votre structure peut lire votre identifiant dans « Modification inscription », onglet "
        "« Utilisateurs ». Si votre structure n’a plus d’administrateur, votre caisse peut en désigner un autre."
    )),
    ("Paiement ou prise en charge", (
        "L’assistance ne connaît pas vos dossiers. Écrivez à votre caisse depuis la page du fichier ou du mois "
        "facturé : « Écrire à la caisse »."
    )),
)  # fmt: skip
MATIN, APRES_MIDI = time(10, 20), time(15, 45)
MESSAGES = (
    (7, MATIN, "depot", AGENT, (
        "Bonjour,\nvous facturez chaque mois un complément de deux personnes. Pouvez-vous attendre d’avoir toutes les "
        "feuilles de présence avant d’envoyer le fichier du mois ?"
    )),
    (6, APRES_MIDI, "depot", CAMILLE, (
        "Bonjour,\nces deux dossiers nous reviennent toujours après le 5 du mois. Nous enverrons désormais le fichier "
        "le 8. Cela vous convient-il ?"
    )),
    (2, MATIN, "depot", AGENT, "C’est parfait, et sans effet sur la date de votre paiement. Merci."),
    (3, MATIN, "convention", REGIONAL, (
        "Bonjour,\nil nous manque l’avenant signé pour l’aide à domicile. Envoyez-le par courrier au service action "
        "sociale : nous validerons la convention à sa réception."
    )),
    (2, APRES_MIDI, "formulaire", JULIEN, (
        "Bonjour,\nnous avons validé ce mois en oubliant les heures d’un dimanche. Peut-on les ajouter le mois "
        "prochain ?"
    )),
    (1, MATIN, "evaluation", AGENT, (
        "Bonjour,\nle plan prévoit deux passages par semaine : est-ce en plus de l’aide déjà en place ?"
    )),
    (1, APRES_MIDI, "evaluation", MIKAEL, "Bonjour,\nnon : ces passages remplacent l’aide en place."),
)  # fmt: skip
"""How many days ago, at what time, about which kind of file, by whom."""
