"""What the review says of objections: those that are open to rows it touches, and their address."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from subprocessors import wording
from subprocessors.admin.review_checks import ReviewCheck
from subprocessors.objecting.standing import open_objections_by_row


def objection_checks(draft, mail, user):
    """ReviewChecks: open objections to what the draft touches, and an address never tested.

    ``mail`` is the MailState. No query where no objection is open; else one.
    """
    if mail.has_open_objections and draft.changes:
        yield from _open_to_rows(draft, user)
    if _needs_address(draft, mail) and mail.objection_address and mail.answered_at is None:
        said = _("The address for objections, %(address)s, has never answered a test.")
        words = said % {"address": mail.objection_address}
        rows = ((_("Our notice rule"), reverse("admin:notice-rule") + "#address-test", ""),)
        yield ReviewCheck(words, rows if user.has_perm("subprocessors.change_portal") else ())


def address_sentence(draft, mail):
    """When the address for objections last answered a test, in a sentence; "" where it is moot."""
    if not _needs_address(draft, mail) or mail.answered_at is None:
        return ""
    day = wording.day_and_time(mail.answered_at, draft.time_zone)
    words = {"address": mail.objection_address, "day": day}
    return _("The address for objections, %(address)s, last answered a test on %(day)s.") % words


def _needs_address(draft, mail):
    is_owed = any(change["material"] for change in draft.changes)
    return is_owed and mail.has_recipients


def _open_to_rows(draft, user):
    names = {row.slug: row.name for row in draft.differing if row.changes}
    counts = open_objections_by_row(list(names))
    may_see = user.has_perm("subprocessors.view_objection")
    address = reverse("admin:subprocessors_objection_changelist") + "?open=yes" if may_see else ""
    for slug, name in names.items():
        if slug in counts:
            said = ngettext(
                "%(count)d objection to an earlier change is open:",
                "%(count)d objections to earlier changes are open:",
                counts[slug],
            )
            yield ReviewCheck(said % {"count": counts[slug]}, ((name, address, ""),))
