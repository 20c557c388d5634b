"""The e-mail that publishing a review would send; for staff only."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from subprocessors.admin import review_form
from subprocessors.admin.mail_to_me import mail_to_me
from subprocessors.admin.review import MAY_SEE, require_permission
from subprocessors.models.publication import Snapshot
from subprocessors.notifying.rendering import rendered_notice
from subprocessors.publishing import prepare
from subprocessors.publishing.sealing import unsaved_changes, unsaved_publication

#: A mail has its style within it; it may load and run nothing.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


@never_cache
@require_POST
def mail_preview(request):
    """The e-mail of the review's answers: subject and plain text; its HTML by ``as=html``.

    By ``as=mail`` it is sent to whoever looks at it.
    """
    require_permission(request, MAY_SEE)
    rendered = _rendered(_draft(request))
    if rendered is not None and request.POST.get("as") == "html":
        return HttpResponse(rendered.html, headers={"Content-Security-Policy": MAIL_POLICY})
    if rendered is not None and request.POST.get("as") == "mail":
        mail_to_me(request, rendered)
    context = {
        **admin.site.each_context(request),
        "title": _("The e-mail"),
        "mail": rendered,
        "sender": settings.MAIL_FROM,
        "answers": _answers(request.POST),
    }
    return TemplateResponse(request, "admin/subprocessors/mail_preview.html", context)


def _draft(request):
    """The draft of the answers that a review sent."""
    return prepare(at=timezone.now(), decisions=review_form.decisions_in(request.POST))


def _rendered(draft):
    """The Rendered notice of all that a draft tells, or None where it tells nobody."""
    publication, document = unsaved_publication(draft)
    # What renders a notice reads the snapshot of its publication.
    Snapshot(publication=publication, content=Snapshot.pack(document))
    changes = [change for change in unsaved_changes(draft, publication) if change.material]
    return (
        rendered_notice(publication, changes, can_leave=False, is_draft=True) if changes else None
    )


def _answers(data):
    own = {"csrfmiddlewaretoken", "publish", "use", "as"}
    return [(name, value) for name, values in data.lists() if name not in own for value in values]


admin.site.add_page("review/mail/", mail_preview, name="mail-preview")
