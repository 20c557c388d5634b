"""Lists and histories from elsewhere, brought into this portal."""
