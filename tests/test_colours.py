"""Tests of the accent colours and their contrast."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subprocessors.front import colours

a_colour = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_black_on_white_is_twenty_one_to_one():
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_legible_accent_colours_the_links():
    found = colours.properties("#1d4ed8", ground=colours.GROUND, ink=colours.INK)
    assert found["--link"] == "#1d4ed8"
    assert found["--rule"] == "transparent"
    assert found["--button-words"] == "#ffffff"


def test_a_pale_accent_leaves_links_in_ink_and_becomes_a_rule():
    found = colours.properties("#ffd400", ground=colours.GROUND, ink=colours.INK)
    assert found["--link"] == found["--focus"] == colours.INK
    assert found["--rule"] == found["--button"] == "#ffd400"
    assert found["--button-words"] == "#000000"


def test_our_own_accents_are_legible_on_their_grounds():
    pairs = ((colours.ACCENT, colours.GROUND), (colours.ACCENT_DARK, colours.GROUND_DARK))
    for accent, ground in pairs:
        assert colours.contrast(accent, ground) >= colours.ENOUGH_FOR_TEXT


@given(accent=a_colour, ground=st.sampled_from([colours.GROUND, colours.GROUND_DARK]))
def test_links_focus_and_buttons_can_be_seen_whatever_the_accent(accent, ground):
    ink = colours.INK if ground == colours.GROUND else colours.INK_DARK
    found = colours.properties(accent, ground=ground, ink=ink)
    assert colours.contrast(found["--link"], ground) >= 4.5
    assert colours.contrast(found["--focus"], ground) >= 3
    assert colours.contrast(found["--button-words"], found["--button"]) >= 4.5


def test_the_stylesheet_holds_both_grounds():
    sheet = colours.stylesheet("#0a7a3c", "#7fe0a8")
    assert "--link: #0a7a3c;" in sheet
    assert "prefers-color-scheme: dark" in sheet
    assert sheet.index("#0a7a3c") < sheet.index("#7fe0a8")
