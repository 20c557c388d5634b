"""Redaction: text that must go (erasure, a court's order, secrecy) is blanked, on record.

One act publishes the version that mends the list, if the newest still states the words, and
blanks them in that version's *Was*, in every earlier part and column, and on the desk. A
blanked part keeps its hash, so every digest and the chain still verify. The triggers are taken
away and put back in the same transaction.
"""

from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils.translation import gettext as _

from subprocessors.archive import digests, triggers
from subprocessors.models.authorship import name_of
from subprocessors.models.list_on_day import day_at
from subprocessors.models.publication import Publication
from subprocessors.notifying.mended_notices import mended_notices, queue_mended
from subprocessors.notifying.redacted_messages import blank_messages
from subprocessors.publishing.blanking import blank, blank_beside
from subprocessors.publishing.erasing import erase, slugs_on_desk
from subprocessors.publishing.mending import CARRIED, is_carried, mending_draft
from subprocessors.publishing.redacted_words import RedactedWords
from subprocessors.publishing.sealing import lock, refuse_half_versions, seal, unsealed_archive
from subprocessors.verifying import verify

#: What is written in place of the words where nobody said what.
INSTEAD = "[redacted]"


class CannotRedact(Exception):
    """Nothing was redacted; the message says why and what to do."""


@dataclass(frozen=True)
class Redacted:
    """What a redaction did: its ``records``, and the Publication that mended the list, or None.

    ``on_desk`` counts the rows of each model that held the words, and ``renamed`` maps the
    published slugs that held them to those under which the rows go on.
    """

    records: tuple = ()
    mended_by: Publication | None = None
    on_desk: dict = field(default_factory=dict)
    renamed: dict = field(default_factory=dict)

    def __bool__(self):
        return bool(self.records or self.on_desk)


@transaction.atomic
def redact(texts, *, why, by, at, instead=INSTEAD):
    """Takes ``texts`` (one, or several) out of all that is published, and of the desk.

    Gives Redacted.
    ``why`` is published, ``instead`` written where the words stand today; what legal wrote
    there instead already is taken first. Falsy where nothing holds them, so that whoever runs
    it again does no harm. The whole chain is verified before it is kept. Raises CannotRedact.
    """
    try:
        words = RedactedWords(texts, instead=instead)
    except ValueError as error:
        raise CannotRedact(str(error)) from error
    why, by = _reasoned(why), name_of(by)
    if words.are_in(why):
        raise CannotRedact("The reason holds the words themselves, and it is published.")
    lock()
    refuse_half_versions()
    published = _published_slugs()
    words.rename(published | slugs_on_desk())
    on_desk = erase(words)
    mended_by = _mend(words, why=why, by=by, at=at)
    records = _blank_all(_parts_with(words), words, why=why, by=by, at=at)
    if records:
        verify()
    renamed = {old: new for old, new in sorted(words.renamed.items()) if old in published}
    return Redacted(tuple(records), mended_by, on_desk, renamed)


@transaction.atomic
def redact_part(part, *, why, by, at):
    """Blanks the part whose hash begins with ``part`` wherever it stands; gives Redacted.

    For what cannot be typed. Raises CannotRedact where the newest version is built of it.
    """
    why, by = _reasoned(why), name_of(by)
    if len(part) < 8:
        raise CannotRedact(f"{part!r} is too short: give 8 or more digits of the part's hash.")
    lock()
    refuse_half_versions()
    found = _matching(lambda one: one["h"].startswith(part.lower()))
    newest = Publication.objects.select_related("snapshot").newest()
    if newest in found and _carries(newest.snapshot.document, found[newest]):
        raise CannotRedact(
            f"Version {newest.number}, the newest, still carries this. Publish a correction"
            " without it first; then redact."
        )
    records = _blank_all(found, None, why=why, by=by, at=at)
    if records:
        verify()
    return Redacted(tuple(records))


def holding(text):
    """The numbers of the publications in which ``text`` still stands, rising."""
    words = RedactedWords(text, instead="")
    return [publication.number for publication in _parts_with(words)]


def _reasoned(why):
    if not why.strip():
        raise CannotRedact("Say why; the reason is published with the redaction.")
    return why.strip()


def _publications():
    return Publication.objects.select_related("snapshot").order_by("number").iterator(chunk_size=50)


def _published_slugs():
    found = set()
    for publication in _publications():
        for name in ("rows", "vocabulary", "changes"):
            found |= {one["slug"] for one in digests.values_of(publication.snapshot.document, name)}
    return found


def _parts_with(words):
    return _matching(lambda part: words.are_in(part["value"]))


def _matching(matches):
    """The whole parts that fit, as publication -> hashes; publications without any left out."""
    found = {}
    for publication in _publications():
        hashes = {
            part["h"]
            for listed in publication.snapshot.document["parts"].values()
            for part in listed
            if "value" in part and matches(part)
        }
        if hashes:
            found[publication] = hashes
    return found


def _carries(document, hashes):
    return any(part["h"] in hashes for name in CARRIED for part in document["parts"][name])


def _mend(words, *, why, by, at):
    """Publishes the newest version without the words, if it states them; else gives None."""
    newest = Publication.objects.select_related("snapshot").newest()
    if newest is None or not is_carried(newest.snapshot.document, words):
        return None
    _refuse_to_build_on(newest, at)
    first = next(iter(_parts_with(words))).number
    title = _("Text was taken out of version %(number)d and those after it") % {"number": first}
    draft = mending_draft(words, at=at, why=why, title=title, corrects=first)
    publication, document = seal(draft, by=by)
    if is_carried(document, words):
        raise CannotRedact(
            f"{' or '.join(map(repr, words.texts))} is a word of which every version is made, such"
            " as “category”. Give more of the text."
        )
    return publication


def _refuse_to_build_on(newest, at):
    """Raises CannotRedact where no version can follow ``newest``, as for any other version."""
    number, document = newest.number, newest.snapshot.document
    for found in unsealed_archive():
        raise CannotRedact(str(found.sentence))
    if at < newest.published_at:
        raise CannotRedact(f"The clock says {at}, before version {number}. Set it right.")
    if any(digests.redacted_of(document, name) for name in CARRIED):
        raise CannotRedact(
            f"Version {number} has redacted parts and cannot be built upon. Restore a backup."
        )


def _blank_all(found, words, *, why, by, at):
    """Blanks the parts ``found`` (publication -> hashes); gives their Redaction records."""
    newest = Publication.objects.newest()
    if newest is None:
        return []
    on = day_at(at, newest.time_zone)
    notices = mended_notices(words) if words else []
    triggers.remove(connection)
    records = blank(found, words, at=at, on=on, why=why, by=by)
    if words:
        blank_beside(words)
        blank_messages(words, at=at)
    triggers.install(connection)
    queue_mended(notices, at=at)
    return records
