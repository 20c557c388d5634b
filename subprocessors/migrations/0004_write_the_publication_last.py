"""Let the row of a publication be written last, so that half a version never commits."""

from django.db import migrations

from subprocessors.migrations._archive_seals import PUBLICATION_LAST, SNAPSHOT_LAST
from subprocessors.migrations._archive_tables import AlterArchive


class Migration(migrations.Migration):
    dependencies = [("subprocessors", "0003_make_the_groups")]

    operations = [AlterArchive(seals=PUBLICATION_LAST, undone=SNAPSHOT_LAST)]
