"""The process dies at each step of the ingestion in turn, from the first byte received to the last commit (D2).

A first life without accident tells the boundaries; then one life for each of them, which ends there. The partner sends
again with the same key when he had no answer, another worker takes over, and all must be as if nothing had happened.
"""

import gc
import hashlib
import os
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Anomalie, Depot, LigneFacture
from ppas.facturation.operations import deposer, magasin, traiter
from ppas.socle.models import Evenement
from tests.conftest import Horloge
from tests.factories.partenaires import RattachementFactory
from tests.facturation.envois import Expediteur, codes, document
from tests.pannes.etapes import NOMS, Bornes, travailler

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("horloge"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),  # the dead close nothing
]

ADRESSE = reverse("facturation:depots")
LIGNES = 3
"""Lines of each file: two batches; the second line is wrong."""
VIES_MAX = 300


@dataclass
class Envoi:
    """A file of its own: three persons nobody else invoices."""

    numero: int
    cle: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def nom(self) -> str:
        return f"03_21231300_202610-{self.numero + 2}.xml"

    @property
    def octets(self) -> bytes:
        personnes = range(self.numero * LIGNES + 1, (self.numero + 1) * LIGNES + 1)
        return document(personnes, self.nom, faux=(2,)).encode()


class Monde:
    """A partner's browser, and as many lives of the portal as one asks."""

    def __init__(self, client: Client, horloge: Horloge, settings: LazySettings) -> None:
        self.client, self.horloge, self.settings = client, horloge, settings
        self.expediteur = Expediteur()
        rattachement = RattachementFactory(
            utilisateur=self.expediteur.utilisateur, partenaire=self.expediteur.convention.partenaire
        )
        client.force_login(rattachement.utilisateur)
        self.numero = 0

    def vivre(self, mort_a: int | None = None) -> tuple[Envoi, Bornes, str]:
        """Send a file and have it processed, until death; return the address of the receipt, "" when none came."""
        envoi, bornes, accuse = Envoi(self.numero), Bornes(mort_a), ""
        self.numero += 1
        self.expediteur.accorder_a(range(envoi.numero * LIGNES + 1, self.numero * LIGNES + 1))
        self.client.get(ADRESSE)  # the age of the session is noted now, not among the boundaries
        with bornes.surveiller():
            accuse = self.envoyer(envoi)
            travailler()
        return envoi, bornes, accuse

    def envoyer(self, envoi: Envoi) -> str:
        """Send the file by the page; return the address of its receipt."""
        champs = {"cle": envoi.cle, "fichier": SimpleUploadedFile(envoi.nom, envoi.octets)}
        return self.client.post(ADRESSE, champs).url

    def reprendre(self, envoi: Envoi, accuse: str) -> None:
        """Do what people and processes do after a death."""
        recu = self.envoyer(envoi)
        assert recu == accuse or not accuse
        self.horloge.avancer(minutes=2)
        call_command("travailler", "--une-fois")

    def verifier(self, envoi: Envoi) -> None:
        """Nothing is lost, nothing is done twice, nothing is done by half."""
        depot = Depot.objects.get(cle_envoi=envoi.cle)
        assert (depot.nom_fichier, depot.etat) == (envoi.nom, EtatDepot.TRAITE_AVEC_ANOMALIES)
        assert (depot.sha256, depot.jeton) == (hashlib.sha256(envoi.octets).hexdigest(), None)
        assert magasin.chemin(depot.sha256).read_bytes() == envoi.octets
        comptes = (depot.nb_lignes_lues, depot.nb_lignes_acceptees, depot.nb_lignes_refusees)
        assert comptes == (LIGNES, LIGNES - 1, 1)
        factures = LigneFacture.objects.filter(depot=depot)
        assert sorted(factures.values_list("rang", flat=True)) == [1, 3]
        assert depot.montant_caisse_centimes == sum(factures.values_list("montant_caisse_centimes", flat=True))
        assert codes(depot) == ["L13"]
        evenements = Evenement.objects.filter(objet_type="facturation.depot", objet_ref=depot.pk)
        assert sorted(evenements.exclude(nature="").values_list("action", flat=True)) == ["deposer", "rendre_compte"]

    def verifier_le_reste(self) -> None:
        """No row and no file belongs to nothing, once the sweep has run over what is old."""
        for fichier in (*Path(self.settings.DEPOTS).rglob("*"), *Path(self.settings.FILE_UPLOAD_TEMP_DIR).rglob("*")):
            os.utime(fichier, (time.time() - 400 * 86400,) * 2)
        magasin.balayer()
        assert list(Path(self.settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []
        gardes = {fichier.name for fichier in Path(self.settings.DEPOTS).glob("*/*")}
        assert gardes == set(Depot.objects.values_list("sha256", flat=True))
        assert Depot.objects.count() == self.numero
        assert LigneFacture.objects.count() == (LIGNES - 1) * self.numero
        assert Anomalie.objects.count() == self.numero


@pytest.fixture
def monde(client: Client, horloge: Horloge, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Monde]:
    monkeypatch.setattr(traiter, "LOT", 2)
    yield Monde(client, horloge, settings)
    gc.collect()  # the files that the dead left open


def balayer_les_etapes(monde: Monde, garder: Callable[[str], bool] = lambda _: True) -> list[str]:
    """Die at each boundary in turn; return those at which it was done."""
    envoi, temoin, accuse = monde.vivre()
    assert accuse
    monde.verifier(envoi)
    for rang, borne in enumerate(temoin.vues):
        if not garder(borne):
            continue
        envoi, bornes, accuse = monde.vivre(mort_a=rang)
        assert (bornes.est_mort, bornes.vues[-1:]) == (True, [borne])
        monde.reprendre(envoi, accuse)
        monde.verifier(envoi)
    return temoin.vues


def balayer_la_reprise(monde: Monde, mort_a_l_ecriture: int) -> list[str]:
    """Die after a batch was written, then again at each boundary of what the next run erases; return those met."""
    temoin = mourir_deux_fois(monde, mort_a_l_ecriture)
    effacements = [rang for rang, borne in enumerate(temoin.vues) if borne.endswith(" effacement")]
    for rang in effacements:
        assert mourir_deux_fois(monde, mort_a_l_ecriture, rang).est_mort
    return [temoin.vues[rang] for rang in effacements]


def mourir_deux_fois(monde: Monde, mort_a_l_ecriture: int, seconde_mort_a: int | None = None) -> Bornes:
    """Live a life that ends while a batch is written, a second one under watch, and what people do afterwards."""
    envoi, _, accuse = monde.vivre(mort_a=mort_a_l_ecriture)
    bornes = Bornes(seconde_mort_a)
    monde.horloge.avancer(minutes=2)
    with bornes.surveiller():
        call_command("travailler", "--une-fois")
    monde.horloge.avancer(minutes=5)  # each failed try doubles the wait
    monde.reprendre(envoi, accuse)
    monde.verifier(envoi)
    return bornes


def toutes_les_etapes(monde: Monde) -> None:
    vues = balayer_les_etapes(monde)
    vues += balayer_la_reprise(monde, vues.index("après écriture d’un lot"))
    assert set(vues) == {f"{moment} {nom}" for nom in NOMS for moment in ("avant", "après")}
    assert len(vues) < VIES_MAX
    print(f"{len(vues)} deaths, at {len(set(vues))} boundaries")  # noqa: T201 -- a figure
    monde.verifier_le_reste()


@pytest.mark.exigence("HIS-03")
def test_une_mort_a_chaque_etape_ne_perd_ni_ne_double_rien(monde: Monde) -> None:
    toutes_les_etapes(monde)


@pytest.mark.campagne
@pytest.mark.parametrize("tour", range(20))
def test_une_mort_a_chaque_etape_en_campagne(tour: int, monde: Monde) -> None:
    toutes_les_etapes(monde)


def test_temoin_sans_la_cle_d_envoi_un_envoi_repete_est_double(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the key ignored, the sending repeated after a lost answer is a second deposit."""
    enregistrer = deposer._enregistrer

    def oublier_la_cle(depot: Depot) -> Depot:
        Depot.objects.filter(cle_envoi=depot.cle_envoi).update(cle_envoi=uuid.uuid4())
        return enregistrer(depot)

    monkeypatch.setattr(deposer, "_enregistrer", oublier_la_cle)
    with pytest.raises(AssertionError):
        balayer_les_etapes(monde, lambda borne: borne == "après enregistrement du dépôt")


def test_temoin_sans_l_effacement_une_reprise_ne_finit_pas(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what the dead run wrote is left there, and the next one cannot end well."""
    monkeypatch.setattr(traiter, "_effacer", lambda _: None)
    with pytest.raises(AssertionError):
        balayer_les_etapes(monde, lambda borne: borne == "après écriture d’un lot")
