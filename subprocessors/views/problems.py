"""Why there is no answer, as data (RFC 9457): for programs that read no pages."""

from http import HTTPStatus

from subprocessors.exports import schemas
from subprocessors.front.http import open_to_any_site
from subprocessors.front.json_answers import json_answer

CONTENT_TYPE = "application/problem+json"
#: What is said of a failure that says nothing of itself.
_OTHERWISE = {
    400: ("bad-request", "What was asked for makes no sense."),
    404: ("not-found", "There is nothing at this address."),
    500: ("failure", "Something went wrong on our side. Try again in a few minutes."),
}


def problem_answer(status, exception=None):
    """The answer that says why there is none: ``reason`` in a word, ``detail`` in a sentence."""
    reason, detail = _OTHERWISE[status]
    values = {
        "$schema": schemas.address("problem"),
        "type": "about:blank",  # RFC 9457, 4.2.1: the status says what kind of problem it is
        "title": HTTPStatus(status).phrase,
        "status": status,
        "reason": getattr(exception, "reason", reason),
        "detail": getattr(exception, "detail", detail),
    }
    return open_to_any_site(json_answer(values, content_type=CONTENT_TYPE, status=status))
