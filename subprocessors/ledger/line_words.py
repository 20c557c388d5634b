"""What became of a notice, and who confirmed it, each as a sentence that begins small."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from subprocessors import wording
from subprocessors.models.list_on_day import day_at
from subprocessors.models.outbox import Delivery, DeliveryAttempt
from subprocessors.subscribing.blanking_recipients import is_mark

State = Delivery.State


def line_words(line):
    """What became of the notice of a LedgerLine: "sent 2 November 2026, 32 days before start:
    in time; taken by mx.acme.example, 250 2.0.0 queued as 4F2A"."""
    return _WORDS[line.delivery.state](line)


def answer_words(attempt):
    """Who answered an attempt, and what: "mx.acme.example, 250 2.0.0 queued as 4F2A"."""
    host = attempt.host.rpartition(":")[0] or attempt.host
    said = " ".join(filter(None, (str(attempt.code or ""), attempt.words)))
    return ", ".join(filter(None, (host, said)))


def confirmation_words(confirmation, address, zone):
    """An Acknowledgement as a sentence; ``address`` is that which the link was sent to."""
    words = {"address": address, "day": wording.day(day_at(confirmation.at, zone))}
    if not confirmation.name:
        return _("confirmed through the link sent to %(address)s, on %(day)s") % words
    if is_mark(confirmation.name):
        return (
            _(
                "confirmed through the link sent to %(address)s, by somebody whose name was erased"
                " since, on %(day)s"
            )
            % words
        )
    words["name"] = confirmation.name
    return (
        _(
            "confirmed through the link sent to %(address)s, by somebody who gave the name"
            " %(name)s, on %(day)s"
        )
        % words
    )


def _accepted(line):
    sent = _("sent %(day)s") % {"day": _day(line, line.delivery.settled_at)}
    if line.timing is not None:
        sent = f"{sent}, {_before_start(line.timing)}: {_standing(line.timing)}"
    elif line.delivery.contact_id and line.delivery.message.late_from is None:
        sent = _("%(sent)s; no period is owed") % {"sent": sent}
    if line.taken is None:
        return sent
    return _("%(sent)s; taken by %(answer)s") % {"sent": sent, "answer": answer_words(line.taken)}


def _before_start(timing):
    days = timing.days_before_start
    if days > 0:
        words = ngettext("%(count)d day before start", "%(count)d days before start", days)
        return words % {"count": days}
    if days == 0:
        return _("on the day of the start")
    return ngettext("%(count)d day after the start", "%(count)d days after the start", -days) % {
        "count": -days
    }


def _standing(timing):
    words = {"earliest": wording.day(timing.earliest), "count": timing.days_late}
    if timing.is_late:
        late = ngettext("%(count)d day late", "%(count)d days late", timing.days_late)
        if timing.starts_too_soon:
            late += _(", and the change starts before %(earliest)s, the end of this period")
        else:
            late += _(", and the change starts late enough all the same")
        return late % words
    if timing.starts_too_soon:
        return (
            _(
                "in time by the rule, but the change starts before %(earliest)s, the end of the"
                " longer period that was promised"
            )
            % words
        )
    return _("in time")


def _waiting(line):
    if line.last is None:
        return _("waits to be sent")
    answer = answer_words(line.last)
    return _("waits to be sent; the last answer: %(answer)s") % {"answer": answer}


def _sending(line):
    return _("is being sent")


def _refused(line):
    said = _("not told: refused on %(day)s") % {"day": _day(line, line.delivery.settled_at)}
    if line.last is None:
        return said
    return _("%(said)s by %(answer)s") % {"said": said, "answer": answer_words(line.last)}


def _in_doubt(line):
    words = {"day": _day(line, line.delivery.settled_at)}
    return (
        _("in doubt since %(day)s: the connection broke after the message was handed over") % words
    )


def _stopped(line):
    return _("not told: stopped on %(day)s") % {"day": _day(line, line.delivery.settled_at)}


def _given_up(line):
    said = _("not told: given up on %(day)s") % {"day": _day(line, line.delivery.settled_at)}
    if line.last is None or not line.last.words:
        return said
    answer = answer_words(line.last)
    return _("%(said)s; the last answer: %(answer)s") % {"said": said, "answer": answer}


def _bounced(line):
    said = _("not told: it came back on %(day)s") % {"day": _day(line, line.delivery.settled_at)}
    last = line.last
    if last is not None and last.phase == DeliveryAttempt.Phase.HAND:
        words = {"said": said, "name": last.by_name, "why": last.words}
        said = _("%(said)s, as %(name)s marked: %(why)s") % words
    elif last is not None:
        said = f"{said}, {answer_words(last)}"
    if line.taken is None:
        return said
    words = {
        "said": said,
        "day": _day(line, line.taken.at),
        "answer": answer_words(line.taken),
    }
    return _("%(said)s; before, taken on %(day)s by %(answer)s") % words


def _day(line, at):
    zone = line.delivery.message.publication.time_zone
    return wording.day(day_at(at, zone)) if at else _("a day that is not known")


_WORDS = {
    State.WAITING: _waiting,
    State.SENDING: _sending,
    State.ACCEPTED: _accepted,
    State.REFUSED: _refused,
    State.IN_DOUBT: _in_doubt,
    State.STOPPED: _stopped,
    State.NOT_TOLD: _given_up,
    State.BOUNCED: _bounced,
}
