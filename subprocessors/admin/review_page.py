"""The review page of a draft: all that it shows and asks."""

from django.contrib import admin
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.admin import (
    review_blocks,
    review_consequences,
    review_form,
    review_recipients,
)
from subprocessors.admin.review_checks import review_checks
from subprocessors.admin.review_objections import address_sentence, objection_checks
from subprocessors.admin.review_promises import promised_periods
from subprocessors.admin.review_reach import reach_checks
from subprocessors.admin.site import mail_of
from subprocessors.models.publication import Change, Publication
from subprocessors.models.register import Subprocessor
from subprocessors.publishing.notice_gate import SHORT_NOTICE_LACKS
from subprocessors.publishing.sealing import title_of_draft

MAY_PUBLISH = "subprocessors.publish_publication"
MAY_SEE_OBJECTIONS = "subprocessors.view_objection"


def review_page(request, draft, *, is_kept=False, **more):
    """The page of ``draft``; ``is_kept`` says that answers from before are filled in."""
    sentences = review_blocks.sentence_context(draft)
    shown, left_out = review_blocks.row_blocks(draft, sentences)
    proposed = title_of_draft(draft)
    announced = _announced(draft, sentences)
    mail = mail_of(request)
    counts = review_recipients.notified_counts(draft, mail)
    context = {
        **admin.site.each_context(request),
        "title": _("Review and publish"),
        "draft": draft,
        "seen": " ".join(sorted(draft.reviewed_digests)),
        "blocks": shown,
        "left_out": left_out,
        "announced": announced,
        "opens_announced": _is_decided_or_refused(draft, announced),
        "row_query": review_form.row_query(draft.decisions.corrects),
        "is_kept": is_kept,
        "is_empty": draft.is_empty and not draft.problems,
        "facts": review_blocks.facts_differences(draft),
        "facts_edits": review_blocks.facts_edits(draft),
        "first_facts": review_blocks.facts_of_opening(draft),
        "consequences": review_consequences.consequences(draft),
        "notified": review_recipients.notified_sentence(counts),
        "notified_count": sum(counts),
        "must_type": review_recipients.must_type(counts),
        "tells_anybody": any(change["material"] for change in draft.changes),
        "rule": review_consequences.rule_sentence(draft),
        "objection_address": address_sentence(draft, mail),
        "checks": [
            *objection_checks(draft, mail, request.user),
            *(reach_checks(draft, request.user) if mail.has_customers else ()),
            *review_checks(draft, review_consequences.warnings(draft), is_mailed=bool(sum(counts))),
        ],
        "promises": promised_periods(draft) if mail.has_customers else (),
        "again": review_blocks.reissued_as_read(draft),
        "short_codes": SHORT_NOTICE_LACKS,
        "short_reasons": [*wording.SHORT_NOTICE_LABELS.items()],
        "proposed": proposed,
        "title_text": draft.decisions.title or proposed,
        "may_publish": request.user.has_perm(MAY_PUBLISH),
        "corrected": _corrected(draft.decisions.corrects),
        "rows_to_correct": _rows_to_correct(draft),
    }
    return TemplateResponse(request, "admin/subprocessors/review.html", context | more)


def _announced(draft, sentences):
    is_review = draft.decisions.is_review
    return [] if is_review else review_blocks.announcements_of_other_rows(draft, sentences)


def _is_decided_or_refused(draft, announced):
    """Whether something was decided of announcements of other rows, or stands in their way."""
    refused = {problem.slug for problem in draft.problems}
    return any(
        slug in refused or any(one.dropped or one.day != one.on for one in pending)
        for _name, slug, pending in announced
    )


def _corrected(number):
    return None if number is None else Publication.objects.filter(number=number).first()


def _rows_to_correct(draft):
    """The rows of the version to correct, where nothing of it is corrected yet."""
    if not any(problem.code == "nothing_corrected" for problem in draft.problems):
        return []
    touched = Change.objects.filter(publication=draft.decisions.corrects).values("slug")
    return Subprocessor.objects.filter(slug__in=touched)
