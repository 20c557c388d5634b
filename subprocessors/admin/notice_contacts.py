"""Contract notice addresses on the desk: their place in the form, history and successors."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subprocessors.admin.customer_forms import (
    NoticeContactForm,
    NoticeContactFormSet,
    ReplaceContactForm,
)
from subprocessors.admin.refused_deletions import refused
from subprocessors.admin.tracked import TrackedAdmin
from subprocessors.customers.reach import with_last_notice
from subprocessors.customers.successions import replace_contact
from subprocessors.models.outbox import Delivery
from subprocessors.models.recipients import NoticeContact


def _customer_address(contact):
    return reverse("admin:subprocessors_customer_change", args=[contact.customer_id])


class NoticeContactInline(admin.StackedInline):
    """The addresses of a customer; those that were replaced come last, to read."""

    model = NoticeContact
    form = NoticeContactForm
    formset = NoticeContactFormSet
    fk_name = "customer"
    fields = ("address", ("source", "source_on"), "standing", "seen")
    readonly_fields = ("standing",)

    def get_queryset(self, request):
        """Those in force first, each with how its last notice ended."""
        found = super().get_queryset(request).select_related("successor")
        return with_last_notice(found).order_by(F("successor_id").asc(nulls_first=True), "pk")

    def get_extra(self, request, obj=None, **kwargs):
        """Room for one more; others by “Add another”."""
        return 1

    def has_delete_permission(self, request, obj=None):
        """Never: an address is replaced."""
        return False

    def get_fields(self, request, obj=None):
        """Without what is asked of an edit, for who only reads."""
        may_edit = self.has_change_permission(request, obj)
        return self.fields if may_edit else self.fields[:-1]

    @admin.display(description=gettext_lazy("standing"))
    def standing(self, contact):
        """Whether it is in force, how its last notice ended, and what can be done."""
        if contact.pk is None:
            return _("new")
        words = _("in force")
        if contact.successor_id:
            words = _("replaced by %(heir)s") % {"heir": contact.successor}
        elif contact.last_state:
            last = Delivery.State(contact.last_state).label
            words = _("in force; last notice: %(last)s") % {"last": last}
        links = [(_address_of(contact, "history"), _("History"))]
        if not contact.successor_id and "@" in contact.address:
            links.insert(0, (_address_of(contact, "replace"), _("Replace…")))
        return format_html(
            "{} {}", words, format_html_join(" ", '<a class="inline-act" href="{}">{}</a>', links)
        )


def _address_of(contact, act):
    return reverse(f"admin:subprocessors_noticecontact_{act}", args=[contact.pk])


@admin.register(NoticeContact)
class NoticeContactAdmin(TrackedAdmin):
    """Only what belongs to one address: its history, and replacing it."""

    def has_module_permission(self, request):
        """No list of its own: addresses stand with their customers."""
        return False

    def has_add_permission(self, request):
        """They are added on their customer's form."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Never: an address is replaced."""
        return False

    def get_urls(self):
        """The act of replacing before the admin's own addresses."""
        view = self.admin_site.admin_view(self.replace_view)
        own = path("<int:pk>/replace/", view, name="subprocessors_noticecontact_replace")
        return [own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """Lead to the customers."""
        return redirect("admin:subprocessors_customer_changelist")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Lead to its customer."""
        contact = self.get_object(request, object_id)
        if contact is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect(_customer_address(contact))

    def delete_view(self, request, object_id, extra_context=None):
        """Lead to its customer, with the reason."""
        contact = self.get_object(request, object_id)
        if contact is None or not self.has_change_permission(request):
            raise PermissionDenied
        words = _("The address %(address)s stays: it is on record. Use “Replace” beside it.")
        why = words % {"address": contact}
        return refused(self, request, why, _customer_address(contact))

    def replace_view(self, request, pk):
        """Asks which address follows, and why."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        contact = self.get_object(request, str(pk))
        if contact is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if contact.successor_id:
            said = _("Already replaced: %(new)s follows %(old)s.")
            why = said % {"old": contact, "new": contact.successor}
            return refused(self, request, why, _customer_address(contact))
        form = ReplaceContactForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                heir = replace_contact(contact, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error("address", error)
            else:
                said = _("From now on, notices go to %(new)s in place of %(old)s.")
                words = said % {"new": heir, "old": contact}
                self.message_user(request, words, messages.SUCCESS)
                return redirect(_customer_address(contact))
        return self._replace_page(request, contact, form)

    def _replace_page(self, request, contact, form):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Replace %(address)s") % {"address": contact},
            "intro": _(
                "The address stays on record with all that was sent to it. Who was told of a plan"
                " at it, is told at the new one when that plan is dropped or moved."
            ),
            "button": _("Replace the address"),
            "form": form,
            "media": self.media + form.media,
            "opts": self.opts,
            "original": contact,
            "customer": contact.customer,
            "back": _customer_address(contact),
        }
        return TemplateResponse(request, "admin/subprocessors/customer/replace.html", context)
