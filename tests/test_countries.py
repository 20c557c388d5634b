"""Countries: their shape is the database's matter, which there are the form's."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from subprocessors import wording
from subprocessors.importing.interpreting.places import places_in
from subprocessors.models.register import Subprocessor
from subprocessors.publishing import publish
from tests.json_rules import checked
from tests.stories import TOLD_AT, add_row, make_portal


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["de", "D", "D1", "DEU", "ÄÖ", " D", "D "])
def test_the_database_refuses_what_is_not_two_capital_letters(code):
    row = add_row("Acme", country="DE")
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        Subprocessor.objects.filter(pk=row.pk).update(country=code)


@pytest.mark.django_db
def test_a_code_that_a_later_edition_strikes_out_stays_in_the_database_and_the_form_asks():
    """So that an upgrade of the list of countries needs no migration."""
    row = add_row("Acme", country="ZZ")
    row.refresh_from_db()
    assert row.country == "ZZ"
    with pytest.raises(ValidationError, match="'ZZ' is not a valid choice"):
        row.full_clean()


@pytest.mark.django_db
def test_kosovo_can_be_chosen_as_country_and_place_and_is_named_in_words(client):
    make_portal()
    row = add_row("Acme", country="XK", places=["XK"])
    row.full_clean()
    assert dict(row._meta.get_field("places").choices_from())["XK"] == "Kosovo"
    assert wording.place_names(["XK"]) == ["Kosovo"]
    for words in ("Pristina, Kosovo", "Republic of Kosovo", "Republik Kosovo"):
        assert places_in(words).codes == ("XK",)
    publish(at=TOLD_AT)
    [published] = checked(client.get("/subprocessors.json"), "subprocessors")["subprocessors"]
    assert (published["country"], published["places"]) == ("XK", ["XK"])
    assert "Kosovo" in client.get("/subprocessors/").content.decode()
