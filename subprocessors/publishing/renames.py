"""Names that change: the vendor's own rename, and the former name that a rename leaves behind."""

from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from subprocessors.archive import changes as typed
from subprocessors.publishing.decisions import MATERIAL

#: What tells one entity from another.
_ENTITY = ("legal_name", "registration_number", "country", "address")
#: Names are near where four letters in five are the same, in the same order.
_NEAR = 0.8


def is_vendors_rename(published, working, *, is_correction):
    """Whether the vendor took another name, and the same legal entity is stated as before.

    ``published`` is a published row or None, ``working`` the working values. A name so near the
    old one that it may be the same, spelt right, is not taken for another: legal says which it
    is. A correction says how the name was all along; and a rename that is announced already goes
    on as it was announced.
    """
    if published is None or is_correction:
        return False
    now, announced = published["now"], published.get("next", {})
    if not now.get("legal_name") or announced.keys() & {"name", *_ENTITY}:
        return False
    is_same_entity = all(working.get(name) == now.get(name) for name in _ENTITY)
    return is_same_entity and not _may_be_a_spelling(now["name"], working.get("name", ""))


def renamed_reason():
    """The public reason that is proposed for a vendor's own rename."""
    return _("Renamed by the vendor")


def adds_former_name(decided, kind, published, working, waiting, *, is_renamed):
    """Whether publishing the row adds its published name to the former ones.

    ``decided`` are its RowDecisions, ``waiting`` the fields that differ; a spelling adds none.
    """
    if published is None or kind != typed.CHANGED or "name" not in waiting:
        return False
    if decided.is_quiet or decided.is_correction:
        return False
    old = published["now"]["name"]
    return (
        (is_renamed or decided.is_material(MATERIAL, kind, "name"))
        and working["name"] != old
        and in_one_line(old) not in working.get("former_names", [])
    )


def in_one_line(name):
    """A name as a former one: they stand one a line."""
    return " ".join(name.split("\n"))


def _may_be_a_spelling(old, new):
    """Whether two names differ in a slip or two; capitals, spaces and punctuation aside."""
    likeness = SequenceMatcher(None, _letters(old), _letters(new), autojunk=False).ratio()
    return likeness >= _NEAR


def _letters(name):
    return "".join(filter(str.isalnum, name.casefold()))
