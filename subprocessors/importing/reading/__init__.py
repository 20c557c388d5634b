"""A file of any form, read into tables."""
