"""How fast the portal answers, beside what else could answer: all in one run, as ratios."""
