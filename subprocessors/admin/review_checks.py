"""What legal should look at before publishing, each point with links to the fields to mend."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subprocessors import wording
from subprocessors.admin.personal_contacts import looks_personal
from subprocessors.admin.review_form import row_query
from subprocessors.archive.status import is_live
from subprocessors.publishing.paired_fields import contradictions


@dataclass(frozen=True)
class ReviewCheck:
    """One point to check: a sentence, and ``(name, address of the field, quoted)`` per row."""

    sentence: str
    rows: tuple = ()


#: What a notice leaves open, so that whoever reads it will ask: (sentence, field).
_ASKED_OF_A_NOTICE = (
    (gettext_lazy("A customer will ask whose data it is. Not stated:"), "data_subjects"),
    (
        gettext_lazy("A customer will ask on what basis data leave. Not stated:"),
        "transfer_mechanisms",
    ),
    (gettext_lazy("A customer will ask how long data are kept. Not stated:"), "retention"),
)


def review_checks(draft, warnings, *, is_mailed=False):
    """The ReviewChecks of ``draft``, after the sentences ``warnings``.

    ``is_mailed`` says that customers are sent a notice, which should answer in itself.
    """
    live = [
        row.after
        for row in draft.differing
        if row.after and row.changes and is_live(row.after, draft.on.isoformat())
    ]
    found = [ReviewCheck(sentence) for sentence in warnings]
    found += [
        ReviewCheck(sentence, tuple(_link(draft, row, field) for row in live if test(row["now"])))
        for sentence, field, test in (*_of_rows(), *(_of_notices() if is_mailed else ()))
    ]
    found.append(_contradictions(draft))
    return [check for check in found if check.rows or check.sentence in warnings]


def _of_rows():
    """What is missing or doubtful in one row: (sentence, field, test). SCC 2021/914, Annex III."""
    return (
        (
            _("No place of processing is stated:"),
            "places",
            lambda now: not (now.get("places") or now.get("processing_location")),
        ),
        (
            _("No legal entity is named:"),
            "legal_name",
            lambda now: not now.get("legal_name"),
        ),
        (
            _("No personal data are named:"),
            "data_categories",
            lambda now: not now.get("data_categories"),
        ),
        (
            _("The contact seems to name a person, or a private address:"),
            "contact",
            _has_personal_contact,
        ),
    )


def _of_notices():
    for sentence, field in _ASKED_OF_A_NOTICE:
        yield str(sentence), field, lambda now, field=field: not now.get(field)


def _has_personal_contact(now):
    names = (now["name"], now.get("legal_name", ""))
    return looks_personal(now.get("contact", ""), names=names)


def _contradictions(draft):
    rows = [
        _link(draft, row, found.field, _quoted(found))
        for row in draft.rows
        if is_live(row, draft.on.isoformat())
        for found in contradictions(row)
    ]
    return ReviewCheck(_("The words say another place than the codes:"), tuple(rows))


def _quoted(found):
    words = {
        "words": found.words,
        "places": wording.and_list(wording.place_names(found.codes)),
        "day": found.day and wording.day(found.day),
    }
    if found.day is None:
        return _("“%(words)s” beside %(places)s") % words
    return _("from %(day)s “%(words)s” beside %(places)s") % words


def _link(draft, row, field, quoted=""):
    pk = draft.working_pks.get(row["slug"])
    if pk is None:
        return row["now"]["name"], "", quoted
    address = reverse("admin:subprocessors_subprocessor_change", args=[pk])
    query = row_query(draft.decisions.corrects)
    return row["now"]["name"], f"{address}{query}#id_{field}", quoted
