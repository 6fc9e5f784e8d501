"""Compiled: what flows between the rooms of a storey, and from them to places, cost (see ``pulls``).

A room is where its door can be: in the middle of its longest contact with a corridor. Distances in the search
are rectilinear, which is how one walks along corridors that cross at right angles.
"""

from __future__ import annotations

from numba import njit


@njit(cache=True)
def flow_cost(draws, spots):
    """Cost of all flows; ``spots``: rows of the items with the place of a door in the last two columns."""
    pairs, ways, member_at, members, place_at, places, _ = draws
    cost = 0.0
    for k in range(len(pairs)):
        best = 1e18
        a, b = int(pairs[k, 0]), int(pairs[k, 1])
        for i in range(member_at[a], member_at[a + 1]):
            for j in range(member_at[b], member_at[b + 1]):
                one, other = spots[members[i]], spots[members[j]]
                best = min(best, abs(one[4] - other[4]) + abs(one[5] - other[5]))
        cost += pairs[k, 2] * best
    for k in range(len(ways)):
        best = 1e18
        a, c = int(ways[k, 0]), int(ways[k, 1])
        for i in range(member_at[a], member_at[a + 1]):
            one = spots[members[i]]
            for j in range(place_at[c], place_at[c + 1]):
                way = abs(one[4] - places[j, 0]) + abs(one[5] - places[j, 1]) + places[j, 2]
                best = min(best, way)
        cost += ways[k, 2] * best
    return cost


@njit(cache=True)
def note_spots(draws, plate, p, leaves, boxes, m, n_items, spots):
    """Remember where the items of a piece that anything draws can have their doors."""
    drawn = draws[6]
    segs, seg_at = plate[5], plate[6]
    for k in range(m):
        i = leaves[k]
        if i >= n_items or not drawn[i]:
            continue
        box = boxes[k]
        longest = 0.0
        spots[i, 4], spots[i, 5] = 0.5 * (box[0] + box[2]), 0.5 * (box[1] + box[3])
        for s in range(seg_at[p], seg_at[p + 1]):
            if segs[s, 1] != 0.0:
                continue
            along_y = segs[s, 2] == 0.0
            c = segs[s, 3]
            near, far = (box[0], box[2]) if along_y else (box[1], box[3])
            if (near > c + segs[s, 7] or far <= c + 0.3) if segs[s, 6] > 0 else (
                far < c - segs[s, 7] or near >= c - 0.3
            ):  # fmt: skip
                continue
            low = max(box[1] if along_y else box[0], segs[s, 4])
            high = min(box[3] if along_y else box[2], segs[s, 5])
            if high - low > longest:
                longest = high - low
                middle = 0.5 * (low + high)
                spots[i, 4], spots[i, 5] = (c, middle) if along_y else (middle, c)
