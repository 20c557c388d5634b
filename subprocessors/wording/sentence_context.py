"""What a sentence about a change must know beside the change itself."""

from dataclasses import dataclass, field

from subprocessors.archive.changes import CHANGED
from subprocessors.archive.fields import MATERIAL_FIELDS
from subprocessors.wording.values import value_words


@dataclass(frozen=True)
class SentenceContext:
    """What the sentences on one publication's changes are made with, beside the changes.

    ``on`` is its day (ISO); ``is_quiet`` says that it is the opening or imported: nobody was
    owed a notice, so that its changes are stored as if they were wording; ``is_first`` that the
    list begins with it, so that it lists rows and adds none. The rest may be left
    out, and the sentences then say less: ``names`` maps the slugs that ``replaces`` mentions to
    names, ``replaced_by`` the slug of one whose place is taken to the name of the other,
    ``announced_in`` a (slug, field) whose pending announcement is dropped to the number of the
    version that made it, ``starts`` the slugs of withdrawn rows to their start, ``services`` and
    ``categories`` slugs to labels.
    """

    on: str
    is_correction: bool = False
    is_quiet: bool = False
    is_first: bool = False
    names: dict = field(default_factory=dict)
    replaced_by: dict = field(default_factory=dict)
    announced_in: dict = field(default_factory=dict)
    starts: dict = field(default_factory=dict)
    services: dict = field(default_factory=dict)
    categories: dict = field(default_factory=dict)

    def words(self, name, value):
        """``value`` of the field ``name`` as text."""
        return value_words(
            name, value, services=self.services, categories=self.categories, names=self.names
        )

    def is_wording_only(self, change, name):
        """Whether ``change`` of the field ``name`` was published as a change of words alone.

        True only of a field whose change is a change of fact unless legal says otherwise.
        """
        is_editorial = not (change.get("material", True) or self.is_quiet)
        return is_editorial and change["kind"] == CHANGED and name in MATERIAL_FIELDS
