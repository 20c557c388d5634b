"""What a sentence about a change must know beside the change itself."""

from dataclasses import dataclass, field

from subprocessors.wording.values import value_words


@dataclass(frozen=True)
class SentenceContext:
    """What the sentences on one publication's changes are made with, beside the changes.

    ``on`` is its day (ISO). The rest may be left out, and the sentences then say less:
    ``names`` maps the slugs that ``replaces`` mentions to names, ``replaced_by`` the slug of
    one whose place is taken to the name of the other, ``announced_in`` a (slug, field) whose
    pending announcement is dropped to the number of the version that made it, ``starts`` the
    slugs of withdrawn rows to their start, ``services`` and ``categories`` slugs to labels.
    """

    on: str
    is_correction: bool = False
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
