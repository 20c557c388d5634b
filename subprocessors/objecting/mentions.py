"""Taking an address out of the texts of objections that name it, of others too."""

from django.db.models import Prefetch

from subprocessors.models.mail_addresses import blank_address_in
from subprocessors.models.objections import Objection, ObjectionEvent
from subprocessors.objecting.keeping import blank_answers, kept_objection


def blank_mentions(address, mark, *, at, but_of):
    """Puts ``mark`` in the place of ``address`` in grounds and in our words; blanks an answer that
    names it. Within a transaction.

    Leaves what must be kept, and the objections ``but_of``. Gives how many texts it changed, and
    the KeptObjections that still name it.
    """
    count, kept = 0, []
    events = ObjectionEvent.objects.select_related("delivery__message")
    found = Objection.objects.filter(erased_at=None).exclude(pk__in=[one.pk for one in but_of])
    for objection in found.prefetch_related(Prefetch("events", events)).order_by("pk"):
        texts = _Texts(objection, address, mark)
        if not texts.count:
            continue
        if held := kept_objection(objection, at=at):
            kept.append(held)
        else:
            texts.blank()
            count += texts.count
    return count, kept


class _Texts:
    """Those texts of one Objection that name an address."""

    def __init__(self, objection, address, mark):
        self._objection, self._address, self._mark = objection, address, mark
        events = list(objection.events.all())
        self._has_grounds = self._names(objection.grounds)
        self._words = [one for one in events if self._names(one.words)]
        self._answers = [
            one.pk
            for one in events
            if one.what == one.What.ANSWERED and self._names(one.delivery.message.text)
        ]
        self.count = self._has_grounds + len(self._words) + len(self._answers)

    def _names(self, text):
        return self._without(text) != text

    def _without(self, text):
        return blank_address_in(text, self._address, self._mark)

    def blank(self):
        """Takes the address out of them."""
        if self._has_grounds:
            grounds = self._without(self._objection.grounds)
            Objection.objects.filter(pk=self._objection.pk).update(grounds=grounds)
        for one in self._words:
            words = self._without(one.words)
            ObjectionEvent.objects.filter(pk=one.pk).update(words=words)
        blank_answers(ObjectionEvent.objects.filter(pk__in=self._answers))
