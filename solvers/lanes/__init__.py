"""Fire lanes of a site: what buildings need, the cheapest network that meets it, and how it is drawn."""
