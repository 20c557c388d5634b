"""What changed in a company's facts and vocabulary from one version to the next."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subprocessors.archive.deadlines import CLEAR_DAYS
from subprocessors.wording.differences import Difference, marked
from subprocessors.wording.notices import period_words
from subprocessors.wording.places import place_name

_FACTS = {
    "organisation": gettext_lazy("Organisation"),
    "heading": gettext_lazy("Heading"),
    "introduction": gettext_lazy("Introduction"),
    "legal_address": gettext_lazy("Address"),
    "contact_email": gettext_lazy("Contact address"),
    "contact_url": gettext_lazy("Contact page"),
    "notice_days": gettext_lazy("Notice period"),
    "notice_kind": gettext_lazy("Notice period counted in"),
    "notice_country": gettext_lazy("Holidays of"),
    "notice_margin": gettext_lazy("Days for sending"),
    "objection_days": gettext_lazy("Objection period (days)"),
    "objection_email": gettext_lazy("Address for objections"),
    "authorisation": gettext_lazy("Authorisation"),
    "notice_rule": gettext_lazy("Notice and objection"),
    "time_zone": gettext_lazy("Time zone"),
    "language": gettext_lazy("Language"),
    "documents": gettext_lazy("Documents"),
    "certifications": gettext_lazy("Certifications"),
}
#: Codes that stand in facts, in words.
_CODES = {
    "notice_kind": {
        "clear_days": gettext_lazy("days"),
        "calendar_days": gettext_lazy("calendar days"),
        "business_days": gettext_lazy("business days"),
        "months": gettext_lazy("months"),
    },
    "authorisation": {
        "general": gettext_lazy("general, with the right to object"),
        "specific": gettext_lazy("specific, each change is approved"),
    },
}
_VOCABULARIES = {"service": gettext_lazy("Services"), "category": gettext_lazy("Categories")}


def fact_label(name):
    """What stands beside a fact: "Notice and objection"."""
    return str(_FACTS.get(name, name))


def stated_facts(facts):
    """The ``facts``, values by name, as (label, text) in reading order."""
    return [(fact_label(name), _text(name, facts)) for name in _in_reading_order(facts.keys())]


def _in_reading_order(names):
    return [*(name for name in _FACTS if name in names), *sorted(names - _FACTS.keys())]


def stated_differences(before, after):
    """The Differences between two lists' facts and vocabulary.

    Each is ``(facts, vocabulary)``: the facts by name, and the entries ``{"of", "slug",
    "label", "order"}``. What stands on neither side, or equally on both, gives none.
    """
    (old_facts, old_words), (new_facts, new_words) = before, after
    names = _in_reading_order(old_facts.keys() | new_facts.keys())
    pairs = [
        (name, fact_label(name), _text(name, old_facts), _text(name, new_facts)) for name in names
    ]
    pairs += [
        (of, str(label), _labels(old_words, of), _labels(new_words, of))
        for of, label in _VOCABULARIES.items()
    ]
    return [_difference(*pair) for pair in pairs if pair[2] != pair[3]]


def _difference(name, label, was, now):
    shown = [html or _("Not stated") for html in marked(was, now)]
    return Difference(name, label, *shown)


def _text(name, facts):
    value = facts.get(name)
    if name == "notice_days" and value is not None:
        return period_words(facts.get("notice_kind", CLEAR_DAYS), value)
    if name == "notice_country" and value:
        return place_name(value)
    if name in _CODES and value:
        return str(_CODES[name].get(value, value))
    if isinstance(value, list):
        return "\n".join(_link(item) for item in value)
    return "" if value is None else str(value)


def _link(item):
    return " ".join(text for text in (item.get("name"), item.get("url")) if text)


def _labels(entries, of):
    listed = [entry for entry in entries if entry["of"] == of]
    listed.sort(key=lambda entry: (entry.get("order", 0), entry["label"], entry["slug"]))
    return "\n".join(entry["label"] for entry in listed)
