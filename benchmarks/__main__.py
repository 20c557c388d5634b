"""Measures in databases of its own, which are removed at the end; exit 1 beyond a limit.

    python -m benchmarks                                    all of it, in twenty minutes
    python -m benchmarks --quick                            a try-out, in a few minutes
    python -m benchmarks serving                            one part: growth, serving, slow or mail
    python -m benchmarks --write docs/performance.md        writes the tables and the picture there

What is printed is Markdown; ``--write`` puts it between the two marks of that file.
"""

import argparse
import os
import re
import secrets
import sys
import tempfile
from pathlib import Path

PARTS = ("growth", "serving", "slow", "mail")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="all of them if none")
    parser.add_argument("--quick", action="store_true", help="a try-out: too short to count")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write into this file as well")
    options = parser.parse_args()
    if options.write and END not in options.write.read_text(encoding="utf-8"):
        sys.exit(f"{options.write} has no line {BEGIN} and below it {END}.")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="trustportal.settings",
            DATA_DIR=folder,
            PUBLIC_URL="http://127.0.0.1:8000",
            SECRET_KEY=secrets.token_urlsafe(50),
        )
        import django

        django.setup()
        from django.core.management import call_command

        from benchmarks.databases import Databases
        from benchmarks.effort import FULL, QUICK
        from benchmarks.measurements import Measurements

        call_command("collectstatic", verbosity=0, interactive=False)
        databases, measurements = (
            Databases(Path(folder)),
            Measurements(QUICK if options.quick else FULL),
        )
        try:
            measurements.measure(databases, options.parts or PARTS)
        finally:
            databases.drop()
    print(measurements.text)
    if options.write:
        write(options.write, measurements)
    sys.exit(not measurements.holds)


def write(file, measurements):
    """Puts the measurements between the marks of ``file``, and its picture beside it."""
    text = file.read_text(encoding="utf-8")
    between = f"{BEGIN}\n{measurements.text}\n{END}"
    text = re.sub(f"(?s){BEGIN}.*{END}", lambda _found: between, text)
    file.write_text(text, encoding="utf-8")
    if measurements.picture:
        file.with_name("growth.svg").write_text(measurements.picture, encoding="utf-8")


if __name__ == "__main__":
    main()
