"""Bringing a list from elsewhere into the working list, all of it or nothing."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from subprocessors.importing.categories import category_for
from subprocessors.importing.differing import applied, difference
from subprocessors.importing.labels import import_label
from subprocessors.importing.remembering import headings_digest, remembered_answers
from subprocessors.models.authorship import name_of
from subprocessors.models.list_import import ListImport
from subprocessors.models.vocabulary import Service
from subprocessors.publishing import editing
from subprocessors.publishing.editing_many import save_many
from subprocessors.publishing.sealing import lock


class CannotImport(Exception):
    """A list cannot be imported as it is. ``problems`` are sentences."""

    def __init__(self, *problems):
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class ImportOutdated(Exception):
    """The difference is no longer the one that was shown."""


@transaction.atomic
def bring_in(made, *, on, by, source, apart=(), unticked=(), seen=None, end_missing=None):
    """Saves what is new and changed in an Interpretation to the working list.

    Gives the ImportDifference. ``source`` is the file's name, which the history says;
    ``seen`` is the digest of the difference that was shown (None: any). Rows that the file does
    not name stay, unless ``end_missing`` is their last day. Nothing is published. Raises
    CannotImport, or ImportOutdated where the working list has moved since.
    """
    if not made.is_whole:
        raise CannotImport(*open_questions(made))
    lock()  # two imports at once would add everything twice
    found = difference(made.entries, on=on, apart=apart, unticked=unticked)
    if found.problems:
        raise CannotImport(*found.problems)
    if seen is not None and seen != found.digest:
        raise ImportOutdated
    if found.steps or (found.missing and end_missing):
        _save(made, found, by=by, source=source, end_missing=end_missing)
    return found


def open_questions(made):
    """Sentences for whatever of an Interpretation is not answered yet."""
    for problem in made.problems:
        yield str(problem)
    for column in made.asked:
        yield f"“{column.heading}” is not settled. Say what it means, or leave it out."
    for (name, _words), label in made.asked_values.items():
        yield f"“{label}” under {import_label(name)} is not known. Say what it is, or leave it out."


def _save(made, found, *, by, source, end_missing):
    note = ListImport.objects.create(
        at=timezone.now(),
        by_name=name_of(by)[:200],
        file_name=source[:255],
        headings=headings_digest(made),
        answers=remembered_answers(made.answers),
        added=len(found.added),
        changed=len(found.changed) + len(found.renamed),
    )
    for slug, label in made.new_services.items():
        editing.vocabulary_entry(Service, slug, by=by, label=label, reason=note.reason)
    services = {service.slug: service for service in Service.objects.all()}
    headings = dict.fromkeys(s.fields["category"][1] for s in found.steps if "category" in s.fields)
    categories = {one: category_for(one, by=by, reason=note.reason) for one in headings}
    rows = []
    for step in found.steps:
        row = applied(step)
        if "category" in step.fields:
            row.category = categories[step.fields["category"][1]]
        slugs = step.fields["services"][1] if "services" in step.fields else None
        rows.append((row, None if slugs is None else [services[slug] for slug in slugs]))
    save_many(rows, by=by, reason=note.reason)
    for row in found.missing if end_missing else ():
        _end(row, end_missing, by=by, reason=note.reason)


def _end(row, last_day, *, by, reason):
    if row.ended_on == last_day:
        return
    try:
        editing.end(row, last_day=last_day, by=by, reason=reason)
    except ValidationError as error:
        raise CannotImport(*(f"{row.name}: {words}" for words in error.messages)) from error
