"""The application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubprocessorsConfig(AppConfig):
    name = "subprocessors"
    verbose_name = _("Trust portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # What registers itself: the system checks, and the pages of the desk. Django's own search
        # for "admin" would load them before the site they stand on.
        from subprocessors.admin import registered  # noqa: F401, PLC0415
        from subprocessors.operating import checks  # noqa: F401, PLC0415
