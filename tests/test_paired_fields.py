"""Two fields that say one thing never contradict each other in what is published."""

import pytest

from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Service
from subprocessors.publishing import Decisions, NothingToPublish, prepare, publish
from subprocessors.verifying import verify
from tests.pages import opened
from tests.stories import TOLD_AT, add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
SOON, ANNOUNCED_ON, LATER = "2026-11-09", "2026-12-03", "2027-01-15"
MATERIAL = {("acme", "material"): ANNOUNCED_ON}


@pytest.fixture(autouse=True)
def portal():
    """A portal; whatever a story publishes verifies at its end."""
    yield make_portal()
    verify()


@pytest.fixture
def acme():
    """Acme, whose place is stated by code and in words; published on 2 November."""
    acme = add_row(
        "Acme", places=["US"], processing_location="United States", effective_on="2024-01-01"
    )
    publish(at=TOLD_AT)
    return acme


def publish_on(day, **decisions):
    publication = publish(at=at(day), decisions=Decisions(**decisions))
    with pytest.raises(NothingToPublish):
        publish(at=at(day, hour=10))
    return publication


def row_of(publication, slug="acme"):
    rows = publication.snapshot.document["parts"]["rows"]
    return next(part["value"] for part in rows if part["value"]["slug"] == slug)


def changes_of(publication):
    found = publication.changes.order_by("position")
    return [(c.material, c.effective_on.isoformat(), sorted(c.fields)) for c in found]


def test_where_the_codes_change_and_the_words_do_not_the_words_are_emptied_with_them(acme):
    edit_row(acme, places=["IE"])
    publication = publish_on(SOON, days=MATERIAL)
    assert changes_of(publication) == [(True, ANNOUNCED_ON, ["places", "processing_location"])]
    row = row_of(publication)
    assert row["now"]["processing_location"] == "United States"
    assert row["next"] == {
        "places": {"on": ANNOUNCED_ON, "value": ["IE"]},
        "processing_location": {"on": ANNOUNCED_ON},
    }
    acme.refresh_from_db()
    assert acme.processing_location == ""


def test_what_customers_read_on_the_day_is_what_was_announced(acme, client, time_machine):
    edit_row(acme, places=["IE"])
    publish_on(SOON, days=MATERIAL)
    time_machine.move_to(at("2026-12-02"))
    assert client.get("/subprocessors.json").json()["subprocessors"][0]["places"] == ["US"]
    assert "United States" in client.get("/subprocessors/").content.decode().split("<table")[1]
    time_machine.move_to(at(ANNOUNCED_ON))
    table = client.get("/subprocessors/").content.decode().split("<table")[1]
    assert "Ireland" in table
    assert "United States" not in table
    assert "United States" not in client.get("/subprocessors.csv").content.decode()


def test_the_same_holds_of_the_country_of_the_entity(acme):
    edit_row(acme, country="US", corporate_location="Delaware, USA")
    publish_on("2026-11-03")
    edit_row(acme, country="IE")
    publication = publish_on(SOON, days=MATERIAL)
    assert changes_of(publication) == [(True, ANNOUNCED_ON, ["corporate_location", "country"])]


def test_the_same_holds_of_services_and_products(acme):
    mail, chat = (Service.objects.create(slug=s, label=s.title()) for s in ("mail", "chat"))
    edit_row(acme, services=[mail], products="All our mail products")
    publish_on("2026-11-03", days={("acme", "material"): "2026-11-03"})
    edit_row(acme, services=[chat])
    publication = publish_on(SOON, days=MATERIAL)
    assert changes_of(publication) == [(True, ANNOUNCED_ON, ["products", "services"])]


def test_in_force_at_once_both_change_at_once(acme):
    edit_row(acme, places=["IE"])
    row = row_of(publish_on(SOON, days={("acme", "material"): SOON}))
    assert row["now"]["places"] == ["IE"]
    assert "processing_location" not in row["now"]
    assert "next" not in row


def test_published_as_wording_both_are_wording(acme):
    edit_row(acme, places=["IE"])
    publication = publish_on(
        SOON, material={("acme", "material"): False}, reasons={("acme", "material"): "A slip"}
    )
    assert changes_of(publication) == [(False, SOON, ["places", "processing_location"])]


def test_legal_may_keep_the_words(acme):
    edit_row(acme, places=["EU"])
    kept = frozenset({("acme", "processing_location")})
    publication = publish_on(SOON, days=MATERIAL, kept_words=kept)
    assert changes_of(publication) == [(True, ANNOUNCED_ON, ["places"])]
    assert row_of(publication)["now"]["processing_location"] == "United States"


def test_legal_may_rewrite_the_words(acme):
    edit_row(acme, places=["IE"], processing_location="EU (Dublin)")
    publication = publish_on(SOON, days=MATERIAL)
    assert changes_of(publication) == [(True, ANNOUNCED_ON, ["places", "processing_location"])]
    assert row_of(publication)["next"]["processing_location"]["value"] == "EU (Dublin)"


def test_rewritten_words_go_with_their_codes_whatever_group_they_would_be_in(acme):
    mail, chat = (Service.objects.create(slug=s, label=s.title()) for s in ("mail", "chat"))
    bolt = add_row("Bolt", services=[mail], products="Our mail", effective_on="2024-01-01")
    publish_on("2026-11-03")
    edit_row(bolt, services=[chat], products="Our chat")
    publication = publish_on(SOON, days={("bolt", "material"): ANNOUNCED_ON})
    assert changes_of(publication) == [(True, ANNOUNCED_ON, ["products", "services"])]


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ("Ireland (Dublin)", ["US"], ["IE"]),
        ("Ireland and the United States", ["US"], ["IE", "US"]),
        ("USA: Virginia", [], ["US"]),
        ("EU (Frankfurt)", [], ["EU"]),
        ("On our own premises", ["US"], []),
    ],
)
def test_words_that_say_what_the_codes_now_say_stay(acme, words, before, after):
    bolt = add_row("Bolt", places=before, processing_location=words, effective_on="2024-01-01")
    publish_on("2026-11-03")
    edit_row(bolt, places=after)
    publication = publish_on(SOON, days={("bolt", "material"): SOON})
    assert row_of(publication, "bolt")["now"]["processing_location"] == words


@pytest.mark.parametrize(
    ("words", "after"),
    [("United States", ["IE"]), ("Georgia, USA", ["DE"]), ("Bonn", ["DE"]), ("Chinatown", ["CN"])],
)
def test_words_beside_codes_stated_for_the_first_time_are_emptied_where_they_differ(
    acme, words, after
):
    bolt = add_row("Bolt", processing_location=words, effective_on="2026-11-10")
    publish_on("2026-11-03")
    edit_row(bolt, places=after)
    publication = publish_on(SOON)
    assert "processing_location" not in row_of(publication, "bolt")["now"]


def test_words_emptied_go_in_the_group_of_their_codes(acme):
    bolt = add_row("Bolt", processing_location="Bonn", effective_on="2024-01-01")
    publish_on("2026-11-03")
    edit_row(bolt, places=["US"])
    publication = publish_on(SOON)
    assert changes_of(publication) == [(False, SOON, ["places", "processing_location"])]


def test_moved_or_dropped_the_announcement_takes_the_words_along(acme):
    edit_row(acme, places=["IE"])
    publish_on(SOON, days=MATERIAL)
    row = row_of(publish_on("2026-11-10", moved={("acme", "places"): LATER}))
    assert {name: one["on"] for name, one in row["next"].items()} == {
        "places": LATER,
        "processing_location": LATER,
    }
    row = row_of(publish_on("2026-11-11", dropped=frozenset({("acme", "places")})))
    assert "next" not in row
    acme.refresh_from_db()
    assert (acme.places, acme.processing_location) == (["US"], "United States")


def test_put_back_to_what_is_in_force_the_words_stay_too(acme):
    edit_row(acme, places=["IE"])
    publish_on(SOON, days=MATERIAL)
    acme.refresh_from_db()
    edit_row(acme, places=["US"])
    row = row_of(publish_on("2026-11-10"))
    assert "next" not in row
    assert row["now"]["processing_location"] == "United States"
    acme.refresh_from_db()
    assert acme.processing_location == "United States"


def test_changed_again_the_words_go_on_the_new_day(acme):
    edit_row(acme, places=["IE"])
    publish_on(SOON, days=MATERIAL)
    acme.refresh_from_db()
    edit_row(acme, places=["DE"])
    row = row_of(publish_on("2026-11-10", days={("acme", "material"): LATER}))
    assert row["next"] == {
        "places": {"on": LATER, "value": ["DE"]},
        "processing_location": {"on": LATER},
    }


def test_a_correction_of_the_codes_empties_the_words_at_once(acme):
    edit_row(acme, places=["CA"])
    publication = publish_on(
        SOON, corrects=1, reason="It always was Canada.", days={("acme", "material"): SOON}
    )
    assert "processing_location" not in row_of(publication)["now"]


def test_a_correction_of_what_is_shown_today_takes_todays_words_away(acme):
    edit_row(acme, places=["IE"])
    publish_on(SOON, days=MATERIAL)
    acme.refresh_from_db()
    edit_row(acme, places=["CA"])
    row = row_of(
        publish_on(
            "2026-11-10",
            corrects=1,
            reason="It always was Canada.",
            today=frozenset({("acme", "places")}),
        )
    )
    assert row["now"]["places"] == ["CA"]
    assert "processing_location" not in row["now"]
    assert row["next"] == {"places": {"on": ANNOUNCED_ON, "value": ["IE"]}}
    acme.refresh_from_db()
    assert (acme.places, acme.processing_location) == (["IE"], "")


def test_a_row_that_has_not_started_gets_both_at_once(acme):
    bolt = add_row(
        "Bolt", places=["US"], processing_location="United States", effective_on="2026-12-24"
    )
    publish_on(SOON)
    edit_row(bolt, places=["IE"])
    row = row_of(publish_on("2026-11-10"), "bolt")
    assert row["now"]["places"] == ["IE"]
    assert "processing_location" not in row["now"]


def test_what_is_asked_names_the_codes_alone(acme):
    edit_row(acme, places=["IE"])
    [problem] = prepare(at=at(SOON)).problems
    assert str(problem.sentence) == (
        "Acme: say on which day the change of places of processing takes effect."
    )
    edit_row(acme, places=["IE"], processing_location="Dublin")
    [problem] = prepare(at=at(SOON)).problems
    assert str(problem.sentence) == (
        "Acme: say on which day the change of places of processing takes effect."
    )


def test_the_draft_says_which_words_it_empties(acme):
    edit_row(acme, places=["IE"])
    [row] = prepare(at=at(SOON)).differing
    assert row.stale_words == {"processing_location": "places"}
    kept = Decisions(kept_words=frozenset({("acme", "processing_location")}))
    [row] = prepare(at=at(SOON), decisions=kept).differing
    assert row.stale_words == {"processing_location": "places"}
    assert "processing_location" not in row.waiting
    assert Publication.objects.count() == 1
    assert Subprocessor.objects.get(slug="acme").processing_location == "United States"


# What customers read of it


def read(client, address):
    return opened(client, address).text


def test_words_that_only_go_with_their_codes_are_named_in_no_sentence(acme, client, time_machine):
    mail, chat = (Service.objects.create(slug=s, label=s.title()) for s in ("mail", "chat"))
    bolt = add_row("Bolt", services=[mail], products="Our mail", effective_on="2024-01-01")
    publish_on("2026-11-03")
    edit_row(acme, places=["IE"])
    edit_row(bolt, services=[chat])
    days = MATERIAL | {("bolt", "material"): ANNOUNCED_ON}
    publication = publish_on(SOON, days=days)
    assert publication.title == "Acme: places of processing will change; Bolt: services will change"
    time_machine.move_to(at(SOON, hour=12))
    log = read(client, "/changes/3/")
    assert (
        "From 3 December 2026 Acme processes data in Ireland instead of the United States." in log
    )
    assert "For Bolt, the services will change on 3 December 2026." in log
    assert "no longer" not in read(client, "/subprocessors/")
    assert "Not stated" in log  # among what was and is, they stand
    acme.refresh_from_db()
    publish_on("2026-11-10", moved={("acme", "places"): LATER})
    time_machine.move_to(at("2026-11-10", hour=12))
    moved = "comes on 15 January 2027, not on 3 December 2026 as version 3 announced."
    assert read(client, "/changes/4/").count(moved) == 1
