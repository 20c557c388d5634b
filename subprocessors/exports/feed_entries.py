"""The entries of the feeds: the publications that require notice, newest first."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string

from subprocessors.front.addresses import absolute
from subprocessors.models.publication import Change, Publication
from subprocessors.presenting.log import first_changes_of, recorded

MOST_ENTRIES = 50
#: So many changes of a publication stand in its entry; its page has them all.
SHOWN_CHANGES = 20
#: Characters that XML 1.0 (2.2) cannot hold, even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SERVICE = re.compile(r"[-\w]{1,60}", re.ASCII)


class UnknownService(Exception):
    """No published row ever named this service."""

    def __init__(self, service):
        super().__init__(f"There is no service {service[:40]!r}. Leave it out to ask for all.")


@dataclass(frozen=True)
class FeedEntry:
    """An entry of a feed. ``html`` is the content; the instants are aware."""

    publication: Publication
    title: str
    html: str

    @property
    def uid(self):
        """Its id in every feed, for ever (RFC 4287, 4.2.6)."""
        return self.publication.uid.urn

    @property
    def url(self):
        """The page of the publication."""
        return absolute("version", self.publication.number)

    @property
    def published(self):
        """When it was published."""
        return self.publication.published_at

    @property
    def updated(self):
        """When its text last changed: when it was published, corrected or redacted."""
        later = (self.publication.corrected_at, self.publication.redacted_at)
        return max([self.published, *filter(None, later)])


def in_xml(text):
    """``text`` with the characters that XML cannot hold replaced by U+FFFD."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def entries_for_feed(shown, *, service=""):
    """The FeedEntries, of what concerns ``service`` (a slug; "" for everything).

    Each publication with a material change, and the opening or the newest imported one, so
    that there always is one. Three queries. Raises UnknownService.
    """
    if shown is None or (service and not _SERVICE.fullmatch(service)):
        if service:
            raise UnknownService(service)
        return []
    where = Q(material=True)
    if service:
        where &= Q(services="") | Q(services__contains=f" {service} ")
    begins = Publication.objects.filter(kind__in=["opening", "imported"]).order_by("-number")
    has_material = Exists(Change.objects.filter(where, publication=OuterRef("pk")))
    publications = Publication.objects.filter(
        has_material | Q(number=begins.values("number")[:1])
    ).order_by("-number")
    entries = first_changes_of(
        list(recorded(publications)[:MOST_ENTRIES]), shown, limit=SHOWN_CHANGES, where=where
    )
    if service and service not in shown.services and not _name(service, entries):
        raise UnknownService(service)
    return [_feed_entry(entry, shown.facts) for entry in entries]


def _name(service, entries):
    """Whether a change names a service that has left the vocabulary since."""
    return any(service in line.change.service_slugs for entry in entries for line in entry.lines)


def _feed_entry(entry, facts):
    context = {"entry": entry, "base": settings.PUBLIC_URL, "facts": facts}
    html = render_to_string("changes/_feed_entry.html", context)
    return FeedEntry(entry.publication, in_xml(entry.feed_title), in_xml(html.strip()))
