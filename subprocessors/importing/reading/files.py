"""Reading a file that somebody gives us: its size, its encoding, its lines."""

from pathlib import Path

#: A page of 10,000 rows has 5 MB; the longest history known to us, 1 MB.
MOST_BYTES = 64 * 1024 * 1024

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)


class Unreadable(Exception):
    """A file cannot be taken as it is. ``problems`` are sentences, each with its line."""

    def __init__(self, *problems):
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


def read_bytes(path, *, most=MOST_BYTES):
    """The file's bytes. Raises Unreadable for a missing file, or one beyond ``most`` bytes."""
    try:
        if not Path(path).is_file():
            raise Unreadable(f"{path}: there is no such file.")
        size = Path(path).stat().st_size
        if size > most:
            raise Unreadable(
                f"{path}: {size:,} bytes are too many; at most {most:,} are read. Split the file."
            )
        return Path(path).read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: cannot be read ({error.strerror}).") from error


def unique_names(pairs):
    """The object of these ``pairs``, for ``json.loads``; ValueError where one repeats."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{twice}” stands twice in one object.")
    return found


def decoded(data, *, name):
    """The text in ``data``: UTF-8, or UTF-16 and UTF-32 with their mark.

    Raises Unreadable for anything else, naming what it looks like.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(f"{name}: not {encoding.upper()}, as its mark says.") from error
    if b"\x00" in data:
        raise Unreadable(
            f"{name}: holds NUL bytes; it looks like UTF-16 without its mark, or no text at all."
            " Save it as UTF-8."
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(
            f"{name}, line {line}: not UTF-8; it looks like Latin-1 or Windows-1252. Save it as"
            " UTF-8."
        ) from error
