"""python3 verify.py https://trust.example.com [FINGERPRINT ...]

Checks the chain of a trust portal from outside: recomputes every fingerprint from version 1 on.
Those that you kept (of a page, a feed or a mail) must be among them. Needs Python 3.8 or newer
and nothing else. Exit 0: all holds. 1: something does not. 2: it could not be checked."""

import json
import sys
from hashlib import sha256
from urllib.parse import urljoin
from urllib.request import HTTPError, urlopen


def fetch(portal, path):
    return json.load(urlopen(urljoin(portal, path), timeout=60))


def hash_of(value, salt=""):  # of canonical JSON (RFC 8785): ASCII keys, and no floats
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256((salt + text).encode()).hexdigest()


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
    return document["digest"], sum("redacted" in part for name in parts for part in parts[name])


def check(portal, kept):
    newest, chain = fetch(portal, "/subprocessors.json")["publication"], [(None, 0)]
    for number in range(1, newest["number"] + 1):
        try:
            chain.append(verified(fetch(portal, f"/changes/{number}.json"), number, chain[-1][0]))
        except (HTTPError, ValueError, LookupError, TypeError, AttributeError) as error:
            if getattr(error, "code", 404) != 404:  # it may be there, only not now
                raise OSError(f"version {number}: {error}") from error
            sys.exit(f"Version {number} does not hold: {error}.")
    digests, blanks = {digest for digest, _ in chain}, sum(count for _, count in chain)
    for missing in {newest["digest"]} - digests or kept - digests:
        sys.exit(f"No version has the fingerprint {missing}.")
    redacted = f", {blanks} part{'s'[: blanks != 1]} redacted" if blanks else ""
    print(f"{number} publication{'s'[: number != 1]}, unbroken{redacted}")


if __name__ == "__main__":
    address, mine = (sys.argv[1:] or [""])[0], "".join(sys.argv[2:]).lower()
    try:
        check(address, {mine[at : at + 64] for at in range(0, len(mine), 64)})
    except Exception as error:
        print(f"{address!r} could not be checked: {error}.\n\n{__doc__}", file=sys.stderr)
        sys.exit(2)
