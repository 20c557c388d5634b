"""What a notice says, read as its recipient reads it."""

import re
from email import message_from_bytes, policy

import html5lib
import pytest

from subprocessors.models.outbox import StoredMessage
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.vocabulary import Service
from subprocessors.publishing import Decisions, publish
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    """A portal that gives 30 days' notice, a service, and a row of which customers ask much."""
    make_portal(
        organisation="Octo & Söhne",
        notice_days=30,
        notice_rule="If nobody objects, the change takes effect on its day.",
    )
    service = Service.objects.create(slug="chat", label="Example Chat")
    row = add_row(
        "Acme <Mail>",
        legal_name="Acme & Sons Inc.",
        address="1 Main Street\nDublin",
        purpose="E-mail delivery",
        places=["US"],
        data_categories="Names, e-mail addresses",
        data_subjects="Users of our customers",
        transfer_mechanisms=["scc"],
        retention="30 days",
        services=[service],
        effective_on="2024-01-01",
    )
    publish(at=at("2026-10-01"))
    a_subscriber("jane@a.example")
    return row


def text_of(audience="subscribers"):
    source = StoredMessage.objects.filter(audience=audience).latest("pk").source
    message = message_from_bytes(source, policy=policy.default)
    plain = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    return message["Subject"], plain


def test_the_subject_carries_the_facts(portal):
    add_row("Mistral AI", places=["FR"], effective_on="2026-12-15")
    publish(at=at("2026-11-02"))
    subject, _text = text_of()
    assert subject == (
        "Octo & Söhne: Mistral AI (France) from 15 December 2026; object by 14 December 2026"
    )


def test_the_subject_names_the_first_day_up_to_which_one_may_object(portal):
    add_row("Bolt", effective_on="2027-01-15")
    add_row("Mistral AI", effective_on="2026-12-15")
    publish(at=at("2026-11-02"))
    subject, _text = text_of()
    assert subject == (
        "Octo & Söhne: Bolt from 15 January 2027; Mistral AI from 15 December 2026;"
        " object by 14 December 2026"
    )


def test_it_answers_in_itself(portal):
    edit_row(portal, places=["IE"])
    decisions = Decisions(
        days={("acme-mail", "material"): "2026-12-15"}, note="We move to Ireland."
    )
    publish(at=at("2026-11-02"), decisions=decisions)
    _subject, text = text_of()
    for answer in (
        "Octo & Söhne gives notice of a change to its sub-processors.",
        "We move to Ireland.",
        "Acme <Mail> processes data in Ireland instead of the United States",
        "Takes effect: 15 December 2026",
        "Object by 14 December 2026, 24:00 CET, by mail to privacy@example.com",
        "Concerns: Example Chat",
        "Until then: United States",
        "From then on: Ireland",
        "Legal name: Acme & Sons Inc.",
        "1 Main Street\nDublin",
        "Nature of processing: E-mail delivery",
        "Names, e-mail addresses",
        "Users of our customers",
        "30 days",
        "If nobody objects, the change takes effect on its day.",
        "https://trust.example.com/changes/2/",
        "Keep this mail: it witnesses version 2.",
        Publication.objects.newest().digest,
    ):
        assert answer in text, answer
    assert text.count("Places of processing") == 1
    assert "&amp;" not in text
    assert "<del>" not in text


def test_an_addition_states_all_that_the_list_does(portal):
    add_row("Mistral AI", purpose="Inference", places=["FR"], effective_on="2026-12-15")
    publish(at=at("2026-11-02"))
    _subject, text = text_of()
    assert text.count("Nature of processing: Inference") == 1
    assert "France" in text
    assert "Unchanged" not in text


def test_its_html_says_the_same_and_loads_nothing(portal):
    edit_row(portal, places=["IE"])
    decisions = Decisions(days={("acme-mail", "material"): "2026-12-15"}, note="We **move**.")
    publish(at=at("2026-11-02"), decisions=decisions)
    source = StoredMessage.objects.latest("pk").source
    html = message_from_bytes(source, policy=policy.default).get_body(("html",)).get_content()
    html5lib.HTMLParser(strict=True).parse(html)
    for answer in (
        "<strong>move</strong>",
        "Acme &lt;Mail&gt; processes data in Ireland",
        "<del>United States</del>",
        "<ins>Ireland</ins>",
        "1 Main Street<br>Dublin",
        Publication.objects.newest().digest,
        '/subscribe/email/manage/?t=[[place:manage]]"',
        "prefers-color-scheme: dark",
    ):
        assert answer in html, answer
    loading = r"<(img|link|script|iframe|object|video|audio|source)\b|url\(|@import|\bsrc="
    assert not re.search(loading, html)


def test_of_an_end_the_last_day_is_said_and_not_the_day_after(portal):
    edit_row(portal, ended_on="2026-12-31")
    publish(at=at("2026-11-02"))
    _subject, text = text_of()
    assert "Last day: 31 December 2026" in text
    assert "1 January" not in text
    source = StoredMessage.objects.latest("pk").source
    html = message_from_bytes(source, policy=policy.default).get_body(("html",)).get_content()
    assert "<tr><th>Last day:</th><td><strong>31 December 2026</strong></td></tr>" in html


def test_a_subscriber_may_leave_and_a_contract_address_may_not(portal):
    a_contact(a_customer("Octo"), "privacy@c.example")
    add_row("Mistral AI", effective_on="2026-12-15")
    publish(at=at("2026-11-02"))
    assert "[[place:manage]]" in text_of()[1]
    assert "[[place:manage]]" not in text_of("contacts")[1]


def test_a_short_notice_says_why_and_a_correction_what_it_corrects(portal):
    edit_row(portal, places=["IE"])
    reason = "We had named the wrong country."
    publish(at=at("2026-11-02"), decisions=Decisions(corrects=1, reason=reason))
    _subject, text = text_of()
    assert "It corrects version 1." in text
    assert f"Reason: {reason}" in text
    assert "Short notice: stated wrongly." in text


def test_a_portal_without_rule_or_contact_has_a_notice_too(portal):
    Portal.objects.update(notice_days=None, contact_email="", notice_rule="")
    publish(at=at("2026-11-02"))
    add_row("x" * 300, effective_on="2026-12-15", purpose="y" * 20_000)
    publish(at=at("2026-11-03"))
    subject, text = text_of()
    assert "Object" not in subject + text
    assert len(subject) <= 300
    assert "y" * 20_000 in text
