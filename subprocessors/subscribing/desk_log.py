"""Addresses in the log that Django keeps of the desk."""

from django.contrib.admin.models import LogEntry
from django.db.models import Q

from subprocessors.models.mail_addresses import blank_address_in


def entries_naming(address):
    """The LogEntries in whose words ``address`` stands, oldest first. One query."""
    return [entry for entry, *_words in _naming(address, "")]


def blank_log(address, mark):
    """Puts ``mark`` in the place of ``address`` there; gives in how many entries it stood."""
    count = 0
    for entry, name, words in _naming(address, mark):
        LogEntry.objects.filter(pk=entry.pk).update(object_repr=name[:200], change_message=words)
        count += 1
    return count


def _naming(address, mark):
    """Yields each entry that names ``address``, and its two texts with ``mark`` instead."""
    local, _at, domain = address.rpartition("@")
    if not (local and domain):
        return
    holding = Q(object_repr__icontains=f"{local}@") | Q(change_message__icontains=f"{local}@")
    for entry in LogEntry.objects.filter(holding).order_by("pk"):
        before = entry.object_repr, entry.change_message
        without = [blank_address_in(text, address, mark) for text in before]
        if without != [*before]:
            yield entry, *without
