"""The desk's frame: its start page, the review's addresses, and the line on every page."""

from django.contrib import admin
from django.urls import path
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from subprocessors.admin.subscriber_counts import subscriber_counts
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.notifying.mail_state import mail_state
from subprocessors.publishing.waiting import what_waits

_ORDER = (
    "Subprocessor",
    "Publication",
    "Customer",
    "Objection",
    "Portal",
    "Service",
    "Category",
    "Document",
    "Certification",
    "Redaction",
    "Subscriber",
)


def _rank(name):
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


class Desk(admin.AdminSite):
    """Django's admin site, arranged around the way from an edit to a publication."""

    site_header = _("Trust portal")
    site_title = _("Trust portal")
    index_title = _("The desk")
    enable_nav_sidebar = False

    def __init__(self, name="admin"):
        super().__init__(name)
        self._pages = []

    def each_context(self, request):
        """Django's context, with ``waits``, what is not published yet, and ``is_sample``.

        ``mail`` is the MailState.
        """
        context = super().each_context(request)
        context["mail"] = mail_of(request)
        context["is_sample"] = SimpleLazyObject(lambda: mail_of(request).is_sample)
        if request.user.has_perm("subprocessors.view_subprocessor"):
            context["waits"] = waiting_of(request)
        return context

    def get_app_list(self, request, app_label=None):
        """What legal works on first, in the order of the work."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            if app["app_label"] == "subprocessors":
                app["models"].sort(key=lambda model: _rank(model["object_name"]))
        return sorted(apps, key=lambda app: app["app_label"] != "subprocessors")

    def index(self, request, extra_context=None):
        """The start page: four steps until something is published, then how things stand."""
        extra = {
            "steps": steps(),
            "newest": Publication.objects.newest(),
            "counts": subscriber_counts(),
        }
        return super().index(request, {**extra, **(extra_context or {})})

    def add_page(self, route, view, *, name):
        """Adds a page of the desk that belongs to no model; ``admin:name`` is its address."""
        self._pages.append((route, view, name))

    def get_urls(self):
        """The added pages before the admin's own."""
        pages = [path(route, self.admin_view(view), name=name) for route, view, name in self._pages]
        return [*pages, *super().get_urls()]


def waiting_of(request):
    """What waits to be published, computed once a request and only if asked for."""
    if not hasattr(request, "_what_waits"):
        request._what_waits = SimpleLazyObject(lambda: what_waits(at=timezone.now()))
    return request._what_waits


def mail_of(request):
    """The MailState, read once a request and only if asked for."""
    if not hasattr(request, "_mail_state"):
        request._mail_state = SimpleLazyObject(lambda: mail_state(at=timezone.now()))
    return request._mail_state


def steps():
    """The four steps to a first publication: ``{"title", "url", "missing"}`` each.

    ``also``, where there is one, is another way to take the step.
    """
    portal = Portal.objects.first()
    missing = _missing_facts(portal)
    rule_missing = []
    if portal is None or (portal.notice_days is None and not portal.notice_rule):
        rule_missing = [_("the notice period, or the rule in words")]
    rows = Subprocessor.objects.exists()
    return [
        {"title": _("Who we are"), "url": "admin:portal", "missing": missing},
        {
            "title": _("Our sub-processors"),
            "url": "admin:subprocessors_subprocessor_changelist",
            "missing": [] if rows else [_("the first sub-processor")],
            "also": {"title": _("Import a list you have"), "url": "admin:import"},
        },
        {"title": _("Our notice rule"), "url": "admin:notice-rule", "missing": rule_missing},
        {
            "title": _("Review and publish"),
            "url": "admin:review",
            "missing": [] if Publication.objects.exists() else [_("the first publication")],
        },
    ]


def _missing_facts(portal):
    if portal is None:
        return [_("the portal itself; type: make new")]
    wanted = {
        "organisation": _("the organisation"),
        "introduction": _("an introduction"),
        "contact_email": _("a contact address"),
    }
    return [words for name, words in wanted.items() if not getattr(portal, name)]
