# SPDX-License-Identifier: Apache-2.0
"""Kills a node at random moments while officers write, work on cases, bring files and take registers in; afterwards everything that was
confirmed must be there, and nothing half done.

SIGKILL ends the process as a crash does: no handler runs, no file is closed. It does not cut the power; for that SQLite writes with
`synchronous=FULL`, which the driver's tests assert.
"""

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from cases import CaseOfficer, FileOfficer, Register, Worker, check_cases
from evidence import EvidenceOfficer, check_evidence
from nodes import ROOT, Browser, Log, Node
OFFICERS = [("drafter", "seven herons over Arcadia"), ("drafter2", "quiet rivers of Borealia")]
APPROVER = ("approver", "amber lanterns at midnight", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
REGISTER_EVERY = 4  # rounds; a register takes longer than the acts of officers
EVENTS = {"save": "draftChanged", "submit": "submitted", "take-back": "takenBack"}


class Writer(Worker):
    """An officer with a draft of their own, in which nobody else writes: each confirmed act is one version more."""

    def __init__(self, browser, name):
        super().__init__(browser, name)
        self.count = 0
        sample = (ROOT / "Samples/bank-records.yaml").read_text(encoding="utf-8")
        self.path = browser.post("/requests/import", [("file", sample)])
        self.draft = self.path.rsplit("/", 1)[1]
        parties = [("version", "1"), ("reference", f"XA-{name}"), ("requestedState", "XB"), ("channel", "direct")]
        browser.post(f"{self.path}/sections/parties", parties)
        browser.post(f"{self.path}/bridge-sheet", [], f"{self.path}/sections/annexes")

    def act(self, chance):
        page = self.browser.get(self.path)
        # A draft that was handed over carries no version in its forms; its history does.
        history = self.browser.get(f"{self.path}/versions")
        version = max(int(number) for number in re.findall(r"/versions/(\d+)", history))
        if f'action="{self.path}/take-back"' in page:
            kind, text, address, fields = "take-back", None, f"{self.path}/take-back", []
        elif chance < 0.25:
            kind, text, address, fields = "submit", None, f"{self.path}/submit", []
        else:
            self.count += 1
            kind, text = "save", f"Evidence for the trial, {self.name}, {self.count}. " + "x" * int(chance * 4000)
            address, fields = f"{self.path}/sections/purpose", [("purpose", text)]
        self.sent(lambda: self.browser.post(address, [("version", str(version)), *fields], self.path if kind != "save" else None))
        self.confirmed.append((self.draft, version + 1, EVENTS[kind], text))


def check_drafts(database):
    """Rows, versions and events of every draft say the same."""
    events = {}
    for kind, draft, data in database.execute("SELECT kind, subjectId, bytes FROM event WHERE subjectType = 'draft' ORDER BY eventIndex"):
        events.setdefault((draft, json.loads(data)["facts"]["version"]), []).append(kind)
    versions = {}
    for draft, version, event, content in database.execute("SELECT draft, version, event, content FROM draftVersion ORDER BY draft, version"):
        versions.setdefault(draft, []).append((version, event, json.loads(content)))
        assert events.pop((draft, version), [None])[0] == f"writing.{event}", f"version {version} of {draft} has no event of its own"
    assert not events, f"events without a version: {list(events)[:3]}"
    for draft, version, entry in database.execute("SELECT id, version, entry FROM draft"):
        kept = versions.pop(draft)
        assert [number for number, _, _ in kept] == list(range(1, version + 1)), f"{draft} is at {version}, its versions are not"
        assert json.loads(entry)["content"] == kept[-1][2], f"{draft} says something else than its last version"
    assert not versions, f"versions without a draft: {list(versions)[:3]}"


def check_confirmed(database, confirmed):
    """What an officer was told is saved is there, as it was sent."""
    for draft, version, event, text in confirmed:
        row = database.execute("SELECT event, content FROM draftVersion WHERE draft = ? AND version = ?", (draft, version)).fetchone()
        assert row, f"version {version} of {draft} was confirmed and is lost"
        assert row[0] == event, f"version {version} of {draft} was confirmed as {event} and is {row[0]}"
        assert text is None or json.dumps(text, ensure_ascii=False) in row[1], f"version {version} of {draft} says something else"


def check_tree(node):
    """The program itself finds the event log intact, with every checkpoint, also while the node goes on."""
    command = [node.program, "audit", "verify", "--node", "nodes/arcadia.yaml"]
    done = subprocess.run(command, cwd=ROOT, env=node.environment, capture_output=True, check=False)
    assert done.returncode == 0, f"the audit tree does not verify: {done.stdout.decode()}{done.stderr.decode()}"


def check(node, log, workers):
    check_tree(node)
    for worker in workers:
        if worker.failure:
            raise AssertionError(f"{worker.name}: {type(worker.failure).__name__}: {worker.failure}")
    database = node.database()
    try:
        for pragma in ("integrity_check", "foreign_key_check"):
            said = database.execute(f"PRAGMA {pragma}").fetchall()
            assert said in ([], [("ok",)]), f"{pragma}: {said[:3]}"
        log.check(database)
        check_drafts(database)
        check_cases(database, [worker for worker in workers if isinstance(worker, CaseOfficer)])
        check_evidence(database)
        for worker in workers:
            if isinstance(worker, Writer):
                check_confirmed(database, worker.confirmed)
            elif isinstance(worker, (FileOfficer, EvidenceOfficer)):
                worker.check(database)
    finally:
        database.close()
    for worker in workers:
        assert 'action="/sign-out"' in worker.browser.get("/cases"), f"{worker.name} is no longer signed in"


def play(node, workers, seed, moment, register):
    """Lets everybody work until the moment comes, then kills the node and the command that takes a register in."""
    threads = [threading.Thread(target=worker.work, args=(f"{seed}-{worker.name}",)) for worker in workers]
    for thread in threads:
        thread.start()
    if register:
        register.start()
    time.sleep(moment)
    if register:
        register.kill()
    node.kill()
    for thread in threads:
        thread.join()
    node.start()


def run(node, rounds, seed):
    moments = random.Random(seed)
    node.start()
    browsers = [Browser(node, *officer) for officer in OFFICERS]
    approver = Browser(node, *APPROVER)
    workers = [Writer(browsers[number % 2], f"writer-{number}") for number in range(2)]
    workers += [CaseOfficer(browsers[number % 2], approver, f"case-{number}") for number in range(2)]
    workers += [FileOfficer(browsers[0], "files"), EvidenceOfficer(browsers[1], "evidence")]
    log, registers, parts = Log(), 0, 0
    for number in range(rounds):
        register = Register(node, number) if number % REGISTER_EVERY == REGISTER_EVERY - 1 else None
        moment = moments.uniform(0.3, 4.0) if register else moments.uniform(0.05, 1.2)
        play(node, workers, f"{seed}-{number}", moment, register)
        check(node, log, workers)
        if register:
            had = register.finish()
            registers, parts = registers + 1, parts + (0 < had < Register.ROWS)
    tell(rounds, seed, workers, registers, parts)


def tell(rounds, seed, workers, registers, parts):
    kinds = {event for worker in workers if isinstance(worker, Writer) for _, _, event, _ in worker.confirmed}
    assert kinds == set(EVENTS.values()), f"only these acts were confirmed: {sorted(kinds)}"
    print(f"Killed {rounds} times (seed {seed}); the log's tree verified after each.")
    for what, kind in [("drafts", Writer), ("cases", CaseOfficer), ("files of drafts", FileOfficer), ("files of cases", EvidenceOfficer)]:
        mine = [worker for worker in workers if isinstance(worker, kind)]
        confirmed, unanswered = sum(len(worker.confirmed) for worker in mine), sum(worker.unanswered for worker in mine)
        assert confirmed > 0 and unanswered > 0, f"{what}: {confirmed} confirmed, {unanswered} under way at a kill: the run shows nothing"
        print(f"  {what}: {confirmed} acts confirmed, all there; {unanswered} under way, none half done")
    closed = {case for worker in workers if isinstance(worker, CaseOfficer) for case, version, _ in worker.confirmed if version == 12}
    print(f"  {len(closed)} cases came from their registration to their closure")
    taken_in = sum(worker.taken_in for worker in workers if isinstance(worker, EvidenceOfficer))
    assert taken_in > 0, "no scan was taken in: the run shows nothing of it"
    print(f"  {taken_in} scans were taken in as new cases")
    print(f"  {registers} registers of {Register.ROWS} requests: {parts} killed half way; each whole after it was taken in again, nothing twice")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seed", default="2026")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="comity-faults-")
    node = Node(options.program, folder)
    try:
        run(node, options.rounds, options.seed)
    except AssertionError as failure:
        sys.exit(f"{failure}\nseed {options.seed}; the node's folder is kept: {folder}")
    finally:
        if node.process and node.process.poll() is None:
            node.kill()
    shutil.rmtree(folder)


main()
