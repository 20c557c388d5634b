"""A ZIP file that is the same for the same content, with a manifest of digests."""

import csv
import hashlib
import io
import json
import zipfile

from subprocessors.exports.spreadsheet import safe

MANIFEST = "manifest.json"
#: No clock, no machine and no user stands in the file.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX, _FILE = 3, 0o100644 << 16
#: Excel recognises UTF-8 only after this mark.
_MARK = b"\xef\xbb\xbf"


class EvidencePackage:
    """Writes its parts into ``file`` (binary, open for writing), one after the other."""

    def __init__(self, file):
        self._zip, self._parts = zipfile.ZipFile(file, "w"), {}

    def add(self, name, chunks):
        """Adds a part: ``chunks`` are bytes, written as they come."""
        digest, size = hashlib.sha256(), 0
        # A part may have more than 2 GiB.
        with self._zip.open(self._info(name), "w", force_zip64=True) as part:
            for chunk in chunks:
                part.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self._parts[name] = {"bytes": size, "sha256": digest.hexdigest()}

    def add_table(self, name, columns, rows):
        """Adds a table as CSV; no cell of it is a formula to a spreadsheet."""
        self.add(name, csv_chunks(columns, rows))

    def close(self, **about):
        """Adds the manifest, with what it is ``about``; gives its SHA-256 (hex)."""
        text = json.dumps({**about, "files": self._parts}, indent=1, sort_keys=True)
        data = text.encode() + b"\n"
        with self._zip.open(self._info(MANIFEST), "w") as part:
            part.write(data)
        self._zip.close()
        return hashlib.sha256(data).hexdigest()

    @staticmethod
    def _info(name):
        info = zipfile.ZipInfo(name, _NO_TIME)
        info.compress_type, info.create_system, info.external_attr = 8, _UNIX, _FILE
        return info


def csv_chunks(columns, rows):
    """The bytes of a CSV file (RFC 4180, UTF-8 with its mark), a row at a time."""
    yield _MARK + csv_line(columns)
    for row in rows:
        yield csv_line(row)


def csv_line(cells):
    """One row of a CSV file, in bytes; None is an empty cell."""
    line = io.StringIO()
    csv.writer(line).writerow([safe("" if cell is None else str(cell)) for cell in cells])
    return line.getvalue().encode()
