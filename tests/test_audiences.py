"""Who is told of what: stories on the working list, publications, and who is sent a notice."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string

from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.models.vocabulary import Service
from subprocessors.notifying import rendering
from subprocessors.notifying.audiences import material_changes, recipients_of
from subprocessors.notifying.composing import composed
from subprocessors.notifying.rendering import rendered_notice
from subprocessors.publishing import Decisions, publish
from tests.recipients import a_contact, a_customer, a_subscriber, addresses
from tests.stories import add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
REST = {("acme", "material"): "2026-12-15"}


@pytest.fixture
def portal():
    """A portal with two services and one row that is used for "chat" alone."""
    make_portal()
    services = {slug: Service.objects.create(slug=slug, label=slug) for slug in ("chat", "mail")}
    values = {"effective_on": "2024-01-01", "places": ["US"], "purpose": "E-mail"}
    row = add_row("Acme", services=[services["chat"]], **values)
    publish(at=at("2026-10-01"))
    return row, services


def everyone():
    for service in ("chat", "mail"):
        a_subscriber(f"{service}@a.example", service)
        a_contact(a_customer(service, service), f"{service}@c.example")
    a_subscriber("all@a.example")
    a_contact(a_customer("All"), "all@c.example")


def publish_edit(row, day, *, decide=REST, **values):
    edit_row(row, **values)
    return publish(at=at(day), decisions=Decisions(days=decide))


def test_the_opening_is_told_to_nobody():
    make_portal()
    everyone()
    add_row("Acme")
    publish(at=at("2026-10-01"))
    assert not Delivery.objects.exists()
    assert not StoredMessage.objects.exists()


def test_a_change_is_told_to_those_who_use_one_of_its_services(portal):
    everyone()
    publish_edit(portal[0], "2026-11-02", places=["IE"])
    assert addresses(2) == ["all@a.example", "all@c.example", "chat@a.example", "chat@c.example"]


def test_a_row_that_names_no_service_concerns_everyone(portal):
    everyone()
    add_row("Bolt", effective_on="2026-12-15")
    publish(at=at("2026-11-02"))
    assert len(addresses(2)) == 6


def test_a_change_of_services_concerns_those_of_the_old_and_of_the_new_ones(portal):
    row, services = portal
    everyone()
    edit_row(row, services=[services["mail"]])
    publish(at=at("2026-11-02"), decisions=Decisions(days=REST))
    assert len(addresses(2)) == 6


def test_wording_and_a_review_are_told_to_nobody(portal):
    everyone()
    edit_row(portal[0], notes="Reworded")
    publish(at=at("2026-11-02"))
    publish(at=at("2026-11-03"), decisions=Decisions(is_review=True))
    assert not Delivery.objects.exists()


def test_whoever_has_not_confirmed_or_has_left_is_told_nothing(portal):
    a_subscriber("new@a.example", state="unconfirmed", confirmed_at=None)
    a_subscriber("gone@a.example", state="left")
    publish_edit(portal[0], "2026-11-02", places=["IE"])
    assert addresses(2) == []


def test_only_the_last_of_those_who_followed_each_other_is_told(portal):
    customer = a_customer("Octo")
    last = a_contact(customer, "third@c.example")
    second = a_contact(customer, "second@c.example", successor=last)
    a_contact(customer, "first@c.example", successor=second)
    a_contact(a_customer("Gone", ended_on=date(2026, 11, 1)), "gone@c.example")
    a_contact(a_customer("Going", ended_on=date(2026, 11, 2)), "going@c.example")
    publish_edit(portal[0], "2026-11-02", places=["IE"])
    assert addresses(2) == ["going@c.example", "third@c.example"]


def test_a_plan_that_is_dropped_is_told_to_those_who_were_told_of_it(portal):
    """Also where it concerns none of their services any more; their successors are told."""
    row, _services = portal
    wanted = a_subscriber("chat@a.example", "chat")
    gone = a_subscriber("gone@a.example", "chat")
    customer = a_customer("Octo", "chat")
    contact = a_contact(customer, "old@c.example")
    publish_edit(row, "2026-11-02", places=["IE"])
    assert addresses(2) == ["chat@a.example", "gone@a.example", "old@c.example"]
    contact.successor = a_contact(customer, "new@c.example")
    contact.save()
    customer.service_slugs = wanted.service_slugs = ["mail"]
    customer.save()
    wanted.save()
    gone.state = "left"
    gone.save()
    a_subscriber("late@a.example", "mail")
    publish_edit(row, "2026-11-09", places=["US"])
    assert addresses(3) == ["chat@a.example", "new@c.example"]


def test_a_plan_that_is_moved_is_told_to_those_who_were_told_of_it(portal):
    row, _services = portal
    one = a_subscriber("chat@a.example", "chat")
    publish_edit(row, "2026-11-02", places=["IE"])
    one.service_slugs = ["mail"]
    one.save()
    decisions = Decisions(moved={("acme", "places"): "2027-01-15"})
    publish(at=at("2026-11-09"), decisions=decisions)
    assert addresses(3) == ["chat@a.example"]


def test_a_start_that_is_dropped_is_told_to_those_who_were_told_of_it(portal):
    row = add_row("Bolt", services=[portal[1]["chat"]], effective_on="2026-12-15")
    one = a_subscriber("chat@a.example", "chat")
    publish(at=at("2026-11-02"))
    one.service_slugs = ["mail"]
    one.save()
    edit_row(row, withdrawn_on="2026-11-09")
    publish(at=at("2026-11-09"))
    assert addresses(3) == ["chat@a.example"]


def test_what_has_come_into_force_is_no_plan_any_more(portal):
    row, _services = portal
    one = a_subscriber("chat@a.example", "chat")
    publish_edit(row, "2026-11-02", places=["IE"])
    one.service_slugs = ["mail"]
    one.save()
    publish_edit(row, "2027-01-09", places=["DE"], decide={("acme", "material"): "2027-03-01"})
    assert addresses(3) == []


def test_a_change_of_something_else_is_not_told_to_them(portal):
    row, _services = portal
    one = a_subscriber("chat@a.example", "chat")
    publish_edit(row, "2026-11-02", places=["IE"])
    one.service_slugs = ["mail"]
    one.save()
    publish_edit(row, "2026-11-09", purpose="Support")
    assert addresses(3) == []


def test_whoever_was_not_told_in_the_end_is_not_told_that_it_is_dropped(portal):
    row, _services = portal
    one = a_subscriber("chat@a.example", "chat")
    publish_edit(row, "2026-11-02", places=["IE"])
    Delivery.objects.update(state="stopped", due_at=None)
    one.service_slugs = ["mail"]
    one.save()
    publish_edit(row, "2026-11-09", places=["US"])
    assert addresses(3) == []


def test_a_notice_tells_each_recipient_the_changes_that_concern_them(portal):
    row, services = portal
    everyone()
    add_row("Bolt", services=[services["mail"]], effective_on="2026-12-15")
    publication = publish_edit(row, "2026-11-02", places=["IE"])
    changes = material_changes(publication)
    positions = {one.address: one.positions for one in recipients_of(publication, changes)}
    names = {change.position: change.name for change in changes}
    found = {address: [names[p] for p in told] for address, told in positions.items()}
    assert found["all@a.example"] == found["all@c.example"] == ["Bolt", "Acme"]
    assert found["chat@a.example"] == found["chat@c.example"] == ["Acme"]
    assert found["mail@a.example"] == ["Bolt"]
    # One message for each kind of recipient and each set of changes.
    assert StoredMessage.objects.count() == 6
    assert Delivery.objects.count() == 6


def test_what_a_change_says_is_rendered_once_and_is_the_same_in_each_notice(portal, monkeypatch):
    """Each selection of services may have its own message, made while the archive is locked."""
    row, services = portal
    everyone()
    rendered = []

    def counted(name, context):
        rendered.append(name)
        return render_to_string(name, context)

    monkeypatch.setattr(rendering, "render_to_string", counted)
    add_row("Bolt", services=[services["mail"]], effective_on="2026-12-15")
    publication = publish_edit(row, "2026-11-02", places=["IE"])
    assert sum(name.startswith("mail/_change") for name in rendered) == 2 * 2  # text and HTML
    changes = {change.position: change for change in material_changes(publication)}
    for message in StoredMessage.objects.all():
        own = [changes[position] for position in message.positions]
        can_leave = message.audience == StoredMessage.Audience.SUBSCRIBERS
        alone = rendered_notice(publication, own, can_leave=can_leave)
        assert composed(alone, can_leave=can_leave) == message.source


def test_notices_wait_and_are_tried_until_the_change_takes_effect_or_a_week_is_over(
    portal, settings
):
    settings.NOTICE_WAIT = timedelta(minutes=25)
    a_subscriber("all@a.example")
    publish_edit(portal[0], "2026-11-02", places=["IE"])
    one = Delivery.objects.get()
    assert one.due_at == at("2026-11-02") + timedelta(minutes=25)
    assert one.give_up_at == at("2026-12-14", hour=23)  # midnight in Berlin
    edit_row(portal[0], ended_on="2026-12-20")
    publish(at=at("2026-12-19"))
    assert Delivery.objects.latest("pk").give_up_at == at("2026-12-26")


def test_where_nothing_is_published_nothing_is_queued(portal, monkeypatch):
    a_subscriber("all@a.example")
    monkeypatch.setattr("subprocessors.publishing.sealing._bring_working_list_along", 1)
    with pytest.raises(TypeError):
        publish_edit(portal[0], "2026-11-02", places=["IE"])
    assert not Delivery.objects.exists()


def test_whoever_was_told_of_another_plan_of_the_row_is_not_told_that_this_one_is_dropped(portal):
    row, _services = portal
    one = a_subscriber("chat@a.example", "chat")
    publish_edit(row, "2026-11-02", purpose="Support")
    one.service_slugs = ["mail"]
    one.save()
    publish_edit(row, "2026-11-03", places=["IE"])
    publish_edit(row, "2026-11-09", places=["US"])
    assert addresses(2) == ["chat@a.example"]
    assert addresses(4) == []


def test_a_row_that_was_listed_by_mistake_is_no_plan_any_more(portal):
    row = add_row("Bolt", services=[portal[1]["chat"]], effective_on="2026-12-15")
    one = a_subscriber("chat@a.example", "chat")
    publish(at=at("2026-11-02"))
    one.service_slugs = ["mail"]
    one.save()
    edit_row(row, withdrawn_on="2027-01-09")
    reason = "It was never used."
    publish(at=at("2027-01-09"), decisions=Decisions(corrects=2, reason=reason))
    assert addresses(3) == []
