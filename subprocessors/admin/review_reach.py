"""Customers whom no notice would reach, as the review names them."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from subprocessors.admin.review_checks import ReviewCheck
from subprocessors.customers.reach import customers_on, without_reach

#: So many are named.
_NAMED = 5


def reach_checks(draft, user):
    """At most one ReviewCheck: the customers without an address that can be reached.

    Who may not see customers reads how many they are. None where nobody is told anything.
    """
    if not any(change["material"] for change in draft.changes):
        return []
    found = list(without_reach(customers_on(draft.on)).values_list("pk", "name"))
    if not found:
        return []
    may_see = user.has_perm("subprocessors.view_customer")
    words = ngettext(
        "%(count)d customer has no reachable address.",
        "%(count)d customers have no reachable address.",
        len(found),
    )
    rows = [
        (name, reverse("admin:subprocessors_customer_change", args=[pk]), "")
        for pk, name in found[:_NAMED]
    ]
    if len(found) > _NAMED:
        address = reverse("admin:subprocessors_customer_changelist") + "?unreachable=yes"
        rows.append((_("%(count)d more") % {"count": len(found) - _NAMED}, address, ""))
    return [ReviewCheck(words % {"count": len(found)}, tuple(rows) if may_see else ())]
