"""Replacing a contract notice address: the old one stays, and says by which it was replaced."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from subprocessors.customers.contact_addresses import contact_address
from subprocessors.models.authorship import signed
from subprocessors.models.mail_addresses import address_key
from subprocessors.models.recipients import Customer, NoticeContact


@transaction.atomic
def replace_contact(contact, *, address, source="", source_on=None, by, reason):
    """Lets ``address`` follow ``contact``; gives the NoticeContact that does.

    An address that the customer has, or had, is taken for the successor; it keeps its source
    unless one is given. Raises ValidationError.
    """
    list(Customer.objects.select_for_update().filter(pk=contact.customer_id).values_list("pk"))
    contact.refresh_from_db()
    if contact.successor:
        said = _("Already replaced: %(new)s follows %(old)s.")
        raise ValidationError(said % {"old": contact, "new": contact.successor})
    heir = _heir(contact, contact_address(address))
    if source or source_on:
        heir.source, heir.source_on = source, source_on
    with signed([heir, contact], by, reason):
        heir.save()
        contact.successor = heir
        contact.save()
    return heir


def _heir(contact, address):
    """The customer's NoticeContact of this address, in force; a new one is not saved yet."""
    key = address_key(address)
    for other in NoticeContact.objects.filter(customer=contact.customer_id):
        if address_key(other.address) == key:
            if other.pk == contact.pk:
                raise ValidationError(_("This is the address itself. Write the one that follows."))
            other.successor = None
            return other
    return NoticeContact(customer_id=contact.customer_id, address=address)
