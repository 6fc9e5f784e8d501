"""Compiled search kernel: slicing trees over the pieces that a circulation frame leaves.

A *piece* is a connected part of the storey between corridors. Its usable area is held as a
summed-area table on a coordinate-compressed grid, so the true area of any rectangle in it costs
O(1) whatever its shape. Each piece holds a sequence of *items* (rooms or whole zones); between
two neighbours in the sequence stands a cut with a priority and a direction, so that sequence,
priorities and directions together encode every slicing tree over that order (a Cartesian tree).
Cuts are placed where areas come out as asked, exactly in the table.

All lengths are metres in the storey's own axes. Arrays (n items, p pieces, n >= i >= 0):

* ``grid_x, grid_y``      flattened grid lines of all pieces, offsets in ``piece_int``
* ``sat``                 flattened summed-area tables
* ``piece_int[p]``        x offset, nx, y offset, ny, sat offset
* ``piece_box[p]``        x0, y0, x1, y1, usable area
* ``segs``                rows: piece, class (0 door frontage, 1 daylight, 2 dock, 3 exit, 4 door
                          frontage near an exit of the storey, 5 from where exits are too far, 6 door
                          frontage between columns), axis (0: the
                          segment runs along y at x = c), c, lo, hi, side (+1: the piece lies at
                          larger coordinates), tolerance
* ``rows[i]``             target, least and most gross area, least width, greatest aspect,
                          least frontage, least daylight frontage, 1 if it needs a dock, 0.5 if it likes one,
                          least share of its bounding rectangle that it fills, 1 if an exit may open
                          from it,
                          walls that its areas count with (m2; -1: a zone, whose rooms are judged later;
                          -2: the very walls it has),
                          where two doors are due: their distance from middle to middle (0: one will do),
                          how far a middle keeps from the end of a wall, net area from which they are due,
                          class of the contacts that they lie at; how far its corners may lie from a door
                          (0: any distance)
* ``roles[i]``            noise (0 neutral, 1 quiet: keeps away from 2, noisy); group (rooms of one
                          zone, 0 none); a bit of its own where rooms of its group may be reached through it;
                          the bits of those through which it may be reached itself
"""

from __future__ import annotations

import numpy as np
from numba import njit

from solvers.arrange.tables import (
    along,
    contacts,
    cut_at,
    doors_apart,
    far_corner,
    holds_square,
    rect_area,
    tight,
    torn,
)

HARD = 10.0
"""Cost of one broken hard rule; soft costs of a good storey sum up to less than this."""
NO_VACANCY = 1e8
"""A least vacant unit from this on says that nothing may be left over (inside a zone)."""
ZONE, OWN_WALLS = -1.0, -2.0
"""Instead of the walls that areas count with: a zone; bounds that count with the very walls of a room."""
CLOSET_M2, CLOSET_WIDTH_M, CLOSET_COST = 10.0, 1.9, 1.1
"""Too small a rest to let becomes a plant room: its least gross area and clear width, its soft cost."""
WIDE_M = 6.0
"""Rooms that must be wider than this are looked at closely where they are no rectangles."""
LET_AS_ONE = 3.2
"""Vacant units that are no longer than this times their depth are not divided."""
SLACK_M2 = 0.03
"""What rounding may take from an area before it counts as too small."""


@njit(cache=True)
def _any_way(rows, i):
    """Whether a room may lie as far from exits as it likes (stores)."""
    return rows[i, 15] == 0.0 and rows[i, 10] != ZONE


@njit(cache=True)
def _two_doors(rows, i, box, segs, slo, shi):
    """Hard cost of a leaf without room for the two doors it must have; of a zone, for those of its halls."""
    if rows[i, 10] == ZONE:
        apart = along(segs, slo, shi, box, rows[i, 14])
    else:
        apart = doors_apart(segs, slo, shi, box, rows[i, 14], rows[i, 12], _any_way(rows, i))
    return 0.7 + 0.8 * (rows[i, 11] - apart) / rows[i, 11] if apart < rows[i, 11] else 0.0


@njit(cache=True)
def _ways_out(rows, i, net, box, segs, slo, shi, bent):
    """Hard cost of a leaf without room for two doors where they are due, or with a corner far from any."""
    hard = 0.0
    if rows[i, 11] > 0.0 and net > rows[i, 13]:
        hard += _two_doors(rows, i, box, segs, slo, shi)
    if rows[i, 15] > 0.0 and box[2] - box[0] + box[3] - box[1] > rows[i, 15]:
        far = far_corner(segs, slo, shi, box, box, bent)
        if far > rows[i, 15]:
            hard += 0.4 + (far - rows[i, 15]) / rows[i, 15]
    return hard


@njit(cache=True)
def leaf_cost(rows, i, filler, area, box, segs, slo, shi, wall):
    """Hard cost, soft cost and corridor frontage of one leaf (frontage is judged by ``fronts``)."""
    w = box[2] - box[0]
    h = box[3] - box[1]
    small = min(w, h)
    large = max(w, h)
    hard = 0.0
    soft = 0.0
    fill = area / (w * h) if w * h > 1e-9 else 0.0
    width = (small - wall) * (1.0 if fill > 0.9 else fill + 0.1)
    aspect = (large - wall) / max(0.1, small - wall)
    least_width = CLOSET_WIDTH_M if filler and area < 0.97 * rows[i, 0] else rows[i, 3]
    if width < least_width:
        hard += 1.0 + 3.0 * (least_width - width) / least_width
    front, daylight, dock, way, straddled = contacts(segs, slo, shi, box, _any_way(rows, i))
    # a vacant unit is let as several where each has a door, area enough and proportions of its own
    divisible = filler and front > 0.7 * large and aspect <= rows[i, 4] * int(area / rows[i, 0])
    if aspect > rows[i, 4] and not divisible:
        hard += 0.6 + (aspect - rows[i, 4])
    if not divisible:
        soft += 0.15 * (aspect - 1.0) ** 1.5
    if fill < 0.985:
        soft += 5.0 * (1.0 - fill)
        if fill < rows[i, 8]:
            hard += 0.5 + 4.0 * (rows[i, 8] - fill)
    light = rows[i, 6]
    if daylight < abs(light):
        if light > 0:
            hard += 0.8 + 0.5 * (light - daylight) / light
        else:  # liked, not needed
            soft += 0.5
    if rows[i, 7] > 0 and dock < 0.5:
        if rows[i, 7] == 1.0:
            hard += 1.5
        else:  # liked, not needed
            soft += 1.0
    if rows[i, 9] == 0 and way > 0.3:
        hard += 1.0
    hard += 0.5 * straddled
    if not (divisible and aspect > LET_AS_ONE):
        hard += _ways_out(rows, i, area - wall * (w + h - wall), box, segs, slo, shi, fill < 0.98)
    if not filler:
        if rows[i, 10] >= 0.0:  # what its own walls take, instead of what was allowed for them
            area += rows[i, 10] - wall * (w + h - wall)
        if area < rows[i, 1] - SLACK_M2:
            hard += 0.3 + 6.0 * (rows[i, 1] - area) / rows[i, 1]
        elif area > rows[i, 2] + SLACK_M2:
            hard += 0.3 + 6.0 * (area - rows[i, 2]) / rows[i, 2]
        soft += 2.0 * abs(area - rows[i, 0]) / rows[i, 0]
    return hard, soft, front


@njit(cache=True)
def _shared(boxes, a, b):
    """Length of wall that two leaves share."""
    dx = min(boxes[a, 2], boxes[b, 2]) - max(boxes[a, 0], boxes[b, 0])
    dy = min(boxes[a, 3], boxes[b, 3]) - max(boxes[a, 1], boxes[b, 1])
    if dx > -0.05 and dy > 0.0:
        return dy
    if dy > -0.05 and dx > 0.0:
        return dx
    return 0.0


@njit(cache=True)
def _leads(rows, roles, leaves, boxes, a, b):
    """Length of the wall through which leaf ``b``, which lies at a corridor, can give leaf ``a`` its door."""
    i = leaves[a]
    j = leaves[b]
    if roles[i, 3] & roles[j, 2] == 0 or roles[j, 1] != roles[i, 1] or boxes[b, 8] < rows[j, 5]:
        return 0.0
    return _shared(boxes, a, b)


@njit(cache=True)
def _fronts(rows, roles, leaves, boxes, m):
    """Hard cost of leaves without room for a door to a corridor or to a room that leads to it."""
    hard = 0.0
    for a in range(m):
        i = leaves[a]
        need = rows[i, 5]
        if boxes[a, 8] >= need:
            continue
        through = 0.0
        if roles[i, 3] > 0:
            for b in range(m):
                through = max(through, _leads(rows, roles, leaves, boxes, a, b))
        if through < need:
            hard += 1.0 + (need - max(through, boxes[a, 8])) / need
    return hard


@njit(cache=True)
def _net(boxes, a, wall):
    """About the net area of a leaf."""
    return max(0.0, boxes[a, 2] - boxes[a, 0] - wall) * max(0.0, boxes[a, 3] - boxes[a, 1] - wall)


@njit(cache=True)
def _behind(rows, roles, leaves, boxes, m, segs, slo, shi, wall):
    """Hard cost of what the fire codes ask of rooms behind others.

    A room that others are left through has two doors where all together are too large for one; the corner of
    a room that is farthest from the corridor is not too far from it. A room goes through the one
    that is still left with one door, else through the one with the longest wall.
    """
    hard = 0.0
    steered = False
    for b in range(m):
        steered |= roles[leaves[b], 2] > 0 and rows[leaves[b], 11] > 0.0
    if not steered:
        return hard
    total = np.zeros(m)
    for b in range(m):
        if roles[leaves[b], 2] > 0:
            total[b] = _net(boxes, b, wall)
    for a in range(m):
        i = leaves[a]
        if roles[i, 3] == 0 or boxes[a, 8] >= rows[i, 5]:
            continue
        own, best, hub = _net(boxes, a, wall), 0.0, -1
        for b in range(m):
            shared = _leads(rows, roles, leaves, boxes, a, b)
            if shared < rows[i, 5]:
                continue
            if total[b] + own <= rows[leaves[b], 13]:
                shared += 1e3
            if shared > best:
                best, hub = shared, b
        if hub < 0:
            continue
        j = leaves[hub]
        if total[hub] <= rows[j, 13] < total[hub] + own:
            hard += _two_doors(rows, j, boxes[hub], segs, slo, shi)
        total[hub] += own
        if rows[i, 15] > 0.0:
            far = far_corner(segs, slo, shi, boxes[hub], boxes[a], True)
            if far > rows[i, 15]:
                hard += 0.4 + (far - rows[i, 15]) / rows[i, 15]
    return hard


@njit(cache=True)
def _noise(roles, leaves, boxes, m):
    """Pairs of a quiet leaf and a noisy one that share a wall."""
    bad = 0.0
    for a in range(m):
        if roles[leaves[a], 0] != 1:
            continue
        for b in range(m):
            if roles[leaves[b], 0] == 2 and _shared(boxes, a, b) > 0.2:
                bad += 1.0
    return bad


@njit(cache=True)
def _wished(rows, i, size):
    """Area that an item is given first: its target, or some way from there to its least (-1) or most (1)."""
    return rows[i, 0] + size * (rows[i, 2] - rows[i, 0] if size > 0.0 else rows[i, 0] - rows[i, 1])


@njit(cache=True)
def fit_areas(rows, items, count, area, filler_least, grow, size, out):
    """Gross areas of a piece's items that add up to its area; returns the hard misfit.

    First each has what its ``size`` says (0: its target, -1: its least, 1: its most). Slack below
    ``filler_least`` is spread over the items within their bounds, larger slack becomes one vacant unit
    (returned as second value); what cannot be spread becomes a plant room. With ``grow`` the items take
    what they may before anything is left vacant.
    """
    total = 0.0
    least = 0.0
    most = 0.0
    for k in range(count):
        i = items[k]
        out[k] = _wished(rows, i, size[i])
        total += out[k]
        least += rows[i, 1]
        most += rows[i, 2]
    slack = area - total
    if count == 0:
        return (0.0 if filler_least < NO_VACANCY else 1.0 + 0.05 * area), area
    if grow and slack > 0.0:
        room = most - total
        taken = min(slack, room) if slack - room >= filler_least or slack <= room else slack - filler_least
        if taken > 0.0:
            for k in range(count):
                out[k] += taken * (rows[items[k], 2] - out[k]) / max(room, 1e-9)
            total += taken
            slack -= taken
            if slack < 1e-6:
                return 0.0, 0.0
    if slack >= filler_least - 1e-6:
        return 0.0, slack
    if slack >= 0:
        room = most - total
        if room >= slack:
            for k in range(count):
                out[k] += slack * (rows[items[k], 2] - out[k]) / max(room, 1e-9)
            return 0.0, 0.0
        if slack >= CLOSET_M2 and filler_least < NO_VACANCY:
            return 0.0, slack
        # make way for a small vacant unit by shrinking the others within their bounds
        need = filler_least - slack
        give = total - least
        if give >= need:
            for k in range(count):
                out[k] -= need * (out[k] - rows[items[k], 1]) / max(give, 1e-9)
            return 0.0, filler_least
        for k in range(count):
            out[k] *= area / total
        return 0.3 + 4.0 * (slack - room) / area, 0.0
    give = total - least
    if give >= -slack:
        for k in range(count):
            out[k] += slack * (out[k] - rows[items[k], 1]) / max(give, 1e-9)
        return 0.0, 0.0
    for k in range(count):
        out[k] *= area / total
    return 0.5 + 8.0 * (-slack - give) / area, 0.0


@njit(cache=True)
def _sequence(p, items, count, key, vert, size, rows_n, area, rows, filler_least, areas, leaves, stack):
    """Leaves of a piece in order with their areas, its vacant unit among them."""
    hard, spare = fit_areas(rows, items, count, area, filler_least, vert[rows_n + p] > 0, size, areas)
    m = 0
    place = int(key[rows_n + p] * (count + 1)) if spare > 0 else -1
    for k in range(count + 1):
        if k == place:
            leaves[m] = rows_n + p
            stack[m, 6] = spare
            m += 1
        if k < count:
            leaves[m] = items[k]
            stack[m, 6] = areas[k]
            m += 1
    return hard, spare, m


@njit(cache=True)
def _split(plate, p, x0, y0, x1, y1, vertical, share, stack, top):
    """Cut a rectangle and push its halves: the upper part at ``top``, the lower one on it."""
    sat, gx, gy = plate[2], plate[3], plate[4]
    c = cut_at(gx, gy, sat, plate[1][p], x0, y0, x1, y1, vertical, share)
    for k in range(2):
        stack[top + k, 2] = x0
        stack[top + k, 3] = y0
        stack[top + k, 4] = x1
        stack[top + k, 5] = y1
    if vertical:
        stack[top, 2] = c
        stack[top + 1, 4] = c
    else:
        stack[top, 3] = c
        stack[top + 1, 5] = c


@njit(cache=True)
def _leaf(plate, p, rows, i, filler, box, wall):
    """Cost of a leaf whose uncut rectangle stands in ``box[4:8]``; fills in the rest of its row."""
    _, index, sat, gx, gy, segs, seg_at = plate
    pi = index[p]
    box[0], box[1], box[2], box[3] = box[4], box[5], box[6], box[7]
    got = rect_area(gx, gy, sat, pi, box[0], box[1], box[2], box[3])
    if got < 0.99 * (box[2] - box[0]) * (box[3] - box[1]):
        tight(gx, gy, sat, pi, box, got)
    hard, soft, box[8] = leaf_cost(rows, i, filler, got, box, segs, seg_at[p], seg_at[p + 1], wall)
    if got < 0.99 * (box[2] - box[0]) * (box[3] - box[1]):
        if torn(gx, gy, sat, pi, box):
            hard += 2.0
        side = rows[i, 3] + wall
        if side > WIDE_M and not filler and min(box[2] - box[0], box[3] - box[1]) >= side:
            hard += 0.0 if holds_square(gx, gy, sat, pi, box, side) else 1.0
    return hard, soft


@njit(cache=True)
def _rest_cost(spare, filler_least):
    """Soft cost of what is left of a piece: a vacant unit, a very small one, a plant room."""
    if spare >= 1.15 * filler_least:
        return 0.25
    return 0.45 if spare >= filler_least - SLACK_M2 else CLOSET_COST


@njit(cache=True)
def decode(p, state, plate, rows, roles, n_items, filler_least, wall, scratch, limit):
    """Lay out one piece. Fills the scratch's ``leaves`` and ``boxes``; returns hard, soft, leaf count.

    Gives up (leaf count -1) as soon as the cost is above ``limit``: costs only ever add up.

    ``state`` is (seq, length, key, vert, size), ``plate`` (box, index, sat, grid x, grid y, segs, seg
    offsets), ``scratch`` (areas, leaves, boxes, stack). A row of ``boxes`` is the leaf's tight
    rectangle, its uncut one, and its corridor frontage. The vacant unit of piece ``p`` is item
    ``n_items + p``; it stands where that item's key puts it in the sequence.
    """
    seq, length, key, vert, size = state
    areas, leaves, boxes, stack = scratch
    data_f = plate[0]
    hard, spare, m = _sequence(
        p, seq[p], length[p], key, vert, size, n_items, data_f[p, 4], rows, filler_least, areas, leaves, stack
    )
    soft = 0.0
    if spare > 0:
        soft += _rest_cost(spare, filler_least)
    if m == 0:
        return hard, soft, 0
    stack[0, 0] = 0
    stack[0, 1] = m
    stack[0, 2:6] = data_f[p, :4]
    top = 1
    while top > 0:
        top -= 1
        i0 = int(stack[top, 0])
        i1 = int(stack[top, 1])
        x0, y0, x1, y1 = stack[top, 2], stack[top, 3], stack[top, 4], stack[top, 5]
        if i1 - i0 == 1:
            box = boxes[i0]
            box[4], box[5], box[6], box[7] = x0, y0, x1, y1
            dh, ds = _leaf(plate, p, rows, leaves[i0], leaves[i0] >= n_items, box, wall)
            hard += dh
            soft += ds
            if HARD * hard + soft > limit:
                return hard, soft, -1
            continue
        cut = i0 + 1
        left = 0.0
        total = 0.0
        for k in range(i0 + 1, i1):
            if key[leaves[k]] > key[leaves[cut]]:
                cut = k
        for k in range(i0, i1):
            total += stack[k, 6]
            if k < cut:
                left += stack[k, 6]
        _split(plate, p, x0, y0, x1, y1, vert[leaves[cut]] > 0, left / total, stack, top)
        stack[top, 0] = cut
        stack[top, 1] = i1
        stack[top + 1, 0] = i0
        stack[top + 1, 1] = cut
        top += 2
    hard += _fronts(rows, roles, leaves, boxes, m) + _noise(roles, leaves, boxes, m)
    hard += _behind(rows, roles, leaves, boxes, m, plate[5], plate[6][p], plate[6][p + 1], wall)
    return hard, soft, m
