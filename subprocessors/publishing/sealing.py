"""Sealing a draft: the publication, its changes and its snapshot, in one transaction."""

from dataclasses import replace
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from subprocessors import wording
from subprocessors.archive import triggers
from subprocessors.archive.changes import by_slug, concerned_services
from subprocessors.archive.days import instant
from subprocessors.archive.digests import HEAD_LISTS, make_document, sealed, values_of
from subprocessors.archive.freezing import desk_values
from subprocessors.archive.snapshots import normalised, settled
from subprocessors.archive.status import is_live
from subprocessors.models.authorship import name_of, user_of
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Change, Publication, Snapshot
from subprocessors.models.register import Subprocessor
from subprocessors.notifying.queueing import queue_notices
from subprocessors.publishing import editing
from subprocessors.publishing.decisions import GROUPS
from subprocessors.publishing.drafting import prepare
from subprocessors.publishing.refusals import (
    NothingToPublish,
    NotPublishable,
    ReviewOutdated,
    problem,
)
from subprocessors.verifying.half_versions import half_versions


def lock():
    """Waits until no other publishing, importing or redacting is under way.

    Until the transaction ends, edits of the working list wait too. SQLite's transactions are
    IMMEDIATE, so that beginning one is the lock; PostgreSQL locks the rows.
    """
    if connection.vendor != "sqlite":
        for model in (Portal, Subprocessor):
            list(model.objects.order_by("pk").select_for_update().values_list("pk", flat=True))


@transaction.atomic
def publish(*, by=None, at=None, decisions=None, seen=None, imported=None):
    """Publishes the working list as ``decisions`` say; gives the new Publication.

    ``at`` is the instant (None: now, taken inside the lock); ``seen`` are the digests of what
    was reviewed (None: nothing was); ``imported`` is a source, which makes it a publication
    from before this portal. Raises ReviewOutdated, NotPublishable or NothingToPublish; then
    nothing is written.
    """
    lock()
    refuse_half_versions()
    draft = prepare(at=at or timezone.now(), decisions=decisions, imported=imported)
    if seen is not None and not draft.digests <= set(seen):
        raise ReviewOutdated(draft)
    problems = [*draft.problems, *unsealed_archive()]
    if problems:
        raise NotPublishable(problems, replace(draft, problems=tuple(problems)))
    if draft.is_empty:
        raise NothingToPublish(draft)
    publication, _document = seal(draft, by=by, imported=imported)
    queue_notices(publication)
    _bring_working_list_along(draft, publication, by)
    return publication


def seal(draft, *, by=None, imported=None):
    """Writes ``draft`` into the archive as it is; gives the Publication and its document.

    Only for whoever holds the lock, within its transaction. The publication's own row is
    written last, and makes the version stand: half of one cannot be committed.
    """
    publication, document = unsaved_publication(draft, by=by, imported=imported)
    Change.objects.bulk_create(unsaved_changes(draft, publication))
    Snapshot.objects.create(publication=publication, content=Snapshot.pack(document))
    publication.save(force_insert=True)
    return publication, document


def refuse_half_versions():
    """Raises NotPublishable where a version is half-written: nothing can be built upon it."""
    found = half_versions()
    if found:
        raise NotPublishable(
            [problem("half_written", number=number, why=why) for number, why in found.items()]
        )


def unsealed_archive():
    """A Problem where a trigger of the archive is missing."""
    missing = triggers.missing(connection)
    if missing:
        yield problem("unsealed", triggers=", ".join(missing))


def unsaved_publication(draft, *, by=None, imported=None):
    """The Publication of ``draft``, not saved, and its document: also what a preview shows."""
    decisions, base = draft.decisions, draft.base
    texts = {
        "title": normalised(decisions.title) or str(title_of_draft(draft, imported)),
        "note": normalised(decisions.note),
        "reason": normalised(decisions.reason) if decisions.corrects is not None else "",
        "source": normalised(imported) if imported is not None else None,
    }
    parts = {name: sealed([value]) if value else [] for name, value in texts.items()}
    for name in ("facts", "vocabulary", "changes", "rows"):
        earlier = draft.base_document["parts"][name] if base else ()
        parts[name] = sealed(getattr(draft, name), () if name == "changes" else earlier)
    head = {
        "number": draft.number,
        "previous": base.digest if base else None,
        "published_at": instant(draft.at),
        "published_on": draft.on.isoformat(),
        "kind": str(draft.kind),
        "corrects": decisions.corrects,
    }
    document = make_document(head, {name: parts[name] for name in HEAD_LISTS})
    publication = Publication(
        number=draft.number,
        digest=document["digest"],
        uid=Publication.uid_for(document["digest"]),
        published_at=draft.at,
        published_on=draft.on,
        time_zone=_time_zone(draft.facts),
        kind=draft.kind,
        corrects_id=decisions.corrects,
        internal_reason=decisions.internal_reason.strip(),
        by=user_of(by),
        by_name=name_of(by),
        **texts,
    )
    return publication, document


def title_of_draft(draft, imported=None):
    """The title proposed for ``draft``: what it does, in a few words."""
    kinds = Publication.Kind
    if draft.base is None:
        live = [row for row in draft.rows if is_live(row, draft.on.isoformat())]
        return wording.opening_title(len(live), source=imported)
    if draft.kind == kinds.REVIEW:
        return wording.review_title()
    if draft.is_note:
        return wording.note_title(draft.decisions.corrects)
    context = wording.SentenceContext(
        on=draft.on.isoformat(),
        is_correction=draft.kind == kinds.CORRECTION,
        is_quiet=draft.kind in (kinds.OPENING, kinds.IMPORTED),
        names=draft.names,
        starts={row["slug"]: row["now"].get("effective_on") for row in draft.rows},
    )
    changes = [change for change in draft.changes if "reissues" not in change]
    if draft.changes and not changes and not draft.changes_facts:
        return wording.reissue_title(draft.decisions.corrects)
    return wording.publication_title(
        changes, draft.names, context=context, corrects=draft.decisions.corrects
    )


def _time_zone(facts):
    return next(fact["value"] for fact in facts if fact["name"] == "time_zone")


def unsaved_changes(draft, publication):
    """The Change rows of ``draft``, not saved, in their order."""
    old = by_slug(values_of(draft.base_document, "rows")) if draft.base else {}
    old = {slug: settled(row, draft.on.isoformat()) for slug, row in old.items()}
    new = by_slug(draft.rows)
    found = [
        change_row(publication, position, part, old.get(part["slug"]), new.get(part["slug"]))
        for position, part in enumerate(draft.changes)
    ]
    for change in found:
        if change.short_notice:
            change.short_notice_clause = _clause(draft.decisions.short_notices, change)
    return found


def _clause(short_notices, change):
    """The clause that legal noted for the short notice of a change, or None."""
    for name in (*change.fields, *GROUPS):
        short = short_notices.get((change.slug, name))
        if short and short.clause.strip():
            return short.clause.strip()
    return None


def change_row(publication, position, part, old, new):
    """The Change row of one hashed ``part``; ``old`` and ``new`` are the row around it."""
    return Change(
        publication=publication,
        position=position,
        slug=part["slug"],
        kind=part["kind"],
        material=part["material"],
        effective_on=date.fromisoformat(part["effective_on"]),
        reason=part.get("reason", ""),
        reissues=part.get("reissues"),
        **Change.notice_columns(part),
        fields=part["fields"],
        name=(new or old)["now"]["name"],
        services=Change.services_column(concerned_services(old, new)),
    )


def _bring_working_list_along(draft, publication, by):
    """Write to the working list what publishing changed, so that it does not differ again.

    A former name that was added, an announcement that was dropped, or one that stays while
    a correction put right what is shown today.
    """
    for row in draft.differing:
        if row.after is None or row.left_out or row.held_back:
            continue
        published = desk_values(row.after)
        if published != row.working:
            editing.put_back(
                Subprocessor.objects.get(pk=row.pk),
                published,
                by=by,
                reason=f"Version {publication.number}",
            )
