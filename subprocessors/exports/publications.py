"""What each export says of the publication it was made from."""

from subprocessors.addresses import absolute
from subprocessors.snapshots import instant


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
