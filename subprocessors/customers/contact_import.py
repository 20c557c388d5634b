"""Bringing a file of customers and addresses in, all of it or nothing."""

from django.db import transaction
from django.utils.translation import gettext as _

from subprocessors.customers.contact_difference import contact_difference
from subprocessors.customers.contact_files import read_contacts
from subprocessors.customers.contact_rows import checked_rows
from subprocessors.customers.known_services import published_services
from subprocessors.importing.reading.files import Unreadable
from subprocessors.models.authorship import signed
from subprocessors.models.portal import Portal
from subprocessors.models.recipients import Customer, NoticeContact

_AT_ONCE = 500


class ContactsOutdated(Exception):
    """The difference is no longer the one that was shown; ``found`` is how it stands now."""

    def __init__(self, found):
        self.found = found
        super().__init__("What was shown is no longer what would be saved.")


def compare_contacts(data, *, name):
    """The ContactDifference of a file's bytes. Raises Unreadable with a sentence per mistake."""
    rows, problems = checked_rows(
        read_contacts(data, name=name), services=published_services(), held=_held_services()
    )
    found = None if problems else contact_difference(rows)
    problems = problems or found.problems
    if problems:
        raise Unreadable(*(f"{name}, {problem}" for problem in problems))
    return found


def _held_services():
    held = Customer.objects.exclude(services="").values_list("services", flat=True).distinct()
    return frozenset(slug for slugs in held.order_by() for slug in slugs.split())


@transaction.atomic
def bring_in_contacts(data, *, name, by, seen=None, dry_run=False):
    """Saves what a file says; gives the ContactDifference.

    ``seen`` is the digest of what was shown (None: any); a dry run saves nothing. Each record
    leaves one in the history, with the file's name as the reason. Raises Unreadable, or
    ContactsOutdated where somebody has edited customers since.
    """
    # Two at once would add everything twice. SQLite's transactions are IMMEDIATE by themselves.
    list(Portal.objects.select_for_update().values_list("pk"))
    list(Customer.objects.order_by("pk").select_for_update().values_list("pk"))
    found = compare_contacts(data, name=name)
    if seen is not None and seen != found.digest:
        raise ContactsOutdated(found)
    if not dry_run:
        reason = _("Imported from %(file)s") % {"file": name}
        _save_steps(Customer, found, by=by, reason=reason)
        _save_steps(NoticeContact, found, by=by, reason=reason)
        _save_successions(found, by=by, reason=reason)
    return found


def _save_steps(model, found, *, by, reason):
    new = [step.record for step in found.of_kind(model, is_new=True)]
    old = [step.record for step in found.of_kind(model, is_new=False)]
    fields = sorted({name for step in found.of_kind(model, is_new=False) for name in step.fields})
    model.objects.bulk_create(new, batch_size=_AT_ONCE)
    if old:
        model.objects.bulk_update(old, fields, batch_size=_AT_ONCE)
    _record_all(model, new, old, by=by, reason=reason)


def _save_successions(found, *, by, reason):
    for old, new in found.replaced:
        old.successor = new
    touched = [*found.revived, *(old for old, _new in found.replaced)]
    if touched:
        NoticeContact.objects.bulk_update(touched, ["successor"], batch_size=_AT_ONCE)
        _record_all(NoticeContact, [], touched, by=by, reason=reason)


def _record_all(model, new, old, *, by, reason):
    for records, is_update in ((new, False), (old, True)):
        with signed(records, by, reason):
            model.history.bulk_history_create(records, update=is_update, batch_size=_AT_ONCE)
