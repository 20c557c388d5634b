"""Which release answers: the same one in every worker."""

import subprocess
import sys

from subprocessors.front.release import release
from tests.served import ROOT, environment

#: Loads what the server loads, then forks as it does; each worker asks a while later.
FORKED = """
import os, time
import trustportal.wsgi
for _worker in range(2):
    time.sleep(0.01)
    if os.fork() == 0:
        from subprocessors.front.release import release
        print(release.cache_info().misses, release().digest, release().started_at.isoformat())
        break
else:
    os.wait(), os.wait()
"""


def test_the_release_is_known_before_the_workers_are_forked(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FORKED],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = done.stdout.splitlines()
    assert first == second
    assert first.startswith("1 ")  # worked out once, before


def test_another_site_that_may_frame_the_list_outdates_every_copy(settings):
    before = release.__wrapped__().digest
    settings.EMBED_PARENTS = ["https://docs.example.com"]
    assert release.__wrapped__().digest != before
