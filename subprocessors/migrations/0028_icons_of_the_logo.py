from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('subprocessors', '0027_evidence_taken'),
    ]

    operations = [
        migrations.AddField(
            model_name='logo',
            name='is_square',
            field=models.BooleanField(default=False, verbose_name='serves as an icon'),
        ),
        migrations.AddField(
            model_name='logo',
            name='touch_icon',
            field=models.BinaryField(default=b'', verbose_name='icon for phones'),
        ),
        migrations.AddField(
            model_name='logo',
            name='touch_digest',
            field=models.CharField(blank=True, default='', max_length=64, verbose_name='fingerprint of that icon'),
            preserve_default=False,
        ),
    ]
