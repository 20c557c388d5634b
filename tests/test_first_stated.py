"""A field stated for the first time is wording: nothing was different before."""

import pytest

from subprocessors.models.publication import Publication
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Service
from subprocessors.publishing import Decisions, prepare, publish
from subprocessors.publishing.redacting import redact
from subprocessors.verifying import verify
from tests.stories import TOLD_AT, add_row, at, edit_row, make_portal

pytestmark = pytest.mark.django_db
SOON, ANNOUNCED_ON, LATER = "2026-11-09", "2026-12-03", "2027-01-15"


@pytest.fixture(autouse=True)
def portal():
    """A portal; whatever a story publishes verifies at its end."""
    yield make_portal()
    verify()


@pytest.fixture
def acme():
    """Acme, of which only the name and the purpose are stated; published on 2 November."""
    acme = add_row("Acme", purpose="Mail", effective_on="2024-01-01")
    publish(at=TOLD_AT)
    return acme


def publish_on(day, **decisions):
    return publish(at=at(day), decisions=Decisions(**decisions))


def changes_of(publication):
    """Material or not, the day and the fields of each change."""
    found = publication.changes.order_by("position")
    return [(c.material, c.effective_on.isoformat(), sorted(c.fields)) for c in found]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("places", ["US"]),
        ("legal_name", "Acme Inc."),
        ("country", "US"),
        ("data_categories", "Names"),
        ("transfer_mechanisms", ["scc"]),
        ("uses_ai", "yes"),
    ],
)
def test_what_is_stated_for_the_first_time_is_wording_at_once_and_needs_no_reason(
    acme, field, value
):
    edit_row(acme, **{field: value})
    assert changes_of(publish_on(SOON)) == [(False, SOON, [field])]


def test_a_start_stated_for_the_first_time_is_wording_too():
    acme = add_row("Acme")
    publish(at=TOLD_AT)
    edit_row(acme, effective_on="2019-05-14")
    assert changes_of(publish_on(SOON)) == [(False, "2019-05-14", ["effective_on"])]


def test_what_was_stated_before_is_a_change(acme):
    edit_row(acme, purpose="Post", places=["US"])
    publication = publish_on(SOON, days={("acme", "material"): ANNOUNCED_ON})
    assert changes_of(publication) == [
        (True, ANNOUNCED_ON, ["purpose"]),
        (False, SOON, ["places"]),
    ]


def test_what_was_stated_once_and_emptied_is_a_change_when_it_is_stated_again(acme):
    edit_row(acme, purpose="")
    publish_on(SOON, days={("acme", "material"): SOON})
    edit_row(acme, purpose="Post")
    publication = publish_on("2026-11-10", days={("acme", "material"): ANNOUNCED_ON})
    assert changes_of(publication) == [(True, ANNOUNCED_ON, ["purpose"])]


def test_what_was_announced_and_will_not_happen_was_stated(acme):
    edit_row(acme, places=["US"])
    stated = {("acme", "first_stated"): ANNOUNCED_ON}
    publish_on(SOON, days=stated, material={("acme", "first_stated"): True})
    edit_row(acme, places=[])
    publish_on("2026-11-10")
    edit_row(acme, places=["IE"])
    publication = publish_on("2026-11-11", days={("acme", "material"): LATER})
    assert changes_of(publication) == [(True, LATER, ["places"])]


def test_a_row_that_comes_back_begins_anew(acme):
    edit_row(acme, purpose="")
    publish_on(SOON, days={("acme", "material"): SOON})
    edit_row(acme, ended_on="2026-11-15")
    publish_on("2026-11-10")
    edit_row(acme, ended_on=None, effective_on="2026-12-24")
    publish_on("2026-11-20")
    edit_row(acme, purpose="Post")
    assert changes_of(publish_on("2026-12-28")) == [(False, "2026-12-28", ["purpose"])]


def test_a_row_taken_off_by_mistake_and_restored_does_not_begin_anew(acme):
    edit_row(acme, purpose="")
    publish_on(SOON, days={("acme", "material"): SOON})
    edit_row(acme, ended_on="2026-11-15")
    publish_on("2026-11-16")
    edit_row(acme, ended_on=None)
    publish_on("2026-11-17", corrects=3, reason="It never ended.")
    edit_row(acme, purpose="Post")
    publication = publish_on("2026-11-18", days={("acme", "material"): LATER})
    assert changes_of(publication) == [(True, LATER, ["purpose"])]


@pytest.mark.parametrize("field", ["services", "products"])
def test_of_services_empty_says_all_so_they_are_never_first_stated(acme, field):
    mail = Service.objects.create(slug="mail", label="Mail")
    edit_row(acme, **({"services": [mail]} if field == "services" else {field: "Mail"}))
    group = "material" if field == "services" else "wording"
    publication = publish_on(SOON, days={("acme", group): ANNOUNCED_ON})
    assert changes_of(publication) == [(group == "material", ANNOUNCED_ON, [field])]


def test_where_a_redacted_change_may_have_stated_it_nothing_is_taken_for_new(acme):
    edit_row(acme, purpose="Mails to Jane Roe")
    publish_on(SOON, days={("acme", "material"): SOON})
    edit_row(acme, purpose="")
    publish_on("2026-11-10", days={("acme", "material"): "2026-11-10"})
    redact("Jane Roe", why="A person was named.", by="ada", at=at("2026-11-11"))
    edit_row(acme, data_categories="Names")
    publication = publish_on("2026-11-12", days={("acme", "material"): LATER})
    assert changes_of(publication) == [(True, LATER, ["data_categories"])]


def test_legal_may_tell_it_as_a_change_that_owes_notice(acme):
    edit_row(acme, uses_ai="yes", website="https://acme.example")
    publication = publish_on(
        SOON,
        material={("acme", "first_stated"): True},
        days={("acme", "first_stated"): ANNOUNCED_ON},
    )
    assert changes_of(publication) == [
        (True, ANNOUNCED_ON, ["uses_ai"]),
        (False, SOON, ["website"]),
    ]


def test_a_longer_list_asks_no_more_queries(acme, django_assert_num_queries):
    edit_row(acme, places=["US"])
    with django_assert_num_queries(6):
        prepare(at=at(SOON))
    for number in range(5):
        add_row(f"Beta {number}", effective_on="2026-12-24")
    publish_on(SOON)
    for row in Subprocessor.objects.exclude(slug="acme"):
        edit_row(row, places=["US"])
    with django_assert_num_queries(6):
        prepare(at=at("2026-11-10"))
    assert Publication.objects.count() == 2
