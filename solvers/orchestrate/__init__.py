"""What stands between the parts of a solve: the wall clock, the processes, the feedback."""
