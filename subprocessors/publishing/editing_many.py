"""Saving many rows of the working list at once, as ``editing.save`` saves one."""

from django.db import transaction

from subprocessors.models.authorship import signed
from subprocessors.models.register import Subprocessor
from subprocessors.publishing.editing import published_slugs, unused_slug


@transaction.atomic
def save_many(rows, *, by, reason=""):
    """Saves ``rows``, each a Subprocessor and its services (None: as they are): all or none.

    Each that is new or differs leaves one history record, by ``by`` and for ``reason``, as
    ``editing.save`` leaves it. A query is for many rows, but for two for the slug of a new one.
    """
    through = Subprocessor.services.through.objects
    before = _before([row.pk for row, _services in rows if row.pk is not None])
    new, old, linked, fields = [], [], [], set()
    taken = published_slugs()
    for row, services in rows:
        wanted = None if services is None else {service.pk for service in services}
        if row.pk is None:
            row.slug = row.slug or unused_slug(row.name, is_published=taken.__contains__)
            taken.add(row.slug)
            new.append(row)
        else:
            differing = _differing(row, before[row.pk])
            had = {service.pk for service in before[row.pk].services.all()}
            if not differing and wanted in (None, had):
                continue
            old.append(row)
            fields |= differing
        if wanted is not None:
            linked.append((row, wanted))
    Subprocessor.objects.bulk_create(new)
    if fields:
        Subprocessor.objects.bulk_update(old, sorted(fields), batch_size=100)
    through.filter(subprocessor__in=[row.pk for row, _wanted in linked]).delete()
    through.bulk_create(
        through.model(subprocessor=row, service_id=service)
        for row, wanted in linked
        for service in sorted(wanted)
    )
    _record(new, old, by, reason)


def _before(pks):
    rows = Subprocessor.objects.prefetch_related("services")
    return {row.pk: row for row in rows.filter(pk__in=pks)}


def _differing(row, before):
    """The names of the columns in which ``row`` differs from what is stored."""
    return {
        field.name
        for field in row._meta.concrete_fields
        if field.to_python(getattr(row, field.attname)) != getattr(before, field.attname)
    }


def _record(new, old, by, reason):
    """One record of the history for each row, with the services that it has now."""
    history = Subprocessor.history
    for rows, is_update in ((new, False), (old, True)):
        with signed(rows, by, reason):
            records = history.bulk_history_create(rows, update=is_update)
        services = {}
        links = Subprocessor.services.through.objects.filter(subprocessor__in=rows)
        for link in links.order_by("pk"):
            services.setdefault(link.subprocessor_id, []).append(link)
        if services:
            kept = records[0].services.model.objects
            kept.bulk_create(
                kept.model(
                    history=record,
                    id=link.pk,
                    subprocessor_id=link.subprocessor_id,
                    service_id=link.service_id,
                )
                for record in records
                for link in services.get(record.id, ())
            )
