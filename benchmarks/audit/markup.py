"""The Nu HTML checker on the HTML of pages."""

import json
import re
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.audit.npm_tools import NU, needed_java

#: The roles of our tables, which a checker calls unnecessary. On a phone the rows are shown as
#: blocks, and a browser then forgets that they are a table, unless the roles say so.
ALLOWED = re.compile(
    "The “[a-z]+” role is unnecessary for element “(table|thead|tbody|tr|th|td)”"
    "|The “role” attribute must not be used on a “(tr|th|td)” element which has a “table” ancestor"
)
_ROLE = re.compile('<(tr|th|td|table|thead|tbody)[^>]* role="(table|row|rowgroup|cell|\\w+header)"')


def markup_faults(portal, addresses):
    """What the checker says of each page, "address: words", without what is allowed."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, address in enumerate(addresses):
            file = Path(folder) / f"{number}.html"
            file.write_bytes(_body(portal + address))
            names[file.as_uri()] = address
        words = [needed_java(), "-jar", str(NU), "--format", "json", "--exit-zero-always"]
        done = subprocess.run(
            [*words, *(str(Path(folder) / f"{number}.html") for number in range(len(names)))],
            capture_output=True,
            text=True,
            check=True,
        )
    said = json.loads(done.stderr or done.stdout)["messages"]
    return [
        f"{names.get(one.get('url', '').replace('file:/', 'file:///', 1)) or one.get('url')}:"
        f" {one['message']} {' '.join(one.get('extract', '').split())}"
        for one in said
        if not is_allowed(one)
    ]


def is_allowed(said):
    """Whether the checker says nothing but that a role of our tables is not needed."""
    return bool(ALLOWED.match(said["message"]) and _ROLE.search(said.get("extract", "")))


def _body(address):
    try:
        return urllib.request.urlopen(address, timeout=60).read()
    except urllib.error.HTTPError as error:
        return error.read()
