"""Let every record of the history and every version carry the name of who made it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from subprocessors.migrations._archive_tables import AlterArchive

_HISTORIES = (
    'historicalcategory',
    'historicalcertification',
    'historicaldocument',
    'historicalportal',
    'historicalservice',
    'historicalsubprocessor',
)


def _signed(history):
    yield migrations.AddField(
        model_name=history,
        name='by_name',
        field=models.TextField(blank=True, default='', verbose_name='by'),
    )
    yield migrations.AlterField(
        model_name=history,
        name='history_user',
        field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
    )


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('subprocessors', '0006_registration_number'),
    ]

    operations = [
        *(operation for history in _HISTORIES for operation in _signed(history)),
        AlterArchive([
            migrations.AddField(
                model_name='publication',
                name='by_name',
                field=models.TextField(blank=True, null=True, verbose_name='published by'),
            ),
        ]),
    ]
