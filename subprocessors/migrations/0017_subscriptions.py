"""Subscriptions by mail: what their forms need, and who took addresses out."""

import subprocessors.models.checked_values
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('subprocessors', '0016_seal_what_was_sent'),
    ]

    operations = [
        migrations.CreateModel(
            name='AddressAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by_name', models.TextField(verbose_name='by')),
                ('what', models.CharField(choices=[('exported', 'exported addresses'), ('given_out', 'gave out what is kept of a person'), ('erased', 'erased an address'), ('expired', 'erased what was kept long enough')], max_length=12, verbose_name='what')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='addresses')),
                ('mark', models.CharField(blank=True, max_length=40, verbose_name='now called')),
            ],
            options={
                'verbose_name': 'act on addresses',
                'verbose_name_plural': 'acts on addresses',
                'ordering': ['-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ClientCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=64, unique=True)),
                ('count', models.PositiveIntegerField(default=0, verbose_name='forms')),
            ],
            options={
                'verbose_name': "count of a client's forms",
                'verbose_name_plural': "counts of clients' forms",
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='historicalportal',
            name='privacy_notice',
            field=subprocessors.models.checked_values.WebAddressField(blank=True, help_text='The page of your company that says what becomes of an address. A link to it stands beside every public form. Left empty: customers cannot subscribe by e-mail.', verbose_name='privacy notice'),
        ),
        migrations.AddField(
            model_name='portal',
            name='privacy_notice',
            field=subprocessors.models.checked_values.WebAddressField(blank=True, help_text='The page of your company that says what becomes of an address. A link to it stands beside every public form. Left empty: customers cannot subscribe by e-mail.', verbose_name='privacy notice'),
        ),
        migrations.AddField(
            model_name='subscriber',
            name='mailed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='DayKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('begun_at', models.DateTimeField(verbose_name='in use since')),
            ],
            options={
                'verbose_name': 'key of the day',
                'verbose_name_plural': 'keys of the day',
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_day_key')],
            },
        ),
    ]
