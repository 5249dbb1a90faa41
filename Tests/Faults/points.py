# SPDX-License-Identifier: Apache-2.0
"""The points at which a message can be when a node dies, each known by what stands in the databases; a watcher kills as soon as it sees one."""

import signal
import time

# Each point: who dies, and what the databases of Arcadia (a) and Borealia (b) say of Arcadia's newest message while it is there.
HERE = "a.exchangeMessage m WHERE m.direction = 'out'"
TAKEN = "EXISTS (SELECT 1 FROM b.exchangeMessage t WHERE t.signed = m.signed AND t.state = 'effective')"
RECEIPT = "EXISTS (SELECT 1 FROM {side}.exchangeReceipt r WHERE r.signed = m.signed AND r.act = '{act}' AND r.author = 'XB.central')"


def receipt(side, act):
    return RECEIPT.format(side=side, act=act)


STATES = {
    "drafted, not yet signed": "SELECT 1 FROM a.outbox WHERE kind = 'exchange.send' AND state = 'waiting'",
    "signed, not yet tried": f"SELECT 1 FROM {HERE} AND m.state = 'queued' AND m.tries = 0",
    "tried, not yet taken": f"SELECT 1 FROM {HERE} AND m.state IN ('queued', 'sent') AND m.tries > 0 AND NOT {TAKEN}",
    "taken, not yet attested": f"SELECT 1 FROM {HERE} AND {TAKEN} AND NOT {receipt('b', 'relay-acceptance')}",
    "attested, the sender knows nothing":
        f"SELECT 1 FROM {HERE} AND m.state = 'sent' AND {receipt('b', 'relay-acceptance')} AND NOT {receipt('a', 'relay-acceptance')}",
    "relayed, the delivery is not told": f"SELECT 1 FROM {HERE} AND m.state = 'relayed' AND NOT {receipt('a', 'delivery')}",
    "delivery told, not yet struck off":
        f"SELECT 1 FROM b.exchangeReceipt r WHERE r.isToSend = 1 AND {receipt('a', 'delivery').replace('m.signed', 'r.signed')}",
}
POINTS = {
    f"{state}; {victim} dies": (state, victim)
    for state in STATES for victim in ("arcadia", "borealia")
    if not (victim == "borealia" and state in ("drafted, not yet signed", "signed, not yet tried"))
}
TRIES = 12


def killed_at(name, nodes, officers):
    """Kills at a point; the number of the try at which the node died there, or 0."""
    state, victim = POINTS[name]
    node, other = getattr(nodes, victim), nodes.borealia if victim == "arcadia" else nodes.arcadia
    for tries in range(1, TRIES + 1):
        database = nodes.arcadia.attached(nodes.borealia)
        try:
            database.execute(STATES[state]).fetchone()
            officers.begin()
            end = time.monotonic() + 8
            seen = False
            while not seen and time.monotonic() < end:
                seen = database.execute(STATES[state]).fetchone() is not None
            # Both stopped first: what they were about to do is not done while the signal to die is on its way.
            for one in (other, node):
                one.send(signal.SIGSTOP)
            node.kill()
            there = seen and database.execute(STATES[state]).fetchone() is not None
            other.send(signal.SIGCONT)
            officers.rest()
        finally:
            database.close()
        node.start()
        if there:
            return tries
    return 0
