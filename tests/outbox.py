"""Messages and deliveries made by hand, for tests of what sends them."""

from datetime import timedelta

from subprocessors.models.outbox import Delivery, StoredMessage
from subprocessors.notifying.composing import Rendered, composed
from tests.publications import a_row, publish_rows
from tests.stories import at

NOW = at("2026-11-02")


def a_message(text="Hello\n", *, number=None, **values):
    """A stored message; of a publication with ``number``, which is made."""
    if number is not None:
        publish_rows([a_row("acme")], number=number, published_at="2026-11-01")
    values = {
        "purpose": "notice",
        "audience": "contacts",
        "language": "en-gb",
        "subject": "Notice",
        "made_at": NOW,
        "publication_id": number,
        **values,
    }
    source = composed(Rendered(values["subject"], text))
    return StoredMessage.objects.create(**values, **StoredMessage.pack(source))


def a_delivery(address, message=None, **values):
    """A delivery that is due."""
    values = {"due_at": NOW, "give_up_at": NOW + timedelta(days=7), **values}
    return Delivery.objects.create(message=message or a_message(), address=address, **values)
