"""Tests of the Markdown that introductions and notes are written in."""

from subprocessors.wording.markdown import render


def test_emphasis_lists_and_links_are_shown():
    html = render("We *ask* first.\n\n- [our rule](https://example.com/rule)\n- **soon**")
    assert "<em>ask</em>" in html
    assert '<a href="https://example.com/rule" rel="noopener">our rule</a>' in html
    assert "<li><strong>soon</strong></li>" in html


def test_html_is_shown_as_typed_and_never_run():
    html = render("<script>alert(1)</script> and <b onclick=x>bold</b>")
    assert "<script" not in html
    assert "<b" not in html.replace("<blockquote", "")
    assert "&lt;script&gt;" in html


def test_links_to_programs_are_no_links():
    for address in ("javascript:alert(1)", "data:text/html,x", "vbscript:x", "JaVaScRiPt:x"):
        assert "href" not in render(f"[press]({address})")


def test_no_image_is_loaded_from_another_host():
    assert "<img" not in render("![a cat](https://elsewhere.example/cat.png)")


def test_headings_stay_text_so_that_a_page_keeps_its_one_heading():
    html = render("# Loud\n\nLouder\n======\n")
    assert "<h" not in html
    assert "Loud" in html


def test_nesting_beyond_reason_is_cut_and_long_texts_are_whole():
    assert render(">" * 5000 + " deep").count("<blockquote>") <= 20
    assert "[" * 10_000 in render("[" * 10_000)


def test_of_an_image_the_words_stay_and_lead_to_it():
    html = render("![a cat](https://elsewhere.example/cat.png)")
    assert ">a cat</a>" in html
    assert 'href="https://elsewhere.example/cat.png"' in html
