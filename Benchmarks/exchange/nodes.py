# SPDX-License-Identifier: Apache-2.0
"""Two central authorities' nodes on this machine, with a signed directory between them, as the commands make them."""

import functools
import http.server
import os
import pathlib
import re
import socket
import sqlite3
import subprocess
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Another program can be named, to compare two.
PROGRAM = pathlib.Path(os.environ.get("COMITY_PROGRAM") or next(
    (path for path in (ROOT / ".build/release/comity", ROOT / ".build/debug/comity") if path.exists()), "comity"))
BUILD = PROGRAM.parent.name


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def comity(*arguments):
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done.stdout.strip()


class Node:
    """The node of one authority: its folder, its process, its database."""

    def __init__(self, folder, name, state, site, wire, figures, directory):
        self.folder, self.name, self.state, self.site, self.wire, self.figures = folder / name, name, state, site, wire, figures
        self.authority, self.process = f"{state}.central", None
        self.folder.mkdir()
        (self.folder / "node.yaml").write_text(
            f"name:\n  en: {name}\nrole: central-authority\nstate: {state}\nlanguage: en\nzone: Europe/Vienna\nhost: 127.0.0.1\n"
            f"port: {site}\npublic: http://127.0.0.1:{site}\ndatabase: sqlite:{self.folder}/node.sqlite\ndata: {self.folder}\n"
            f"demonstration: true\nfileQuotaGiB: 1024\nmetrics:\n  port: {figures}\nexchange:\n  port: {wire}\n  directory: {directory}\n"
            f"  root: {folder}/published/metadata/1.root.json\n  askAboveMiB: 65536\n  fileQuotaGiB: 1024\n")

    @property
    def file(self):
        return self.folder / "node.yaml"

    def start(self):
        environment = os.environ | {"LOG_LEVEL": "warning"}
        log = open(self.folder / "node.log", "w")
        self.process = subprocess.Popen([PROGRAM, "serve", "--node", self.file], cwd=ROOT, env=environment, stdout=log, stderr=log)
        for _ in range(600):
            assert self.process.poll() is None, (self.folder / "node.log").read_text()
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.wire)) == 0:
                    return
            time.sleep(0.1)
        raise TimeoutError(self.name)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def figure(self, name):
        """One of the figures that the node gives away since its start."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.figures}/metrics", timeout=30) as answer:
            text = answer.read().decode()
        return float(re.search(rf"^{name}(?:{{[^}}]*}})? ([0-9.e+]+)$", text, re.M).group(1))

    def ask(self, query, *values):
        with sqlite3.connect(f"file:{self.folder}/node.sqlite?mode=ro", uri=True, timeout=30) as database:
            return database.execute(query, values).fetchall()

    def number(self, query, *values):
        return self.ask(query, *values)[0][0]

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self, name):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+) kB", text).group(1)) / 1024

    def forget_peak(self):
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")


def serve_folder(folder, port):
    """The published directory is believed for its signatures alone, so any server of files will do."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()


def two_nodes(folder):
    """Keys, States' parts, a root of three, a list of two, the published directory, and both nodes started with a copy of it."""
    folder = pathlib.Path(folder)
    directory, *ports = free_ports(7)
    address = f"http://127.0.0.1:{directory}/"
    nodes = [Node(folder, "arcadia", "XA", *ports[:3], address), Node(folder, "borealia", "XB", *ports[3:], address)]
    for node in nodes:
        keys, entry, state = node.folder / "exchange.keys", node.folder / "entry.json", node.folder / "state.key"
        comity("exchange", "keys", "make", keys, "--authority", node.authority, "--endpoint", f"https://127.0.0.1:{node.wire}", "--plain")
        comity("exchange", "keys", "entry", keys, "--out", entry, "--plain")
        comity("exchange", "keys", "make-signer", state, "--name", node.name, "--plain")
        comity("exchange", "keys", "sign", entry, "--state", node.state, "--key", state, "--out", folder / f"{node.state}.part", "--plain")
    signers = [f"root{number}" for number in range(1, 6)] + [f"targets{number}" for number in range(1, 4)] + ["online"]
    for name in signers:
        comity("exchange", "keys", "make-signer", folder / name, "--name", name, "--plain")
    publics = {kind: [folder / f"{name}.pub" for name in signers if name.startswith(kind)] for kind in ("root", "targets")}
    root, targets, published = folder / "root.json", folder / "targets.json", folder / "published"
    parts = [folder / f"{node.state}.part" for node in nodes]
    comity("exchange", "publish", "root", "--root", *publics["root"], "--targets", *publics["targets"], "--online", folder / "online.pub",
           "--out", root)
    comity("exchange", "publish", "targets", "--folder", published, "--admit", *parts, "--out", targets)
    for name in signers[:3]:
        comity("exchange", "publish", "sign", root, "--key", folder / name, "--plain")
    for name in signers[5:7]:
        comity("exchange", "publish", "sign", targets, "--key", folder / name, "--plain")
    comity("exchange", "publish", "begin", published, "--root", root, "--targets", targets, "--parts", *parts, "--online",
           folder / "online", "--plain")
    serve_folder(published, directory)
    for node in nodes:
        node.start()
    for node in nodes:
        wait_for(f"a copy of the directory at {node.name}", lambda: node.number("SELECT count(*) FROM exchangeDirectory") > 0, 60)
    return nodes


def wait_for(what, is_there, seconds, between=0.2):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_there():
            return
        time.sleep(between)
    raise TimeoutError(what)
