"""The desk: where legal keeps the list, reviews it and publishes."""
