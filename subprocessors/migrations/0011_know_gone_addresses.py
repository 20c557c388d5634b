"""Let a redaction know the address it took away, so that it answers 410."""

from django.db import migrations, models

from subprocessors.migrations._archive_tables import AlterArchive


class Migration(migrations.Migration):

    dependencies = [
        ('subprocessors', '0008_write_down_known_names'),
    ]

    operations = [
        AlterArchive([
            migrations.AddField(
                model_name='redaction',
                name='gone_address',
                field=models.CharField(blank=True, max_length=64, null=True),
            ),
        ]),
    ]
