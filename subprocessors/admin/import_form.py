"""What is asked on the import pages, and what a person answered."""

import base64
import json
from dataclasses import dataclass, field

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from subprocessors.admin.forms import DayInput
from subprocessors.importing.interpreting.column_answers import NEW, NONE, ImportAnswers, same_place
from subprocessors.importing.interpreting.days import ORDERS
from subprocessors.importing.interpreting.headings import SETTABLE, same_heading
from subprocessors.importing.labels import import_label
from subprocessors.importing.reading.files import Unreadable
from subprocessors.models.code_lists import TRANSFER_MECHANISMS
from subprocessors.models.vocabulary import Service

#: The content travels with the form, so it must stay below what Django takes in one
#: (DATA_UPLOAD_MAX_MEMORY_SIZE); the longest list known to us has 60 kB.
MOST_ON_DESK = 1024 * 1024
_SALT = "subprocessors.import"
_DAY_SECONDS = 24 * 60 * 60
_PASTED = str(_("pasted table"))
IGNORE = "-"


class ChooseListForm(forms.Form):
    """Asks for a file, or for what was copied."""

    file = forms.FileField(
        label=_("A file"),
        required=False,
        allow_empty_file=True,
        help_text=_("CSV, Excel (.xlsx), JSON, Markdown or a saved web page; at most 1 MB."),
    )
    pasted = forms.CharField(
        label=_("Or paste cells here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 80, "spellcheck": "false"}),
        help_text=_("Copied from Excel, Word or a web page, with the row of headings."),
    )
    markup = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean(self):
        """Wants one of the two, within the size."""
        data = super().clean()
        upload = data.get("file")
        is_pasted = bool(data.get("pasted") or data.get("markup"))
        if upload is not None and is_pasted:
            raise forms.ValidationError(
                _("Choose a file or paste cells, not both: only one would be read.")
            )
        if upload is not None and upload.size > MOST_ON_DESK:
            self.add_error(
                "file",
                _(
                    "%(name)s has %(size)d kB, and at most 1,024 kB are read here. Use manage.py"
                    " importlist, or split the file."
                )
                % {"name": upload.name, "size": upload.size // 1024},
            )
        elif upload is None and not is_pasted and not self.errors:
            raise forms.ValidationError(_("Choose a file, or paste the cells."))
        return data

    def chosen(self):
        """The ChosenList."""
        upload = self.cleaned_data["file"]
        if upload is not None:
            return ChosenList(upload.name, upload.read())
        pasted, markup = self.cleaned_data["pasted"], self.cleaned_data["markup"]
        return ChosenList(_PASTED, (markup or pasted).encode(), pasted=pasted)


@dataclass(frozen=True)
class ChosenList:
    """A content and its name; travels with the page, signed, so that nothing is stored.

    ``pasted`` is the text that the page showed where cells were pasted.
    """

    name: str
    data: bytes
    pasted: str = ""

    def signed(self):
        """The content as one text, that only this portal can have made."""
        data = base64.b64encode(self.data).decode()
        content = {"name": self.name, "data": data, "pasted": self.pasted}
        return signing.dumps(content, salt=_SALT, compress=True)

    @classmethod
    def from_signed(cls, text):
        """The ChosenList that was signed. Raises Unreadable for other texts, or after a day."""
        try:
            content = signing.loads(text, salt=_SALT, max_age=_DAY_SECONDS)
        except signing.BadSignature as error:
            raise Unreadable(str(_("This page is too old. Choose the file again."))) from error
        return cls(content["name"], base64.b64decode(content["data"]), content["pasted"])


class MissingRowsForm(forms.Form):
    """Asks for the last day of those that are missing."""

    end_missing = forms.DateField(
        label=_("Last day of all these"),
        required=False,
        widget=DayInput,
        help_text=_("Leave it empty to keep them as they are."),
    )


@dataclass
class DeskAnswers:
    """All that was answered on the pages so far: on the file, on renames, on rows unticked."""

    file: ImportAnswers = field(default_factory=ImportAnswers)
    apart: frozenset = frozenset()
    unticked: frozenset = frozenset()

    def kept(self):
        """The answers as one text for the next page."""
        more = {"apart": sorted(self.apart), "unticked": sorted(self.unticked)}
        return json.dumps({**self.file.as_json(), **more})


def desk_answers(data):
    """The DeskAnswers of a posted page: those it asks for, and those kept from the others."""
    kept = _kept(data.get("kept", ""))
    of_file = _columns_answered(data, kept.file) if data.getlist("heading") else kept.file
    apart, unticked = kept.apart, kept.unticked
    if "of_difference" in data:
        apart = apart | (_names(data.get("proposed", "")) - set(data.getlist("same")))
        unticked = frozenset(data.getlist("unticked"))
    return DeskAnswers(of_file, frozenset(apart), frozenset(unticked))


def _names(text):
    try:
        return set(map(str, json.loads(text)))
    except (ValueError, TypeError):
        return set()


def _kept(text):
    try:
        found = json.loads(text)
        of_file = ImportAnswers.from_json(found)
        return DeskAnswers(of_file, frozenset(found["apart"]), frozenset(found["unticked"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return DeskAnswers()


def _columns_answered(data, kept):
    maps, ignored = {}, set()
    for heading, meaning in zip(data.getlist("heading"), data.getlist("meaning"), strict=False):
        if meaning == IGNORE:
            ignored.add(same_heading(heading))
        elif meaning in SETTABLE:
            maps[same_heading(heading)] = meaning
    values = {}
    for label, answer in zip(data.getlist("label"), data.getlist("value"), strict=False):
        name, _colon, words = label.partition(":")
        if answer:
            values[name, words] = answer
    left_out, mended = set(), {}
    for place in data.getlist("row"):
        act = data.get(f"act:{place}", "")
        if act == "leave_out":
            left_out.add(same_place(place))
        elif act == "mend":
            mended[same_place(place)] = tuple(data.getlist(f"cell:{place}"))
    dates = data.get("dates", "")
    shown = set(map(same_place, data.getlist("row")))
    return ImportAnswers(
        maps,
        frozenset(ignored),
        dates if dates in ORDERS else "",
        frozenset(left_out | (kept.left_out - shown)),
        {**{p: texts for p, texts in kept.mended.items() if p not in shown}, **mended},
        {**kept.values, **values},
    )


def column_choices(column, answers):
    """``(value, words, is chosen)`` for what a column may mean; "" is what is certain."""
    chosen = answers.maps.get(column.key, IGNORE if column.key in answers.ignored else "")
    if chosen:
        first = _("as understood at first")
    elif column.is_asked:
        chosen, first = column.proposal, _("Choose…")
    else:
        first = _("Leave out") if column.is_ignored else import_label(column.field)
    listed = [("", first), (IGNORE, _("Leave out"))]
    listed += [(name, import_label(name)) for name in SETTABLE]
    shown = [one for one in listed if not (one[0] and one[1] == first)]
    return [(value, words, value == chosen) for value, words in shown]


def value_choices(name):
    """``(value, words)`` of what a label of a service or a mechanism may stand for."""
    if name == "services":
        known = [(service.slug, service.label) for service in Service.objects.all()]
        return [("", _("Choose…")), (NEW, _("A new service")), (NONE, _("Leave out")), *known]
    return [("", _("Choose…")), (NONE, _("Leave out")), *TRANSFER_MECHANISMS.items()]
