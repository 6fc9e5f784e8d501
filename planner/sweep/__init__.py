"""Many variants of one scenario: what is varied, the cases it makes, the store of results, the table."""
