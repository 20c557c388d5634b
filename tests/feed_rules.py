"""What RFC 4287 and the RSS 2.0 specification ask of a feed, checked by our own hand.

Each function raises AssertionError and names the rule. They read the bytes with the standard
library's parser, so that no feed reader's forgiveness hides a mistake.
"""

import re
import uuid
from datetime import datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")
_RFC822 = re.compile(r"(\w{3}, )?\d\d \w{3} \d{4} \d\d:\d\d:\d\d ([+-]\d{4}|GMT)\Z")
_TYPES = {"text", "html", "xhtml"}
_FEED_ONCE = ("id", "title", "updated")
_AT_MOST_ONCE = ("generator", "icon", "logo", "rights", "subtitle", "summary", "published")


def check_atom(data, *, address):
    """RFC 4287. ``address`` is where the feed says it lives."""
    feed = ElementTree.fromstring(data)
    assert feed.tag == f"{ATOM}feed", "the document is a feed (2)"
    _check_container(feed)
    selves = _links(feed, "self")
    assert selves == [address], "one link back to itself (4.2.7.2)"
    entries = feed.findall(f"{ATOM}entry")
    has_author = feed.find(f"{ATOM}author") is not None
    for entry in entries:
        _check_container(entry)
        assert has_author or entry.find(f"{ATOM}author") is not None, "an author (4.1.2)"
        contents = entry.findall(f"{ATOM}content")
        assert len(contents) <= 1, "at most one content (4.1.2)"
        assert contents or _links(entry, "alternate"), "content or an alternate link (4.1.2)"
        for content in contents:
            assert content.get("type", "text") in _TYPES, "a known type of content (4.1.3.1)"
            assert len(content) == 0, "HTML content holds no child elements (4.1.3.3)"
    stamps = [(_text(entry, "id"), _text(entry, "updated")) for entry in entries]
    assert len(set(stamps)) == len(stamps), "entries of one id differ in updated (4.1.1)"
    for author in feed.iter(f"{ATOM}author"):
        assert _text(author, "name"), "a person has a name (3.2.1)"
    return entries


def _check_container(element):
    for name in _FEED_ONCE:
        assert len(element.findall(f"{ATOM}{name}")) == 1, f"exactly one {name} (4.1.1, 4.1.2)"
    for name in _AT_MOST_ONCE:
        assert len(element.findall(f"{ATOM}{name}")) <= 1, f"at most one {name}"
    assert _text(element, "title"), "a title that says something"
    identity = _text(element, "id")
    assert re.match(r"[a-z][a-z0-9+.-]*:", identity), "the id is an IRI (4.2.6)"
    if identity.startswith("urn:uuid:"):
        assert uuid.UUID(identity.removeprefix("urn:uuid:")).urn == identity
    for name in ("updated", "published"):
        for found in element.findall(f"{ATOM}{name}"):
            assert _RFC3339.match(found.text), "dates as RFC 3339 (3.3)"
            assert datetime.fromisoformat(found.text.replace("Z", "+00:00")).tzinfo
    alternates = [
        (link.get("type"), link.get("hreflang"))
        for link in element.findall(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    ]
    assert len(set(alternates)) == len(alternates), "one alternate per type (4.1.1)"
    for link in element.findall(f"{ATOM}link"):
        assert link.get("href", "").startswith("https://"), "a link has an absolute address"


def check_rss(data, *, address):
    """RSS 2.0 (rssboard.org), and its best-practice profile on guid and self link."""
    rss = ElementTree.fromstring(data)
    assert rss.tag == "rss", "the root is rss"
    assert rss.get("version") == "2.0", "version 2.0"
    channels = rss.findall("channel")
    assert len(channels) == 1, "one channel"
    channel = channels[0]
    for name in ("title", "link", "description"):
        assert len(channel.findall(name)) == 1, f"a channel has one {name}"
        assert channel.findtext(name).strip(), f"and its {name} says something"
    assert channel.findtext("link").startswith("https://"), "the link is absolute"
    selves = [
        link.get("href") for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"
    ]
    assert selves == [address], "one link back to itself"
    _check_date(channel.findtext("lastBuildDate"))
    items = channel.findall("item")
    for item in items:
        assert item.findtext("title") or item.findtext("description"), "title or description"
        for name in ("title", "link", "description", "guid", "pubDate", "author", "comments"):
            assert len(item.findall(name)) <= 1, f"at most one {name} in an item"
        guid = item.find("guid")
        assert guid is not None, "an item has a guid"
        if guid.get("isPermaLink", "true") == "true":
            assert guid.text.startswith("https://"), "a guid that is a permalink is an address"
        _check_date(item.findtext("pubDate"))
    guids = [item.findtext("guid") for item in items]
    assert len(set(guids)) == len(guids), "guids are unique"
    return items


def _check_date(text):
    assert _RFC822.match(text), f"{text!r} is a date by RFC 822"
    assert parsedate_to_datetime(text).tzinfo


def check_json_feed(feed, *, address):
    """JSON Feed 1.1 (jsonfeed.org): ``feed`` is the parsed document."""
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"].strip()
    assert feed["feed_url"] == address
    assert feed["home_page_url"].startswith("https://")
    assert all(author.keys() & {"name", "url", "avatar"} for author in feed.get("authors", []))
    for item in feed["items"]:
        assert isinstance(item["id"], str), "an id is a string"
        assert item["id"], "and never empty"
        assert "content_html" in item or "content_text" in item, "an item has content"
        for name in ("date_published", "date_modified"):
            assert _RFC3339.match(item[name]), "dates as RFC 3339"
        assert item["url"].startswith("https://")
    identities = [item["id"] for item in feed["items"]]
    assert len(set(identities)) == len(identities), "ids are unique"
    return feed["items"]


def _links(element, relation):
    return [
        link.get("href")
        for link in element.findall(f"{ATOM}link")
        if link.get("rel", "alternate") == relation
    ]


def _text(element, name):
    return (element.findtext(f"{ATOM}{name}") or "").strip()
