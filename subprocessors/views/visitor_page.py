"""The frame of pages with a form: what those of one request share."""

from django.utils import timezone

from subprocessors.front.http import newest_moment
from subprocessors.views.frame import framed

#: Status of a form with a mistake (RFC 9110, 15.5.21), and of one too many (RFC 6585, 4).
MISTAKEN, TOO_MANY = 422, 429


class VisitorPage:
    """The instant ``at``, the list ``shown`` as it stands (or None), and the ``face``.

    ``folder`` holds the templates; ``section`` is that of ``frame.framed``.
    """

    def __init__(self, request, *, folder, section):
        moment = newest_moment(request, timezone.now())
        self.request, self.at = request, moment.at
        self.shown, self.face = moment.shown, moment.face
        self._folder, self._section = folder, section

    @property
    def is_offered(self):
        """Whether the company takes forms: it says what becomes of an address."""
        return self.shown is not None and bool(self.face.privacy_notice)

    def show(self, template, context=None, *, status=200):
        """The page ``<folder>/<template>.html``; in no index."""
        return framed(
            self.request,
            f"{self._folder}/{template}.html",
            {"is_unindexed": True, "token": self.request.GET.get("t", ""), **(context or {})},
            shown=self.shown,
            face=self.face,
            section=self._section,
            status=status,
        )
