"""Where everything is, for programs: ``/.well-known/subprocessors.json``."""

from subprocessors.exports import schemas
from subprocessors.exports.publications import publication_data
from subprocessors.front.addresses import absolute

#: What stands where: a name for programs, and the name in ``urls``.
_ADDRESSES = {
    "page": "list",
    "list": "list-data",
    "list_csv": "list-csv",
    "log": "changes",
    "changes": "changes-data",
    "compare": "compare-data",
    "rss": "feed-rss",
    "atom": "feed-atom",
    "json_feed": "feed-json",
    "calendar": "calendar",
    "subscribe": "follow",
    "documentation": "developers",
    "verify": "verify-script",
}


def portal_data(shown):
    """The portal in short, as plain values; ``shown`` is the newest list, or None."""
    facts = shown.facts if shown else {}
    return {
        "$schema": schemas.address("portal"),
        "organisation": facts.get("organisation"),
        "publication": publication_data(shown.publication) if shown else None,
        "contact": {"email": facts.get("contact_email"), "url": facts.get("contact_url")},
        "notice": {"days": facts.get("notice_days"), "rule": facts.get("notice_rule")},
        "time_zone": shown.publication.time_zone if shown else None,
        "services": [
            {"slug": slug, "label": label}
            for slug, label in (shown.services if shown else {}).items()
        ],
        "addresses": {name: absolute(view) for name, view in _ADDRESSES.items()},
        "schemas": {name: schemas.address(name) for name in schemas.NAMES},
    }
