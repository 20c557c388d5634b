"""The mails that somebody causes by typing an address into the form.

They repeat nothing that was typed: whoever typed it may be anybody.
"""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from subprocessors.front.addresses import absolute
from subprocessors.notifying.composing import Rendered, flattened, place
from subprocessors.notifying.confirm_links import confirm_address
from subprocessors.notifying.link_tokens import MANAGE, manage_address


def confirmation_mail(shown, privacy_notice):
    """The Rendered mail that asks to confirm; with places for its links."""
    subject = _("%(organisation)s: please confirm that you want notices by e-mail")
    return _mail("confirmation", subject, shown, privacy_notice)


def already_subscribed_mail(shown, privacy_notice):
    """The Rendered mail to an address that is subscribed; with a place for its link."""
    subject = _("%(organisation)s: this address receives notices already")
    return _mail("already_subscribed", subject, shown, privacy_notice)


def _mail(template, subject, shown, privacy_notice):
    organisation = shown.facts.get("organisation", "")
    subject = flattened(subject % {"organisation": organisation})
    context = {
        "subject": subject,
        "organisation": organisation,
        "facts": shown.facts,
        "confirm": confirm_address(place("confirm")),
        "manage": manage_address(place(MANAGE)),
        "privacy_notice": privacy_notice,
        "list_address": absolute("list"),
    }
    return Rendered(
        subject,
        render_to_string(f"mail/{template}.txt", context).strip() + "\n",
        render_to_string(f"mail/{template}.html", context),
    )
