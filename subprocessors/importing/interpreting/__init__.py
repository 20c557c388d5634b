"""What the tables of a file say about sub-processors."""
