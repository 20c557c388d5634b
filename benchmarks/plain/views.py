"""The list, and what changed: each record of history beside the one before."""

from django.views.generic import ListView

from benchmarks.plain.models import Vendor


class VendorList(ListView):
    """All rows in one table."""

    model = Vendor
    template_name = "plain/list.html"


class ChangeLog(ListView):
    """The newest twenty changes, field by field."""

    model = Vendor.history.model
    paginate_by = 20
    template_name = "plain/log.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["entries"] = [
            {"record": record, "delta": record.diff_against(record.prev_record)}
            if record.prev_record
            else {"record": record}
            for record in context["object_list"]
        ]
        return context
