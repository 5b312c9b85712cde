"""What granian serves to a browser of the benchmarks: the portal, and an address that only reads what is sent to it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bench.navigateur import STATIQUES
from config.urls import urlpatterns as du_portail
from ppas.socle.corps import corps_entiers


@csrf_exempt
@login_not_required
def corps_nu(request: HttpRequest) -> HttpResponse:
    """Read the body and answer: what a POST costs when the portal does nothing of it."""
    return JsonResponse({"octets": len(request.body)})


urlpatterns = [path("banc/corps/", corps_nu), *du_portail]
settings.ROOT_URLCONF = "bench.servi"
settings.STATIC_ROOT = STATIQUES
application = corps_entiers(get_wsgi_application())
