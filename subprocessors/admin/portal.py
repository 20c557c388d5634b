"""The forms about the company: facts, face, documents and certifications."""

from django import forms
from django.conf.global_settings import LANGUAGES
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from subprocessors.admin.edit_conflicts import EditConflictForm
from subprocessors.admin.embed_code import embed_code
from subprocessors.admin.faint_accents import faint_accents
from subprocessors.admin.logo_files import logo_columns
from subprocessors.admin.refused_deletions import refused
from subprocessors.admin.tracked import TrackedAdmin
from subprocessors.archive.deadlines import has_calendar
from subprocessors.archive.portal_fields import FACE_FIELDS, FACT_FIELDS, NOTICE_RULE, WHO_WE_ARE
from subprocessors.models.named_links import Certification, Document
from subprocessors.models.portal import Logo, Portal

_NOTICE_RULE = format_lazy(
    '{} <a href="../../../rule/">{}</a>.',
    _("Published with the next version, and applied from the one after."),
    _("Choose a usual rule, with an example of today"),
)


def countries_with_holidays():
    """Choices: the countries whose holidays are known, by name, after "weekends alone"."""
    known = ((code, name) for code, name in countries if has_calendar(code))
    return [("", _("Weekends alone")), *known]


class PortalForm(EditConflictForm):
    """The portal's row, with its logo."""

    logo_file = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_(
            "SVG, PNG or JPEG, at most 200 kB and 2,000 pixels a side; shown at most 28 pixels"
            " high. A square one is also the icon of the pages."
        ),
    )
    remove_logo = forms.BooleanField(
        label=_("Remove the logo"),
        required=False,
        help_text=_("The name of the organisation then stands in its place."),
    )

    notice_country = forms.ChoiceField(
        label=_("Holidays of"),
        required=False,
        choices=countries_with_holidays,
        help_text=Portal._meta.get_field("notice_country").help_text,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("English")), *(one for one in LANGUAGES if one[0] != "en")],
        help_text=Portal._meta.get_field("language").help_text,
    )

    class Meta:
        model = Portal
        fields = (*FACT_FIELDS, *FACE_FIELDS)

    def clean_logo_file(self):
        """The columns of the new logo, or None; refuses what is no logo, with the reason."""
        file = self.cleaned_data["logo_file"]
        return None if file is None else logo_columns(file)


@admin.register(Portal)
class PortalAdmin(TrackedAdmin):
    """The one row. Facts are published with the next version; the face applies at once."""

    form = PortalForm
    fieldsets = (
        (
            _("Who we are"),
            {
                "description": _("Published with the next version."),
                "fields": WHO_WE_ARE,
            },
        ),
        (
            _("Our notice rule"),
            {
                "description": _NOTICE_RULE,
                "fields": NOTICE_RULE,
            },
        ),
        (
            _("Face"),
            {
                "description": _("Applies at once."),
                "fields": (*FACE_FIELDS, "logo_file", "remove_logo"),
            },
        ),
        (_("The list on your own site"), {"fields": ("frame",)}),
    )
    readonly_fields = ("frame",)

    @admin.display(description=_("In a frame"))
    def frame(self, portal):
        """What to paste where a page of another site shows the list."""
        return embed_code(portal)

    def get_urls(self):
        """``admin:portal`` leads to the one row."""
        own = path("only/", self.admin_site.admin_view(self.only), name="portal")
        return [own, *super().get_urls()]

    def only(self, request):
        """Redirect to the form of the one portal."""
        return redirect("admin:subprocessors_portal_change", 1)

    def changelist_view(self, request, extra_context=None):
        """There is one row, so there is no list."""
        return self.only(request)

    def has_add_permission(self, request):
        """The row is made by ``make new``."""
        return False

    def has_delete_permission(self, request, obj=None):
        """The row stays."""
        return False

    def add_view(self, request, form_url="", extra_context=None):
        """Lead to the one portal."""
        return self._one_portal(request)

    def delete_view(self, request, object_id, extra_context=None):
        """Lead back to the one portal."""
        return self._one_portal(request)

    def _one_portal(self, request):
        if not self.has_change_permission(request):
            raise PermissionDenied
        why = _("There is one portal, and it stays. Edit it here.")
        return refused(self, request, why, reverse("admin:subprocessors_portal_change", args=[1]))

    def save_model(self, request, obj, form, change):
        """Save the portal, and its logo in a table of its own.

        The history has no logo, so its record says "New logo" as its reason.
        """
        if form.cleaned_data.get("logo_file"):
            obj._change_reason = _("New logo")
        elif form.cleaned_data.get("remove_logo"):
            obj._change_reason = _("Logo removed")
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("remove_logo"):
            Logo.objects.filter(portal=obj).delete()
        if form.cleaned_data.get("logo_file"):
            Logo.objects.update_or_create(portal=obj, defaults=form.cleaned_data["logo_file"])
        for warning in faint_accents(obj.accent, obj.accent_dark):
            self.message_user(request, warning, messages.WARNING)

    def response_post_save_change(self, request, obj):
        """Back to the start page."""
        return redirect(reverse("admin:index"))


class NamedLinkForm(EditConflictForm):
    """A name and a link."""

    class Meta:
        help_texts = {"name": _("As customers read it.")}


class NamedLinkAdmin(TrackedAdmin):
    """Something shown on the trust page; published with the next version."""

    form = NamedLinkForm
    fields = ("name", "url", "order")
    list_display = ("name", "url", "order")


@admin.register(Document)
class DocumentAdmin(NamedLinkAdmin):
    """A document for customers."""


@admin.register(Certification)
class CertificationAdmin(NamedLinkAdmin):
    """A certification the company holds."""
