"""The evidence of a version, and the copy of one message, as files from the desk."""

import tempfile

from django.contrib import admin, messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from subprocessors.admin.review import require_permission
from subprocessors.admin.review_page import MAY_PUBLISH, MAY_SEE_OBJECTIONS
from subprocessors.evidence.taking import take_copy, take_evidence
from subprocessors.models.outbox import Delivery
from subprocessors.models.publication import Publication


@never_cache
@require_POST
def evidence(request, number):
    """The evidence of a version as a ZIP file; the objections to it are in there, too."""
    require_permission(request, MAY_PUBLISH)
    require_permission(request, MAY_SEE_OBJECTIONS)
    publication = get_object_or_404(Publication, number=number)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the response)
    take_evidence(publication.number, file, by=request.user, at=timezone.now())
    file.seek(0)
    name = f"evidence-version-{publication.number}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@never_cache
@require_POST
def sent_message(request, pk):
    """One message as it was handed to the mail server, with the links of its recipient."""
    require_permission(request, MAY_PUBLISH)
    found = Delivery.objects.select_related("message").exclude(dated_at=None)
    delivery = get_object_or_404(found, pk=pk, message__publication__isnull=False)
    try:
        data = take_copy(delivery, by=request.user, at=timezone.now())
    except (ValueError, KeyError):
        words = _("The message cannot be made again: its address was erased, or it was redacted.")
        messages.error(request, words)
        return redirect("admin:sending-version", delivery.message.publication_id)
    name = {"Content-Disposition": f'attachment; filename="message-{pk}.eml"'}
    return HttpResponse(data, content_type="message/rfc822", headers=name)


admin.site.add_page("sending/<int:number>/evidence/", evidence, name="evidence")
admin.site.add_page("sending/message/<int:pk>/", sent_message, name="sent-message")
