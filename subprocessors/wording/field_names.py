"""What the fields of a row and the sections of form and page are called."""

from django.utils.translation import gettext_lazy as _

from subprocessors.archive.fields import INTERNAL, WHAT_FOR, WHEN, WHERE, WHO
from subprocessors.wording.languages import once_a_language
from subprocessors.wording.lists import and_list

#: Per field: what stands above or beside its value, its name in a title, and in a sentence.
_FIELDS = {
    "name": (_("Name"), _("name"), _("the name")),
    "legal_name": (_("Legal name"), _("legal name"), _("the legal name")),
    "registration_number": (
        _("Registration number"),
        _("registration number"),
        _("the registration number"),
    ),
    "former_names": (_("Former names"), _("former names"), _("the former names")),
    "address": (_("Address"), _("address"), _("the address")),
    "country": (
        _("Country of the entity"),
        _("country of the entity"),
        _("the country of the entity"),
    ),
    "corporate_location": (
        _("Location of the entity"),
        _("location of the entity"),
        _("the location of the entity"),
    ),
    "contact": (_("Contact"), _("contact"), _("the contact")),
    "website": (_("Website"), _("website"), _("the website")),
    "privacy_url": (
        _("Privacy notice"),
        _("link to the privacy notice"),
        _("the link to the privacy notice"),
    ),
    "dpa_url": (
        _("Data processing agreement"),
        _("link to the data processing agreement"),
        _("the link to the data processing agreement"),
    ),
    "subprocessors_url": (
        _("Its own sub-processors"),
        _("link to its own sub-processors"),
        _("the link to its own sub-processors"),
    ),
    "category": (_("Category"), _("category"), _("the category")),
    "is_affiliate": (
        _("Own affiliate"),
        _("affiliate of ours"),
        _("whether it is an affiliate of ours"),
    ),
    "purpose": (
        _("Nature of processing"),
        _("nature of processing"),
        _("the nature of processing"),
    ),
    "description": (_("Description"), _("description"), _("the description")),
    "data_categories": (
        _("Personal data"),
        _("personal data concerned"),
        _("the personal data concerned"),
    ),
    "data_subjects": (_("Data subjects"), _("data subjects"), _("the data subjects")),
    "certifications": (_("Certifications"), _("certifications"), _("the certifications")),
    "notes": (_("Notes"), _("notes"), _("the notes")),
    "retention": (_("Retention"), _("retention period"), _("the retention period")),
    "services": (_("Services"), _("services"), _("the services")),
    "products": (_("Products"), _("products"), _("the products")),
    "condition": (_("Condition"), _("condition of use"), _("the condition of use")),
    "places": (_("Places of processing"), _("places of processing"), _("the places of processing")),
    "processing_location": (
        _("Places of processing, as stated"),
        _("places of processing"),
        _("the places of processing"),
    ),
    "transfer_mechanisms": (
        _("Transfer mechanisms"),
        _("transfer mechanisms"),
        _("the transfer mechanisms"),
    ),
    "transfer_note": (
        _("Note on the transfer"),
        _("note on the transfer"),
        _("the note on the transfer"),
    ),
    "engaged_through": (
        _("Engaged through"),
        _("chain of engagement"),
        _("the chain of engagement"),
    ),
    "uses_ai": (_("Uses AI on the data"), _("use of AI"), _("the use of AI")),
    "trains_on_customer_data": (
        _("Trains models on customer data"),
        _("training of models on customer data"),
        _("the training of models on customer data"),
    ),
    "effective_on": (_("In use since"), _("start"), _("the start")),
    "ended_on": (_("Last day"), _("last day"), _("the last day")),
    "withdrawn_on": (_("Dropped before start"), _("withdrawal"), _("the withdrawal")),
    "replaces": (_("Replaces"), _("replacement"), _("what it replaces")),
    # On the desk alone.
    "held_back": (_("Hold back"), _("holding back")),
    "owner": (_("Owner"), _("owner")),
    "internal_notes": (_("Internal notes"), _("internal notes")),
    "contract_reference": (_("Contract reference"), _("contract reference")),
    "reviewed_on": (_("Last reviewed"), _("last review")),
    "review_due_on": (_("Review due"), _("next review")),
}
_SECTIONS = {
    WHO: _("Who"),
    WHAT_FOR: _("What for"),
    WHERE: _("Where and on what basis"),
    WHEN: _("From when"),
    INTERNAL: _("Internal, never published"),
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
