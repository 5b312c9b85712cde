"""What the editors of the demonstration have begun: a draft, a piece of news to be read again, one with its hour."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.utils import timezone
from wagtail.models import Page
from wagtail.rich_text import RichText

from ppas.comptes.models import Utilisateur
from ppas.demo.operations.agenda import Agenda
from ppas.demo.operations.inscriptions import utilisateur
from ppas.demo.regles.comptes import EDITEUR, EDITEUR_NATIONAL
from ppas.publications.models import Actualite, Actualites, ActualitesDeCaisse

MATIN, APRES_MIDI = time(9, 20), time(14, 35)
DANS = timedelta(days=9)


def ecrire_les_actualites(agenda: Agenda, le: date) -> None:
    """Note in `agenda` what editors wrote before the day `le`, and have not published yet."""
    agenda.noter(le - timedelta(days=4), MATIN, partial(programmer, le + DANS))
    agenda.noter(le - timedelta(days=3), MATIN, ecrire_un_brouillon)
    agenda.noter(le - timedelta(days=2), APRES_MIDI, soumettre)


def programmer(le: date) -> None:
    """Write the national news that appears by itself at eight o’clock in Paris, on the day `le`."""
    auteur = utilisateur(EDITEUR_NATIONAL)
    actualite = _ecrire(
        Actualites.objects.get(),
        auteur,
        title="Le calendrier de facturation de l’année prochaine",
        chapo="Les dates d’export et de paiement de chaque mois sont fixées : notez-les dès maintenant.",
        date=le,
        corps="<p>Le calendrier de l’année paraîtra dans la documentation, avec les barèmes. Facturez chaque mois dès "
        "qu’il est complet : une facture reçue avant la date d’export est payée avec ce mois.</p>",
        go_live_at=timezone.make_aware(datetime.combine(le, time(8))),
    )
    actualite.latest_revision.publish(user=auteur)


def ecrire_un_brouillon() -> None:
    """Write a draft of the caisse’s editor."""
    _ecrire(
        _espace(),
        utilisateur(EDITEUR),
        title="Permanences téléphoniques de fin d’année",
        chapo="Les jours et les heures où le service action sociale répond entre Noël et le Nouvel An.",
        corps="<p>À compléter : les horaires du 24 et du 31 décembre.</p>",
    )


def soumettre() -> None:
    """Write the caisse’s news that waits to be read again by its regional administrator."""
    auteur = utilisateur(EDITEUR)
    actualite = _ecrire(
        _espace(),
        auteur,
        title="Matinée d’échanges sur la facturation",
        chapo="En janvier, à Dijon : la caisse répond aux questions de ses prestataires d’aide à domicile.",
        corps="<p>Au programme : le tableur de facturation, la reprise des lignes refusées et vos questions. "
        "L’inscription se fait par «&nbsp;Écrire à la caisse&nbsp;».</p>",
    )
    actualite.get_workflow().start(actualite, auteur)


def _espace() -> Page:
    """Return where the news of the caisse 03 stand: naming its editor has made it."""
    return ActualitesDeCaisse.objects.get(caisse__code="03")


def _ecrire(parent: Page, auteur: Utilisateur, *, corps: str, **champs: Any) -> Actualite:
    """Make a piece of news that nobody reads yet, in its first version."""
    contenu = [("texte", RichText(corps))]
    actualite = parent.add_child(instance=Actualite(**champs, corps=contenu, live=False, owner=auteur))
    actualite.save_revision(user=auteur)
    return actualite
