"""Public addresses. They never change once released.

HTTP rules stand here, in one sight: ``page`` and ``data`` show what stands now,
``sealed_page`` and ``sealed_data`` one publication, ``day_page``, ``days_page`` and
``days_data`` what stood on a day or two, ``any_day_data`` what stands now or, with ``?on=``,
stood on a day. After the view stand the names that its query may have; it does not
see others. ``read_only`` has nothing but the methods in common with them. See ``front.http``. What
is named by its content is kept for ever. ``form_page`` and ``link_page`` take what visitors send;
see ``front.form_pages``. ``embeddable`` is the one address that other sites may frame.
"""

from django.urls import path, re_path, register_converter

from subprocessors.exports import feeds
from subprocessors.front.converters import NumberConverter
from subprocessors.front.form_pages import form_page, link_page
from subprocessors.front.http import (
    any_day_data,
    data,
    day_page,
    days_data,
    days_page,
    page,
    read_only,
    sealed_data,
    sealed_page,
)
from subprocessors.front.security import embeddable
from subprocessors.views import (
    acknowledging,
    changes,
    embed,
    lists,
    objecting,
    probes,
    subscribing,
    trust,
)
from subprocessors.views import data as machines

register_converter(NumberConverter, "number")

urlpatterns = [
    path("", page(trust.trust_page), name="trust"),
    path("subprocessors/", page(lists.table, "q", "service", "place", "category"), name="list"),
    path("subprocessors.json", any_day_data(machines.subprocessors_json), name="list-data"),
    path("subprocessors.csv", any_day_data(machines.subprocessors_csv), name="list-csv"),
    path("subprocessors.xlsx", any_day_data(machines.subprocessors_xlsx), name="list-xlsx"),
    path("subprocessors.md", any_day_data(machines.subprocessors_md), name="list-md"),
    path("subprocessors/on/", read_only(lists.ask_day), name="ask-day"),
    path(
        "subprocessors/on/<str:day>/",
        day_page(lists.on_day, "q", "service", "place", "category"),
        name="on-day",
    ),
    path("subprocessors/<slug:slug>/", page(lists.row, "before"), name="row"),
    path("embed/", embeddable(page(embed.embedded_list, "service", "look")), name="embed"),
    path("changes/", page(changes.log, "service", "kind", "before"), name="changes"),
    path("changes.json", any_day_data(machines.changes_json, "after"), name="changes-data"),
    path("changes.md", data(machines.changes_md), name="changes-md"),
    path("changes/compare/", days_page(changes.compare_days), name="compare"),
    path("changes/compare.json", days_data(changes.compare_days_json), name="compare-data"),
    path("changes/<number:number>/", sealed_page(changes.version), name="version"),
    path("changes/<number:number>/object/", form_page(objecting.object_to_version), name="object"),
    path("changes/<number:number>.json", sealed_data(changes.bytes_of), name="version-data"),
    path("changes/<number:number>.md", sealed_data(machines.version_md), name="version-md"),
    path("feeds/changes.rss", data(feeds.rss, "service"), name="feed-rss"),
    path("feeds/changes.atom", data(feeds.atom, "service"), name="feed-atom"),
    path("feeds/changes.json", data(feeds.json, "service"), name="feed-json"),
    path("feeds/deadlines.ics", data(machines.deadlines_ics, "service"), name="calendar"),
    path("subscribe/", page(trust.follow), name="follow"),
    path("subscribe/email/", form_page(subscribing.sign_up), name="subscribe"),
    path("subscribe/email/confirm/", link_page(subscribing.confirm), name="confirm"),
    path("subscribe/email/manage/", link_page(subscribing.manage), name="manage"),
    path("subscribe/email/leave/", link_page(subscribing.leave_by_link), name="leave"),
    path(
        "subscribe/email/acknowledge/", link_page(acknowledging.confirm_receipt), name="acknowledge"
    ),
    path("objections/answer/", link_page(objecting.answer_address_test), name="answer-test"),
    path("developers/", page(machines.developers), name="developers"),
    path("verify.py", data(machines.script), name="verify-script"),
    path("schema/1/<slug:name>.json", data(machines.schema_json), name="schema"),
    path(".well-known/subprocessors.json", data(machines.portal), name="portal-data"),
    path("llms.txt", data(machines.llms_txt), name="llms"),
    path("sitemap.xml", data(probes.sitemap), name="sitemap"),
    path("robots.txt", read_only(probes.robots), name="robots"),
    path("healthz", read_only(probes.healthz), name="healthz"),
    path("readyz", read_only(probes.readyz), name="readyz"),
    re_path(r"^logo-(?P<digest>[0-9a-f]{64})$", read_only(trust.logo), name="logo"),
    re_path(
        r"^touch-icon-(?P<digest>[0-9a-f]{64})\.png$",
        read_only(trust.touch_icon),
        name="touch-icon",
    ),
    re_path(
        r"^face-1-(?P<light>[0-9a-f]{6})-(?P<dark>[0-9a-f]{6})\.css$",
        read_only(trust.face),
        name="face",
    ),
]
