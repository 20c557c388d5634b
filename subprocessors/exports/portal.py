"""Where everything is, for programs: ``/.well-known/subprocessors.json``."""

from subprocessors.archive.deadlines import MONTHS
from subprocessors.archive.notice_rule import NoticeRule
from subprocessors.exports import schemas
from subprocessors.exports.publications import publication_data
from subprocessors.front.addresses import absolute
from subprocessors.wording import objection_address

#: The addresses: the name that programs know, and the name in ``urls``.
_ADDRESSES = {
    "page": "list",
    "list": "list-data",
    "list_csv": "list-csv",
    "list_xlsx": "list-xlsx",
    "list_markdown": "list-md",
    "log": "changes",
    "changes": "changes-data",
    "log_markdown": "changes-md",
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
        "notice": _notice(facts),
        "language": facts.get("language", "en") if shown else None,
        "time_zone": shown.publication.time_zone if shown else None,
        "services": [
            {"slug": slug, "label": label}
            for slug, label in (shown.services if shown else {}).items()
        ],
        "addresses": {name: absolute(view) for name, view in _ADDRESSES.items()},
        "schemas": {name: schemas.address(name) for name in schemas.NAMES},
    }


def _notice(facts):
    """The rule of notice: as it is counted, and in legal's own words."""
    rule = NoticeRule.from_facts(facts)
    counted = {"days": None, "number": None, "kind": None, "country": None, "margin_days": None}
    if rule is not None:
        counted = {
            "days": None if rule.kind == MONTHS else rule.number,
            "number": rule.number,
            "kind": rule.kind,
            "country": rule.country or None,
            "margin_days": rule.margin,
        }
    return {
        **counted,
        "objection_days": facts.get("objection_days"),
        "objection_email": objection_address(facts) or None,
        "authorisation": facts.get("authorisation", "general") if facts else None,
        "rule": facts.get("notice_rule"),
    }
