"""The words of the consent, as they stand beside the button and are kept."""

from django.utils.translation import gettext as _

from subprocessors import wording


def consent_words(subscriber, shown):
    """What whoever confirms agrees to: a sentence in plain text.

    ``shown`` is the ListOnDay whose facts head the page.
    """
    said = _(
        "I want %(organisation)s to tell me by e-mail of changes to its sub-processors. I can end"
        " this at any time by the link in each mail."
    )
    if subscriber.service_slugs:
        said = _(
            "I want %(organisation)s to tell me by e-mail of changes to its sub-processors that"
            " concern %(services)s, or all services. I can end this at any time by the link in"
            " each mail."
        )
    return said % {
        "organisation": shown.facts.get("organisation", ""),
        "services": wording.and_list(labels_of(subscriber.service_slugs, shown)),
    }


def labels_of(slugs, shown):
    """What services are called, in the company's order; a slug without a label today, last."""
    labels = [label for slug, label in shown.services.items() if slug in slugs]
    return labels + [slug for slug in slugs if slug not in shown.services]
