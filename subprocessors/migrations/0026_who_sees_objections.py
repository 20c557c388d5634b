"""Let Publishers keep objections, and Auditors see them."""

from django.db import migrations

from subprocessors.migrations._groups import give_permissions

_GROUPS = {
    "Publisher": ["add_objection", "change_objection", "view_objection"],
    "Auditor": ["view_objection"],
}


def give(apps, schema_editor):
    give_permissions(apps, schema_editor, _GROUPS)


class Migration(migrations.Migration):
    dependencies = [
        ("subprocessors", "0025_objections"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
