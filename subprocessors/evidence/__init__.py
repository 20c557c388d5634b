"""The evidence of one version as a file: what was published, who was told, and what answered."""
