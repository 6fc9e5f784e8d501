"""Plans whose ratio clauses hold with a probability while the park is let (``docs/occupancy.md``)."""
