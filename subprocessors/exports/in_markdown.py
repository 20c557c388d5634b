"""List, log and one version as Markdown (CommonMark), for people's tools and language models."""

from dataclasses import replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.archive.fields import LISTED_FIELDS
from subprocessors.archive.status import ENDED, UPCOMING
from subprocessors.exports.lists import standings
from subprocessors.exports.markdown_entries import (
    difference_in_markdown,
    entry_in_markdown,
    origin_in_words,
)
from subprocessors.front.addresses import absolute
from subprocessors.models.publication import Publication
from subprocessors.presenting import announcements
from subprocessors.presenting.log import entries_of, publications_of
from subprocessors.presenting.log_questions import LogQuestion
from subprocessors.presenting.open_notices import OpenNotices
from subprocessors.presenting.versions import Version
from subprocessors.wording.markdown import as_plain_markdown as _plain


def list_in_markdown(shown, *, is_of_day=False):
    """The ListOnDay ``shown``: each sub-processor under a heading, with all that it states.

    With ``is_of_day`` it is the list of a day that was asked for, whose page is another.
    """
    lines = [f"# {_company(shown)}: {_plain(_('Sub-processors'))}", ""]
    page = absolute("on-day", shown.iso_day) if is_of_day else absolute("list")
    lines += [*_about(shown, page), *_known_since(shown), *_redacted(shown)]
    notices, standing = replace(OpenNotices.of(shown), is_long=True), ""
    names = {slug: row["now"].get("name", slug) for slug, row in shown.rows.items()}
    for row, found in standings(shown):
        if found != standing:
            standing = found
            lines += ["", f"## {capfirst(wording.status_words(standing))}"]
        lines += ["", *_row(row, standing, shown, names, notices)]
    return "\n".join(lines) + "\n"


def log_in_markdown(shown):
    """The newest part of the log, newest first, as the page shows it."""
    question = LogQuestion()
    publications, older = publications_of(question)
    lines = [f"# {_company(shown)}: {_plain(_('Changes to the list'))}", ""]
    lines += _about(shown, absolute("changes"))
    for entry in entries_of(publications, shown, question=question):
        lines += ["", *entry_in_markdown(entry, shown)]
    if older:
        older = f"{absolute('changes')}?before={older}"
        lines += ["", f"[{_plain(_('Older versions'))}]({older})"]
    return "\n".join(lines) + "\n"


def version_in_markdown(shown):
    """The version that the ListOnDay ``shown`` is of, with all its changes."""
    found = Version.of(shown)
    lines = [f"# {_company(shown)}: {_plain(str(shown.publication))}", ""]
    lines += entry_in_markdown(found.entry, shown)
    if found.rows:
        lines += ["", f"### {_('The list as first published')}", ""]
        lines += (f"- {_plain(row['now']['name'])}" for row in found.rows)
    if found.stated:
        lines += ["", f"### {_('Company details')}", ""]
        lines += map(difference_in_markdown, found.stated)
    return "\n".join(lines) + "\n"


def overview_in_markdown(shown):
    """What there is to read; ``shown`` is the newest list, or None (https://llmstxt.org)."""
    company = _company(shown)
    what, addresses = _("No list of sub-processors has been published yet."), ()
    if shown is not None:
        what = _(
            "The sub-processors that handle personal data for customers of %(company)s, what is"
            " about to change, and what changed. Every version is sealed and can be checked."
        ) % {"company": company}
        addresses = (
            ("list-md", _("The list")),
            ("changes-md", _("Changes to the list")),
            ("list-data", _("The list as data (JSON)")),
            ("changes-data", _("Changes to the list (JSON)")),
        )
    addresses += (
        ("portal-data", _("Where everything is")),
        ("developers", _("For programs")),
        ("follow", _("How to be notified of changes")),
        ("verify-script", _("The script that checks the chain of versions")),
    )
    links = [f"- [{_plain(words)}]({absolute(name)})" for name, words in addresses]
    title = _("%(company)s: sub-processors") % {"company": company}
    return "\n".join([f"# {title}", "", f"> {what}", "", f"## {_('Addresses')}", "", *links]) + "\n"


def _company(shown):
    """Whose list it is, as far as that is stated."""
    return _plain((shown.facts.get("organisation") if shown else "") or _("Trust portal"))


def _about(shown, page):
    publication = shown.publication
    at = wording.day_and_time(publication.published_at, publication.time_zone)
    yield f"- {_('As of')}: {wording.day(shown.day)}"
    yield f"- {publication}: {at}, {absolute('version', publication.number)}"
    yield f"- {_('Fingerprint')} (SHA-256): {publication.digest}"
    if publication.kind == Publication.Kind.IMPORTED:
        yield f"- {_plain(origin_in_words(publication))}"
    yield f"- {_('Page')}: {page}"


def _known_since(shown):
    """That the version was corrected later: of the newest one there is nothing to say yet."""
    if number := shown.publication.corrected_by:
        said = _("This version was corrected later, by version %(number)d") % {"number": number}
        yield f"- {said}: {absolute('version', number)}"


def _redacted(shown):
    for one in shown.redactions:
        words = {"on": wording.day(one["on"]), "why": one["why"]}
        said = _("One row of this version was redacted on %(on)s: %(why)s") % words
        yield f"- {_plain(said)}"


def _row(row, standing, shown, names, notices):
    now = row["now"]
    yield f"### {_plain(now['name'])}"
    yield ""
    elsewhere = set(_said_elsewhere(now, standing, shown))
    for field in LISTED_FIELDS:
        words = wording.value_words(
            field, now.get(field), services=shown.services, categories=shown.categories, names=names
        )
        if words and field not in elsewhere:
            yield f"- {wording.field_label(field)}: {_plain(words)}"
    if standing != ENDED:
        for words in announcements.statuses(row, shown, notices):
            yield f"- {_plain(words)}"
    yield f"- {_('Page')}: {absolute('row', row['slug'])}"


def _said_elsewhere(now, standing, shown):
    """The fields with no line of their own: days to come stand below, among what is announced."""
    yield "name"  # which is the heading
    if standing == UPCOMING:
        yield "effective_on"
    if standing != ENDED:
        yield "ended_on"
    if not (shown.services or now.get("services")):
        yield "services"
