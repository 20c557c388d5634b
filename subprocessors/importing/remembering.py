"""Answers about a file, kept for the next one with the same headings."""

import hashlib
from dataclasses import replace

from subprocessors.importing.interpreting.column_answers import ImportAnswers
from subprocessors.importing.interpreting.interpret import interpret
from subprocessors.models.list_import import ListImport


def interpret_with_memory(source, answers=None):
    """``(Interpretation, ListImport)``: as answered, and else as for the newest file alike.

    The ListImport is None where no file with the same headings was imported before.
    """
    answers = answers or ImportAnswers()
    made = interpret(source, answers)
    known = ListImport.objects.filter(headings=headings_digest(made), undone_at=None).first()
    if known is None:
        return made, None
    return interpret(source, _merged(ImportAnswers.from_json(known.answers), answers)), known


def headings_digest(made):
    """SHA-256 (hex) of the headings of an Interpretation."""
    return hashlib.sha256("\n".join(sorted(c.key for c in made.columns)).encode()).hexdigest()


def remembered_answers(answers):
    """The ImportAnswers as JSON, without what concerns single rows."""
    return replace(answers, left_out=frozenset(), mended={}).as_json()


def _merged(kept, answers):
    """The kept answers below the given ones."""
    maps = {heading: n for heading, n in kept.maps.items() if heading not in answers.ignored}
    return replace(
        answers,
        maps={**maps, **answers.maps},
        ignored=(kept.ignored - answers.maps.keys()) | answers.ignored,
        dates=answers.dates or kept.dates,
        values={**kept.values, **answers.values},
    )
