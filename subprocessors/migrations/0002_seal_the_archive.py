"""Put the triggers in place that keep the archive from being rewritten."""

from django.db import migrations

from subprocessors.archive import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("subprocessors", "0001_the_desk_and_the_archive")]

    operations = [migrations.RunPython(install, remove)]
