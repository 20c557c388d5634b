"""The demo: an invented company with forty sub-processors and three years of versions.

Made by the same steps that legal takes at the desk. ``demo.json`` tells it as of one day; on
loading, every day in it is moved by as many days as have passed since, so that what is announced
there is still announced.
"""

import json
import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from subprocessors.models.named_links import Certification, Document
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service
from subprocessors.operating.found import found_portal
from subprocessors.publishing import Decisions, editing, publish
from subprocessors.publishing.decisions import MATERIAL

STORY = Path(__file__).with_name("demo.json")
_REFERRED = {"category": Category, "replaces": Subprocessor}
_DAY = re.compile(r"\b20\d\d-\d\d-\d\d(?!\d)")
_DAY_IN_WORDS = re.compile(r"\b\d{1,2} [A-Z][a-z]+ 20\d\d\b")


@transaction.atomic
def load_demo(*, admin_name, admin_password, further_rows=()):
    """Makes the demo portal and its administrator; gives its newest publication.

    ``further_rows``, as the rows in ``demo.json``, stand in the first version too. Raises
    AlreadyFounded where there is a portal.
    """
    story = read_story(timezone.localdate())
    portal, user = found_portal(
        admin_name=admin_name, admin_password=admin_password, is_sample=True, **story["portal"]
    )
    _add_words(story)
    publication = None
    for version in story["versions"]:
        if publication is None:
            version["new"] += further_rows
        publication = _publish_version(version, portal, user)
    _edit(story["draft"], user, timezone.now())
    return publication


def read_story(today):
    """``demo.json``, told as of the date ``today``."""
    text = STORY.read_text(encoding="utf-8")
    moved_by = today - date.fromisoformat(json.loads(text)["as_of"])

    def moved(found):
        return (date.fromisoformat(found[0]) + moved_by).isoformat()

    def moved_words(found):
        day = datetime.strptime(found[0], "%d %B %Y").date() + moved_by
        return f"{day.day} {day:%B %Y}"

    return json.loads(_DAY_IN_WORDS.sub(moved_words, _DAY.sub(moved, text)))


def _add_words(story):
    for model, name in ((Service, "services"), (Category, "categories")):
        for order, (slug, label) in enumerate(story[name].items()):
            model.objects.create(slug=slug, label=label, order=order)
    for model, name in ((Certification, "certifications"), (Document, "documents")):
        for order, (label, url) in enumerate(story[name]):
            model.objects.create(name=label, url=url, order=order)


def _publish_version(version, portal, user):
    """Edits the working list and the company's facts as ``version`` says, and publishes."""
    at = datetime.fromisoformat(version["at"]).replace(tzinfo=ZoneInfo(portal.time_zone))
    for name, value in version.get("facts", {}).items():
        setattr(portal, name, value)
    portal.save()
    _edit(version, user, at)
    decisions = Decisions(
        title=version.get("title", ""),
        note=version.get("note", ""),
        reason=version.get("reason", ""),
        corrects=version.get("corrects"),
        is_review=version.get("is_review", False),
        days={(slug, MATERIAL): day for slug, day in version.get("days", {}).items()},
        proposes=True,
    )
    return publish(by=user, at=at, decisions=decisions)


def _edit(version, user, at):
    for values in version.get("new", ()):
        _save(Subprocessor(), values, user, at)
    for slug, values in version.get("edits", {}).items():
        _save(Subprocessor.objects.get(slug=slug), values, user, at)


def _save(row, values, user, at):
    services = None
    for name, value in values.items():
        if name == "services":
            services = Service.objects.filter(slug__in=value)
        elif name in _REFERRED:
            setattr(row, name, _REFERRED[name].objects.get(slug=value))
        else:
            setattr(row, name, row._meta.get_field(name).to_python(value))
    row._history_date = at  # so that the desk shows the edit on the day of its version
    editing.save(row, by=user, services=services)
