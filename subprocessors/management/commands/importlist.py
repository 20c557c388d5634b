"""Bring one list from elsewhere into the working list."""

from argparse import ArgumentTypeError
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from subprocessors.archive.days import day_in
from subprocessors.importing.applying import CannotImport, bring_in
from subprocessors.importing.differing import difference
from subprocessors.importing.interpreting.column_answers import answers_from
from subprocessors.importing.interpreting.days import ORDERS
from subprocessors.importing.labels import column_meaning, fields_in_words, service_labels
from subprocessors.importing.reading.any_file import MOST_LIST_BYTES, read_list
from subprocessors.importing.reading.files import Unreadable, read_bytes
from subprocessors.importing.remembering import interpret_with_memory
from subprocessors.management.asking import add_by
from subprocessors.publishing.waiting import today_on_desk

_SHOWN = 160
#: Options that may be repeated: name, what to give, and what it is for.
_REPEATED = (
    ("--map", '"HEADING=FIELD"', 'what a column means, for example "Risk=internal_notes"'),
    ("--ignore", "HEADING", "a column to leave out"),
    ("--value", '"FIELD:LABEL=SLUG"', "what a service or mechanism is; =new makes a service"),
    ("--leave-out", "LINE", "a line, row or item to leave out"),
    ("--same", "NAME", "a name that is the new one of the row it was likened to"),
    ("--apart", "NAME", "a name that is new, though it looks like a rename"),
)


class Command(BaseCommand):
    help = (
        "Reads a list of sub-processors (CSV, XLSX, JSON, Markdown, HTML) into the working list,"
        " all of it or nothing, and says what it understood and what differs. Publishes nothing:"
        " review it on the desk."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")
        for option, metavar, words in _REPEATED:
            parser.add_argument(
                option, action="append", default=[], metavar=metavar, help=f"{words}; repeatable"
            )
        parser.add_argument(
            "--dates", choices=ORDERS, default="", help="how days such as 03/04/2025 are meant"
        )
        parser.add_argument(
            "--end-missing",
            type=_day,
            metavar="YYYY-MM-DD",
            help="the last day of those that the file does not name; else they stay",
        )
        add_by(parser)

    def handle(self, *args, file, dry_run, **options):
        try:
            answers = answers_from(
                options["map"],
                options["ignore"],
                options["dates"],
                left_out=options["leave_out"],
                values=options["value"],
            )
            source = read_list(read_bytes(file, most=MOST_LIST_BYTES), name=file)
        except Unreadable as refusal:
            raise CommandError(str(refusal)) from refusal
        made, known = interpret_with_memory(source, answers)
        self._say_understood(file, made, known)
        if not made.is_whole:
            raise CommandError("\n".join([*_questions(file, made), "Nothing was imported."]))
        self._say_likely(file, made, options)
        try:
            found = _brought_in(
                made,
                source=Path(file).name,
                apart=options["apart"],
                end_missing=options["end_missing"],
                by=options["by"],
                dry_run=dry_run,
            )
        except CannotImport as refusal:
            lines = [f"{file}, {problem}" for problem in refusal.problems]
            raise CommandError("\n".join([*lines, "Nothing was imported."])) from refusal
        self._say_difference(found, options["end_missing"], service_labels(made.new_services))
        if dry_run:
            self.stdout.write("Dry run: nothing was saved.")
        elif found.steps or (found.missing and options["end_missing"]):
            self.stdout.write(
                "Saved to the working list. Customers see it when you review and publish it."
            )
        else:
            self.stdout.write("The working list says all of this already. Nothing was saved.")

    def _say_understood(self, file, made, known):
        count = len(made.entries)
        rows = "1 row" if count == 1 else f"{count} rows"
        self.stdout.write(f"{file}: {made.kind}, {rows} understood.")
        if known is not None:
            self.stdout.write(f"What is not answered here is as answered for {known.file_name}.")
        for column in made.columns:
            example = f" (“{_short(column.samples[0])}”)" if column.samples else ""
            words = column_meaning(column) + ("" if column.field else example)
            self.stdout.write(f"  “{column.heading}”: {words}")
        for remark in made.remarks:
            self.stdout.write(remark)
        for entry in made.entries:
            if entry.is_bare:
                self.stdout.write(f"{entry.place}: “{entry.name}” says neither where nor what for.")

    def _say_likely(self, file, made, options):
        """Refuses a rename that is merely likely until somebody says which it is."""
        found = difference(made.entries, on=_today(), apart=options["apart"])
        likely = [s for s in found.renamed if s.is_likely and s.entry.name not in options["same"]]
        if likely:
            lines = [
                f"{file}, {s.entry.place}: is “{s.entry.name}” the new name of “{s.row.name}”? Say"
                f' --same "{s.entry.name}", or --apart "{s.entry.name}" if it is another one.'
                for s in likely
            ]
            raise CommandError("\n".join([*lines, "Nothing was imported."]))

    def _say_difference(self, found, end_missing, labels):
        for step in found.steps:
            sign = "~" if step.row else "+"
            name = step.entry.name
            if step.renames:
                name = f'{step.fields["name"][0]} is now {name} (if not: --apart "{name}")'
            self.stdout.write(f"{sign} {name}")
            for label, was, now in fields_in_words(step, labels):
                if step.row is None:
                    self.stdout.write(f"    {label}: {_short(now)}")
                else:
                    self.stdout.write(f"    {label}: {_short(was)} -> {_short(now)}")
        for row in found.missing:
            words = f"ends on {end_missing}" if end_missing else "not in the file, left as it is"
            self.stdout.write(f"- {row.name}: {words}")
        self.stdout.write(
            f"{len(found.added)} added, {len(found.changed)} changed, {len(found.renamed)} renamed,"
            f" {len(found.unchanged)} as before, {len(found.missing)} not in the file."
        )


def _today():
    return today_on_desk(at=timezone.now())


@transaction.atomic
def _brought_in(made, *, dry_run, **options):
    """The ImportDifference that importing makes; a dry run takes it back."""
    found = bring_in(made, on=_today(), **options)
    transaction.set_rollback(dry_run)
    return found


def _day(text):
    found = day_in(text)
    if found is None:
        raise ArgumentTypeError(f"{text} is no day. Write it as 2026-12-31.")
    return found


def _short(text):
    text = " / ".join(text.splitlines())
    return f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text or "nothing"


def _questions(file, made):
    """Sentences for what is wrong or asked, each with the option that answers it."""
    for problem in made.problems:
        yield f"{file}, {problem}{_remedy(made, problem)}"
    for column in made.asked:
        example = f" (for example “{_short(column.samples[0])}”)" if column.samples else ""
        likely = column.proposal or "internal_notes"
        lead = "is likely" if column.proposal else "is not known. It may be"
        yield (
            f"{file}: “{column.heading}”{example} {lead} {likely}. Settle it with"
            f' --map "{column.heading}={likely}" or another field, or --ignore "{column.heading}".'
        )
    for (name, _words), label in made.asked_values.items():
        new = "=new for a new one, " if name == "services" else ""
        yield (
            f"{file}: “{label}” is none known. Settle it with --value"
            f' "{name}:{label}=SLUG", {new}or =- to leave it out.'
        )


def _remedy(made, problem):
    if problem.remedy == "dates":
        orders = " or ".join(f"--dates {order}" for order in made.orders) or "--dates"
        return f" Say {orders}."
    if problem.remedy == "map":
        heading = problem.column.heading
        return f' Correct it, or take the column as text: --map "{heading}=notes".'
    if problem.row is not None:
        place = problem.row.place.replace("“", "").replace("”", "")
        return f' To leave it out: --leave-out "{place}".'
    return ""
