"""What customers read of a row today, for the form on which it is edited."""

from dataclasses import dataclass

from subprocessors import wording
from subprocessors.archive.fields import PUBLIC_FIELDS
from subprocessors.archive.snapshots import still_to_come


@dataclass(frozen=True)
class PublicField:
    """A field as customers read it, in words; ``day`` (ISO, or "") is when what follows comes."""

    label: str
    today: str
    announced: str
    day: str


@dataclass(frozen=True)
class PublicState:
    """What is public of a row: the fields that the working list has otherwise, or announces."""

    is_published: bool
    fields: tuple = ()


def public_state(row, waiting):
    """The PublicState of a row of the working list; ``waiting`` says what is not published."""
    published = waiting.published.get(row.slug)
    if published is None:
        return PublicState(is_published=False)
    announced = still_to_come(published)
    # The working list holds also what will never happen, so that it differs from what is public.
    shown = {*waiting.rows.get(row.slug, ()), *published.get("next", {})}
    fields = (
        PublicField(
            label=wording.field_label(name),
            today=waiting.words(name, published["now"].get(name)),
            announced=waiting.words(name, announced.get(name, {}).get("value")),
            day=announced.get(name, {}).get("on", ""),
        )
        for name in sorted(shown, key=PUBLIC_FIELDS.index)
    )
    return PublicState(is_published=True, fields=tuple(fields))
