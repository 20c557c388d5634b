"""Answers that are kept in front of Django: worked out once, a request only picks.

A WSGI layer. What it keeps, by which key, and when all of it is dropped, is said in
docs/decisions/0018-kept-answers.md.
"""

import time
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

from subprocessors.front.kept_answers.answers import Answer
from subprocessors.front.kept_answers.store import Store
from subprocessors.front.kept_answers.tokens import Tokens, read_token
from subprocessors.front.offers import offer_in
from subprocessors.front.queries import canonical_query


class KeptAnswers:
    """The WSGI ``application``, and before it the answers that it gave to all alike.

    ``most_bytes`` bounds what one process keeps; ``token_age`` is how many seconds may pass
    until a publication is seen; ``read`` gives the Token.
    """

    def __init__(self, application, *, most_bytes, token_age, read=read_token):
        self._application = application
        self._store = Store(most_bytes)
        self._tokens = Tokens(token_age, read)
        self._is_allowed = lru_cache(maxsize=256)(_is_allowed)
        self._believed = settings.SECURE_PROXY_SSL_HEADER

    def __call__(self, environ, start_response):
        """A WSGI application (PEP 3333)."""
        key = self._key(environ) if _is_of_everybody(environ) else None
        generation = key and self._generation()
        if generation is None:
            return self._application(environ, start_response)
        answer = self._store.find(generation, key)
        if answer is None:
            return self._ask(environ, start_response, key, generation)
        size = answer.size
        status, headers, chunks = answer.to(environ)
        if answer.size != size:
            self._store.weigh(key, answer)
        start_response(status, headers)
        return chunks

    def _key(self, environ):
        """Scheme, path and canonical query; None where Django is to see to the address."""
        host = environ.get("HTTP_HOST")
        if host is None or not self._is_allowed(host):
            return None
        path = environ.get("PATH_INFO", "")
        query = canonical_query(path, environ.get("QUERY_STRING", ""))
        return None if query is None else (_scheme(environ, self._believed), path, query)

    def _generation(self):
        """The token and the day it is; None where the database does not answer."""
        token = self._tokens.current()
        return token and (token, token.today(int(time.time())))

    def _ask(self, environ, start_response, key, generation):
        """Django's answer, kept where it may be.

        The ``generation`` was read before Django was asked: where something is published
        meanwhile the answer may be of before, and must not be kept as one of after.
        """
        said = []

        def starting(status, headers, *rest):
            said[:] = status, headers
            return start_response(status, headers, *rest)

        chunks = self._application(environ, starting)
        offer = offer_in(environ)
        if offer is not None and said and _is_for_everybody(*said):
            self._keep(offer, said[1], (*key[:2], offer.query), generation)
        return chunks

    def _keep(self, offer, headers, key, generation):
        is_wanted = not offer.query or (
            offer.is_known and self._store.is_asked_again(generation, key)
        )
        if is_wanted and self._generation() == generation:
            answer = Answer(offer, headers)
            is_passing = bool(offer.query) or offer.is_sealed
            self._store.keep(generation, key, answer, is_passing=is_passing)


def _is_of_everybody(environ):
    """Whether a request is one that any visitor may make, and that a kept answer may answer."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and "HTTP_AUTHORIZATION" not in environ
        and not ("HTTP_COOKIE" in environ and _has_session(environ["HTTP_COOKIE"]))
        and "HTTP_IF_MATCH" not in environ
        and "HTTP_IF_UNMODIFIED_SINCE" not in environ
        and "charset" not in environ.get("CONTENT_TYPE", "")  # would be that of the query
        and not environ.get("SCRIPT_NAME")
    )


def _has_session(cookies):
    """Whether a Cookie header may name a session: rather too often than too seldom."""
    return settings.SESSION_COOKIE_NAME in cookies


def _is_for_everybody(status, headers):
    """Whether an answer may be given to whoever asks the same."""
    said = {}
    for name, value in headers:
        said[name.lower()] = value
    vary = {word.strip().lower() for word in said.get("vary", "").split(",")}
    caching = {word.strip().lower() for word in said.get("cache-control", "").split(",")}
    return (
        status.startswith("200 ")
        and "etag" in said
        and "public" in caching
        and "set-cookie" not in said
        and vary <= {"accept-encoding", ""}
    )


def _is_allowed(host):
    """Whether Django lets this Host header pass."""
    request = HttpRequest()
    request.META = {"HTTP_HOST": host}
    try:
        return bool(request.get_host())
    except DisallowedHost:
        return False


def _scheme(environ, believed):
    """The scheme as Django sees it, which believes SECURE_PROXY_SSL_HEADER where there is one."""
    if believed:
        name, secure = believed
        said = environ.get(name)
        if said is not None:
            return "https" if said.partition(",")[0].strip() == secure else "http"
    return environ["wsgi.url_scheme"]
