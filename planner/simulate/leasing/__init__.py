"""How a park is let over the years: occupancy, the ratios of the standards, money (``docs/occupancy.md``)."""
