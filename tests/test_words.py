"""A name means one thing: no class and no public function is called like one elsewhere."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Named by Django, or by a habit that everybody knows.
GIVEN = {"Command", "main"}
#: Given to strangers as they are: nothing here imports them, and they cannot share a function.
SCRIPTS = {"verify_script.py", "check_evidence.py"}


def modules():
    found = [*ROOT.glob("*.py"), *ROOT.glob("*/*.py"), *(ROOT / "subprocessors").rglob("*.py")]
    for path in sorted(set(found)):
        place = path.relative_to(ROOT)
        if place.parts[0] in {"tests", ".venv"} or "migrations" in place.parts:
            continue
        yield place, ast.parse(path.read_text(encoding="utf-8"))


def public_names():
    """Where each class, and each public function of a module, is defined."""
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = defaultdict(list)
    for place, module in modules():
        for node in module.body if place.name not in SCRIPTS else ():
            if isinstance(node, kinds) and not node.name.startswith("_"):
                found[node.name].append(str(place))
    return found


def test_no_class_and_no_public_function_has_the_name_of_another():
    double = {name: places for name, places in public_names().items() if len(places) > 1}
    double = {name: double[name] for name in double.keys() - GIVEN}
    assert not double, f"Find another name for one of each: {double}"


def test_the_list_of_words_holds_thirty_of_one_line_each():
    text = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \*\*(.+?)\*\* \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    assert len(rows) == 30
    assert [word.casefold() for word, *_rest in rows] == sorted(
        word.casefold() for word, *_rest in rows
    )


def readme_map():
    """The lines of the README that say where what stands."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    chapter = text.split("## How it is put together")[1]
    return "\n".join(re.findall(r"^- .*\n(?:  .*\n)*", chapter, re.MULTILINE))


def test_the_map_of_the_readme_names_every_package_and_nothing_that_is_not_there():
    named = set(re.findall(r"`(\w[\w./]*/)`", readme_map()))
    places = {name.removeprefix("subprocessors/") for name in named}
    app = ROOT / "subprocessors"
    packages = {f"{path.parent.name}/" for path in app.glob("*/__init__.py")} - {"migrations/"}
    assert packages <= places
    for name in named:
        assert (ROOT / name).is_dir() or (app / name).is_dir(), name
    modules = set(re.findall(r"`(\w+)`", readme_map()))
    known = {path.stem for path in app.rglob("*.py")}
    assert modules <= known


def test_what_the_list_of_words_names_in_the_code_is_there():
    text = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "subprocessors").rglob("*.py")
    )
    for name in set(re.findall(r"`([^`]+)`", text)):
        if "/" in name:
            assert (ROOT / name).exists(), name
        else:
            assert re.search(rf"\b{re.escape(name)}\b", code), name


#: Phrases that nobody would write, by what stands in their place.
UNWRITTEN = {
    "Be told of changes": "Get notified of changes",
    "To be minded": "Please check",
    "owes no notice": "no customer notice is required",
    "Told again": "Repeated",
    "told it wrongly": "was wrong",
    "for a spreadsheet</a>": "Download this list: CSV, JSON",
    "Compared are": "This compares",
    "What changed for": "For Zendesk, the nature of processing changed.",
    "makes no sense": "is not valid",
}


def test_phrases_that_nobody_would_write_do_not_come_back():
    wording = ROOT / "subprocessors" / "wording"
    written = [*(ROOT / "templates").rglob("*.html"), *wording.rglob("*.py")]
    for path in written:
        text = path.read_text(encoding="utf-8")
        for phrase, instead in UNWRITTEN.items():
            assert phrase not in text, f"{path}: “{phrase}”. Write: “{instead}”."


#: Here the word is said of people who are notified.
OF_PEOPLE_TOLD = (
    "subprocessors/admin/sending.py",
    "subprocessors/ledger/",
    "subprocessors/notifying/",
    "subprocessors/models/outbox.py",
)


def test_told_is_no_name_for_what_is_shown_or_stated():
    named = (ast.ClassDef, ast.FunctionDef, ast.Name, ast.Attribute, ast.arg, ast.keyword)
    found = [
        f"{place}:{node.lineno}"
        for place, module in modules()
        if not str(place).startswith(OF_PEOPLE_TOLD)
        for node in ast.walk(module)
        if isinstance(node, named) and "told" in _name_of(node).lower().split("_")
    ]
    assert not found, "“Told” is said of people who were notified"


def _name_of(node):
    names = (getattr(node, kind, None) for kind in ("name", "id", "attr", "arg"))
    return next((name for name in names if isinstance(name, str)), "")
