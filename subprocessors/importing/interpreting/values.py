"""The text and the links of a cell as values of fields, or the reason why they are none."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from subprocessors.archive.fields import DAY, TICK, WEB_ADDRESS, YES_NO, of_kind
from subprocessors.importing.interpreting.days import UnclearValue, read_day
from subprocessors.importing.interpreting.phrases import is_phrase
from subprocessors.importing.labels import import_label
from subprocessors.importing.reading.source_tables import is_web
from subprocessors.models.register import Subprocessor

ADDRESSES = of_kind(WEB_ADDRESS)
#: Cells in which a link within a sentence says nothing about the company's website.
_NO_WEBSITE = frozenset(
    {"processing_location", "corporate_location", "address", "contact", "transfer_note"}
    | {"data_categories", "data_subjects", "retention", "certifications"}
)
#: Words of an address that say what it is for; the first that fits counts.
_FIELDS = {
    "subprocessors_url": re.compile(r"sub-?_?process|sub-?auftrag|unterauftrag|sous-?trait", re.I),
    "dpa_url": re.compile(r"\bdpa\b|data-?_?process|auftragsverarbeitung|\bavv?\b", re.I),
    "privacy_url": re.compile(r"privacy|datenschutz|confidentialite", re.I),
}
DAYS = of_kind(DAY)
_TICKS = of_kind(TICK)
_STATED = of_kind(YES_NO) | _TICKS
_DASHES = re.compile(r"[-\u2010-\u2015\u2212\s]+\Z")
#: Signs of footnotes at the end, or the start, of a name.
_SIGNS = re.compile(r"(?<=\S)\s*(?:[*†‡§¶¹²³⁰⁴-⁹]+|\[\w{1,3}\]|\(\d{1,2}\))+\Z|\A[*†‡§¶]+\s*(?=\w)")
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/#?]\S*)?\Z", re.IGNORECASE)
_IN_ANGLES = re.compile(r"<(https?://[^<>\s]+)>")


def cell_text(cell, *, is_name=False):
    """The text of a cell; "" for a dash, for "n/a", and for the words of a mere link."""
    text = cell.text
    if _DASHES.match(text) or (not is_name and is_phrase("nothing", text)):
        return ""
    if not is_name and cell.links and is_phrase("link_words", text):
        return ""
    return text


def stated_value(name, cell, *, dates=""):
    """The value of the field ``name`` that the SourceCell states; empty where it is empty.

    ``dates`` is the order of days all in digits. Raises UnclearValue.
    """
    if cell.fault:
        raise UnclearValue(f"“{cell.text}” {cell.fault}" if cell.text else cell.fault)
    if name in ADDRESSES:
        return _address(cell)
    text = cell_text(cell, is_name=name == "name")
    if name in DAYS:
        return read_day(text, order=dates) if text else None
    return _yes_or_no(text, name) if name in _STATED else text


def _address(cell):
    addresses = sorted({address for address, _words in cell.links})
    text = cell_text(cell)
    addresses = addresses or _IN_ANGLES.findall(text)
    if len(addresses) > 1:
        raise UnclearValue(f"“{text}” holds {len(addresses)} addresses where one can stand")
    if addresses:
        return addresses[0]
    if not text or (is_web(text) and " " not in text):
        return text
    if _HOST.match(text):
        return f"https://{text}"
    raise UnclearValue(f"“{text[:80]}” is no web address", "map")


def _yes_or_no(text, name):
    text = text.strip(" .")
    if is_phrase("yes", text):
        return True if name in _TICKS else "yes"
    if is_phrase("no", text) or not text:
        return False if name in _TICKS else ("no" if text else "")
    raise UnclearValue(f"“{text[:40]}” is neither yes nor no", "map")


def without_signs(name):
    """A name without the signs of footnotes at its ends."""
    return _SIGNS.sub("", name) or name


def without_link_lines(cell):
    """The text of a name's cell without the lines below the first that are a link alone."""
    first, *others = cell.text.split("; ")
    links = {words for _address, words in cell.links}
    return "; ".join([first, *(line for line in others if line not in links)])


def joined_text(parts):
    """Several columns in one text: each with its heading in front; one alone as it is."""
    filled = [(heading, text) for heading, text in parts if text]
    if len(parts) == 1 or (len(filled) == 1 and not filled[0][0]):
        return "\n".join(text for _heading, text in filled)
    return "\n".join(f"{heading}: {text}" if heading else text for heading, text in filled)


def refusals_of(values):
    """Sentences for each of ``values`` that the working list would not take: ``{field: words}``."""
    columns = {f.name: f for f in Subprocessor._meta.concrete_fields if not f.is_relation}
    found = {}
    for name, value in values.items():
        if name in columns:
            try:
                columns[name].clean(value, None)
            except ValidationError as error:
                found[name] = f"{import_label(name)}: {' '.join(error.messages)}".rstrip(".")
    return found


# Links


def link_field(address, *, of_name=False):
    """The field an address is for, by its words; ``website`` for others; None for no address.

    Of a name's link, only what follows the host counts: the company may be called Privacy.
    """
    address = address.strip().strip("<>")
    if not is_web(address) or " " in address:
        return None
    said = urlsplit(address).path if of_name else address
    return next((field for field, words in _FIELDS.items() if words.search(said)), "website")


def links_within(name, cell):
    """The addresses that the links of a text cell give: ``{field: address}``.

    A link to somebody's privacy notice, processing agreement or sub-processors is taken as
    that. Any other is the website where it is the name's, or the whole cell's, or stands in
    words on what the sub-processor does.
    """
    found = {}
    for address, words in cell.links:
        field = link_field(address, of_name=name == "name")
        is_own = name == "name" or words == cell.text or name not in _NO_WEBSITE
        if field and (field != "website" or is_own):
            found.setdefault(field, address)
    return found


def host_of(address):
    """The host of an address, without "www."; "" for none."""
    try:
        return (urlsplit(address or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def holds_address(cell):
    """Whether a cell holds a web address, as a link or in words."""
    return bool(cell.links or _HOST.match(cell.text) or is_web(cell.text.strip("<>")))


def foreign_host(names_and_addresses):
    """The one host that links of several names share and that is not theirs; "" for none."""
    found = {(name, host_of(address)) for name, address in names_and_addresses}
    hosts = {host for _name, host in found}
    if len(found) < 2 or len(hosts) > 1:
        return ""
    host = hosts.pop()
    first_words = [re.findall(r"\w+", name.casefold())[:1] for name, _host in found]
    is_own = all(words and words[0] in host for words in first_words)
    return "" if is_own else host
