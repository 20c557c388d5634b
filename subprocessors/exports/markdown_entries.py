"""One version as Markdown: it says what its entry in the log says (``changes/_entry.html``)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from subprocessors import wording
from subprocessors.front.addresses import absolute
from subprocessors.models.publication import Publication
from subprocessors.templatetags.reading import objections, short_notice
from subprocessors.wording.markdown import as_plain_markdown


def entry_in_markdown(entry, shown):
    """Yields the lines of a LogEntry; ``shown`` is the list whose facts say where to object."""
    publication = entry.publication
    day = wording.day(publication.published_on)
    yield f"## {publication}, {day}: {as_plain_markdown(entry.title)}"
    yield ""
    yield from (f"- {as_plain_markdown(words)}" for words in _said_of(entry) if words)
    for line in entry.shown_lines:
        yield from _line(line)
    yield from (f"- {as_plain_markdown(words)}" for words in _foot(entry, shown))
    yield f"- {_('Page')}: {absolute('version', publication.number)}"
    yield f"- {_('Fingerprint')} (SHA-256): {publication.digest}"


def origin_in_words(publication):
    """Of an imported Publication: by whom it is stated, from before this portal."""
    by = (publication.source or {}).get("by")
    if by:
        return _("From before this portal, as stated by %(by)s") % {"by": by}
    return _("From before this portal")


def difference_in_markdown(difference):
    """A Difference as an item of a list: what it was and what it is."""
    sides = (difference.was, difference.pending, difference.now)
    was, pending, now = (as_plain_markdown(wording.without_marks(side)) for side in sides)
    day = difference.day and wording.day(difference.day)
    if difference.is_new:
        words = _("from %(day)s; not stated until then") % {"day": day}
        said = f"{now} ({words if day else _('not stated before')})"
    else:
        found = [(_("until then %(text)s") if day else _("was %(text)s")) % {"text": was}]
        if pending:
            words = {"day": wording.day(difference.pending_on), "text": pending}
            found.append(_("announced for %(day)s %(text)s") % words)
        words = {"day": day, "text": now}
        found.append((_("from %(day)s %(text)s") if day else _("is now %(text)s")) % words)
        said = "; ".join(found)
    return f"- {as_plain_markdown(difference.label)}: {said}"


def _said_of(entry):
    """What stands above the changes, a sentence each; "" for what it does not say."""
    publication, kinds = entry.publication, Publication.Kind
    if entry.corrected_by:
        yield _("Corrected by version %(number)d") % {"number": entry.corrected_by}
    if publication.kind == kinds.IMPORTED and not entry.is_first:
        yield origin_in_words(publication)
    if publication.corrects_id:
        yield _("Corrects version %(number)d") % {"number": publication.corrects_id}
    yield publication.reason and _reason(publication.reason)
    yield publication.note
    yield "" if entry.opening == entry.title else entry.opening
    if publication.kind == kinds.REVIEW:
        yield _("Nothing changed. The list was checked and is correct.")
    yield entry.sum


def _reason(words):
    return _("Reason: %(words)s") % {"words": words}


def _line(line):
    word = line.word
    if line.is_wording:
        word += f" ({pgettext('a change that requires no notice', 'Wording')})"
    said = _("This change was redacted.") if line.is_redacted else line.sentence
    yield f"- {as_plain_markdown(word)}: {as_plain_markdown(said)}"
    if line.is_redacted:
        return
    change = line.change
    short = short_notice(change, line.publication.reason)
    if short:
        yield f"  - {as_plain_markdown(short)}"
    for label, words in line.facts:
        yield f"  - {as_plain_markdown(label)}: {as_plain_markdown(words)}"
    for difference in line.differences:
        yield f"  {difference_in_markdown(difference)}"
    if change.reason:
        yield f"  - {as_plain_markdown(_reason(change.reason))}"


def _foot(entry, shown):
    """What stands below the changes, a sentence or statement each."""
    if entry.rest:
        yield ngettext("%(count)d more change", "%(count)d more changes", entry.rest) % {
            "count": entry.rest
        }
    for day, why, count in entry.redactions:
        text = ngettext(
            "%(count)d part was redacted on %(day)s: %(why)s",
            "%(count)d parts were redacted, last on %(day)s: %(why)s",
            count,
        )
        yield text % {"count": count, "day": wording.day(day), "why": why}
    if entry.takes_effect:
        yield _("Takes effect: %(days)s") % {"days": entry.takes_effect}
    if entry.last_days:
        yield _("Last day: %(days)s") % {"days": entry.last_days}
    yield from (f"{label} {until}" for label, until in objections(entry, shown.facts))
    if entry.concerns:
        yield _("Concerns: %(services)s") % {"services": entry.concerns}
    yield from (f"{words}: {text}" for words, text, _is_hash in entry.source)
