# SPDX-License-Identifier: Apache-2.0
"""Kills a node at random moments while officers save and hand over; afterwards everything that was confirmed must be there, and nothing half done.

SIGKILL ends the process as a crash does: no handler runs, no file is closed. It does not cut the power; for that SQLite writes with
`synchronous=FULL`, which the driver's tests assert.
"""

import argparse
import hashlib
import http.cookiejar
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
OFFICERS = [("drafter", "seven herons over Arcadia"), ("drafter2", "quiet rivers of Borealia")]
EVENTS = {"save": "draftChanged", "submit": "submitted", "take-back": "takenBack"}


class NotFollowed(urllib.request.HTTPRedirectHandler):
    """The answer itself is what confirms; the page that it leads to is another call."""

    def redirect_request(self, *_):
        return None


class Node:
    """A demonstration node on a folder of its own, which outlives its processes."""

    def __init__(self, program, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.program, self.folder, self.url = program, folder, f"http://127.0.0.1:{port}"
        self.environment = os.environ | {
            "COMITY_PORT": str(port), "COMITY_PUBLIC": self.url, "COMITY_DATABASE": f"sqlite:{folder}/node.sqlite", "COMITY_DATA": folder,
        }
        self.process = None

    def start(self):
        with open(f"{self.folder}/log", "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "demo", "--node", "nodes/arcadia.yaml"], cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        for _ in range(600):
            if self.process.poll() is not None:
                raise AssertionError(f"the node did not start again: exit {self.process.returncode}")
            try:
                urllib.request.urlopen(self.url, timeout=5).read()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the node does not answer")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def database(self):
        return sqlite3.connect(f"file:{self.folder}/node.sqlite?mode=ro", uri=True)


class Browser:
    """A signed-in officer; the cookies stay when the node is killed."""

    def __init__(self, node, name, password):
        self.node = node
        self.opener = urllib.request.build_opener(NotFollowed, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.post("/sign-in", [("name", name), ("password", password)])

    def get(self, path):
        return self.opener.open(self.node.url + path, timeout=30).read().decode()

    def post(self, path, fields, page=None):
        """Where the confirmed act leads to; an answer that confirms nothing is an error."""
        token = re.search(r'name="formToken" value="([^"]+)"', self.get(page or path)).group(1)
        body = urllib.parse.urlencode([("formToken", token), *fields]).encode()
        try:
            self.opener.open(urllib.request.Request(self.node.url + path, body), timeout=30).read()
        except urllib.error.HTTPError as answer:
            if answer.code == 303:
                return answer.headers["Location"]
            raise AssertionError(f"{path}: {answer.code}") from None
        raise AssertionError(f"{path}: a page instead of a confirmation")


class Writer:
    """An officer with a draft of their own, in which nobody else writes: each confirmed act is one version more."""

    def __init__(self, browser, name):
        self.browser, self.name, self.count = browser, name, 0
        self.confirmed, self.unanswered, self.failure = [], 0, None
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
        try:
            self.browser.post(address, [("version", str(version)), *fields], self.path if kind != "save" else None)
        except (OSError, urllib.error.URLError):
            self.unanswered += 1
            raise
        self.confirmed.append((self.draft, version + 1, EVENTS[kind], text))

    def work(self, seed):
        chances = random.Random(seed)
        try:
            while True:
                self.act(chances.random())
        except AssertionError as failure:
            self.failure = failure
        except (OSError, urllib.error.URLError, ConnectionError):
            return
        except Exception as failure:  # pylint: disable=broad-except
            # A page cut off by the kill is no page: http.client tells that in several ways.
            if self.browser.node.process.poll() is None:
                self.failure = failure


def check_log(database):
    """The event log: every index once, each event's bytes under their own index and hash, the head behind the last."""
    indices = []
    for index, kind, data, leaf in database.execute("SELECT eventIndex, kind, bytes, leafHash FROM event ORDER BY eventIndex"):
        written = json.loads(data)
        assert written["index"] == index and written["kind"] == kind, f"event {index} says it is another"
        assert hashlib.sha256(b"\0" + bytes(data)).digest() == bytes(leaf), f"event {index} does not have its hash"
        indices.append(index)
    assert indices == list(range(len(indices))), "the event log has a gap"
    (head,) = database.execute("SELECT next FROM eventHead").fetchone()
    assert head == len(indices), f"the head says {head}, the log has {len(indices)}"


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


def check(node, writers):
    check_tree(node)
    database = node.database()
    try:
        for pragma in ("integrity_check", "foreign_key_check"):
            said = database.execute(f"PRAGMA {pragma}").fetchall()
            assert said in ([], [("ok",)]), f"{pragma}: {said[:3]}"
        check_log(database)
        check_drafts(database)
        for writer in writers:
            check_confirmed(database, writer.confirmed)
    finally:
        database.close()
    for writer in writers:
        if writer.failure:
            raise AssertionError(f"{writer.name}: {type(writer.failure).__name__}: {writer.failure}")
        assert 'action="/sign-out"' in writer.browser.get(writer.path), f"{writer.name} is no longer signed in"


def run(node, rounds, seed):
    moments = random.Random(seed)
    node.start()
    browsers = [Browser(node, *officer) for officer in OFFICERS]
    writers = [Writer(browsers[number % 2], f"writer-{number}") for number in range(4)]
    for number in range(rounds):
        threads = [threading.Thread(target=writer.work, args=(f"{seed}-{number}-{writer.name}",)) for writer in writers]
        for thread in threads:
            thread.start()
        time.sleep(moments.uniform(0.05, 1.2))
        node.kill()
        for thread in threads:
            thread.join()
        node.start()
        check(node, writers)
    confirmed, unanswered = (sum(values) for values in zip(*((len(writer.confirmed), writer.unanswered) for writer in writers)))
    kinds = {event for writer in writers for _, _, event, _ in writer.confirmed}
    assert kinds == set(EVENTS.values()), f"only these acts were confirmed: {sorted(kinds)}"
    assert unanswered > 0, "no kill came while an act was under way: the run shows nothing"
    print(f"Killed {rounds} times (seed {seed}): {confirmed} acts confirmed, all there; {unanswered} under way, none half done.")


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
