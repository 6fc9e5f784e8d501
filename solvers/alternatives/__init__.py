"""Plans that differ in kind: near-optimal in one direction each, and fronts of several objectives."""
