"""Django's SQLite, read also where nothing can be written any more; see ``base``."""
