"""python3 verify.py https://trust.example.com [FINGERPRINT ...] [--known NUMBER:FINGERPRINT ...]

Checks a trust portal from outside: recomputes every fingerprint from version 1 on, and holds what
/changes.json and /subprocessors.json say against what was hashed. Fingerprints that you kept (of
a page, a feed or a mail) must be among those of the chain, and what you know of a version must
still be so: --known 12:0344d1c8... Needs Python 3.8 or newer and nothing else. Exit 0: all holds.
1: something does not. 2: it could not be checked."""

import json
import sys
from hashlib import sha256
from urllib.parse import urljoin
from urllib.request import HTTPError, urlopen

FAULTS = (HTTPError, ValueError, LookupError, TypeError, AttributeError)
HEAD = ["number", "published_at", "published_on", "kind", "corrects"]
TEXTS = ["title", "note", "reason", "source"]
NOTICE = ["counted_from_on", "earliest_effective_on", "objection_until_on", "short_notice"]
DAYS = ["effective_on", *NOTICE]
CHANGE = ["slug", "kind", "material", "fields", "reason", "reissues", *DAYS]
BLANK = dict.fromkeys(["slug", "name", "fields", "reason", "services", "short_notice"])
BESIDE = {"slug", "url", "standing", "announced", "notices"}  # of a row's keys, all but its fields


def fetch(portal, path):
    return json.load(urlopen(urljoin(portal, path), timeout=60))


def hash_of(value, salt=""):  # of canonical JSON (RFC 8785): ASCII keys, and no floats
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256((salt + text).encode()).hexdigest()


# The chain


def verified(document, number, before):
    head, parts = document["head"], document["parts"]
    if hash_of(head) != document["digest"]:
        raise ValueError("its head was altered")
    if (head["number"], head["previous"]) != (number, before):
        raise ValueError("it does not follow the version before")
    named = {name: hashes for name, hashes in head.items() if isinstance(hashes, list)}
    if named != {name: [part["h"] for part in parts[name]] for name in parts}:
        raise ValueError("its parts are not those that its head names")
    for part in [part for name in parts for part in parts[name] if set(part) != {"h", "redacted"}]:
        if hash_of(part["value"], part["salt"]) != part["h"]:
            raise ValueError(f"its part {part['h'][:12]} was altered")
    return document


def values(document, name):
    return [part["value"] for part in document["parts"][name] if "value" in part]


def blanks(document, *names):
    listed = [part for name in names for part in document["parts"][name]]
    return [part["redacted"] for part in listed if "redacted" in part]


# What is read, against the chain. An empty value is left out of what was hashed.


def demand_same(said, hashed, what):
    for key in hashed:
        mine, theirs = said[key], hashed[key]
        if key == "published_at":  # a full second may be written in two ways
            mine, theirs = mine.replace(".000000", ""), theirs.replace(".000000", "")
        if (mine or None) != (theirs or None):
            raise ValueError(f"{what} {key} is not what was hashed")


def demand_same_blanks(said, hashed, where):
    if sorted(map(hash_of, said)) != sorted(map(hash_of, hashed)):
        raise OSError(f"{where} names other redactions. Where a cache lags, try again in an hour")


def row_on(row, day):  # with the announced values in force whose day has come
    now, later, until = dict(row["now"]), {}, min(day, row["now"].get("ended_on", day))
    for field, announced in row.get("next", {}).items():
        if announced["on"] > until:
            later[field] = announced
        else:
            now[field] = announced.get("value")
    return {"slug": row["slug"], "now": now, "next": later}


def concerned(rows):  # the services that a change of these rows concerns; none means all
    stated = [row["now"].get("services") for row in rows]
    stated += [row["next"]["services"].get("value") for row in rows if "services" in row["next"]]
    return sorted({slug for slugs in stated for slug in slugs}) if all(stated) else []


def compare_changes(said, document, before):
    if said["number"] != document["head"]["number"]:
        raise ValueError("/changes.json leaves it out")
    head, where = document["head"], f"/changes.json of version {document['head']['number']}"
    demand_same_blanks(said["redacted"], blanks(document, *document["parts"]), where)
    hashed = {name: next(iter(values(document, name)), None) for name in TEXTS}
    hashed.update({key: head[key] for key in HEAD}, digest=document["digest"])
    demand_same(said, hashed, "in /changes.json its")
    old, new = [
        {row["slug"]: row_on(row, day) for row in values(one, "rows")} if one else {}
        for one, day in ((before, head["published_on"]), (document, ""))
    ]
    if len(said["changes"]) != len(document["parts"]["changes"]):
        raise ValueError("/changes.json has more or fewer changes of it")
    for place, part in enumerate(document["parts"]["changes"]):
        change, one = part.get("value"), said["changes"][place]
        what = f"in /changes.json, of its change {place + 1} ({one['slug']}), the"
        demand_same(one, {key: change.get(key) for key in CHANGE} if change else BLANK, what)
        rows = [rows[one["slug"]] for rows in (new, old) if one["slug"] in rows]
        if one["slug"] in new or (rows and not blanks(document, "rows")):
            if one["name"] or not blanks(document, *document["parts"]):  # it may be blanked too
                demand_same(one, {"name": rows[0]["now"]["name"]}, what)
            if not (before and blanks(before, "rows")):
                demand_same(one, {"services": concerned(rows)}, what)


def compare_list(page, document, stated):
    on, head = page["on"], document["head"]
    demand_same_blanks(page["redacted_rows"], blanks(document, "rows"), "/subprocessors.json")
    hashed = {key: head[key] for key in HEAD if key != "corrects"}
    hashed.update(digest=document["digest"])
    demand_same(page["publication"], hashed, "in /subprocessors.json its")
    if on < head["published_on"]:
        raise ValueError("/subprocessors.json is of a day before it")
    facts = {fact["name"]: fact["value"] for fact in values(document, "facts")}
    demand_same(page, {"organisation": facts.get("organisation")}, "in /subprocessors.json the")
    for of, name in (("service", "services"), ("category", "categories")):
        words = {
            one["slug"]: one["label"] for one in values(document, "vocabulary") if one["of"] == of
        }
        if {one["slug"]: one["label"] for one in page[name]} != words:
            raise ValueError(f"in /subprocessors.json the {name} are not what was hashed")
    rows = {row["slug"]: row_on(row, on) for row in values(document, "rows")}
    rows = {slug: row for slug, row in rows.items() if not row["now"].get("withdrawn_on")}
    if sorted(rows) != sorted(said["slug"] for said in page["subprocessors"]):
        raise ValueError("in /subprocessors.json are more or fewer rows than it has")
    for said in page["subprocessors"]:
        compare_row(said, rows[said["slug"]], on, stated)


def compare_row(said, row, on, stated):
    what, now, start = f"in /subprocessors.json, of {row['slug']}, the", row["now"], "effective_on"
    ended = (now.get("ended_on") or on) < on
    standing = "ended" if ended else "upcoming" if (now.get(start) or on) > on else "current"
    demand_same(said, {field: now.get(field) for field in {*said, *now} - BESIDE}, what)
    demand_same(said, {"standing": standing}, what)
    last = "" if ended else now.get("ended_on") or "9999"
    coming = {field: one for field, one in row["next"].items() if one["on"] <= last}
    if sorted(said["announced"]) != sorted(coming):
        raise ValueError(f"{what} announced values are not what was hashed")
    for field, one in coming.items():
        hashed = {"on": one["on"], "value": one.get("value")}
        demand_same(said["announced"][field], hashed, f"{what} announced {field}: its")
    for notice in said["notices"]:
        found = [one for one in stated.get(notice["publication"], ()) if one["slug"] == row["slug"]]
        stating = [[sorted(one["fields"]), *map(one.get, DAYS)] for one in found]
        if [notice["fields"], *(notice[key] for key in DAYS)] not in stating:
            raise ValueError(f"{what} notices are not what was hashed")


# All of it


def stream(portal):  # the entries of /changes.json; none where a copy was kept without it
    after, more = 0, True
    while more:
        try:
            page = fetch(portal, f"/changes.json?after={after}")
        except HTTPError as error:
            if error.code == 404 and not after:
                return
            raise OSError(f"/changes.json: {error}") from error
        more = page["after"] == after and page["next"] and page["last"] > after
        yield from page["publications"] if page["after"] == after else ()
        after = page["last"]


def compared(compare, number, *what):  # what is wrong there, in words, and what may only lag
    try:
        compare(*what)
    except FAULTS as error:
        return [f"Version {number} does not hold: {error}."], []
    except OSError as error:
        return [], [error]
    return [], []


def taken(words):  # fingerprints, and those of known versions by number; pieces are put together
    kept, *pairs = "".join(words).lower().split("--known")
    known = {}
    for pair in pairs:
        number, _colon, digest = pair.partition(":")
        if not number.isdecimal() or set(digest) - set("0123456789abcdef"):
            raise ValueError("After --known comes NUMBER:FINGERPRINT, such as 12:0344d1c8")
        if len(digest) != 64:
            raise ValueError(f"A fingerprint has 64 digits, and {digest!r} has {len(digest)}")
        known[int(number)] = digest
    return {kept[at : at + 64] for at in range(0, len(kept), 64)}, known


def check(portal, kept, known):
    page = fetch(portal, "/subprocessors.json")
    newest, entries, before = page["publication"], stream(portal), None
    stated, digests, blanked, named, faults, lags = {}, [], 0, 0, [], []
    for number in range(1, newest["number"] + 1):
        try:
            previous = before and before["digest"]
            document = verified(fetch(portal, f"/changes/{number}.json"), number, previous)
        except FAULTS as error:
            if getattr(error, "code", 404) != 404:  # it may be there, only not now
                raise OSError(f"version {number}: {error}") from error
            sys.exit(f"Version {number} does not hold: {error}.")
        digests.append(document["digest"])
        blanked += len(blanks(document, *document["parts"]))
        stated[number] = values(document, "changes")
        for entry in [entry for entry in [next(entries, None)] if entry]:
            named, found = number, compared(compare_changes, number, entry, document, before)
            faults, lags = faults + found[0], lags + found[1]
        before = document
    for missing in {newest["digest"]} - set(digests) or kept - set(digests):
        sys.exit(f"No version has the fingerprint {missing}.")
    for one, digest in sorted(known.items()):
        if not 1 <= one <= number:
            sys.exit(f"Version {one} is gone: the chain ends with version {number}.")
        if digests[one - 1] != digest:
            sys.exit(f"Version {one} is another now: its fingerprint is {digests[one - 1]}.")
    found = compared(compare_list, number, page, document, stated)
    for fault in faults + found[0]:
        sys.exit(fault)
    for lag in lags + found[1]:
        raise lag
    redacted = f", {blanked} part{'s'[: blanked != 1]} redacted" if blanked else ""
    until = f"; /changes.json names {named} of them" if named < number else ""
    held = "".join(f"; version {one} is as you know it" for one in sorted(known))
    print(f"{number} publication{'s'[: number != 1]}, unbroken{redacted}{until}{held}")


if __name__ == "__main__":
    address = (sys.argv[1:] or [""])[0]
    try:
        check(address, *taken(sys.argv[2:]))
    except Exception as error:
        print(f"{address!r} could not be checked: {error}.\n\n{__doc__}", file=sys.stderr)
        sys.exit(2)
