#!/usr/bin/env python3
"""Django's command line for this portal."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustportal.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.core.management.base import CommandParser, handle_default_options

    from trustportal.environment import refuse_without_portal
    from trustportal.terminal import say_on_when_unheard

    refuse_without_portal(sys.argv[1:])
    # As Django itself takes them, but before the settings are read.
    parser = CommandParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--settings")
    parser.add_argument("--pythonpath")
    named = parser.parse_known_args(sys.argv[2:])[0]
    handle_default_options(named)
    try:
        settings.INSTALLED_APPS  # noqa: B018 (reads the settings)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except ModuleNotFoundError as error:
        if named.settings is None:
            raise
        sys.exit(
            f"--settings={named.settings} cannot be read: {error}. Name a module of settings, or"
            " leave it out for trustportal.settings."
        )
    say_on_when_unheard()
    try:
        execute_from_command_line(sys.argv)
    finally:
        sys.stdout.flush()
