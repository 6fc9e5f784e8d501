"""The search: OR-Tools decides who goes where, compiled annealing arranges every storey."""
