# SPDX-License-Identifier: Apache-2.0
"""Cost of a register of 100,000 requests: taking it in, and the pages of the desk on which officers work.

The register is made up with a fixed seed: fictional States, both directions, open and closed requests, several items each. It is taken in with
`comity case import`, on SQLite and, where an address is named, on PostgreSQL; then the node serves its pages. Told for each address: CPU time of the
server's process over one call, in milliseconds, as median and worst of many, and bytes, as they are and compressed. What is promised of a release build
stands beside it. Exits with 1 when a release build misses a promise; what keeps it from measuring is told as well.

--count N makes another number of requests, --program FILE takes another program than the one in .build, --postgres ADDRESS measures there too.
"""

import argparse
import csv
import datetime
import gzip
import http.client
import os
import pathlib
import random
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROUNDS, PATIENCE = 200, 4.0  # calls, seconds for them
PAGE, RATE = 10.0, 2000  # what is promised: milliseconds of CPU time, requests a second on SQLite
STATES = ["XB", "XC", "XD", "XE", "XF"]
KINDS = {
    "criminalAssistance": ["bankRecords", "takeEvidence", "serveDocuments", "companyRecords", "informationOrExpertise"],
    "assetRecovery": ["freezeForConfiscation", "traceProperty", "bankRecords"],
    "extradition": ["surrender", "provisionalArrest"],
    "spontaneousTransmission": ["information"],
    "lawEnforcementCooperation": ["lawEnforcementInquiry"],
}
COLUMNS = [
    "direction", "reference", "their_reference", "state", "kind", "arrived_on", "subject", "offences", "channel", "medium", "direct_contact",
    "items", "delays", "closed_on",
]
SUBJECTS = [
    "Bank records in the harbour tender matter", "Two accounts with a view to confiscation", "Hearing of a former director",
    "Documents of a company in the grain contracts", "A person sought for bribery of officials", "Payments through a chain of companies",
]


def row(number, chances, today):
    """A request as a register kept in a spreadsheet has it: most are closed, one in eight is open."""
    incoming = chances.random() < 0.6
    kind = chances.choices(list(KINDS), [60, 15, 10, 10, 5])[0]
    arrived = today - datetime.timedelta(days=chances.randrange(1, 9 * 365))
    closed = arrived + datetime.timedelta(days=chances.randrange(20, 700))
    is_open = closed >= today or chances.random() < 0.08
    items = []
    for sought in chances.sample(KINDS[kind], min(len(KINDS[kind]), chances.randrange(1, 4))):
        ended = "" if is_open else chances.choices(["=executed", "=partlyExecuted", "=nothingFound", "=withdrawn"], [70, 12, 10, 8])[0]
        items.append(sought + (f"{ended}@{closed}" if ended and kind != "spontaneousTransmission" else ""))
    state = chances.choice(STATES)
    return [
        "incoming" if incoming else "outgoing", f"{'XAI' if incoming else 'XAO'}-{arrived.year}-{number:06}",
        f"{state}/{chances.randrange(100, 999)}/{number:06}/{arrived.year % 100:02}" if chances.random() < 0.9 else "", state, kind, str(arrived),
        f"{chances.choice(SUBJECTS)}, {number}", chances.choice(["15", "15;23", "17", "21;23", "16"]),
        "direct", chances.choice(["paper", "electronic", "email"]), "no", ";".join(items), "", "" if is_open else str(closed),
    ]


def register(folder, count):
    file, chances, today = f"{folder}/register.csv", random.Random(2026), datetime.date.today()
    with open(file, "w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(COLUMNS)
        rows = [row(number, chances, today) for number in range(1, count + 1)]
        table.writerows(rows)
    return file, rows


class Server:
    """A demonstration node of its own, and what its process costs."""

    def __init__(self, program, folder, database):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.program, self.folder, self.cookies = program, folder, {}
        self.environment = os.environ | {
            "COMITY_PORT": str(self.port), "COMITY_PUBLIC": f"http://127.0.0.1:{self.port}", "COMITY_DATABASE": database, "COMITY_DATA": folder}
        self.node = ["--node", str(ROOT / "nodes/arcadia.yaml")]
        self.process = None

    def start(self):
        self.process = subprocess.Popen([self.program, "demo", *self.node], cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL)
        for _ in range(1200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.1)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        # The demonstration fills itself and the clocks are looked at once before anything is measured.
        last = self.cpu()
        for _ in range(600):
            time.sleep(0.5)
            now = self.cpu()
            if now - last < 5:
                break
            last = now

    def cpu(self):
        """CPU time of all threads of the process in milliseconds; Linux keeps a clock for each process, by the number of the process."""
        return time.clock_gettime((~self.process.pid << 3) | 2) * 1000

    def call(self, method, path, fields=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        if fields:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urllib.parse.urlencode(fields) if fields else None, headers)
        answer = self.connection.getresponse()
        body = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, text = value.split(";")[0].split("=", 1)
                self.cookies[cookie] = text
        return answer.status, body

    def get(self, path):
        status, body = self.call("GET", path)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        return body

    def sign_in(self):
        token = re.search(rb'name="formToken" value="([^"]+)"', self.get("/sign-in"))[1].decode()
        status, _ = self.call("POST", "/sign-in", {"formToken": token, "name": "drafter", "password": "seven herons over Arcadia"})
        if status != 303:
            raise RuntimeError(f"sign-in: {status}")

    def take(self, file):
        """Requests that a register brought, with the elapsed and the CPU seconds of the command."""
        begun, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [self.program, "case", "import", file, *self.node], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[:2000])
        now = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.perf_counter() - begun, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime, done.stdout.strip()

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()


def measure(server, name, path, promised=PAGE):
    body = server.get(path)
    for _ in range(5):
        server.get(path)
    begun, costs = time.perf_counter(), []
    while len(costs) < 20 or (len(costs) < ROUNDS and time.perf_counter() - begun < PATIENCE):
        before = server.cpu()
        server.get(path)
        costs.append(server.cpu() - before)
    median = statistics.median(costs)
    kept = median <= promised
    print(
        f"  {name:44} {median:8.2f} {max(costs):8.2f} {len(body):10,} {len(gzip.compress(body)):8,}  {'within' if kept else 'NOT within'}",
        flush=True)
    return kept


def pages(server, rows):
    foreign = next(row for row in reversed(rows) if row[2] and not row[13])
    shown = server.get("/cases?" + urllib.parse.urlencode({"show": "all", "q": foreign[2]})).decode()
    case = re.search(r'href="(/cases/[0-9a-f-]{36})"', shown)[1]
    following = re.search(r'href="(/cases\?after=[^"]+)"', server.get("/cases").decode())[1].replace("&amp;", "&")
    everything = {"show": "all", "direction": "outgoing", "kind": "extradition", "state": "XD"}
    print(f"  {'':44} {'median':>8} {'worst':>8} {'bytes':>10} {'compressed':>8}")
    kept = []
    for language in ("en", "zh", "ar"):
        for name, path in [
            ("desk (start page)", "/"), ("register", "/cases"), ("search by the foreign reference", f"/cases?show=all&q={urllib.parse.quote(foreign[2])}"),
            ("case page", case),
        ]:
            joint = "&" if "?" in path else "?"
            kept.append(measure(server, f"{name}, {language}", f"{path}{joint}lang={language}"))
    for name, path in [
        ("register, following page", following), ("closed", "/cases?show=closed"), ("all", "/cases?show=all"), ("ours", "/cases?show=ours"),
        ("theirs", "/cases?show=theirs"), ("proposed", "/cases?show=proposed"), ("of one State", "/cases?state=XC"),
        ("incoming extradition, open", "/cases?direction=incoming&kind=extradition"),
        ("outgoing extradition of one State, all", "/cases?" + urllib.parse.urlencode(everything)),
        ("beginning of a reference, many", "/cases?show=all&q=XAI-2024"), ("a reference that is not there", "/cases?show=all&q=ZZ-1"),
        ("API, list", "/api/cases"),
    ]:
        kept.append(measure(server, name, path + ("&" if "?" in path else "?") + "lang=en"))
    return all(kept)


def run(program, database, folder, count, is_postgres):
    """One database: the register is taken in, then its pages are called."""
    server = Server(program, folder, database)
    file, rows = register(folder, count)
    elapsed, cpu, said = server.take(file)
    rate = count / elapsed
    kept = is_postgres or rate >= RATE
    verdict = "" if is_postgres else "  within" if kept else "  NOT within"
    print(f"  {said}\n  taken in within {elapsed:.1f} s ({cpu:.1f} s CPU of the command): {rate:,.0f} requests a second{verdict}", flush=True)
    elapsed, cpu, said = server.take(file)
    print(f"  {said}\n  the same again within {elapsed:.1f} s: nothing comes twice", flush=True)
    try:
        server.start()
        server.sign_in()
        return pages(server, rows) and kept
    finally:
        server.stop()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=100_000)
    options.add_argument("--program", default="")
    options.add_argument("--postgres", default="")
    chosen = options.parse_args()
    build = "release" if (ROOT / ".build/release/comity").exists() else "debug"
    program = chosen.program or str(ROOT / f".build/{build}/comity")
    if chosen.program:
        build = "release" if "/release/" in str(pathlib.Path(program).resolve()) else "debug"
    print(f"{build} build, {chosen.count:,} requests; promised of a release build: a page {PAGE:g} ms of CPU time of the server (medians), "
          f"{RATE:,} requests a second taken in on SQLite")
    kept = True
    for address in [""] + ([chosen.postgres] if chosen.postgres else []):
        with tempfile.TemporaryDirectory() as folder:
            print("PostgreSQL; CPU time without that of the database's own processes" if address else "SQLite")
            kept = run(program, address or f"sqlite:{folder}/node.sqlite", folder, chosen.count, bool(address)) and kept
    return 1 if build == "release" and not kept else 0


try:
    sys.exit(main())
except Exception:
    traceback.print_exc(file=sys.stdout)
