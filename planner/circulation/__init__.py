"""Ways through the park: the site's roads."""
