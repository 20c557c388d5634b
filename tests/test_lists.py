"""Tests of the table and of the page of one row, as customers fetch them."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from subprocessors.models.list_on_day import newest_list
from subprocessors.models.portal import Portal
from subprocessors.models.publication import Change
from subprocessors.presenting.row_history import SHOWN_CHANGES
from subprocessors.views.frame import Preview
from subprocessors.views.lists import last_changed, list_page, row_page
from tests.pages import Page, opened, words
from tests.publications import (
    FACTS,
    a_row,
    categories,
    listed,
    noon,
    proposed_changes,
    publish_rows,
    services,
)

pytestmark = pytest.mark.django_db

SEED = [
    a_row("stripe", purpose="Payment processor"),
    a_row("amazon-web-services", purpose="Infrastructure"),
]


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-23T12:00:00+00:00", tick=False)


def publish_seed():
    return publish_rows(SEED, number=1, published_at="2026-11-02", kind="opening")


# The table


def test_before_the_first_publication_the_page_says_so(client):
    page = opened(client, "/subprocessors/")
    assert page.response.status_code == 200
    assert "No list has been published yet" in page.text
    assert client.get("/subprocessors/acme/").status_code == 404


def test_the_two_columns_of_the_seed_list_stand_beside_since_when(client):
    publish_seed()
    page = opened(client, "/subprocessors/")
    assert [words(head) for head in page.all("thead/tr/th")] == [
        "Name",
        "Nature of processing",
        "In use since",
    ]
    assert words(page.by_id("stripe")) == (
        "Stripe Payment processor On the list since 2 November 2026 (version 1)"
    )


def test_the_title_tells_what_was_asked(client):
    publish_seed()
    asked = words(opened(client, "/subprocessors/?q=pay").one("title"))
    assert asked == "Sub-processors: “pay” · Example GmbH"
    assert words(opened(client, "/subprocessors/").one("title")) == "Sub-processors · Example GmbH"


def test_the_page_answers_before_anything_else(client):
    publish_seed()
    page = opened(client, "/subprocessors/")
    assert words(page.of_class("answer")[0]) == "2 sub-processors. Nothing is about to change."
    assert "Last changed and checked 2 November 2026" in page.text


def test_what_is_announced_stands_above_with_the_version_that_announced_it(client):
    publish_seed()
    coming = a_row("bolt", effective_on="2026-12-24", purpose="Fax", places=["IE"])
    publish_rows([*SEED, coming], number=2, published_at="2026-11-10")
    renamed = a_row("bolt", effective_on="2026-12-24", purpose="Telefax", places=["IE"])
    publish_rows([*SEED, renamed], number=3, published_at="2026-11-20")
    page = opened(client, "/subprocessors/")
    (section,) = page.of_class("announced")
    assert words(section) == ("Announced 24 December 2026 Bolt starts. Version 2")
    assert "Starts 24 December 2026" in words(page.by_id("bolt"))


def test_more_than_three_announcements_fold(client):
    rows = [a_row(f"row-{number}", effective_on=f"2026-12-0{number}") for number in range(1, 6)]
    publish_rows(rows, number=1, published_at="2026-11-02")
    (section,) = opened(client, "/subprocessors/").of_class("announced")
    assert len(section.findall("ol/li")) == 3
    assert words(section.find("details/summary")) == "2 more"
    assert [words(one).split(" Row")[0] for one in section.findall("details/ol/li")] == [
        "4 December 2026",
        "5 December 2026",
    ]


def test_an_announcement_that_was_moved_is_the_version_that_moved_it(client):
    for number, (told, day) in enumerate([("2026-11-02", "01"), ("2026-11-10", "15")], start=1):
        coming = {"purpose": {"on": f"2027-01-{day}", "value": "Fax"}}
        publish_rows([a_row("acme", next_=coming)], number=number, published_at=told)
    page = opened(client, "/subprocessors/")
    assert words(page.of_class("announced")[0]).endswith("“Fax”. Version 2")


def test_what_is_no_longer_used_is_folded_below(client):
    publish_rows([*SEED, a_row("acme", ended_on="2025-12-31")], number=1, published_at="2026-11-02")
    page = opened(client, "/subprocessors/")
    (ended,) = page.of_class("ended")
    assert "open" not in ended.attrib
    assert words(ended).startswith("No longer used 1")
    assert "31 Dec 2025" in words(page.by_id("acme"))


def test_the_day_alone_moves_a_row_through_its_life(client, time_machine):
    rows = [*SEED, a_row("bolt", effective_on="2026-12-24", ended_on="2026-12-31")]
    publish_rows(rows, number=1, published_at="2026-11-02", kind="opening")
    seen = {}
    for day in ("2026-12-23", "2026-12-24", "2026-12-31", "2027-01-01"):
        time_machine.move_to(noon(day), tick=False)
        page = opened(client, "/subprocessors/")
        folded = [row.get("id") for row in page.all("details//tr")]
        seen[day] = (words(page.of_class("answer")[0]).split(".")[0], "bolt" in folded)
    assert seen == {
        "2026-12-23": ("3 sub-processors: 2 in use, 1 announced", False),
        "2026-12-24": ("3 sub-processors", False),
        "2026-12-31": ("3 sub-processors", False),
        "2027-01-01": ("2 sub-processors", True),
    }


def test_days_begin_in_the_zone_of_the_portal(client, time_machine):
    rows = [a_row("bolt", effective_on="2026-12-24")]
    publish_rows(rows, number=1, published_at="2026-11-02", time_zone="Pacific/Auckland")
    time_machine.move_to("2026-12-23T10:59:00+00:00", tick=False)
    assert "No sub-processor is in use" in opened(client, "/subprocessors/").text
    time_machine.move_to("2026-12-23T11:00:00+00:00", tick=False)
    assert "1 sub-processor." in opened(client, "/subprocessors/").text


def test_search_and_filters_work_by_address(client):
    rows = [a_row(f"row-{number}", places=["US"], services=["chat"]) for number in range(15)]
    rows.append(a_row("acme", places=["DE", "US"], category="core"))
    vocabulary = [*services(chat="Chat", sms="SMS"), *categories(core="Core")]
    publish_rows(rows, number=1, published_at="2026-11-02", vocabulary=vocabulary)
    page = opened(client, "/subprocessors/", place="DE", q="acme")
    assert [row.get("id") for row in page.all("tbody/tr") if row.get("id")] == ["acme"]
    assert "1 result for “acme” remove “acme” · Place: Germany remove Place: Germany" in page.text
    assert [link.get("href") for link in page.of_class("asked")[0].iter("a")] == [
        "/subprocessors/?place=DE",
        "/subprocessors/?q=acme",
    ]
    assert page.by_id("_place").find("option[@selected]").get("value") == "DE"
    assert page.by_id("_q").get("value") == "acme"
    assert len(opened(client, "/subprocessors/", service="sms").all("tbody/tr[@id]")) == 1


def test_the_list_of_a_service_is_headed_and_answered_as_such(client):
    rows = [
        a_row("acme", services=["chat"]),
        a_row("bolt", services=["sms"], effective_on="2026-12-05"),
        a_row("crab", effective_on="2026-12-24"),
    ]
    vocabulary = services(chat="Example Chat", sms="Texts")
    publish_rows(rows, number=1, published_at="2026-11-02", vocabulary=vocabulary)
    page = opened(client, "/subprocessors/", service="chat")
    assert words(page.one("h1")) == "Sub-processors for Example Chat"
    assert words(page.of_class("answer")[0]) == (
        "2 sub-processors: 1 in use, 1 announced. 1 change is coming, in 31 days."
    )
    assert "Bolt" not in page.text
    assert words(page.of_class("asked")[0]) == (
        "Service: Example Chat remove Service: Example Chat"
    )
    searched = opened(client, "/subprocessors/", service="chat", q="crab")
    assert words(searched.of_class("answer")[0]).startswith("2 sub-processors")
    gone = opened(client, "/subprocessors/", service="gone")
    assert words(gone.one("h1")) == "Sub-processors"


def test_nothing_found_leads_back_to_the_whole_list(client):
    publish_seed()
    page = opened(client, "/subprocessors/", q="nobody")
    assert "No sub-processor matches this. Show the whole list" in page.text


def test_a_search_counts_what_is_no_longer_used_too(client):
    rows = [a_row("fax", ended_on="2026-01-31"), a_row("mail")]
    publish_rows(rows, number=1, published_at="2026-11-02")
    page = opened(client, "/subprocessors/", q="fax")
    assert "1 result for “fax”" in page.text
    assert (
        "No sub-processor that is in use or announced matches this. Show the whole list"
        in page.text
    )
    assert page.of_class("ended")[0].get("open") is not None


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=" + "x" * 201, 400),
        ("q=%00", 400),
        ("service=" + "x" * 9_000, 400),
        ("service=nobody", 200),
        ("place=Atlantis", 200),
        ("category=%F0%9F%A6%80", 200),
        ("q=%ff%fe", 200),
        ("q=" + "x" * 200, 200),
        ("q=a&q=b&unknown=1", 200),
        ("&&==", 200),
    ],
)
def test_a_query_that_makes_no_sense_is_answered_plainly(client, query, status):
    publish_seed()
    response = client.get(f"/subprocessors/?{query}")
    assert response.status_code == status
    assert len(Page(response).all("h1")) == 1


@pytest.mark.parametrize("address", ["/subprocessors/", "/subprocessors/on/2026-11-02/"])
def test_a_filter_that_is_gone_leaves_an_empty_table_and_says_which_to_drop(client, address):
    """A link that somebody kept leads on, though the service has left the list."""
    publish_seed()
    page = opened(client, address, q="a", service="gone", place="US")
    assert page.response.status_code == 200
    assert page.all("table//tbody/tr[@id]") == []
    assert "There is no service “gone” on this list." in page.text
    (link,) = (a for a in page.all("main//a") if "Drop the filter" in words(a))
    assert link.get("href") == f"{address}?q=a&place=US"
    assert page.one("meta[@name='robots']").get("content") == "noindex"
    assert not page.all("input[@type='hidden'][@value='gone']")
    known = opened(client, address, q="a")
    assert bool(known.all("meta[@name='robots']")) is ("/on/" in address)


def test_filters_have_the_button_after_them(client):
    rows = [a_row(f"row-{n}", places=["US" if n % 2 else "DE"]) for n in range(20)]
    publish_rows(rows, number=1, published_at="2026-11-02")
    (search,) = opened(client, "/subprocessors/").of_class("search")
    controls = [e.tag for e in search.iter() if e.tag in ("select", "button")]
    assert controls == ["select", "button"]


def test_a_redacted_row_says_when_and_why(client):
    listing = listed([*SEED, a_row("acme")])
    part = next(p for p in listing.document["parts"]["rows"] if p["value"]["slug"] == "acme")
    part.pop("salt"), part.pop("value")
    part["redacted"] = {"on": "2026-11-20", "why": "Order of a court."}
    page = Page(list_page(RequestFactory().get("/"), listing, preview=Preview("Not published.")))
    assert "One row of this version was redacted on 20 November 2026: Order of a court." in (
        page.text
    )


def test_the_table_takes_five_queries_at_most_however_long_the_history(
    client, django_assert_max_num_queries
):
    Portal.objects.create(pk=1, organisation="Example GmbH")
    for number in range(1, 41):
        coming = {"purpose": {"on": "2027-01-01", "value": f"Fax {number}"}}
        rows = [
            *SEED,
            a_row("acme", next_=coming),
            a_row("bolt", effective_on="2026-12-24", purpose=str(number)),
            a_row("crab", ended_on="2026-12-24", notes=str(number)),
        ]
        publish_rows(rows, number=number, published_at="2026-11-02")
    with django_assert_max_num_queries(5):
        assert client.get("/subprocessors/").status_code == 200
    with django_assert_max_num_queries(5):
        assert client.get("/subprocessors/acme/").status_code == 200


# Last changed


def test_a_review_is_checked_and_not_changed(client):
    publish_seed()
    publish_rows(SEED, number=2, published_at="2026-11-10", kind="review")
    page = opened(client, "/subprocessors/")
    assert "Last changed 2 November 2026 · checked 10 November 2026" in page.text


def test_a_change_of_facts_alone_is_a_change():
    publish_seed()
    facts = {**FACTS, "organisation": "Example AG"}
    second = publish_rows(SEED, number=2, published_at="2026-11-10", facts=facts)
    publish_rows(SEED, number=3, published_at="2026-11-12", kind="review", facts=facts)
    assert last_changed(newest_list(at=noon("2026-11-23"))) == second


def test_a_correction_of_facts_alone_is_a_change_on_page_and_preview_alike():
    publish_seed()
    facts = {**FACTS, "organisation": "Example AG"}
    listing = listed(SEED, facts=facts)
    candidate = listing.publication
    candidate.number, candidate.kind, candidate.corrects_id = 2, "correction", 1
    assert last_changed(listing, preview=Preview("Not published yet.")) == candidate
    values = {"number": 2, "published_at": "2026-11-10", "kind": "correction", "corrects": 1}
    second = publish_rows(SEED, facts=facts, reason="A slip.", **values)
    assert last_changed(newest_list(at=noon("2026-11-23"))) == second


def test_a_correction_of_a_title_alone_is_none():
    first = publish_seed()
    listing = newest_list(at=noon("2026-11-23"))
    listing.publication.number, listing.publication.kind = 2, "correction"
    assert last_changed(listing, preview=Preview("Not published yet.")) == first
    values = {"number": 2, "published_at": "2026-11-10", "kind": "correction", "corrects": 1}
    publish_rows(SEED, reason="The title was wrong.", **values)
    assert last_changed(newest_list(at=noon("2026-11-23"))) == first


# The page of one row


def test_a_row_has_a_page_with_its_own_history(client):
    publish_seed()
    publish_rows(
        [SEED[0], a_row("amazon-web-services", purpose="Hosting")],
        number=2,
        published_at="2026-11-10",
    )
    page = opened(client, "/subprocessors/amazon-web-services/")
    assert words(page.one("h1")) == "Amazon Web Services"
    history = [words(item) for item in page.of_class("history")[0].iter("li")]
    assert [item.split(" Version ")[0] for item in history] == [
        "10 November 2026",
        "2 November 2026",
    ]
    links = [link.get("href") for link in page.of_class("history")[0].iter("a")]
    assert links == ["/changes/2/", "/changes/1/"]


def test_each_change_of_a_row_tells_before_and_after(client):
    publish_seed()
    publish_rows(
        [SEED[0], a_row("amazon-web-services", purpose="Hosting")],
        number=2,
        published_at="2026-11-10",
    )
    page = opened(client, "/subprocessors/amazon-web-services/")
    newest, first = (words(item) for item in page.of_class("history")[0].iter("li"))
    assert "Nature of processing Was Infrastructure Is now Hosting".replace(" ", "") in (
        newest.replace(" ", "")
    )
    assert first.endswith("Version 1 + Listed It is on the first list published here.")


def test_an_imported_change_of_a_row_says_whose_word_it_is(client):
    for number, day in enumerate(("2024-01-01", "2024-02-01"), start=1):
        publish_rows(
            [a_row("acme", notes=str(number))],
            number=number,
            published_at=day,
            kind="imported",
            source={"by": "Example GmbH"},
        )
    history = opened(client, "/subprocessors/acme/").of_class("history")[0]
    assert words(history).count("From before this portal, as stated by Example GmbH") == 2


def test_a_long_life_goes_on_over_several_pages(client, django_assert_max_num_queries):
    total = SHOWN_CHANGES + 5
    for number in range(1, total + 1):
        publish_rows([a_row("acme", notes=str(number))], number=number, published_at="2026-11-02")
    seen, address = [], "/subprocessors/acme/"
    while address:
        with django_assert_max_num_queries(5):
            page = opened(client, address.split("#", maxsplit=1)[0])
        (history,) = page.of_class("history")
        seen += [link.get("href") for item in history.iter("li") for link in item.iter("a")]
        following = [link for link in history.iter("a") if link.get("rel") == "next"]
        address = following[0].get("href") if following else ""
    assert seen == [f"/changes/{number}/" for number in range(total, 0, -1)]


@pytest.mark.parametrize("before", ["0", "01", "x", "٣", "2147483648", "1"])
def test_a_page_of_a_life_that_is_none_is_not_found(client, before):
    publish_seed()
    assert client.get("/subprocessors/stripe/", {"before": before}).status_code == 404


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"effective_on": "2026-12-24", "withdrawn_on": "2026-11-02"}, "Dropped before start."),
        ({"effective_on": "2026-01-24", "withdrawn_on": "2026-11-02"}, "Listed by mistake."),
        ({"ended_on": "2026-01-24"}, "No longer used. Its last day was 24 January 2026."),
    ],
)
def test_a_row_answers_under_its_address_for_ever(client, values, says):
    publish_rows([*SEED, a_row("acme", **values)], number=1, published_at="2026-11-02")
    page = opened(client, "/subprocessors/acme/")
    assert page.response.status_code == 200
    assert words(page.of_class("answer")[0]) == says


def test_a_row_that_an_import_took_out_keeps_its_page(client):
    rows = [*SEED, a_row("acme", purpose="Fax")]
    publish_rows(rows, number=1, published_at="2026-11-02", kind="imported")
    publish_rows(SEED, number=2, published_at="2026-11-03", kind="imported")
    page = opened(client, "/subprocessors/acme/")
    assert "Below is how it was last listed." in page.text
    assert "Nature of processing Fax" in words(page.of_class("facts")[0])
    assert words(page.one("h1")) == "Acme"
    assert words(page.of_class("answer")[0]) == (
        "Was on the list until 3 November 2026 (version 2)."
    )
    assert len(list(page.of_class("history")[0].iter("li"))) == 2


@pytest.mark.parametrize("slug", ["nobody", "NOBODY", "x" * 300, "%00", "%ff", "a%2Fb", "a b"])
def test_an_unknown_row_is_not_found(client, slug):
    publish_seed()
    assert client.get(f"/subprocessors/{slug}/").status_code == 404


@pytest.mark.parametrize("address", ["/subprocessors/", "/subprocessors/stripe/"])
def test_pages_are_read_and_never_written_to(client, address):
    publish_seed()
    assert client.head(address).status_code == 200
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(address).status_code == 405


# Names nobody thought of

STRANGE = {
    "cjk": "株式会社サンプル",
    "script": "<script>alert(1)</script>",
    "ampersand": "R&D \"quoted\" 'single' </td>",
    "rtl": "شركة \u202eالمثال",
    "zero-width": "Ac\u200bme\u200d\ufeff",
    "emoji": "👩‍👩‍👧 🦀",
    "main": "main",
    "template": "{{ settings.SECRET_KEY }}{% now %}",
    "long": "x" * 10_000,
}


def test_strange_names_come_out_escaped_and_whole(client):
    rows = [a_row(slug, name=name, purpose=name, notes=name) for slug, name in STRANGE.items()]
    publish_rows(rows, number=1, published_at="2026-11-02")
    page = opened(client, "/subprocessors/")
    for slug, name in STRANGE.items():
        assert name.split() == words(page.by_id(slug).find("th/a")).split()
        own = opened(client, f"/subprocessors/{slug}/")
        assert name.split() == words(own.one("h1")).split()
        assert own.all("script") == []
    assert [one.get("src") for one in page.all("script")] == ["/static/list.js"]
    assert page.by_id("main").tag == "tr"
    assert page.by_id("_main").tag == "main"


def test_a_description_of_ten_thousand_characters_is_shown_whole(client):
    text = "word\n" * 2_000
    publish_rows([a_row("acme", description=text)], number=1, published_at="2026-11-02")
    assert text.strip() in Page(client.get("/subprocessors/acme/")).source


# A preview


def test_a_preview_shows_a_list_that_is_nowhere_in_the_archive(django_assert_max_num_queries):
    publish_seed()
    listing = listed([*SEED, a_row("bolt", effective_on="2026-12-24")])
    candidate = listing.publication
    candidate.number = 2
    change = Change(
        publication=candidate,
        slug="bolt",
        name="Bolt",
        kind="added",
        material=True,
        effective_on=listing.day + timedelta(days=31),
        fields={
            "name": {"after": {"now": "Bolt"}},
            "effective_on": {"after": {"now": "2026-12-24"}},
        },
    )
    preview = Preview("Not published yet.", (change,))
    request = RequestFactory().get("/admin/preview/")
    with django_assert_max_num_queries(4):
        page = Page(list_page(request, listing, preview=preview))
    assert "Not published yet." in page.text
    assert "Version 2, not published" in page.text
    assert "Bolt starts." in page.text
    assert "Last changed and checked 23 November 2026" in page.text
    assert "/changes/2/" not in page.source
    row = Page(row_page(request, listing, "bolt", preview=preview))
    assert "Bolt starts on 24 December 2026." in row.text
    assert "/changes/2/" not in row.source


def announce_wording(rows, before, *, facts=()):
    """Version 2 announces these rows; all but ``facts`` was published as wording only."""
    publish_rows([before], number=1, published_at="2026-11-01", kind="opening")
    [change] = proposed_changes([before], rows, on="2026-11-02")
    parts = [
        {**change, "material": name in facts, "fields": {name: change["fields"][name]}}
        for name in sorted(change["fields"], key=lambda name: name not in facts)
    ]
    publish_rows(rows, number=2, published_at="2026-11-02", changes=parts)


def test_wording_that_is_still_ahead_is_not_announced_as_a_change_of_fact(client):
    """As release 0.1.0 let a typo be published for a day to come."""
    before = a_row("acme", purpose="Mial", places=["US"])
    coming = {"purpose": {"on": "2026-12-03", "value": "Mail"}}
    announce_wording([a_row("acme", coming, purpose="Mial", places=["US"])], before)
    page = opened(client, "/subprocessors/").text
    assert "1 sub-processor. Only wording is about to change." in page
    assert "3 December 2026 Acme: in wording only: nature of processing “Mail”. Version 2" in page
    assert "1 change is coming" not in page
    said = "From 3 December 2026, in wording only: nature of processing “Mail”"
    assert said in opened(client, "/subprocessors/acme/").text
    assert said in client.get("/subprocessors.csv").content.decode()
    day = client.get("/subprocessors/on/2026-11-03/").content.decode()
    assert "in wording only" in day


def test_places_stated_in_other_words_from_a_day_on_are_not_a_move(client):
    before = a_row("acme", places=["DE", "FR"])
    coming = {"places": {"on": "2026-12-03", "value": ["EU"]}}
    announce_wording([a_row("acme", coming, places=["DE", "FR"])], before)
    page = opened(client, "/subprocessors/").text
    assert "in wording only: places of processing “European Union”" in page
    assert "processes data in" not in page


def test_a_fact_that_changes_on_the_same_day_as_wording_is_announced_as_one(client):
    before = a_row("acme", purpose="Mial", places=["US"])
    coming = {
        "purpose": {"on": "2026-12-03", "value": "Mail"},
        "places": {"on": "2026-12-03", "value": ["IE"]},
    }
    rows = [a_row("acme", coming, purpose="Mial", places=["US"])]
    announce_wording(rows, before, facts=("places",))
    page = opened(client, "/subprocessors/").text
    assert "1 change is coming, in 10 days." in page
    assert (
        "3 December 2026 Acme: processes data in Ireland instead of the United States; in wording"
        " only: nature of processing “Mail”. Version 2"
    ) in page
    assert "From 3 December 2026, in wording only: nature of processing “Mail”" in page
