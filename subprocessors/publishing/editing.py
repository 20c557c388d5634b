"""What legal does to the working list. Each act is one transaction and one history record.

Nothing here is public; publishing is what makes it so. ``by`` is who acts (``models.authorship``).
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from subprocessors.archive.digests import values_of
from subprocessors.archive.fields import BY_NAME, CATEGORY, DAY, LINES, PUBLIC_FIELDS, ROW
from subprocessors.archive.status import UPCOMING, WITHDRAWN
from subprocessors.models.authorship import signed
from subprocessors.models.publication import Change, Publication, Redaction
from subprocessors.models.register import Subprocessor, new_slug
from subprocessors.models.vocabulary import Category, Service
from subprocessors.wording import day

#: What a replacement takes over from the sub-processor it replaces.
TAKEN_OVER = (
    "category",
    "purpose",
    "description",
    "data_categories",
    "data_subjects",
    "products",
    "condition",
    "owner",
)


def is_published(slug):
    """Whether a row of this slug has ever been published. At most three queries.

    Where every change of it was redacted, the newest list may hold it all the same.
    """
    if Change.objects.filter(slug=slug).exists():
        return True
    if not Redaction.objects.exists():
        return False
    newest = Publication.objects.select_related("snapshot").newest()
    return any(row["slug"] == slug for row in values_of(newest.snapshot.document, "rows"))


def published_slugs():
    """Every slug of which ``is_published`` holds."""
    newest = Publication.objects.select_related("snapshot").newest()
    rows = values_of(newest.snapshot.document, "rows") if newest else ()
    return {*Change.objects.values_list("slug", flat=True), *(row["slug"] for row in rows)}


def unused_slug(name, *, is_published=is_published):
    """A slug for ``name`` that neither the working list nor the archive has, or had."""
    return new_slug(
        name, is_taken=lambda slug: is_published(slug) or Redaction.of_address(slug) is not None
    )


@transaction.atomic
def save(row, *, by, reason="", services=None):
    """Saves ``row`` and its ``services`` (None: as they are); gives whether anything changed.

    Leaves one history record if something changed and none otherwise; ``by`` and ``reason``
    stand in it.
    """
    is_new = row.pk is None
    if is_new and not row.slug:
        row.slug = unused_slug(row.name)
    before = None if is_new else Subprocessor.objects.get(pk=row.pk)
    wanted = None if services is None else {service.pk for service in services}
    if before is not None and not _differs(row, before, wanted):
        return False
    row.skip_history_when_saving = True
    try:
        row.save()
        if wanted is not None:
            row.services.set(wanted)
    finally:
        del row.skip_history_when_saving
    with signed([row], by, reason):
        row.save(force_update=True)
    if is_new:
        row.history.filter(pk=row.history.latest("history_id").pk).update(history_type="+")
    return True


def _differs(row, before, wanted):
    for field in row._meta.concrete_fields:
        if field.to_python(getattr(row, field.attname)) != getattr(before, field.attname):
            return True
    if wanted is None:
        return False
    return wanted != set(before.services.values_list("pk", flat=True))


@transaction.atomic
def end(row, *, last_day, by, reason=""):
    """States the last day of ``row``. Raises ValidationError for a day before its start."""
    row.ended_on = last_day
    row.clean()
    if not save(row, by=by, reason=reason):
        raise ValidationError(
            _("%(name)s already ends on %(day)s. Choose another day.")
            % {"name": row.name, "day": day(last_day)}
        )


@transaction.atomic
def delete(row, *, by, reason=""):
    """Takes ``row`` out of the working list; its history stays, and says so."""
    with signed([row], by, reason):
        row.delete()


@transaction.atomic
def drop(row, *, on, by, reason=""):
    """Drops ``row`` before its start. Raises ValidationError where it has started by ``on``."""
    why = why_not_dropped(row, on)
    if why:
        raise ValidationError(why)
    row.withdrawn_on = on
    save(row, by=by, reason=reason)


def why_not_dropped(row, day):
    """Why ``row`` cannot be dropped before its start, as it stands on ``day``; "" where it can."""
    status = row.status_on(day)
    if status == WITHDRAWN:
        return _("%(name)s is dropped already.") % {"name": row.name}
    if status == UPCOMING:
        return ""
    words = _("%(name)s is in use already, so it cannot be dropped. State its last day instead.")
    return words % {"name": row.name}


@transaction.atomic
def replace(row, *, name, effective_on, last_day, by, reason=""):
    """Makes a row named ``name`` that takes the place of ``row``; gives the new row.

    It takes over purpose, data, products and services, starts on ``effective_on``, and
    ``row`` ends on ``last_day``. Raises ValidationError.
    """
    taken_over = {field: getattr(row, field) for field in TAKEN_OVER}
    successor = Subprocessor(name=name, effective_on=effective_on, replaces=row, **taken_over)
    successor.slug = unused_slug(name)
    successor.full_clean()
    save(successor, by=by, reason=reason, services=row.services.all())
    end(row, last_day=last_day, by=by, reason=reason)
    return successor


@transaction.atomic
def mark_reviewed(rows, *, on, by):
    """Notes that ``rows`` were looked at on the day ``on``; gives how many were not yet."""
    count = 0
    for row in rows:
        row.reviewed_on = on
        count += save(row, by=by, reason=_("Reviewed"))
    return count


@transaction.atomic
def put_back(row, values, *, by, reason=""):
    """Gives ``row`` the frozen public ``values``; gives whether anything changed."""
    for name in PUBLIC_FIELDS:
        if name != "services":
            setattr(row, name, _working_value(BY_NAME[name], values.get(name), by))
    services = [vocabulary_entry(Service, slug, by=by) for slug in values.get("services", [])]
    return save(row, by=by, reason=reason, services=services)


def _working_value(field, value, by):
    """What the working list holds for the frozen ``value`` of a field; None: nothing was stated."""
    if field.kind == CATEGORY:
        return vocabulary_entry(Category, value, by=by) if value else None
    if field.kind == ROW:
        return Subprocessor.objects.filter(slug=value).first() if value else None
    if field.kind == LINES:
        return "\n".join(value or [])
    if field.kind == DAY:
        return date.fromisoformat(value) if value else None
    return Subprocessor._meta.get_field(field.name).get_default() if value is None else value


def vocabulary_entry(model, slug, *, by, label="", reason=""):
    """The Service or Category (``model``) of this slug, made where there is none."""
    entry = model.objects.filter(slug=slug).first()
    if entry is None:
        entry = model(slug=slug, label=label or slug)
        with signed([entry], by, reason):
            entry.save()
    return entry
