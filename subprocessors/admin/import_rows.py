"""What the import pages show of single rows: those to mend, and how one differs."""

from django.utils.text import capfirst

from subprocessors.importing.labels import fields_in_words, import_words
from subprocessors.wording.differences import marked

#: Inputs for faulty rows on one page; more than that nobody reads.
_MOST_CELLS = 500


def faulty_rows(made):
    """``(rows, count)``: as many of the ``count`` rows that cannot be taken as one page can ask."""
    by_row = {}
    for problem in made.problems:
        if problem.row is not None and problem.remedy != "dates":
            by_row.setdefault(problem.row.place, []).append(problem)
    shown, room = [], _MOST_CELLS
    for place, problems in by_row.items():
        row = _faulty(made, place, problems)
        room -= len(row["cells"]) + 2
        if room < 0 and shown:
            break
        shown.append(row)
    return shown, len(by_row)


def _faulty(made, place, problems):
    """A row that cannot be taken, with its cells to mend."""
    row, headings = problems[0].row, problems[0].headings
    texts = list(made.mended(row) or [cell.text for cell in row.cells])
    headings = [*headings, *[""] * (len(texts) - len(headings))]
    texts += [""] * (len(headings) - len(texts))
    words = [capfirst(problem.words) for problem in problems]
    return {"place": place, "words": words, "cells": list(zip(headings, texts, strict=True))}


def step_block(step, answers, labels):
    """An ImportStep for the page: its fields with the words that differ marked."""
    fields = fields_in_words(step, labels)
    block = {"step": step, "is_unticked": step.entry.place in answers.unticked}
    if step.row is None:
        words = {n: import_words(n, now) for n, (_was, now) in step.fields.items()}
        short = [words.get(n, "") for n in ("purpose", "processing_location", "places")]
        shown = [(label, now) for label, _was, now in fields]
        return {**block, "short": ", ".join(filter(None, short)), "fields": shown}
    return {**block, "fields": [(label, *marked(was, now)) for label, was, now in fields]}
