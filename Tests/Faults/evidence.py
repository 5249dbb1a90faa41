# SPDX-License-Identifier: Apache-2.0
"""An officer who adds files to cases and takes scans in while a node is killed, and what must be true of them afterwards."""

import hashlib
import random
import re
import urllib.error
import urllib.request

from cases import DAY, Worker

BOUNDARY = "B0"


class EvidenceOfficer(Worker):
    """Adds one file after another to a case; now and then takes in a scan, which is a new case with its first file."""

    def __init__(self, browser, name):
        super().__init__(browser, name)
        self.case, self.count, self.taken_in = None, 0, 0

    def act(self, chance):
        self.count += 1
        # Between some bytes and four megabytes; random bytes, so that no two are the same and nothing is made smaller on the way.
        size = 1 + int(chance ** 3 * 4_000_000)
        content = random.Random(f"{self.name}-{self.count}-{chance}").randbytes(size)
        if not self.case or self.count % 6 == 0:
            fields = [("arrivedOn", DAY), ("medium", "paper"), ("subject", f"Scan of {self.name}, {self.count}")]
            location = self.sent(lambda: self.bring("/cases/intake", fields, content))
            self.case = re.match(r"/cases/[0-9a-f-]{36}", location).group(0)
            self.taken_in += 1
        else:
            fields = [("kind", "annex"), ("title", f"Annex {self.count}"), ("givenBy", "Beta"), ("receivedOn", DAY), ("form", "electronic")]
            self.sent(lambda: self.bring(f"{self.case}/files/new", fields, content))
        self.confirmed.append((self.case, size, hashlib.sha256(content).hexdigest()))

    def bring(self, path, fields, content):
        """Where the confirmed upload leads to."""
        token = re.search(r'name="formToken" value="([^"]+)"', self.browser.get(path)).group(1)
        head = "".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in [("formToken", token), *fields])
        head += (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="scan.pdf"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n")
        body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        call = urllib.request.Request(
            self.browser.node.url + path, body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})
        try:
            self.browser.opener.open(call, timeout=60).read()
        except urllib.error.HTTPError as answer:
            if answer.code == 303:
                return answer.headers["Location"]
            raise AssertionError(f"{path}: {answer.code}") from None
        raise AssertionError(f"{path}: a page instead of a confirmation")

    def check(self, database):
        """Every confirmed file is in its case's vault; the last ones come back as they were sent."""
        for case, size, digest in self.confirmed:
            row = database.execute(
                "SELECT size FROM vaultFile WHERE ownerType = 'case' AND ownerId = ? AND sha256 = ?", (case.rsplit("/", 1)[1], digest)).fetchone()
            assert row and row[0] == size, f"a file of {case} was confirmed and is lost"
        for case, _, digest in self.confirmed[-2:]:
            listed = self.browser.get(f"{case}/files")
            pages = list(dict.fromkeys(re.findall(rf'href="({case}/files/[0-9a-f-]{{36}})"', listed)))
            page = next((page for page in pages if digest in self.browser.get(page)), None)
            assert page, f"a file of {case} was confirmed and no page shows it"
            back = self.browser.opener.open(f"{self.browser.node.url}{page}/content", timeout=60).read()
            assert hashlib.sha256(back).hexdigest() == digest, f"a file of {case} is another one"


def check_evidence(database):
    """A file of a case is there whole or not at all: its content, its record and the fact that it was added."""
    def counted(query):
        return dict(database.execute(query).fetchall())

    contents = counted("SELECT ownerId, COUNT(*) FROM vaultFile WHERE ownerType = 'case' GROUP BY ownerId")
    records = counted("SELECT request, COUNT(*) FROM caseRecord WHERE kind = 'file' GROUP BY request")
    facts = counted("SELECT subjectId, COUNT(*) FROM event WHERE kind = 'casework.fileAdded' GROUP BY subjectId")
    assert contents == records, f"contents and records of files differ: {list(contents.items() ^ records.items())[:3]}"
    assert records == facts, f"files and the facts of their adding differ: {list(records.items() ^ facts.items())[:3]}"
