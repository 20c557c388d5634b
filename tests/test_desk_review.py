"""Review and publish: what is asked, what is refused, and what two people do at once."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from subprocessors.models.authorship import account_name
from subprocessors.models.named_links import Document
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Publication
from subprocessors.models.vocabulary import Service
from subprocessors.publishing import Decisions, publish
from tests.pages import Page, words
from tests.stories import TOLD_AT, add_row, at, edit_row, make_person, make_portal

pytestmark = pytest.mark.django_db
REVIEW = "/admin/review/"


@pytest.fixture
def desk(client, time_machine):
    """Acme Mail in use since 2024 and published; it is 2 November 2026."""
    time_machine.move_to(TOLD_AT)
    make_portal(notice_days=30, notice_margin=0)
    client.person = make_person("paula", "Publisher")
    client.force_login(client.person)
    client.row = add_row("Acme Mail", places=["US"], effective_on="2024-01-01")
    publish(at=at("2026-10-01"))
    return client


def answers(page):
    """What a browser would post from a review page, nothing touched."""
    data = {}
    text = page.content.decode()
    form = text[text.index('action="/admin/review/"') :]
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind, name = found.get("type"), found.get("name")
        if not name or (kind in ("checkbox", "radio") and " checked" not in tag):
            continue
        if " disabled" not in tag:
            data.setdefault(name, []).append(found.get("value", ""))
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)<', form):
        data[name] = [value]
    return data


def press_publish(client, page=None, **changed):
    page = page or client.get(REVIEW)
    return client.post(REVIEW, {**answers(page), "publish": "1", **changed}, follow=True)


def said(page):
    return " ".join(str(message) for message in page.context["messages"])


def readings(queries):
    """How many of the queries read the whole working list."""
    whole = [
        query["sql"] for query in queries if 'FROM "subprocessors_subprocessor"' in query["sql"]
    ]
    others = (" WHERE ", "INNER JOIN", "FOR UPDATE")
    return len([sql for sql in whole if not any(word in sql for word in others)])


def test_a_review_reads_the_desk_once_and_asks_no_more_for_a_longer_list(desk):
    service = Service.objects.create(slug="mail", label="Mail")
    for number in range(3):
        add_row(f"Beta {number}", effective_on="2026-12-10", services=[service])
    edit_row(desk.row, places=["IE"])
    press_publish(desk)
    # Its sentence looks back to version 2; whether its purpose is stated first is asked;
    # and every page asks how the mail stands.
    edit_row(desk.row, places=["DE"], purpose="Mail")
    Portal.objects.update(introduction="New words")
    with CaptureQueriesContext(connection) as found:
        desk.get(REVIEW)
    assert len(found) <= 14
    assert readings(found) == 1
    for number in range(12):
        add_row(f"Gamma {number}", effective_on="2026-12-24", services=[service])
    with CaptureQueriesContext(connection) as more:
        desk.get(REVIEW)
    assert len(more) <= len(found)


def test_publishing_reads_the_desk_once_too(desk):
    edit_row(desk.row, places=["IE"])
    data = {**answers(desk.get(REVIEW)), "publish": "1"}
    with CaptureQueriesContext(connection) as found:
        desk.post(REVIEW, data)
    assert Publication.objects.count() == 2
    assert readings(found) == 1


def test_the_day_proposed_is_the_first_after_thirty_clear_days(desk):
    edit_row(desk.row, places=["IE"])
    page = desk.get(REVIEW)
    text = page.content.decode()
    assert 'value="2026-12-03"' in text
    assert "Ireland" in text
    assert "Until then</span>" in text
    press_publish(desk, page)
    change = Publication.objects.newest().changes.get()
    assert change.effective_on.isoformat() == "2026-12-03"


def test_what_was_reviewed_is_published_by_whom_and_with_which_words(desk):
    edit_row(desk.row, places=["IE"])
    page = press_publish(desk, note="We **move**.", internal_reason="Board decision")
    newest = Publication.objects.newest()
    assert (newest.number, newest.by.username) == (2, "paula")
    assert (newest.note, newest.internal_reason) == ("We **move**.", "Board decision")
    assert "Version 2 is published." in said(page)


def test_a_title_is_seen_whole_and_published_on_one_line(desk):
    edit_row(desk.row, places=["IE"])
    title = Page(desk.get(REVIEW)).by_id("title")
    assert (title.tag, title.get("rows"), title.text) == (
        "textarea",
        "2",
        "Acme Mail: places of processing will change",
    )
    press_publish(desk, title="Acme Mail moves\r\nto Ireland")
    assert Publication.objects.newest().title == "Acme Mail moves to Ireland"


@pytest.mark.parametrize("name", ["title", "note", "internal_reason", "reason-acme-mail-material"])
def test_a_nul_among_the_answers_is_left_out(desk, name):
    edit_row(desk.row, places=["IE"])
    changed = {name: "before\x00after", "as-acme-mail-material": "wording"}
    page = desk.post(REVIEW, {**answers(desk.get(REVIEW)), **changed})
    assert page.status_code == 200
    assert "beforeafter" in page.content.decode()


def test_an_answer_changed_is_shown_once_more_before_it_is_published(desk):
    edit_row(desk.row, places=["IE"])
    page = press_publish(desk, **{"day-acme-mail-material": "2027-01-15"})
    assert Publication.objects.count() == 1
    assert "press the button again" in said(page)
    assert "15 January 2027" in page.content.decode()
    press_publish(desk, page)
    change = Publication.objects.newest().changes.get()
    assert change.effective_on.isoformat() == "2027-01-15"


def test_an_edit_after_the_review_is_not_published_unseen(desk):
    edit_row(desk.row, places=["IE"])
    page = desk.get(REVIEW)
    edit_row(desk.row, places=["CN"])
    page = press_publish(desk, page)
    assert Publication.objects.count() == 1
    assert "China" in page.content.decode()


def test_the_second_of_two_publishers_is_told_what_happened(desk):
    edit_row(desk.row, places=["IE"])
    page = desk.get(REVIEW)
    press_publish(desk, page)
    desk.force_login(make_person("petra", "Publisher"))
    second = press_publish(desk, page)
    assert Publication.objects.count() == 2
    assert "paula published version 2 meanwhile" in said(second)
    assert "Nothing to publish" in second.content.decode()


WORDING = {"as-acme-mail-material": "wording"}


def test_a_change_to_wording_only_needs_a_reason_that_is_published(desk):
    edit_row(desk.row, places=["IE"])
    page = press_publish(desk, **WORDING)
    assert Publication.objects.count() == 1
    assert "say why the change of places of processing is wording only" in page.content.decode()
    press_publish(desk, page, **{"reason-acme-mail-material": "It never was in the US."})
    change = Publication.objects.newest().changes.get()
    assert (change.material, change.reason) == (False, "It never was in the US.")


def test_wording_is_in_force_at_once_with_one_press_and_one_reason(desk):
    edit_row(desk.row, places=["IE"])
    page = desk.get(REVIEW)
    assert 'name="day-acme-mail-material" value="2026-12-03"' in page.content.decode()
    press_publish(desk, page, **WORDING, **{"reason-acme-mail-material": "A slip."})
    newest = Publication.objects.newest()
    change = newest.changes.get()
    assert (change.material, change.effective_on.isoformat()) == (False, "2026-11-02")
    assert newest.title == "Acme Mail: places of processing reworded"


def test_the_other_of_change_and_wording_can_be_read_beside_the_one_chosen(desk):
    edit_row(desk.row, places=["IE"])
    page = Page(desk.get(REVIEW))
    [chosen], [otherwise] = page.of_class("as-chosen"), page.of_class("if-otherwise")
    assert "From 3 December 2026 Acme Mail processes data in Ireland" in words(chosen)
    assert "If it is published as wording only, customers read:" in words(otherwise)
    assert "December" not in words(otherwise)
    page = Page(desk.post(REVIEW, {**answers(desk.get(REVIEW)), **WORDING}))
    [chosen], [otherwise] = page.of_class("as-chosen"), page.of_class("if-otherwise")
    assert "December" not in words(chosen)
    assert "If it is published as a change, customers read: ~ Will change From 3 December" in (
        words(otherwise)
    )


def test_wording_for_a_later_day_is_shown_once_more(desk):
    edit_row(desk.row, places=["IE"])
    later = {"wording_day-acme-mail-material": "2026-12-10"}
    reason = {"reason-acme-mail-material": "A slip."}
    page = press_publish(desk, **WORDING, **later, **reason)
    assert Publication.objects.count() == 1
    press_publish(desk, page)
    assert Publication.objects.newest().changes.get().effective_on.isoformat() == "2026-12-10"


def test_an_edit_after_the_review_is_not_published_as_wording_unseen_either(desk):
    edit_row(desk.row, places=["IE"])
    page = desk.get(REVIEW)
    edit_row(desk.row, places=["CN"])
    press_publish(desk, page, **WORDING, **{"reason-acme-mail-material": "A slip."})
    assert Publication.objects.count() == 1


def test_words_that_the_codes_outdate_are_emptied_in_sight_or_kept(desk):
    edit_row(desk.row, processing_location="United States")
    press_publish(desk)
    edit_row(desk.row, places=["IE"])
    page = desk.get(REVIEW)
    assert "<del>United States</del>" in page.content.decode()
    assert "Keep the words “United States”" in Page(page).text
    groups = [words(legend) for legend in Page(page).all("legend")]
    assert groups == ["Acme Mail: Places of processing"]
    page = press_publish(desk, page, **{"keep-acme-mail-processing_location": "1"})
    assert Publication.objects.count() == 2  # what is kept changes what was shown
    press_publish(desk, page)
    assert list(Publication.objects.newest().changes.get().fields) == ["places"]


def test_what_is_stated_for_the_first_time_takes_one_press_and_no_reason(desk):
    edit_row(desk.row, purpose="E-mail delivery", website="https://acme.example")
    page = desk.get(REVIEW)
    groups = [words(legend) for legend in Page(page).all("legend")]
    assert groups == [
        "Acme Mail: Nature of processing, stated for the first time",
        "Acme Mail: Website",
    ]
    press_publish(desk, page)
    change = Publication.objects.newest().changes.get()
    assert (change.material, change.reason, sorted(change.fields)) == (
        False,
        "",
        ["purpose", "website"],
    )


def test_what_is_stated_for_the_first_time_may_be_told_as_a_change(desk):
    edit_row(desk.row, uses_ai="yes")
    changed = {
        "as-acme-mail-first_stated": "material",
        "day-acme-mail-first_stated": "2026-12-10",
    }
    page = press_publish(desk, **changed)
    press_publish(desk, page)
    change = Publication.objects.newest().changes.get()
    assert (change.material, change.effective_on.isoformat()) == (True, "2026-12-10")


def test_without_a_rule_of_notice_the_day_has_to_be_written(desk):
    Portal.objects.update(notice_days=None)
    publish(at=at("2026-10-02"))
    edit_row(desk.row, places=["IE"])
    page = press_publish(desk)
    assert Publication.objects.count() == 2
    text = page.content.decode()
    assert "say on which day the change of places of processing takes effect" in text
    assert "From which day is to be decided." in text
    assert "The earliest takes effect" not in text
    assert 'href="#needs_day-acme-mail-material"' in text
    assert 'id="needs_day-acme-mail-material"' in text


def test_a_day_before_the_notice_has_run_is_refused(desk):
    edit_row(desk.row, places=["IE"])
    data = {**answers(desk.get(REVIEW)), "day-acme-mail-material": "2026-11-05"}
    text = desk.post(REVIEW, data).content.decode()
    assert "would take effect on 5 November 2026, before the notice has run" in text


def test_what_will_not_happen_after_all_is_not_warned_of(desk):
    edit_row(desk.row, places=["IE"], ended_on="2027-06-30")
    press_publish(desk)
    data = {**answers(desk.get(REVIEW)), "drop-acme-mail-places": "1"}
    assert "before the notice period ends" not in desk.post(REVIEW, data).content.decode()
    edit_row(desk.row, ended_on=None)
    assert "before the notice period ends" not in desk.get(REVIEW).content.decode()


def test_a_new_row_without_a_start_is_asked_for_it(desk):
    add_row("Beta")
    page = press_publish(desk)
    assert Publication.objects.count() == 1
    assert "Beta: say from which day it is in use" in page.content.decode()


def test_an_opening_counts_what_is_on_the_list(client):
    make_portal(notice_days=30, notice_margin=0)
    client.force_login(make_person("paula", "Publisher"))
    add_row("Acme Mail", effective_on="2024-01-01")
    add_row("Beta", effective_on="2020-01-01", ended_on="2021-01-01")
    text = client.get(REVIEW).content.decode()
    assert "The list opens with 1 sub-processor." in text
    assert "First published here: 1 sub-processor" in text


def test_whether_an_addition_is_told_is_no_question(desk):
    add_row("Beta", effective_on="2026-12-10")
    text = desk.get(REVIEW).content.decode()
    assert "Beta starts on 10 December 2026." in text
    assert "as-beta-material" not in text


def checks_of(page):
    """What stands under "Please check": the sentence, then each row's name and address."""
    [section] = [s for s in Page(page).all("section") if s.get("aria-labelledby") == "check-title"]
    return {
        words(item).partition(":")[0]: [(words(a), a.get("href")) for a in item.iter("a")]
        for item in section.iter("li")
    }


def test_what_is_missing_or_doubtful_is_listed_before_it_is_published(desk):
    whole = {
        "places": ["US"],
        "legal_name": "Beta Inc.",
        "data_categories": "Names",
        "contact": "privacy@beta.example",
        "effective_on": "2026-12-10",
    }
    add_row("Beta", **whole)
    gamma = add_row("Gamma", effective_on="2026-12-10", contact="Jane Roe")
    add_row("Delta", **whole | {"places": [], "processing_location": "On our premises"})
    form = reverse("admin:subprocessors_subprocessor_change", args=[gamma.pk])
    assert checks_of(desk.get(REVIEW)) == {
        "No place of processing is stated": [("Gamma", f"{form}#id_places")],
        "No legal entity is named": [("Gamma", f"{form}#id_legal_name")],
        "No personal data are named": [("Gamma", f"{form}#id_data_categories")],
        "The contact seems to name a person, or a private address": [
            ("Gamma", f"{form}#id_contact")
        ],
    }


def test_a_row_published_with_words_that_contradict_its_codes_is_listed_until_it_is_mended(desk):
    edit_row(desk.row, processing_location="United States", legal_name="Acme Inc.")
    edit_row(desk.row, data_categories="Names")
    press_publish(desk)
    edit_row(desk.row, places=["IE"])
    page = desk.post(
        REVIEW, {**answers(desk.get(REVIEW)), "keep-acme-mail-processing_location": "1"}
    )
    contradicts = "The words say another place than the codes"
    [(name, address)] = checks_of(page)[contradicts]
    assert name == "Acme Mail"
    assert address.endswith("#id_processing_location")
    assert "(from 3 December 2026 “United States” beside Ireland)" in Page(page).text
    press_publish(desk, page)
    assert contradicts in checks_of(desk.get(REVIEW))
    edit_row(desk.row, places=["IE"], processing_location="")
    assert "check-title" not in desk.get(REVIEW).content.decode()


def test_an_empty_opening_is_warned_of(client):
    make_portal(notice_days=30, notice_margin=0)
    client.force_login(make_person("paula", "Publisher"))
    empty = "Customers would read that you use none."
    assert empty in client.get(REVIEW).content.decode()
    add_row("Acme Mail", effective_on="2024-01-01")
    assert empty not in client.get(REVIEW).content.decode()


def test_what_is_left_out_waits(desk):
    edit_row(desk.row, places=["IE"])
    add_row("Beta", effective_on="2026-12-10")
    data = answers(desk.get(REVIEW))
    del data["include-acme-mail"]
    page = desk.post(REVIEW, data)
    assert "1 row left out" in page.content.decode()
    press_publish(desk, page)
    assert [change.slug for change in Publication.objects.newest().changes.all()] == ["beta"]
    assert "1 unpublished change" in desk.get(reverse("admin:index")).content.decode()


def test_what_is_held_back_is_published_as_it_last_was(desk):
    edit_row(desk.row, places=["IE"], held_back=True)
    add_row("Beta", effective_on="2026-12-10", held_back=True)
    assert "Nothing to publish" in desk.get(REVIEW).content.decode()


def test_nothing_to_publish_is_said_and_not_done(desk):
    page = press_publish(desk)
    assert Publication.objects.count() == 1
    assert "Nothing to publish" in page.content.decode()


def test_the_list_is_confirmed_and_waiting_edits_wait(desk):
    edit_row(desk.row, places=["IE"])
    press_publish(desk, desk.get(REVIEW, {"review": "1"}))
    newest = Publication.objects.newest()
    assert (newest.kind, newest.changes.count()) == ("review", 0)
    assert "1 unpublished change" in desk.get(reverse("admin:index")).content.decode()


def test_a_version_is_corrected_by_putting_rows_back(desk):
    edit_row(desk.row, places=["CN"])
    press_publish(desk)
    address = reverse("admin:subprocessors_publication_correct", args=[2])
    page = desk.post(address, {"slug": ["acme-mail"]}, follow=True)
    assert "This is a correction of version 2" in page.content.decode()
    page = press_publish(desk, page, reason="China was a slip of the mouse.")
    newest = Publication.objects.newest()
    assert (newest.kind, newest.corrects_id) == ("correction", 2)
    assert newest.reason == "China was a slip of the mouse."
    after = newest.changes.get().fields["places"]["after"]
    assert after == {"now": ["US"]}


def test_a_correction_leaves_out_what_its_version_did_not_touch(desk):
    edit_row(desk.row, places=["CN"])
    press_publish(desk)
    beta = add_row("Beta", effective_on="2026-11-05")
    edit_row(desk.row, places=["US"])
    page = desk.get(REVIEW, {"corrects": "2"})
    assert "1 row left out" in page.content.decode()
    late = "Beta: it would start on 5 November 2026, before the notice has run"
    assert late not in page.content.decode()
    data = {**answers(page), "reason": "A slip."}
    with_beta = desk.post(REVIEW, {**data, "include-beta": "1"})
    assert late in with_beta.content.decode()
    press_publish(desk, desk.post(REVIEW, data))
    assert [c.slug for c in Publication.objects.newest().changes.all()] == ["acme-mail"]
    beta.refresh_from_db()
    assert desk.get(f"/subprocessors/{beta.slug}/").status_code == 404


def test_what_was_changed_since_the_corrected_version_stays(desk):
    edit_row(desk.row, places=["CN"], products="Mail")
    press_publish(desk)
    edit_row(desk.row, website="https://new.example/", products="All")
    press_publish(desk)
    address = reverse("admin:subprocessors_publication_correct", args=[2])
    desk.post(address, {"slug": ["acme-mail"]})
    desk.row.refresh_from_db()
    assert desk.row.places == ["US"]
    assert (desk.row.website, desk.row.products) == ("https://new.example/", "All")


def test_rows_of_one_name_are_told_apart_wherever_one_is_chosen(desk):
    twin = add_row("Acme Mail", effective_on="2026-12-24")
    page = desk.get(REVIEW)
    seen = desk.post("/admin/review/preview/", {**answers(page), "page": "list"}).content.decode()
    press_publish(desk, page)
    version = desk.get(reverse("admin:subprocessors_publication_change", args=[2]))
    assert "Acme Mail starts on 24 December 2026." in version.content.decode()
    first = desk.get(reverse("admin:subprocessors_publication_change", args=[1])).content.decode()
    assert "Acme Mail (acme-mail)" not in first
    working = desk.get(reverse("admin:subprocessors_subprocessor_changelist")).content.decode()
    form = desk.get(reverse("admin:subprocessors_subprocessor_add")).content.decode()
    for text in (seen, working, form):
        assert "Acme Mail (acme-mail)" in text
        assert f"Acme Mail ({twin.slug})" in text


def test_a_version_that_touched_no_row_offers_none_to_put_back(desk):
    press_publish(desk, desk.get(f"{REVIEW}?review=1"))
    text = desk.get(reverse("admin:subprocessors_publication_change", args=[2])).content.decode()
    assert "Correct version 2" in text
    assert "Rows to put back" not in text


def test_a_row_that_the_corrected_version_did_not_touch_stays(desk):
    beta = add_row("Beta", effective_on="2026-12-10")
    edit_row(desk.row, places=["CN"])
    data = answers(desk.get(REVIEW))
    del data["include-beta"]
    press_publish(desk, desk.post(REVIEW, data))
    assert Publication.objects.newest().number == 2
    address = reverse("admin:subprocessors_publication_correct", args=[2])
    desk.post(address, {"slug": ["beta"]})
    beta.refresh_from_db()
    assert beta.withdrawn_on is None


def test_where_no_row_was_put_back_the_desk_says_so(desk):
    edit_row(desk.row, places=["CN"])
    press_publish(desk)
    address = reverse("admin:subprocessors_publication_correct", args=[2])
    assert said(desk.post(address, follow=True)) == ""  # none was chosen
    chosen = {"slug": ["acme-mail"]}
    assert said(desk.post(address, chosen, follow=True)).startswith("1 row put back")
    assert said(desk.post(address, chosen, follow=True)).startswith("No row was put back:")


def test_a_correction_says_what_was_wrong(desk):
    edit_row(desk.row, places=["CA"])
    page = press_publish(desk, desk.get(REVIEW, {"corrects": "1"}))
    assert Publication.objects.count() == 1
    assert "Say what was wrong." in page.content.decode()


def test_what_is_refused_is_not_called_nothing(desk):
    edit_row(desk.row, effective_on=None)
    text = desk.get(REVIEW).content.decode()
    assert "its start, 1 January 2024, is published and cannot be emptied" in text
    assert "Nothing to publish" not in text
    assert 'name="note"' in text


def test_a_correction_of_nothing_is_refused_and_leads_to_the_rows_of_its_version(desk):
    page = press_publish(desk, desk.get(REVIEW, {"corrects": "1"}), reason="A slip.")
    assert Publication.objects.count() == 1
    parsed = Page(page)
    assert "Nothing is corrected yet." in parsed.text
    row = reverse("admin:subprocessors_subprocessor_change", args=[desk.row.pk])
    [link] = [a for a in parsed.all("a") if words(a) == "Edit Acme Mail"]
    assert link.get("href").startswith(row)


def test_where_only_title_or_note_was_wrong_a_note_says_so_in_one_press(desk):
    edit_row(desk.row, places=["IE"])  # waits on: version 1 did list Acme, but not this
    data = answers(desk.get(REVIEW, {"corrects": "1"}))
    del data["include-acme-mail"]
    page = desk.post(REVIEW, data)
    assert "Nothing is corrected yet." in page.content.decode()
    press_publish(desk, page, note="The title counted one too many.")
    newest = Publication.objects.newest()
    assert (newest.kind, newest.corrects_id, newest.title) == (
        "correction",
        1,
        "Note on version 1",
    )
    assert (newest.note, newest.reason) == ("The title counted one too many.", "")
    log = desk.get("/changes/").content.decode()
    assert "Company details changed" not in log


def test_a_row_listed_by_mistake_is_withdrawn_by_a_correction(desk):
    address = reverse("admin:subprocessors_publication_correct", args=[1])
    page = desk.post(address, {"slug": ["acme-mail"]}, follow=True)
    assert "Listed by mistake" in page.content.decode() or "by mistake" in page.content.decode()
    press_publish(desk, page, reason="We never used it.")
    assert Publication.objects.newest().changes.get().kind == "removed"


@pytest.mark.parametrize("number", ["x", "-1", "99999999999"])
def test_a_version_that_cannot_be_corrected_is_a_bad_request(desk, number):
    assert desk.get(REVIEW, {"corrects": number}).status_code == 400


def test_a_version_that_does_not_exist_cannot_be_corrected(desk):
    text = desk.get(REVIEW, {"corrects": "7"}).content.decode()
    assert "There is no version 7 to correct." in text


def test_a_pending_announcement_can_be_moved(desk):
    edit_row(desk.row, places=["IE"])
    press_publish(desk)
    data = {**answers(desk.get(REVIEW)), "move-acme-mail-places": "2027-02-01"}
    page = desk.post(REVIEW, data)
    assert "1 February 2027" in page.content.decode()
    press_publish(desk, page)
    after = Publication.objects.newest().changes.get().fields["places"]["after"]
    assert after["next"] == {"on": "2027-02-01", "value": ["IE"]}


def test_cancelling_an_end_shows_what_then_comes_after_all(desk):
    edit_row(desk.row, places=["IE"])
    press_publish(desk)
    edit_row(desk.row, ended_on="2026-12-01")
    page = desk.get(REVIEW)
    assert "move-acme-mail-places" not in page.content.decode()
    press_publish(desk, page)
    edit_row(desk.row, ended_on=None)
    assert 'name="move-acme-mail-places" value="2026-12-03"' in desk.get(REVIEW).content.decode()


def test_announcements_stand_in_the_order_of_reading(desk):
    edit_row(desk.row, purpose="Mail", data_categories="Accounts")
    press_publish(desk)
    edit_row(desk.row, name="Acme Post", purpose="Post", data_categories="Names", places=["IE"])
    press_publish(desk)
    text = desk.get(REVIEW).content.decode()
    found = re.findall(r">([^<>]+), announced for", re.sub(r"<span[^>]*>[^<]*</span>", "", text))
    assert found == ["Name", "Nature of processing", "Personal data", "Places of processing"]


def test_a_dropped_announcement_goes_from_the_working_list_too(desk):
    edit_row(desk.row, places=["IE"])
    press_publish(desk)
    data = {**answers(desk.get(REVIEW)), "drop-acme-mail-places": "1"}
    press_publish(desk, desk.post(REVIEW, data))
    assert Publication.objects.newest().number == 3
    desk.row.refresh_from_db()
    assert desk.row.places == ["US"]
    assert "Nothing to publish" in desk.get(REVIEW).content.decode()


def test_a_correction_puts_today_right_and_keeps_what_is_announced(desk):
    edit_row(desk.row, places=["IE"])
    press_publish(desk)
    edit_row(desk.row, places=["CA"])
    page = desk.get(REVIEW, {"corrects": "1"})
    data = {**answers(page), "today-acme-mail-places": "1", "reason": "It was Canada."}
    press_publish(desk, desk.post(REVIEW, data))
    after = Publication.objects.newest().changes.get().fields["places"]["after"]
    assert after == {"now": ["CA"], "next": {"on": "2026-12-03", "value": ["IE"]}}
    desk.row.refresh_from_db()
    assert desk.row.places == ["IE"]


# Leaving the review and coming back


def test_answers_survive_leaving_to_edit_a_row_and_coming_back(desk):
    edit_row(desk.row, places=["IE"])
    data = {
        **answers(desk.get(REVIEW)),
        "day-acme-mail-material": "2027-01-15",
        "note": "We move.",
        "title": "Moving house",
    }
    assert desk.post(reverse("admin:review_keep"), data).status_code == 204
    form = reverse("admin:subprocessors_subprocessor_change", args=[desk.row.pk])
    row = {"name": "Acme Mail", "places": ["IE"], "effective_on": "2024-01-01"}
    desk.post(form, {**row, "notes": "x", "_review": "1"})
    page = desk.get(REVIEW)
    kept = answers(page)
    assert kept["day-acme-mail-material"] == ["2027-01-15"]
    assert (kept["note"], kept["title"]) == (["We move."], ["Moving house"])
    assert "Your answers from before are filled in." in page.content.decode()
    press_publish(desk, page)
    newest = Publication.objects.newest()
    assert (newest.title, newest.note) == ("Moving house", "We move.")
    assert "filled in" not in desk.get(REVIEW).content.decode()


def test_answers_are_kept_by_a_press_of_update_too(desk):
    edit_row(desk.row, places=["IE"])
    desk.post(REVIEW, {**answers(desk.get(REVIEW)), "note": "We move."})
    assert answers(desk.get(REVIEW))["note"] == ["We move."]


def test_a_review_can_be_started_over(desk):
    edit_row(desk.row, places=["IE"])
    desk.post(REVIEW, {**answers(desk.get(REVIEW)), "note": "We move."})
    page = desk.post(REVIEW, {"forget": "1", "corrects": "1"})
    assert page.url == "/admin/review/?corrects=1"
    assert answers(desk.get(REVIEW))["note"] == [""]


def test_answers_to_another_review_are_not_filled_in(desk, time_machine):
    edit_row(desk.row, places=["IE"])
    keep = {**answers(desk.get(REVIEW)), "note": "We move."}
    desk.post(REVIEW, keep)
    assert answers(desk.get(REVIEW, {"corrects": "1"}))["note"] == [""]
    assert answers(desk.get(REVIEW, {"review": "1"}))["note"] == [""]
    time_machine.move_to(at("2026-11-03", hour=12))
    desk.force_login(desk.person)
    desk.post(REVIEW, keep)
    assert answers(desk.get(REVIEW))["note"] == ["We move."]
    publish(at=at("2026-11-03", hour=12), decisions=Decisions(is_review=True))
    assert answers(desk.get(REVIEW))["note"] == [""]


def test_a_correction_stays_one_while_its_rows_are_edited(desk):
    page = Page(desk.get(REVIEW, {"corrects": "1"}))
    [link] = [a for a in page.all("a") if words(a) == "Edit Acme Mail"]
    form = link.get("href")
    assert form.endswith("?corrects=1")
    text = Page(desk.get(form))
    assert "Back to the correction of version 1" in text.text
    acts = [a.get("href") for a in text.all("a") if words(a) in ("End", "Replace…")]
    assert [act.endswith("?corrects=1") for act in acts] == [True, True]
    ended = desk.post(acts[0], {"last_day": "2026-12-24"})
    assert ended.url == form
    saved = desk.post(form, {"name": "Acme Mail", "places": ["CA"], "_review": "1"})
    assert saved.url == "/admin/review/?corrects=1"
    page = desk.get(saved.url)
    assert "This is a correction of version 1" in page.content.decode()
    edit = [a.get("href") for a in Page(page).of_class("edit")]
    assert edit == [form]


# What a review shows


def test_each_row_says_who_edited_it_when_and_why(desk, time_machine):
    ada = make_person("ada")
    time_machine.move_to(at("2026-11-02", hour=9))
    edit_row(desk.row, places=["IE"], by=ada, reason="The vendor moved")
    time_machine.move_to(at("2026-11-02", hour=10))
    edit_row(desk.row, notes="x", by=desk.person)
    desk.row.history.filter(history_user=None).update(by_name="")  # as of before release 0.2.0
    [edits] = Page(desk.get(REVIEW)).of_class("edits")
    assert words(edits) == (
        "Edited: paula, 2 November 2026, 11:00 CET; ada, 2 November 2026, 10:00 CET"
        " (“The vendor moved”); not recorded, 2 November 2026, 09:14 CET · history of Acme"
        " Mail"
    )


def test_what_changes_about_the_company_says_who_edited_it_too(desk, time_machine):
    time_machine.move_to(at("2026-11-02", hour=9))
    change = reverse("admin:subprocessors_portal_change", args=[1])
    form = desk.get(change).context["adminform"].form
    data = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    desk.post(change, {**data, "introduction": "New words"})
    desk.post(reverse("admin:subprocessors_document_add"), {"name": "DPA", "order": "0"})
    [edits] = Page(desk.get(REVIEW)).of_class("edits")
    whose_command_it_was = account_name()
    assert words(edits) == (
        "Edited: paula, 2 November 2026, 10:00 CET, document; paula, 2 November 2026, 10:00 CET,"
        f" portal; {whose_command_it_was}, 2 November 2026, 09:14 CET, portal"
    )


def test_a_row_that_was_left_out_before_says_who_edited_it_all_the_same(desk):
    edit_row(desk.row, places=["IE"], by=desk.person, reason="The vendor moved")
    left_out = Decisions(left_out=frozenset({"acme-mail"}))
    add_row("Beta", effective_on="2026-12-10")
    publish(at=at("2026-11-02"), decisions=left_out)
    [edits] = Page(desk.get(REVIEW)).of_class("edits")
    assert "The vendor moved" in words(edits)


def test_the_first_review_shows_all_that_is_published_with_the_list(client, time_machine):
    time_machine.move_to(TOLD_AT)
    make_portal(notice_days=30, introduction="Whom we use.", notice_rule="We write 30 days before.")
    Document.objects.create(name="Agreement", url="https://example.com/dpa")
    client.force_login(make_person("paula", "Publisher"))
    add_row("Acme Mail", places=["US"], effective_on="2024-01-01")
    add_row("Beta", effective_on="2026-12-10")
    add_row("Gamma", effective_on="2020-01-01", ended_on="2021-01-01")
    page = Page(client.get(REVIEW))
    facts = words(page.of_class("block")[0])
    for said in (
        "IntroductionWhom we use.",
        "Contact addressprivacy@example.com",
        "Notice and objectionWe write 30 days before.",
        "Notice period30 days",
        "DocumentsAgreement https://example.com/dpa",
    ):
        assert said in facts
    folded = [e for e in page.all("details") if "block" in e.get("class", "")]
    assert [words(e.find("summary")) for e in folded] == [
        "Acme Mail is on the list, in use since 1 January 2024.",
        "Beta starts on 10 December 2026.",
        "Gamma is listed as no longer used. Its last day was 1 January 2021.",
    ]
    assert "was added" not in page.text


def test_one_thing_has_one_field_for_its_day(desk):
    edit_row(desk.row, places=["IE"])
    press_publish(desk)
    edit_row(desk.row, places=["DE"])
    text = desk.get(REVIEW).content.decode()
    assert 'name="day-acme-mail-material"' in text
    assert 'name="move-acme-mail-places"' not in text
    assert "(replaced by the edit above)" in text


def test_what_is_announced_already_is_folded_until_it_is_decided(desk):
    edit_row(desk.row, places=["IE"])
    press_publish(desk)
    page = desk.get(REVIEW)
    assert Page(page).by_id("announced").get("open") is None
    asked_again = Page(desk.post(REVIEW, answers(page)))
    assert asked_again.by_id("announced").get("open") is None
    moved = {**answers(page), "move-acme-mail-places": "2027-02-01"}
    page = Page(desk.post(REVIEW, moved))
    assert page.of_class("edits") != [], "it is among the rows that change now"


def test_facts_can_be_left_out(desk):
    Portal.objects.update(introduction="New words")
    edit_row(desk.row, places=["IE"])
    data = answers(desk.get(REVIEW))
    del data["include-_facts"]
    press_publish(desk, desk.post(REVIEW, data))
    facts = Publication.objects.newest().snapshot.document["parts"]["facts"]
    assert "introduction" not in [part["value"]["name"] for part in facts]


def test_rows_may_bear_the_names_of_what_stands_beside_them(desk):
    add_row("Facts", effective_on="2026-12-10")
    add_row("Vocabulary", effective_on="2026-12-10")
    Portal.objects.update(introduction="New words")
    data = answers(desk.get(REVIEW))
    del data["include-facts"], data["include-_facts"]
    press_publish(desk, desk.post(REVIEW, data))
    newest = Publication.objects.newest()
    assert [change.slug for change in newest.changes.all()] == ["vocabulary"]
    assert "New words" not in desk.get("/subprocessors/").content.decode()


def test_facts_alone_make_a_version(desk):
    Portal.objects.update(introduction="New words")
    page = desk.get(REVIEW)
    said = "No sub-processor changes. Published in the change log, not in the feeds."
    assert said in page.content.decode()
    press_publish(desk, page)
    newest = Publication.objects.newest()
    assert (newest.kind, newest.changes.count()) == ("change", 0)


def test_whatever_changes_about_the_company_is_seen_before_it_is_published(desk):
    document = Document.objects.create(name="Agreement", url="https://old.example/dpa")
    mail, chat = (
        Service.objects.create(slug=label.lower(), label=label, order=order, is_public=True)
        for order, label in enumerate(("Mail", "Chat"))
    )
    publish(at=at("2026-10-02"))
    document.url = "https://new.example/dpa"
    document.save()
    mail.order, chat.order = 1, 0
    mail.save()
    chat.save()
    text = desk.get(REVIEW).content.decode()
    for piece in ("https://<del>old</del>.example", "https://<ins>new</ins>.example", "<ins>Chat"):
        assert piece in text


def test_the_sentences_reviewed_are_those_that_customers_read(desk):
    edit_row(desk.row, places=["IE"])
    press_publish(desk)
    edit_row(desk.row, places=["DE"])
    page = desk.get(REVIEW)
    said = "Ireland from 3 December 2026, announced in version 2, will not happen."
    assert said in page.content.decode()
    press_publish(desk, page)
    assert said in desk.get("/changes/3/").content.decode()


def test_before_a_new_name_is_in_force_the_review_says_the_old_one_as_the_log_does(desk):
    edit_row(desk.row, name="Acme Post", notes="By the public interface")
    said = "For Acme Mail, we now state the notes."
    assert said in desk.get(REVIEW).content.decode()
    press_publish(desk)
    assert said in desk.get("/changes/2/").content.decode()


def test_a_renamed_service_changes_no_row(desk):
    service = Service.objects.create(slug="mail", label="Mail")
    edit_row(desk.row, services=[service])
    press_publish(desk)
    Service.objects.update(label="Post")
    press_publish(desk)
    newest = Publication.objects.newest()
    assert (newest.number, newest.changes.count()) == (3, 0)


def test_the_preview_shows_the_page_of_a_day_ahead_to_staff_only(desk):
    edit_row(desk.row, places=["IE"])
    data = answers(desk.get(REVIEW))
    address = reverse("admin:preview")
    today = desk.post(address, {**data, "page": "list"})
    assert "no-store" in today["Cache-Control"]
    assert "United States" in today.content.decode()
    later = desk.post(address, {**data, "page": "list", "on": "2026-12-03"})
    assert "This is version 2 as it would be on 3 December 2026" in later.content.decode()
    table = later.content.decode().split("<table")[1]
    assert "Ireland" in table
    assert "United States" not in table
    for page in ("entry", "row:acme-mail"):
        assert "Ireland" in desk.post(address, {**data, "page": page}).content.decode()
    assert desk.post(address, {**data, "page": "row:nobody"}).status_code == 404
    assert desk.get(address).status_code == 405
    desk.logout()
    assert desk.post(address, data).status_code == 302
    assert Publication.objects.count() == 1


def test_a_versions_page_tells_the_edits_of_whatever_it_is_made_of(desk, time_machine):
    time_machine.move_to(at("2026-11-02", hour=9))
    change = reverse("admin:subprocessors_portal_change", args=[1])
    form = desk.get(change).context["adminform"].form
    data = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    desk.post(change, {**data, "introduction": "New words"})
    desk.post(reverse("admin:subprocessors_document_add"), {"name": "DPA", "order": "0"})
    time_machine.move_to(at("2026-11-02", hour=11))
    press_publish(desk)
    address = reverse("admin:subprocessors_publication_change", args=[2])
    text = re.sub(r"<[^>]+>", "", desk.get(address).content.decode())
    assert re.search(r"2 November 2026, 10:00 CET\s*paula\s*Example Cloud \(portal\)", text)
    assert "introduction" in text
    assert "DPA (document)" in text
    history = desk.get(reverse("admin:subprocessors_portal_history", args=[1])).content.decode()
    assert "2 November 2026, 10:00 CET" in history


def test_a_versions_page_tells_who_published_and_which_edits_led_to_it(desk):
    edit_row(desk.row, places=["IE"], reason="The vendor moved")
    press_publish(desk)
    address = reverse("admin:subprocessors_publication_change", args=[2])
    text = desk.get(address).content.decode()
    for piece in ("by paula", "The vendor moved", "Edits since version 1", "Correct version 2"):
        assert piece in text


def test_publishing_needs_its_own_permission(desk):
    edit_row(desk.row, places=["IE"])
    desk.force_login(make_person("edith", "Editor"))
    page = desk.get(REVIEW)
    assert "You may review, but not publish" in page.content.decode()
    assert desk.post(REVIEW, {**answers(page), "publish": "1"}).status_code == 403
    assert Publication.objects.count() == 1


def test_the_consequences_count_what_owes_notice(desk):
    edit_row(desk.row, website="https://acme.example")
    assert (
        "1 change. No customer notice is required. Published in the change log, not in the feeds."
        in desk.get(REVIEW).content.decode()
    )
    edit_row(desk.row, places=["IE"])
    said = "2 changes. Customer notice is required for 1 of them. Published in the change log and"
    assert said in desk.get(REVIEW).content.decode()


def test_the_titles_tell_a_review_a_confirmation_and_a_correction_apart(desk):
    edit_row(desk.row, places=["IE"])
    found = [
        re.search("<title>(.*?)</title>", desk.get(REVIEW + query).content.decode()).group(1)
        for query in ("", "?review=1", "?corrects=1")
    ]
    assert found == [
        "Review and publish | Trust portal",
        "Confirm the list is right | Review and publish | Trust portal",
        "To be decided: Correct version 1 | Review and publish | Trust portal",
    ]
