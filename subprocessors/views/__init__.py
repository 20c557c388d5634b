"""The front room: pages read from the archive alone."""
