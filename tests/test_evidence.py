"""The evidence of a version: taken, checked off line, and each change made to it is found."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from subprocessors.evidence import check_evidence
from subprocessors.evidence.gathering import gather_evidence
from subprocessors.evidence.one_state import one_state
from subprocessors.models.acknowledgements import Acknowledgement
from subprocessors.models.objections import Objection
from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.models.outbox_events import OutboxEvent
from subprocessors.models.publication import Publication
from subprocessors.notifying.mail_server import mail_sender
from subprocessors.notifying.sender_mark import allow_sending
from subprocessors.notifying.sending import Sender
from subprocessors.objecting.closing import close_objection
from subprocessors.objecting.receiving import record_objection
from subprocessors.publishing import Decisions, publish
from subprocessors.subscribing.clearing import clear_expired
from tests import mail_servers
from tests.databases import leading_to, own_database
from tests.mail_servers import serving
from tests.recipients import a_contact, a_customer, a_subscriber
from tests.stories import TOLD_AT, add_row, at, edit_row, make_person, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(settings, tmp_path, time_machine):
    """Version 2 is told to a subscriber and to a customer with two addresses, one of them gone."""
    time_machine.move_to(at("2026-10-01"), tick=False)
    settings.DATA_DIR = tmp_path
    settings.MAIL_FROM = mail_sender("Octo Cloud <notices@octo.example>")
    paula = make_person("paula", "Publisher")
    make_portal(organisation="Octo Cloud", notice_days=30)
    row = add_row("Acme Mail", places=["US"], effective_on="2024-01-01", purpose="From here\nFrom")
    publish(at=at("2026-10-01"), by=paula)
    time_machine.move_to(TOLD_AT, tick=False)
    allow_sending(by=paula, at=TOLD_AT)
    a_subscriber("jane@a.example")
    octo = a_customer("=Octo, Ltd", reference="C-7")
    a_contact(octo, "privacy@c.example", source="DPA", source_on="2025-01-31")
    a_contact(octo, "gone@c.example")
    edit_row(row, places=["IE"], reason="The vendor moved")
    with serving() as (post, place):
        mail_servers.use(settings, f"smtp://{place}")
        post.answers["RCPT", "gone@c.example"] = "550 5.1.1 <gone@c.example> left"
        decisions = Decisions(days={("acme-mail", "material"): "2026-12-15"})
        publication = publish(at=TOLD_AT, by=paula, decisions=decisions)
        Sender(now=lambda: TOLD_AT + timedelta(minutes=30)).run()
        publication.taken = post.taken
    notice = Delivery.objects.get(address="privacy@c.example")
    Acknowledgement.objects.create(delivery=notice, at=TOLD_AT, name="J. Doe")
    who = {"organisation": "=Octo, Ltd", "name": "J. Doe", "address": "privacy@c.example"}
    change = publication.changes.get()
    for day in ("2026-12-14", "2026-12-15"):
        on = date.fromisoformat(day)
        record_objection(change, **who, grounds="Secret.", received_on=on, by=paula, at=TOLD_AT)
    return publication


def taken():
    file = io.BytesIO()
    gather_evidence(2, file)
    return file.getvalue()


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(data, name):
    return list(csv.DictReader(io.StringIO(parts_of(data)[name].decode("utf-8-sig"), newline="")))


def unpacked(parts, folder):
    for name, data in parts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def check(*words, script=check_evidence.__file__):
    """What the script did, run as a stranger does: nothing but Python is there."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", str(script), *map(str, words)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_is_taken_to_another_machine_where_the_script_says_what_holds(told, tmp_path):
    file = tmp_path / "octo.zip"
    call_command("evidence", "2", str(file), "--by", "Paula")
    recorded = OutboxEvent.objects.get(what="evidence")
    assert (recorded.by_name, recorded.publication_id, recorded.count) == ("Paula", 2, 3)
    said = check(file, "--known", told.digest, "--known", recorded.words)
    assert said.stderr == ""
    assert said.stdout.splitlines() == [
        f"Version 2, fingerprint {told.digest}: as it was hashed.",
        "3 deliveries, 3 attempts to send, 1 receipts confirmed.",
        "2 messages are, but for masked links, those of the ledger.",
        "1 were not sent, or not yet.",
        "2 objections, each with the last day that its change states.",
        f"Digest of this evidence: {recorded.words}",
        "Not proved by it: that the list was true, and that anybody read a message.",
    ]
    folder = unpacked(parts_of(file.read_bytes()), tmp_path / "unpacked")
    assert check(script=folder / "check.py").stdout == said.stdout
    assert oct(file.stat().st_mode)[-3:] == "600"


def test_the_same_state_of_the_database_gives_the_same_bytes_even_once_it_was_taken(told):
    first = taken()
    OutboxEvent.objects.create(at=TOLD_AT, by_name="ada", what="evidence", publication=told)
    assert taken() == first
    Delivery.objects.filter(address="jane@a.example").update(state="bounced")
    assert taken() != first


def test_the_ledger_says_who_was_told_where_the_address_is_from_and_what_was_answered(told):
    data = taken()
    rows = {row["address"]: row for row in table(data, "ledger.csv")}
    told_row, gone = rows["privacy@c.example"], rows["gone@c.example"]
    assert [told_row[name] for name in ("customer", "reference", "state", "address_from")] == [
        "'=Octo, Ltd",
        "C-7",
        "accepted",
        "DPA",
    ]
    assert (told_row["address_dated"], told_row["days_late"]) == ("2025-01-31", "0")
    assert told_row["days_before_start"] == "43"
    assert (gone["state"], gone["days_late"]) == ("refused", "")
    answers = {row["delivery"]: row["answer"] for row in table(data, "attempts.csv")}
    assert answers[gone["delivery"]] == "5.1.1 <gone@c.example> left"
    [edit] = [row for row in table(data, "edits.csv") if row["fields"] == "places"]
    assert (edit["row"], edit["reason"]) == ("Acme Mail", "The vendor moved")


def test_the_objections_say_who_objected_in_time_and_what_came_of_it_and_not_why(told):
    first, _late = Objection.objects.order_by("pk")
    close_objection(first, "resolved", words="", by="paula", at=TOLD_AT)
    data = taken()
    in_time, late = table(data, "objections.csv")
    assert (in_time["number"], in_time["customer"]) == (first.number, "'=Octo, Ltd")
    assert (in_time["time"], in_time["object_by_for_customer"]) == ("in time", "2026-12-14")
    assert (in_time["state"], in_time["outcome"]) == ("closed", "resolved")
    assert (late["received"], late["time"], late["state"]) == ("2026-12-15", "late", "open")
    assert b"Secret" not in b"".join(parts_of(data).values())
    Objection.objects.update(erased_at=TOLD_AT, organisation="erased-1", address="erased-1")
    assert b"erased-1" not in parts_of(taken())["objections.csv"]


def test_the_messages_are_those_sent_but_for_the_secrets_in_their_links(told):
    data = taken()
    parts, rows = parts_of(data), table(data, "ledger.csv")
    sent = {hashlib.sha256(sent).hexdigest(): sent for _address, sent in told.taken}
    [jane] = [row for row in rows if row["address"] == "jane@a.example"]
    start, size = int(jane["offset"]), int(jane["bytes"])
    masked = parts[jane["file"]][start : start + size].replace(b"\n>From", b"\nFrom")
    whole = sent[jane["sha256_as_sent"]]
    assert hashlib.sha256(masked).hexdigest() == jane["sha256_masked"]
    read, original = (message_from_bytes(one, policy=policy.default) for one in (masked, whole))
    assert read["List-Unsubscribe"].endswith("/leave/?t=masked>")
    text, plain = (one.get_body(("plain",)).get_content() for one in (read, original))
    assert [line for line in plain.splitlines() if "?t=" not in line] == [
        line for line in text.splitlines() if "?t=" not in line
    ]
    token = original["List-Unsubscribe"].partition("?t=")[2].strip(">")
    assert token
    assert not any(token.encode() in part for part in parts.values())


def test_a_copy_of_one_message_is_taken_on_the_desk_and_held_against_the_ledger(
    told, client, tmp_path
):
    client.force_login(make_person("otto", "Publisher"))
    delivery = Delivery.objects.get(address="jane@a.example")
    page = client.get(f"/admin/sending/delivery/{delivery.pk}/")
    assert "Take the message as it was sent" in page.text
    answer = client.post(f"/admin/sending/message/{delivery.pk}/")
    assert hashlib.sha256(answer.content).hexdigest() == delivery.sha256
    recorded = OutboxEvent.objects.get(what="copied")
    assert (recorded.by_name, recorded.words) == ("otto", delivery.header_id)
    (tmp_path / "copy.eml").write_bytes(answer.content)
    (tmp_path / "e.zip").write_bytes(taken())
    said = check(tmp_path / "e.zip", "--sent", tmp_path / "copy.eml")
    assert "the very message sent to jane@a.example" in said.stdout
    (tmp_path / "copy.eml").write_bytes(answer.content + b" ")
    assert (
        "not, to the byte, a message"
        in check(tmp_path / "e.zip", "--sent", tmp_path / "copy.eml").stderr
    )


def test_on_the_desk_publishers_take_it_and_others_do_not(told, client):
    client.force_login(make_person("otto", "Publisher"))
    assert "Take the evidence of version 2" in client.get("/admin/sending/2/").text
    answer = client.post("/admin/sending/2/evidence/")
    data = b"".join(answer.streaming_content)
    assert data == taken()
    assert answer["Content-Disposition"] == 'attachment; filename="evidence-version-2.zip"'
    assert client.get("/admin/sending/2/evidence/").status_code == 405
    assert client.post("/admin/sending/9/evidence/").status_code == 404
    client.force_login(make_person("edith", "Editor"))
    for page in ("2/evidence", f"message/{Delivery.objects.first().pk}"):
        assert client.post(f"/admin/sending/{page}/").status_code == 403
    assert OutboxEvent.objects.filter(what__in=OutboxEvent.OF_READING).count() == 1


def test_who_may_publish_and_not_see_objections_is_not_given_them(told, client):
    paul = make_person("paul")
    names = ("view_publication", "publish_publication", "view_delivery")
    paul.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(paul)
    assert "Take the evidence" not in client.get("/admin/sending/2/").text
    assert client.post("/admin/sending/2/evidence/").status_code == 403


def test_an_address_erased_since_is_blank_in_it_and_it_says_so(told, tmp_path):
    jane = Delivery.objects.get(address="jane@a.example")
    answer = "<Jane@A.example> is no more"
    DeliveryAttempt.objects.create(
        delivery=jane, at=TOLD_AT, host="mx", phase="bounce", state="bounced", answer=answer
    )
    Acknowledgement.objects.create(delivery=jane, at=TOLD_AT, name="Jane Roe")
    call_command("eraseperson", "jane@a.example", "--by", "Paula")
    data = taken()
    whole = b"".join(parts_of(data).values())
    assert b"jane@a.example" not in whole
    assert b"erased-" not in whole
    rows = {row["delivery"]: row for row in table(data, "ledger.csv")}
    names = ("address", "sha256_as_sent", "sha256_masked", "file", "offset", "bytes")
    assert {rows[str(jane.pk)][name] for name in names} == {""}
    answers = [row["answer"] for row in table(data, "attempts.csv")]
    assert "<[erased]> is no more" in answers
    confirmed = table(data, "acknowledgements.csv")
    assert [row["name_given"] for row in confirmed] == ["J. Doe", ""]
    (tmp_path / "e.zip").write_bytes(data)
    said = check(tmp_path / "e.zip")
    assert said.stderr == ""
    assert "1 messages cannot be shown: address erased, or text redacted since." in said.stdout
    readme = " ".join(parts_of(data)["README.txt"].decode().split())
    assert "An address that was erased since is blank in every table" in readme


def test_of_an_erased_address_what_was_refused_is_not_said_to_have_been_sent(told, tmp_path):
    jane = Delivery.objects.filter(address="jane@a.example")
    jane.update(state="refused", sha256="")  # the server refused the recipient

    def said():
        (tmp_path / "e.zip").write_bytes(taken())
        return check(tmp_path / "e.zip").stdout

    before = said()
    call_command("eraseperson", "jane@a.example", "--by", "Paula")
    after = said()
    unsent = [line for line in before.splitlines() if "were not sent" in line]
    assert unsent
    assert [line for line in after.splitlines() if "were not sent" in line] == unsent
    assert "cannot be shown" not in after


def test_a_message_that_was_never_handed_over_is_not_among_the_messages(told):
    gone = Delivery.objects.get(address="gone@c.example")
    assert gone.dated_at
    assert gone.sha256 == ""  # the server refused the recipient before the message
    data = taken()
    [row] = [row for row in table(data, "ledger.csv") if row["address"] == "gone@c.example"]
    assert (row["state"], row["file"], row["sha256_masked"]) == ("refused", "", "")
    letters = b"".join(part for name, part in parts_of(data).items() if "mbox" in name)
    assert letters.count(b"\r\nTo: ") == 2
    assert b"gone@c.example" not in letters


def test_the_messages_are_read_once_however_many_were_not_handed_over_between(told, tmp_path):
    message = Delivery.objects.get(address="privacy@c.example").message
    for number in range(6):
        sha256 = f"{number}" * 64 if number % 2 else ""
        contact = a_contact(a_customer(f"Customer {number}"), f"x{number}@d.example")
        Delivery.objects.create(
            message=message,
            contact=contact,
            address=contact.address,
            header_id=f"<{number}@octo.example>",
            sender="Octo Cloud <notices@octo.example>",
            dated_at=TOLD_AT,
            sha256=sha256,
            state="in_doubt" if sha256 else "refused",
            give_up_at=TOLD_AT,
        )
    folder, opened = unpacked(parts_of(taken()), tmp_path), []

    class Watched(check_evidence.Folder):
        def open(self, name):
            opened.append(name)
            return super().open(name)

    states, counts = check_evidence.check_letters(Watched(folder), told.digest)
    assert (len(states), counts) == (9, {"messages": 5, "gone": 0, "unsent": 4})
    assert sorted(opened) == [
        "ledger.csv",
        *sorted(f"messages/{path.name}" for path in (folder / "messages").iterdir()),
    ]


def test_a_message_that_is_said_not_to_have_been_handed_over_is_found(told, tmp_path):
    parts = parts_of(taken())
    digest = Delivery.objects.get(address="jane@a.example").sha256.encode()
    edited("ledger.csv", digest, b"")(parts)
    said = check(unpacked(with_new_manifest(parts), tmp_path / "altered"))
    assert "was not handed over, by ledger.csv" in said.stderr


def test_an_objection_that_was_erased_since_is_blank_and_the_script_takes_it(
    told, tmp_path, settings
):
    """It was in time though the day was over: nobody had told its customer, who is blank now."""
    settings.OBJECTION_KEPT_YEARS = 0
    a_contact(a_customer("New Ltd"), "new@n.example")
    who = {"organisation": "New Ltd", "name": "N. Doe", "address": "new@n.example"}
    on = date.fromisoformat("2026-12-20")
    objection = record_objection(
        told.changes.get(), **who, grounds="", received_on=on, by="paula", at=TOLD_AT
    )
    close_objection(objection, "resolved", words="", by="paula", at=TOLD_AT)
    (tmp_path / "before.zip").write_bytes(taken())
    assert check(tmp_path / "before.zip").stderr == ""
    clear_expired(at=TOLD_AT + timedelta(days=1))
    data = taken()
    *_others, erased = table(data, "objections.csv")
    assert (erased["number"], erased["received"], erased["time"], erased["outcome"]) == (
        objection.number,
        "2026-12-20",
        "in time",
        "resolved",
    )
    assert (erased["organisation"], erased["address"], erased["customer"]) == ("", "", "")
    assert erased["erased_at"].startswith("2026-11-0")
    (tmp_path / "after.zip").write_bytes(data)
    assert check(tmp_path / "after.zip").stderr == ""


def test_a_version_or_file_that_cannot_be_is_named(told, tmp_path):
    with pytest.raises(CommandError, match="There is no version 9"):
        call_command("evidence", "9", str(tmp_path / "e.zip"))
    assert not (tmp_path / "e.zip").exists()
    (tmp_path / "e.zip").write_text("mine")
    with pytest.raises(CommandError, match="exists"):
        call_command("evidence", "2", str(tmp_path / "e.zip"))
    assert (tmp_path / "e.zip").read_text() == "mine"


def test_many_deliveries_take_no_more_queries_than_few(told):
    def queries():
        with CaptureQueriesContext(connection) as found:
            taken()
        return len(found)

    before = queries()
    message = Delivery.objects.filter(contact__isnull=False).first().message
    for number in range(30):
        contact = a_contact(a_customer(f"Customer {number}"), f"x{number}@d.example")
        delivery = Delivery.objects.create(
            message=message,
            contact=contact,
            address=contact.address,
            state="accepted",
            give_up_at=TOLD_AT,
            settled_at=TOLD_AT,
        )
        DeliveryAttempt.objects.create(
            delivery=delivery, at=TOLD_AT, host="mx", phase="dot", state="accepted"
        )
    assert queries() <= before


# Whatever is altered is found


def with_new_manifest(parts):
    """As somebody alters it who also makes the manifest fit."""
    manifest = json.loads(parts["manifest.json"])
    manifest["files"] = {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in parts.items()
        if name != "manifest.json"
    }
    return {**parts, "manifest.json": json.dumps(manifest).encode()}


def test_a_change_of_any_part_is_found(told, tmp_path):
    parts = parts_of(taken())
    assert len(parts) == 16
    for number, name in enumerate(sorted(parts)):
        altered = {**parts, name: parts[name][:-2] + b"x\n"}
        said = check(unpacked(altered, tmp_path / f"altered{number}"))
        assert said.returncode, name
        left = {key: data for key, data in parts.items() if key != name}
        said = check(unpacked(left, tmp_path / f"left{number}"))
        assert said.returncode, name
    said = check(unpacked({**parts, "more.txt": b"x"}, tmp_path / "more"))
    assert said.stderr == "The evidence does not hold: more.txt is not in the manifest.\n"


def edited(name, old, new):
    def change(parts):
        assert old in parts[name], (name, old)
        parts[name] = parts[name].replace(old, new, 1)

    return change


CHANGES = {
    "a place in the version": (
        edited("publication.json", b'"IE"', b'"DE"'),
        "was altered",
    ),
    "its day": (
        edited("publication.json", b'"published_on":"2026-11-02"', b'"published_on":"2026-10-02"'),
        "the head of publication.json was altered",
    ),
    "the version before": (
        edited("publication-before.json", b'"US"', b'"IE"'),
        "publication-before.json was altered",
    ),
    "what the version is said to say": (
        edited("version.json", b'"IE"', b'"DE"'),
        "version.json says other changes than publication.json",
    ),
    "who was sent it": (
        edited("ledger.csv", b"privacy@c.example", b"another@c.example"),
        "has another To",
    ),
    "that it was refused": (
        edited("ledger.csv", b"refused", b"accepted"),
        "is said to be taken, and no attempt says so",
    ),
    "that a delivery is left out": (
        lambda parts: parts.update({"ledger.csv": parts["ledger.csv"].rsplit(b"\r\n", 2)[0]}),
        "attempts.csv has an attempt of delivery",
    ),
    "who confirmed the receipt": (
        edited("acknowledgements.csv", b"name_given\r\n", b"name_given\r\n77"),
        "acknowledgements.csv names delivery 77",
    ),
    "that an objection came in time": (
        edited("objections.csv", b"2026-12-15", b"2026-12-13"),
        "is said to be late, and is not by its days",
    ),
    "that it was late": (
        edited("objections.csv", b"late", b"in time"),
        "is said to be in time, and is not by its days",
    ),
    "until when one could object": (
        edited("objections.csv", b",2026-12-14,2026-12-14,", b",2026-12-20,2026-12-20,"),
        "names another last day than its change",
    ),
    "the identifier of a message": (
        edited("ledger.csv", b"@octo.example>,2026", b"@octo.invalid>,2026"),
        "has another Message-ID",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_the_manifest_was_made_to_fit_is_found_by_what_the_parts_say(
    told, tmp_path, name
):
    change, words = CHANGES[name]
    parts = parts_of(taken())
    change(parts)
    said = check(unpacked(with_new_manifest(parts), tmp_path / "altered"))
    assert said.returncode == 1
    assert words in said.stderr


def test_the_words_of_a_message_cannot_be_changed_without_its_digest(told, tmp_path):
    parts = parts_of(taken())
    [name] = {row["file"] for row in table(taken(), "ledger.csv") if row["customer"]} - {""}
    parts[name] = parts[name].replace(b"Subject: Octo", b"Subject: Acto", 1)
    said = check(unpacked(with_new_manifest(parts), tmp_path / "altered"))
    assert "is not the one whose digest stands in ledger.csv" in said.stderr


def test_evidence_made_up_as_a_whole_is_found_by_whoever_kept_a_mail_or_the_digest(told, tmp_path):
    data = taken()
    (tmp_path / "e.zip").write_bytes(data)
    for known in ("0" * 64, Publication.objects.get(number=1).digest):
        said = check(tmp_path / "e.zip", "--known", known)
        assert said.returncode == 1
        assert "neither the fingerprint nor the digest" in said.stderr


def test_what_is_no_evidence_is_told_from_evidence_that_does_not_hold(told, tmp_path):
    assert check(tmp_path / "nothing.zip").returncode == 2
    (tmp_path / "cut.zip").write_bytes(taken()[:-100])
    said = check(tmp_path / "cut.zip")
    assert (said.returncode, "does not hold" in said.stderr) == (1, True)


@pytest.mark.django_db(transaction=True)
def test_what_is_read_is_one_state_while_notices_go_out_and_nobody_waits(tmp_path):
    def write(database, number):
        with leading_to(database):
            OutboxEvent.objects.create(at=TOLD_AT, by_name=f"Sender {number}", what="halted")

    with own_database(tmp_path / "p.sqlite3") as database, ThreadPoolExecutor(1) as other:
        call_command("migrate", verbosity=0)
        other.submit(write, database, 1).result(15)
        with one_state():
            assert OutboxEvent.objects.count() == 1
            other.submit(write, database, 2).result(15)
            assert OutboxEvent.objects.count() == 1
        assert OutboxEvent.objects.count() == 2
