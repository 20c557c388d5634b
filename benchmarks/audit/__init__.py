"""Measuring and picturing the pages in a browser: ``make audit`` and ``make pictures``."""
