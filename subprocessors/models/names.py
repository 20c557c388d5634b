"""What may stand in a name, and the slug that is made of one."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

#: Control characters, and those that turn or isolate the direction of the text around them
#: (Unicode UAX 9): by these a name can read as another.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
#: Letters that slugify would drop, since they are no plain letter with a mark.
_PLAIN = str.maketrans("ØøŁłĐđÐðĦħŦŧıŊŋ", "OoLlDdDdHhTtiNn") | str.maketrans(
    {"Þ": "Th", "þ": "th", "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "ẞ": "SS", "ß": "ss"}
)


def plain_slug(text):
    """``slugify``, with letters such as "Ø", "Ł" and "ß" kept as plain ones; may be ""."""
    return slugify(text.translate(_PLAIN)).strip("-_")


def unseen_in(name):
    """The first character of ``name`` that cannot be seen and may deceive, as "U+202E"; or ""."""
    found = _UNSEEN.search(name)
    return f"U+{ord(found.group()):04X}" if found else ""


class PlainNames(models.Model):
    """A model whose ``NAMES`` hold no character that cannot be seen and may deceive.

    What holds one already stays editable: only a name that is written anew is refused.
    """

    NAMES = ()

    class Meta:
        abstract = True

    def clean(self):
        """Puts the error on the name that is to be mended."""
        super().clean()
        errors = self.name_errors()
        if errors:
            raise ValidationError(errors)

    def name_errors(self):
        """What is wrong with the names, by field."""
        return {name: error for name in self.NAMES if (error := self._unseen_error(name))}

    def _is_stored(self, name, value):
        if "\0" in value:  # which no database takes
            return False
        return type(self)._base_manager.filter(pk=self.pk, **{name: value}).exists()

    def _unseen_error(self, name):
        value = getattr(self, name)
        # A text of several lines holds a name in each.
        is_lines = isinstance(self._meta.get_field(name), models.TextField)
        unseen = unseen_in(re.sub(r"\r?\n", " ", value) if is_lines else value)
        if not unseen or self._is_stored(name, value):
            return ""
        return _(
            "This holds a character that cannot be seen and may turn the text around it"
            " (%(character)s). Type the name anew rather than pasting it."
        ) % {"character": unseen}
