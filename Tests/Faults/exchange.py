# SPDX-License-Identifier: Apache-2.0
"""Two authorities' nodes exchange messages over mutual TLS while everything goes wrong that can; afterwards each message has taken effect
exactly once or has failed visibly, nothing is lost after a receipt, both registers and both sides' receipts agree, and both logs verify."""

import argparse
import collections
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

from canary import canary
from chaos import Chaos
from exchanged import check_registers, check_way, unsettled
from nodes import ROOT, Log, free_port
from points import POINTS, killed_at
from traffic import CUT, Correspondence, Nodes, until
from worlds import backup, clock, disk, partition


class Judge:
    """Waits until both nodes are at rest, then looks at everything."""

    def __init__(self, nodes):
        self.nodes, self.logs = nodes, [Log(), Log()]

    def rested(self):
        return not unsettled(self.nodes.arcadia) and not unsettled(self.nodes.borealia)

    def settled(self, seconds=420):
        try:
            until(self.rested, seconds, "both nodes at rest")
        except AssertionError as failure:
            raise AssertionError(
                f"{failure}: Arcadia has {unsettled(self.nodes.arcadia)}, Borealia {unsettled(self.nodes.borealia)}") from None

    def check(self, what, forgotten=frozenset(), registers=True):
        self.settled()
        counts = collections.Counter()
        for sender, receiver, name, other in [
                (self.nodes.arcadia, self.nodes.borealia, "XA.central", "XB.central"),
                (self.nodes.borealia, self.nodes.arcadia, "XB.central", "XA.central")]:
            counts += check_way(sender, receiver, name, other, forgotten)
        if registers:
            check_registers(self.nodes.arcadia, self.nodes.borealia)
        for log, node in zip(self.logs, (self.nodes.arcadia, self.nodes.borealia)):
            database = node.database()
            try:
                log.check(database)
            finally:
                database.close()
        print(f"  {what}: {', '.join(f'{count} {state}' for state, count in sorted(counts.items()))} so far", flush=True)
        return counts

    def verify_logs(self):
        """The program's own verification and that of a program which knows nothing of it."""
        for node in (self.nodes.arcadia, self.nodes.borealia):
            node.command("audit", "verify")
            folder = pathlib.Path(self.nodes.folder) / f"log-{pathlib.Path(node.folder).name}"
            node.command("audit", "export", str(folder))
            done = subprocess.run([ROOT / "scripts/verify-log", folder], capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"scripts/verify-log: {done.stdout}{done.stderr}"


def random_kills(nodes, judge, officers, rounds, moments):
    """SIGKILL of one node, of the other, or of both at once, at moments that nobody chose."""
    deaths = collections.Counter()
    for number in range(rounds):
        officers.begin()
        time.sleep(moments.uniform(0.05, 1.5))
        victims = moments.choice([[nodes.arcadia], [nodes.borealia], [nodes.arcadia, nodes.borealia]])
        for node in victims:
            node.kill()
            deaths[pathlib.Path(node.folder).name] += 1
        officers.rest()
        for node in victims:
            node.start()
        if number % 25 == 24:
            judge.check(f"after {number + 1} kills")
    judge.check(f"{rounds} kills at random ({dict(deaths)})")


def named_kills(nodes, judge, officers):
    """SIGKILL at each named point: the database of the node that died shows that it died there."""
    reached = {}
    for name in POINTS:
        reached[name] = killed_at(name, nodes, officers)
    judge.check(f"killed at {len(reached)} named points")
    for name, tries in reached.items():
        print(f"    {name}: {'reached' if tries else 'NOT REACHED'}{f' at try {tries}' if tries else ''}")
    missed = [name for name, tries in reached.items() if not tries]
    return missed


def chaotic(nodes, judge, officers, networks, seconds):
    """A network that drops, delays, cuts, replays and loses answers, in both directions."""
    for network in networks:
        network.set_calm(False)
    officers.begin()
    time.sleep(seconds)
    officers.rest()
    for network in networks:
        network.set_calm(True)
    seen = sum((network.seen for network in networks), collections.Counter())
    counts = judge.check(f"{seconds} s of a network that misbehaves ({dict(seen)})")
    assert sum(seen.values()) - seen["hand on"] > 0, "nothing went wrong on the network: the run shows nothing"
    again = sum(officers.one(node, "SELECT COUNT(*) FROM exchangeMessage WHERE tries > 1") for node in (nodes.arcadia, nodes.borealia))
    assert again > 0, "no message was tried twice: the run shows nothing"
    print(f"    {again} messages were tried more than once")
    return counts


def run(options, folder):
    moments = random.Random(options.seed)
    networks, nodes = [], None
    begun = time.monotonic()
    try:
        if options.only == ["partition"]:
            return partition(options.program, f"{folder}/partition", Judge)
        addresses, listening = [], []
        for number in range(2):
            behind, before = free_port(), free_port()
            networks.append(Chaos(before, ("127.0.0.1", behind), f"{options.seed}-{number}"))
            addresses.append(f"127.0.0.1:{before}")
            listening.append(behind)
        nodes = Nodes(options.program, folder, addresses, listening=listening)
        nodes.start()
        print(f"Three nodes run ({time.monotonic() - begun:.0f} s).", flush=True)
        judge, officers = Judge(nodes), Correspondence(nodes)

        def wanted(name):
            return not options.only or name in options.only

        missed = []
        if wanted("canary"):
            canary(nodes, officers, judge)
        if wanted("kill"):
            random_kills(nodes, judge, officers, options.rounds, moments)
        if wanted("points"):
            missed = named_kills(nodes, judge, officers)
        if wanted("chaos"):
            chaotic(nodes, judge, officers, networks, options.chaos)
        if options.long or options.only:
            for name, world in [("disk", disk), ("clock", clock), ("backup", backup)]:
                if wanted(name):
                    world(nodes, judge, officers)
        judge.verify_logs()
        print(f"Both logs verify. {officers.acts} acts of officers, {officers.cut} cut off. {time.monotonic() - begun:.0f} s, seed {options.seed}.")
        assert officers.acts > 0 and not missed, f"points that were not reached: {missed}"
        if options.long:
            partition(options.program, f"{folder}/partition", Judge)
        return None
    finally:
        if nodes:
            nodes.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--chaos", type=float, default=10, help="seconds of a network that misbehaves")
    parser.add_argument("--long", action="store_true", help="also a full disk, a wrong clock, an old backup and a partition")
    parser.add_argument("--only", action="append", choices=["canary", "kill", "points", "chaos", "disk", "clock", "backup", "partition"])
    parser.add_argument("--seed", default="2026")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="comity-exchange-faults-")
    try:
        run(options, folder)
    except AssertionError as failure:
        sys.exit(f"{failure}\nseed {options.seed}; the nodes' folder is kept: {folder}")
    except CUT as failure:
        sys.exit(f"{failure!r}\nseed {options.seed}; the nodes' folder is kept: {folder}")
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
