"""What to paste where a page of another site shows the list, and each service's own address."""

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
    context = {
        "parents": settings.EMBED_PARENTS,
        "address": absolute("embed"),
        "origin": settings.PUBLIC_URL,
        "title": _("Sub-processors of %(organisation)s") % {"organisation": portal.organisation},
        "services": [_of_service(*one) for one in shown.services.items()] if shown else [],
    }
    return render_to_string("admin/subprocessors/_embed_code.html", context)


def _of_service(slug, label):
    query = "?" + urlencode({"service": slug})
    return {"label": label, "query": query, "address": absolute("list") + query}
