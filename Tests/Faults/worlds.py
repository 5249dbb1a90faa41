# SPDX-License-Identifier: Apache-2.0
"""Worlds in which nodes have to work: a full disk, a wrong clock, an old backup, a network that is cut."""

import os
import pathlib
import shutil
import subprocess
import time

from traffic import Correspondence, Nodes, until


def waiting(node):
    """Messages of a node that were tried and have no receipt yet, with what came of the last try."""
    database = node.database()
    try:
        return database.execute(
            "SELECT signed, lastOutcome FROM exchangeMessage WHERE direction = 'out' AND state IN ('queued', 'sent') AND tries > 0").fetchall()
    finally:
        database.close()


def worked(officers, seconds):
    officers.begin()
    time.sleep(seconds)
    officers.rest()


def disk(nodes, judge, officers):
    """Borealia's data are on a disk that is nearly full, then full: what cannot be kept is not taken, and comes again when there is room."""
    node = nodes.borealia
    folder, aside = pathlib.Path(node.folder), pathlib.Path(f"{node.folder}-aside")
    node.stop()
    shutil.copytree(folder, aside)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", folder], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"  SKIPPED: a full disk needs the right to mount ({done.stderr.strip()})", flush=True)
        node.start()
        return
    log, node.log = node.log, f"{aside}/log"
    try:
        shutil.copytree(aside, folder, dirs_exist_ok=True)
        node.start()
        judge.check("on a disk of its own")
        for left in (24 << 20, 0):
            fill(folder / "ballast", left)
            for _ in range(3):
                officers.begun()
            held = until(lambda: waiting(nodes.arcadia), 60, "a message that waits because the other disk is full")
            worked(officers, 4)
            held = max(held, waiting(nodes.arcadia), key=len)
            (folder / "ballast").unlink()
            if node.process.poll() is not None:
                node.start()
            told = ", ".join(sorted({str(outcome) for _, outcome in held}))
            judge.check(f"a disk with {left >> 20} MiB left on which {len(held)} messages had to wait ({told}), then with room again")
    finally:
        if node.process.poll() is None:
            node.stop()
        shutil.rmtree(aside)
        shutil.copytree(folder, aside)
        subprocess.run(["umount", folder], check=True)
        shutil.rmtree(folder)
        shutil.move(aside, folder)
        node.log = log
    node.start()
    judge.check("on the large disk again")


def fill(path, left):
    """Takes the room of a disk except so many bytes."""
    with open(path, "wb") as ballast:
        while True:
            room = os.statvfs(path.parent)
            free = room.f_bavail * room.f_frsize - left
            if free <= 0:
                return
            try:
                ballast.write(b"\0" * min(free, 1 << 20))
                ballast.flush()
            except OSError:
                return


def clock(nodes, judge, officers):
    """Borealia's clock is ten minutes fast, then ten minutes slow: nothing is taken on its word, and all of it when the clock is right again."""
    if not shutil.which("faketime"):
        print("  SKIPPED: a wrong clock needs faketime, which is not installed", flush=True)
        return
    node, right = nodes.borealia, nodes.borealia.environment
    for shift in ("+10m", "-10m"):
        node.stop()
        node.through, node.environment = ["faketime", "-f", shift], right | {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        node.start()
        for _ in range(3):
            officers.begun()
        held = until(lambda: waiting(nodes.arcadia), 30, "a message that waits because a clock is wrong")
        print(f"  a clock {shift}: {len(held)} messages wait ({', '.join(sorted({str(outcome) for _, outcome in held}))})", flush=True)
        node.stop()
        node.through, node.environment = [], right
        node.start()
        judge.check(f"a clock {shift}, then right again")


def backup(nodes, judge, officers):
    """Arcadia goes on from an old copy of its folder: what it says anew at places that are taken is refused and told, nothing is taken twice."""
    node = nodes.arcadia
    # A case that is older than the copy, so that something can be said at the same place of it before and after.
    officers.begun()
    case = officers.lacking(node, "outgoing", "chased", "sent")
    judge.check("before the copy")
    node.stop()
    folder, aside = pathlib.Path(node.folder), pathlib.Path(f"{node.folder}-backup")
    shutil.copytree(folder, aside)
    node.start()
    before = taken(nodes.borealia)
    # Borealia's officers may have so much to do by now that none of Arcadia's gets a turn: what is to be forgotten is said here.
    officers.begun()
    officers.acted(officers.drafter, case, "chase", [])
    worked(officers, 10)
    judge.check("after the copy")
    known = outgoing(node)
    node.stop()
    shutil.rmtree(folder)
    shutil.copytree(aside, folder)
    node.start()
    forgotten = known - outgoing(node)
    assert forgotten, "nothing was forgotten: the run shows nothing"
    told = taken(nodes.borealia)
    officers.acted(officers.drafter, case, "chase", [])
    worked(officers, 10)
    until(lambda: not in_flight(node), 300, "Arcadia's messages at rest")
    after = taken(nodes.borealia)
    assert before <= told <= after, "what Borealia had taken is lost"
    database = nodes.borealia.database()
    try:
        doubled = database.execute(
            "SELECT conversation, sequence FROM exchangeMessage WHERE direction = 'in' AND state = 'effective' AND author = 'XA.central' "
            "GROUP BY conversation, sequence HAVING COUNT(*) > 1").fetchall()
        forks = database.execute("SELECT signed FROM exchangeMessage WHERE direction = 'in' AND reason = 'order-fork'").fetchall()
        alarms = database.execute("SELECT COUNT(DISTINCT subjectId) FROM event WHERE kind = 'exchange.alarm'").fetchone()[0]
    finally:
        database.close()
    assert not doubled, f"two messages took effect at one place: {doubled[:3]}"
    assert forks, "what was said anew at a place that is taken was not refused"
    assert len(forks) == alarms, f"{len(forks)} second stories and {alarms} alarms"
    database = node.database()
    try:
        for (signed,) in forks:
            state = database.execute("SELECT state, reason FROM exchangeMessage WHERE signed = ?", (signed,)).fetchone()
            assert state == ("failed", "relay-rejection"), f"a second story is {state} where it was told"
    finally:
        database.close()
    print(
        f"  an old backup: {len(forgotten)} messages forgotten by their sender, all still there; {len(forks)} second stories refused, "
        f"each with an alarm; nothing taken twice", flush=True)


def taken(node):
    database = node.database()
    try:
        return {row[0] for row in database.execute("SELECT signed FROM exchangeMessage WHERE direction = 'in' AND state = 'effective'")}
    finally:
        database.close()


def outgoing(node):
    database = node.database()
    try:
        return {row[0] for row in database.execute("SELECT signed FROM exchangeMessage WHERE direction = 'out'")}
    finally:
        database.close()


def in_flight(node):
    database = node.database()
    try:
        return database.execute(
            "SELECT (SELECT COUNT(*) FROM exchangeMessage WHERE state IN ('queued', 'sent', 'relayed')) + "
            "(SELECT COUNT(*) FROM outbox WHERE kind LIKE 'exchange.%' AND state = 'waiting')").fetchone()[0]
    finally:
        database.close()


def partition(program, folder, judge_of):
    """Both nodes in networks of their own, joined by a cable that is drawn and put back."""
    name, ours, theirs = f"comity-{os.getpid()}", "10.77.31.1", "10.77.31.2"

    def ip(*arguments, check=True):
        return subprocess.run(["ip", *arguments], capture_output=True, text=True, check=check)

    done = ip("netns", "add", name, check=False)
    if done.returncode != 0:
        print(f"  SKIPPED: a partition needs the right to make network namespaces ({done.stderr.strip()})", flush=True)
        return
    os.makedirs(folder)
    nodes = None
    try:
        ip("link", "add", "comity-a", "type", "veth", "peer", "name", "comity-b")
        ip("link", "set", "comity-b", "netns", name)
        ip("addr", "add", f"{ours}/24", "dev", "comity-a")
        ip("link", "set", "comity-a", "up")
        for arguments in (["addr", "add", f"{theirs}/24", "dev", "comity-b"], ["link", "set", "comity-b", "up"], ["link", "set", "lo", "up"]):
            ip("-n", name, *arguments)
        nodes = Nodes(program, folder, [f"{ours}:8443", f"{theirs}:8443"], hosts=(ours, theirs))
        for node, port in zip(nodes.all, (8081, 8080, 8082)):
            move(node, port)
        for node in (nodes.arcadia, nodes.borealia):
            node.environment["COMITY_EXCHANGE_DIRECTORY"] = f"{nodes.secretariat.url}/exchange/directory/"
        nodes.borealia.through = ["ip", "netns", "exec", name]
        nodes.start()
        judge, officers = judge_of(nodes), Correspondence(nodes, "partition")
        worked(officers, 4)
        judge.check("two networks that are joined")
        for number, (cut, joined) in enumerate([
                (["link", "set", "comity-a", "down"], ["link", "set", "comity-a", "up"]),
                (["route", "add", "blackhole", f"{theirs}/32"], ["route", "del", "blackhole", f"{theirs}/32"])]):
            officers.begin()
            time.sleep(1.5)
            ip(*cut)
            time.sleep(12)
            officers.rest()
            ip(*joined)
            judge.check(f"partition {number + 1} ({' '.join(cut[:3])}), healed")
        judge.verify_logs()
        assert officers.cut > 0, "nobody noticed the partition: the run shows nothing"
    finally:
        if nodes:
            nodes.end()
        ip("netns", "del", name, check=False)
        ip("link", "del", "comity-a", check=False)


def move(node, port):
    """Gives a node another port of its own address."""
    node.url = f"{node.url.rsplit(':', 1)[0]}:{port}"
    node.environment = node.environment | {"COMITY_PORT": str(port), "COMITY_PUBLIC": node.url}
