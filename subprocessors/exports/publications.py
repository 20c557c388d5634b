"""What each export says of the publication it was made from."""

from subprocessors.archive.days import instant
from subprocessors.front.addresses import absolute


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
