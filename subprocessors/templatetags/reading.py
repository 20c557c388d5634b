"""How pages write days, instants, fingerprints and Markdown."""

import re

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join

from subprocessors import wording
from subprocessors.wording.elements import day_element
from subprocessors.wording.markdown import render

register = template.Library()


register.filter("day", day_element)


@register.simple_tag(takes_context=True)
def include_once(context, name, *of):
    """The partial ``name``, rendered once for the list that is ``shown``; a preview each time.

    For a partial that depends on the list, the language, and whether each of ``of`` is
    something: nothing else of the context.
    """

    def rendered():
        with context.push():  # what the partial names stays its own
            return context.template.engine.get_template(name).render(context)

    shown = context.get("shown")
    if shown is None or context.get("preview"):
        return rendered()
    return shown.once((name, *map(bool, of)), rendered)


@register.filter
def plain_day(value):
    """A date or ISO day in full, as text, where no element may stand."""
    return wording.day(value)


@register.filter
def link_address(address):
    """``address`` where it may be followed (http, https, mailto); "" for any other scheme.

    The desk refuses others; this holds whatever the database says.
    """
    text = str(address or "").strip()
    return text if text.lower().startswith(("https://", "http://", "mailto:")) else ""


@register.filter("clock")
def published_clock(publication):
    """The time of day of a publication, with its zone."""
    return wording.clock(publication.published_at, publication.time_zone)


@register.filter
def by_clock_of(at, zone):
    """Day, time and zone of an instant, by the clock of the zone, as ``<time>``."""
    words = wording.day_and_time(at, zone)
    # HTML takes no more than three digits after the second; the page shows minutes.
    instant = at.isoformat(timespec="seconds")
    return format_html('<time datetime="{}">{}</time>', instant, words)


@register.filter
def published(publication):
    """Day, time and zone of a publication, as ``<time>``."""
    return by_clock_of(publication.published_at, publication.time_zone)


@register.filter("fingerprint")
def fingerprint_element(digest):
    """A digest in groups of four, so that two can be compared by eye; short on screens."""
    groups = [digest[at : at + 4] for at in range(0, len(digest), 4)]
    rest = format_html_join("", " {}", ((group,) for group in groups[4:]))
    return format_html(
        '<code class="fingerprint">{}<span class="digest-more"> …</span>'
        '<span class="digest-rest">{}</span></code>',
        " ".join(groups[:4]),
        rest,
    )


@register.filter
def markdown(text):
    """Text of legal's as safe HTML."""
    return render(text)


@register.filter("absolute")
def absolute_address(address):
    """An address of ours with the portal's public one before it."""
    return settings.PUBLIC_URL + address


@register.filter
def notice_rule(facts):
    """The rule of notice that a list's facts state, in a line; "" where there is none."""
    return wording.rule_words(facts or {})


@register.filter("notice_line")
def stated_notice_line(facts):
    """The period of notice that a list's facts state, in few words; "" where there is none."""
    return wording.notice_line(facts or {})


@register.filter
def imprint_name(facts):
    """The company's name, to stand before its address; "" where the address begins with it.

    A line that goes on with a number is a street of that name ("Bosch-Straße 5"), not the company.
    """
    name, address = facts.get("organisation", ""), facts.get("legal_address", "").strip()
    begins = rf"{re.escape(name)}(?!\w)[^\d,\n]*(?:[,\n]|\Z)"
    is_named = name and re.match(begins, address, re.IGNORECASE)
    return "" if is_named else name


@register.filter
def lang(facts):
    """The attribute that names the language of legal's words, where it is not the page's."""
    language = wording.other_language(facts or {})
    return format_html(' lang="{}"', language) if language else ""


@register.filter
def short_notice(change, said=""):
    """Why the notice of a change is short, as customers read it; "" where it is not.

    Words that were ``said`` above it, as the reason of a correction, are not said again.
    """
    short = change.short_notice
    if short and short.get("words") == said:
        short = {**short, "words": ""}
    return wording.short_notice_words(short) if short else ""


@register.filter
def objections(entry, facts):
    """Until when, and where, customers may object to the changes of a log entry.

    ``(label, words)`` for each day; ``facts`` of the list say where.
    """
    days = {line.change.objection_until_on for line in entry.lines} - {None}
    zone, facts = entry.publication.time_zone, facts or {}
    label = wording.objection_label(facts)
    return [(label, wording.objection_deadline(day, zone, facts)) for day in sorted(days)]
