# SPDX-License-Identifier: Apache-2.0
"""What readers of a published table can find out about its withheld cells, by SciPy's HiGHS.

Written from the table alone and in another way than the program's: the unknowns are the cells without parts, every other cell is a sum of those.
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


def bounds(dimensions, cells):
    """The least and greatest value of each withheld cell."""
    inside = [leaves_of(categories) for categories in dimensions]
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
