"""Taking redacted words out of what was sent, and stopping what was not sent yet.

Only ``publishing.redacting`` calls this, while the triggers are away.
"""

from email import message_from_bytes, policy

from subprocessors.models.outbox import Delivery, DeliveryAttempt, StoredMessage

State = Delivery.State


def blank_messages(words, *, at):
    """Blanks each stored message that holds the RedactedWords, and such answers of servers.

    What still waits with such a message is stopped; what is in doubt stays so, and is sent no
    more. Digests stay. Gives how many wait no more.
    """
    found = [one.pk for one in messages_with(words)]
    waiting = Delivery.objects.filter(message__in=found, due_at__isnull=False)
    count = waiting.filter(state=State.IN_DOUBT).update(due_at=None)
    stopped = waiting.exclude(state=State.SENDING)
    count += stopped.update(state=State.STOPPED, due_at=None, settled_at=at)
    StoredMessage.objects.filter(pk__in=found).update(subject="", content=b"")
    answers = DeliveryAttempt.objects.exclude(answer="").values_list("pk", "answer")
    holding = [pk for pk, answer in answers.iterator() if words.are_in(answer)]
    DeliveryAttempt.objects.filter(pk__in=holding).update(answer="")
    return count


def messages_with(words):
    """Yields each StoredMessage that holds the RedactedWords."""
    for stored in StoredMessage.objects.select_related("publication").iterator():
        if words.are_in(_texts_of(stored)):
            yield stored


def _texts_of(stored):
    message = message_from_bytes(stored.source, policy=policy.default)
    texts = [
        part.get_content() for part in message.walk() if part.get_content_type() == "text/plain"
    ]
    return [stored.subject, *texts]
