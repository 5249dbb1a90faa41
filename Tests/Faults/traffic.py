# SPDX-License-Identifier: Apache-2.0
"""Three nodes as processes, with a directory of their own, and officers who make messages travel between two of them."""

import datetime
import os
import pathlib
import re
import subprocess
import threading
import time
import urllib.error
import zoneinfo

from cases import DAY
from nodes import ROOT, Browser, Node, free_port

DRAFTER = ("drafter", "seven herons over Arcadia")
APPROVER = ("approver", "amber lanterns at midnight", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
# Today where both nodes are.
TODAY = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Vienna")).date().isoformat()
# A node that is killed answers nothing, or half of something.
CUT = (OSError, urllib.error.URLError)


class Nodes:
    """A secretariat, Arcadia and Borealia on a folder of their own; the addresses of the directory may be those of a network in between."""

    def __init__(self, program, folder, addresses=None, hosts=("127.0.0.1", "127.0.0.1"), listening=None):
        self.folder = str(folder)
        addresses = addresses or [f"{host}:{free_port()}" for host in hosts]
        listening = listening or [int(address.rsplit(":", 1)[1]) for address in addresses]
        subprocess.run([ROOT / "scripts/demonstration-directory", program, self.folder, *addresses], cwd=ROOT, check=True)
        self.secretariat = Node(program, f"{folder}/secretariat", "nodes/secretariat.yaml", hosts[0])
        exchange = {
            "COMITY_EXCHANGE_DIRECTORY": f"{self.secretariat.url}/exchange/directory/",
            "COMITY_EXCHANGE_ROOT": f"{folder}/secretariat/published/metadata/1.root.json",
        }
        self.arcadia, self.borealia = [
            Node(
                program, f"{folder}/{name}", self.unasked(name), host,
                exchange | {"COMITY_EXCHANGE_HOST": host, "COMITY_EXCHANGE_PORT": str(port)})
            for name, host, port in zip(("arcadia", "borealia"), hosts, listening)]
        self.all = [self.secretariat, self.arcadia, self.borealia]

    def unasked(self, name):
        """The file of a node that fetches small files without asking anybody, as one does that is not a demonstration."""
        text = (ROOT / f"nodes/{name}.yaml").read_text(encoding="utf-8")
        assert "askAboveMiB: 0\n" in text, f"nodes/{name}.yaml asks an officer always no more"
        file = pathlib.Path(self.folder) / f"{name}.yaml"
        file.write_text(text.replace("askAboveMiB: 0\n", "askAboveMiB: 1024\n"), encoding="utf-8")
        return str(file)

    def start(self):
        for node in self.all:
            node.start()
        for node in (self.arcadia, self.borealia):
            until(lambda node=node: self.has_copy(node), 60, "a copy of the directory")

    @staticmethod
    def has_copy(node):
        database = node.database()
        try:
            return database.execute("SELECT COUNT(*) FROM exchangeDirectory").fetchone()[0] > 0
        finally:
            database.close()

    def end(self):
        for node in self.all:
            if node.process and node.process.poll() is None:
                node.kill()


def until(ask, seconds, what):
    """Asks again until there is an answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := ask():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds} seconds")


class Correspondence:
    """Officers of both authorities: requests go out, are acknowledged and accepted, and asked after. What is done next follows from the registers."""

    def __init__(self, nodes, name="x"):
        self.nodes, self.name, self.count, self.acts, self.cut, self.failure = nodes, name, 0, 0, 0, None
        self.drafter, self.approver = Browser(nodes.arcadia, *DRAFTER), Browser(nodes.arcadia, *APPROVER)
        self.other, self.other_approver = Browser(nodes.borealia, *DRAFTER), Browser(nodes.borealia, *APPROVER)
        page = self.drafter.get("/cases/new?direction=outgoing")
        assert 'name="direction"' in page, "the form of an outgoing request is another one"
        self.going = False

    # What officers do, one act at a time

    def registered(self):
        self.count += 1
        reference = f"XAF-{self.name}-{os.getpid()}-{self.count}-{int(time.time() * 1000)}"
        self.drafter.post(
            "/cases/new", [
                ("direction", "outgoing"), ("reference", reference), ("state", "XB"),
                ("kind", "criminalAssistance"), ("subject", f"Matter {self.name} {self.count}"), ("arrivedOn", DAY), ("channel", "electronic"),
                ("medium", "electronic"), ("item0", "bankRecords"), ("summary0", "The records of an account")], "/cases/new?direction=outgoing")
        return reference

    def acted(self, browser, case, act, fields):
        path = f"/cases/{case}/acts/{act}"
        version = self.one(browser.node, "SELECT version FROM registeredRequest WHERE id = ?", case)
        browser.post(path, [("on", TODAY), ("version", str(version)), *fields])

    def sent(self, case):
        page = self.drafter.get(f"/cases/{case}/acts/send")
        select = re.search(r'<select[^>]*name="authority".*?</select>', page, re.S).group(0)
        authority = [value for value in re.findall(r'value="([^"]*)"', select) if value][0]
        fields = [("authority", authority), ("to", "Central authority"), ("channel", "electronic"), ("medium", "electronic")]
        self.acted(self.drafter, case, "send", fields)

    def confirmed(self, case, approver=None):
        approver = approver or self.approver
        version = self.one(approver.node, "SELECT version FROM registeredRequest WHERE id = ?", case)
        approver.post(f"/cases/{case}/proposals/0/confirm", [("version", str(version))], f"/cases/{case}")

    def begun(self):
        """A new request that Arcadia sends, whatever Borealia can do."""
        reference = self.registered()
        case = self.one(self.nodes.arcadia, "SELECT id FROM registeredRequest WHERE reference = ?", reference)
        self.sent(case)
        self.confirmed(case)

    # What is to be done next

    @staticmethod
    def one(node, query, *values):
        database = node.database()
        try:
            row = database.execute(query, values).fetchone()
        finally:
            database.close()
        return row[0] if row else None

    def lacking(self, node, direction, kind, having):
        """A case of that direction that has one fact and not yet another."""
        return self.one(
            node, "SELECT r.id FROM registeredRequest r WHERE r.direction = ? AND r.isOpen = 1 AND (r.reference LIKE 'XAF-%' OR "
            "r.theirReference LIKE 'XAF-%') AND NOT EXISTS (SELECT 1 FROM event e WHERE e.subjectId = r.id AND e.kind = ?) "
            "AND EXISTS (SELECT 1 FROM event e WHERE e.subjectId = r.id AND e.kind = ?) ORDER BY r.changedAt LIMIT 1",
            direction, f"casework.{kind}", f"casework.{having}")

    def step(self):
        """One act, whatever is due; a new request when nothing is."""
        arcadia, borealia = self.nodes.arcadia, self.nodes.borealia
        if case := self.lacking(borealia, "incoming", "acknowledged", "registered"):
            self.acted(self.other, case, "acknowledge", [("contact", "Desk 3")])
        elif case := self.lacking(borealia, "incoming", "accepted", "acknowledged"):
            self.acted(self.other, case, "accept", [("items", "i1")])
        elif case := self.lacking(arcadia, "outgoing", "proposed", "registered"):
            self.sent(case)
        elif case := self.lacking(arcadia, "outgoing", "sent", "proposed"):
            self.confirmed(case)
        elif case := self.lacking(arcadia, "outgoing", "chased", "sent"):
            self.acted(self.drafter, case, "chase", [])
        else:
            self.registered()
        self.acts += 1

    # Going on in the background

    def begin(self):
        self.going = True
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self):
        while self.going:
            try:
                self.step()
            except CUT:
                self.cut += 1
                time.sleep(0.1)
            except AssertionError as failure:
                # A message may change a case between the look at it and the act; the next look shows it.
                if self.failure == str(failure):
                    time.sleep(0.2)
                self.failure = str(failure)
            except Exception as failure:  # pylint: disable=broad-except
                self.failure = repr(failure)
                time.sleep(0.1)

    def rest(self):
        self.going = False
        self.thread.join(60)
