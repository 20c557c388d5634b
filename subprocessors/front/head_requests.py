"""Answers without content: to HEAD, and where the visitor has it already."""

#: What a 304 says of the copy that the visitor has, and of whom it may be given to (RFC 9110,
#: 15.4.5). All else belongs to the content: a cache would put it in place of what came with
#: the copy (RFC 9111, 3.2), such as a policy or a length that are not the page's own.
_SAID_OF_A_COPY = frozenset(
    {
        "access-control-allow-origin",
        "access-control-expose-headers",
        "cache-control",
        "content-location",
        "date",
        "etag",
        "expires",
        "last-modified",
        "strict-transport-security",
        "vary",
    }
)


def without_content(headers):
    """Of headers (pairs of name and value), those that a 304 has as well."""
    return [(name, value) for name, value in headers if name.lower() in _SAID_OF_A_COPY]


class HeadMiddleware:
    """Leaves out of an answer what goes with a content that it does not have.

    HEAD answers as GET does, Content-Length and all, without the body (RFC 9110, 9.3.2);
    servers drop such a body themselves, but warn of each. Stands first, so that every header
    is there already.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 304:
            stays = dict(without_content(response.items()))
            for name in [name for name in response.headers if name not in stays]:
                del response.headers[name]
        elif request.method == "HEAD" and not response.streaming:
            response.content = b""
        return response
