"""One process: makes the plain list of so many rows, with so many edits in its history."""

import sys
from datetime import date, timedelta

import django


def main(rows, edits):
    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    from benchmarks.plain.models import Vendor

    vendors = [
        Vendor.objects.create(
            name=f"Example Vendor {number}",
            purpose="Storing and delivering what customers upload",
            data_categories="Name, e-mail address, content of files",
            location="Ireland, United States",
            transfer_mechanism="Standard Contractual Clauses",
            website="https://vendor.example/",
            effective_on=date(2023, 5, 1) + timedelta(days=number),
        )
        for number in range(rows)
    ]
    for number in range(edits):
        vendor = vendors[number % rows]
        vendor.notes = f"As of version {number}"
        vendor.save()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
