"""Was a customer told, did they object, and who can show it: the whole way, in a browser."""

import re
import subprocess
import sys
import zipfile
from datetime import timedelta
from email import policy
from email.parser import BytesParser

import pytest
from playwright.sync_api import expect

from subprocessors.models.acknowledgements import Acknowledgement
from subprocessors.models.objections import Objection
from subprocessors.models.outbox_events import OutboxEvent
from subprocessors.models.register import Subprocessor
from subprocessors.notifying.mail_server import mail_sender
from subprocessors.notifying.sender_mark import allow_sending
from subprocessors.notifying.sending import Sender
from tests import mail_servers
from tests.browsing import follow, watched_page
from tests.mail_servers import serving
from tests.objecting import LEGAL, a_version_to_object_to
from tests.recipients import a_subscriber
from tests.stories import at, edit_row, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEGAN, GOES_ON = at("2026-11-02"), at("2026-11-03")
ANSWER = "Dear Ms Doe,\n\nwe look into it."
#: Ten changes to the evidence, each by itself: (part, old bytes, new bytes).
CHANGES = [
    ("README.txt", b"version 2", b"version 3"),
    ("version.json", b'"published_by"', b'"published_bye"'),
    ("publication.json", b'"IE"', b'"DE"'),
    ("publication-before.json", b'"US"', b'"IE"'),
    ("list-after.csv", b"Acme Mail", b"Acme Post"),
    ("ledger.csv", b"accepted", b"refused"),
    ("attempts.csv", b"250", b"550"),
    ("acknowledgements.csv", b"J. Doe", b"A. Doe"),
    ("objections.csv", b"Octo", b"Acto"),
    ("manifest.json", b'"version": 2', b'"version": 3'),
]


def text_of(message):
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")


def link_in(message, page):
    return re.search(rf"http://\S+/{page}/\?\S+", text_of(message))[0]


def check(folder):
    """What the script of the evidence says on a machine that has nothing else."""
    words = [sys.executable, "-I", "-S", "check.py"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def signed_in(page, url):
    page.goto(f"{url}/admin/")
    page.get_by_label("Username").fill("paula")
    page.get_by_label("Password").fill("a long enough one")
    follow(page, page.get_by_role("button", name="Log in"))


def test_told_confirmed_objected_dropped_and_proved(
    live_server, browser, page, settings, tmp_path, time_machine
):
    settings.PUBLIC_URL, settings.DATA_DIR = live_server.url, tmp_path
    settings.MAIL_FROM = mail_sender("Example Cloud <notices@example.com>")
    time_machine.move_to(BEGAN, tick=False)
    a_subscriber("jane@a.example")
    a_version_to_object_to()
    paula = make_person("paula", "Publisher")
    allow_sending(by=paula, at=BEGAN)
    time_machine.move_to(GOES_ON)
    with serving() as (post, place):
        mail_servers.use(settings, f"smtp://{place}")

        def send(**later):
            post.taken.clear()
            Sender(now=lambda: GOES_ON + timedelta(**later)).run()

        # A customer is told, and confirms it.
        send(hours=1)
        assert set(post.recipients) == {LEGAL, "jane@a.example"}
        notice = post.read(post.recipients.index(LEGAL))
        page.goto(link_in(notice, "acknowledge"))
        page.get_by_label("Your name").fill("J. Doe")
        follow(page, page.get_by_role("button", name="Confirm the receipt"))
        assert Acknowledgement.objects.get().name == "J. Doe"

        # The customer objects in time.
        page.goto(re.search(r"http://\S+/object/\?change=1", text_of(notice))[0])
        for label, value in (
            ("Organisation", "Octo"),
            ("Your name", "Jane Doe"),
            ("E-mail address", LEGAL),
            ("Grounds", "Our data must stay in the US."),
        ):
            page.get_by_label(label).fill(value)
        follow(page, page.get_by_role("button", name="Send the objection"))
        objection = Objection.objects.get()
        assert (str(objection.customer), objection.is_late) == ("Octo", False)
        send(hours=2)
        assert "it is in time" in text_of(post.read(0))

        with watched_page(browser, viewport={"width": 1280, "height": 900}) as desk:
            # Legal answers.
            signed_in(desk, live_server.url)
            follow(desk, desk.get_by_role("link", name="Open objections"))
            follow(desk, desk.get_by_role("link", name=objection.number))
            desk.get_by_label(f"Plain text, to {LEGAL}").fill(ANSWER)
            follow(desk, desk.get_by_role("button", name="Show the mail"))
            follow(desk, desk.get_by_role("button", name="Send this answer"))
            send(hours=3)
            assert text_of(post.read(0)).startswith(ANSWER)

            # Legal drops the plan; the review names the objection; all who were told are told.
            edit_row(Subprocessor.objects.get(slug="acme-mail"), by=paula, places=["US"])
            desk.goto(f"{live_server.url}/admin/review/")
            expect(desk.get_by_text("1 objection to an earlier change is open:")).to_be_visible()
            publish = desk.get_by_role("button", name="Publish version 3 and notify 2 addresses")
            follow(desk, publish)
            send(hours=4)
            assert set(post.recipients) == {LEGAL, "jane@a.example"}
            assert "will not happen" in text_of(post.read(0))
            desk.goto(f"{live_server.url}/admin/subprocessors/publication/3/change/")
            follow(desk, desk.get_by_role("button", name="Close it with this answer"))
            objection.refresh_from_db()
            assert objection.outcome == "dropped"
            send(hours=5)
            assert post.recipients == [LEGAL]

            # Counsel asks whether Octo was told, prints the statement, and takes the evidence.
            desk.goto(f"{live_server.url}/admin/ledger/")
            desk.get_by_label("Customer or address").fill("octo")
            follow(desk, desk.get_by_role("button", name="Find"))
            said = desk.locator(".ledger tbody")
            expect(said).to_contain_text("in time; taken by")
            expect(said).to_contain_text("by somebody who gave the name J. Doe")
            follow(desk, desk.get_by_role("link", name="Octo", exact=True).first)
            desk.emulate_media(media="print")
            expect(desk.get_by_text("What this cannot show")).to_be_visible()
            assert desk.pdf(format="A4").startswith(b"%PDF")
            desk.emulate_media(media="screen")
            desk.goto(f"{live_server.url}/admin/sending/2/")
            with desk.expect_download() as download:
                desk.get_by_role("button", name="Take the evidence of version 2").click()
            file = tmp_path / download.value.suggested_filename
            download.value.save_as(file)

    # On another machine the script says what holds.
    folder = tmp_path / "another machine"
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    said = check(folder)
    assert said.stderr == ""
    assert said.stdout.startswith("Version 2, fingerprint ")
    assert "1 receipts confirmed" in said.stdout
    assert OutboxEvent.objects.get(what="evidence").words in said.stdout
    [mbox] = [one for one in folder.glob("messages/*") if LEGAL.encode() in one.read_bytes()]
    kept = BytesParser(policy=policy.default).parsebytes(mbox.read_bytes().partition(b"\r\n")[2])
    assert kept["Subject"] == notice["Subject"]

    # It finds each of ten changes.
    for name, old, new in CHANGES:
        whole = (folder / name).read_bytes()
        assert old in whole, name
        (folder / name).write_bytes(whole.replace(old, new, 1))
        assert check(folder).returncode == 1, name
        (folder / name).write_bytes(whole)
    assert check(folder).returncode == 0
