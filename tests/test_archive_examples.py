"""The examples that must hold, end to end: from the desk through ``publish`` to the list.

Acme is in use with its data in the US. On 2 November version 2 tells that they move to
Ireland on 3 December.
"""

from datetime import date

import pytest

from subprocessors.archive import changes as comparing
from subprocessors.archive.fields import PUBLIC_FIELDS
from subprocessors.archive.snapshots import row_values
from subprocessors.models.list_on_day import list_on
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Change, Publication
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Service
from subprocessors.publishing import (
    Decisions,
    NothingToPublish,
    NotPublishable,
    ShortNotice,
    editing,
    prepare,
    publish,
)
from subprocessors.verifying import verify
from tests.stories import add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
MATERIAL, WORDING = ("acme", "material"), ("acme", "wording")
ANNOUNCED_ON = "2026-12-03"


@pytest.fixture(autouse=True)
def told():
    """Version 1: Acme in the US. Version 2, of 2 November: Ireland from 3 December."""
    make_portal(notice_days=30, notice_margin=0)
    acme = add_row("Acme", places=["US"], purpose="Mail", effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    edit_row(acme, places=["IE"])
    publish(at=at("2026-11-02"), decisions=Decisions(days={MATERIAL: ANNOUNCED_ON}))
    yield
    verify()


def acme():
    return Subprocessor.objects.get(slug="acme")


def publish_on(day, **decisions):
    return publish(at=at(day), decisions=Decisions(**decisions))


def correct_on(day, **decisions):
    return publish_on(day, corrects=2, reason="It was wrong.", **decisions)


def the_list(day):
    """The list as it was shown at the end of ``day``."""
    day = date.fromisoformat(day)
    return list_on(Publication.objects.as_of(day), day)


def shown(day, slug="acme"):
    """The values of a row as they were shown on ``day``."""
    return the_list(day).rows[slug]["now"]


def changes_of(publication):
    return [change.part for change in publication.changes.all()]


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]


def test_told_on_2_november_ireland_comes_on_3_december_and_not_before():
    for day, places in (("2026-11-02", "US"), ("2026-12-02", "US"), (ANNOUNCED_ON, "IE")):
        assert shown(day)["places"] == [places]
    [change] = changes_of(Publication.objects.get(number=2))
    assert change == {
        "slug": "acme",
        "kind": "changed",
        "material": True,
        "effective_on": ANNOUNCED_ON,
        "counted_from_on": "2026-11-02",
        "earliest_effective_on": ANNOUNCED_ON,
        "objection_until_on": "2026-12-02",
        "fields": {
            "places": {
                "before": {"now": ["US"]},
                "after": {"now": ["US"], "next": {"on": ANNOUNCED_ON, "value": ["IE"]}},
            }
        },
    }


def test_correcting_ireland_to_germany_shows_the_us_until_3_december_and_then_germany():
    edit_row(acme(), places=["DE"])
    with pytest.raises(NotPublishable) as refusal:
        correct_on("2026-11-20")
    assert codes(refusal) == ["too_early"]
    short = ShortNotice(reason="stated_wrongly", words="It was never to be Ireland.")
    correct_on("2026-11-20", short_notices={MATERIAL: short})
    for day, places in (("2026-11-20", "US"), ("2026-12-02", "US"), (ANNOUNCED_ON, "DE")):
        assert shown(day)["places"] == [places]


def test_changed_again_in_january_it_was_ireland():
    edit_row(acme(), places=["DE"])
    publication = publish_on("2027-01-11", days={MATERIAL: "2027-03-01"})
    [change] = changes_of(publication)
    assert change["fields"]["places"]["before"] == {"now": ["IE"]}


def test_editing_another_field_leaves_ireland_announced_and_asks_nothing_about_it():
    edit_row(acme(), notes="Reachable day and night")
    draft = prepare(at=at("2026-11-09"))
    assert draft.problems == ()
    publication = publish_on("2026-11-09")
    assert [list(change["fields"]) for change in changes_of(publication)] == [["notes"]]
    assert shown("2026-11-09")["places"] == ["US"]
    assert shown(ANNOUNCED_ON)["places"] == ["IE"]
    with pytest.raises(NothingToPublish):
        publish_on("2026-11-10")


def test_an_announced_emptying_of_purpose_happens_on_that_day():
    edit_row(acme(), purpose="")
    with pytest.raises(NotPublishable) as refusal:
        publish_on("2026-11-09", days={MATERIAL: ANNOUNCED_ON})
    assert codes(refusal) == ["too_early"]
    publish(at=at("2026-11-02", hour=10), decisions=Decisions(days={MATERIAL: ANNOUNCED_ON}))
    assert shown("2026-12-02")["purpose"] == "Mail"
    assert "purpose" not in shown(ANNOUNCED_ON)
    with pytest.raises(NothingToPublish):
        publish_on("2026-11-10")


def test_correcting_a_start_of_3_december_to_5_november_is_refused():
    bolt = add_row("Bolt", effective_on=ANNOUNCED_ON)
    publish_on("2026-11-02")
    edit_row(bolt, effective_on="2026-11-05")
    with pytest.raises(NotPublishable) as refusal:
        correct_on("2026-11-03")
    assert codes(refusal) == ["start_moved_earlier"]
    assert the_list("2026-11-06").upcoming[0]["slug"] == "bolt"


def test_cancelling_an_announced_end_is_a_change_and_no_late_addition():
    edit_row(acme(), ended_on="2026-12-31")
    publish_on("2026-11-09")
    edit_row(acme(), ended_on=None)
    [change] = changes_of(publish_on("2026-11-16"))
    assert change["kind"] == "changed"
    assert change["fields"] == {"ended_on": {"before": {"now": "2026-12-31"}}}
    assert "ended_on" not in shown("2027-01-01")


def test_ended_on_30_november_the_ended_list_of_january_still_shows_the_us():
    edit_row(acme(), ended_on="2026-11-30")
    publish_on("2026-11-09")
    [ended] = the_list("2027-01-01").ended
    assert ended["now"]["places"] == ["US"]


def test_a_row_created_and_dropped_before_it_was_published_appears_nowhere():
    secret = add_row("Hushhush", effective_on="2027-01-01")
    editing.drop(secret, on=date(2026, 11, 9), by=None)
    with pytest.raises(NothingToPublish):
        publish_on("2026-11-09")
    edit_row(acme(), notes="Something else")
    publication = publish_on("2026-11-10")
    for version in Publication.objects.all():
        assert b"hushhush" not in version.snapshot.data.lower()
    assert not Change.objects.filter(slug=secret.slug).exists()
    assert "Hushhush" not in publication.title


def test_announcing_germany_for_february_says_that_ireland_will_not_happen():
    edit_row(acme(), places=["DE"])
    [change] = changes_of(publish_on("2026-11-20", days={MATERIAL: "2027-02-01"}))
    assert change["effective_on"] == "2027-02-01"
    assert change["fields"]["places"] == {
        "before": {"now": ["US"], "next": {"on": ANNOUNCED_ON, "value": ["IE"]}},
        "after": {"now": ["US"], "next": {"on": "2027-02-01", "value": ["DE"]}},
    }
    for day, places in ((ANNOUNCED_ON, "US"), ("2027-01-31", "US"), ("2027-02-01", "DE")):
        assert shown(day)["places"] == [places]


def test_renaming_a_service_changes_no_row():
    chat = Service.objects.create(slug="chat", label="Chat")
    for name in ("Bolt", "Crow"):
        add_row(name, services=[chat], effective_on="2026-12-04")
    before = publish_on("2026-11-03").snapshot.document
    chat.label = "Conversations"
    chat.save()
    after = publish_on("2026-11-04")
    assert changes_of(after) == []
    assert after.snapshot.document["head"]["rows"] == before["head"]["rows"]
    assert the_list("2026-11-03").services == {"chat": "Chat"}
    assert the_list("2026-11-04").services == {"chat": "Conversations"}


def test_a_field_of_a_later_release_gives_nothing_to_publish_and_old_digests_verify(monkeypatch):
    digests = list(Publication.objects.values_list("digest", flat=True))
    as_now = Subprocessor.public_values
    with monkeypatch.context() as later:
        later.setattr("subprocessors.archive.snapshots.PUBLIC_FIELDS", later_fields())
        later.setattr(
            Subprocessor,
            "public_values",
            lambda row, **given: as_later(as_now(row, **given)),
        )
        with pytest.raises(NothingToPublish):
            publish_on("2026-11-10")
        verify()
    assert list(Publication.objects.values_list("digest", flat=True)) == digests


def later_fields():
    return (*PUBLIC_FIELDS, "legal_entity_identifier")


def as_later(values):
    return row_values({**values, "legal_entity_identifier": ""})


# What the examples leave unsaid


def test_what_is_shown_today_is_corrected_apart_and_ireland_still_comes():
    edit_row(acme(), places=["CA"])
    correct_on("2026-11-20", today=frozenset({("acme", "places")}))
    for day, places in (("2026-11-20", "CA"), ("2026-12-02", "CA"), (ANNOUNCED_ON, "IE")):
        assert shown(day)["places"] == [places]
    with pytest.raises(NothingToPublish):
        publish_on("2026-11-21")


def test_a_pending_announcement_can_be_dropped_in_the_review_and_is_not_found_again():
    [change] = changes_of(publish_on("2026-11-20", dropped=frozenset({("acme", "places")})))
    assert change["fields"]["places"]["after"] == {"now": ["US"]}
    assert shown(ANNOUNCED_ON)["places"] == ["US"]
    with pytest.raises(NothingToPublish):
        publish_on("2026-11-21")


def test_a_pending_announcement_can_be_moved_in_the_review():
    [change] = changes_of(publish_on("2026-11-20", moved={("acme", "places"): "2027-01-15"}))
    assert change["effective_on"] == "2027-01-15"
    assert shown("2027-01-14")["places"] == ["US"]
    assert shown("2027-01-15")["places"] == ["IE"]


def test_a_correction_cannot_move_the_announcement_forward():
    with pytest.raises(NotPublishable) as refusal:
        correct_on("2026-11-20", moved={("acme", "places"): "2026-11-25"})
    assert codes(refusal) == ["moved_forward"]


def test_a_vendor_returns_under_its_slug_once_its_last_day_is_past():
    edit_row(acme(), ended_on="2026-11-30")
    publish_on("2026-11-09")
    edit_row(acme(), ended_on=None, effective_on="2027-01-01")
    with pytest.raises(NotPublishable) as refusal:
        publish_on("2026-11-30")
    assert codes(refusal) == ["return_too_early"]
    [change] = changes_of(publish_on("2026-12-01"))
    assert (change["kind"], change["effective_on"]) == ("added", "2027-01-01")
    assert shown("2027-01-01")["places"] == ["IE"]


def test_a_row_listed_by_mistake_is_withdrawn_after_its_start_only_in_a_correction():
    edit_row(acme(), withdrawn_on="2026-11-20")
    with pytest.raises(NotPublishable) as refusal:
        publish_on("2026-11-20")
    assert codes(refusal) == ["withdrawn_after_start"]
    [change] = changes_of(correct_on("2026-11-20"))
    assert (change["kind"], change["effective_on"]) == ("removed", "2026-11-20")
    after = the_list("2026-11-20")
    assert (after.current, after.upcoming, after.ended) == ([], [], [])
    assert the_list("2026-11-19").current


def test_a_waiting_edit_of_a_row_held_back_enters_no_version():
    edit_row(acme(), held_back=True, purpose="Espionage")
    edit_row(add_row("Bolt", effective_on="2027-01-01"), notes="x")
    publication = publish_on("2026-11-09")
    assert {change["slug"] for change in changes_of(publication)} == {"bolt"}
    assert b"Espionage" not in publication.snapshot.data
    assert shown(ANNOUNCED_ON)["places"] == ["IE"]


def test_confirming_the_list_carries_every_row_on_and_publishes_no_waiting_edit():
    edit_row(acme(), purpose="Post")
    Portal.objects.update(heading="Not yet")
    publication = publish_on("2026-12-10", is_review=True)
    assert (publication.kind, changes_of(publication)) == ("review", [])
    document = publication.snapshot.document
    assert b"Post" not in publication.snapshot.data
    assert b"Not yet" not in publication.snapshot.data
    [part] = document["parts"]["rows"]
    assert part["value"]["now"]["places"] == ["IE"], "settled on the day, as every version is"


def test_a_correction_may_be_words_alone():
    publication = correct_on("2026-11-20", note="The title named the wrong month.")
    assert (publication.kind, publication.corrects_id) == ("correction", 2)
    assert changes_of(publication) == []


def test_restoring_what_the_corrected_version_took_out_owes_no_notice():
    edit_row(acme(), ended_on="2026-11-08")
    publish_on("2026-11-09")
    edit_row(acme(), ended_on=None)
    publication = publish_on("2026-11-20", corrects=3, reason="It never left.")
    [change] = changes_of(publication)
    assert (change["kind"], change["material"]) == ("added", False)
    assert shown("2026-11-20")["places"] == ["US"]
    assert shown(ANNOUNCED_ON)["places"] == ["IE"]


def test_restoring_a_row_does_not_hide_a_move_to_another_place():
    edit_row(acme(), ended_on="2026-11-08")
    publish_on("2026-11-09")
    edit_row(acme(), ended_on=None, purpose="Profiling")
    publication = publish_on("2026-11-20", corrects=3, reason="It never left.")
    material = {name: c["material"] for c in changes_of(publication) for name in c["fields"]}
    assert material == {"ended_on": False, "purpose": True}


def test_of_a_row_what_owes_notice_stands_before_wording_whatever_the_days():
    wording = {"slug": "acme", "kind": "changed", "material": False, "effective_on": "2026-11-02"}
    material = {**wording, "material": True, "effective_on": "2026-12-03"}
    later = {**material, "effective_on": "2027-01-01"}
    assert comparing.in_order([wording, later, material]) == [material, later, wording]
