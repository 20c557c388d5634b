"""Seal the stored messages, and the record of each attempt to send."""

from django.db import migrations

from subprocessors.migrations._archive_seals import PUBLICATION_LAST, SENT_ONCE
from subprocessors.migrations._archive_tables import AlterArchive


class Migration(migrations.Migration):

    dependencies = [
        ('subprocessors', '0015_the_outbox'),
    ]

    operations = [AlterArchive(seals=SENT_ONCE, undone=PUBLICATION_LAST)]
