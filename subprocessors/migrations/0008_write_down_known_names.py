"""Write the names of those whom records and versions still know; others stay not recorded."""

from django.db import migrations

from subprocessors.migrations._archive_tables import AlterArchive

_HISTORIES = (
    'historicalcategory',
    'historicalcertification',
    'historicaldocument',
    'historicalportal',
    'historicalservice',
    'historicalsubprocessor',
)


def write_down(apps, schema_editor):
    using = schema_editor.connection.alias
    publications = apps.get_model('subprocessors', 'publication').objects.using(using)
    for user in apps.get_model('auth', 'User').objects.using(using).iterator():
        full_name = f'{user.first_name} {user.last_name}'.strip()
        name = f'{full_name} ({user.username})' if full_name else user.username
        for history in _HISTORIES:
            records = apps.get_model('subprocessors', history).objects.using(using)
            records.filter(history_user_id=user.pk, by_name='').update(by_name=name)
        publications.filter(by_id=user.pk, by_name=None).update(by_name=name)


class Migration(migrations.Migration):

    dependencies = [
        ('subprocessors', '0007_sign_every_record'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [AlterArchive([migrations.RunPython(write_down, migrations.RunPython.noop)])]
