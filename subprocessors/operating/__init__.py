"""What the operator does: make a portal, upgrade, back up, restore, check."""
