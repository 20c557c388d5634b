"""A copy of the database sends nothing, nor does the sample, until somebody says so."""

import pytest
from django.core.management import call_command

from subprocessors.models.outbox import Delivery
from subprocessors.models.outbox_events import Outbox, OutboxEvent
from subprocessors.notifying.sender_mark import allow_sending, mark_outside, may_send, unmark
from tests.outbox import NOW, a_delivery
from tests.stories import make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.MAIL_CONNECTIONS = 1  # more of them would be threads, without the test's transaction
    return settings.DATA_DIR


def test_a_new_portal_takes_a_mark_by_itself_and_keeps_it(folder):
    make_portal()
    assert may_send()
    assert mark_outside() == Outbox.objects.get().mark
    assert (folder / "sender-mark").stat().st_mode & 0o077 == 0
    a_delivery("jane@a.example")
    assert may_send()


@pytest.mark.parametrize("outside", [None, "another"])
def test_where_the_mark_outside_is_missing_or_anothers_nothing_is_sent(folder, outside, capsys):
    make_portal()
    assert may_send()
    a_delivery("jane@a.example")
    (folder / "sender-mark").unlink()
    if outside:
        (folder / "sender-mark").write_text(outside)
    assert not may_send()
    call_command("sendnotices")
    assert "Nothing is sent" in capsys.readouterr().out
    assert Delivery.objects.get().state == "waiting"


def test_a_copy_made_before_anything_was_sent_does_not_begin_by_itself(folder):
    make_portal()
    a_delivery("jane@a.example")
    assert not may_send()


def test_the_sample_sends_nothing(folder):
    make_portal(is_sample=True)
    assert not may_send()


def test_another_portal_in_a_folder_that_has_a_mark_does_not_take_it(folder):
    folder.mkdir()
    (folder / "sender-mark").write_text("another\n")
    make_portal()
    assert not may_send()


def test_somebody_may_let_it_send_and_who_did_is_kept(folder):
    make_portal(is_sample=True)
    a_delivery("jane@a.example")
    allow_sending(by="ada", at=NOW)
    assert may_send()
    event = OutboxEvent.objects.get()
    assert (event.what, event.by_name, event.at) == ("allowed", "ada", NOW)


def test_a_restored_portal_waits_even_where_the_file_is_its_own(folder):
    make_portal()
    assert may_send()
    unmark()
    assert not may_send()


def test_a_mark_may_be_a_setting_for_senders_on_several_machines(folder, settings):
    settings.SENDER_MARK = "of-octo-cloud"
    make_portal()
    assert may_send()
    assert not (folder / "sender-mark").exists()
    settings.SENDER_MARK = "of-another"
    assert not may_send()


def test_the_command_lets_it_send_and_go_on(folder, capsys, settings):
    make_portal(is_sample=True)
    a_delivery("jane@a.example")
    call_command("sendnotices", "--allow")
    assert "1 unsent. 0 wait." in capsys.readouterr().out
    Outbox.objects.update(halted_at=NOW, halted_why="535 wrong password")
    call_command("sendnotices")
    assert "535 wrong password\nWhen that is mended" in capsys.readouterr().out
    call_command("sendnotices", "--restart")
    assert "Nothing was due. 0 wait." in capsys.readouterr().out
    assert Outbox.objects.get().halted_at is None
