"""The mails about an objection: its receipt, and what legal answers."""

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.front.addresses import absolute
from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.notifying.composing import Rendered, composed, flattened

Purpose = StoredMessage.Purpose


def receipt_mail(objection, meant, *, deadline, shown, privacy_notice):
    """The Rendered receipt of an Objection to the MeantChange ``meant``.

    It repeats nothing that was typed: whoever typed it may be anybody. ``deadline`` is the
    CustomerDeadline of the address, or None; ``shown`` the newest ListOnDay.
    """
    subject = _("%(organisation)s: we received objection %(number)s")
    more = {"meant": meant, "own": own_days(objection, deadline)}
    return _letter("receipt", subject, objection, shown.facts, privacy_notice, **more)


def answer_mail(objection, text, *, facts, privacy_notice):
    """The Rendered answer ``text`` (plain, by legal) to an Objection; ``facts`` by name."""
    subject = _("%(organisation)s: our answer to your objection %(number)s")
    return _letter("answer", subject, objection, facts, privacy_notice, text=text.strip())


def own_days(objection, deadline):
    """Whether an objection is in time by the notice that its customer was sent, in a sentence.

    "" where the address is no customer's, and where no days are stated.
    """
    if deadline is None or objection.until_on is None:
        return ""
    if deadline.notified_at is None:
        return _("No notice of this change has reached you yet: your objection is in time.")
    zone = objection.publication.time_zone
    words = {
        "told": wording.day_and_time(deadline.notified_at, zone),
        "until": wording.end_of_day(deadline.until_on, zone),
    }
    if objection.is_late:
        return _("You were notified on %(told)s, and could object until %(until)s.") % words
    said = _("You were notified on %(told)s, and can object until %(until)s: it is in time.")
    return said % words


def queue_mail(purpose, rendered, address, *, at, give_up_at, priority):
    """Puts a Rendered mail to one ``address`` into the outbox; gives its Delivery."""
    audience = StoredMessage.Audience
    message = StoredMessage.objects.create(
        purpose=purpose,
        audience=audience.OURSELVES if purpose == Purpose.TEST else audience.OBJECTORS,
        language=get_language(),
        subject=rendered.subject,
        made_at=at,
        **StoredMessage.pack(composed(rendered)),
    )
    return Delivery.objects.create(
        message=message, address=address, priority=priority, due_at=at, give_up_at=give_up_at
    )


def _letter(name, subject, objection, facts, privacy_notice, **more):
    organisation = facts.get("organisation", "")
    subject = flattened(subject % {"organisation": organisation, "number": objection.number})
    context = {
        "subject": subject,
        "organisation": organisation,
        "facts": facts,
        "objection": objection,
        "version": objection.publication,
        "version_address": absolute("version", objection.publication_id),
        "objection_address": wording.objection_address(facts),
        "privacy_notice": privacy_notice,
        "list_address": absolute("list"),
        **more,
    }
    return Rendered(
        subject,
        render_to_string(f"mail/{name}.txt", context).strip() + "\n",
        render_to_string(f"mail/{name}.html", context),
    )
