"""python3 check.py [FILE.zip] [--sent MESSAGE.eml ...] [--known DIGEST ...]

Checks the evidence of a version, in the ZIP file, or in the folder that this script stands in:
every part against the manifest; the version against its fingerprint and the version before; each
message against the ledger; the ledger against the attempts. --sent holds copies of messages as
they were sent against the ledger; --known what you know: the fingerprint of the version, or the
digest of the evidence. Needs Python 3.8 or newer and nothing else. Exit 0: all holds. 1: something
does not. 2: it could not be checked."""

import contextlib
import csv
import io
import json
import re
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

FAULTS = (ValueError, LookupError, TypeError, AttributeError)
REACHED = ("accepted", "bounced", "in_doubt")  # states of what a mail server took, or may have


class Folder:
    """The parts of the evidence where it was unpacked."""

    def __init__(self, path):
        self.path = path

    def names(self):
        found = (one for one in self.path.rglob("*") if one.is_file())
        names = {one.relative_to(self.path).as_posix() for one in found}
        return {name for name in names if "__pycache__" not in name}

    def open(self, name):
        return (self.path / name).open("rb")


class Archive:
    """The parts of the evidence in its ZIP file."""

    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)

    def names(self):
        found = self.zip.namelist()
        if len(set(found)) < len(found):
            raise ValueError("a part stands in the ZIP file twice")
        return set(found)

    def open(self, name):
        return self.zip.open(name)


def read(parts, name):
    with parts.open(name) as file:
        return file.read()


def table(parts, name):  # rows as dictionaries; without the apostrophes that stop formulas
    with parts.open(name) as file:
        text = io.TextIOWrapper(file, "utf-8-sig", newline="")
        for row in csv.DictReader(text):
            yield {key: unguarded(cell or "") for key, cell in row.items()}


def unguarded(cell):
    return cell[1:] if re.match(r"'[\s\"]*[=+@-]", cell) else cell


def hash_of(value, salt=""):  # of canonical JSON (RFC 8785): ASCII keys, and no floats
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256((salt + text).encode()).hexdigest()


def demand(holds, why):
    if not holds:
        raise ValueError(why)


# The parts


def check_manifest(parts):
    data = read(parts, "manifest.json")
    manifest, names = json.loads(data), parts.names()
    listed = {*manifest["files"], "manifest.json"}
    demand(not listed - names, f"{', '.join(sorted(listed - names))} is missing")
    demand(not names - listed, f"{', '.join(sorted(names - listed))} is not in the manifest")
    for name, said in sorted(manifest["files"].items()):
        digest, size = sha256(), 0
        with parts.open(name) as file:
            for chunk in iter(lambda: file.read(1 << 20), b""):
                digest.update(chunk)
                size += len(chunk)
        holds = (digest.hexdigest(), size) == (said["sha256"], said["bytes"])
        demand(holds, f"{name} was altered: it is not what the manifest says")
    return manifest, sha256(data).hexdigest()


# The version


def version_in(parts, name):
    document = json.loads(read(parts, name))
    head, listed = document["head"], document["parts"]
    demand(hash_of(head) == document["digest"], f"the head of {name} was altered")
    hashes = {key: value for key, value in head.items() if isinstance(value, list)}
    named = {key: [part["h"] for part in of] for key, of in listed.items()}
    demand(hashes == named, f"the parts of {name} are not those that its head names")
    blanks = 0
    for part in [part for of in listed.values() for part in of]:
        if set(part) == {"h", "redacted"}:
            blanks += 1
        else:
            whole = hash_of(part["value"], part["salt"]) == part["h"]
            demand(whole, f"the part {part['h'][:12]} of {name} was altered")
    return document, blanks


def values(document, name):
    return [part["value"] for part in document["parts"][name] if "value" in part]


def check_version(parts, manifest):
    document, blanks = version_in(parts, "publication.json")
    head, about = document["head"], json.loads(read(parts, "version.json"))
    for said, what in ((manifest, "manifest.json"), (about, "version.json")):
        known = said["fingerprint"] == document["digest"]
        demand(known, f"the fingerprint in {what} is not that of publication.json")
    demand(about["number"] == manifest["version"] == head["number"], "the numbers differ")
    demand(about["kind"] == head["kind"], "version.json says another kind")
    for name in ("title", "note", "reason"):
        hashed = values(document, name) or ([""] if not document["parts"][name] else [about[name]])
        demand(about[name] == hashed[0], f"version.json says another {name}")
    stated = values(document, "changes")
    beside = {"position", "name", "short_notice_clause"}
    listed = [{k: v for k, v in one.items() if k not in beside} for one in about["changes"]]
    if not any("redacted" in part for part in document["parts"]["changes"]):
        demand(listed == stated, "version.json says other changes than publication.json")
    if head["number"] > 1:
        before, _blanks = version_in(parts, "publication-before.json")
        follows = head["previous"] == before["digest"]
        demand(follows, "publication-before.json is not the version before")
    return document, blanks


# What was sent


def letters(parts, rows):  # (row, bytes) of each message, None where it is not there
    name, at = "", 0
    with contextlib.ExitStack() as opened:
        for row in rows:
            if not row["file"]:  # also between two messages of a file, which is read once
                yield row, None
                continue
            if row["file"] != name:
                opened.close()
                name, at = row["file"], 0
                file = opened.enter_context(parts.open(name))
            start, size = int(row["offset"]), int(row["bytes"])
            demand(start >= at, "ledger.csv is not in the order of the messages")
            file.read(start - at)
            data, at = file.read(size), start + size
            yield row, re.sub(rb"^>(>*From )", rb"\1", data, flags=re.MULTILINE)


def headers_of(data):
    top = re.sub(rb"\r\n[ \t]+", b" ", data.partition(b"\r\n\r\n")[0]).decode("ascii")
    return dict(line.partition(": ")[::2] for line in top.split("\r\n"))


def on_wire(address):  # as mail servers take it (RFC 5890)
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def check_letters(parts, digest):
    states, counts, seen = {}, {"messages": 0, "gone": 0, "unsent": 0}, set()
    for row, data in letters(parts, table(parts, "ledger.csv")):
        number = row["delivery"]
        demand(number not in states, f"delivery {number} stands in ledger.csv twice")
        states[number] = row["state"]
        if data is None:
            is_erased = not row["address"] and row["state"] in REACHED
            was_sent = row["sha256_as_sent"] or is_erased
            counts["gone" if was_sent else "unsent"] += 1
            continue
        what = f"the message of delivery {number}"
        demand(row["sha256_as_sent"], f"{what} was not handed over, by ledger.csv")
        same = sha256(data).hexdigest() == row["sha256_masked"]
        demand(same, f"{what} is not the one whose digest stands in ledger.csv")
        headers = headers_of(data)
        stated = {
            "Message-ID": row["message_id"],
            "From": row["from"],
            "To": on_wire(row["address"]),
        }
        for header, value in stated.items():
            demand(headers.get(header) == value, f"{what} has another {header}")
        counts["messages"] += 1
        if row["purpose"] == "notice" and row["file"] not in seen:
            seen.add(row["file"])
            plain = re.sub(rb"=\r\n|\s", b"", data).decode("ascii")
            demand(digest in plain, f"{what} does not name the fingerprint of the version")
    return states, counts


def check_attempts(parts, states):
    accepted, count = set(), 0
    for row in table(parts, "attempts.csv"):
        count += 1
        known = row["delivery"] in states
        demand(known, f"attempts.csv has an attempt of delivery {row['delivery']}, which is none")
        if row["then"] == "accepted":
            accepted.add(row["delivery"])
    for number, state in states.items():
        proved = state != "accepted" or number in accepted
        demand(proved, f"delivery {number} is said to be taken, and no attempt says so")
    return count


def check_acknowledgements(parts, states):
    count = 0
    for row in table(parts, "acknowledgements.csv"):
        count += 1
        known = row["delivery"] in states
        demand(known, f"acknowledgements.csv names delivery {row['delivery']}, which is none")
    return count


def check_objections(parts):
    days = {
        str(change["position"]): change.get("objection_until_on", "")
        for change in json.loads(read(parts, "version.json"))["changes"]
    }
    count = 0
    for row in table(parts, "objections.csv"):
        count += 1
        what = f"objection {row['number']}"
        demand(row["change"] in days, f"{what} is about change {row['change']}, which is none")
        stated = row["object_by"] == days[row["change"]]
        demand(stated, f"{what} names another last day than its change")
        last = row["object_by_for_customer"] or row["object_by"]
        is_late = bool(last) and row["received"] > last
        late = row["time"] == "late"
        demand(not late or is_late, f"{what} is said to be late, and is not by its days")
        own = row["customer"] and not row["object_by_for_customer"]  # nobody had told them
        own = own or row["erased_at"]  # whose it was is not known any more
        demand(late or own or not is_late, f"{what} is said to be in time, and is not by its days")
    return count


def check_copies(parts, copies):
    sent = {
        row["sha256_as_sent"]: row for row in table(parts, "ledger.csv") if row["sha256_as_sent"]
    }
    for copy in copies:
        row = sent.get(sha256(Path(copy).read_bytes()).hexdigest())
        demand(row, f"{copy} is not, to the byte, a message that stands in ledger.csv")
        print(f"{copy}: the very message sent to {row['address'] or 'an address erased since'}")


def check(parts, copies, known):
    manifest, whole = check_manifest(parts)
    document, blanks = check_version(parts, manifest)
    digest = document["digest"]
    for one in known:
        what = f"What you know, {one}, is neither the fingerprint nor the digest of the evidence"
        demand(one.lower() in (digest, whole), what)
    states, counts = check_letters(parts, digest)
    attempts, confirmed = check_attempts(parts, states), check_acknowledgements(parts, states)
    objections = check_objections(parts)
    check_copies(parts, copies)
    print(f"Version {manifest['version']}, fingerprint {digest}: as it was hashed.")
    if blanks:
        print(f"{blanks} of its parts were redacted; of these only the digest is left.")
    print(f"{len(states)} deliveries, {attempts} attempts to send, {confirmed} receipts confirmed.")
    print(f"{counts['messages']} messages are, but for masked links, those of the ledger.")
    if counts["gone"]:
        print(f"{counts['gone']} messages cannot be shown: address erased, or text redacted since.")
    if counts["unsent"]:
        print(f"{counts['unsent']} were not sent, or not yet.")
    if objections:
        print(f"{objections} objections, each with the last day that its change states.")
    print(f"Digest of this evidence: {whole}")
    print("Not proved by it: that the list was true, and that anybody read a message.")


def taken(words):  # the place, copies, and known digests
    place, copies, known = None, [], []
    lists = {"--sent": copies, "--known": known}
    words = list(words)
    while words:
        word = words.pop(0)
        if word not in lists:
            place = word
        elif words:
            lists[word].append(words.pop(0))
        else:
            raise OSError(f"after {word} something is missing")
    path = Path(place) if place else Path(__file__).resolve().parent
    return (Archive if path.is_file() else Folder)(path), copies, known


if __name__ == "__main__":
    try:
        check(*taken(sys.argv[1:]))
    except zipfile.BadZipFile as error:
        sys.exit(f"The evidence does not hold: the ZIP file is damaged ({error}).")
    except FAULTS as error:
        sys.exit(f"The evidence does not hold: {error}.")
    except OSError as error:
        print(f"It could not be checked: {error}.\n\n{__doc__}", file=sys.stderr)
        sys.exit(2)
