"""The address of a row whose slug held words that were redacted."""

from django.http import Http404


class GoneAddress(Http404):
    """Nothing is here any more (410), and the Redaction ``redaction`` says when and why."""

    def __init__(self, redaction):
        self.redaction = redaction
        super().__init__("redacted")
