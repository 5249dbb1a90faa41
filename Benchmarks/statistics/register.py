# SPDX-License-Identifier: Apache-2.0
"""Makes a register of requests, the same one for the same number and seed.

usage: register.py FILE [COUNT] [SEED]

Whatever the codebook has occurs in it, some seldom; some fields are empty. Nothing in it contradicts itself.
"""

import datetime
import json
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODEBOOK = ROOT / "Sources/Modules/Statistics/Service/Data/codebook-1.json"
COLUMNS = [
    "id", "unit", "direction", "state", "region", "kind", "proceeding", "bases", "offences", "measures", "received_on",
    "acknowledged_on", "decided_on", "closed_on", "suspended_days", "outcome", "grounds", "delays", "frozen", "confiscated",
    "returned", "currency",
]
FIRST, LAST = datetime.date(2014, 1, 1).toordinal(), datetime.date(2025, 12, 31).toordinal()
PROCEEDING = {
    "civilAssistance": "civil", "administrativeAssistance": "administrative", "criminalAssistance": "criminal",
    "extradition": "criminal", "transferOfSentencedPerson": "criminal", "transferOfProceedings": "criminal",
}


def codes():
    book = json.loads(CODEBOOK.read_text(encoding="utf-8"))
    return {variable["name"]: [code["code"] for code in variable["codes"]] for variable in book["variables"]}


class Draw:
    """Draws by `random()` alone, whose sequence Python promises never to change."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, count):
        return int(self.random() * count)

    def one(self, values):
        # The first are frequent, the last are rare.
        return values[int(self.random() ** 2 * len(values))]

    def some(self, values, most):
        chosen = {self.one(values) for _ in range(1 + self.below(most))}
        return ";".join(sorted(chosen))


def row(number, draw, known, states, days):
    state, region = draw.one(states)
    kind = draw.one(known["kind"])
    received = FIRST + draw.below(LAST - FIRST + 1)
    closed = received + int(20 + 900 * draw.random() ** 3)
    is_closed = closed <= LAST and draw.random() < 0.93
    outcome = draw.one(known["outcome"][:-1]) if is_closed else "pending"
    length = closed - received
    has_money = kind == "assetRecovery" or draw.random() < 0.05
    amounts = [f"{draw.below(90_000_000)}.{draw.below(100):02}" if has_money and draw.random() < 0.7 else "" for _ in range(3)]
    return ",".join([
        f"XA-{number:07}", "supplementaryRequest" if draw.random() < 0.08 else "request",
        "incoming" if draw.random() < 0.6 else "outgoing", state, region, kind,
        PROCEEDING.get(kind, "criminal") if draw.random() < 0.97 else "",
        draw.some(known["basis"], 2) if draw.random() < 0.96 else "", draw.some(known["offence"], 3) if draw.random() < 0.95 else "",
        draw.some(known["measure"], 4), days[received - FIRST],
        days[received + draw.below(20) - FIRST] if received + 20 <= LAST and draw.random() < 0.8 else "",
        days[received + draw.below(length + 1) - FIRST] if is_closed and draw.random() < 0.9 else "",
        days[closed - FIRST] if is_closed else "", str(draw.below(length)) if draw.random() < 0.85 and is_closed else "",
        outcome, draw.some(known["ground"], 2) if outcome == "refused" else "",
        draw.some(known["delay"], 3) if draw.random() < 0.5 else "", *amounts,
        draw.one(["USD", "EUR", "CHF", "GBP", "CNY", "AED", "BRL"]) if any(amounts) else "",
    ])


def write(path, count=1_000_000, seed=20261126):
    known = codes()
    draw = Draw(seed)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    # Fictional States: the codes that ISO leaves to its users.
    states = [("X" + letter, region) for letter, region in zip(letters, known["region"] * 5)]
    states += [("Q" + letter, region) for letter, region in zip("MNOPQRSTUVWXYZ", known["region"][1:] * 5)]
    days = [datetime.date.fromordinal(FIRST + day).isoformat() for day in range(LAST - FIRST + 1)]
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(",".join(COLUMNS) + "\r\n")
        for number in range(count):
            file.write(row(number, draw, known, states, days) + "\r\n")


if __name__ == "__main__":
    write(sys.argv[1], *(int(value) for value in sys.argv[2:]))
