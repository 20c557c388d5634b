"""How a migration gives permissions to the groups of the desk.

What each group may do today is in ``models.roles``; a test holds the migrations against it.
"""


def give_permissions(apps, schema_editor, given):
    """Gives each group the permissions ``given`` (group -> code names); makes what is missing.

    Django makes permissions only after the last migration, so those that are missing are made
    here, as Django would.
    """
    using = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(using)
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    groups = apps.get_model("auth", "Group").objects.using(using)
    for role, codenames in given.items():
        group, _made = groups.get_or_create(name=role)
        for codename in codenames:
            verb, model = codename.split("_", 1)
            content_type, _made = content_types.get_or_create(
                app_label="subprocessors", model=model
            )
            permission, _made = permissions.get_or_create(
                content_type=content_type,
                codename=codename,
                defaults={"name": _name(apps, verb, model)},
            )
            group.permissions.add(permission)


def _name(apps, verb, model):
    if verb == "publish":
        return "Can publish the list"
    return f"Can {verb} {apps.get_model('subprocessors', model)._meta.verbose_name}"
