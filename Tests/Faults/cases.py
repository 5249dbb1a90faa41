# SPDX-License-Identifier: Apache-2.0
"""Officers who work on cases, bring files and take registers in while a node is killed, and what must be true of their work afterwards."""

import base64
import csv
import datetime
import hashlib
import hmac
import json
import random
import re
import signal
import struct
import subprocess
import time
import urllib.error
import urllib.request

CLOSE = "confirm"
# Yesterday, which is no day to come in any time zone.
DAY = (datetime.date.today() - datetime.timedelta(days=1)).isoformat()
# Each step brings the case one version on and records one fact; what needs four eyes is proposed by one officer and confirmed by another.
STEPS = [
    ("acknowledge", {"contact": "Desk 3"}), ("examine", {}),
    ("consult", {"items": "i1", "topic": "postponement", "proposal": "In spring", "answerDueOn": "2099-01-01"}),
    ("concludeConsultation", {"consultation": "c1", "outcome": "doesNot", "text": "Too late."}),
    ("accept", {"items": "i1"}), ("beginExecution", {"items": "i1", "authority": "District Court"}),
    ("recordExecution", {"item": "i1", "result": "full", "procedure": "noneAsked"}), ("sendProduct", {"items": "i1"}), (CLOSE, {}),
    ("close", {}), (CLOSE, {}),
]


def code(secret):
    """The present code of an authenticator app (RFC 6238)."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time() // 30)), hashlib.sha1).digest()
    start = mac[19] & 15
    return f"{(struct.unpack('>I', mac[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


class Worker:
    """Somebody whose acts are counted: confirmed, or under way when the node was killed."""

    def __init__(self, browser, name):
        self.browser, self.name = browser, name
        self.confirmed, self.unanswered, self.failure = [], 0, None

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
            if not self.browser.node.ending:
                self.failure = failure

    def sent(self, act):
        try:
            return act()
        except (OSError, urllib.error.URLError):
            self.unanswered += 1
            raise


class CaseOfficer(Worker):
    """A drafter and an approver who bring one case after another from its registration to its closure."""

    def __init__(self, browser, second, name):
        super().__init__(browser, name)
        self.second, self.case, self.count = second, None, 0

    def act(self, chance):
        seen = self.version()
        if not self.case or seen > len(STEPS):
            self.register(chance)
            return
        name, fields = STEPS[seen - 1]
        if name == CLOSE:
            page = self.second.get(self.case)
            assert "/proposals/0/confirm" in page, f"{self.case} at version {seen}: there is nothing to confirm"
            self.sent(lambda: self.second.post(f"{self.case}/proposals/0/confirm", [("version", str(seen))], self.case))
        else:
            filled = {"on": DAY, "version": str(seen), "summary": "Records " + "x" * int(chance * 3000)} | fields
            path = f"{self.case}/acts/{name}"
            self.sent(lambda: self.browser.post(path, list(filled.items())))
        self.confirmed.append((self.case.rsplit("/", 1)[1], seen + 1, None))

    def version(self):
        """The version of the case as the database has it: an act that was under way may have been done or not."""
        if not self.case:
            return 0
        database = self.browser.node.database()
        try:
            row = database.execute("SELECT version FROM registeredRequest WHERE id = ?", (self.case.rsplit("/", 1)[1],)).fetchone()
        finally:
            database.close()
        assert row, f"{self.case} was confirmed and is lost"
        return row[0]

    def register(self, chance):
        self.count += 1
        subject = f"Harbour matter of {self.name}, {self.count}"
        fields = [
            ("reference", f"{self.name}-{self.count}-{int(chance * 1e9)}"), ("state", "XB"), ("kind", "criminalAssistance"), ("subject", subject),
            ("arrivedOn", DAY), ("medium", "paper"), ("item0", "bankRecords"), ("summary0", "The records of an account"),
        ]
        self.case = self.sent(lambda: self.browser.post("/cases/new", fields))
        self.confirmed.append((self.case.rsplit("/", 1)[1], 1, subject))


class FileOfficer(Worker):
    """An officer who brings one file after another as the annex of a draft of their own."""

    def __init__(self, browser, name):
        super().__init__(browser, name)
        self.path = browser.post("/requests/new", [("requestedState", "XB"), ("language", "en")])
        self.draft = self.path.rsplit("/", 1)[1]
        browser.post(f"{self.path}/sections/annexes", [])

    def act(self, chance):
        history = self.browser.get(f"{self.path}/versions")
        version = max(int(number) for number in re.findall(r"/versions/(\d+)", history))
        page = self.browser.get(f"{self.path}/sections/annexes/1")
        token = re.search(r'name="formToken" value="([^"]+)"', page).group(1)
        content = f"{self.name} {chance} ".encode() * (1 + int(chance * 200_000))
        self.sent(lambda: self.bring(token, version, content))
        self.confirmed.append((self.draft, version + 1, hashlib.sha256(content).hexdigest()))

    def bring(self, token, version, content):
        fields = b"".join(
            f'--B0\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in [("formToken", token), ("version", version), ("title", "A file")])
        head = b'--B0\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n'
        body = fields + head + content + b"\r\n--B0--\r\n"
        address = f"{self.browser.node.url}{self.path}/sections/annexes/1"
        call = urllib.request.Request(address, body, {"Content-Type": "multipart/form-data; boundary=B0"})
        try:
            self.browser.opener.open(call, timeout=60).read()
        except urllib.error.HTTPError as answer:
            if answer.code != 303:
                raise AssertionError(f"{self.path}: {answer.code}") from None
            return
        raise AssertionError(f"{self.path}: a page instead of a confirmation")

    def check(self, database):
        """The last file that was confirmed is in the vault and comes back as it was sent, unless a later one took its place."""
        if not self.confirmed:
            return
        draft, version, digest = self.confirmed[-1]
        row = database.execute("SELECT content FROM draftVersion WHERE draft = ? AND version = ?", (draft, version)).fetchone()
        assert row and digest in row[0], f"the file of version {version} of {draft} was confirmed and is lost"
        back = self.browser.opener.open(f"{self.browser.node.url}{self.path}/files/{digest}", timeout=60).read()
        assert hashlib.sha256(back).hexdigest() == digest, f"the file of version {version} of {draft} is another one"


class Register:
    """A register that is taken in by a command which is killed, and then again to its end."""

    ROWS = 4000

    def __init__(self, node, number):
        self.node, self.number = node, number
        self.file = f"{node.folder}/register-{number}.csv"
        with open(self.file, "w", encoding="utf-8", newline="") as out:
            table = csv.writer(out)
            table.writerow(["direction", "reference", "state", "kind", "arrived_on", "subject", "items", "closed_on"])
            for row in range(self.ROWS):
                table.writerow([
                    "incoming", f"REG-{number:03}-{row:04}", "XC", "criminalAssistance", "2020-01-07", f"Old matter {row}",
                    "bankRecords=executed@2020-03-01", "2020-04-01"])
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [self.node.program, "case", "import", self.file, "--node", "nodes/arcadia.yaml"], cwd=self.node.root, env=self.node.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def finish(self):
        """Takes it in once more; how many the killed command had brought."""
        had = self.count()
        done = subprocess.run(
            [self.node.program, "case", "import", self.file, "--node", "nodes/arcadia.yaml"], cwd=self.node.root, env=self.node.environment,
            capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"the register was not taken in again: {done.stdout}{done.stderr}"
        numbers = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", done.stdout)]
        assert numbers == [self.ROWS - had, had], f"{had} were there, and the command says {done.stdout.strip()}"
        assert self.count() == self.ROWS, f"{self.count()} of {self.ROWS} are there"
        return had

    def count(self):
        database = self.node.database()
        try:
            query = "SELECT COUNT(*) FROM registeredRequest WHERE reference LIKE ?"
            return database.execute(query, (f"REG-{self.number:03}-%",)).fetchone()[0]
        finally:
            database.close()


def check_cases(database, officers):
    """Rows, keys, references and events of every case say the same: an act is there whole or not at all."""
    rows = {row[0]: row[1] for row in database.execute("SELECT id, version FROM registeredRequest")}
    keys = {row[0] for row in database.execute("SELECT ownerId FROM dataKey WHERE ownerType = 'case'")}
    assert keys == set(rows), f"keys without a case or cases without a key: {list(keys ^ set(rows))[:3]}"
    named = {row[0] for row in database.execute("SELECT DISTINCT request FROM requestReference")}
    # A scan that was taken in has no reference until somebody registers it.
    referred = {row[0] for row in database.execute("SELECT id FROM registeredRequest WHERE reference <> ''")}
    assert named == referred, f"cases without a reference: {list(named ^ referred)[:3]}"
    recorded = {row[0] for row in database.execute("SELECT DISTINCT subjectId FROM event WHERE subjectType = 'registeredRequest'")}
    assert recorded == set(rows), f"cases without events, or events without a case: {list(recorded ^ set(rows))[:3]}"
    for officer in officers:
        for case in {case for case, _, _ in officer.confirmed}:
            query = "SELECT bytes FROM event WHERE subjectType = 'registeredRequest' AND subjectId = ? ORDER BY eventIndex"
            kinds = [json.loads(row[0])["kind"] for row in database.execute(query, (case,))]
            assert len(kinds) == rows.get(case), f"{case} is at version {rows.get(case)} and has {kinds}"
        for case, version, subject in officer.confirmed[-30:]:
            assert rows.get(case, 0) >= version, f"version {version} of {case} was confirmed and is lost"
            if subject:
                assert subject in officer.browser.get(f"/cases/{case}"), f"{case} says something else"
