"""RFC 5545, as far as our calendar uses it; checked on the bytes, by no library."""

import re

_LINE = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:[^";:,]+|"[^"]*"))*):(.*)', re.DOTALL)
_INSTANT = re.compile(r"\d{8}T\d{6}Z")


def check_calendar(data):
    """The events in ``data`` as dictionaries of their properties, if it is a sound calendar."""
    assert data.endswith(b"\r\n")
    lines = data.removesuffix(b"\r\n").split(b"\r\n")
    for line in lines:
        assert len(line) <= 75, line  # 3.1, without the line break
        assert b"\n" not in line, line
        assert b"\r" not in line, line
        line.decode()  # a fold never splits a character
    text = re.sub("\r\n[ \t]", "", data.decode())
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)  # 3.3.11
    parsed = [_LINE.fullmatch(line).groups() for line in text.removesuffix("\r\n").split("\r\n")]
    assert (parsed[0][0], parsed[0][2]) == ("BEGIN", "VCALENDAR")
    assert (parsed[-1][0], parsed[-1][2]) == ("END", "VCALENDAR")
    components, own = _components(parsed)
    assert components, "a calendar holds one component at least (3.6)"
    assert own.count("VERSION:2.0") == 1
    assert sum(line.startswith("PRODID:") for line in own) == 1
    assert not any(line.startswith("METHOD:") for line in own)
    events = [dict(event) for kind, event in components if kind == "VEVENT"]
    for event in events:
        _check_event(event)
    assert len({event["UID"] for event in events}) == len(events)
    return events


def _components(parsed):
    """The components in the calendar, each with its properties, and the calendar's own lines."""
    found, own, kinds = [], [], []
    for name, parameters, value in parsed:
        if name == "BEGIN":
            kinds.append(value)
            if len(kinds) == 2:
                found.append((value, []))
        elif name == "END":
            assert kinds.pop() == value
        elif len(kinds) == 1:
            own.append(f"{name}{parameters}:{value}")
        elif kinds[1] == "VEVENT":
            assert name not in dict(found[-1][1]), f"{name} twice"
            found[-1][1].append((name, value))
            assert (name in ("DTSTART", "DTEND")) == (parameters == ";VALUE=DATE")
    assert kinds == []
    return found, own


def _check_event(event):
    for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "STATUS"):
        assert event.get(name), f"{name} is missing"
    for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED"):
        assert _INSTANT.fullmatch(event[name])
    assert event["CREATED"] <= event["LAST-MODIFIED"] == event["DTSTAMP"]
    assert re.fullmatch(r"\d{8}", event["DTSTART"])
    assert event.get("DTEND", "99999999") > event["DTSTART"]
    assert event["STATUS"] in ("CONFIRMED", "CANCELLED")
    assert event["SEQUENCE"].isdigit()
    for name in ("SUMMARY", "DESCRIPTION"):
        assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", event[name]), "not escaped (3.3.11)"
