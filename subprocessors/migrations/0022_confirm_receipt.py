"""Keep who confirmed the receipt of a notice, whom a reminder went to, and when one is late."""

import django.db.models.deletion
from django.db import migrations, models

from subprocessors.migrations._archive_seals import CONFIRMED_ONCE, SENT_ONCE
from subprocessors.migrations._archive_tables import AlterArchive


class Migration(migrations.Migration):

    dependencies = [
        ('subprocessors', '0021_say_what_came_back'),
    ]

    operations = [
        AlterArchive([
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='name given')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='subprocessors.delivery')),
            ],
            options={
                'verbose_name': 'confirmation of receipt',
                'verbose_name_plural': 'confirmations of receipt',
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='reminds',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='subprocessors.delivery'),
        ),
        migrations.AddField(
            model_name='storedmessage',
            name='late_from',
            field=models.DateTimeField(blank=True, null=True, verbose_name='late from'),
        ),
        migrations.AlterField(
            model_name='outboxevent',
            name='what',
            field=models.CharField(choices=[('stopped', 'stopped sending'), ('resumed', 'resumed sending'), ('halted', 'the sender halted'), ('restarted', 'let the sender go on'), ('allowed', 'let this database send'), ('again', 'sent again'), ('newcomers', 'sent to contract addresses that came since'), ('reminded', 'reminded of a notice')], max_length=12, verbose_name='what'),
        ),
        migrations.AlterField(
            model_name='storedmessage',
            name='purpose',
            field=models.CharField(choices=[('notice', 'notice'), ('confirmation', 'confirmation'), ('reminder', 'reminder')], max_length=16, verbose_name='purpose'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(condition=models.Q(('reminds__isnull', False)), fields=('reminds',), name='a_notice_reminded_of_once'),
        ),
        ], seals=CONFIRMED_ONCE, undone=SENT_ONCE),
    ]
