# SPDX-License-Identifier: Apache-2.0
"""Cost of the public pages of meetings with 61 meetings and 500 documents in six languages, and with ten times as many.

CPU time of the server per page in milliseconds, from /proc over many calls, and the page's bytes when compressed. It tells figures beside the
targets and judges none; what keeps it from measuring is told as well, and is no failure.
"""

import gzip
import http.client
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = "release" if (ROOT / ".build/release/comity").exists() else "debug"
PROGRAM = ROOT / f".build/{BUILD}/comity"
ROUNDS = 300
MEETINGS, DOCUMENTS = 61, 500
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


def sample():
    """The sample meeting as the program itself writes it."""
    out = subprocess.run([PROGRAM, "meeting", "export", "Samples/meetings/eg1-7.yaml"], cwd=ROOT, check=True, capture_output=True)
    return json.loads(out.stdout)


def document(number, meeting):
    return {"id": f"b{number}", "symbol": f"CAC/COSP/EG.1/{2030 + number // 1000}/{number % 1000 + 1}", "kind": "secretariat_note",
            "distribution": "general", "meeting": meeting} | titles(number)


def meeting(number, pattern):
    """A complete meeting with its share of the documents."""
    name = f"bench-{number}"
    day = f"20{30 + number // 12}-{number % 12 + 1:02}-07"
    text = json.dumps(pattern, ensure_ascii=False).replace('"eg1-7"', f'"{name}"').replace("2018-06-08", day)
    made = json.loads(text)
    # Mandates and documents are this meeting's own; a meeting that is only mentioned stays as it is.
    for mandate in made["mandates"]:
        mandate.pop("uuid", None)
    for index, thing in enumerate(made["documents"]):
        if thing.get("meeting") == name and thing.get("symbol"):
            thing["symbol"] = f"CAC/COSP/EG.1/{2200 + number}/{index + 1}"
    first, last = number * DOCUMENTS // MEETINGS, (number + 1) * DOCUMENTS // MEETINGS
    made["documents"] += [document(one, name) for one in range(first, last)]
    return made


def many(factor, pattern):
    """What the other meetings of a large node are to this one: their rows and their documents."""
    made = json.loads(json.dumps(pattern))
    plain = {"body": "eg1", "time_zone": "Europe/Vienna"}
    extra = range(MEETINGS, MEETINGS * factor)
    made["meetings"] += [
        {"id": f"more-{one}", "dates": [f"{2100 + one // 12}-{one % 12 + 1:02}-07"], "place": {"city": titles(""), "country": "AT"}}
        | plain | titles(one) for one in extra]
    made["documents"] += [
        document(one, f"more-{MEETINGS + one % len(extra)}") for one in range(DOCUMENTS, DOCUMENTS * factor)]
    return made


def take(made, folder, node, environment):
    path = pathlib.Path(folder) / "meeting.json"
    path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run([PROGRAM, "meeting", "import", str(path), *node], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[:2000])


def cpu_seconds(pid):
    """User and system time of the process, all its threads included."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(pid, name, path):
    connection = http.client.HTTPConnection("127.0.0.1", PORT)

    def get():
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return body

    weight = len(gzip.compress(get()))
    before = cpu_seconds(pid)
    for _ in range(ROUNDS):
        get()
    cpu = (cpu_seconds(pid) - before) * 1000 / ROUNDS
    print(f"  {name:34} {cpu:6.2f} ms CPU {weight:8,} bytes compressed", flush=True)


def measure_all(pid):
    for language in ("en", "zh", "ar"):
        measure(pid, f"a meeting, {language}", f"/meetings/bench-7?lang={language}")
    measure(pid, "annotated agenda", "/meetings/bench-7/agenda?lang=en")
    measure(pid, "an item", "/meetings/bench-7/items/3?lang=en")
    measure(pid, "list of meetings", "/meetings?lang=en")


def main():
    with tempfile.TemporaryDirectory() as folder:
        base = f"http://127.0.0.1:{PORT}"
        environment = os.environ | {
            "COMITY_PORT": str(PORT), "COMITY_PUBLIC": base, "COMITY_DATABASE": f"sqlite:{folder}/node.sqlite", "COMITY_DATA": folder}
        node = ["--node", str(ROOT / "nodes/secretariat.yaml")]
        process = subprocess.Popen([PROGRAM, "demo", *node], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            for _ in range(300):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", PORT)) == 0:
                        break
                time.sleep(0.1)
            pattern = sample()
            begun = time.perf_counter()
            for number in range(MEETINGS):
                take(meeting(number, pattern), folder, node, environment)
            print(f"{BUILD} build; {MEETINGS} meetings and {DOCUMENTS} documents in six languages taken in, {time.perf_counter() - begun:.0f} s")
            print("targets for a meeting's page in a release build: 2 ms CPU, 30,000 bytes compressed")
            measure_all(process.pid)
            take(many(10, pattern), folder, node, environment)
            print(f"ten times as many: {MEETINGS * 10} meetings and {DOCUMENTS * 10:,} documents")
            measure_all(process.pid)
        finally:
            process.terminate()
            process.wait()


try:
    main()
except Exception:
    traceback.print_exc(file=sys.stdout)
