"""The project: settings, addresses and the server's entry."""

__version__ = "0.1.0"
