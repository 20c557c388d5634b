"""Making a portal: its one row and its first administrator."""

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from subprocessors.models.portal import Portal


class AlreadyFounded(Exception):
    """There is a portal in this database already; the message names it."""


def has_portal(connection):
    """Whether the database holds a portal; False also where it holds no tables yet."""
    tables = connection.introspection.table_names()
    return Portal._meta.db_table in tables and Portal.objects.using(connection.alias).exists()


@transaction.atomic
def found_portal(*, admin_name, admin_password, **facts):
    """Makes the portal with its ``facts`` and face, and a superuser; gives both.

    Raises ValidationError for facts or a password that will not do, and AlreadyFounded.
    """
    portal = Portal.objects.first()
    if portal is not None:
        raise AlreadyFounded(f"There is a portal here already, of {portal.organisation}.")
    portal = Portal(pk=1, **facts)
    portal.full_clean()
    user = get_user_model()(username=admin_name, is_staff=True, is_superuser=True)
    user.clean_fields(exclude=["password"])
    if not portal.is_sample:
        validate_password(admin_password, user)
    user.set_password(admin_password)
    user.save()
    portal.save(force_insert=True)
    return portal, user
