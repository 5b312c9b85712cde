"""URLs of the domain."""

from django.urls import path

from ppas.evaluations.views.caisse import commandes as caisse
from ppas.evaluations.views.caisse import exports, recues
from ppas.evaluations.views.partenaire import (
    commandes,
    en_cours,
    mode_deconnecte,
    saisie,
    synchronisation,
    transmises,
    transmission,
)
from ppas.evaluations.views.public import aide, schema

app_name = "evaluations"
urlpatterns = [
    path("caisse/commandes/", caisse.caisse_commandes, name="caisse_commandes"),
    path("caisse/commandes/chercher/", caisse.caisse_commandes_chercher, name="caisse_commandes_chercher"),
    path("caisse/commandes/placer/", caisse.commande_placer, name="commande_placer"),
    path("caisse/commandes/<int:pk>/", caisse.caisse_commande, name="caisse_commande"),
    path("caisse/commandes/<int:pk>/annuler/", caisse.commande_annuler, name="commande_annuler"),
    path("caisse/commandes/<int:pk>/delai/", caisse.commande_delai, name="commande_delai"),
    path("commandes/", commandes.commandes, name="commandes"),
    path("commandes/chercher/", commandes.commandes_chercher, name="commandes_chercher"),
    path("commandes/reserver/", commandes.commandes_reserver, name="commandes_reserver"),
    path("commandes/<int:pk>/", commandes.commande, name="commande"),
    path("commandes/<int:pk>/commencer/", saisie.commencer, name="commencer"),
    path("commandes/<int:pk>/lettre.pdf", commandes.commande_pdf, name="commande_pdf"),
    path("commandes/<int:pk>/liberer/", commandes.commande_liberer, name="commande_liberer"),
    path("commandes/<int:pk>/transferer/", commandes.commande_transferer, name="commande_transferer"),
    path("en-cours/", en_cours.en_cours, name="en_cours"),
    path("en-cours/chercher/", en_cours.en_cours_chercher, name="en_cours_chercher"),
    path("<int:pk>/saisie/", saisie.saisie, name="saisie"),
    path("<int:pk>/saisie/<slug:section>/", saisie.saisie_section, name="saisie_section"),
    path("<int:pk>/terminer/", saisie.terminer, name="terminer"),
    path("<int:pk>/reprendre/", saisie.reprendre, name="reprendre"),
    path("mode-deconnecte/aide/", aide.aide_hors_ligne, name="aide_hors_ligne"),
    path("synchronisation/", synchronisation.synchronisation, name="synchronisation"),
    path("synchronisation/<int:pk>/choisir/", synchronisation.envoi_choisir, name="envoi_choisir"),
    path("transmission/", transmission.transmission, name="transmission"),
    path("transmises/", transmises.transmises, name="transmises"),
    path("transmises/chercher/", transmises.transmises_chercher, name="transmises_chercher"),
    path("<int:pk>/", transmises.evaluation, name="evaluation"),
    path("<int:pk>/evaluation.pdf", transmises.evaluation_pdf, name="evaluation_pdf"),
    path("caisse/recues/", recues.recues, name="caisse_recues"),
    path("caisse/recues/chercher/", recues.recues_chercher, name="caisse_recues_chercher"),
    path("caisse/recues/<int:pk>/", recues.evaluation, name="caisse_evaluation"),
    path("caisse/recues/<int:pk>/evaluation.pdf", recues.evaluation_pdf, name="caisse_evaluation_pdf"),
    path("caisse/recues/<int:pk>/accepter/", recues.evaluation_accepter, name="caisse_accepter"),
    path("caisse/recues/<int:pk>/renvoyer/", recues.evaluation_renvoyer, name="caisse_renvoyer"),
    path("caisse/exports/", exports.exports, name="caisse_exports"),
    path("caisse/exports/<int:pk>/evaluations.json", exports.caisse_export, name="caisse_export"),
    path("schema/", schema.schema, name="schema"),
    path("formulaires/<int:version>.json", schema.formulaire, name="formulaire"),
    path("mode-deconnecte/", mode_deconnecte.mode_deconnecte, name="mode_deconnecte"),
    path("mode-deconnecte/ordinateurs/", mode_deconnecte.appareil_generer, name="appareil_generer"),
    path("mode-deconnecte/ordinateurs/<int:pk>/retirer/", mode_deconnecte.appareil_retirer, name="appareil_retirer"),
]
