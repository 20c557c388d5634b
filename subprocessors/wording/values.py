"""The fields of a row and their values, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subprocessors.models.code_lists import TRANSFER_MECHANISMS
from subprocessors.wording.days import day
from subprocessors.wording.places import place_name, place_names

#: Per public field: what stands above or beside its value, and its name within a sentence.
_FIELDS = {
    "name": (gettext_lazy("Name"), gettext_lazy("name")),
    "legal_name": (gettext_lazy("Legal name"), gettext_lazy("legal name")),
    "former_names": (gettext_lazy("Former names"), gettext_lazy("former names")),
    "address": (gettext_lazy("Address"), gettext_lazy("address")),
    "country": (gettext_lazy("Country of the entity"), gettext_lazy("country of the entity")),
    "corporate_location": (
        gettext_lazy("Location of the entity"),
        gettext_lazy("location of the entity"),
    ),
    "contact": (gettext_lazy("Contact"), gettext_lazy("contact")),
    "website": (gettext_lazy("Website"), gettext_lazy("website")),
    "privacy_url": (gettext_lazy("Privacy notice"), gettext_lazy("privacy notice")),
    "dpa_url": (
        gettext_lazy("Data processing agreement"),
        gettext_lazy("data processing agreement"),
    ),
    "subprocessors_url": (
        gettext_lazy("Its own sub-processors"),
        gettext_lazy("its own sub-processors"),
    ),
    "category": (gettext_lazy("Category"), gettext_lazy("category")),
    "is_affiliate": (gettext_lazy("Own affiliate"), gettext_lazy("own affiliate")),
    "purpose": (gettext_lazy("Nature of processing"), gettext_lazy("nature of processing")),
    "description": (gettext_lazy("Description"), gettext_lazy("description")),
    "data_categories": (gettext_lazy("Personal data"), gettext_lazy("personal data")),
    "data_subjects": (gettext_lazy("Data subjects"), gettext_lazy("data subjects")),
    "certifications": (gettext_lazy("Certifications"), gettext_lazy("certifications")),
    "notes": (gettext_lazy("Notes"), gettext_lazy("notes")),
    "retention": (gettext_lazy("Retention"), gettext_lazy("retention")),
    "services": (gettext_lazy("Services"), gettext_lazy("services")),
    "products": (gettext_lazy("Products"), gettext_lazy("products")),
    "condition": (gettext_lazy("Condition"), gettext_lazy("condition of use")),
    "places": (gettext_lazy("Places of processing"), gettext_lazy("places of processing")),
    "processing_location": (
        gettext_lazy("Places of processing, as stated"),
        gettext_lazy("stated places of processing"),
    ),
    "transfer_mechanisms": (
        gettext_lazy("Transfer mechanisms"),
        gettext_lazy("transfer mechanisms"),
    ),
    "transfer_note": (gettext_lazy("Note on the transfer"), gettext_lazy("note on the transfer")),
    "engaged_through": (gettext_lazy("Engaged through"), gettext_lazy("chain of engagement")),
    "uses_ai": (gettext_lazy("Uses AI on the data"), gettext_lazy("use of AI")),
    "trains_on_customer_data": (
        gettext_lazy("Trains models on customer data"),
        gettext_lazy("training on customer data"),
    ),
    "effective_on": (gettext_lazy("In use since"), gettext_lazy("start")),
    "ended_on": (gettext_lazy("Last day"), gettext_lazy("last day")),
    "withdrawn_on": (gettext_lazy("Dropped before start"), gettext_lazy("withdrawal")),
    "replaces": (gettext_lazy("Replaces"), gettext_lazy("replacement")),
}


def field_label(field):
    """What stands beside the value of a public field: "Nature of processing"."""
    return str(_FIELDS[field][0])


def field_words(field):
    """The field within a sentence: "nature of processing"."""
    return str(_FIELDS[field][1])


def value_items(field, value, *, services=None, categories=None, names=None):
    """A value that is not empty as a list of texts: one per code, or the text alone.

    ``services``, ``categories`` and ``names`` map slugs to what people call them; a slug
    that is not among them stands for itself.
    """
    labels = {"services": services, "category": categories, "replaces": names}
    if field in labels:
        return [(labels[field] or {}).get(slug) or slug for slug in _listed(value)]
    if field in _SPELT:
        return _SPELT[field](value)
    return [_("Yes")] if value is True else [str(item) for item in _listed(value)]


def _listed(value):
    return value if isinstance(value, list) else [value]


def _mechanisms(codes):
    known = [str(label) for code, label in TRANSFER_MECHANISMS.items() if code in codes]
    return known + [code for code in codes if code not in TRANSFER_MECHANISMS]


def _yes_or_no(value):
    return [{"yes": _("Yes"), "no": _("No")}.get(value, value)]


def _a_day(value):
    return [day(value)]


_SPELT = {
    "places": place_names,
    "country": lambda code: [place_name(code)],
    "transfer_mechanisms": _mechanisms,
    "uses_ai": _yes_or_no,
    "trains_on_customer_data": _yes_or_no,
    "effective_on": _a_day,
    "ended_on": _a_day,
    "withdrawn_on": _a_day,
}


def value_words(field, value, *, services=None, categories=None, names=None):
    """A value as one text; "" where it is empty, except that no services means all of them."""
    if not value:
        return _("All services") if field == "services" else ""
    items = value_items(field, value, services=services, categories=categories, names=names)
    return ", ".join(items)
