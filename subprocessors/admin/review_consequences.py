"""What publishing a draft would do, in a few sentences, and what to mind before it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from subprocessors import wording
from subprocessors.archive.status import is_live


def consequences(draft):
    """Three sentences: what changes, where it is published, the earliest start."""
    changes = draft.changes
    material = [change for change in changes if change["material"]]
    if draft.decisions.is_review:
        return [_("Nothing changes: the list is confirmed as it stands.")]
    if draft.base is None:
        count = sum(is_live(row, draft.on.isoformat()) for row in draft.rows)
        opens = ngettext(
            "The list opens with %(count)d sub-processor.",
            "The list opens with %(count)d sub-processors.",
            count,
        )
        return [
            opens % {"count": count},
            _("It becomes public at once, and the feeds begin with it."),
        ]
    sentences = [_counted(len(changes), len(material))]
    if material:
        sentences.append(_("Published in the change log and in the feeds."))
        sentences.append(_when(draft, material))
    else:
        sentences.append(_("Published in the change log, not in the feeds."))
    return sentences


def _when(draft, material):
    if any(problem.code in ("needs_day", "needs_start") for problem in draft.problems):
        return _("From which day is to be decided.")
    first = min(change["effective_on"] for change in material)
    return _("The earliest takes effect on %(day)s.") % {"day": wording.day(first)}


def _counted(count, material):
    if not count:
        return _("No sub-processor changes.")
    if not material:
        said = ngettext(
            "%(count)d change. No customer notice is required.",
            "%(count)d changes. No customer notice is required.",
            count,
        )
    elif count == material:
        said = ngettext(
            "%(count)d change. Customer notice is required.",
            "%(count)d changes. Customer notice is required for all of them.",
            count,
        )
    else:
        said = ngettext(
            "%(count)d changes. Customer notice is required for %(material)d of them.",
            "%(count)d changes. Customer notice is required for %(material)d of them.",
            material,
        )
    return said % {"count": count, "material": material}


def rule_sentence(draft):
    """The rule of notice that is applied to the draft, and that another one waits in it."""
    if draft.base is None or draft.decisions.is_review:
        return ""
    applied = wording.rule_words(draft.applied_facts)
    stated = wording.rule_words({fact["name"]: fact["value"] for fact in draft.facts})
    if applied == stated:
        return applied or _("No notice period is set: nothing is refused.")
    return _(
        "%(rule)s The rule that this version states holds from the next version on: publish it"
        " first, without the changes that it is to hold for."
    ) % {"rule": applied or _("No notice period is published yet: nothing is refused.")}


def warnings(draft):
    """What does not stand in the way, but should be known before the button is pressed."""
    found = []
    if draft.base is None and not draft.rows:
        found.append(_("No sub-processor is on the list. Customers would read that you use none."))
    facts = {fact["name"]: fact["value"] for fact in draft.facts}
    asks = any("objection_until_on" in change for change in draft.changes)
    if asks and not wording.objection_address(facts):
        found.append(
            _(
                "To which address do customers object? None is set, so that they read only the day."
                " Set one under “Our notice rule”."
            )
        )
    return found
