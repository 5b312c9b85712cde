"""« Messages »: each side reads and writes about its own files, and nobody else's (PLU-12)."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.assistance.models import Conversation, Cote, Message
from ppas.caisses.models import TypePartenaire
from ppas.partenaires.models import Convention
from ppas.socle.regles.affichage import insecables
from tests.factories import (
    AgentFactory,
    CommandeFactory,
    ConventionFactory,
    ConversationFactory,
    DepotFactory,
    EvaluationFactory,
    FormulaireFactory,
    MessageFactory,
    RattachementFactory,
    TypePartenaireFactory,
    UtilisateurFactory,
)
from tests.factories.prises_en_charge import nir_de_femme

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PLU-12")]
URLS = {Cote.PARTENAIRE: "assistance:conversation", Cote.CAISSE: "assistance:caisse_conversation"}
LISTES = {Cote.PARTENAIRE: reverse("assistance:messages"), Cote.CAISSE: reverse("assistance:caisse_messages")}
COTES = pytest.mark.parametrize("cote", [Cote.PARTENAIRE, Cote.CAISSE], ids=str)


def evaluation_de(convention: Convention, **champs: object) -> Model:
    commande = CommandeFactory(convention=convention, beneficiaire__caisse=convention.caisse, reservee=True)
    return EvaluationFactory(commande=commande, **champs)


DOSSIERS: dict[str, Callable[[Convention], Model]] = {
    "convention": lambda convention: convention,
    "depot": lambda convention: DepotFactory(convention=convention),
    "formulaire": lambda convention: FormulaireFactory(convention=convention, valide=True),
    "evaluation": lambda convention: evaluation_de(convention, transmise=True),
}
NATURES = pytest.mark.parametrize("nature", DOSSIERS)


@dataclass
class Deux:
    """The two sides of a convention, each signed in."""

    convention: Convention
    clients: dict[Cote, Client]

    def adresse(self, cote: Cote, nature: str, dossier: Model) -> str:
        return reverse(URLS[cote], args=[nature, dossier.pk])


def connecte(utilisateur: object) -> Client:
    client = Client()
    client.force_login(utilisateur)
    return client


def cotes(convention: Convention) -> dict[Cote, Client]:
    """Return a user of the partner and an agent of the caisse of `convention`."""
    return {
        Cote.PARTENAIRE: connecte(RattachementFactory(partenaire=convention.partenaire).utilisateur),
        Cote.CAISSE: connecte(
            AgentFactory(
                caisse=convention.caisse, utilisateur=UtilisateurFactory(enrole=True, nom="FONTAINE")
            ).utilisateur
        ),
    }


@pytest.fixture
def deux() -> Deux:
    """A structure of evaluation and its caisse."""
    convention = ConventionFactory(
        code="EVA0042", type_partenaire=TypePartenaireFactory(code=TypePartenaire.EVALUATION)
    )
    return Deux(convention, cotes(convention))


@NATURES
@COTES
def test_chaque_cote_ecrit_sur_chaque_sorte_de_dossier(deux: Deux, cote: Cote, nature: str) -> None:
    dossier = DOSSIERS[nature](deux.convention)
    adresse = deux.adresse(cote, nature, dossier)
    assertRedirects(deux.clients[cote].post(adresse, {"texte": "Un avenant suit."}), f"{adresse}#ecrits")
    assertContains(deux.clients[cote.autre].get(deux.adresse(cote.autre, nature, dossier)), "Un avenant suit.")
    assertContains(deux.clients[cote.autre].get(LISTES[cote.autre]), "1 message à lire")


@NATURES
@COTES
def test_le_dossier_d_autrui_n_existe_pas(deux: Deux, cote: Cote, nature: str) -> None:
    """The stranger has the same role at another partner, or at another caisse."""
    dossier = DOSSIERS[nature](deux.convention)
    autres = cotes(ConventionFactory(caisse__code="30", type_partenaire=deux.convention.type_partenaire))
    adresse = deux.adresse(cote, nature, dossier)
    assert autres[cote].get(adresse).status_code == 404
    assert autres[cote].post(adresse, {"texte": "Bonjour"}).status_code == 404
    assert not Message.objects.exists()


@COTES
def test_la_liste_ne_montre_que_les_siens(deux: Deux, cote: Cote) -> None:
    ConversationFactory(convention=deux.convention)
    autre = ConventionFactory(code="AILLEURS", caisse__code="30")
    ConversationFactory(convention=autre)
    page = deux.clients[cote].get(LISTES[cote])
    assertContains(page, "Convention n° EVA0042")
    assertNotContains(page, "AILLEURS")


@COTES
@pytest.mark.parametrize("nature", ["utilisateur", "caisse", "partenaire", "messages"])
def test_une_sorte_de_dossier_inventee_n_existe_pas(deux: Deux, cote: Cote, nature: str) -> None:
    assert deux.clients[cote].get(deux.adresse(cote, nature, deux.convention)).status_code == 404


@pytest.mark.parametrize("nature", ["formulaire", "evaluation"])
def test_la_caisse_ne_voit_pas_ce_qu_elle_n_a_pas_recu(deux: Deux, nature: str) -> None:
    en_cours = {"formulaire": lambda sur: FormulaireFactory(convention=sur), "evaluation": evaluation_de}
    dossier = en_cours[nature](deux.convention)
    adresse = deux.adresse(Cote.CAISSE, nature, dossier)
    assert deux.clients[Cote.CAISSE].get(adresse).status_code == 404
    deux.clients[Cote.PARTENAIRE].post(deux.adresse(Cote.PARTENAIRE, nature, dossier), {"texte": "Une question."})
    page = deux.clients[Cote.CAISSE].get(adresse)
    assertContains(page, "Une question.")
    assertNotContains(page, "Ouvrir le dossier")


def test_un_depot_sans_caisse_n_a_personne_a_qui_ecrire(deux: Deux) -> None:
    depot = DepotFactory(partenaire=deux.convention.partenaire, convention=None, caisse=None, etat="refuse")
    assert deux.clients[Cote.PARTENAIRE].get(deux.adresse(Cote.PARTENAIRE, "depot", depot)).status_code == 404


def test_le_partenaire_ne_lit_pas_le_nom_des_agents(deux: Deux) -> None:
    deux.clients[Cote.CAISSE].post(deux.adresse(Cote.CAISSE, "convention", deux.convention), {"texte": "Bonjour."})
    page = deux.clients[Cote.PARTENAIRE].get(deux.adresse(Cote.PARTENAIRE, "convention", deux.convention))
    assertContains(page, "Bonjour.")
    assertNotContains(page, "FONTAINE")


@COTES
@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        pytest.param("", "Écrivez votre message.", id="vide"),
        pytest.param("  \r\n ", "Écrivez votre message.", id="blanc"),
        pytest.param("a" * 100_000, "au plus 2000 caractères", id="100-ko"),
        pytest.param("Bonjour\x07 !", "un caractère qui ne s’imprime pas", id="caractere-de-controle"),
        pytest.param(f"Voir {nir_de_femme(101)}", "Désignez la personne par un numéro d’enregistrement", id="nir"),
    ],
)
def test_un_message_refuse_dit_pourquoi_et_garde_la_saisie(deux: Deux, cote: Cote, texte: str, phrase: str) -> None:
    reponse = deux.clients[cote].post(deux.adresse(cote, "convention", deux.convention), {"texte": texte})
    assertContains(reponse, phrase, status_code=422)
    assert reponse.context["form"]["texte"].value() == texte
    assert not Conversation.objects.exists()


@COTES
def test_un_message_n_est_pas_du_html(deux: Deux, cote: Cote) -> None:
    adresse = deux.adresse(cote, "convention", deux.convention)
    deux.clients[cote].post(adresse, {"texte": "<b>gras</b>"})
    assertContains(deux.clients[cote].get(adresse), "&lt;b&gt;gras&lt;/b&gt;")


@COTES
def test_un_double_envoi_n_ecrit_qu_une_fois(deux: Deux, cote: Cote) -> None:
    saisie = {"texte": "Bonjour", "cle": str(uuid4())}
    for _ in range(2):
        assert deux.clients[cote].post(deux.adresse(cote, "convention", deux.convention), saisie).status_code == 302
    assert Message.objects.count() == 1


@COTES
@pytest.mark.parametrize("faux", ["", "x", "-1", "²"])
def test_une_lecture_forgee_ne_lit_rien(deux: Deux, cote: Cote, faux: str) -> None:
    conversation = ConversationFactory(convention=deux.convention, non_lus_partenaire=1, non_lus_caisse=1)
    MessageFactory(conversation=conversation, cote=cote.autre)
    deux.clients[cote].post(f"{deux.adresse(cote, 'convention', deux.convention)}lu/", {"jusqu_a": faux})
    conversation.refresh_from_db()
    assert (conversation.non_lus_partenaire, conversation.non_lus_caisse) == (1, 1)


@COTES
def test_marquer_comme_lu_vide_la_liste_de_ce_qui_est_a_lire(deux: Deux, cote: Cote) -> None:
    conversation = ConversationFactory(convention=deux.convention, non_lus_partenaire=1, non_lus_caisse=1)
    message = MessageFactory(conversation=conversation, cote=cote.autre)
    a_lire = f"{LISTES[cote]}?a_lire=1"
    assertContains(deux.clients[cote].get(a_lire), "Convention n° EVA0042")
    adresse = f"{deux.adresse(cote, 'convention', deux.convention)}lu/"
    assertRedirects(deux.clients[cote].post(adresse, {"jusqu_a": message.pk}), LISTES[cote])
    assertContains(deux.clients[cote].get(a_lire), "Tout est lu")


@COTES
def test_envoyer_et_marquer_se_confirment_par_une_phrase(deux: Deux, cote: Cote) -> None:
    adresse = deux.adresse(cote, "convention", deux.convention)
    assertContains(deux.clients[cote].post(adresse, {"texte": "Bonjour"}, follow=True), "Votre message est envoyé.")
    assertContains(
        deux.clients[cote].post(f"{adresse}lu/", follow=True), insecables("« Convention n° EVA0042 » : les messages")
    )


@COTES
@pytest.mark.parametrize(("nb", "libelle"), [(1, "Marquer comme lu"), (2, "Marquer comme lus")])
def test_un_ou_plusieurs_messages_a_lire_s_accordent(deux: Deux, cote: Cote, nb: int, libelle: str) -> None:
    conversation = ConversationFactory(convention=deux.convention, non_lus_partenaire=nb, non_lus_caisse=nb)
    MessageFactory.create_batch(nb, conversation=conversation, cote=cote.autre)
    page = deux.clients[cote].get(deux.adresse(cote, "convention", deux.convention))
    assertContains(page, f">{libelle}<")


@COTES
def test_marquer_une_conversation_qui_n_existe_pas(deux: Deux, cote: Cote) -> None:
    adresse = f"{deux.adresse(cote, 'convention', deux.convention)}lu/"
    assert deux.clients[cote].post(adresse, {"jusqu_a": 1}).status_code == 404


def test_l_assistance_ne_lit_pas_ce_qui_touche_une_evaluation(deux: Deux) -> None:
    evaluation = DOSSIERS["evaluation"](deux.convention)
    ConversationFactory(
        convention=None, evaluation=evaluation, partenaire=deux.convention.partenaire, caisse=deux.convention.caisse
    )
    ConversationFactory(convention=deux.convention)
    national = connecte(UtilisateurFactory(national=True))
    national.post(reverse("partenaires:agir", args=[deux.convention.partenaire.pk]))
    liste = national.get(LISTES[Cote.PARTENAIRE])
    assertContains(liste, "Convention n° EVA0042")
    assertNotContains(liste, str(evaluation))
    assert national.get(deux.adresse(Cote.PARTENAIRE, "evaluation", evaluation)).status_code == 404
    assertNotContains(national.get(deux.adresse(Cote.PARTENAIRE, "convention", deux.convention)), "<textarea")


@pytest.mark.parametrize("nb", [1, 3])
@pytest.mark.parametrize(("cote", "requetes"), [(Cote.PARTENAIRE, 4), (Cote.CAISSE, 4)], ids=["partenaire", "caisse"])
def test_la_liste_tient_en_un_nombre_constant_de_requetes(
    deux: Deux, nb: int, cote: Cote, requetes: int, django_assert_num_queries
) -> None:
    for nature, creer in list(DOSSIERS.items())[:nb]:
        conversation = ConversationFactory(
            **({"convention": None} | {nature: creer(deux.convention)}),
            partenaire=deux.convention.partenaire,
            caisse=deux.convention.caisse,
        )
        MessageFactory(conversation=conversation)
    with django_assert_num_queries(requetes):
        deux.clients[cote].get(LISTES[cote])


@pytest.mark.parametrize("nb", [1, 3])
@pytest.mark.parametrize(("cote", "requetes"), [(Cote.PARTENAIRE, 6), (Cote.CAISSE, 6)], ids=["partenaire", "caisse"])
def test_la_conversation_tient_en_un_nombre_constant_de_requetes(
    deux: Deux, nb: int, cote: Cote, requetes: int, django_assert_num_queries
) -> None:
    MessageFactory.create_batch(nb, conversation=ConversationFactory(convention=deux.convention))
    with django_assert_num_queries(requetes):
        deux.clients[cote].get(deux.adresse(cote, "convention", deux.convention))
