"""The probes answer whatever name they are asked by."""

from urllib.parse import urlsplit

from django.conf import settings

_PROBES = frozenset({"/healthz", "/readyz"})


class ProbeHostMiddleware:
    """Gives a request for a probe the portal's own host: a balancer asks by number or by no name.

    The probes tell nothing of the Host, and make no address of it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info in _PROBES:
            request.META["HTTP_HOST"] = urlsplit(settings.PUBLIC_URL).netloc
            request.META.pop("HTTP_X_FORWARDED_HOST", None)
        return self.get_response(request)
