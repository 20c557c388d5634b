"""Put the triggers in place that keep the archive from being rewritten."""

from django.db import migrations

from subprocessors.migrations._archive_seals import SNAPSHOT_LAST
from subprocessors.migrations._archive_tables import AlterArchive


class Migration(migrations.Migration):
    dependencies = [("subprocessors", "0001_the_desk_and_the_archive")]

    operations = [AlterArchive(seals=SNAPSHOT_LAST, undone={})]
