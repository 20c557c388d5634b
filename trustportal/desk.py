"""Makes the admin our desk."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin with the desk's start page, review and line on every page."""

    default_site = "subprocessors.admin.site.Desk"
