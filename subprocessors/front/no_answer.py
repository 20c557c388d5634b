"""Why a question has no answer, in a word for programs and a sentence for people."""

from django.core.exceptions import BadRequest
from django.http import Http404


class NothingThere(Http404):
    """There is nothing of what was asked for; answered by 404.

    ``reason`` is a word that programs may rely on, such as "unknown-version"; ``detail`` says
    it in a sentence.
    """

    def __init__(self, reason, detail):
        super().__init__(detail)
        self.reason, self.detail = reason, detail


class SenselessQuestion(BadRequest):
    """What was asked for makes no sense; answered by 400. ``reason`` and ``detail`` as above."""

    def __init__(self, reason, detail):
        super().__init__("Bad Request")  # it is logged, and no log holds what a visitor asked
        self.reason, self.detail = reason, detail
