"""Invoice files in text, for the tests: the reference documents of the catalogue, changed."""

from io import BytesIO

from ppas.facturation.regles.borfact import Lecture, Limites
from ppas.facturation.regles.donnees import LigneLue
from ppas.facturation.regles.exemples import DOCUMENT_AMD, NIR

XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

LIGNE = f"""<ligne no="{{no}}">
      <no-pec>2026004512</no-pec>
      <nir>{NIR}</nir>
      <nom>DURAND</nom>
      <prenom>Jeanne</prenom>
      <dt-debut>2026-10-01</dt-debut>
      <dt-fin>2026-10-31</dt-fin>
      <qt-ouvrables>14.00</qt-ouvrables>
      <qt-dimanches-feries>1.50</qt-dimanches-feries>
    </ligne>
    """


def document(*changements: tuple[str, str], base: str = DOCUMENT_AMD) -> str:
    """Return `base` with each text of `changements` replaced; each must be there."""
    for ancien, nouveau in changements:
        assert ancien in base, ancien
        base = base.replace(ancien, nouveau)
    return base


def document_de(nb_lignes: int) -> str:
    """Return a right AMD file of that many identical lines."""
    debut, _, reste = DOCUMENT_AMD.partition('<ligne no="1">')
    fin = reste.partition("</ligne>")[2]
    total = f"{nb_lignes * 1550 // 100}.{nb_lignes * 1550 % 100:02}"
    lignes = "".join(LIGNE.format(no=numero) for numero in range(1, nb_lignes + 1))
    return debut.replace("<nb-lignes>1<", f"<nb-lignes>{nb_lignes}<").replace(">15.50<", f">{total}<") + lignes + fin


def lire(contenu: str | bytes, limites: Limites | None = None) -> tuple[Lecture, list[LigneLue]]:
    """Read the whole of `contenu`."""
    octets = contenu if isinstance(contenu, bytes) else contenu.encode()
    lecture = Lecture(BytesIO(octets), limites or Limites())
    return lecture, list(lecture.lignes())


def codes(lecture: Lecture) -> list[str]:
    """Return the codes of the faults found by a reading."""
    return [faute.code for faute in lecture.anomalies]
