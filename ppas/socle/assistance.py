"""How to reach the assistance today, for any page or mail that says so (SUP-05)."""

from ppas.socle.horloge import aujourd_hui
from ppas.socle.models import ParametreAssistance
from ppas.socle.regles.affichage import telephone


def parametres() -> ParametreAssistance:
    """Return the parameters in force today, in one query; those of the FAQ when nobody has written any."""
    le = aujourd_hui()
    en_vigueur = ParametreAssistance.objects.filter(debut__lte=le).order_by("-debut").first()
    return en_vigueur or ParametreAssistance(debut=le)


def telephone_de_l_assistance() -> str:
    """Return the first telephone number, by pairs, as mails write it: between plain spaces."""
    return telephone(parametres().telephone).replace("\N{NO-BREAK SPACE}", " ")
