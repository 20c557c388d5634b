"""From the working list to a sealed version: what enters, what is asked, what is refused."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from subprocessors.archive import triggers
from subprocessors.archive.digests import values_of
from subprocessors.models.named_links import Certification, Document
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Change, Publication, Snapshot
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service
from subprocessors.publishing import (
    Decisions,
    NothingToPublish,
    NotPublishable,
    ReviewOutdated,
    editing,
    prepare,
    publish,
)
from subprocessors.publishing.waiting import today_on_desk, what_waits
from subprocessors.verifying import verify
from tests.stories import TOLD_AT, add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
SOON, ANNOUNCED_ON = "2026-11-09", "2026-12-03"


@pytest.fixture(autouse=True)
def portal():
    """A portal; whatever a story publishes verifies at its end."""
    yield make_portal()
    verify()


@pytest.fixture
def acme():
    """Acme, published in the opening of 2 November."""
    acme = add_row("Acme", places=["US"], effective_on="2024-01-01")
    publish(at=TOLD_AT)
    return acme


def publish_on(day, **decisions):
    return publish(at=at(day), decisions=Decisions(**decisions))


def changes_of(publication):
    return [change.part for change in publication.changes.all()]


def document_of(publication):
    return Snapshot.objects.get(publication=publication).document


def rows_of(publication):
    return {row["slug"]: row for row in values_of(document_of(publication), "rows")}


def facts_of(publication):
    return {fact["name"]: fact["value"] for fact in values_of(document_of(publication), "facts")}


def words_of(publication):
    return {
        (word["of"], word["slug"]): word["label"]
        for word in values_of(document_of(publication), "vocabulary")
    }


def refusal_of(day, **decisions):
    """The codes of the problems that keep the list from being published; nothing is written."""
    before = Publication.objects.count(), Change.objects.count()
    with pytest.raises(NotPublishable) as refusal:
        publish_on(day, **decisions)
    assert (Publication.objects.count(), Change.objects.count()) == before
    return [problem.code for problem in refusal.value.problems]


# The opening


def test_the_first_version_is_an_opening_whose_additions_owe_no_notice():
    for name in ("Acme", "Bolt"):
        add_row(name, effective_on="2024-01-01")
    opening = publish(at=TOLD_AT)
    assert (opening.number, opening.kind, opening.corrects) == (1, "opening", None)
    assert [(c["kind"], c["material"]) for c in changes_of(opening)] == [("added", False)] * 2
    assert "2" in opening.title
    assert document_of(opening)["head"]["previous"] is None


def test_a_list_without_a_row_can_be_opened():
    assert rows_of(publish(at=TOLD_AT)) == {}


def test_a_source_makes_the_version_one_from_before_this_portal():
    add_row("Acme")
    source = {"file": "list.json", "by": "Example"}
    publication = publish(at=TOLD_AT, imported=source)
    assert (publication.kind, publication.source) == ("imported", source)
    assert values_of(document_of(publication), "source") == [source]
    assert [change["material"] for change in changes_of(publication)] == [False]


def test_without_a_portal_there_is_nothing_to_publish_and_the_error_says_what_to_type(portal):
    Portal.objects.all().delete()
    with pytest.raises(NotPublishable, match="make new"):
        publish(at=TOLD_AT)


# What is sealed


def test_a_version_is_sealed_in_columns_and_bytes_alike(acme):
    ada = User.objects.create_user("ada")
    edit_row(acme, purpose="Mail")
    publication = publish(
        by=ada,
        at=at(SOON, hour=23),
        decisions=Decisions(
            title="  Acme sends mail\r\n",
            note="As **announced**.",
            internal_reason="Ticket 77",
            days={("acme", "material"): ANNOUNCED_ON},
        ),
    )
    document = document_of(publication)
    assert publication.published_on == date(2026, 11, 10), "it was past midnight in Berlin"
    assert document["head"] | {"digest": document["digest"]} == {
        **document["head"],
        "schema": 1,
        "number": 2,
        "previous": Publication.objects.get(number=1).digest,
        "published_at": "2026-11-09T23:00:00.000000Z",
        "published_on": "2026-11-10",
        "kind": "change",
        "corrects": None,
        "digest": publication.digest,
    }
    assert values_of(document, "title") == [publication.title] == ["Acme sends mail"]
    assert values_of(document, "note") == [publication.note] == ["As **announced**."]
    assert values_of(document, "changes") == changes_of(publication)
    assert publication.by == ada
    for internal in (b"Ticket 77", b'"ada"'):
        assert internal not in publication.snapshot.data


def test_rows_that_did_not_change_keep_their_seal(acme):
    bolt = add_row("Bolt", effective_on=ANNOUNCED_ON)
    first = document_of(publish_on("2026-11-03"))
    edit_row(bolt, notes="Night shift")
    second = document_of(publish_on("2026-11-04"))
    (acme_1, bolt_1), (acme_2, bolt_2) = first["head"]["rows"], second["head"]["rows"]
    assert acme_1 == acme_2
    assert bolt_1 != bolt_2
    assert first["head"]["facts"] == second["head"]["facts"]


def test_a_review_publishes_no_fact_and_no_word_that_waits(portal):
    add_row("Acme")
    first = publish(at=at("2026-11-02")).snapshot.document
    Portal.objects.update(introduction="Words that wait.", heading="A heading that waits")
    Document.objects.create(name="A document that waits", url="https://example.com/a")
    Service.objects.create(slug="chat", label="Chat", is_public=True)
    review = publish(at=at("2026-11-08"), decisions=Decisions(is_review=True)).snapshot.document
    for name in ("facts", "vocabulary"):
        assert review["head"][name] == first["head"][name]


def test_facts_are_published_by_name_and_the_face_is_not(portal):
    Portal.objects.update(introduction="Ours.", accent="#123456", footer_links="Us | https://a.b")
    Portal.objects.update(notice_days=30)
    Document.objects.create(name="DPA", url="https://example.com/dpa")
    Certification.objects.create(name="ISO 27001")
    publication = publish(at=TOLD_AT)
    assert facts_of(publication) == {
        "organisation": "Example Cloud",
        "introduction": "Ours.",
        "contact_email": "privacy@example.com",
        "notice_days": 30,
        "time_zone": "Europe/Berlin",
        "documents": [{"name": "DPA", "url": "https://example.com/dpa"}],
        "certifications": [{"name": "ISO 27001"}],
    }
    assert b"123456" not in publication.snapshot.data


def test_the_vocabulary_holds_the_words_that_published_rows_use_and_those_marked_public(acme):
    chat, secret, later = (
        Service.objects.create(slug=slug, label=slug.title())
        for slug in ("chat", "secret", "later")
    )
    Service.objects.create(slug="shown", label="Shown", is_public=True)
    mail = Category.objects.create(slug="mail", label="Mail")
    Category.objects.create(slug="unused", label="Unused")
    add_row("Held", services=[secret], held_back=True)
    edit_row(acme, services=[later])
    publish_on("2026-11-03", days={("acme", "material"): ANNOUNCED_ON})
    add_row("Bolt", services=[chat], category=mail, effective_on=ANNOUNCED_ON)
    assert words_of(publish_on("2026-11-04")) == {
        ("category", "mail"): "Mail",
        ("service", "chat"): "Chat",
        ("service", "later"): "Later",
        ("service", "shown"): "Shown",
    }


# Rows that wait


def test_a_row_left_out_waits_and_one_never_published_stays_unknown(acme):
    edit_row(acme, purpose="Mail")
    add_row("Bolt", effective_on=ANNOUNCED_ON)
    Portal.objects.update(heading="Who helps us")
    publication = publish_on(SOON, left_out=frozenset({"acme", "bolt"}))
    assert changes_of(publication) == []
    assert set(rows_of(publication)) == {"acme"}
    assert "purpose" not in rows_of(publication)["acme"]["now"]
    assert Subprocessor.objects.get(slug="acme").purpose == "Mail"


def test_facts_and_vocabulary_can_be_left_out_too(acme):
    chat = Service.objects.create(slug="chat", label="Chat")
    edit_row(acme, services=[chat])
    publish_on("2026-11-03", days={("acme", "material"): ANNOUNCED_ON})
    Service.objects.update(label="Talk")
    Portal.objects.update(heading="Who helps us")
    edit_row(acme, notes="x", services=[chat])
    publication = publish_on("2026-11-04", leave_out_facts=True, leave_out_vocabulary=True)
    assert "heading" not in facts_of(publication)
    assert words_of(publication) == {("service", "chat"): "Chat"}
    publication = publish_on("2026-11-05")
    assert facts_of(publication)["heading"] == "Who helps us"
    assert words_of(publication) == {("service", "chat"): "Talk"}


def test_a_word_that_a_new_row_needs_joins_a_vocabulary_left_out(acme):
    chat = Service.objects.create(slug="chat", label="Chat")
    add_row("Bolt", services=[chat], effective_on=ANNOUNCED_ON)
    publication = publish_on(SOON, leave_out_vocabulary=True)
    assert words_of(publication) == {("service", "chat"): "Chat"}


def test_replacing_a_row_that_is_not_published_is_refused_for_it_would_tell_its_slug(acme):
    hidden = add_row("Hidden", held_back=True, effective_on=ANNOUNCED_ON)
    add_row("Bolt", replaces=hidden, effective_on=ANNOUNCED_ON)
    assert refusal_of(SOON) == ["replaces_unpublished"]
    edit_row(hidden, held_back=False)
    assert set(rows_of(publish_on(SOON))) == {"acme", "bolt", "hidden"}


# Names


def test_a_rename_keeps_the_last_published_name_and_none_that_was_only_drafted(acme):
    edit_row(acme, name="Acme Secret Draft")
    edit_row(acme, name="Acme Holding")
    publication = publish_on(SOON, days={("acme", "material"): SOON})
    assert rows_of(publication)["acme"]["now"]["former_names"] == ["Acme"]
    assert b"Draft" not in publication.snapshot.data
    assert Subprocessor.objects.get(slug="acme").former_names == "Acme"
    with pytest.raises(NothingToPublish):
        publish_on("2026-11-10")


def test_a_rename_announced_takes_its_former_name_along_on_its_day(acme):
    edit_row(acme, name="Acme Holding")
    row = rows_of(publish_on(SOON, days={("acme", "material"): ANNOUNCED_ON}))["acme"]
    assert row["now"]["name"] == "Acme"
    assert {field: value["on"] for field, value in row["next"].items()} == {
        "name": ANNOUNCED_ON,
        "former_names": ANNOUNCED_ON,
    }


@pytest.mark.parametrize("day", [SOON, "2027-01-15"])
def test_a_rename_of_another_kind_takes_the_former_name_along(acme, day):
    edit_row(acme, name="Acme Holding")
    publish_on(SOON, days={("acme", "material"): ANNOUNCED_ON})
    acme.refresh_from_db()
    edit_row(acme, name="Acme Group")
    publication = publish_on(SOON, days={("acme", "material"): day})
    row = rows_of(publication)["acme"]
    if day == SOON:
        assert (row["now"]["name"], row["now"]["former_names"]) == ("Acme Group", ["Acme"])
        assert "next" not in row
    else:
        assert row["next"]["name"] == {"on": day, "value": "Acme Group"}
        assert row["next"]["former_names"] == {"on": day, "value": ["Acme"]}
    assert [change["material"] for change in changes_of(publication)] == [True]


def test_former_names_announced_for_a_day_of_their_own_do_not_move_with_the_name(acme):
    own_day = "2026-12-10"
    edit_row(acme, name="Acme Holding")
    publish_on("2026-11-08", days={("acme", "material"): ANNOUNCED_ON})
    acme.refresh_from_db()
    edit_row(acme, former_names="Acme\nAjax")
    publish_on("2026-11-08", days={("acme", "wording"): own_day})
    row = rows_of(publish_on(SOON, moved={("acme", "name"): "2027-01-15"}))["acme"]
    assert {name: said["on"] for name, said in row["next"].items()} == {
        "name": "2027-01-15",
        "former_names": own_day,
    }


def test_a_rename_taken_back_leaves_no_former_name(acme):
    edit_row(acme, name="Acme Holding")
    publish_on(SOON, days={("acme", "material"): ANNOUNCED_ON})
    acme.refresh_from_db()
    edit_row(acme, name="Acme")
    row = rows_of(publish_on(SOON))["acme"]
    assert "next" not in row
    assert "former_names" not in row["now"]
    acme.refresh_from_db()
    assert acme.former_names == ""


def test_a_name_spelt_right_at_last_is_no_former_name(acme):
    edit_row(acme, name="ACME")
    publication = publish_on(
        SOON,
        material={("acme", "material"): False},
        reasons={("acme", "material"): "Spelling"},
    )
    assert "former_names" not in rows_of(publication)["acme"]["now"]
    [change] = changes_of(publication)
    assert (change["material"], change["reason"]) == (False, "Spelling")


@pytest.mark.parametrize("parting", ["\n", "\r\n", "\x0b", "\x85", "\u2028"])
def test_a_former_name_stays_one_name_whatever_parts_its_lines(acme, parting):
    edit_row(acme, name=f"Acme{parting}Mail", former_names="Ajax\r\nApex")
    publish_on(SOON, days={("acme", "material"): SOON})
    acme.refresh_from_db()
    edit_row(acme, name="Bolt")
    publication = publish_on("2026-11-10", days={("acme", "material"): "2026-11-10"})
    former = rows_of(publication)["acme"]["now"]["former_names"]
    assert former[:3] == ["Ajax", "Apex", "Acme"]
    assert "".join(former[3].split()) == "AcmeMail"
    with pytest.raises(NothingToPublish):
        publish_on("2026-11-11")


def test_slugs_are_never_taken_again_even_when_the_row_is_gone_from_the_desk(acme):
    Subprocessor.objects.filter(slug="acme").delete()
    assert add_row("Acme").slug != "acme"


# What is asked


@pytest.mark.parametrize("corrects", [None, 1])
def test_notice_is_owed_of_an_addition_whatever_was_decided(acme, corrects):
    add_row("Bolt", effective_on=ANNOUNCED_ON)
    publication = publish_on(
        SOON,
        material={("bolt", "material"): False},
        reasons={("bolt", "material"): "Hush"},
        corrects=corrects,
        reason="Forgotten" if corrects else "",
    )
    [change] = changes_of(publication)
    assert (change["kind"], change["material"]) == ("added", True)


def test_a_material_change_after_the_opening_needs_its_day(acme):
    edit_row(acme, places=["IE"])
    assert refusal_of(SOON) == ["needs_day"]


def test_an_edit_of_a_row_that_has_not_started_comes_with_its_start_and_needs_no_day(acme):
    bolt = add_row("Bolt", purpose="Letters", effective_on=ANNOUNCED_ON)
    publish_on("2026-11-08")
    edit_row(bolt, purpose="Mail")
    [change] = changes_of(publish_on(SOON))
    assert (change["material"], change["effective_on"]) == (True, ANNOUNCED_ON)


def test_a_row_dropped_before_it_was_published_does_not_wait(acme):
    add_row("Bolt", effective_on=ANNOUNCED_ON, withdrawn_on=SOON)
    assert not what_waits(at=at(SOON))
    edit_row(acme, notes="x")
    assert list(what_waits(at=at(SOON)).rows) == ["acme"]


def test_an_addition_after_the_opening_needs_its_start(acme):
    add_row("Bolt")
    assert refusal_of(SOON) == ["needs_start"]


def test_what_is_asked_names_the_fields_in_the_order_of_reading(acme):
    edit_row(acme, purpose="Mail", data_categories="Accounts")
    publish_on("2026-11-08")
    edit_row(acme, name="Acme Post", purpose="Post", data_categories="Names", places=["DE"])
    [problem] = prepare(at=at(SOON)).problems
    assert str(problem.sentence) == (
        "Acme Post: say on which day the change of name, former names, nature of processing,"
        " personal data concerned and places of processing takes effect."
    )


def test_calling_a_material_field_wording_needs_a_reason_that_is_published(acme):
    edit_row(acme, places=["DE"])
    wording = {("acme", "material"): False}
    assert refusal_of(SOON, material=wording) == ["needs_reason"]
    assert refusal_of(SOON, material=wording, reasons={("acme", "material"): "  "}) == [
        "needs_reason"
    ]
    reasons = {("acme", "material"): " It was\r\nalways so. "}
    [change] = changes_of(publish_on(SOON, material=wording, reasons=reasons))
    assert (change["material"], change["effective_on"]) == (False, SOON)
    assert change["reason"] == "It was\nalways so."


def test_wording_asks_nothing(acme):
    edit_row(acme, notes="Open at night")
    [change] = changes_of(publish_on(SOON))
    assert (change["material"], change["effective_on"]) == (False, SOON)


def test_wording_may_be_raised_to_a_change_that_owes_notice(acme):
    edit_row(acme, notes="Now also for health data")
    [change] = changes_of(
        publish_on(
            SOON,
            material={("acme", "wording"): True},
            days={("acme", "wording"): ANNOUNCED_ON},
        )
    )
    assert (change["material"], change["effective_on"]) == (True, ANNOUNCED_ON)


def test_a_correction_says_which_version_and_what_was_wrong(acme):
    edit_row(acme, notes="x")
    assert refusal_of(SOON, corrects=1) == ["correction_needs_reason"]
    assert refusal_of(SOON, corrects=7, reason="Typing error") == ["corrects_unknown"]
    publication = publish_on(SOON, corrects=1, reason="Typing error")
    assert (publication.kind, publication.reason) == ("correction", "Typing error")
    assert values_of(document_of(publication), "reason") == ["Typing error"]


def test_there_is_nothing_to_correct_before_the_opening():
    assert refusal_of(SOON, corrects=1, reason="x") == ["corrects_unknown"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL stores no such text")
def test_a_text_that_cannot_be_published_is_named_rather_than_crashed_on(acme):
    Subprocessor.objects.filter(slug="acme").update(notes="a NUL: \x00")
    assert refusal_of(SOON) == ["bad_text"]


def test_nothing_to_publish_is_said_and_not_done(acme):
    acme.save()
    with pytest.raises(NothingToPublish):
        publish_on(SOON)
    assert Publication.objects.count() == 1


def test_time_passing_is_no_change(acme):
    edit_row(acme, purpose="Mail")
    publish_on(SOON, days={("acme", "material"): ANNOUNCED_ON})
    with pytest.raises(NothingToPublish):
        publish_on("2027-01-11")


# What was reviewed is what is published


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda acme: edit_row(acme, purpose="Espionage"),
        lambda acme: add_row("Bolt"),
        lambda acme: Portal.objects.update(heading="Changed"),
        lambda acme: Service.objects.create(slug="chat", label="Chat", is_public=True),
        lambda acme: edit_row(acme, held_back=True),
        lambda acme: publish_on("2026-11-08", is_review=True),
    ],
)
def test_whatever_changed_since_the_review_shows_the_review_again(acme, meanwhile):
    edit_row(acme, notes="x")
    seen = prepare(at=at(SOON)).digests
    meanwhile(acme)
    before = Publication.objects.count()
    with pytest.raises(ReviewOutdated) as outdated:
        publish(at=at(SOON), seen=seen)
    assert outdated.value.draft.digests != seen
    assert Publication.objects.count() == before


def test_a_review_that_goes_over_midnight_is_shown_again(acme):
    edit_row(acme, notes="x")
    seen = prepare(at=at(SOON)).digests
    with pytest.raises(ReviewOutdated):
        publish(at=at("2026-11-10"), seen=seen)


def test_a_review_of_one_correction_is_none_of_another(acme):
    publish_on("2026-11-08", is_review=True)
    edit_row(acme, notes="x")
    seen = prepare(at=at(SOON), decisions=Decisions(corrects=1, reason="Typo")).digests
    with pytest.raises(ReviewOutdated):
        publish(at=at(SOON), seen=seen, decisions=Decisions(corrects=2, reason="Typo"))


def test_what_was_reviewed_and_did_not_change_is_published(acme):
    edit_row(acme, notes="x")
    seen = prepare(at=at(SOON)).digests
    Subprocessor.objects.update(internal_notes="nobody's business")
    assert publish(at=at(SOON, hour=15), seen=seen).number == 2


def test_into_an_archive_that_can_be_rewritten_nothing_is_published(acme):
    edit_row(acme, notes="x")
    triggers.remove(connection)
    with pytest.raises(NotPublishable, match="Missing in the database: subprocessors_"):
        publish(at=at(SOON))
    # The command that the sentence names says what to type.
    with pytest.raises(SystemCheckError, match=r"triggers\.install\(connection\)"):
        call_command("check", databases=["default"])
    triggers.install(connection)
    assert publish(at=at(SOON)).number == 2


def test_preparing_writes_nothing(acme):
    edit_row(acme, notes="x")
    before = [model.objects.count() for model in (Publication, Snapshot, Change)]
    history = Subprocessor.history.count()
    prepare(at=at(SOON))
    assert [model.objects.count() for model in (Publication, Snapshot, Change)] == before
    assert Subprocessor.history.count() == history


# Time


def test_a_clock_set_back_is_refused_by_name(acme):
    edit_row(acme, notes="x")
    before = TOLD_AT - timedelta(seconds=1)
    with pytest.raises(NotPublishable, match="The clock says 2026-11-02T08:13"):
        publish(at=before)


def test_two_versions_may_share_a_day_and_the_later_one_is_that_days_list(acme):
    edit_row(acme, notes="x")
    publish(at=TOLD_AT + timedelta(hours=1))
    assert Publication.objects.as_of(date(2026, 11, 2)).number == 2


def test_moving_the_portal_westwards_does_not_look_like_a_clock_set_back(portal):
    Portal.objects.update(time_zone="Pacific/Auckland")
    publish(at=at("2026-11-02", hour=20))
    Portal.objects.update(time_zone="America/Los_Angeles")
    assert publish(at=at("2026-11-02", hour=21)).published_on == date(2026, 11, 3)
    assert today_on_desk(at=at("2026-11-02", hour=22)) == date(2026, 11, 3)
    add_row("Bolt", effective_on=ANNOUNCED_ON)
    assert publish(at=at("2026-11-02", hour=22)).published_on == date(2026, 11, 3)


def test_while_a_new_time_zone_is_left_out_the_published_one_says_which_day_it_is(acme):
    Portal.objects.update(time_zone="Pacific/Auckland")
    edit_row(acme, notes="x")
    evening = at(SOON, hour=20)  # 9 November in Berlin, the 10th in Auckland
    assert publish(at=evening, decisions=Decisions(leave_out_facts=True)).published_on == (
        date.fromisoformat(SOON)
    )


# The working list afterwards


def test_publishing_leaves_a_record_of_what_it_put_into_the_working_list(acme):
    ada = User.objects.create_user("ada")
    edit_row(acme, name="Acme Holding")
    count = acme.history.count()
    publish(by=ada, at=at(SOON), decisions=Decisions(days={("acme", "material"): SOON}))
    newest = acme.history.latest("history_id")
    assert acme.history.count() == count + 1
    assert (newest.former_names, newest.history_user, newest.history_change_reason) == (
        *("Acme", ada),
        "Version 2",
    )


def test_publishing_what_the_working_list_says_leaves_no_record(acme):
    edit_row(acme, notes="x")
    count = acme.history.count()
    publish_on(SOON)
    assert acme.history.count() == count


def test_a_published_row_ended_and_replaced_is_told_as_a_removal_and_an_addition(acme):
    editing.replace(
        acme,
        name="Bolt",
        effective_on=date(2026, 12, 3),
        last_day=date(2026, 12, 2),
        by=None,
    )
    publication = publish_on(SOON)
    told = [(c["kind"], c["slug"], c["effective_on"]) for c in changes_of(publication)]
    assert told == [("added", "bolt", ANNOUNCED_ON), ("removed", "acme", ANNOUNCED_ON)]
    assert rows_of(publication)["bolt"]["now"]["replaces"] == "acme"


def test_a_word_once_published_is_named_until_legal_deletes_it():
    service = Service.objects.create(slug="api", label="API")
    row = add_row("Acme", services=[service], effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    edit_row(row, services=[])
    days = {("acme", "material"): "2026-11-02"}
    publish(at=at("2026-11-02"), decisions=Decisions(days=days))
    assert words_of(Publication.objects.newest()) == {("service", "api"): "API"}
    service.delete()
    publish(at=at("2026-11-03"))
    assert words_of(Publication.objects.newest()) == {}


def test_a_move_to_another_zone_is_published_by_the_clock_it_publishes():
    publish(at=at("2026-11-02", hour=9))
    Portal.objects.update(time_zone="Pacific/Kiritimati")
    moved = publish(at=at("2026-11-02", hour=12))
    assert (moved.time_zone, moved.published_on.isoformat()) == ("Pacific/Kiritimati", "2026-11-03")
    Portal.objects.update(time_zone="America/Los_Angeles")
    back = publish(at=at("2026-11-02", hour=23))
    assert back.published_on.isoformat() == "2026-11-03", "never before its predecessor's day"
