"""What is shown instead of a page that cannot be: plain, with the portal's face."""

import functools
import sys

from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html
from django.utils.translation import gettext as _

from subprocessors.archive.days import day_in
from subprocessors.front.asked_day import DayField, NoSuchDay, SwappedDays
from subprocessors.front.form_pages import StaleForm
from subprocessors.front.gone_addresses import GoneAddress
from subprocessors.front.http import is_of_data
from subprocessors.front.storage_faults import FULL, storage_fault
from subprocessors.views.frame import frame_of_a_failure, framed
from subprocessors.views.problems import problem_answer


def _or_problem(status):
    """For whoever asked for data: the reason as data, rather than a page."""

    def decorated(handler):
        @functools.wraps(handler)
        def handled(request, exception=None):
            if is_of_data(request):
                return problem_answer(status, exception)
            return handler(request, exception)

        return handled

    return decorated


@_or_problem(400)
def bad_request(request, exception=None):
    """400: the address, or what was sent with it, is not valid."""
    if isinstance(exception, SwappedDays):
        return _swapped(request, exception)
    return framed(request, "400.html", status=400, **frame_of_a_failure())


def forbidden(request, exception=None):
    """403: not for this visitor, or a form that was opened too long ago."""
    if isinstance(exception, StaleForm):
        context = {"form_address": request.get_full_path()}
        frame = frame_of_a_failure()
        response = framed(request, "stale_form.html", context, status=403, **frame)
        add_never_cache_headers(response)
        return response
    return framed(request, "403.html", status=403, **frame_of_a_failure())


def stale_form(request, reason=""):
    """403: a form of the desk that was opened before signing in anew, or with no cookies."""
    return framed(request, "stale_form.html", status=403, **frame_of_a_failure())


@_or_problem(404)
def not_found(request, exception=None):
    """404: nothing was ever published here; 410 where it was, and its very address must go."""
    if isinstance(exception, NoSuchDay):
        return _no_such_day(request, exception)
    if isinstance(exception, GoneAddress):
        context = {"redaction": exception.redaction}
        return framed(request, "410.html", context, status=410, **frame_of_a_failure())
    return framed(request, "404.html", status=404, **frame_of_a_failure())


def _no_such_day(request, asked):
    """404 for a day of which there is no list: why, and what there is instead."""
    context = {
        "asked": asked,
        "day_field": DayField(asked.first, asked.today, asked.near(asked.day)),
        "is_comparison": request.path.startswith(reverse("changes")),
        **_compare_fields(request, asked),
    }
    frame = frame_of_a_failure()
    return framed(request, "subprocessors/no_such_day.html", context, status=404, **frame)


def _compare_fields(request, asked):
    days = {name: day_in(request.GET.get(name, "")) for name in ("from", "to")}
    return {
        f"{name}_field": DayField(asked.first, asked.today, asked.near(day))
        for name, day in days.items()
    }


def _swapped(request, asked):
    """400 for two days the wrong way round, which are offered the right way round."""
    context = {
        "asked": asked,
        "from_field": DayField(None, None, asked.last),
        "to_field": DayField(None, None, asked.first),
    }
    frame = frame_of_a_failure()
    return framed(request, "changes/swapped.html", context, status=400, **frame)


@_or_problem(500)
def server_error(request, exception=None):
    """500: our own mistake; 503: the disk is full, or can only be read.

    Shown even with no database, and with no stylesheet.
    """
    fault = storage_fault(sys.exc_info()[1])  # Django calls this while it handles the failure
    try:
        if fault and request.method not in ("GET", "HEAD"):
            return _not_saved(request, fault)
        return framed(request, "500.html", status=500, **frame_of_a_failure())
    except Exception:
        return HttpResponse(_bare_page(), status=500)


def _not_saved(request, fault):
    frame, context = frame_of_a_failure(), {"is_full": fault == FULL}
    response = framed(request, "not_saved.html", context, status=503, **frame)
    add_never_cache_headers(response)
    return response


def _bare_page():
    title = _("This page cannot be shown")
    words = _("Something went wrong on our side. Please try again in a few minutes.")
    return format_html(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>{}</title>'
        "<h1>{}</h1><p>{}</p></html>",
        title,
        title,
        words,
    )
