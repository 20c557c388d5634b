"""The rule of notice and the days of a notice, in words."""

import zoneinfo
from datetime import datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from subprocessors.archive.deadlines import BUSINESS_DAYS, CALENDAR_DAYS, CLEAR_DAYS, MONTHS
from subprocessors.archive.notice_rule import NoticeRule
from subprocessors.archive.owing import OMITTED, REQUIRED_BY_LAW, STATED_WRONGLY, URGENT
from subprocessors.wording.days import as_date, day
from subprocessors.wording.places import place_name

#: The reasons for short notice, as they are chosen and published.
SHORT_NOTICE_LABELS = {
    URGENT: gettext_lazy("urgent replacement"),
    REQUIRED_BY_LAW: gettext_lazy("required by law"),
    OMITTED: gettext_lazy("omitted by mistake"),
    STATED_WRONGLY: gettext_lazy("stated wrongly"),
}


def period_words(kind, number):
    """A period: "30 days", "10 business days"."""
    words = {
        CLEAR_DAYS: ngettext("%(number)d day", "%(number)d days", number),
        CALENDAR_DAYS: ngettext("%(number)d calendar day", "%(number)d calendar days", number),
        BUSINESS_DAYS: ngettext("%(number)d business day", "%(number)d business days", number),
        MONTHS: ngettext("%(number)d month", "%(number)d months", number),
    }
    return words[kind] % {"number": number}


def rule_words(facts):
    """The rule that ``facts`` (by name) state, in a line; "" where there is none."""
    rule = NoticeRule.from_facts(facts)
    if rule is None:
        return ""
    return f"{_notice_words(rule)} {_objection_words(rule, facts)}"


def notice_line(facts):
    """The period alone, and whether each change needs approval; "" where there is no rule."""
    rule = NoticeRule.from_facts(facts)
    if rule is None:
        return ""
    said = _notice_words(rule)
    if asks_for_approval(facts):
        said = f"{said} {_('Each change needs your approval.')}"
    return said


def _notice_words(rule):
    period = period_words(rule.kind, rule.number)
    if rule.country and rule.kind != CLEAR_DAYS:
        words = {"period": period, "country": place_name(rule.country)}
        period = _("%(period)s (holidays: %(country)s)") % words
    return _("Notice: %(period)s before a change takes effect.") % {"period": period}


def _objection_words(rule, facts):
    words = {"address": objection_address(facts)}
    if rule.objection_days is not None:
        words["window"] = period_words(CALENDAR_DAYS, rule.objection_days)
    if asks_for_approval(facts):
        text = _("Each change needs your approval.")
        if rule.objection_days is not None:
            text = _("Each change needs your approval, within %(window)s from the notice.")
    elif rule.objection_days is not None:
        text = _("Objections: within %(window)s from the notice.")
    else:
        text = _("Objections: until it takes effect.")
    if words["address"]:
        text = f"{text} {_('By mail to %(address)s.')}"
    return text % words


def asks_for_approval(facts):
    """Whether contracts ask for customers' approval (SCC 2021/914, clause 9(a), option 1).

    ``facts`` by name; else customers may object (option 2).
    """
    return facts.get("authorisation") == "specific"


def objection_address(facts):
    """Where objections go, as ``facts`` (by name) state: an address, or ""."""
    return facts.get("objection_email") or facts.get("contact_email") or ""


def end_of_day(value, time_zone):
    """The end of a date or ISO day in a zone: "3 December 2026, 24:00 CET"."""
    # Where clocks go back at midnight, 23:59 comes twice: the day ends after the second.
    last = datetime.combine(as_date(value), time(23, 59, fold=1), zoneinfo.ZoneInfo(time_zone))
    name = last.tzname()
    zone = f"UTC{name}" if name[0] in "+-" else name
    return _("%(day)s, 24:00 %(zone)s") % {"day": day(value), "zone": zone}


def object_by(value, time_zone, facts):
    """Until when and where to object: "Object by 3 December 2026, 24:00 CET, by mail to ..."

    ``value`` is the last day (a date or ISO day), ``facts`` are those of the publication.
    Where contracts ask for approval, that is asked for instead.
    """
    return f"{objection_label(facts)} {objection_deadline(value, time_zone, facts)}"


def objection_label(facts):
    """What stands before the last day to object: "Object by"."""
    if asks_for_approval(facts):
        return _("Your approval is needed by")
    return _("Object by")


def objection_deadline(value, time_zone, facts):
    """The last day to object, with time, zone and address."""
    words = {"until": end_of_day(value, time_zone), "address": objection_address(facts)}
    if not words["address"]:
        return words["until"]
    return _("%(until)s, by mail to %(address)s") % words


def short_notice_words(short):
    """A short notice as customers read it: "Short notice: required by law. We had to ..."

    ``short`` is what a change states of it (see ``archive.owing``).
    """
    reason = str(SHORT_NOTICE_LABELS.get(short["reason"], short["reason"]))
    said = _("Short notice: %(reason)s.") % {"reason": reason}
    if short.get("since"):
        words = {"reason": reason, "day": day(short["since"])}
        said = _("Short notice: %(reason)s, in use since %(day)s.") % words
    return " ".join(filter(None, (said, short.get("words", ""))))
