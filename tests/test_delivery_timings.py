"""How sent notices stand to the time that was owed, for any versions at once."""

from datetime import date

import pytest

from subprocessors.models.outbox import Delivery
from subprocessors.models.portal import Portal
from subprocessors.notifying.bouncing import mark_bounced, take_back_bounce
from subprocessors.notifying.delivery_timings import delivery_timings
from subprocessors.notifying.late_deliveries import late_deliveries
from subprocessors.publishing import publish
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import add_row, at, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    """Version 2 tells of Bolt by a rule of 30 days; version 3, of Crow, by one of 10."""
    make_portal(notice_days=30, notice_country="DE")
    add_row("Acme", effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    patient = a_customer("Patient", promised_number=2, promised_kind="months")
    a_contact(patient, "patient@c.example")
    a_contact(a_customer("Octo"), "octo@c.example")
    a_subscriber("jane@a.example")
    Portal.objects.update(notice_days=10)
    add_row("Bolt", effective_on="2026-12-15")
    publish(at=at("2026-11-02"))
    add_row("Crow", effective_on="2026-12-20")
    publish(at=at("2026-11-03"))


def arrives(number, day, **where):
    found = Delivery.objects.filter(message__publication=number, **where)
    found.update(state="accepted", due_at=None, settled_at=at(day))


def timings():
    """By version and address."""
    fetched = Delivery.objects.select_related("message__publication", "contact__customer")
    fetched = list(fetched)
    found = delivery_timings(fetched)
    return {
        (one.message.publication_id, one.address): found[one.pk]
        for one in fetched
        if one.pk in found
    }


def test_each_notice_has_its_recipients_own_days_by_the_rule_that_its_version_applied(portal):
    arrives(2, "2026-11-03")
    arrives(3, "2026-11-10")
    found = timings()
    assert {key: (one.days_late, one.days_before_start) for key, one in found.items()} == {
        (2, "octo@c.example"): (0, 42),
        (2, "patient@c.example"): (0, 42),
        (3, "octo@c.example"): (6, 40),
        (3, "patient@c.example"): (6, 40),
    }
    # 10 January 2027 is a Sunday, 3 January too: the period ends on the Monday after it.
    assert {key: one.earliest for key, one in found.items()} == {
        (2, "octo@c.example"): date(2026, 12, 4),
        (2, "patient@c.example"): date(2027, 1, 5),
        (3, "octo@c.example"): date(2026, 11, 21),
        (3, "patient@c.example"): date(2027, 1, 12),
    }
    assert found[2, "patient@c.example"].starts_too_soon
    assert not found[3, "octo@c.example"].starts_too_soon
    arrives(2, "2026-11-10")
    assert timings()[2, "octo@c.example"].earliest == date(2026, 12, 11)


def test_only_what_the_mail_server_took_is_counted_by_the_portals_clock(portal):
    assert timings() == {}
    arrives(2, "2026-11-04", contact__address="octo@c.example")
    late_in_berlin = at("2026-11-03", hour=23)
    Delivery.objects.filter(state="accepted").update(settled_at=late_in_berlin)
    [(key, found)] = timings().items()
    assert key == (2, "octo@c.example")
    assert (found.arrived, found.days_late) == (date(2026, 11, 4), 1)
    Delivery.objects.filter(state="accepted").update(state="bounced")
    assert timings() == {}


def test_where_no_rule_was_published_nothing_is_counted(portal):
    Portal.objects.update(notice_days=None)
    add_row("Dove", effective_on="2026-12-20")
    publish(at=at("2026-11-04"))
    add_row("Eagle", effective_on="2026-12-20")
    publish(at=at("2026-11-05"))
    arrives(4, "2026-11-20")
    arrives(5, "2026-11-20")
    assert {number for number, _address in timings()} == {4}


def test_a_promise_that_cannot_be_counted_says_nothing(portal):
    customers = Delivery.objects.get(message__publication=2, address="patient@c.example")
    customer = customers.contact.customer
    customer.promised_number = 5_000
    customer.save()
    arrives(2, "2026-11-20")
    assert set(timings()) == {(2, "octo@c.example")}


def test_a_mark_that_was_taken_back_does_not_make_a_notice_late(portal):
    arrives(2, "2026-11-03")
    one = Delivery.objects.get(message__publication=2, address="octo@c.example")
    one.attempts.create(at=at("2026-11-03"), host="mx", phase="dot", code=250, state="accepted")
    mark_bounced(one, why="So they say", by="ada", at=at("2026-11-20"))
    take_back_bounce(one, why="Another one", by="ada", at=at("2026-11-25"))
    assert timings()[2, "octo@c.example"].arrived == date(2026, 11, 3)
    assert late_deliveries(one.message.publication, most=9).count == 0


def test_it_asks_thrice_for_any_number(portal, django_assert_num_queries):
    arrives(2, "2026-11-20")
    arrives(3, "2026-11-20")
    fetched = Delivery.objects.select_related("message__publication", "contact__customer")
    fetched = list(fetched)
    with django_assert_num_queries(3):
        assert len(delivery_timings(fetched)) == 4
    with django_assert_num_queries(0):
        assert delivery_timings([]) == {}
