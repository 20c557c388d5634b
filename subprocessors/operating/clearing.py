"""Taking out of the archive what is left of a version that was never written whole."""

from django.db import connection, transaction

from subprocessors.archive import triggers
from subprocessors.models.publication import Change, Publication, Snapshot
from subprocessors.verifying.half_versions import half_versions


class CannotClear(Exception):
    """Nothing was taken out; the message says why and what to do."""


@transaction.atomic
def clear_half_versions():
    """Takes out every half-written version at the end of the archive; gives ``half_versions``.

    Nobody has read them: a version without its snapshot has no content, and one without its
    own row is in no page. Raises CannotClear where there is none, or where a whole version
    stands above one.
    """
    found = half_versions()
    if not found:
        raise CannotClear("No version is half-written. Nothing was changed.")
    first = min(found)
    whole = Publication.objects.exclude(snapshot=None).filter(number__gt=first)
    above = whole.order_by("number").values_list("number", flat=True).first()
    if above is not None:
        raise CannotClear(
            f"Version {first} is half-written ({found[first]}), and version {above} stands on it."
            " Restore the newest copy that manage.py verifypublications finds unbroken. Nothing"
            " was changed."
        )
    triggers.remove(connection)
    for model in (Change, Snapshot):
        model.objects.filter(publication_id__gte=first).delete()
    Publication.objects.filter(number__gte=first).delete()
    triggers.install(connection)
    return found
