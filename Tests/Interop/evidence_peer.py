# SPDX-License-Identifier: Apache-2.0
"""A bundle of evidence checked without the program, by exactly the commands of docs/operations/checking-evidence.md, and by Go's sumdb packages.

usage: evidence_peer.py stamp NOTE FOLDER      an authority that stamps time: NOTE.tsr, and its certificate in FOLDER
       evidence_peer.py authority FOLDER       such an authority: its keys and certificates
       evidence_peer.py serve FOLDER PORT      it stamps over HTTP until FOLDER has a file `stop`
       evidence_peer.py check BUNDLE FOLDER    FOLDER has reader.key and stamp-root.pem
       evidence_peer.py forged FOLDER          genuine-*.zip hold, and of all others something is told
       evidence_peer.py whole BUNDLE FOLDER    FOLDER has root.json, later and stamp-root.pem: all of it holds
"""

import concurrent.futures
import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/operations/checking-evidence.md"

AUTHORITY = """
[tsa]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/stamp-root.pem
default_policy = 1.2.3.4
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
[tsa_extensions]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
"""


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def authority(folder):
    settings = folder / "tsa.cnf"
    settings.write_text(AUTHORITY.format(folder=folder), encoding="utf-8")
    (folder / "serial").write_text("01\n", encoding="utf-8")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *curve, "-keyout", folder / "root.key", "-out", folder / "stamp-root.pem", "-days", "30", "-subj", "/CN=Fictional stamps")
    openssl("req", *curve, "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr", "-subj", "/CN=Fictional stamp")
    openssl(
        "x509", "-req", "-in", folder / "tsa.csr", "-CA", folder / "stamp-root.pem", "-CAkey", folder / "root.key", "-CAcreateserial", "-days", "20",
        "-extfile", settings, "-extensions", "tsa_extensions", "-out", folder / "tsa.pem")
    openssl("x509", "-in", folder / "stamp-root.pem", "-outform", "DER", "-out", folder / "stamp-root.der")


def stamp(note, folder):
    authority(folder)
    openssl("ts", "-query", "-data", note, "-sha256", "-cert", "-out", folder / "query.tsq")
    openssl("ts", "-reply", "-config", folder / "tsa.cnf", "-section", "tsa", "-queryfile", folder / "query.tsq", "-out", str(note) + ".tsr")


def serve(folder, port):
    """The authority over HTTP (RFC 3161, section 3.4), one request after the other."""

    class Stamping(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            (folder / "query").write_bytes(self.rfile.read(int(self.headers["content-length"])))
            openssl("ts", "-reply", "-config", folder / "tsa.cnf", "-section", "tsa", "-queryfile", folder / "query", "-out", folder / "reply")
            reply = (folder / "reply").read_bytes()
            self.send_response(200)
            self.send_header("content-type", "application/timestamp-reply")
            self.send_header("content-length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *arguments):
            pass

    server = http.server.HTTPServer(("127.0.0.1", port), Stamping)
    server.timeout = 0.2
    while not (folder / "stop").exists():
        server.handle_request()
    server.server_close()
    (folder / "stopped").touch()


def commands():
    """The commands of the document, in their order, as one script that stops at the first that fails."""
    text = DOCUMENT.read_text(encoding="utf-8").split("## Checking it without Comity", 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 7, len(blocks)
    return "set -euo pipefail\n" + "".join(blocks)


def follow(bundle, folder):
    """Runs them in an empty folder; answers exit code and what was said."""
    with tempfile.TemporaryDirectory() as name:
        place = pathlib.Path(name)
        shutil.copy(bundle, place / "evidence.zip")
        for file in ("reader.key", "stamp-root.pem"):
            if (folder / file).exists():
                shutil.copy(folder / file, place / file)
        if (folder / "later").exists():
            shutil.copytree(folder / "later", place / "later")
        done = subprocess.run(["bash", "-c", commands()], cwd=place, capture_output=True, check=False)
        return done.returncode, done.stdout.decode() + done.stderr.decode()


def altered(bundle, to, change):
    """A copy in which some members are others, with a list that fits them: whoever alters evidence makes a new list."""
    with zipfile.ZipFile(bundle) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    before = dict(members)
    head = json.loads(members.pop("manifest.json"))
    change(members)
    assert members != before
    head["members"] = [{"name": n, "sha256": hashlib.sha256(d).hexdigest(), "size": len(d)} for n, d in sorted(members.items())]
    with zipfile.ZipFile(to, "w") as archive:
        archive.writestr("manifest.json", json.dumps(head))
        for name, data in sorted(members.items()):
            archive.writestr(name, data)


def only(members, pattern):
    return sorted(name for name in members if re.fullmatch(pattern, name))[0]


def flip(pattern, place=-10):
    """Another letter in the first member of a name."""

    def change(members):
        name = only(members, pattern)
        data = bytearray(members[name])
        data[place] = ord("A") if data[place] != ord("A") else ord("B")
        members[name] = bytes(data)

    return change


def without(number):
    def change(members):
        for name in [n for n in members if f"/{number:04}" in n]:
            del members[name]

    return change


def of_another_message(members):
    one, other = only(members, r"receipts/0002-delivery-.*"), only(members, r"receipts/0003-delivery-.*")
    members[one] = members[other]


FAULTS = {
    "a message with another letter": flip(r"messages/0001\.jws", 300),
    "a signature with another letter": flip(r"messages/0002\.jws"),
    "a receipt with another letter": flip(r"receipts/0001-relay-acceptance-.*", 200),
    "a receipt about another message": of_another_message,
    "a message that is missing": without(2),
    "a proof with another hash": flip(r"proofs/0001-.*\.tlog-proof", 140),
    "an event with another letter": flip(r"proofs/0001-.*\.event\.json"),
    "a checkpoint with another signature": flip(r"checkpoints/XA\.central-.*\.note"),
    "an entry with another letter": flip(r"directory/targets/authorities/XA/.*"),
    "a root with another letter": flip(r"directory/metadata/1\.root\.json", 60),
    "a State's part with another letter": flip(r"directory/metadata/\d+\.XB\.json", 60),
    "a time stamp with another letter": flip(r"stamps/.*"),
    "a file with another letter": flip(r"files/.*"),
    "a program among the members": lambda members: members.update({"shared.py": b"print('holds: all')\nraise SystemExit(0)\n"}),
    "a root under another version's name": lambda members: members.update({"directory/metadata/07.root.json": members["directory/metadata/1.root.json"]}),
}


def forged(folder):
    """A forgery is refused, or something stays open that is not open of the genuine bundle."""

    def opened(said):
        return {line for line in said.splitlines() if line.startswith("open:")}

    genuine = {}
    for bundle in folder.glob("genuine-*.zip"):
        code, said = follow(bundle, folder)
        assert code == 0, (bundle, said)
        genuine[bundle.stem.removeprefix("genuine-")] = opened(said)
    assert len(genuine) == 2
    bundles = sorted(path for path in folder.glob("*.zip") if not path.name.startswith("genuine-"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for bundle, (code, said) in zip(bundles, pool.map(lambda path: follow(path, folder), bundles)):
            assert code != 0 or opened(said) - genuine[bundle.name.split("-")[0]], (bundle, said)
            print("told:", bundle.stem)


def whole(bundle, folder):
    """With root, later directory and certificates everything is decided: exit 0; each that is missing leaves something open: exit 3."""
    options = {"--root": "root.json", "--directory": "later", "--stamp-root": "stamp-root.pem"}
    for missing in [None, *options]:
        given = [word for option, file in options.items() if option != missing for word in (option, folder / file)]
        code, said = verify(bundle, folder, *given)
        assert code == (0 if missing is None else 3), (missing, code, said)
    for language in ("ar", "zh", "en", "fr", "ru", "es"):
        code, said = verify(bundle, folder, "--lang", language)
        assert code == 3 and "\u27e6" not in said, (language, said)
    code, said = verify(bundle, folder, "--as-of", "2099-01-01T00:00:00Z")
    assert code == 1 and "evidence.directory-ended" in said, said
    code, said = follow(bundle, folder)
    assert code == 0 and "open:" not in said, said
    print("all of it holds")


def verify(bundle, folder, *options):
    """The program's own command, without node, network and configuration."""
    command = ["unshare", "--map-root-user", "--net", ROOT / ".build/debug/comity", "evidence", "verify", bundle, *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env={"PATH": os.environ["PATH"]})
    return done.returncode, done.stdout.decode()


def go(bundle):
    """Go's note and tlog packages read every proof, checkpoint and continuation, and refuse an altered event."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        environment = os.environ | {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(folder / "cache")}
        program = folder / "receipts"
        sources = [ROOT / "Tests/Protocol/tlog" / name for name in ("receipts.go", "notes.go")]
        subprocess.run(["go", "build", "-o", program, *sources], check=True, env=environment)
        with zipfile.ZipFile(bundle) as archive:
            archive.extractall(folder / "evidence")
        done = subprocess.run([program, folder / "evidence"], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        print(done.stdout.decode().strip())
        for pattern in ("proofs/*.event.json", "proofs/*.tlog-proof", "checkpoints/*.note", "consistency/*.json"):
            path = sorted((folder / "evidence").glob(pattern))[0]
            before = path.read_bytes()
            middle = len(before) // 2
            path.write_bytes(before[:middle] + bytes([before[middle] ^ 1]) + before[middle + 1 :])
            assert subprocess.run([program, folder / "evidence"], capture_output=True, check=False).returncode != 0, path
            path.write_bytes(before)


def program(bundle, folder):
    """The program's own command, without node, network and configuration: exit codes, codes of faults, six languages."""
    root = folder / "root.json"
    with zipfile.ZipFile(bundle) as archive:
        root.write_bytes(archive.read("directory/metadata/1.root.json"))
    (folder / "cut.zip").write_bytes(bundle.read_bytes()[:-1])
    (folder / "other.json").write_text("{}", encoding="utf-8")

    said = set()
    for language in ("ar", "zh", "en", "fr", "ru", "es"):
        code, out = verify(bundle, folder, "--root", root, "--lang", language)
        assert code == 3 and out.count("\n") > 15 and "\u27e6" not in out, (language, code, out)
        said.add(out)
    assert len(said) == 6
    code, out = verify(bundle, folder, "--root", folder / "other.json")
    assert code == 1 and "evidence.other-root" in out, out
    code, out = verify(folder / "cut.zip", folder)
    assert code == 2 and "evidence.archive-altered" in out, out
    code, out = verify(folder / "nothing.zip", folder)
    assert code == 2, out
    print("comity evidence verify: exit 1, 2 and 3, six languages")


def main():
    paths = [pathlib.Path(word) for word in sys.argv[2:]]
    match sys.argv[1]:
        case "stamp":
            return stamp(*paths)
        case "authority":
            return authority(*paths)
        case "serve":
            return serve(paths[0], int(sys.argv[3]))
        case "forged":
            return forged(*paths)
        case "whole":
            return whole(*paths)
    bundle, folder = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    code, said = follow(bundle, folder)
    assert code == 0, said
    print(said.strip())
    faults = FAULTS
    with zipfile.ZipFile(bundle) as archive:
        names = archive.namelist()
    if not any(name.startswith("files/") for name in names):
        faults = {what: change for what, change in FAULTS.items() if "file" not in what}
    for what, change in faults.items():
        altered(bundle, folder / "altered.zip", change)
        code, said = follow(folder / "altered.zip", folder)
        assert code != 0, (what, said)
        print("refused:", what)
    go(bundle)
    program(bundle, folder)


main()
