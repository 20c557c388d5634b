"""One process: a portal of ROWS rows, if there is none, with RECIPIENTS that notices go to.

python -m benchmarks.mailing.filling ROWS RECIPIENTS
"""

import sys

import django

#: Half of them subscribed, the others have it in their contract.
_AT_ONCE = 5_000


def main(rows, recipients):
    django.setup()
    from benchmarks import portal
    from subprocessors.models.portal import Portal
    from subprocessors.models.recipients import Subscriber

    if not Portal.objects.exists():
        portal.make(rows=rows)
        portal.publish_until(1)
    there = 2 * Subscriber.objects.count()
    for first in range(there, recipients, _AT_ONCE):
        _add(range(first, min(first + _AT_ONCE, recipients), 2))


def _add(numbers):
    from benchmarks.portal import BEGINNING
    from subprocessors.models.recipients import Customer, NoticeContact, Subscriber

    Subscriber.objects.bulk_create(
        Subscriber(
            address=f"subscriber-{n}@{n % 97}.example",
            address_key=f"subscriber-{n}@{n % 97}.example",
            services=f" s{n % 6} ",
            state=Subscriber.State.CONFIRMED,
            asked_at=BEGINNING,
            confirmed_at=BEGINNING,
        )
        for n in numbers
    )
    customers = Customer.objects.bulk_create(
        Customer(name=f"Customer {n}", services=f" s{n % 6} ") for n in numbers
    )
    NoticeContact.objects.bulk_create(
        NoticeContact(customer=one, address=f"privacy@{one.pk}.example") for one in customers
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
