"""The import page: a list from elsewhere is read, shown as a difference, and only then saved."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from subprocessors.admin.import_form import EndForm, Source, SourceForm, answers, choices
from subprocessors.importing.applying import CannotImport, Outdated, bring_in
from subprocessors.importing.differing import difference
from subprocessors.importing.interpreting.interpret import understand
from subprocessors.importing.interpreting.labels import fields_in_words
from subprocessors.importing.interpreting.stated_values import DAYS
from subprocessors.importing.reading.any_file import read_list
from subprocessors.importing.reading.files import Unreadable
from subprocessors.publishing.waiting import today_on_desk
from subprocessors.wording.differences import marked

_NEEDED = ("subprocessors.add_subprocessor", "subprocessors.change_subprocessor")
_MOST_PROBLEMS = 100


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request):
    """Asks for a list; by POST shows what it says; with ``save``, brings it in."""
    if not request.user.has_perms(_NEEDED):
        raise PermissionDenied
    form = SourceForm()
    try:
        if request.POST.get("source"):
            return _answered(request, Source.from_signed(request.POST["source"]))
        if request.method == "POST":
            form = SourceForm(request.POST, request.FILES)
            if form.is_valid():
                return _previewed(request, form.source())
    except Unreadable as refusal:
        return _page(request, form, problems=refusal.problems)
    return _page(request, form)


def _page(request, form, **more):
    context = {
        **admin.site.each_context(request),
        "title": _("Import a list"),
        "form": form,
        **more,
    }
    return TemplateResponse(request, "admin/subprocessors/import.html", context)


def _answered(request, source):
    if "save" not in request.POST:
        return _previewed(request, source)
    ending = EndForm(request.POST)
    if not ending.is_valid():
        return _previewed(request, source, ending=ending)
    settled, apart = answers(request.POST)
    try:
        found = bring_in(
            understand(read_list(source.data, name=source.name), settled),
            on=_today(),
            by=request.user,
            source=source.name,
            apart=apart,
            seen=request.POST.get("seen", ""),
            end_missing=ending.cleaned_data["end_missing"],
        )
    except Outdated:
        words = _(
            "Not saved yet: your answers, or an edit of the working list, changed what would be"
            " saved. Below is what it is now; press the button again."
        )
        messages.warning(request, words)
        return _previewed(request, source, ending=ending)
    except CannotImport as refusal:
        return _previewed(request, source, ending=ending, refused=refusal.problems)
    return _saved(request, found)


def _saved(request, found):
    count = len(found.steps)
    said = ngettext(
        "%d row of the working list is new or changed. Customers see it when you publish.",
        "%d rows of the working list are new or changed. Customers see it when you publish.",
        count,
    )
    messages.success(request, said % count)
    return redirect("admin:subprocessors_subprocessor_changelist")


def _today():
    return today_on_desk(at=timezone.now())


def _previewed(request, source, *, ending=None, refused=()):
    settled, apart = answers(request.POST)
    understood = understand(read_list(source.data, name=source.name), settled)
    found = difference(understood.entries, on=_today(), apart=apart)
    problems = [*understood.problems, *found.problems, *refused]
    return _page(
        request,
        SourceForm(),
        source=source,
        signed=source.signed(),
        understood=understood,
        settled=settled,
        apart=sorted(apart),
        columns=[(column, choices(column, settled)) for column in understood.columns],
        has_days=any(column.field in DAYS for column in understood.columns),
        problems=[capfirst(problem) for problem in dict.fromkeys(problems)][:_MOST_PROBLEMS],
        is_ready=understood.is_whole and not problems,
        found=found,
        added=[_block(step) for step in found.added],
        changed=[_block(step) for step in found.changed],
        renamed=[_block(step) for step in found.renamed],
        ending=ending or EndForm(),
    )


def _block(step):
    """A step for the page: its fields with the words that differ marked."""
    fields = fields_in_words(step)
    if step.row is None:
        values = {name: now for name, (_was, now) in step.fields.items()}
        short = [values.get("purpose"), values.get("processing_location")]
        return {
            "step": step,
            "short": ", ".join(filter(None, short)),
            "fields": [(label, now) for label, _was, now in fields],
        }
    return {"step": step, "fields": [(label, *marked(was, now)) for label, was, now in fields]}


admin.site.add_page("import/", import_list, name="import")
