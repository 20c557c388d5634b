"""How a notice stands to the time that was owed, in words."""

from django.utils.translation import gettext as _

from subprocessors.wording.days import day


def late_notice_words(timing):
    """A NoticeTiming that is late, as a sentence that begins small: "told late: on 9 December"."""
    words = {
        "arrived": day(timing.arrived),
        "earliest": day(timing.earliest),
        "starts": day(timing.starts),
    }
    said = _(
        "told late: on %(arrived)s; counted from that day, the earliest day is %(earliest)s, and"
        " the change starts no earlier: on %(starts)s"
    )
    if timing.starts_too_soon:
        said = _(
            "told late: on %(arrived)s; counted from that day, the earliest day is %(earliest)s,"
            " but the change starts on %(starts)s"
        )
    return said % words
