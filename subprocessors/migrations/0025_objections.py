"""Objections, what is done about them, and tests of the address for them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('subprocessors', '0024_who_sees_the_ledger'),
    ]

    operations = [
        migrations.AlterField(
            model_name='storedmessage',
            name='audience',
            field=models.CharField(choices=[('subscribers', 'subscribers'), ('contacts', 'contract notice addresses'), ('objectors', 'whoever objected'), ('ourselves', 'ourselves')], max_length=16, verbose_name='audience'),
        ),
        migrations.AlterField(
            model_name='storedmessage',
            name='purpose',
            field=models.CharField(choices=[('notice', 'notice'), ('confirmation', 'confirmation'), ('reminder', 'reminder'), ('receipt', 'receipt of an objection'), ('answer', 'answer to an objection'), ('test', 'test of the address for objections')], max_length=16, verbose_name='purpose'),
        ),
        migrations.CreateModel(
            name='AddressTest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=254, verbose_name='address')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('by_name', models.TextField(verbose_name='by')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('delivery', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='address_tests', to='subprocessors.delivery')),
            ],
            options={
                'verbose_name': 'test of the address for objections',
                'verbose_name_plural': 'tests of the address for objections',
                'ordering': ['-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16, unique=True, verbose_name='number')),
                ('position', models.PositiveIntegerField(verbose_name='change')),
                ('organisation', models.CharField(max_length=300, verbose_name='organisation')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('address', models.CharField(blank=True, max_length=254, verbose_name='address')),
                ('address_key', models.CharField(blank=True, db_index=True, max_length=254)),
                ('grounds', models.TextField(blank=True, verbose_name='grounds')),
                ('came_by', models.CharField(choices=[('form', 'through the form'), ('hand', 'recorded by hand')], max_length=4, verbose_name='how it came')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
                ('received_on', models.DateField(verbose_name='received')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='object by, as the version states')),
                ('customer_until_on', models.DateField(blank=True, null=True, verbose_name='object by, for this customer')),
                ('is_late', models.BooleanField(default=False, verbose_name='late')),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('withdrawn', 'withdrawn by the customer'), ('resolved', 'resolved by a measure'), ('excluded', 'service excluded'), ('dropped', 'change dropped'), ('ended', 'contract ends'), ('out_of_time', 'out of time'), ('approved', 'approved')], max_length=12, verbose_name='outcome')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='erased')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='subprocessors.customer', verbose_name='customer')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='subprocessors.publication', verbose_name='version')),
            ],
            options={
                'verbose_name': 'objection',
                'verbose_name_plural': 'objections',
                'ordering': ['-pk'],
                'default_permissions': ('add', 'change', 'view'),
            },
        ),
        migrations.CreateModel(
            name='ObjectionEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by_name', models.TextField(blank=True, verbose_name='by')),
                ('what', models.CharField(choices=[('received', 'received'), ('recorded', 'recorded by hand'), ('receipt', 'receipt by mail'), ('answered', 'answered by mail'), ('closed', 'closed'), ('reopened', 'opened again')], max_length=12, verbose_name='what')),
                ('outcome', models.CharField(blank=True, choices=[('withdrawn', 'withdrawn by the customer'), ('resolved', 'resolved by a measure'), ('excluded', 'service excluded'), ('dropped', 'change dropped'), ('ended', 'contract ends'), ('out_of_time', 'out of time'), ('approved', 'approved')], max_length=12, verbose_name='outcome')),
                ('words', models.TextField(blank=True, verbose_name='words')),
                ('delivery', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objection_events', to='subprocessors.delivery')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='subprocessors.objection')),
            ],
            options={
                'verbose_name': 'event of an objection',
                'verbose_name_plural': 'events of objections',
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='objection',
            index=models.Index(condition=models.Q(('outcome', '')), fields=['publication', 'position'], name='open_objection'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='a_closed_objection_has_an_outcome'),
        ),
    ]
