"""Absolute addresses in exports, and what each says of the publication it was made from."""

from django.conf import settings
from django.urls import reverse

from subprocessors.snapshots import instant


def absolute(name, *args):
    """The public address of the page or file that is called ``name`` in ``urls``."""
    return settings.PUBLIC_URL + reverse(name, args=args)


def publication_data(publication):
    """A publication by number, digest and date, and where it stands."""
    return {
        "number": publication.number,
        "digest": publication.digest,
        "published_at": instant(publication.published_at),
        "published_on": publication.published_on.isoformat(),
        "kind": publication.kind,
        "url": absolute("version", publication.number),
        "data": absolute("version-data", publication.number),
    }
