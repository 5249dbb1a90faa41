# SPDX-License-Identifier: Apache-2.0
"""What an exchange between two nodes of one machine costs: small messages a second, and a large file (files.py) from the wish to the receipt of delivery.

It starts both nodes with real TLS and a signed directory of their own. `--messages N` and `--file GIB` choose what is measured, `--conversations N` over
how many conversations the messages go. A release build that misses what is promised ends with 1.
"""

import argparse
import pathlib
import sys
import tempfile

from files import MIB_ABOVE_IDLE, TIMES_AGE_CURL_SHA, file
from nodes import BUILD, comity, two_nodes, wait_for

MESSAGES_A_SECOND = 1_000
LOOP = "urn:comity:loop:1"


def send(here, there, count, conversations):
    comity("exchange", "loop", "--node", here.file, "--to", there.authority, "--count", count, "--conversations", conversations)


def quantile(sorted_values, part):
    return sorted_values[min(len(sorted_values) - 1, int(part * len(sorted_values)))]


def taking(here, first):
    """Seconds from each message's signing to the committed receipt of its effect at the sender, sorted."""
    rows = here.ask(
        "SELECT r.at - e.at FROM event e JOIN exchangeReceipt r ON r.signed = e.subjectId AND r.act = 'relay-acceptance' "
        "WHERE e.kind = 'exchange.submitted' AND e.eventIndex >= ?", first)
    return sorted(row[0] / 1e6 for row in rows)


def messages(here, there, count, conversations):
    """Small messages: each is signed, sealed, taken in a commit, proved by an inclusion in the log, acknowledged and delivered.

    What counts is an effect and a receipt that are on the disk of the receiver, the receipt verified and on the disk of the sender.
    """
    before = here.number("SELECT count(*) FROM exchangeMessage")
    first = here.number("SELECT next FROM eventHead")
    signed_before = there.number("SELECT count(*) FROM auditCheckpoint")
    cpu = [node.cpu() for node in (here, there)]
    send(here, there, count, conversations)
    query = "SELECT count(*) FROM exchangeMessage WHERE state = 'delivered'"
    # Looking takes the same two cores: no more often than needed.
    wait_for("all receipts of delivery", lambda: here.number(query) == before + count, 60 + count / 20, between=0.5)
    used = [node.cpu() - start for node, start in zip((here, there), cpu)]
    begun = here.number("SELECT min(at) FROM event WHERE kind = 'exchange.loopAsked' AND eventIndex >= ?", first)
    taken = here.number("SELECT min(at) FROM event WHERE kind = 'exchange.submitted' AND eventIndex >= ?", first)
    held = there.number("SELECT count(*) FROM event WHERE kind = 'exchange.held'")
    again = here.number("SELECT count(*) FROM event WHERE kind = 'exchange.tried' AND eventIndex >= ?", first)
    assert there.number("SELECT count(*) FROM exchangeMessage WHERE state = 'effective' AND service = ?", LOOP) == before + count
    # A receipt that the sender has is one that it verified; each message has both.
    for act in ("relay-acceptance", "delivery"):
        assert here.number("SELECT count(*) FROM exchangeReceipt WHERE act = ?", act) == before + count, act

    def rate(node, act):
        end = node.number("SELECT max(at) FROM exchangeReceipt WHERE act = ?", act)
        return count / ((end - begun) / 1e6), count / ((end - taken) / 1e6)

    print(f"{count} messages in {conversations} conversations after {before} others, {BUILD} build; "
          "a second, from the wish (and from the first that was signed) on:")
    results = []
    for what, node, act in (("effect and signed receipt at the peer", there, "relay-acceptance"), ("that receipt at the sender", here, "relay-acceptance"),
                            ("receipt of delivery at the sender", here, "delivery")):
        whole, alone = rate(node, act)
        results.append(whole)
        print(f"  {what:40}{whole:8.0f} ({alone:.0f})", flush=True)
    took = taking(here, first)
    print(f"  from signing to the receipt at the sender {quantile(took, 0.5) * 1000:.0f} ms (p50), {quantile(took, 0.99) * 1000:.0f} ms (p99)")
    signed = there.number("SELECT count(*) FROM auditCheckpoint") - signed_before
    print(f"  CPU of both nodes {sum(used) / count * 1000:.2f} ms a message (sender {used[0] / count * 1000:.2f}, receiver {used[1] / count * 1000:.2f}); "
          f"{signed} checkpoints at the receiver; {held} came early, {again} tries brought no receipt", flush=True)
    return results[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--conversations", type=int, default=1_000)
    parser.add_argument("--history", type=int, default=0, help="so many messages before, so that tables and log are long")
    parser.add_argument("--file", type=float, default=4, help="GiB; 0 leaves it out")
    parser.add_argument("--folder", help="where everything stands; it must have room for five times the file")
    options = parser.parse_args()
    missed = []
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        pair = []
        try:
            pair = two_nodes(folder)
            here, there = pair
            if options.messages:
                messages(here, there, min(200, options.messages), 50)
                if options.history:
                    messages(here, there, options.history, options.conversations)
                if messages(here, there, options.messages, options.conversations) < MESSAGES_A_SECOND:
                    missed.append(f"{MESSAGES_A_SECOND} messages a second")
            if options.file:
                times, above = file(here, there, pathlib.Path(folder), options.file)
                if times > TIMES_AGE_CURL_SHA:
                    missed.append(f"{TIMES_AGE_CURL_SHA} times age, curl and sha256sum")
                if above > MIB_ABOVE_IDLE:
                    missed.append(f"{MIB_ABOVE_IDLE} MiB")
        finally:
            for node in pair:
                node.stop()
    for promise in missed:
        print(f"Missed: {promise}")
    return 1 if missed and BUILD == "release" else 0


if __name__ == "__main__":
    sys.exit(main())
