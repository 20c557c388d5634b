"""Bring one list from elsewhere into the working list."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from subprocessors.importing.applying import CannotImport, bring_in
from subprocessors.importing.interpreting.column_answers import settled
from subprocessors.importing.interpreting.interpret import understand
from subprocessors.importing.interpreting.labels import fields_in_words, meaning
from subprocessors.importing.interpreting.stated_days import ORDERS
from subprocessors.importing.reading.any_file import MOST_LIST_BYTES, read_list
from subprocessors.importing.reading.files import Unreadable, read_bytes
from subprocessors.publishing.waiting import today_on_desk

_SHOWN = 160


class Command(BaseCommand):
    help = (
        "Reads a list of sub-processors (CSV, XLSX, JSON, Markdown, HTML) into the working list,"
        " all of it or nothing, and says what it understood and what differs. Publishes nothing:"
        " review it on the desk."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar='"HEADING=FIELD"',
            help='what a column means, for example "Risk=internal_notes"; may be repeated',
        )
        parser.add_argument(
            "--ignore",
            action="append",
            default=[],
            metavar="HEADING",
            help="a column to leave out; may be repeated",
        )
        parser.add_argument(
            "--dates", choices=ORDERS, default="", help="how days such as 03/04/2025 are meant"
        )
        parser.add_argument(
            "--apart",
            action="append",
            default=[],
            metavar="NAME",
            help="a name that is new, though it looks like a rename; may be repeated",
        )
        parser.add_argument(
            "--end-missing",
            type=_day,
            metavar="YYYY-MM-DD",
            help="the last day of those that the file does not name; else they stay",
        )

    def handle(self, *args, file, dry_run, end_missing, apart, dates, **options):
        try:
            answers = settled(options["map"], options["ignore"], dates)
            reading = read_list(read_bytes(file, most=MOST_LIST_BYTES), name=file)
        except Unreadable as refusal:
            raise CommandError(str(refusal)) from refusal
        understood = understand(reading, answers)
        self._say_understood(file, understood)
        if not understood.is_whole:
            raise CommandError("\n".join([*_problems(file, understood), "Nothing was imported."]))
        try:
            found = _brought_in(
                understood,
                source=Path(file).name,
                apart=apart,
                end_missing=end_missing,
                dry_run=dry_run,
            )
        except CannotImport as refusal:
            told = [f"{file}, {problem}" for problem in refusal.problems]
            raise CommandError("\n".join([*told, "Nothing was imported."])) from refusal
        self._say_difference(found, end_missing)
        if dry_run:
            self.stdout.write("Dry run: nothing was saved.")
        elif found.steps or (found.missing and end_missing):
            self.stdout.write(
                "Saved to the working list. Customers see it when you review and publish it."
            )
        else:
            self.stdout.write("The working list says all of this already. Nothing was saved.")

    def _say_understood(self, file, understood):
        count = len(understood.entries)
        rows = "1 row" if count == 1 else f"{count} rows"
        self.stdout.write(f"{file}: {understood.kind}, {rows} understood.")
        for column in understood.columns:
            self.stdout.write(f"  “{column.heading}”: {meaning(column)}")
        for remark in understood.remarks:
            self.stdout.write(remark)

    def _say_difference(self, found, end_missing):
        for step in found.steps:
            sign = "~" if step.row else "+"
            name = step.entry.name
            if step.renames:
                old = step.fields["name"][0]
                name = f'{old} is likely now {name} (if not: --apart "{name}")'
            self.stdout.write(f"{sign} {name}")
            for label, was, now in fields_in_words(step):
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


@transaction.atomic
def _brought_in(understood, *, dry_run, **options):
    """The Difference that importing makes; a dry run takes it back."""
    found = bring_in(understood, on=today_on_desk(at=timezone.now()), by=None, **options)
    transaction.set_rollback(dry_run)
    return found


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no day. Write it as 2026-12-31.") from error


def _short(text):
    text = " / ".join(text.splitlines())
    return f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text or "nothing"


def _problems(file, understood):
    told = [f"{file}, {problem}" for problem in understood.problems]
    for column in understood.unknown:
        example = f" (for example “{_short(column.example)}”)" if column.example else ""
        told.append(
            f"{file}: “{column.heading}”{example} is no column known here. Settle it with --map"
            f' "{column.heading}=internal_notes" or another field, or --ignore'
            f' "{column.heading}".'
        )
    return told
