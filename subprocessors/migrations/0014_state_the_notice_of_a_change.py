"""Say of a change from when its notice counts, its earliest day, and until when to object."""

from django.db import migrations, models

from subprocessors.migrations._archive_tables import AlterArchive


class Migration(migrations.Migration):

    dependencies = [
        ('subprocessors', '0013_state_the_rule_of_notice'),
    ]

    operations = [
        AlterArchive([
        migrations.AddField(
            model_name='change',
            name='counted_from_on',
            field=models.DateField(blank=True, null=True, verbose_name='notice counted from'),
        ),
        migrations.AddField(
            model_name='change',
            name='earliest_effective_on',
            field=models.DateField(blank=True, null=True, verbose_name='earliest by the rule'),
        ),
        migrations.AddField(
            model_name='change',
            name='objection_until_on',
            field=models.DateField(blank=True, null=True, verbose_name='object by'),
        ),
        migrations.AddField(
            model_name='change',
            name='short_notice',
            field=models.JSONField(blank=True, null=True, verbose_name='short notice'),
        ),
        migrations.AddField(
            model_name='change',
            name='short_notice_clause',
            field=models.TextField(blank=True, null=True, verbose_name='clause relied on'),
        ),
        ]),
    ]
