"""URLs of the captcha."""

from django.urls import path

from ppas.socle.views import public

app_name = "socle"
urlpatterns = [
    path("captcha/nouveau/", public.nouveau, name="captcha_nouveau"),
    path("captcha/<str:jeton>/", public.image, name="captcha_image"),
]
