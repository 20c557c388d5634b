"""What to paste where a page of another site shows the list in a frame."""

from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from subprocessors.front.addresses import absolute
from subprocessors.models.list_on_day import newest_list


def embed_code(portal):
    """The code for a frame, or what to set before there can be one; as HTML."""
    shown = newest_list(at=timezone.now())
    service = next(iter(shown.services), "") if shown else ""
    context = {
        "parents": settings.EMBED_PARENTS,
        "address": absolute("embed"),
        "origin": settings.PUBLIC_URL,
        "title": _("Sub-processors of %(organisation)s") % {"organisation": portal.organisation},
        "example": service and "?" + urlencode({"service": service}),
    }
    return render_to_string("admin/subprocessors/_embed_code.html", context)
