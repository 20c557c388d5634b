"""Say of a message that it came back: as a mail server reported it, or by hand and by whom."""

from django.db import migrations, models

from subprocessors.migrations._archive_tables import AlterArchive


class Migration(migrations.Migration):

    dependencies = [
        ('subprocessors', '0020_send_notices_again'),
    ]

    operations = [
        AlterArchive([
        migrations.AddField(
            model_name='deliveryattempt',
            name='by_name',
            field=models.TextField(blank=True, null=True, verbose_name='by'),
        ),
        migrations.AlterField(
            model_name='deliveryattempt',
            name='phase',
            field=models.CharField(choices=[('mail', 'MAIL FROM'), ('rcpt', 'RCPT TO'), ('data', 'DATA'), ('content', 'the message itself'), ('dot', 'after the final dot'), ('file', 'written to a file'), ('found', 'found after a crash'), ('replaced', 'address replaced'), ('bounce', 'reported as failed'), ('hand', 'by hand')], max_length=8, verbose_name='phase'),
        ),
        ]),
    ]
