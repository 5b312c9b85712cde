"""The people whom a caisse names: known by their NIR, their identity as the caisse last gave it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ppas.caisses.models import Caisse
from ppas.prises_en_charge.models import Beneficiaire
from ppas.prises_en_charge.regles.recherche import forme_de_recherche

CHAMPS_IDENTITE = ("nom", "prenom", "nom_recherche", "date_naissance", "commune")


@dataclass(frozen=True, slots=True)
class Identite:
    """A person as a caisse names him; `nir` has no space."""

    nir: str
    nom: str
    prenom: str
    date_naissance: date
    commune: str


def enregistrer_identites(caisse: Caisse, identites: Iterable[Identite]) -> dict[str, Beneficiaire]:
    """Create these people or update their identity, in one query; return them by NIR.

    Of two identities of one NIR, the last one is kept.
    """
    par_nir = {identite.nir: identite for identite in identites}
    beneficiaires = Beneficiaire.objects.bulk_create(
        [
            Beneficiaire(
                caisse=caisse,
                nir=nir,
                nom=identite.nom,
                prenom=identite.prenom,
                nom_recherche=forme_de_recherche(f"{identite.nom} {identite.prenom}"),
                date_naissance=identite.date_naissance,
                commune=identite.commune,
            )
            for nir, identite in par_nir.items()
        ],
        update_conflicts=True,
        unique_fields=["caisse", "nir"],
        update_fields=CHAMPS_IDENTITE,
    )
    return dict(zip(par_nir, beneficiaires, strict=True))
