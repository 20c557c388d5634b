"""Services and categories: the words that rows refer to. Seen by the desk alone.

What is published of them is frozen with each publication.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from subprocessors.models.authorship import SignedHistory
from subprocessors.models.checked_values import is_small
from subprocessors.models.names import PlainNames


class VocabularyEntry(PlainNames):
    """A word rows refer to by its slug, so that renaming the label changes no row."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    label = models.CharField(_("label"), max_length=120, help_text=_("As customers read it."))
    order = models.PositiveSmallIntegerField(
        _("order"),
        default=0,
        validators=[is_small],
        help_text=_("Lower comes first; equals go by label."),
    )

    NAMES = ("label",)

    class Meta:
        abstract = True
        ordering = ["order", "label", "pk"]

    def __str__(self):
        return self.label


class Service(VocabularyEntry):
    """A service of the company that uses sub-processors."""

    is_public = models.BooleanField(
        _("show even if no sub-processor uses it"),
        default=False,
        help_text=_("A service that a published sub-processor uses is always shown."),
    )

    history = SignedHistory()

    class Meta(VocabularyEntry.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")


class Category(VocabularyEntry):
    """A heading of the public table."""

    history = SignedHistory()

    class Meta(VocabularyEntry.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
