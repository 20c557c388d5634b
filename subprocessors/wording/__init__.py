"""What people read, made from what the archive holds: days, places, values, sentences.

Everything here takes plain values (ISO days, codes, the dictionaries of ``changes``) and
gives plain text in the active language, not escaped. ``differences`` alone gives HTML.
"""

from subprocessors.wording.announcements import announced_sentence, announced_values
from subprocessors.wording.days import as_date, clock, day, day_and_time, short_day
from subprocessors.wording.differences import Difference, stated_values, was_and_is, without_marks
from subprocessors.wording.facts import fact_label, stated_differences, stated_facts
from subprocessors.wording.field_names import (
    field_in_sentence,
    field_label,
    field_words,
    named_fields,
    section_label,
)
from subprocessors.wording.first_listed import first_listed_sentence
from subprocessors.wording.languages import other_language
from subprocessors.wording.lists import and_list, shortened
from subprocessors.wording.notices import (
    SHORT_NOTICE_LABELS,
    asks_for_approval,
    end_of_day,
    notice_line,
    object_by,
    objection_address,
    objection_deadline,
    objection_label,
    period_words,
    rule_words,
    short_notice_words,
)
from subprocessors.wording.places import in_sentence, place_names, places_in_words
from subprocessors.wording.publication_titles import publication_title
from subprocessors.wording.sentence_context import SentenceContext
from subprocessors.wording.sentences import (
    change_sentence,
    change_word,
    compared_word,
    is_announced_between,
    sign,
)
from subprocessors.wording.statuses import status_words
from subprocessors.wording.sums import changes_in_sum
from subprocessors.wording.timings import late_notice_words
from subprocessors.wording.titles import (
    change_title,
    joined_title,
    note_title,
    opening_title,
    reissue_title,
    review_title,
)
from subprocessors.wording.values import value_words

__all__ = [
    "SHORT_NOTICE_LABELS",
    "Difference",
    "SentenceContext",
    "and_list",
    "announced_sentence",
    "announced_values",
    "as_date",
    "asks_for_approval",
    "change_sentence",
    "change_title",
    "change_word",
    "changes_in_sum",
    "clock",
    "compared_word",
    "day",
    "day_and_time",
    "end_of_day",
    "fact_label",
    "field_in_sentence",
    "field_label",
    "field_words",
    "first_listed_sentence",
    "in_sentence",
    "is_announced_between",
    "joined_title",
    "late_notice_words",
    "named_fields",
    "note_title",
    "notice_line",
    "object_by",
    "objection_address",
    "objection_deadline",
    "objection_label",
    "opening_title",
    "other_language",
    "period_words",
    "place_names",
    "places_in_words",
    "publication_title",
    "reissue_title",
    "review_title",
    "rule_words",
    "section_label",
    "short_day",
    "short_notice_words",
    "shortened",
    "sign",
    "stated_differences",
    "stated_facts",
    "stated_values",
    "status_words",
    "value_words",
    "was_and_is",
    "without_marks",
]
