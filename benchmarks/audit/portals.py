"""Demo portals of a chosen size, each in a throw-away folder, served as ``make run`` serves."""

import json
import subprocess
import sys
import tempfile
from contextlib import contextmanager

from tests.served import ROOT, environment, free_port, said_until

PASSWORD = "looked at and thrown away"
#: So many rows of the demo are in use.
DEMO_ROWS = 40


def further_rows(count):
    """So many rows beside the demo's, each with the name of one and the texts of another."""
    story = json.loads((ROOT / "subprocessors/sample/demo.json").read_text(encoding="utf-8"))
    rows = [row for version in story["versions"] for row in version.get("new", ())]
    names = [row["name"].split()[0] for row in rows]
    made = []
    for number in range(count):
        texts = rows[number * 7 % len(rows)]
        round_, place = divmod(number, len(names))
        name = f"{names[place]} {names[(place * 5 + round_ + 1) % len(names)]}"
        values = {key: value for key, value in texts.items() if key not in ("replaces", "name")}
        made.append(
            {**values, "name": name, "legal_name": f"{name} GmbH", "effective_on": "2021-03-01"}
        )
    return made


@contextmanager
def served_demo(rows=DEMO_ROWS):
    """The address of a demo with so many rows in use, while it is served."""
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        port = str(free_port())
        variables = environment(folder, PORT=port, WORKERS="1")
        filling = [sys.executable, "-m", "benchmarks.audit.filling", str(rows)]
        subprocess.run(filling, cwd=ROOT, env=variables, check=True)
        process = subprocess.Popen(
            [sys.executable, "manage.py", "runportal"],
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            said_until(process, b"The desk:")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.communicate(timeout=60)
