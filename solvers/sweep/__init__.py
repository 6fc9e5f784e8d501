"""Running a sweep: a case solved in a process of its own, many of them on a pool or a cluster."""
