"""Compiled: least cuts by augmenting ways, and the cheapest way over faces.

A network is its arcs in pairs: arc ``2 k`` and ``2 k + 1`` run the two ways of pair ``k``. ``first`` and
``arcs`` list the arcs that leave each node, ``head`` is where an arc leads.
"""

from __future__ import annotations

import numba as nb
import numpy as np


@nb.njit(cache=True)
def least_cut(first, arcs, head, room, source, sinks, wanted):
    """The largest flow from a node to the sinks, no more than ``wanted``, and the near side of a least cut.

    ``room`` holds what fits each arc; it becomes what is left of it. The shortest way is filled first.
    """
    count = first.shape[0] - 1
    came = np.empty(count, np.int64)
    queue = np.empty(count, np.int64)
    flow = 0.0
    while True:
        came[:] = -1
        came[source] = -2
        queue[0] = source
        begin, end, reached = 0, 1, -1
        while begin < end and reached < 0:
            node = queue[begin]
            begin += 1
            for k in range(first[node], first[node + 1]):
                arc = arcs[k]
                to = head[arc]
                if room[arc] <= 0 or came[to] != -1:
                    continue
                came[to] = arc
                if sinks[to]:
                    reached = to
                    break
                queue[end] = to
                end += 1
        if reached < 0:
            return flow, came != -1
        amount = wanted
        node = reached
        while node != source:
            amount = min(amount, room[came[node]])
            node = head[came[node] ^ 1]
        node = reached
        while node != source:
            room[came[node]] -= amount
            room[came[node] ^ 1] += amount
            node = head[came[node] ^ 1]
        flow += amount
        if flow >= wanted:
            return flow, came == -3


@nb.njit(cache=True)
def cheapest_way(first, arcs, head, weight, source, sink):
    """The cheapest way from a node to another as its arcs, last one first; ``weight`` of each pair."""
    count = first.shape[0] - 1
    away = np.full(count, np.inf)
    came = np.full(count, -1, np.int64)
    done = np.zeros(count, np.bool_)
    away[source] = 0.0
    for _ in range(count):
        node = -1
        for other in range(count):
            if not done[other] and away[other] < np.inf and (node < 0 or away[other] < away[node]):
                node = other
        if node < 0 or node == sink:
            break
        done[node] = True
        for k in range(first[node], first[node + 1]):
            arc = arcs[k]
            to = head[arc]
            if away[node] + weight[arc >> 1] < away[to]:
                away[to] = away[node] + weight[arc >> 1]
                came[to] = arc
    way = np.empty(count, np.int64)
    steps = 0
    if away[sink] < np.inf:
        node = sink
        while node != source:
            way[steps] = came[node]
            steps += 1
            node = head[came[node] ^ 1]
    return away[sink], way[:steps]


@nb.njit(cache=True)
def reached(first, arcs, head, barred, source):
    """The nodes to which a way leads that uses no barred pair."""
    found = np.zeros(first.shape[0] - 1, np.bool_)
    found[source] = True
    queue = np.empty(found.shape[0], np.int64)
    queue[0] = source
    begin, end = 0, 1
    while begin < end:
        node = queue[begin]
        begin += 1
        for k in range(first[node], first[node + 1]):
            arc = arcs[k]
            if not barred[arc >> 1] and not found[head[arc]]:
                found[head[arc]] = True
                queue[end] = head[arc]
                end += 1
    return found
