"""How often one client may send public forms in a day, counted without keeping its address."""

import hashlib
import hmac
import ipaddress
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from subprocessors.models.form_clients import ClientCount, DayKey

#: After so long the key of the day is gone, and every count with it.
DAY = timedelta(hours=24)
#: A household or an office has a network of that size; whoever has one has all its addresses.
_IPV6_NETWORK = 64


@transaction.atomic
def may_send_form(address, *, at):
    """Counts a form that the client at ``address`` (text) sends; False beyond the day's limit."""
    key = _key_of_the_day(at)
    mark = hmac.new(key.encode(), _network(address).encode(), hashlib.sha256).hexdigest()
    ClientCount.objects.get_or_create(mark=mark)
    allowed = ClientCount.objects.filter(mark=mark, count__lt=settings.FORMS_PER_CLIENT)
    return bool(allowed.update(count=F("count") + 1))


@transaction.atomic
def forget_clients(*, at):
    """Removes the key of the day, and all counts, once it is 24 hours old."""
    if DayKey.objects.filter(begun_at__lte=at - DAY).delete()[0]:
        ClientCount.objects.all().delete()


def _key_of_the_day(at):
    forget_clients(at=at)
    fresh = {"key": secrets.token_urlsafe(32), "begun_at": at}
    return DayKey.objects.get_or_create(pk=1, defaults=fresh)[0].key


def _network(address):
    """The address; of IPv6 its network of 64 bits."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return address or ""
    found = getattr(found, "ipv4_mapped", None) or found
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, _IPV6_NETWORK), strict=False))
