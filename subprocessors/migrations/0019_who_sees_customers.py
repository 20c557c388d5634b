"""Let Publishers keep customers and their addresses, and Auditors see them."""

from django.db import migrations

from subprocessors.migrations._groups import give_permissions

_GROUPS = {
    "Publisher": [
        "add_customer",
        "change_customer",
        "view_customer",
        "add_noticecontact",
        "change_noticecontact",
        "view_noticecontact",
    ],
    "Auditor": ["view_customer", "view_noticecontact"],
}


def give(apps, schema_editor):
    give_permissions(apps, schema_editor, _GROUPS)


class Migration(migrations.Migration):
    dependencies = [
        ("subprocessors", "0018_who_sees_subscribers"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
