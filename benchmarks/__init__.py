"""How fast the slow parts are, and whether a long history makes them slower: ``make bench``."""
