"""Put the triggers in place that keep the archive from being rewritten."""

from django.db import migrations

from subprocessors import immutability


def install(apps, schema_editor):
    immutability.install(schema_editor.connection)


def remove(apps, schema_editor):
    immutability.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("subprocessors", "0001_the_desk_and_the_archive")]

    operations = [migrations.RunPython(install, remove)]
