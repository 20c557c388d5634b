"""Make the groups Editor, Publisher and Auditor."""

from django.db import migrations

from subprocessors.migrations._groups import give_permissions

_EDITOR = [
    *(
        f"{verb}_{model}"
        for model in ("subprocessor", "service", "category", "document", "certification")
        for verb in ("add", "change", "delete", "view")
    ),
    "change_portal",
    "view_portal",
    "view_publication",
    "view_redaction",
]
_GROUPS = {
    "Editor": _EDITOR,
    "Auditor": [
        "view_publication",
        "view_redaction",
        "view_portal",
        "view_subprocessor",
        "view_service",
        "view_category",
        "view_document",
        "view_certification",
    ],
    "Publisher": [*_EDITOR, "publish_publication"],
}


def make(apps, schema_editor):
    give_permissions(apps, schema_editor, _GROUPS)


class Migration(migrations.Migration):
    dependencies = [
        ("subprocessors", "0002_seal_the_archive"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
