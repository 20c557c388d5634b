"""What a visitor asks of the log, by its address: ``?service=&kind=``."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subprocessors.models.publication import Change

KIND_WORDS = {
    Change.Kind.ADDED: gettext_lazy("Added"),
    Change.Kind.CHANGED: gettext_lazy("Changed"),
    Change.Kind.REMOVED: gettext_lazy("Removed"),
}
LABELS = {"service": gettext_lazy("Service"), "kind": gettext_lazy("Kind of change")}


@dataclass(frozen=True)
class LogQuestion:
    """Which changes to show: those that concern a service, those of a kind; all where empty.

    ``is_unknown`` says that the list knows no such service, or that there is no such kind.
    """

    service: str = ""
    kind: str = ""
    is_unknown: bool = False

    @classmethod
    def of(cls, query, listing):
        """The question that a query string (a mapping) puts to the log of a ListOnDay."""
        service, kind = query.get("service", ""), query.get("kind", "")
        is_unknown = bool(service and service not in listing.services)
        return cls(service, kind, is_unknown or bool(kind and kind not in KIND_WORDS))

    def __bool__(self):
        return bool(self.service or self.kind)

    @property
    def where(self):
        """The changes that answer it, as a condition. What names no service concerns all."""
        found = Q(publication__gt=1)  # what the first publication lists is no change
        if self.service:
            found &= Q(services="") | Q(services__contains=f" {self.service} ")
        return found & Q(kind=self.kind) if self.kind else found

    def fits(self, kind, services):
        """Whether a change of this kind answers it that concerns ``services`` (slugs; [] all)."""
        is_of_service = not self.service or not services or self.service in services
        return is_of_service and self.kind in ("", kind)

    def parts(self, listing):
        """What is asked, in words, and the query without it: ``{"words", "without"}``."""
        asked = {"service": self.service, "kind": self.kind}
        asked = {name: value for name, value in asked.items() if value}
        words = {"service": listing.services, "kind": KIND_WORDS}
        return [
            {
                "words": _("%(label)s: %(choice)s")
                % {"label": LABELS[name], "choice": words[name].get(value, value[:40])},
                "without": urlencode({key: asked[key] for key in asked if key != name}),
            }
            for name, value in asked.items()
        ]

    @property
    def query(self):
        """It as a query string; "" where nothing is asked."""
        asked = (("service", self.service), ("kind", self.kind))
        return urlencode([(name, value) for name, value in asked if value])
