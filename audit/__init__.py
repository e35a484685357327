"""What the archive proves: what changed and when, what stands in it, what does not add up. Only reads."""
