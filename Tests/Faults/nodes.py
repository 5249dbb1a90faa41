# SPDX-License-Identifier: Apache-2.0
"""A node as a process that can be killed, its officers' browsers, and its event log."""

import hashlib
import http.cookiejar
import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from cases import code

ROOT = pathlib.Path(__file__).resolve().parents[2]


def free_port(host="127.0.0.1"):
    with socket.socket() as free:
        free.bind((host, 0))
        return free.getsockname()[1]


class NotFollowed(urllib.request.HTTPRedirectHandler):
    """The answer itself is what confirms; the page that it leads to is another call."""

    def redirect_request(self, *_):
        return None


class Node:
    """A demonstration node on a folder of its own, which outlives its processes."""

    def __init__(self, program, folder, file="nodes/arcadia.yaml", host="127.0.0.1", more=None):
        port = free_port() if host.startswith("127.") else 8080
        self.program, self.folder, self.file, self.url = program, str(folder), file, f"http://{host}:{port}"
        self.environment = os.environ | {
            "COMITY_HOST": host, "COMITY_PORT": str(port), "COMITY_PUBLIC": self.url, "COMITY_DATABASE": f"sqlite:{folder}/node.sqlite",
            "COMITY_DATA": self.folder,
        } | (more or {})
        # What the program is started through: another clock, another network.
        self.through = []
        self.log = f"{folder}/log"
        self.root, self.process, self.ending = ROOT, None, False

    def start(self):
        self.ending = False
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*self.through, self.program, "demo", "--node", self.file], cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        # A first start fills the demonstration, which takes its time on a machine that has other things to do.
        end = time.monotonic() + 300
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"the node did not start again: exit {self.process.returncode}")
            try:
                urllib.request.urlopen(self.url, timeout=5).read()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the node does not answer")

    def send(self, number):
        """A signal for the node itself: what it is started through may stand between them."""
        mark = pathlib.Path(self.folder) / "comity.pid"
        stands_between = self.through and self.through[0] == "faketime" and mark.exists()
        os.kill(int(mark.read_text(encoding="utf-8").split()[0]) if stands_between else self.process.pid, number)

    def kill(self):
        self.ending = True
        self.send(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """An end that the node has time for."""
        self.ending = True
        self.send(signal.SIGTERM)
        self.process.wait(60)

    def command(self, *arguments):
        """What a command of the program writes, run beside the node."""
        done = subprocess.run(
            [self.program, *arguments, "--node", self.file], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(arguments)}: {done.stderr or done.stdout}"
        return done.stdout

    def attached(self, other):
        """Both nodes' databases at once: this one as `a`, the other as `b`."""
        database = sqlite3.connect(":memory:", uri=True, isolation_level=None, check_same_thread=False)
        for name, node in (("a", self), ("b", other)):
            database.execute(f"ATTACH DATABASE 'file:{node.folder}/node.sqlite?mode=ro' AS {name}")
        return database

    def database(self):
        return sqlite3.connect(f"file:{self.folder}/node.sqlite?mode=ro", uri=True)


class Browser:
    """A signed-in officer; the cookies stay when the node is killed."""

    def __init__(self, node, name, password, secret=None):
        self.node = node
        self.opener = urllib.request.build_opener(NotFollowed, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.post("/sign-in", [("name", name), ("password", password)])
        if secret:
            self.post("/sign-in/code", [("code", code(secret))])

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


class Log:
    """The event log as far as it was looked at: what was found right is verified by the program's own tree from then on."""

    def __init__(self):
        self.next = 0

    def check(self, database):
        """Every index once, each event's bytes under their own index and hash, the head behind the last."""
        query = "SELECT eventIndex, kind, bytes, leafHash FROM event WHERE eventIndex >= ? ORDER BY eventIndex"
        for index, kind, data, leaf in database.execute(query, (self.next,)):
            written = json.loads(data)
            assert index == self.next, f"the event log has a gap before {index}"
            assert written["index"] == index and written["kind"] == kind, f"event {index} says it is another"
            assert hashlib.sha256(b"\0" + bytes(data)).digest() == bytes(leaf), f"event {index} does not have its hash"
            self.next += 1
        ((count, head),) = database.execute("SELECT (SELECT COUNT(*) FROM event), next FROM eventHead").fetchall()
        assert head == count == self.next, f"the head says {head}, the log has {count}"
