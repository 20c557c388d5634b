"""What gunicorn serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from subprocessors.front.release import release

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustportal.settings")

application = get_wsgi_application()
release()  # before the server forks its workers, so that all of them name the same one

if settings.KEEP_ANSWERS:
    from subprocessors.front.kept_answers import KeptAnswers  # models: once Django is set up

    application = KeptAnswers(
        application,
        most_bytes=settings.KEPT_ANSWERS_BYTES,
        token_age=settings.KEPT_ANSWERS_AGE,
    )
