"""The review and the rule of notice: refused, offered, declared short, decided field by field."""

import re

import pytest
from django.contrib.auth.models import User

from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.publishing import Decisions, publish
from tests.pages import Page, words
from tests.stories import TOLD_AT, add_row, at, edit_row, make_person, make_portal

pytestmark = pytest.mark.django_db
REVIEW = "/admin/review/"


@pytest.fixture
def desk(client, time_machine):
    """Acme Mail in use since 2024, a rule of 30 days; it is 2 November 2026."""
    time_machine.move_to(TOLD_AT)
    make_portal(notice_days=30)
    client.force_login(make_person("paula", "Publisher"))
    client.row = add_row("Acme Mail", places=["US"], purpose="Mail", effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    return client


def form_data(response):
    """What a browser would post from the review, nothing touched."""
    data = {}
    form = Page(response).by_id("review-form")
    for field in form.iter():
        name = field.get("name")
        if field.tag == "select":
            chosen = [one.get("value") for one in field.iter("option") if "selected" in one.attrib]
            data[name] = chosen[0] if chosen else ""
        elif field.tag == "textarea":
            data[name] = field.text or ""
        elif field.tag == "input" and name:
            is_ticked = "checked" in field.attrib
            if field.get("type") not in ("checkbox", "radio") or is_ticked:
                data.setdefault(name, []).append(field.get("value", ""))
    return data


def publish_from(client, response, **changed):
    """Presses the button, twice where the first press shows what was changed."""
    for _press in range(2):
        data = {**form_data(response), **changed, "publish": "1"}
        response = client.post(REVIEW, data, follow=True)
        if response.redirect_chain:
            return Publication.objects.newest()
    return None


def test_a_vendor_for_tomorrow_is_refused_and_the_offered_day_fills_in_its_start(desk):
    bolt = add_row("Bolt", effective_on="2026-11-03")
    response = desk.get(REVIEW)
    page = Page(response)
    [button] = [one for one in page.all("button") if one.get("name") == "use"]
    assert words(button).startswith("Use 4 December 2026")
    response = desk.post(REVIEW, {**form_data(response), "use": button.get("value")})
    assert "is filled in wherever it is needed" in Page(response).text
    bolt.refresh_from_db()
    assert bolt.effective_on.isoformat() == "2026-12-04"
    assert bolt.history.latest("history_id").history_user.username == "paula"
    assert "Object by 3 December 2026, 24:00 CET" in Page(response).text
    [change] = publish_from(desk, response).changes.all()
    assert change.effective_on == bolt.effective_on


def test_the_offered_day_fills_in_the_day_of_an_edit_and_nothing_is_saved(desk):
    edit_row(desk.row, places=["IE"])
    data = {**form_data(desk.get(REVIEW)), "day-acme-mail-material": "2026-11-05"}
    response = desk.post(REVIEW, {**data, "use": "2026-12-04"})
    field = Page(response).by_id("needs_day-acme-mail-material")
    assert field.get("value") == "2026-12-04"
    assert "Earliest if published today: 4 December 2026" in Page(response).text
    assert Subprocessor.objects.get().history.count() == 2


def test_a_day_that_is_no_day_is_asked_for_once_and_the_earliest_offered(desk):
    edit_row(desk.row, places=["IE"])
    data = {**form_data(desk.get(REVIEW)), "day-acme-mail-material": "2026-02-30"}
    response = desk.post(REVIEW, data)
    text = Page(response).text
    assert "say on which day the change of places of processing takes effect" in text
    assert "before the notice has run" not in text
    [button] = [one for one in Page(response).all("button") if one.get("name") == "use"]
    response = desk.post(REVIEW, {**form_data(response), "use": button.get("value")})
    field = Page(response).by_id("needs_day-acme-mail-material")
    assert field.get("value") == button.get("value") == "2026-12-04"


def test_whoever_may_not_edit_cannot_take_an_offer(desk, client):
    add_row("Bolt", effective_on="2026-11-03")
    data = {**form_data(desk.get(REVIEW)), "use": "2026-12-04"}
    client.force_login(make_person("aud", "Auditor"))
    assert client.post(REVIEW, data).status_code == 403


def in_the_evening(desk, time_machine, *, minute, hour=22):
    """It is so late (UTC) on 2 November, an hour more in Berlin; Paula is signed in."""
    time_machine.move_to(at("2026-11-02", hour).replace(minute=minute))
    desk.force_login(User.objects.get(username="paula"))


def test_an_offer_pressed_too_late_says_so_and_offers_the_next_day(desk, time_machine):
    bolt = add_row("Bolt", effective_on="2026-11-03")
    in_the_evening(desk, time_machine, minute=30, hour=21)
    data = form_data(desk.get(REVIEW))
    in_the_evening(desk, time_machine, minute=55)
    response = desk.post(REVIEW, {**data, "use": "2026-12-04"})
    page = Page(response)
    assert (
        "4 December 2026 would be too early by now, so nothing is filled in. The days that would"
        " do now stand below." in page.text
    )
    bolt.refresh_from_db()
    assert bolt.effective_on.isoformat() == "2026-11-03"
    [button] = [one for one in page.all("button") if one.get("name") == "use"]
    assert button.get("value") == "2026-12-05"


def test_what_was_taken_before_the_hour_is_published_after_it_with_one_press(desk, time_machine):
    add_row("Bolt", effective_on="2026-11-03")
    in_the_evening(desk, time_machine, minute=45)
    response = desk.post(REVIEW, {**form_data(desk.get(REVIEW)), "use": "2026-12-05"})
    in_the_evening(desk, time_machine, minute=55)
    data = {**form_data(response), "publish": "1"}
    assert desk.post(REVIEW, data).status_code == 302
    notice = Publication.objects.newest().changes.get().notice
    assert (notice["counted_from_on"], notice["earliest_effective_on"]) == (
        "2026-11-04",
        "2026-12-05",
    )


def test_an_offer_of_nonsense_changes_nothing(desk):
    bolt = add_row("Bolt", effective_on="2026-11-03")
    response = desk.post(REVIEW, {**form_data(desk.get(REVIEW)), "use": "nonsense"})
    assert response.status_code == 200
    bolt.refresh_from_db()
    assert bolt.effective_on.isoformat() == "2026-11-03"


def test_short_notice_is_declared_with_reason_and_words_and_read_as_customers_will(desk):
    add_row("Bolt", effective_on="2026-11-03")
    response = desk.get(REVIEW)
    changed = {"short_reason-bolt-notice": "required_by_law"}
    response = desk.post(REVIEW, {**form_data(response), **changed})
    assert "say in your own words why the notice is short" in Page(response).text
    changed |= {
        "short_words-bolt-notice": "A court ordered it.",
        "short_clause-bolt-notice": "7(b)",
    }
    response = desk.post(REVIEW, {**form_data(response), **changed})
    assert "Short notice: required by law. A court ordered it." in Page(response).text
    assert "To be decided first" not in Page(response).text
    [change] = publish_from(desk, response).changes.all()
    assert change.short_notice == {"reason": "required_by_law", "words": "A court ordered it."}
    assert change.short_notice_clause == "7(b)"


def test_germany_beside_announced_ireland_is_asked_about(desk):
    edit_row(desk.row, places=["IE"])
    publish_from(desk, desk.get(REVIEW))
    edit_row(desk.row, places=["DE", "IE"])
    data = {**form_data(desk.get(REVIEW)), "day-acme-mail-material": "2027-02-01"}
    response = desk.post(REVIEW, data)
    assert "Say whether that part still starts on 4 December 2026" in Page(response).text
    first = desk.post(REVIEW, {**form_data(response), "joined-acme-mail-places": "0"})
    assert "the rest can be announced from 4 December 2026 on" in Page(first).text
    both = desk.post(REVIEW, {**form_data(response), "joined-acme-mail-places": "1"})
    text = Page(both).text
    assert (
        "Ireland comes on 1 February 2027, not on 4 December 2026 as version 2 announced." in text
    )
    assert "announced in version 2, will not happen" not in text
    assert publish_from(desk, both).number == 3


def test_a_rename_and_a_move_in_one_edit_are_decided_field_by_field(desk):
    edit_row(desk.row, name="Acme Group", places=["IE"])
    response = desk.get(REVIEW)
    assert "Decide each field by itself" in Page(response).text
    changed = {
        "own-acme-mail-name": "words",
        "own_reason-acme-mail-name": "Renamed by the vendor",
    }
    response = desk.post(REVIEW, {**form_data(response), **changed})
    found = {
        name: (change.material, change.effective_on.isoformat(), change.reason)
        for change in publish_from(desk, response).changes.all()
        for name in change.fields
    }
    assert found == {
        "name": (False, "2026-11-02", "Renamed by the vendor"),
        "places": (True, "2026-12-04", ""),
    }


def test_no_number_means_no_rule_and_the_review_says_so(desk):
    assert "No notice period is set" not in Page(desk.get(REVIEW)).text
    Portal.objects.update(notice_days=None)
    publish(at=at("2026-11-01"))
    edit_row(desk.row, places=["IE"])
    assert "No notice period is set: nothing is refused." in Page(desk.get(REVIEW)).text


def test_a_rule_that_is_published_for_the_first_time_holds_from_the_next_version_on(desk):
    later = "The rule that this version states holds from the next version on: publish it first"
    assert later not in Page(desk.get(REVIEW)).text
    Portal.objects.update(notice_days=None)
    publish(at=at("2026-11-01"))
    edit_row(desk.row, places=["IE"])
    assert later not in Page(desk.get(REVIEW)).text
    Portal.objects.update(notice_days=60)
    assert later in Page(desk.get(REVIEW)).text


def test_without_an_address_for_objections_the_review_asks(desk):
    Portal.objects.update(contact_email="")
    publish(at=at("2026-11-01"))
    edit_row(desk.row, places=["IE"])
    assert "To which address do customers object?" in Page(desk.get(REVIEW)).text
    Portal.objects.update(objection_email="object@example.com")
    assert "To which address do customers object?" not in Page(desk.get(REVIEW)).text


def test_what_a_version_told_wrongly_is_told_again(desk):
    edit_row(desk.row, places=["IE"])
    publish_from(desk, desk.get(REVIEW))
    version = desk.get("/admin/subprocessors/publication/2/change/")
    [link] = re.findall(
        r'href="(/admin/review/\?corrects=2&amp;again=1)"', version.content.decode()
    )
    response = desk.get(link.replace("&amp;", "&"))
    assert "Repeated" in Page(response).text
    publication = publish_from(desk, response, reason="The mail named another day.")
    assert [change.reissues for change in publication.changes.all()] == [2]


def test_a_wrong_country_is_corrected_at_once(desk):
    edit_row(desk.row, places=["CA"])
    response = desk.get(REVIEW, {"corrects": "1"})
    data = {**form_data(response), "reason": "It was Canada.", "publish": "1"}
    assert desk.post(REVIEW, data).status_code == 302, "one press publishes it"
    publication = Publication.objects.newest()
    assert publication.changes.get().short_notice == {
        "reason": "stated_wrongly",
        "words": "It was Canada.",
    }
    assert publication.title == "Correction of version 1: Acme Mail: places of processing corrected"
    feed = desk.get("/feeds/changes.json").json()
    assert feed["items"][0]["title"] == (
        "Correction of version 1: Corrected: Acme Mail (processes data in Canada instead of the"
        " United States)"
    )


@pytest.fixture
def acme_inc(desk):
    """The desk, where the legal entity of Acme Mail is stated."""
    edit_row(desk.row, legal_name="Acme Inc.", country="US")
    publish(at=at("2026-10-02"), decisions=Decisions())
    return desk


def test_a_vendors_own_rename_is_proposed_as_wording_with_its_reason(acme_inc):
    edit_row(acme_inc.row, name="Bolt Mail")
    response = acme_inc.get(REVIEW)
    data = form_data(response)
    assert data["as-acme-mail-renamed"] == ["wording"]
    assert data["reason-acme-mail-renamed"] == ["Renamed by the vendor"]
    assert "Acme Mail is now called Bolt Mail." in Page(response).text
    [change] = publish_from(acme_inc, response).changes.all()
    assert (change.material, change.effective_on.isoformat(), change.reason) == (
        False,
        "2026-11-02",
        "Renamed by the vendor",
    )
    log = Page(acme_inc.get("/changes/")).text
    assert "Acme Mail is now called Bolt Mail." in log
    assert "Renamed by the vendor" in log
    assert Subprocessor.objects.get(pk=acme_inc.row.pk).former_names == "Acme Mail"


def test_legal_may_give_notice_of_a_vendors_rename_all_the_same(acme_inc):
    edit_row(acme_inc.row, name="Bolt Mail")
    chosen = {**form_data(acme_inc.get(REVIEW)), "as-acme-mail-renamed": "material"}
    [change] = publish_from(acme_inc, acme_inc.post(REVIEW, chosen)).changes.all()
    assert (change.material, change.effective_on.isoformat(), change.reason) == (
        True,
        "2026-12-04",
        "",
    )


def test_the_reason_of_a_vendors_rename_can_be_rewritten_but_not_left_out(acme_inc):
    edit_row(acme_inc.row, name="Bolt Mail")
    data = form_data(acme_inc.get(REVIEW))
    response = acme_inc.post(REVIEW, {**data, "reason-acme-mail-renamed": ""})
    assert 'id="wanting-needs_reason-acme-mail-renamed"' in response.content.decode()
    response = acme_inc.post(REVIEW, {**data, "reason-acme-mail-renamed": "A new brand"})
    publication = publish_from(acme_inc, response)
    assert publication.changes.get().reason == "A new brand"
    assert Subprocessor.objects.get(pk=acme_inc.row.pk).former_names == "Acme Mail"


def test_a_rename_and_a_move_of_a_known_entity_are_proposed_apart_and_both_in_the_title(acme_inc):
    edit_row(acme_inc.row, name="Bolt Mail", places=["IE"])
    publication = publish_from(acme_inc, acme_inc.get(REVIEW))
    found = {
        name: (change.material, change.effective_on.isoformat(), change.reason)
        for change in publication.changes.all()
        for name in change.fields
    }
    wording = (False, "2026-11-02", "Renamed by the vendor")
    assert found == {
        "name": wording,
        "former_names": wording,
        "places": (True, "2026-12-04", ""),
    }
    assert "Acme Mail renamed Bolt Mail" in publication.title
    assert "places of processing will change" in publication.title


@pytest.mark.parametrize(
    "edit",
    [
        {"name": "ACME-Mail"},
        {"name": "Acme Mial"},
        {"name": "Acmee Mail"},
        {"name": "Acne Mail"},
        {"name": "Bolt Mail", "legal_name": "Bolt Inc."},
        {"name": "Bolt Mail", "country": "CA"},
        {"name": "Bolt Mail", "registration_number": "77"},
        {"name": "Bolt Mail", "address": "1 Road, Ottawa"},
    ],
)
def test_a_spelling_and_a_new_entity_are_no_rename_by_the_vendor(acme_inc, edit):
    edit_row(acme_inc.row, **edit)
    response = acme_inc.get(REVIEW)
    assert "Renamed by the vendor" not in response.content.decode()
    assert form_data(response)["as-acme-mail-material"] == ["material"]


def test_without_a_legal_name_nobody_knows_the_entity_to_be_the_same(desk):
    edit_row(desk.row, name="Bolt Mail")
    response = desk.get(REVIEW)
    assert form_data(response)["as-acme-mail-material"] == ["material"]
    assert "Renamed by the vendor" not in response.content.decode()


def test_a_correction_of_the_name_is_no_rename(acme_inc):
    edit_row(acme_inc.row, name="Bolt Mail")
    response = acme_inc.get(REVIEW, {"corrects": "1"})
    assert "Renamed by the vendor" not in response.content.decode()
