"""The font of the pictures: a static subset of Noto Sans SC with its licence (see README.md here)."""
