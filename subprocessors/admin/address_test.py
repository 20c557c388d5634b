"""*Test this address*, on the page of the notice rule."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from subprocessors import wording
from subprocessors.admin.objection_acts import face_of_mails
from subprocessors.admin.review import require_permission
from subprocessors.admin.site import mail_of
from subprocessors.models.mail_addresses import checked_address
from subprocessors.models.objections import AddressTest
from subprocessors.objecting.address_tests import send_address_test
from subprocessors.publishing.waiting import zone_on_desk


def address_test_context(request):
    """What the page shows of the address for objections: when it was asked, and last answered."""
    mail, zone = mail_of(request), zone_on_desk()
    asked = AddressTest.objects.filter(address=mail.objection_address).first()
    return {
        "objection_address": mail.objection_address,
        "answered": mail.answered_at and wording.day_and_time(mail.answered_at, zone),
        "asked": asked and asked.answered_at is None and wording.day_and_time(asked.asked_at, zone),
    }


@never_cache
@require_POST
def ask_address(request):
    """Sends the mail whose link the address for objections must answer."""
    require_permission(request, "subprocessors.change_portal")
    at = timezone.now()
    try:
        address = checked_address(mail_of(request).objection_address)
    except ValidationError:
        messages.error(request, _("There is no address for objections yet. Set it first."))
        return redirect("admin:notice-rule")
    facts = face_of_mails(at)["facts"]
    send_address_test(address, facts=facts, by=request.user, at=at)
    said = _("A mail goes to %(address)s. Open its link and confirm.")
    messages.success(request, said % {"address": address})
    return redirect("admin:notice-rule")


admin.site.add_page("rule/test-address/", ask_address, name="address-test")
