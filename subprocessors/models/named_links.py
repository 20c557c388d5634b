"""Documents and certifications: what the trust page names and links to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from subprocessors.models.authorship import SignedHistory
from subprocessors.models.checked_values import WebAddressField, is_small
from subprocessors.models.names import PlainNames


class NamedLink(PlainNames):
    """Something shown on the trust page by name and link."""

    name = models.CharField(_("name"), max_length=200)
    url = WebAddressField(_("link"), max_length=500, blank=True, help_text=_("https://…"))
    order = models.PositiveSmallIntegerField(
        _("order"),
        default=0,
        validators=[is_small],
        help_text=_("Lower comes first; equals go by name."),
    )

    NAMES = ("name",)

    class Meta:
        abstract = True
        ordering = ["order", "name", "pk"]

    def __str__(self):
        return self.name


class Document(NamedLink):
    """A document for customers: the data processing agreement, a policy."""

    history = SignedHistory()

    class Meta(NamedLink.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")


class Certification(NamedLink):
    """A certification the company holds."""

    history = SignedHistory()

    class Meta(NamedLink.Meta):
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
