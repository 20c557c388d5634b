"""Say of the notices that are stored already from when they were late."""

import zoneinfo
from datetime import datetime, time, timedelta

from django.db import migrations

from subprocessors.migrations._archive_tables import AlterArchive


def fill_in(apps, schema_editor):
    using = schema_editor.connection.alias
    messages = apps.get_model("subprocessors", "StoredMessage").objects.using(using)
    changes = apps.get_model("subprocessors", "Change").objects.using(using)
    notices = messages.filter(purpose="notice", publication__isnull=False)
    for message in notices.select_related("publication").defer("content"):
        publication = message.publication
        days = changes.filter(
            publication=publication,
            position__in=message.positions,
            counted_from_on__gte=publication.published_on,
        ).values_list("counted_from_on", flat=True)
        if days:
            over = datetime.combine(min(days) + timedelta(days=1), time.min)
            late_from = over.replace(tzinfo=zoneinfo.ZoneInfo(publication.time_zone))
            messages.filter(pk=message.pk).update(late_from=late_from)


class Migration(migrations.Migration):

    dependencies = [
        ('subprocessors', '0022_confirm_receipt'),
    ]

    operations = [AlterArchive([migrations.RunPython(fill_in, migrations.RunPython.noop)])]
