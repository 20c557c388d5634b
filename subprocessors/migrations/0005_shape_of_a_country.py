"""Ask of a country the shape of its code alone; which codes there are, the form knows."""

import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

_CAPITALS = list('ABCDEFGHIJKLMNOPQRSTUVWXYZ')


class Migration(migrations.Migration):

    dependencies = [
        ('subprocessors', '0004_write_the_publication_last'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='subprocessor',
            name='country_is_iso_3166',
        ),
        migrations.AddConstraint(
            model_name='subprocessor',
            constraint=models.CheckConstraint(condition=models.Q(('country', ''), models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('country'), 2), django.db.models.lookups.In(django.db.models.functions.text.Substr('country', 1, 1), _CAPITALS), django.db.models.lookups.In(django.db.models.functions.text.Substr('country', 2, 1), _CAPITALS)), _connector='OR'), name='country_is_two_capital_letters', violation_error_message='Write the country as two capital letters: DE.'),
        ),
    ]
