"""Let Publishers see, export and erase subscribers, and Auditors see them."""

from django.db import migrations

from subprocessors.migrations._groups import give_permissions

_GROUPS = {
    "Publisher": ["view_subscriber", "change_subscriber"],
    "Auditor": ["view_subscriber"],
}


def give(apps, schema_editor):
    give_permissions(apps, schema_editor, _GROUPS)


class Migration(migrations.Migration):
    dependencies = [
        ("subprocessors", "0017_subscriptions"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
