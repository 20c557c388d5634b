"""HEAD answers as GET does, without the body (RFC 9110, 9.3.2)."""


class HeadMiddleware:
    """Leaves the body off an answer to HEAD; Content-Length stays that of GET.

    Servers drop such a body themselves, but warn of each. Stands first, so that every header
    is there already.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.content = b""
        return response
