"""The changes as RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1: the same entries in each."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, rfc3339_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from subprocessors.exports import jsonfeed
from subprocessors.exports.feed_entries import UnknownService, entries_for_feed, in_xml
from subprocessors.front.addresses import absolute
from subprocessors.front.json_answers import json_answer
from subprocessors.front.no_answer import NothingThere

#: The date of an empty feed: long ago, so that no reader takes it for news.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class _Rss(Rss201rev2Feed):
    """RSS 2.0 whose date is that of its entries, never now."""

    def latest_post_date(self):
        return self.feed["updated"]

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))


class _Atom(Atom1Feed):
    """Atom with the changes as content, and the date of its entries, never now."""

    def latest_post_date(self):
        return self.feed["updated"]

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("content", item["description"], {"type": "html"})


@dataclass(frozen=True)
class _Channel:
    """What all three say of the feed itself."""

    title: str
    description: str
    author: str
    address: str
    items: list

    @property
    def log(self):
        """Where the older ones stand."""
        return absolute("changes")

    @property
    def updated(self):
        """When an entry last came or changed."""
        return max((item.updated for item in self.items), default=_NEVER)


def rss(request, moment):
    """RSS 2.0; ``?service=`` holds what concerns one service."""
    return _xml(request, moment, _Rss, "feed-rss")


def atom(request, moment):
    """Atom; ``?service=`` holds what concerns one service."""
    return _xml(request, moment, _Atom, "feed-atom")


def json(request, moment):
    """JSON Feed; ``?service=`` holds what concerns one service."""
    channel = _channel(request, moment, "feed-json")
    values = jsonfeed.feed_data(
        title=channel.title,
        home_page_url=channel.log,
        feed_url=channel.address,
        description=channel.description,
        language=get_language(),
        author=channel.author,
        items=[
            jsonfeed.item_data(
                id=item.uid,
                url=item.url,
                title=item.title,
                content_html=item.html,
                published=item.published,
                modified=item.updated,
                extension={
                    "about": absolute("developers"),
                    "number": item.publication.number,
                    "digest": item.publication.digest,
                },
            )
            for item in channel.items
        ],
    )
    return json_answer(values, content_type=jsonfeed.CONTENT_TYPE)


def _channel(request, moment, name):
    service = request.GET.get("service", "")
    try:
        found = _entries_of(moment.shown, service)
    except UnknownService as error:
        raise NothingThere("unknown-service", str(error)) from error
    facts = moment.shown.facts if moment.shown else {}
    organisation = in_xml(facts.get("organisation", ""))
    title = _("Changes to our sub-processors")
    if organisation:
        title = _("%(organisation)s: changes to sub-processors") % {"organisation": organisation}
    description = _("New, changed and ended sub-processors. Older versions are in the log.")
    if service:
        label = in_xml(moment.shown.services.get(service, service))
        title = _("%(title)s (%(service)s)") % {"title": title, "service": label}
    query = f"?{urlencode({'service': service})}" if service else ""
    return _Channel(title, description, organisation, absolute(name) + query, found)


def _entries_of(shown, service):
    """The entries, made once for the three feeds of a list."""
    if shown is None:
        return entries_for_feed(None, service=service)
    return shown.once(("feed", service), lambda: entries_for_feed(shown, service=service))


def _xml(request, moment, generator, name):
    channel = _channel(request, moment, name)
    feed = generator(
        title=channel.title,
        link=channel.log,
        description=channel.description,
        language=get_language(),
        author_name=channel.author or channel.title,
        feed_url=channel.address,
        feed_guid=channel.address,
        updated=channel.updated,
    )
    for item in channel.items:
        feed.add_item(
            title=item.title,
            link=item.url,
            description=item.html,
            unique_id=item.uid,
            unique_id_is_permalink=False,
            pubdate=item.published,
            updateddate=item.updated,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
