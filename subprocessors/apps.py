"""The application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubprocessorsConfig(AppConfig):
    name = "subprocessors"
    verbose_name = _("Trust portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from subprocessors import checks  # noqa: F401, PLC0415 (registers the system checks)
