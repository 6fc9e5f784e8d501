"""Why nothing fits, what it would take, what a limit costs, and why something does not lie elsewhere."""
