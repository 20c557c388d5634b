"""The archive: what was published. Triggers in the database refuse any change of it.

See docs/decisions/0002-the-archive.md for the shape, and ``archive.triggers`` for the triggers.
"""

import hashlib
import json
import uuid
import zlib
from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from subprocessors.archive import digests

_NOTICE_DAYS = ("counted_from_on", "earliest_effective_on", "objection_until_on")
_FEED_IDS = uuid.UUID("6f0f4f2c-8d0a-4c58-9a9b-6a3d4d1d2a57")


class PublicationQuerySet(models.QuerySet):
    """Publications by time; "now" is a day like any other."""

    def newest(self):
        """The publication with the highest number, or None."""
        return self.order_by("-number").first()

    def as_of(self, day):
        """The publication whose list stood at the end of ``day`` (a date), or None.

        Days never fall as numbers rise, so the first in the index by day is the newest.
        """
        return self.filter(published_on__lte=day).order_by("-published_on", "-number").first()


class Publication(models.Model):
    """One version of the list, sealed. Small columns; the content is in its Snapshot."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening")
        CHANGE = "change", _("Change")
        CORRECTION = "correction", _("Correction")
        REVIEW = "review", _("Review")
        IMPORTED = "imported", _("From before this portal")

    # Not a PositiveIntegerField: only a plain INTEGER is SQLite's rowid. Another would leave a
    # hidden one beside it, by which INSERT OR REPLACE pushes out what is sealed.
    number = models.IntegerField(_("version"), primary_key=True)
    digest = models.CharField(_("fingerprint (SHA-256)"), max_length=64, unique=True)
    uid = models.UUIDField(_("feed id"), unique=True)
    published_at = models.DateTimeField(_("published"))
    published_on = models.DateField(_("day of publication"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrects"),
    )
    title = models.TextField(_("title"))
    note = models.TextField(_("note"), blank=True)
    reason = models.TextField(_("public reason"), blank=True)
    source = models.JSONField(_("source"), null=True, blank=True)
    # Never public, not part of what is hashed.
    internal_reason = models.TextField(_("internal reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    # As it was then; NULL in versions from before release 0.2.0 whose user is not known.
    by_name = models.TextField(_("published by"), null=True, blank=True)  # noqa: DJ001

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        permissions = [("publish_publication", "Can publish the list")]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["-published_on", "-number"], name="publication_by_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="numbers_start_at_1"),
            models.CheckConstraint(
                condition=models.Q(corrects__lt=models.F("number")) | models.Q(corrects=None),
                name="corrects_an_earlier_version",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="correction", corrects__isnull=False)
                | (~models.Q(kind="correction") & models.Q(corrects=None)),
                name="a_correction_says_what_it_corrects",
            ),
        ]

    def __str__(self):
        return str(_("Version %(number)s") % {"number": self.number})

    @staticmethod
    def uid_for(digest):
        """The feed id (a UUID) of the publication with this digest."""
        return uuid.uuid5(_FEED_IDS, digest)


class Snapshot(models.Model):
    """The canonical bytes of a publication, compressed; stored once, never re-serialised."""

    publication = models.OneToOneField(
        Publication, models.PROTECT, primary_key=True, related_name="snapshot"
    )
    content = models.BinaryField(_("content (zlib)"))

    class Meta:
        default_permissions = ()
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")

    def __str__(self):
        return str(_("Snapshot of version %(number)s") % {"number": self.publication_id})

    @staticmethod
    def pack(document):
        """The column's content for a document."""
        return zlib.compress(digests.canonical(document), 6)

    @property
    def data(self):
        """The canonical JSON, in bytes."""
        return zlib.decompress(bytes(self.content))

    @property
    def document(self):
        """The parsed document. Digests are not recomputed; ``unsealing.read`` does that."""
        return json.loads(self.data)


class Change(models.Model):
    """One change of one row, as its publication states it."""

    class Kind(models.TextChoices):
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        REMOVED = "removed", _("Removed")

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="changes")
    position = models.PositiveIntegerField(_("position"))
    slug = models.CharField(_("slug"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    material = models.BooleanField(_("material"))
    effective_on = models.DateField(_("takes effect on"))
    reason = models.TextField(_("reason"), blank=True)
    reissues = models.PositiveIntegerField(_("tells again"), null=True, blank=True)
    # What is stated of its notice (see ``archive.owing``); null where no period is owed.
    counted_from_on = models.DateField(_("notice counted from"), null=True, blank=True)
    earliest_effective_on = models.DateField(_("earliest by the rule"), null=True, blank=True)
    objection_until_on = models.DateField(_("object by"), null=True, blank=True)
    short_notice = models.JSONField(_("short notice"), null=True, blank=True)
    # The clause relied on: never public, not part of what is hashed.
    short_notice_clause = models.TextField(_("clause relied on"), null=True, blank=True)  # noqa: DJ001
    fields = models.JSONField(_("fields"))
    # Derived from the rows, for reading without them; verification recomputes both.
    name = models.TextField(_("name"))
    services = models.TextField(_("services concerned"), blank=True)

    class Meta:
        ordering = ["publication_id", "position"]
        default_permissions = ()
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        constraints = [
            models.UniqueConstraint(fields=["publication", "position"], name="change_position"),
        ]
        indexes = [
            models.Index(fields=["slug", "-publication"], name="change_by_slug"),
            models.Index(fields=["material", "-publication"], name="change_by_materiality"),
        ]

    def __str__(self):
        return f"{self.publication_id}.{self.position} {self.kind} {self.slug}"

    @property
    def part(self):
        """The change as it is hashed."""
        return {
            "slug": self.slug,
            "kind": self.kind,
            "material": self.material,
            "effective_on": self.effective_on.isoformat(),
            **self.notice,
            "fields": self.fields,
            **({"reason": self.reason} if self.reason else {}),
            **({"reissues": self.reissues} if self.reissues else {}),
        }

    @property
    def notice(self):
        """What it states of its notice, as it is hashed (see ``archive.owing``)."""
        days = {name: getattr(self, name) for name in _NOTICE_DAYS}
        found = {name: day.isoformat() for name, day in days.items() if day}
        return {**found, **({"short_notice": self.short_notice} if self.short_notice else {})}

    @staticmethod
    def notice_columns(part):
        """The columns of the notice of a hashed ``part``."""
        days = {name: date.fromisoformat(part[name]) for name in _NOTICE_DAYS if name in part}
        return {**days, "short_notice": part.get("short_notice")}

    @staticmethod
    def services_column(slugs):
        """Service slugs as the column holds them: " a b ", or "" for all services."""
        return f" {' '.join(slugs)} " if slugs else ""

    @property
    def service_slugs(self):
        """The services concerned; [] stands for all."""
        return self.services.split()


class Redaction(models.Model):
    """A part of a publication that was blanked: which, when, by whom and why."""

    number = models.IntegerField(_("number"), primary_key=True)  # SQLite's rowid, as above
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="redactions")
    part = models.CharField(_("hash of the part"), max_length=64)
    redacted_at = models.DateTimeField(_("redacted"))
    redacted_on = models.DateField(_("day of redaction"))
    why = models.TextField(_("reason (public)"))
    by = models.TextField(_("by"))
    # Of a row whose slug held the words: by this its old address is known, and answers 410.
    gone_address = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001

    class Meta:
        ordering = ["-number"]
        default_permissions = ("view",)
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        constraints = [
            models.UniqueConstraint(fields=["publication", "part"], name="redacted_once"),
        ]

    def __str__(self):
        return str(
            _("Redaction of part %(part)s of version %(number)s")
            % {"part": self.part[:12], "number": self.publication_id}
        )

    @staticmethod
    def address_hash(part, slug):
        """SHA-256 (hex) by which the address of a row is known whose ``part`` was blanked."""
        return hashlib.sha256(f"{part}{slug}".encode()).hexdigest()

    @classmethod
    def of_address(cls, slug):
        """The redaction that took away the address of the row ``slug``, or None. One query."""
        for record in cls.objects.exclude(gone_address=None):
            if record.gone_address == cls.address_hash(record.part, slug):
                return record
        return None
