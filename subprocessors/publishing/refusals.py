"""Why a list cannot be published as it stands, in words that say what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


class NotPublishable(Exception):
    """The list cannot be published as it stands; ``problems`` says why, one Problem each.

    ``draft`` is what would have been published; None where there is no portal.
    """

    def __init__(self, problems, draft=None):
        self.problems, self.draft = list(problems), draft
        super().__init__(" ".join(str(problem.sentence) for problem in self.problems))


class NothingToPublish(Exception):
    """The working list and what is published are the same; ``draft`` says so."""

    def __init__(self, draft):
        self.draft = draft
        super().__init__("Nothing to publish: the list is as published.")


class ReviewOutdated(Exception):
    """Something changed between the review and the button; ``draft`` is how it stands now."""

    def __init__(self, draft):
        self.draft = draft
        super().__init__("What was reviewed is no longer what would be published.")


#: What a day that is offered settles.
START, DAY, MOVE = "start", "day", "move"


@dataclass(frozen=True)
class Problem:
    """Something legal has to decide: where (row, field, group), and a sentence that says what.

    ``offer`` is an ISO day that would do, or ""; taking it settles ``offer_for``: the row's
    "start", the "day" of the group, or the "move" of what is announced for the field.
    """

    slug: str
    field: str
    code: str
    sentence: str
    group: str = ""
    offer: str = ""
    offer_for: str = ""


_SENTENCES = {
    "start_cleared": _(
        "%(name)s: its start, %(start)s, is published and cannot be emptied. Put it back, or"
        " write another day."
    ),
    "start_moved_earlier": _(
        "%(name)s: a correction cannot bring the start forward from %(start)s to %(day)s."
        " Publish it as a change, with its notice."
    ),
    "start_undone": _(
        "%(name)s: it is in use, so its start cannot move to a day to come (%(day)s). If it"
        " has not started, correct the version that said so; if it pauses, state its last day."
    ),
    "withdrawn_ahead": _(
        "%(name)s: it cannot be dropped on a day to come (%(day)s). Drop it on that day."
    ),
    "withdrawn_after_start": _(
        "%(name)s: it has started, so it cannot be dropped. State its last day; or, if it was"
        " listed by mistake, correct the version that listed it."
    ),
    "return_needs_start": _(
        "%(name)s: it was last used on %(last_day)s. To bring it back, give it a start after that"
        " day; if it never left, correct the version that said so."
    ),
    "return_too_early": _(
        "%(name)s: its last day, %(last_day)s, is still to come. Keep its start to cancel the end,"
        " or make a new row for its return."
    ),
    "after_last_day": _(
        "%(name)s: %(fields)s would change on %(day)s, after its last day (%(last_day)s). Choose"
        " an earlier day, or leave it out."
    ),
    "today_needs_correction": _(
        "%(name)s: only a correction can alter %(fields)s as shown today and keep what is"
        " announced."
    ),
    "moved_forward": _(
        "%(name)s: a correction cannot bring %(fields)s forward from %(announced)s to %(day)s."
        " Publish it as a change, with its notice."
    ),
    "replaces_unpublished": _(
        "%(name)s: it replaces %(other)s, which is not published. Publish both, or empty"
        " “replaces”."
    ),
    "needs_day": _("%(name)s: say on which day the change of %(fields)s takes effect."),
    "needs_start": _(
        "%(name)s: say from which day it is in use (“in use from”). Customers are owed it."
    ),
    "needs_reason": _(
        "%(name)s: say why the change of %(fields)s is wording only. The reason is published."
    ),
    "nothing_corrected": _(
        "Nothing is corrected yet. Edit a row of version %(number)s, or what it says about the"
        " company. If only its title or its note was wrong, write a note for customers here."
    ),
    "too_early": _(
        "%(name)s: %(fields)s would take effect on %(day)s, before the notice has run. The earliest"
        " day is %(earliest)s. Use that day, or declare short notice."
    ),
    "start_too_early": _(
        "%(name)s: it would start on %(day)s, before the notice has run. The earliest day is"
        " %(earliest)s. Use that day, or declare short notice."
    ),
    "moved_too_early": _(
        "%(name)s: %(fields)s would come on %(day)s, sooner than announced and before the notice"
        " has run anew. The earliest day is %(earliest)s. Use that day, or declare short notice."
    ),
    "start_was_earlier": _(
        "%(name)s: it would be in use since %(day)s, of which no notice was given. Correct the"
        " version that stated its start, or declare short notice."
    ),
    "cannot_count": _("%(name)s: the notice period cannot be counted. %(error)s"),
    "short_notice_reason": _("%(name)s: choose the reason for short notice. It is published."),
    "short_notice_words": _(
        "%(name)s: say in your own words why the notice is short. The words are published."
    ),
    "short_notice_since": _("%(name)s: say since which day it is in use. The day is published."),
    "holds_pending": _(
        "%(name)s: %(fields)s, as edited, hold what is announced for %(day)s, and more. Say whether"
        " that part still starts on %(day)s, or all of it takes one day."
    ),
    "pending_first": _(
        "%(name)s: %(pending)s stays announced for %(day)s, and one change of %(fields)s can be"
        " announced at a time. Leave this row out now: the rest can be announced from %(day)s on."
    ),
    "nothing_to_reissue": _(
        "Nothing that version %(number)s stated is still so; there is nothing to tell again."
    ),
    "correction_needs_reason": _(
        "Say what was wrong. The words are published with the correction."
    ),
    "corrects_unknown": _("There is no version %(number)s to correct."),
    "clock_set_back": _(
        "The clock says %(at)s, but version %(number)s was published at %(last)s. Set the clock"
        " right, then publish."
    ),
    "no_portal": _("There is no portal yet. Type: make new"),
    "unsealed": _(
        "The archive can be rewritten. Missing in the database: %(triggers)s. How to put back what"
        " is missing says: manage.py check --database default"
    ),
    "half_written": _(
        "Version %(number)s is half-written: %(why)s. docs/operations.md says the way out."
    ),
    "redacted_base": _(
        "Version %(number)s has redacted rows and cannot be built upon. Restore a backup."
    ),
    "bad_text": _("%(name)s: %(error)s"),
}


def problem(code, *, slug="", field="", group="", offer="", offer_for="", **facts):
    """The Problem of this code, its sentence filled with ``facts``."""
    return Problem(slug, field, code, _SENTENCES[code] % facts, group, offer, offer_for)
