# SPDX-License-Identifier: Apache-2.0
"""Cost of the pages and feeds of meetings with 61 meetings and 500 documents in six languages, and with ten times as many.

Every meeting is complete: an agenda with items, annotations and sessions, twelve mandates, documents that its items list, all of it in six languages.
Told for each address: CPU time of the server's process over one call, in milliseconds, as median and worst of many; the cost of the first call after
something was recorded; bytes, as they are and compressed. What is promised of a release build stands beside it. Exits with 1 when a
release build misses a promise; what keeps it from measuring is told as well.

--factor N measures N times as many alone; --program FILE takes another program than the one in .build.
"""

import argparse
import gzip
import http.client
import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROUNDS, PATIENCE, CHANGES = 300, 4.0, 3  # calls, seconds for them, changes
MEETINGS, DOCUMENTS = 61, 500
PAGE, PAGE_BYTES, EVENT = 2.0, 30_000, 0.3  # what is promised: milliseconds of CPU time, bytes compressed, milliseconds
LANGUAGES = ["ar", "en", "es", "fr", "ru", "zh"]
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    PORT = free.getsockname()[1]


def titles(what):
    """A title of ordinary length in each language."""
    words = {"ar": "وثيقة عن التعاون الدولي في إطار الاتفاقية", "en": "Paper on international cooperation under the Convention",
             "es": "Documento sobre la cooperación internacional en el marco de la Convención",
             "fr": "Document sur la coopération internationale au titre de la Convention",
             "ru": "Документ о международном сотрудничестве в рамках Конвенции", "zh": "关于《公约》下国际合作的文件"}
    return {language: f"{text} {what}" for language, text in words.items()}


def document(number, name, day):
    """A document that two items list, issued in six languages."""
    issued = [{"language": language, "submitted": day, "issued": day, "words": 4000 + number % 3000} for language in LANGUAGES]
    return {"id": f"b{number}", "symbol": f"CAC/COSP/EG.1/{2030 + number // 1000}/{number % 1000 + 1}", "kind": "secretariat_note",
            "distribution": "general", "meeting": name, "original_language": "en", "issued": day, "items": [2 + number % 2, 4 + number % 2],
            "expressions": issued} | titles(number)


def meeting(number, pattern):
    """A complete meeting with its share of the documents."""
    name, year = f"bench-{number}", 2000 + number // 12
    day = f"{year}-{number % 12 + 1:02}-07"
    text = json.dumps(pattern, ensure_ascii=False).replace('"eg1-7"', f'"{name}"').replace("2018-06-08", day)
    made = json.loads(text)
    for one in made["meetings"]:
        if one["id"] == name:
            one["ordinal"] = number + 8
    # Mandates and documents are this meeting's own; a meeting that is only mentioned stays as it is.
    for index, mandate in enumerate(made["mandates"]):
        mandate.pop("uuid", None)
        mandate["id"] = f"m{number * len(made['mandates']) + index + 13}"
    renamed = {f"m{index + 1:02}": mandate["id"] for index, mandate in enumerate(made["mandates"])}
    for part in made["expectations"] + made["panels"]:
        for key in ("answers", "answers_partly"):
            if key in part:
                part[key] = [renamed[one] for one in part[key]]
        if part.get("mandated_by"):
            part["mandated_by"] = renamed[part["mandated_by"]]
    for index, thing in enumerate(made["documents"]):
        if thing.get("meeting") == name and thing.get("symbol"):
            thing["symbol"] = f"CAC/COSP/EG.1/{2200 + number}/{index + 1}"
    first, last = number * DOCUMENTS // MEETINGS, (number + 1) * DOCUMENTS // MEETINGS
    made["documents"] += [document(one, name, day) for one in range(first, last)]
    return made


class Server:
    """A demonstration node of its own, and what its process costs."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.environment = os.environ | {
            "COMITY_PORT": str(PORT), "COMITY_PUBLIC": f"http://127.0.0.1:{PORT}", "COMITY_DATABASE": f"sqlite:{folder}/node.sqlite",
            "COMITY_DATA": folder}
        self.node = ["--node", str(ROOT / "nodes/secretariat.yaml")]
        self.process = subprocess.Popen([program, "demo", *self.node], cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL)
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", PORT)) == 0:
                    break
            time.sleep(0.1)
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
        self.changes = 0

    def cpu(self):
        """CPU time of all threads of the process in milliseconds; Linux keeps a clock for each process, by the number of the process."""
        return time.clock_gettime((~self.process.pid << 3) | 2) * 1000

    def get(self, path):
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return body

    def cost(self, path):
        before = self.cpu()
        self.get(path)
        return self.cpu() - before

    def costs(self, path):
        """The costs of many calls in order, of fewer where a call is slow."""
        begun, costs = time.perf_counter(), []
        while len(costs) < 20 or (len(costs) < ROUNDS and time.perf_counter() - begun < PATIENCE):
            costs.append(self.cost(path))
        return sorted(costs)

    def take(self, made):
        files = []
        for number, one in enumerate(made):
            path = pathlib.Path(self.folder) / f"meeting-{number}.json"
            path.write_text(json.dumps(one, ensure_ascii=False), encoding="utf-8")
            files.append(str(path))
        for start in range(0, len(files), 100):
            done = subprocess.run(
                [self.program, "meeting", "import", *files[start:start + 100], *self.node], cwd=ROOT, env=self.environment,
                capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError(done.stderr[:2000])

    def record(self, pattern):
        """Lets something be recorded that concerns one small meeting."""
        self.changes += 1
        small = {key: [] if isinstance(value, list) else value for key, value in pattern.items() if key != "outcome"} | {
            "meeting": "small", "bodies": pattern["bodies"],
            "meetings": [{"id": "small", "body": "eg1", "dates": ["2001-02-03"], "time_zone": "Europe/Vienna"} | titles(self.changes)]}
        self.take([small])


def measure(server, name, path, promised=None, base=0.0):
    body = server.get(path)
    for _ in range(10):
        server.get(path)
    costs = server.costs(path)
    median, worst, packed = statistics.median(costs) - base, costs[-1] - base, len(gzip.compress(body))
    firsts = []
    for _ in range(CHANGES):
        server.record(server.pattern)
        firsts.append(server.cost(path) - base)
    verdict, kept = "", True
    if promised:
        kept = median <= promised[0] and packed <= promised[1]
        verdict = "  within" if kept else "  NOT within"
    print(f"  {name:28} {median:8.2f} {worst:8.2f} {max(firsts):9.2f} {len(body):12,} {packed:10,}{verdict}", flush=True)
    return kept


def first_visits(server, count):
    """Every meeting's page once, none of them opened before."""
    costs = [server.cost(f"/meetings/bench-{number}?lang=fr") for number in range(count)]
    print(f"  each meeting's page once, fr: median {statistics.median(costs):.2f}, worst {max(costs):.2f} ms")


def measure_all(server, count):
    start = server.get("/meetings?lang=en").decode()
    style = start.split('rel="stylesheet" href="')[1].split('"')[0]
    documents, mandates = (server.get(f"/meetings/{kind}?lang=en").decode() for kind in ("documents", "mandates"))
    one_document = re.search(r'href="(/meetings/documents/[0-9a-f-]{36})', documents)[1]
    one_mandate = re.search(r'href="(/meetings/mandates/[0-9a-f-]{36})', mandates)[1]
    first_visits(server, count)
    page = (PAGE, PAGE_BYTES)
    print(f"  {'':28} {'median':>8} {'worst':>8} {'changed':>9} {'bytes':>12} {'compressed':>10}")
    kept = [measure(server, f"a meeting, {language}", f"/meetings/bench-7?lang={language}", page) for language in ("en", "zh", "ar")]
    handed_out = statistics.median(server.costs(style))
    print(f"  a file that is only handed out costs {handed_out:.2f} ms; it is taken off the next line")
    kept.append(measure(server, "event.ics, composed", "/meetings/bench-7/event.ics?lang=zh", (EVENT, PAGE_BYTES), handed_out))
    for name, path in [
        ("event.ics, the whole call", "/meetings/bench-7/event.ics?lang=zh"), ("annotated agenda", "/meetings/bench-7/agenda?lang=en"),
        ("an item", "/meetings/bench-7/items/3?lang=en"), ("list of meetings", "/meetings?lang=en"),
        ("documents", "/meetings/documents?lang=en"), ("documents, searched", "/meetings/documents?lang=en&q=cooperation+17"),
        ("a document", f"{one_document}?lang=en"), ("mandates", "/meetings/mandates?lang=en"),
        ("mandates, searched", "/meetings/mandates?lang=en&q=evidence"), ("a mandate", f"{one_mandate}?lang=en"),
        ("calendar of all meetings", "/meetings/calendar.ics?lang=zh"), ("API, list of meetings", "/api/meetings"),
    ]:
        measure(server, name, path)
    return all(kept)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--factor", type=int, default=0)
    options.add_argument("--program", default="")
    chosen = options.parse_args()
    build = "release" if (ROOT / ".build/release/comity").exists() else "debug"
    program = chosen.program or str(ROOT / f".build/{build}/comity")
    if chosen.program:
        build = "release" if "/release/" in str(pathlib.Path(program).resolve()) else "debug"
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        server = Server(program, folder)
        try:
            out = subprocess.run(
                [program, "meeting", "export", "Samples/meetings/eg1-7.yaml"], cwd=ROOT, check=True, capture_output=True)
            server.pattern, known = json.loads(out.stdout), 0
            print(f"{build} build; promised of a release build: a meeting's page {PAGE:g} ms and {PAGE_BYTES:,} bytes compressed, "
                  f"event.ics {EVENT:g} ms (medians)")
            for factor in [chosen.factor] if chosen.factor else [1, 10]:
                begun = time.perf_counter()
                server.take([meeting(number, server.pattern) for number in range(known, MEETINGS * factor)])
                known = MEETINGS * factor
                print(f"{known} meetings, {DOCUMENTS * factor:,} documents in six languages, {known * 12:,} mandates; "
                      f"taken in within {time.perf_counter() - begun:.0f} s; milliseconds of CPU time:")
                kept = measure_all(server, known) and kept
        finally:
            server.process.terminate()
            server.process.wait()
    return 1 if build == "release" and not kept else 0


try:
    sys.exit(main())
except Exception:
    traceback.print_exc(file=sys.stdout)
