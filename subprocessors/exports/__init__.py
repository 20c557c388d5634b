"""The list and its changes as data: JSON, CSV, iCalendar. Read from the archive alone.

Whatever is written here is documented under ``/developers/``, and JSON by the schemas beside
it. Fields may join; none is renamed, and none changes its meaning, within a version.
"""
