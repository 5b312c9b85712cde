"""Rights of the editors' screens: one group for the national side, two groups a caisse (docs/decisions/0131)."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from ppas.caisses.models import Agent, Caisse
from ppas.comptes.models import Utilisateur
from ppas.publications.gardes import EDITEURS_NATIONAUX, est_editeur_national
from ppas.publications.models import Actualites, ActualitesDeCaisse, EspaceDeCaisse

NATIONAL = "Éditeurs nationaux"
ECRIRE = ("add", "change")
PUBLIER = ("add", "change", "publish", "lock", "unlock")
TOUT = (*PUBLIER, "bulk_delete")
FICHIERS = ("add", "change", "delete", "choose")
TABLES = {"annonce": "publications", "redirect": "wagtailredirects"}


def groupe_d_editeurs(caisse: Caisse) -> str:
    """Return the name of the group of those who write the news of `caisse`."""
    return f"Caisse {caisse.code} : éditeurs"


def groupe_de_moderateurs(caisse: Caisse) -> str:
    """Return the name of the group of those who publish the news of `caisse`."""
    return f"Caisse {caisse.code} : modérateurs"


@transaction.atomic
def groupe_national() -> Group | None:
    """Return the group of the national editors, with every right on pages and files; None while there is no tree."""
    racine = Page.get_first_root_node()
    if racine is None:
        return None
    groupe, est_neuf = Group.objects.get_or_create(name=NATIONAL)
    if est_neuf:
        _entrer(groupe)
        groupe.permissions.add(*Permission.objects.filter(
            content_type__app_label__in=TABLES.values(), content_type__model__in=TABLES
        ))  # fmt: skip
        _donner(groupe, page=racine, droits=TOUT, collection=Collection.get_first_root_node())
    return groupe


@transaction.atomic
def ouvrir_espace(caisse: Caisse) -> EspaceDeCaisse | None:
    """Make the corner of `caisse`: its news, its files, its groups, its moderation; return it.

    Once made it is left as it is. None while the site has no news: `charger_contenus` comes back to it.
    """
    actualites = Actualites.objects.select_for_update(of=("self",)).first()
    national = groupe_national()
    if actualites is None or national is None:
        return None
    espace = EspaceDeCaisse.objects.filter(caisse=caisse).first()
    if espace:
        return espace
    page = ActualitesDeCaisse.objects.filter(caisse=caisse).first() or actualites.add_child(
        instance=ActualitesDeCaisse(title=caisse.nom, slug=f"caisse-{caisse.code.lower()}", caisse=caisse)
    )
    collection = Collection.get_first_root_node().add_child(name=caisse.nom)
    editeurs = Group.objects.create(name=groupe_d_editeurs(caisse))
    moderateurs = Group.objects.create(name=groupe_de_moderateurs(caisse))
    for groupe, droits in ((editeurs, ECRIRE), (moderateurs, PUBLIER)):
        _entrer(groupe)
        _donner(groupe, page=page, droits=droits, collection=collection)
    etape = GroupApprovalTask.objects.create(name=f"Relecture, caisse {caisse.code}")
    etape.groups.set([moderateurs, national])
    moderation = Workflow.objects.create(name=f"Modération, caisse {caisse.code}")
    WorkflowTask.objects.create(workflow=moderation, task=etape, sort_order=0)
    WorkflowPage.objects.create(workflow=moderation, page=page.page_ptr)
    return EspaceDeCaisse.objects.create(caisse=caisse, collection=collection)


def _entrer(groupe: Group) -> None:
    groupe.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))


def _donner(groupe: Group, *, page: Page, droits: tuple[str, ...], collection: Collection) -> None:
    """Give `droits` on the pages from `page` down, and all those on the files of `collection`."""
    sur_les_pages = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=[f"{droit}_page" for droit in droits]
    )
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=groupe, page_id=page.pk, permission=permission) for permission in sur_les_pages
    )
    sur_les_fichiers = Permission.objects.filter(
        content_type__app_label__in=("wagtaildocs", "wagtailimages"),
        codename__in=[f"{droit}_{modele}" for droit in FICHIERS for modele in ("document", "image")],
    )
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=groupe, collection=collection, permission=permission)
        for permission in sur_les_fichiers
    )


@transaction.atomic
def accorder_les_groupes(utilisateur: Utilisateur) -> None:
    """Put `utilisateur` in the groups that his role of today gives him, and in no other."""
    voulus = set(_groupes(utilisateur))
    presents = set(utilisateur.groups.values_list("name", flat=True))
    if voulus != presents:
        utilisateur.groups.set(Group.objects.filter(name__in=voulus))


def _groupes(utilisateur: Utilisateur) -> list[str]:
    if not utilisateur.is_active:
        return []
    if utilisateur.role_national:
        return [NATIONAL] if est_editeur_national(utilisateur) and groupe_national() else []
    agent = Agent.objects.select_related("caisse").filter(utilisateur_id=utilisateur.pk).first()
    if agent is None or not (agent.est_editeur or agent.est_administrateur) or ouvrir_espace(agent.caisse) is None:
        return []
    editeur = [groupe_d_editeurs(agent.caisse)] if agent.est_editeur else []
    return [*editeur, *([groupe_de_moderateurs(agent.caisse)] if agent.est_administrateur else [])]


def ouvrir_l_edition() -> None:
    """Give their groups to all who may publish: the tree may have come after them."""
    nationaux = Q(role_national__in=EDITEURS_NATIONAUX)
    des_caisses = Q(agent__est_editeur=True) | Q(agent__est_administrateur=True)
    for utilisateur in Utilisateur.objects.filter(nationaux | des_caisses, is_active=True):
        accorder_les_groupes(utilisateur)
