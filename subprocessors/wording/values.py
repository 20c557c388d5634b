"""The fields of a row and their values, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subprocessors.archive.fields import (
    BY_NAME,
    CATEGORY,
    CODES,
    COUNTRY,
    DAY,
    INTERNAL,
    ROW,
    SERVICES,
    WHAT_FOR,
    WHEN,
    WHERE,
    WHO,
    YES_NO,
)
from subprocessors.models.code_lists import TRANSFER_MECHANISMS
from subprocessors.wording.days import day
from subprocessors.wording.languages import once_a_language
from subprocessors.wording.lists import and_list
from subprocessors.wording.places import place_name, place_names

#: Per field: what stands above or beside its value, its name in a title, and in a sentence.
_FIELDS = {
    "name": (gettext_lazy("Name"), gettext_lazy("name"), gettext_lazy("the name")),
    "legal_name": (
        gettext_lazy("Legal name"),
        gettext_lazy("legal name"),
        gettext_lazy("the legal name"),
    ),
    "registration_number": (
        gettext_lazy("Registration number"),
        gettext_lazy("registration number"),
        gettext_lazy("the registration number"),
    ),
    "former_names": (
        gettext_lazy("Former names"),
        gettext_lazy("former names"),
        gettext_lazy("the former names"),
    ),
    "address": (gettext_lazy("Address"), gettext_lazy("address"), gettext_lazy("the address")),
    "country": (
        gettext_lazy("Country of the entity"),
        gettext_lazy("country of the entity"),
        gettext_lazy("the country of the entity"),
    ),
    "corporate_location": (
        gettext_lazy("Location of the entity"),
        gettext_lazy("location of the entity"),
        gettext_lazy("the location of the entity"),
    ),
    "contact": (gettext_lazy("Contact"), gettext_lazy("contact"), gettext_lazy("the contact")),
    "website": (gettext_lazy("Website"), gettext_lazy("website"), gettext_lazy("the website")),
    "privacy_url": (
        gettext_lazy("Privacy notice"),
        gettext_lazy("link to the privacy notice"),
        gettext_lazy("the link to the privacy notice"),
    ),
    "dpa_url": (
        gettext_lazy("Data processing agreement"),
        gettext_lazy("link to the data processing agreement"),
        gettext_lazy("the link to the data processing agreement"),
    ),
    "subprocessors_url": (
        gettext_lazy("Its own sub-processors"),
        gettext_lazy("link to its own sub-processors"),
        gettext_lazy("the link to its own sub-processors"),
    ),
    "category": (gettext_lazy("Category"), gettext_lazy("category"), gettext_lazy("the category")),
    "is_affiliate": (
        gettext_lazy("Own affiliate"),
        gettext_lazy("affiliate of ours"),
        gettext_lazy("whether it is an affiliate of ours"),
    ),
    "purpose": (
        gettext_lazy("Nature of processing"),
        gettext_lazy("nature of processing"),
        gettext_lazy("the nature of processing"),
    ),
    "description": (
        gettext_lazy("Description"),
        gettext_lazy("description"),
        gettext_lazy("the description"),
    ),
    "data_categories": (
        gettext_lazy("Personal data"),
        gettext_lazy("personal data concerned"),
        gettext_lazy("the personal data concerned"),
    ),
    "data_subjects": (
        gettext_lazy("Data subjects"),
        gettext_lazy("data subjects"),
        gettext_lazy("the data subjects"),
    ),
    "certifications": (
        gettext_lazy("Certifications"),
        gettext_lazy("certifications"),
        gettext_lazy("the certifications"),
    ),
    "notes": (gettext_lazy("Notes"), gettext_lazy("notes"), gettext_lazy("the notes")),
    "retention": (
        gettext_lazy("Retention"),
        gettext_lazy("retention period"),
        gettext_lazy("the retention period"),
    ),
    "services": (gettext_lazy("Services"), gettext_lazy("services"), gettext_lazy("the services")),
    "products": (gettext_lazy("Products"), gettext_lazy("products"), gettext_lazy("the products")),
    "condition": (
        gettext_lazy("Condition"),
        gettext_lazy("condition of use"),
        gettext_lazy("the condition of use"),
    ),
    "places": (
        gettext_lazy("Places of processing"),
        gettext_lazy("places of processing"),
        gettext_lazy("the places of processing"),
    ),
    "processing_location": (
        gettext_lazy("Places of processing, as stated"),
        gettext_lazy("places of processing"),
        gettext_lazy("the places of processing"),
    ),
    "transfer_mechanisms": (
        gettext_lazy("Transfer mechanisms"),
        gettext_lazy("transfer mechanisms"),
        gettext_lazy("the transfer mechanisms"),
    ),
    "transfer_note": (
        gettext_lazy("Note on the transfer"),
        gettext_lazy("note on the transfer"),
        gettext_lazy("the note on the transfer"),
    ),
    "engaged_through": (
        gettext_lazy("Engaged through"),
        gettext_lazy("chain of engagement"),
        gettext_lazy("the chain of engagement"),
    ),
    "uses_ai": (
        gettext_lazy("Uses AI on the data"),
        gettext_lazy("use of AI"),
        gettext_lazy("the use of AI"),
    ),
    "trains_on_customer_data": (
        gettext_lazy("Trains models on customer data"),
        gettext_lazy("training of models on customer data"),
        gettext_lazy("the training of models on customer data"),
    ),
    "effective_on": (
        gettext_lazy("In use since"),
        gettext_lazy("start"),
        gettext_lazy("the start"),
    ),
    "ended_on": (gettext_lazy("Last day"), gettext_lazy("last day"), gettext_lazy("the last day")),
    "withdrawn_on": (
        gettext_lazy("Dropped before start"),
        gettext_lazy("withdrawal"),
        gettext_lazy("the withdrawal"),
    ),
    "replaces": (
        gettext_lazy("Replaces"),
        gettext_lazy("replacement"),
        gettext_lazy("what it replaces"),
    ),
    # On the desk alone.
    "held_back": (gettext_lazy("Hold back"), gettext_lazy("holding back")),
    "owner": (gettext_lazy("Owner"), gettext_lazy("owner")),
    "internal_notes": (gettext_lazy("Internal notes"), gettext_lazy("internal notes")),
    "contract_reference": (gettext_lazy("Contract reference"), gettext_lazy("contract reference")),
    "reviewed_on": (gettext_lazy("Last reviewed"), gettext_lazy("last review")),
    "review_due_on": (gettext_lazy("Review due"), gettext_lazy("next review")),
}
_SECTIONS = {
    WHO: gettext_lazy("Who"),
    WHAT_FOR: gettext_lazy("What for"),
    WHERE: gettext_lazy("Where and on what basis"),
    WHEN: gettext_lazy("From when"),
    INTERNAL: gettext_lazy("Internal, never published"),
}


@once_a_language
def field_label(field):
    """What stands beside the value of a field: "Nature of processing"."""
    return str(_FIELDS[field][0])


@once_a_language
def field_words(field):
    """The field in a title or a list: "nature of processing"."""
    return str(_FIELDS[field][1])


def named_fields(fields):
    """Several fields within a sentence, each name once: "name and places of processing"."""
    return and_list(dict.fromkeys(map(field_words, fields)))


@once_a_language
def field_in_sentence(field):
    """A public field within a sentence: "the nature of processing"."""
    return str(_FIELDS[field][2])


def section_label(section):
    """The heading of a section of form and page, translated when it is shown."""
    return _SECTIONS[section]


def value_items(field, value, *, services=None, categories=None, names=None):
    """A value that is not empty as a list of texts: one per code, or the text alone.

    ``services``, ``categories`` and ``names`` map slugs to what people call them; a slug
    that is not among them stands for itself.
    """
    kind = BY_NAME[field].kind
    labels = {SERVICES: services, CATEGORY: categories, ROW: names}
    if kind in labels:
        return [(labels[kind] or {}).get(slug) or slug for slug in _listed(value)]
    if kind == CODES:
        return _NAMED[field](value)
    if kind in _SPELT:
        return _SPELT[kind](value)
    return [_("Yes")] if value is True else [str(item) for item in _listed(value)]


def _listed(value):
    return value if isinstance(value, list) else [value]


def _mechanisms(codes):
    known = [str(label) for code, label in TRANSFER_MECHANISMS.items() if code in codes]
    return known + [code for code in codes if code not in TRANSFER_MECHANISMS]


def _yes_or_no(value):
    return [{"yes": _("Yes"), "no": _("No")}.get(value, value)]


#: How codes of a kind of their own are called.
_NAMED = {"places": place_names, "transfer_mechanisms": _mechanisms}
_SPELT = {
    COUNTRY: lambda code: [place_name(code)],
    YES_NO: _yes_or_no,
    DAY: lambda value: [day(value)],
}


def value_words(field, value, *, services=None, categories=None, names=None):
    """A value as one text; "" where it is empty, except that no services means all of them."""
    if not value:
        return _("All services") if field == "services" else ""
    items = value_items(field, value, services=services, categories=categories, names=names)
    return ", ".join(items)
