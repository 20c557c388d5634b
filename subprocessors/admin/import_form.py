"""What is asked on the import page, and what a person answered."""

import base64
from dataclasses import dataclass

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from subprocessors.admin.forms import DayInput
from subprocessors.importing.interpreting.column_answers import Settled
from subprocessors.importing.interpreting.headings import SETTABLE, same_heading
from subprocessors.importing.interpreting.labels import label
from subprocessors.importing.interpreting.stated_days import ORDERS
from subprocessors.importing.reading.files import Unreadable

#: The content travels with the form, so it must stay below what Django takes in one
#: (DATA_UPLOAD_MAX_MEMORY_SIZE); the longest list known to us has 60 kB.
MOST_ON_DESK = 1024 * 1024
_SALT = "subprocessors.import"
_DAY_SECONDS = 24 * 60 * 60
IGNORE = "-"


class SourceForm(forms.Form):
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

    def source(self):
        """The Source chosen."""
        upload = self.cleaned_data["file"]
        if upload is not None:
            return Source(upload.name, upload.read())
        markup = self.cleaned_data["markup"]
        text = markup or self.cleaned_data["pasted"]
        return Source("pasted.html" if markup else "pasted", text.encode())


@dataclass(frozen=True)
class Source:
    """A content and its name; travels with the page, signed, so that nothing is stored."""

    name: str
    data: bytes

    def signed(self):
        """The content as one text, that only this portal can have made."""
        content = {"name": self.name, "data": base64.b64encode(self.data).decode()}
        return signing.dumps(content, salt=_SALT, compress=True)

    @classmethod
    def from_signed(cls, text):
        """The Source that was signed. Raises Unreadable for any other text, or after a day."""
        try:
            content = signing.loads(text, salt=_SALT, max_age=_DAY_SECONDS)
        except signing.BadSignature as error:
            raise Unreadable(str(_("This page is too old. Choose the file again."))) from error
        return cls(content["name"], base64.b64decode(content["data"]))


class EndForm(forms.Form):
    """Asks for the last day of those that are missing."""

    end_missing = forms.DateField(
        label=_("Last day of all these"),
        required=False,
        widget=DayInput,
        help_text=_("Leave it empty to keep them as they are."),
    )


def answers(data):
    """What the posted page settled: ``(Settled, names kept apart)``."""
    maps, ignored = {}, set()
    for heading, meaning in zip(data.getlist("heading"), data.getlist("meaning"), strict=False):
        if meaning == IGNORE:
            ignored.add(same_heading(heading))
        elif meaning in SETTABLE:
            maps[same_heading(heading)] = meaning
    dates = data.get("dates", "")
    apart = set(data.getlist("proposed")) - set(data.getlist("same"))
    settled = Settled(maps, frozenset(ignored), dates if dates in ORDERS else "")
    return settled, frozenset(apart | set(data.getlist("apart")))


def choices(column, settled):
    """``(value, words, is chosen)`` for what a column may mean; "" is what was understood."""
    if column.key in settled.maps:
        chosen = settled.maps[column.key]
    else:
        chosen = IGNORE if column.key in settled.ignored else ""
    if chosen:
        first = _("as understood at first")
    elif column.is_unknown:
        first = _("Choose…")
    else:
        first = _("Leave out") if column.is_ignored else label(column.field)
    listed = [("", first), (IGNORE, _("Leave out")), *((name, label(name)) for name in SETTABLE)]
    shown = [one for one in listed if not (one[0] and one[1] == first)]
    return [(value, words, value == chosen) for value, words in shown]
