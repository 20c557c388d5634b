"""Filters of the working list."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from subprocessors import wording
from subprocessors.admin.site import waiting_of
from subprocessors.archive.status import CURRENT, ENDED, UPCOMING, WITHDRAWN
from subprocessors.models.code_lists import place_choices
from subprocessors.models.register import Subprocessor


class StandingFilter(admin.SimpleListFilter):
    """By standing as of today."""

    title = _("standing")
    parameter_name = "standing"
    _CHOICES = (UPCOMING, CURRENT, ENDED, WITHDRAWN)

    def lookups(self, request, model_admin):
        """The standings."""
        return [(status, wording.status_words(status)) for status in self._CHOICES]

    def queryset(self, request, queryset):
        """Rows of the chosen standing."""
        if self.value() not in self._CHOICES:
            return queryset
        day = waiting_of(request).on
        return queryset.filter(
            pk__in=[row.pk for row in queryset if row.status_on(day) == self.value()]
        )


class DiffersFilter(admin.SimpleListFilter):
    """By whether the row differs from what is published."""

    title = _("published")
    parameter_name = "differs"

    def lookups(self, request, model_admin):
        """Differs, or the same."""
        return [("yes", _("differs from what is published")), ("no", _("as published"))]

    def queryset(self, request, queryset):
        """Rows that do or do not differ."""
        slugs = list(waiting_of(request).rows)
        if self.value() == "yes":
            return queryset.filter(slug__in=slugs)
        return queryset.exclude(slug__in=slugs) if self.value() == "no" else queryset


class PlaceFilter(admin.SimpleListFilter):
    """By place of processing; offers the places that occur."""

    title = _("place")
    parameter_name = "place"

    def lookups(self, request, model_admin):
        """Places in use, by name."""
        used = {code for codes in Subprocessor.objects.values_list("places") for code in codes[0]}
        return [(code, name) for code, name in place_choices() if code in used]

    def queryset(self, request, queryset):
        """Rows with the chosen place."""
        if not self.value():
            return queryset
        if self.value() not in dict(place_choices()):
            return queryset.none()
        return queryset.filter(places__contains=f",{self.value()},")
