"""A review's answers, kept in the session while somebody leaves it to edit a row.

They are kept for one base version and one kind of review, for half a day at most: after that
the days that were proposed are no longer right.
"""

from datetime import timedelta

from django.http import QueryDict

_KEY = "review_answers"
_LONGEST = timedelta(hours=12)
#: What an address says of the kind of a review.
_KIND = ("corrects", "review", "again")
_NOT_KEPT = frozenset({"use", "csrfmiddlewaretoken", "seen", "publish", "page", "on"})


def keep_answers(request, *, at):
    """Keeps what the posted review says."""
    answers = {name: found for name, found in request.POST.lists() if name not in _NOT_KEPT}
    request.session[_KEY] = {"at": at.timestamp(), "answers": answers}


def kept_answers(request, *, at, base):
    """The kept answers to the review that ``request`` asks for, as posted; None without any.

    ``base`` is the number of the newest version, or None.
    """
    kept = request.session.get(_KEY)
    if kept is None or at.timestamp() - kept["at"] > _LONGEST.total_seconds():
        return None
    answers = QueryDict(mutable=True)
    for name, found in kept["answers"].items():
        answers.setlist(name, found)
    is_same_kind = all(
        answers.get(name, "") == request.GET.get(name, "")
        for name in ("corrects", "review", "again")
    )
    is_same_base = answers.get("base", "") == str(base or "")
    return answers if is_same_kind and is_same_base else None


def forget_answers(request):
    """Forgets what was kept."""
    request.session.pop(_KEY, None)
