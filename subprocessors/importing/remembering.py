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
    return interpret(source, _merged(known.answers, answers)), known


def headings_digest(made):
    """SHA-256 (hex) of the headings of an Interpretation."""
    return hashlib.sha256("\n".join(sorted(c.key for c in made.columns)).encode()).hexdigest()


def remembered_answers(answers):
    """The ImportAnswers as JSON, without what concerns single rows."""
    return {
        "maps": answers.maps,
        "ignored": sorted(answers.ignored),
        "dates": answers.dates,
        "values": [[*key, slug] for key, slug in answers.values.items()],
    }


def _merged(kept, answers):
    """The kept answers below the given ones."""
    maps = {k: v for k, v in kept["maps"].items() if k not in answers.ignored}
    return replace(
        answers,
        maps={**maps, **answers.maps},
        ignored=frozenset(k for k in kept["ignored"] if k not in answers.maps) | answers.ignored,
        dates=answers.dates or kept["dates"],
        values={
            **{(field, words): slug for field, words, slug in kept["values"]},
            **answers.values,
        },
    )
