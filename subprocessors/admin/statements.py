"""The statement for a customer: all that shows what it was told, on one page to print."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from subprocessors import wording
from subprocessors.admin.ledger import MAY_SEE_LEDGER
from subprocessors.admin.ledger_lines import shown_line
from subprocessors.ledger.customer_statement import customer_statement
from subprocessors.models.authorship import name_of
from subprocessors.models.list_on_day import day_at
from subprocessors.models.portal import Portal
from subprocessors.models.recipients import Customer
from subprocessors.publishing.waiting import zone_on_desk

MAY_STATE = (*MAY_SEE_LEDGER, "subprocessors.view_noticecontact")


@never_cache
@require_http_methods(["GET", "HEAD"])
def statement_page(request, pk):
    """The statement; ``?texts=no`` leaves the texts of the messages out."""
    if not request.user.has_perms(MAY_STATE):
        raise PermissionDenied
    customer = get_object_or_404(Customer, pk=pk)
    stated, zone = customer_statement(customer), zone_on_desk()
    context = {
        **admin.site.each_context(request),
        "title": _("Statement on notices to %(customer)s") % {"customer": customer},
        "customer": customer,
        "organisation": Portal.objects.values_list("organisation", flat=True).first(),
        "by": name_of(request.user),
        "made": wording.day_and_time(timezone.now(), zone),
        "addresses": [_address(one, zone) for one in stated.addresses],
        "notices": [
            {"notice": one, "lines": [shown_line(line) for line in one.lines]}
            for one in stated.notices
        ],
        "with_texts": request.GET.get("texts") != "no",
    }
    return TemplateResponse(request, "admin/subprocessors/customer/statement.html", context)


def _address(stated, zone):
    """An address in words: where it comes from, and since when and until when it was in force."""
    contact, came, replaced = stated.contact, stated.came, stated.replaced
    words = [_("entered on %(day)s") % {"day": _day(came, zone)}] if came else []
    if replaced is not None and contact.successor_id is not None:
        words.append(
            _("replaced on %(day)s by %(heir)s")
            % {"day": _day(replaced, zone), "heir": contact.successor}
        )
    elif contact.successor_id is None:
        words.append(_("in force"))
    return {"contact": contact, "words": "; ".join(words)}


def _day(record, zone):
    return wording.day(day_at(record.history_date, zone))


admin.site.add_page("customers/<int:pk>/statement/", statement_page, name="customer-statement")
