"""Parts of a page that depend on the list alone, and are rendered once for it."""

import re

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.test.signals import template_rendered
from django.utils import translation

from tests.publications import a_row, listed

_PAGE = Template('{% load reading %}{% include_once "subprocessors/_as_data.html" day %}')


def page(shown, **context):
    return _PAGE.render(Context({"shown": shown, **context}))


@pytest.fixture
def rendered():
    """The names of the templates that are rendered, in turn."""
    names = []

    def note(sender, template, **_more):
        names.append(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


def test_a_part_is_rendered_once_for_a_list_whatever_else_the_page_says(rendered):
    shown = listed([a_row("acme")])
    first = page(shown, day=None)
    assert "Download this list" in first
    assert page(shown, day=None, other="x") == first
    assert rendered.count("subprocessors/_as_data.html") == 1
    page(listed([a_row("acme")]), day=None)
    assert rendered.count("subprocessors/_as_data.html") == 2


def test_it_is_another_where_it_depends_on_something_of_the_page():
    shown = listed([a_row("acme")])
    assert "Download this list" in page(shown, day=None)
    assert "Download the list of this day" in page(shown, day="2026-11-03")
    assert "Download this list" in page(shown, day=None)


def test_it_is_another_in_another_language(rendered):
    shown = listed([a_row("acme")])
    for language in ("en", "de", "en"):
        with translation.override(language):
            page(shown)
    assert rendered.count("subprocessors/_as_data.html") == 2


@pytest.mark.parametrize("preview", [True, False])
def test_what_a_preview_shows_is_never_what_the_public_page_showed(preview):
    shown = listed([a_row("acme")])
    for is_preview in (preview, not preview):
        assert ("Download" in page(shown, preview=is_preview)) is not is_preview


def test_no_part_reads_the_face_or_the_request_which_change_while_the_list_does_not():
    templates = [path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")]
    names = {name for text in templates for name in re.findall(r'include_once "([^"]+)"', text)}
    assert names
    for name in names:
        source = get_template(name).template.source
        assert not re.search(r"\b(face|request)\.", source), name


def test_what_a_part_names_for_itself_does_not_become_a_word_of_the_page():
    text = '{% load reading %}{% include_once "subprocessors/_description.html" %}{{ words }}'
    context = Context({"shown": listed([a_row("acme")]), "words": "I agree", "face": None})
    assert Template(text).render(context).endswith("\nI agree")
