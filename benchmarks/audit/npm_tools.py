"""Lighthouse and the Nu HTML checker, from npm, in benchmarks/audit/npm/node_modules."""

import shutil
import subprocess
import sys

from tests.served import ROOT

FOLDER = ROOT / "benchmarks" / "audit" / "npm"
LIGHTHOUSE = FOLDER / "node_modules" / ".bin" / "lighthouse"
NU = FOLDER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def install_npm_tools():
    """Installs the versions that package.json names, where they are not yet installed."""
    wanted = (FOLDER / "package.json").read_text(encoding="utf-8")
    stamp = FOLDER / "node_modules" / "installed.json"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    if not shutil.which("npm"):
        sys.exit("npm is missing; on Debian and Ubuntu: sudo apt install npm")
    words = ["npm", "install", "--silent", "--no-package-lock", "--no-audit", "--no-fund"]
    subprocess.run(words, cwd=FOLDER, check=True)
    stamp.write_text(wanted, encoding="utf-8")


def needed_java():
    """The path of java, or the end of the program."""
    return shutil.which("java") or sys.exit(
        "java is missing, which the Nu HTML checker needs; on Debian and Ubuntu:"
        " sudo apt install default-jre-headless"
    )
