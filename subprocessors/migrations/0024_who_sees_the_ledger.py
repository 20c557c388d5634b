"""Let Publishers and Auditors see the ledger of what was sent."""

from django.db import migrations

from subprocessors.migrations._groups import give_permissions

_GROUPS = {"Publisher": ["view_delivery"], "Auditor": ["view_delivery"]}


def give(apps, schema_editor):
    give_permissions(apps, schema_editor, _GROUPS)


class Migration(migrations.Migration):
    dependencies = [
        ("subprocessors", "0023_say_from_when_a_notice_is_late"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
