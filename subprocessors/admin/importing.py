"""The import pages: a list from elsewhere is chosen, understood, compared, and only then saved.

Each page posts to the same address with the step that comes next, and can go back.
"""

import json

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from subprocessors.admin.import_form import (
    ChooseListForm,
    ChosenList,
    DeskAnswers,
    MissingRowsForm,
    column_choices,
    desk_answers,
    value_choices,
)
from subprocessors.admin.import_rows import faulty_rows, step_block
from subprocessors.importing.applying import CannotImport, ImportOutdated, bring_in
from subprocessors.importing.differing import difference
from subprocessors.importing.labels import import_label, service_labels
from subprocessors.importing.reading.any_file import read_list
from subprocessors.importing.reading.files import Unreadable
from subprocessors.importing.remembering import interpret_with_memory
from subprocessors.importing.undoing import CannotUndo, undo_import
from subprocessors.models.list_import import ListImport
from subprocessors.publishing.waiting import today_on_desk

_NEEDED = ("subprocessors.add_subprocessor", "subprocessors.change_subprocessor")
_TO_UNDO = (*_NEEDED, "subprocessors.delete_subprocessor")
_MOST_PROBLEMS = 100
_MOST_IMPORTS = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request):
    """Asks for a list; by POST goes to the ``step`` it names: columns, difference or save."""
    if not request.user.has_perms(_NEEDED):
        raise PermissionDenied
    if request.method != "POST":
        return _choose_page(request, ChooseListForm())
    if "undo" in request.POST:
        return _undone(request)
    form = ChooseListForm()
    try:
        if request.POST.get("source"):
            chosen = ChosenList.from_signed(request.POST["source"])
            return _next_page(request, chosen, desk_answers(request.POST))
        form = ChooseListForm(request.POST, request.FILES)
        if form.is_valid():
            return _columns_page(request, form.chosen(), DeskAnswers())
    except Unreadable as refusal:
        return _choose_page(request, form, problems=refusal.problems)
    return _choose_page(request, form)


def _next_page(request, chosen, answers):
    step = request.POST.get("step", "columns")
    if step == "choose":
        form = ChooseListForm(initial={"pasted": chosen.pasted})
        return _choose_page(request, form, chosen=chosen, answers=answers)
    if step == "save":
        return _saved(request, chosen, answers)
    if step == "difference":
        ending = MissingRowsForm(request.POST) if "of_difference" in request.POST else None
        return _difference_page(request, chosen, answers, ending=ending)
    return _columns_page(request, chosen, answers)


def _page(request, template, **more):
    context = {**admin.site.each_context(request), "title": _("Import a list"), **more}
    if "chosen" in more:
        context["signed"], context["kept"] = more["chosen"].signed(), more["answers"].kept()
    return TemplateResponse(request, f"admin/subprocessors/import_{template}.html", context)


def _choose_page(request, form, **more):
    earlier = ListImport.objects.all()[:_MOST_IMPORTS]
    may_undo = request.user.has_perms(_TO_UNDO)
    return _page(request, "choose", form=form, earlier=earlier, may_undo=may_undo, **more)


def _understood(chosen, answers):
    made, known = interpret_with_memory(read_list(chosen.data, name=chosen.name), answers.file)
    answers.file = made.answers
    return made, known


def _columns_page(request, chosen, answers, *, insist=False):
    made, known = _understood(chosen, answers)
    rows, faulty_count = faulty_rows(made)
    return _page(
        request,
        "columns",
        chosen=chosen,
        answers=answers,
        made=made,
        known=known,
        insist=insist,
        columns=[(column, column_choices(column, made.answers)) for column in made.columns],
        values=[
            (f"{name}:{words}", label, import_label(name), value_choices(name))
            for (name, words), label in made.asked_values.items()
        ],
        has_days=bool(made.answers.dates) or any(p.remedy == "dates" for p in made.problems),
        orders=_orders(),
        problems=[str(p) for p in made.problems if p.row is None],
        rows=rows,
        faulty_count=faulty_count,
        answered=sorted({*made.answers.left_out, *made.answers.mended}),
    )


def _orders():
    return [
        ("DMY", _("day, month, year")),
        ("MDY", _("month, day, year")),
        ("YMD", _("year, month, day")),
    ]


def _difference_page(request, chosen, answers, *, ending=None, refused=()):
    made, _known = _understood(chosen, answers)
    if not made.is_whole:
        return _columns_page(request, chosen, answers, insist=True)
    found = difference(made.entries, on=_today(), apart=answers.apart)
    labels = service_labels(made.new_services)
    problems = [capfirst(one) for one in dict.fromkeys([*found.problems, *refused])]
    return _page(
        request,
        "difference",
        chosen=chosen,
        answers=answers,
        made=made,
        found=found,
        problems=problems[:_MOST_PROBLEMS],
        added=[step_block(step, answers, labels) for step in found.added],
        changed=[step_block(step, answers, labels) for step in found.changed],
        renamed=[step_block(step, answers, labels) for step in found.renamed],
        proposed=json.dumps([step.entry.name for step in found.renamed]),
        ending=ending or MissingRowsForm(),
    )


def _saved(request, chosen, answers):
    ending = MissingRowsForm(request.POST)
    if not ending.is_valid():
        return _difference_page(request, chosen, answers, ending=ending)
    made, _known = _understood(chosen, answers)
    try:
        found = bring_in(
            made,
            on=_today(),
            by=request.user,
            source=chosen.name,
            apart=answers.apart,
            unticked=answers.unticked,
            seen=request.POST.get("seen", ""),
            end_missing=ending.cleaned_data["end_missing"],
        )
    except ImportOutdated:
        words = _(
            "Not saved yet: your answers, or an edit of the working list, changed what would be"
            " saved. Below is what it is now; press the button again."
        )
        messages.warning(request, words)
        return _difference_page(request, chosen, answers, ending=ending)
    except CannotImport as refusal:
        return _difference_page(request, chosen, answers, ending=ending, refused=refusal.problems)
    _say_saved(request, found)
    return redirect("admin:subprocessors_subprocessor_changelist")


def _say_saved(request, found):
    count = len(found.steps)
    said = ngettext(
        "%d row of the working list is new or changed. Customers see it when you publish.",
        "%d rows of the working list are new or changed. Customers see it when you publish.",
        count,
    )
    messages.success(request, said % count)


def _undone(request):
    if not request.user.has_perms(_TO_UNDO):
        raise PermissionDenied
    number = request.POST["undo"]
    done = get_object_or_404(ListImport, pk=int(number) if number.isdecimal() else 0)
    try:
        count = undo_import(done, by=request.user)
    except CannotUndo as refusal:
        words = _("The import of %(file)s was not undone. %(why)s")
        messages.error(request, words % {"file": done.file_name, "why": refusal})
    else:
        said = ngettext(
            "The import of %(file)s was undone: %(count)d row is as before.",
            "The import of %(file)s was undone: %(count)d rows are as before.",
            count,
        )
        messages.success(request, said % {"file": done.file_name, "count": count})
    return redirect("admin:import")


def _today():
    return today_on_desk(at=timezone.now())


admin.site.add_page("import/", import_list, name="import")
