# SPDX-License-Identifier: Apache-2.0
"""The signed directory as the commands of the program make it, step by step as docs/operations says, followed by python-tuf.

Three States and eight signers, each with a key in a file of their own; python-tuf's client must get each State's entry, see what a State revokes,
and be refused what was rolled back. A JOSE library that shares no line with ours reads the keys of the entries and the succession.
"""

import functools
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading

from joserfc import jws
from joserfc.jwk import OKPKey
from peers_tuf import Quiet, check, theirs

COMITY = pathlib.Path(__file__).resolve().parents[2] / ".build/debug/comity"


def comity(*arguments, code=0):
    environment = os.environ | {"LANG": "en_US.UTF-8", "COMITY_EXCHANGE_PASSPHRASE": "for this test alone", "COMITY_DATA": Office.data}
    done = subprocess.run([COMITY, "exchange", *map(str, arguments)], capture_output=True, text=True, env=environment, timeout=120, check=False)
    check(" ".join(map(str, arguments[:2])) + " " + done.stderr, done.returncode, code)
    return done.stdout


class Office:
    """A folder with the keys of everybody."""

    data = ""

    def __init__(self, folder):
        self.folder = folder
        Office.data = str(folder / "data")
        self.signers = [f"root{n}" for n in range(1, 6)] + [f"targets{n}" for n in range(1, 4)] + ["online", "XA", "XB"]
        for name in self.signers:
            comity("keys", "make-signer", folder / name, "--name", name, "--plain")
        for state in ["XA", "XB"]:
            endpoint = f"https://{state.lower()}.example:8443"
            comity("keys", "make", folder / f"{state}.keys", "--authority", f"{state}.central", "--endpoint", endpoint)

    def pub(self, *names):
        return [self.folder / f"{name}.pub" for name in names]

    def part(self, state, number, *options, key=None):
        entry, part = self.folder / f"{state}-{number}.json", self.folder / f"{state}-{number}.part"
        comity("keys", "entry", self.folder / f"{state}.keys", "--out", entry)
        comity("keys", "sign", entry, "--state", state, "--key", self.folder / (key or state), "--plain", "--out", part, *options)
        return part

    def signed(self, draft, *names):
        for name in names:
            comity("publish", "sign", draft, "--key", self.folder / name, "--plain")
        return draft

    def take(self, folder, *files, code=0):
        return comity("publish", "take", folder, *files, "--online", self.folder / "online", "--plain", code=code)

    def begin(self, folder):
        root, targets = self.folder / "root.json", self.folder / "targets.json"
        comity(
            "publish", "root", "--root", *self.pub(*self.signers[:5]), "--targets", *self.pub(*self.signers[5:8]),
            "--online", *self.pub("online"), "--out", root)
        parts = [self.part("XA", 1), self.part("XB", 1)]
        comity("publish", "targets", "--folder", folder, "--admit", *parts, "--out", targets)
        few = ("publish", "begin", folder, "--root", root, "--targets", targets, "--parts", *parts, "--online", self.folder / "online", "--plain")
        self.signed(root, "root1", "root3")
        self.signed(targets, "targets2", "targets3")
        comity(*few, code=1)
        self.signed(root, "root5")
        comity(*few)


def entry(folder, client, state):
    return theirs(folder, client, f"authorities/{state}/central.entry.json")


def read_keys(text):
    """The keys as another library names them."""
    for key in json.loads(text)["keys"]:
        if key["use"] == "tls":
            continue
        curve = "Ed25519" if key["use"] == "sig" else "X25519"
        check(f"the name of a key for {key['use']}", OKPKey.import_key({"kty": "OKP", "crv": curve, "x": key["x"]}).thumbprint(), key["kid"])


def follow(office, folder, client):
    first = entry(folder, client, "XA")
    check("the entry's authority", json.loads(first)["authority"], "XA.central")
    read_keys(first)
    old = folder.with_name("old")
    shutil.copytree(folder, old)
    # A State takes a key back: nobody else has to sign for that.
    shown = comity("keys", "show", office.folder / "XA.keys")
    key = next(line.split("\t")[1] for line in shown.splitlines() if line.startswith("sig"))
    comity("keys", "revoke", office.folder / "XA.keys", key, "--since", "2026-01-01")
    office.take(folder, office.part("XA", 2))
    kinds = [key["status"] for key in json.loads(entry(folder, client, "XA"))["keys"] if key["use"] == "sig"]
    check("a key that was taken back", kinds, ["compromised", "active"])
    check("the directory of before", entry(old, client, "XA"), "BadVersionNumberError")
    # Another State's key signs nothing of this one.
    office.take(folder, office.part("XA", 3, key="XB"), code=1)
    succession(office, folder, client)
    targets = office.folder / "without.json"
    comity("publish", "targets", "--folder", folder, "--remove", "XB", "--out", targets)
    office.take(folder, office.signed(targets, "targets1", "targets2"))
    check("a State that was taken out", entry(folder, client, "XB"), None)
    check("the State that stays", json.loads(entry(folder, client, "XA"))["authority"], "XA.central")


def succession(office, folder, client):
    """A State's key follows another, and says so in a way that others can check."""
    comity("keys", "make-signer", office.folder / "XA-next", "--name", "XA, next", "--plain")
    said = office.folder / "succession.json"
    comity("keys", "succeed", said, "--state", "XA", "--old", office.folder / "XA", "--new", *office.pub("XA-next"), "--plain")
    part = office.part("XA", 4, "--succession", said, key="XA-next")
    targets = office.folder / "next.json"
    comity("publish", "targets", "--folder", folder, "--admit", part, "--out", targets)
    office.take(folder, office.signed(targets, "targets1", "targets3"), part)
    document = json.loads(theirs(folder, client, "authorities/XA/succession.json"))
    old, new = (json.loads(file.read_text(encoding="utf-8")) for file in office.pub("XA", "XA-next"))
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": old["x"]})
    token = jws.deserialize_compact(document["successions"][0], key, algorithms=["Ed25519"])
    check("the key that follows", json.loads(token.payload)["x"], new["x"])


def our_node(office, folder):
    """A node follows over HTTP; a key that another put in a State's place is held until its fingerprint is typed."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    node = ["--node", COMITY.parents[2] / "nodes/arcadia.yaml", "--database", f"sqlite:{office.folder}/node.sqlite"]
    follow = ["directory", "follow", *node, "--from", f"http://127.0.0.1:{server.server_port}/", "--root", folder / "metadata/1.root.json"]

    def lines(kind):
        return [line.split("\t")[1:] for line in comity(*follow).splitlines() if line.startswith(f"{kind}\t")]

    def fingerprint(name):
        return comity("keys", "fingerprint", *office.pub(name)).splitlines()[0].removeprefix("Fingerprint: ")

    check("States", lines("state"), [["XA", "first", fingerprint("XA-next")]])
    check("authorities", lines("authority"), [["XA.central", "https://xa.example:8443"]])
    comity("keys", "make-signer", office.folder / "thief", "--name", "thief", "--plain")
    part = office.part("XA", 5, key="thief")
    targets = office.folder / "stolen.json"
    comity("publish", "targets", "--folder", folder, "--admit", part, "--out", targets)
    office.take(folder, office.signed(targets, "targets1", "targets2"), part)
    check("a key in another's place", lines("authority"), [])
    check("the one that is relied upon", lines("state"), [["XA", "first", fingerprint("XA-next")]])
    check("what an operator is told", fingerprint("thief") in comity("directory", "show", *node), True)
    comity("directory", "accept", "XA", "--fingerprint", fingerprint("XA-next"), *node, code=1)
    comity("directory", "accept", "XA", "--fingerprint", fingerprint("thief"), *node)
    check("after somebody compared it", lines("authority"), [["XA.central", "https://xa.example:8443"]])
    check("why it is relied upon", lines("state"), [["XA", "compared", fingerprint("thief")]])
    server.shutdown()
    server.server_close()


def main():
    with tempfile.TemporaryDirectory(prefix="comity-directory-") as name:
        office = Office(pathlib.Path(name))
        folder, client = office.folder / "published", office.folder / "client"
        office.begin(folder)
        follow(office, folder, client)
        our_node(office, folder)
    print("Directory: made by the commands, followed by python-tuf through admission, revocation, succession and removal, and by a node")


if __name__ == "__main__":
    main()
