"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from subprocessors.front.release import release

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustportal.settings")

application = get_wsgi_application()
release()  # before the server forks its workers, so that all of them name the same one
