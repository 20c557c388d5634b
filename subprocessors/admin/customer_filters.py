"""Filters of the list of customers."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from subprocessors.customers.reach import customers_on, without_reach
from subprocessors.publishing.waiting import today_on_desk


class _YesOrNo(admin.SimpleListFilter):
    """A filter by a question: ``words`` for yes and no; ``those`` are they who answer yes."""

    words = ()

    def lookups(self, request, model_admin):
        """The two answers."""
        return list(zip(("yes", "no"), self.words, strict=True))

    def queryset(self, request, queryset):
        """The customers of whom the answer holds."""
        if self.value() not in ("yes", "no"):
            return queryset
        those = self.those(today_on_desk(at=timezone.now())).order_by().values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=those)
        return queryset.exclude(pk__in=those)


class ActiveFilter(_YesOrNo):
    """Whether the contract goes on today."""

    title = _("contract")
    words = (_("goes on"), _("is over"))
    parameter_name = "active"
    those = staticmethod(customers_on)


class UnreachableFilter(_YesOrNo):
    """Whether a customer of today has no address that can be reached."""

    title = _("address")
    words = (_("none can be reached"), _("one can be reached, or contract over"))
    parameter_name = "unreachable"

    @staticmethod
    def those(day):
        return without_reach(customers_on(day))


class PromisedFilter(_YesOrNo):
    """Whether more notice was promised than the rule gives all."""

    title = _("notice")
    words = (_("longer promised"), _("by your rule"))
    parameter_name = "promised"

    @staticmethod
    def those(day):
        return customers_on(day).exclude(promised_number=None)
