"""The three groups of the desk and what each may do."""

_LIST = ("subprocessor", "service", "category", "document", "certification")
_SEEN = ("publication", "redaction", "portal", *_LIST)

ROLES = {
    "Editor": [
        *(f"{verb}_{model}" for model in _LIST for verb in ("add", "change", "delete", "view")),
        "change_portal",
        "view_portal",
        "view_publication",
        "view_redaction",
    ],
    "Auditor": [f"view_{model}" for model in _SEEN],
}
ROLES["Publisher"] = [*ROLES["Editor"], "publish_publication"]


def make_groups(apps, using):
    """Makes the groups Editor, Publisher and Auditor with their permissions.

    ``apps`` may be a migration's historical registry, in which Django has not made the
    permissions yet: those that are missing are made here, as Django would.
    """
    content_type_model = apps.get_model("contenttypes", "ContentType")
    permission_model = apps.get_model("auth", "Permission")
    group_model = apps.get_model("auth", "Group")
    for role, codenames in ROLES.items():
        group, _created = group_model.objects.using(using).get_or_create(name=role)
        for codename in codenames:
            verb, model = codename.split("_", 1)
            content_type, _created = content_type_model.objects.using(using).get_or_create(
                app_label="subprocessors", model=model
            )
            permission, _created = permission_model.objects.using(using).get_or_create(
                content_type=content_type,
                codename=codename,
                defaults={"name": _permission_name(apps, verb, model)},
            )
            group.permissions.add(permission)


def _permission_name(apps, verb, model):
    if verb == "publish":
        return "Can publish the list"
    return f"Can {verb} {apps.get_model('subprocessors', model)._meta.verbose_name}"
