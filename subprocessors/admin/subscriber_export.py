"""The addresses of subscribers as a table, for whoever has to have them elsewhere."""

import csv
import io

from subprocessors.exports.spreadsheet import safe
from subprocessors.models.address_acts import AddressAct, record_act
from subprocessors.models.recipients import Subscriber
from subprocessors.subscribing.blanking_recipients import MARK

_COLUMNS = ("address", "state", "services", "asked", "confirmed", "left", "words of the consent")


def export_subscribers(*, by, at):
    """All subscribers as CSV (bytes, UTF-8 with its mark for Excel). Who took them is recorded."""
    found = list(Subscriber.objects.exclude(address__startswith=MARK).order_by("address_key"))
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(_COLUMNS)
    table.writerows(map(_cells, found))
    record_act(AddressAct.What.EXPORTED, by=by, at=at, count=len(found))
    return file.getvalue().encode("utf-8-sig")


def _cells(subscriber):
    instants = (subscriber.asked_at, subscriber.confirmed_at, subscriber.left_at)
    asked, confirmed, left = (at.isoformat(timespec="seconds") if at else "" for at in instants)
    services = " ".join(subscriber.service_slugs)
    words = (subscriber.state, services, asked, confirmed, left, subscriber.consent_words)
    return [safe(cell) for cell in (subscriber.address, *words)]
