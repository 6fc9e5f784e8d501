"""Files of other programs: read into a scenario; degrees of maps as metres."""
