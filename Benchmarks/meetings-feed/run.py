# SPDX-License-Identifier: Apache-2.0
"""CPU time of a meeting's calendar with 61 meetings on the node: at most 0.3 ms for what is composed.

The server's time for one call of a file that is only handed out is taken off, so that what remains is the reading and the composing. With --many
there are ten times as many meetings. Exits with 1 when a release build costs more than is promised.
"""

import http.client
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = "release" if (ROOT / ".build/release/comity").exists() else "debug"
PROGRAM = ROOT / f".build/{BUILD}/comity"
MEETINGS = 610 if "--many" in sys.argv else 61
ROUNDS = 2000
PROMISED = 0.3  # milliseconds of CPU time
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    PORT = free.getsockname()[1]


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def call(connection, path):
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return body


def milliseconds(pid, connection, path):
    for _ in range(50):
        call(connection, path)
    before = cpu_seconds(pid)
    for _ in range(ROUNDS):
        call(connection, path)
    return (cpu_seconds(pid) - before) * 1000 / ROUNDS


def fill(environment, node, folder):
    sample = (ROOT / "Samples/meetings/eg1-7.yaml").read_text(encoding="utf-8")
    for number in range(1, MEETINGS):
        file = pathlib.Path(folder) / "meeting.yaml"
        file.write_text(sample.replace("eg1-7", f"eg1-{number + 100}").replace("CAC/COSP/EG.1/2018/", f"CAC/COSP/EG.1/{3000 + number}/"))
        subprocess.run([PROGRAM, "meeting", "import", file, *node], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def main():
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "COMITY_PORT": str(PORT), "COMITY_PUBLIC": f"http://127.0.0.1:{PORT}", "COMITY_DATABASE": f"sqlite:{folder}/node.sqlite",
            "COMITY_DATA": folder,
        }
        node = ["--node", str(ROOT / "nodes/secretariat.yaml")]
        process = subprocess.Popen([PROGRAM, "demo", *node], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT)
            for _ in range(300):
                try:
                    page = call(connection, "/meetings").decode()
                    break
                except OSError:
                    connection.close()
                    time.sleep(0.1)
            fill(environment, node, folder)
            style = page.split('rel="stylesheet" href="')[1].split('"')[0]
            handed_out = milliseconds(process.pid, connection, style)
            event = milliseconds(process.pid, connection, "/meetings/eg1-7/event.ics?lang=zh")
            composed = event - handed_out
            verdict = "within" if composed <= PROMISED else "NOT within"
            print(f"{BUILD} build, {MEETINGS} meetings: event.ics {event:.2f} ms CPU, {composed:.2f} of it composed: {verdict} {PROMISED} ms")
            size = len(call(connection, "/meetings/calendar.ics?lang=zh"))
            begun = cpu_seconds(process.pid)
            for _ in range(20):
                call(connection, "/meetings/calendar.ics?lang=zh")
            print(f"calendar of all, {size:,} bytes: {(cpu_seconds(process.pid) - begun) * 50:.1f} ms CPU")
            return 1 if BUILD == "release" and composed > PROMISED else 0
        finally:
            process.terminate()
            process.wait()


sys.exit(main())
