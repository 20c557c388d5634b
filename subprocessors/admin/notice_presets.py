"""The rule of notice chosen in one step: usual rules, each with a worked example of today."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from subprocessors import wording
from subprocessors.admin.address_test import address_test_context
from subprocessors.admin.portal import countries_with_holidays
from subprocessors.archive.deadlines import (
    BUSINESS_DAYS,
    CALENDAR_DAYS,
    CLEAR_DAYS,
    MONTHS,
    CannotCount,
    has_calendar,
)
from subprocessors.archive.notice_rule import NoticeRule
from subprocessors.models.list_on_day import day_at
from subprocessors.models.portal import Portal

#: Rules as contracts have them: number, kind, and days to object (None: until it takes effect).
PRESETS = {
    "days-30": (30, CLEAR_DAYS, None),
    "calendar-days-30": (30, CALENDAR_DAYS, None),
    "calendar-days-30-objection-90": (30, CALENDAR_DAYS, 90),
    "business-days-10-objection-30": (10, BUSINESS_DAYS, 30),
    "days-14": (14, CLEAR_DAYS, None),
    "days-15-objection-15": (15, CLEAR_DAYS, 15),
    "months-6": (6, MONTHS, None),
    "none": (None, "", None),
}


@dataclass(frozen=True)
class PresetShown:
    """A preset as the page shows it: what it is, and what it means today."""

    key: str
    title: str
    rule: str
    example: str
    is_in_use: bool


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_rule(request):
    """The page of the presets; by POST with ``preset``, the one to use from now on."""
    if not request.user.has_perm("subprocessors.change_portal"):
        raise PermissionDenied
    portal = Portal.objects.first()
    if portal is None:
        messages.error(request, _("There is no portal yet. Type: make new"))
        return redirect("admin:index")
    asked = request.POST if request.method == "POST" else request.GET
    country = asked.get("country", portal.notice_country)
    if country and not has_calendar(country):
        raise BadRequest(f"No holidays are known for the country {country!r}.")
    if request.method == "POST":
        return _chosen(request, portal, country)
    context = {
        **admin.site.each_context(request),
        "title": _("Our notice rule"),
        "presets": [_shown(key, portal, country) for key in PRESETS],
        "countries": countries_with_holidays(),
        "country": country,
        "portal": portal,
        **address_test_context(request),
    }
    return TemplateResponse(request, "admin/subprocessors/notice_rule.html", context)


def _chosen(request, portal, country):
    key = request.POST.get("preset", "")
    if key not in PRESETS:
        raise BadRequest(f"There is no preset {key!r}.")
    for name, value in _values(key, country).items():
        setattr(portal, name, value)
    portal._history_user, portal._change_reason = request.user, _("Notice rule chosen")
    portal.save()
    said = _(
        "The notice rule is saved. It is published with the next version, and applies to the"
        " versions after that one."
    )
    messages.success(request, said)
    return redirect("admin:index")


def _values(key, country):
    """The fields of the portal that the preset ``key`` sets."""
    number, kind, objection_days = PRESETS[key]
    counts_holidays = kind not in ("", CLEAR_DAYS) or objection_days is not None
    return {
        "notice_days": number,
        "notice_kind": kind,
        "notice_country": country if counts_holidays else "",
        "notice_margin": None,
        "objection_days": objection_days,
    }


def _shown(key, portal, country):
    values = _values(key, country)
    stated = {name: value for name, value in values.items() if value not in (None, "")}
    number, kind, objection_days = PRESETS[key]
    if number is None:
        title = _("No notice period")
        said = _("Nothing is refused, and customers read no day by which to object.")
        shown = PresetShown(key, title, said, "", is_in_use=portal.notice_days is None)
        return shown
    title = wording.period_words(kind, number)
    if objection_days:
        window = wording.period_words(CALENDAR_DAYS, objection_days)
        title = _("%(period)s, objection within %(window)s") % {"period": title, "window": window}
    for name in ("objection_email", "contact_email", "authorisation"):
        stated[name] = getattr(portal, name)
    is_in_use = all(getattr(portal, name) == value for name, value in values.items())
    example = worked_example(stated, portal.time_zone, at=timezone.now())
    return PresetShown(key, title, wording.rule_words(stated), example, is_in_use)


def worked_example(facts, time_zone, *, at):
    """What the rule in ``facts`` means for what is published at the instant ``at``, in words."""
    try:
        days = NoticeRule.from_facts(facts).days_for(at, time_zone, wait=settings.NOTICE_WAIT)
    except CannotCount as error:
        return str(error)
    text = _(
        "Published today, %(today)s: counted from %(start)s, the last day is %(last)s. A change"
        " takes effect on %(earliest)s at the earliest; customers object by %(until)s."
    )
    if wording.asks_for_approval(facts):
        text = _(
            "Published today, %(today)s: counted from %(start)s, the last day is %(last)s. A"
            " change takes effect on %(earliest)s at the earliest; customers are asked to approve"
            " it by %(until)s."
        )
    return text % {
        "today": wording.day(day_at(at, time_zone)),
        "start": wording.day(days.counted_from),
        "last": wording.day(days.last),
        "earliest": wording.day(days.earliest),
        "until": wording.day(days.objection_until(days.earliest)),
    }


admin.site.add_page("rule/", choose_rule, name="notice-rule")
