# SPDX-License-Identifier: Apache-2.0
"""Cost of the pages an officer uses most, with a directory of 1,000 authorities and a register of 5,000 requests: CPU time of the server and elapsed time, in milliseconds a page.

It tells figures and judges none; what keeps it from measuring is told as well, and is no failure.
"""

import csv
import datetime
import http.cookiejar
import json
import os
import pathlib
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.parse
import urllib.request
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = "release" if (ROOT / ".build/release/comity").exists() else "debug"
PROGRAM = ROOT / f".build/{BUILD}/comity"
ROUNDS = 40
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    PORT = free.getsockname()[1]
BASE = f"http://127.0.0.1:{PORT}"
# Codes that ISO leaves to its users: no invented contact is attached to a real State.
CODES = ["AA", "ZZ"] + [f"Q{letter}" for letter in "MNOPQRSTUVWXYZ"] + [f"X{letter}" for letter in "GHIJKLMNOPQRSTUVWXYZ"]


def many_authorities():
    """Files of 200 entries each, made from the sample's."""
    sample = json.loads((ROOT / "Sources/Modules/Directory/Service/Data/fictional-directory.json").read_text(encoding="utf-8"))
    patterns = sample["authorities"]
    for start in range(0, 1000, 200):
        entries = []
        for index in range(start, start + 200):
            entry = dict(patterns[index % len(patterns)])
            entry["id"] = str(uuid.UUID(int=index + (1 << 100)))
            entry["state"] = CODES[index % len(CODES)]
            entries.append(entry)
        # An entry is of a State that the directory lists.
        yield json.dumps({"format": 1, "states": [{"state": code, "regionalGroup": "NONE"} for code in CODES], "participation": [], "treaties": sample["treaties"], "authorities": entries})


def take_register(folder, environment, count=5000):
    """Takes in a register of ten years, three quarters of it closed."""
    chosen = random.Random(1)
    path = pathlib.Path(folder) / "register.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["direction", "reference", "state", "kind", "arrived_on", "subject", "offences", "items", "delays", "closed_on", "suspended_days"])
        for index in range(count):
            came = datetime.date(2016, 1, 1) + datetime.timedelta(days=index * 3800 // count)
            closed = came + datetime.timedelta(days=chosen.randrange(20, 900))
            is_closed = chosen.random() < 0.75 and closed < datetime.date(2026, 6, 1)
            outcome = chosen.choice(["executed", "executed", "partlyExecuted", "withdrawn", "refused:essentialInterests:ongoingProceeding"])
            table.writerow([
                chosen.choice(["incoming", "outgoing"]), f"M-{index}", chosen.choice(CODES[2:]),
                chosen.choice(["criminalAssistance", "assetRecovery", "extradition"]), came, "Measured", chosen.choice(["15", "17;23", "19"]),
                f"bankRecords={outcome}" if is_closed else "bankRecords", chosen.choice(["", "complexity", "translation;noReply"]),
                closed if is_closed else "", chosen.randrange(0, 20) if is_closed else ""])
    done = subprocess.run([PROGRAM, "case", "import", path, "--node", ROOT / "nodes/arcadia.yaml"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[:2000])
    print(done.stdout.strip())


def start(folder):
    environment = os.environ | {
        "COMITY_PORT": str(PORT), "COMITY_PUBLIC": BASE, "COMITY_DATABASE": f"sqlite:{folder}/node.sqlite", "COMITY_DATA": folder,
    }
    node = ["--node", str(ROOT / "nodes/arcadia.yaml")]
    process = subprocess.Popen([PROGRAM, "demo", *node], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    for _ in range(200):
        try:
            urllib.request.urlopen(BASE, timeout=5)
            break
        except OSError:
            time.sleep(0.1)
    return process, environment


class Browser:
    def __init__(self):
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path):
        return self.opener.open(BASE + path).read().decode()

    def post(self, path, fields, page=None):
        token = re.search(r'name="formToken" value="([^"]+)"', self.get(page or path)).group(1)
        body = urllib.parse.urlencode([("formToken", token), *fields]).encode()
        return self.opener.open(urllib.request.Request(BASE + path, body))


def cpu_seconds(pid):
    """User and system time of the process, all its threads included."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(pid, name, call):
    call()
    times = []
    before = cpu_seconds(pid)
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        call()
        times.append((time.perf_counter() - begun) * 1000)
    cpu = (cpu_seconds(pid) - before) * 1000 / ROUNDS
    print(f"{name:44} {cpu:7.1f} ms CPU   elapsed: median {statistics.median(times):7.1f}, worst {max(times):7.1f}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        process, environment = start(folder)
        try:
            browser = Browser()
            browser.post("/sign-in", [("name", "editor"), ("password", "nine maps and one compass")])
            for text in many_authorities():
                preview = browser.post("/directory/import", [("format", "json"), ("text", text)], "/directory/import").read().decode()
                seen = re.search(r'name="seen" value="([^"]*)"', preview)
                if not seen:
                    raise RuntimeError(re.sub(r"<[^>]+>", " ", preview)[:2000])
                browser.post("/directory/import/confirm", [("format", "json"), ("text", text), ("seen", seen.group(1))], "/directory/import")
            print(f"{BUILD} build; {len(json.loads(browser.get('/api/directory/authorities'))):,} authorities")
            officer = Browser()
            officer.post("/sign-in", [("name", "drafter"), ("password", "seven herons over Arcadia")])
            draft = officer.post("/requests/import", [("file", (ROOT / "Samples/bank-records.yaml").read_text(encoding="utf-8"))]).url
            draft = urllib.parse.urlparse(draft).path
            form = f"{draft}/sections/purpose"
            measure(process.pid, "directory, all States", lambda: officer.get("/directory"))
            measure(process.pid, "directory, one search", lambda: officer.get("/directory?q=borealia"))
            measure(process.pid, "task list of a draft", lambda: officer.get(draft))
            measure(process.pid, "form of an item, with findings", lambda: officer.get(f"{draft}/sections/items/i1"))
            measure(process.pid, "start page", lambda: officer.get("/"))

            def save():
                page = officer.get(form)
                version = re.search(r'name="version" value="(\d+)"', page).group(1)
                officer.post(form, [("version", version), ("purpose", f"Evidence, {time.time()}")])

            take_register(folder, environment)
            auditor = Browser()
            auditor.post("/sign-in", [("name", "auditor"), ("password", "ledgers kept by daylight")])
            measure(process.pid, "statistics of a year", lambda: auditor.get("/statistics?year=2025"))
            measure(process.pid, "a table of States by outcome", lambda: auditor.get(
                "/statistics/table?from=2016-01-01&to=2026-12-31&by=closed&rows=state&columns=outcome"))
            measure(process.pid, "the same table as CSV", lambda: auditor.get(
                "/statistics/table.csv?from=2016-01-01&to=2026-12-31&by=closed&rows=state&columns=outcome"))
            day = iter(range(1, 1000))
            measure(process.pid, "a table that nobody asked for before", lambda: auditor.get(
                f"/statistics/table?from=2016-01-01&to={datetime.date(2026, 12, 31) - datetime.timedelta(days=next(day))}&by=closed&rows=kind&figure=daysToClosure"))

            measure(process.pid, "saving a section (two pages and a commit)", save)
        finally:
            process.terminate()
            process.wait()


try:
    main()
except Exception:
    traceback.print_exc(file=sys.stdout)
