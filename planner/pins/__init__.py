"""What of a layout stays where it is when it is solved again."""
