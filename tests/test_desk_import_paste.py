"""Pasting on the import page, in a browser: the table's links and cells survive."""

import pytest

from subprocessors.models.register import Subprocessor
from tests.browsing import follow, watched_page
from tests.stories import add_row, make_person, make_portal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLE = (
    "<html><head><style>td{color:red}</style></head><body><!--StartFragment-->"
    "<table class=x style='width:9px'><tr><th>Name<th>Purpose"
    '<tr><td style="x"><a href="https://acme.example">Acme</a><td>Mail width=100</table>'
)
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  const area = document.querySelector('[name="pasted"]');
  const event = new ClipboardEvent("paste", {clipboardData: data, cancelable: true, bubbles: true});
  if (area.dispatchEvent(event)) { area.value = text; area.dispatchEvent(new Event("input")); }
}"""


def test_a_pasted_table_is_shown_confirmed_and_saved_with_its_links(browser, live_server, client):
    make_portal()
    client.force_login(make_person("edith", "Editor"))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    with watched_page(browser, viewport={"width": 375, "height": 812}) as page:
        page.context.add_cookies([{**session, "url": live_server.url}])
        page.goto(live_server.url + "/admin/import/")
        page.evaluate(PASTE, [TABLE, "Name\tPurpose\nAcme\tMail"])
        assert page.input_value('[name="pasted"]') == "Name\tPurpose\nAcme\tMail"
        assert page.inner_text(".pasted-note") == "A table was pasted, with its cells and links."
        assert "style" not in page.input_value('[name="markup"]')
        follow(page, "text=Show what it says")
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        follow(page, "text=Compare with the working list")
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        follow(page, "text=Save to the working list")
        assert page.url.endswith("/subprocessor/")
    row = Subprocessor.objects.get()
    assert (row.name, row.website, row.purpose) == (
        "Acme",
        "https://acme.example",
        "Mail width=100",
    )


def test_what_is_struck_through_in_a_pasted_sheet_is_left_out_and_named(
    browser, live_server, client
):
    make_portal()
    client.force_login(make_person("edith", "Editor"))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    table = (
        "<html><head><style><!-- .xl65 {color:red} .xl66 {text-decoration:line-through;} -->"
        "</style></head><body><table><tr><td class=xl65>Name<td class=xl65>Purpose"
        "<tr><td class=xl65>Acme<td class=xl65>Mail<tr><td class=xl66>Bolt<td class=xl66>Calls"
        "<tr style='display:none'><td class=xl65>Cargo<td class=xl65>Chat</table>"
    )
    with watched_page(browser) as page:
        page.context.add_cookies([{**session, "url": live_server.url}])
        page.goto(live_server.url + "/admin/import/")
        page.evaluate(PASTE, [table, "Name\tPurpose\nAcme\tMail\nBolt\tCalls\nCargo\tChat"])
        follow(page, "text=Show what it says")
        said = page.inner_text("#content")
        assert "“Bolt” is struck through and was left out." in said
        assert "“Cargo” is hidden, and was read all the same." in said


def test_text_typed_after_a_table_was_pasted_is_what_counts(browser, live_server, client):
    make_portal()
    client.force_login(make_person("edith", "Editor"))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    with watched_page(browser) as page:
        page.context.add_cookies([{**session, "url": live_server.url}])
        page.goto(live_server.url + "/admin/import/")
        page.evaluate(PASTE, [TABLE, "Name\tPurpose\nAcme\tMail"])
        page.fill('[name="pasted"]', "Name\tPurpose\nBolt\tCalls")
        assert page.input_value('[name="markup"]') == ""
        follow(page, "text=Show what it says")
        assert "Bolt" in page.inner_text("#content")


def test_enter_in_the_field_of_the_last_day_saves_nothing(browser, live_server, client):
    make_portal()
    add_row("Old vendor")
    client.force_login(make_person("edith", "Editor"))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    with watched_page(browser) as page:
        page.context.add_cookies([{**session, "url": live_server.url}])
        page.goto(live_server.url + "/admin/import/")
        page.fill("[name=pasted]", "Name\tPurpose\nAcme\tMail\n")
        follow(page, "text=Show what it says")
        follow(page, "text=Compare with the working list")
        page.fill("[name=end_missing]", "2026-12-31")
        with page.expect_navigation():
            page.press("[name=end_missing]", "Enter")
        assert page.input_value("[name=end_missing]") == "2026-12-31"
        assert page.get_by_role("button", name="Save to the working list").is_visible()
    assert [row.name for row in Subprocessor.objects.all()] == ["Old vendor"]
