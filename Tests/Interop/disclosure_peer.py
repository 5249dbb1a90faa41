# SPDX-License-Identifier: Apache-2.0
"""What readers of a published table can find out about its withheld cells, by SciPy's HiGHS.

Written from the table alone and in another way than the program's: the unknowns are the cells without parts, every other cell is a sum of those. Where a request
can have several categories the unknowns are the sets of them that it can have, and a category's cell is the sum of all sets that have it.
"""

import itertools
import json

import numpy
import peer
from scipy.optimize import linprog
from scipy.sparse import lil_matrix


def leaves_of(categories):
    """The categories without parts in each category."""
    parents = {category["code"]: category["parent"] for category in categories}
    inner = set(parents.values())
    found = {code: set() for code in parents}
    for code in parents:
        if code in inner:
            continue
        at = code
        while at:
            found[at].add(code)
            at = parents[at]
    return found


def sets_of(categories, none):
    """The sets of categories that a request can have, in each category; the one that says that there is none is a set of its own."""
    total = next(category["code"] for category in categories if not category["parent"])
    codes = [category["code"] for category in categories if category["parent"] and category["code"] != none]
    sets = [some for size in range(1, len(codes) + 1) for some in itertools.combinations(codes, size)]
    found = {code: {some for some in sets if code in some} for code in codes}
    if none:
        found[none] = {(none,)}
    found[total] = set.union(*found.values())
    return found


def bounds(dimensions, cells, several=None, none=None):
    """The least and greatest value of each withheld cell; `several` is the place of the dimension in which a request can have several."""
    inside = [
        sets_of(categories, none) if place == several else leaves_of(categories) for place, categories in enumerate(dimensions)
    ]
    places = list(itertools.product(*[sorted(set.union(*leaves.values())) for leaves in inside]))
    number = {place: index for index, place in enumerate(places)}

    def columns(place):
        return [number[leaf] for leaf in itertools.product(*[leaves[code] for leaves, code in zip(inside, place)])]

    shown = [cell for cell in cells if "count" in cell]
    matrix = lil_matrix((len(shown), len(places)))
    for row, cell in enumerate(shown):
        for column in columns(cell["place"]):
            matrix[row, column] = 1
    matrix = matrix.tocsr()
    right = numpy.array([cell["count"] for cell in shown])
    found = []
    for cell in cells:
        if "count" in cell:
            continue
        goal = numpy.zeros(len(places))
        goal[columns(cell["place"])] = 1
        ends = []
        for sign in (1, -1):
            result = linprog(sign * goal, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
            if result.status == 3:
                ends.append(None)
            elif result.status == 0:
                ends.append(sign * result.fun)
            else:
                raise ValueError(result.message)
        found.append({"place": cell["place"], "least": ends[0], "greatest": ends[1]})
    return json.dumps(found)


peer.serve({"bounds": bounds})
