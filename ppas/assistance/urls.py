"""URLs of the domain: « Contact » is at the root, where the manual and the bookmarks have it."""

from django.urls import path

from ppas.assistance.views import caisse, connecte, national, partenaire, public

app_name = "assistance"
urlpatterns = [
    path("contact/", public.contact, name="contact"),
    path("contact/recu/<uuid:cle>/", public.contact_recu, name="contact_recu"),
    path("assistance/mes-demandes/", connecte.mes_demandes, name="mes_demandes"),
    path("assistance/mes-demandes/<int:pk>/", connecte.ma_demande, name="ma_demande"),
    path("assistance/demandes/", national.demandes, name="demandes"),
    path("assistance/demandes/<int:pk>/", national.demande, name="demande"),
    path("assistance/demandes/<int:pk>/prendre/", national.demande_prendre, name="demande_prendre"),
    path("assistance/demandes/<int:pk>/rendre/", national.demande_rendre, name="demande_rendre"),
    path("assistance/demandes/<int:pk>/repondre/", national.demande_repondre, name="demande_repondre"),
    path("assistance/demandes/<int:pk>/noter/", national.demande_noter, name="demande_noter"),
    path("assistance/demandes/<int:pk>/resoudre/", national.demande_resoudre, name="demande_resoudre"),
    path("assistance/demandes/<int:pk>/rouvrir/", national.demande_rouvrir, name="demande_rouvrir"),
    path("assistance/messages/", partenaire.messages, name="messages"),
    path("assistance/messages/<slug:nature>/<int:pk>/", partenaire.conversation, name="conversation"),
    path("assistance/messages/<slug:nature>/<int:pk>/lu/", partenaire.conversation_lue, name="conversation_lue"),
    path("assistance/caisse/messages/", caisse.messages, name="caisse_messages"),
    path("assistance/caisse/messages/<slug:nature>/<int:pk>/", caisse.conversation, name="caisse_conversation"),
    path(
        "assistance/caisse/messages/<slug:nature>/<int:pk>/lu/",
        caisse.conversation_lue,
        name="caisse_conversation_lue",
    ),
]
