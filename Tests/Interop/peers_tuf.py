# SPDX-License-Identifier: Apache-2.0
"""TUF in both directions with the reference implementation (python-tuf), which shares no line with ours.

Our publisher's repository is followed by python-tuf's client through every kind of rotation, and what is rolled back, expired or altered must be refused by
it. Then python-tuf writes repositories, honest and hostile ones, and our client must follow the first and refuse the others for the right reason.
"""

import copy
import datetime
import functools
import hashlib
import http.server
import json
import pathlib
import shutil
import subprocess
import tempfile
import threading
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.formats import encode_canonical
from securesystemslib.signer import CryptoSigner, SSlibKey
from tuf.api.metadata import DelegatedRole, Delegations, Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.ngclient import Updater

PEER = pathlib.Path(__file__).resolve().parents[2] / ".build/debug/tuf-peer"
NOW = int(time.time())
ENTRY = "authorities/XA/entry.json"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *arguments):
        pass


def theirs(repository, client, path=ENTRY, root=None):
    """What python-tuf's client gets: the content of a target, None when there is no such target, or the name of its error."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(repository)))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    bootstrap = (root or repository / "metadata/1.root.json").read_bytes()
    (client / "targets").mkdir(parents=True, exist_ok=True)
    try:
        updater = Updater(str(client), address + "/metadata/", str(client / "targets"), address + "/targets/", bootstrap=bootstrap)
        updater.refresh()
        info = updater.get_targetinfo(path)
        return None if info is None else pathlib.Path(updater.download_target(info)).read_text(encoding="utf-8")
    except Exception as error:  # what it refuses is what is asked for here
        return type(error).__name__
    finally:
        server.shutdown()
        server.server_close()


def ours(repository, store, *paths, root=None, expiry="stops", at=None):
    """What our client says, line by line."""
    root = root or repository / "metadata/1.root.json"
    command = [PEER, "client", repository, store, root, str(at or NOW), expiry, *paths]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False).stdout.splitlines()


def publish(repository, step, *others):
    subprocess.run([PEER, "publish", repository, str(NOW), step, *others], check=True, timeout=30)


def check(name, found, expected):
    if found != expected:
        raise SystemExit(f"{name}: {expected!r} was expected, {found!r} came")


def our_repository(folder):
    """Our publisher, their client."""
    repository, client, old = folder / "repository", folder / "client", folder / "old"
    publish(repository, "begin")
    check("a first version", theirs(repository, client), "XA 1")
    shutil.copytree(repository, old)
    publish(repository, "change")
    check("a second version", theirs(repository, client), "XA 2")
    check("rollback", theirs(old, client), "BadVersionNumberError")
    publish(repository, "add")
    check("a second State", theirs(repository, client, "authorities/XB/entry.json"), "XB 1")
    check("an earlier State beside it", theirs(repository, client), "XA 2")
    for number, step in enumerate(["rotate-timestamp", "rotate-snapshot", "rotate-targets", "rotate-root", "stamp", "rotate-state"]):
        publish(repository, step)
        check(step, theirs(repository, client), "XA 3" if step == "rotate-state" else "XA 2")
        check(f"{step}, a new client", theirs(repository, folder / f"new-{number}"), "XA 3" if step == "rotate-state" else "XA 2")
    publish(repository, "revoke")
    check("a State that was revoked", theirs(repository, client, "authorities/XB/entry.json"), None)
    check("the State that stays", theirs(repository, client), "XA 3")
    foreign_state(repository, client, folder)
    altered(repository, folder)
    for step in ["expired", "expired-snapshot"]:
        shutil.copytree(repository, folder / step)
        publish(folder / step, step)
        check(step, theirs(folder / step, folder / f"client-{step}"), "ExpiredMetadataError")
    publish(repository, "recover")
    check("versions counted anew under a new key", theirs(repository, client), "XA 3")
    # The same repository, the same result, from our own client.
    check("our client", ours(repository, folder / "store", ENTRY)[1:], [f"target XA {ENTRY} XA 3"])


def foreign_state(repository, client, folder):
    """A State that writes and signs its part with python-tuf, and our publisher takes it in."""
    signer, path = CryptoSigner.generate_ed25519(), "authorities/XC/entry.json"
    later = datetime.datetime.fromtimestamp(NOW, datetime.timezone.utc) + datetime.timedelta(days=7)
    metadata = Metadata(Targets(1, expires=later, targets={path: TargetFile.from_data(path, b"XC 1")}, unrecognized_fields={"x-note": ["é"]}))
    metadata.sign(signer)
    (folder / "XC.json").write_bytes(metadata.to_bytes())
    (folder / "entry.json").write_bytes(b"XC 1")
    publish(repository, "take", "XC", signer.public_key.keyval["public"], folder / "XC.json", folder / "entry.json")
    check("a State that signs with python-tuf", theirs(repository, client, path), "XC 1")
    check("the same, our client", ours(repository, folder / "store-XC", path)[1:], [f"target XC {path} XC 1"])


def altered(repository, folder):
    """One byte is changed in each kind of file of a copy."""
    newest = {}
    for file in sorted((repository / "metadata").iterdir(), key=lambda file: file.stat().st_mtime_ns):
        newest[file.name.split(".")[-2]] = file.name
    cases = {newest[role]: "metadata" for role in ["timestamp", "snapshot", "targets", "XA", "root"]}
    target = next(file.name for file in (repository / "targets/authorities/XA").iterdir() if file.read_text(encoding="utf-8") == "XA 3")
    cases[target] = "targets/authorities/XA"
    for name, parent in cases.items():
        copied = folder / f"altered-{name}"
        shutil.copytree(repository, copied)
        file = copied / parent / name
        file.write_bytes(file.read_bytes().replace(b'"version":', b'"version": 1') if parent == "metadata" else b"XC 3")
        found = theirs(copied, folder / f"client-{name}")
        if not str(found).endswith("Error"):
            raise SystemExit(f"python-tuf took {name} though it was altered: {found}")
        refused = ours(copied, folder / f"store-{name}", ENTRY)
        if not refused[-1].startswith("refused"):
            raise SystemExit(f"our client took {name} though it was altered: {refused}")


class Written:
    """A repository that python-tuf writes, with any content: nobody checks it here."""

    def __init__(self, folder):
        self.folder = folder
        self.signers = {role: [CryptoSigner.generate_ed25519() for _ in range(count)] for role, count in
                        {"root": 3, "timestamp": 1, "snapshot": 1, "targets": 2, "XA": 2}.items()}
        later = datetime.datetime.fromtimestamp(NOW, datetime.timezone.utc) + datetime.timedelta(days=7)
        self.root = Root(version=1, expires=later, consistent_snapshot=True)
        for role in ["root", "timestamp", "snapshot", "targets"]:
            for signer in self.signers[role]:
                self.root.add_key(signer.public_key, role)
        self.root.roles["root"].threshold = 2
        self.root.roles["targets"].threshold = 2
        keys = {signer.public_key.keyid: signer.public_key for signer in self.signers["XA"]}
        roles = {"XA": DelegatedRole("XA", list(keys), 2, True, paths=["authorities/XA/*"])}
        self.bodies = {"targets": Targets(5, expires=later, delegations=Delegations(keys, roles)), "XA": Targets(5, expires=later)}
        self.snapshot = Snapshot(5, expires=later)
        self.timestamp = Timestamp(5, expires=later)
        self.tells_digests = True
        self.unlisted = set()
        self.target("XA", ENTRY, b"XA 5")

    def target(self, role, path, data):
        self.bodies[role].targets[path] = TargetFile.from_data(path, data, ["sha256", "sha512"])
        for name in self.bodies[role].targets[path].get_prefixed_paths():
            self.put("targets/" + name, data)

    def put(self, path, data):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def signed(self, body, signers):
        metadata = Metadata(body)
        for signer in signers:
            metadata.sign(signer, append=True)
        return metadata.to_bytes()

    def write_root(self, signers=None, name=None):
        self.put(f"metadata/{name or self.root.version}.root.json", self.signed(self.root, signers or self.signers["root"]))

    def listed(self, version, data):
        return MetaFile.from_data(version, data, ["sha256", "sha512"]) if self.tells_digests else MetaFile(version)

    def write(self):
        self.snapshot.meta = {}
        for role, body in self.bodies.items():
            data = self.signed(body, self.signers[role])
            self.put(f"metadata/{body.version}.{role}.json", data)
            if role not in self.unlisted:
                self.snapshot.meta[f"{role}.json"] = self.listed(body.version, data)
        data = self.signed(self.snapshot, self.signers["snapshot"])
        self.put(f"metadata/{self.snapshot.version}.snapshot.json", data)
        self.timestamp.snapshot_meta = self.listed(self.snapshot.version, data)
        self.put("metadata/timestamp.json", self.signed(self.timestamp, self.signers["timestamp"]))

    def raise_versions(self, *roles):
        self.timestamp.version += 1
        self.snapshot.version += 1
        for role in roles:
            self.bodies[role].version += 1


def past():
    return datetime.datetime.fromtimestamp(NOW, datetime.timezone.utc) - datetime.timedelta(seconds=1)


# Each changes an honest repository, whose versions stand at 5, into a hostile one.


def rollback_timestamp(r):
    r.timestamp.version = 4


def rollback_snapshot(r):
    r.timestamp.version, r.snapshot.version = 6, 4


def rollback_targets(r):
    r.raise_versions()
    r.bodies["targets"].version = 4


def rollback_delegate(r):
    r.raise_versions()
    r.bodies["XA"].version = 4


def delisted(r):
    r.raise_versions()
    r.unlisted.add("XA")


def frozen_timestamp(r):
    r.raise_versions()
    r.timestamp.expires = past()


def frozen_snapshot(r):
    r.raise_versions()
    r.snapshot.expires = past()


def frozen_targets(r):
    r.raise_versions("targets")
    r.bodies["targets"].expires = past()


def frozen_delegate(r):
    r.raise_versions("XA")
    r.bodies["XA"].expires = past()


def frozen_root(r):
    r.root.version, r.root.expires = 2, past()
    r.write_root()


def mixed(role):
    def change(r):
        old = (r.folder / f"metadata/5.{role}.json").read_bytes()
        r.raise_versions("targets", "XA")
        r.write()
        r.put(f"metadata/6.{role}.json", old)
        r.write = lambda: None

    return change


def mixed_by_version(role):
    def change(r):
        r.tells_digests = False
        mixed(role)(r)

    return change


def few_signatures(role):
    def change(r):
        r.raise_versions(role)
        r.signers[role] = r.signers[role][:1]

    return change


def foreign_signatures(r):
    r.raise_versions("XA")
    r.signers["XA"] = [r.signers["XA"][0], r.signers["timestamp"][0]]


def skipped_root(r):
    r.root.version = 3
    r.write_root(name=2)


def root_of_new_keys_alone(r):
    new = [CryptoSigner.generate_ed25519() for _ in range(2)]
    for key in list(r.root.roles["root"].keyids):
        r.root.revoke_key(key, "root")
    for signer in new:
        r.root.add_key(signer.public_key, "root")
    r.root.version = 2
    r.write_root(new)


def root_of_old_keys_alone(r):
    old = r.signers["root"]
    root_of_new_keys_alone(r)
    r.write_root(old)


def fast_forward(r):
    """Not refused: the attacker's versions are as high as they go; then the keys are changed and the honest ones count again."""
    r.timestamp.version = r.snapshot.version = 2**52


def endless(name):
    def change(r):
        r.tells_digests = False
        r.raise_versions()
        r.write()
        (r.folder / name).unlink(missing_ok=True)
        (r.folder / name).symlink_to("/dev/zero")
        r.write = lambda: None

    return change


def altered_target(r):
    for name in r.bodies["XA"].targets[ENTRY].get_prefixed_paths():
        r.put("targets/" + name, b"XA 6")


def endless_target(r):
    for name in r.bodies["XA"].targets[ENTRY].get_prefixed_paths():
        (r.folder / "targets" / name).unlink()
        (r.folder / "targets" / name).symlink_to("/dev/zero")


# What our client must say, and what theirs does; None where theirs is not asked: it does not check this, or would read without end.
HOSTILE = {
    "an older timestamp": (rollback_timestamp, 'rollback(role: "timestamp", trusted: 5, found: 4)', "BadVersionNumberError"),
    "an older snapshot": (rollback_snapshot, 'rollback(role: "snapshot", trusted: 5, found: 4)', "BadVersionNumberError"),
    "older targets": (rollback_targets, 'rollback(role: "targets.json", trusted: 5, found: 4)', "BadVersionNumberError"),
    "an older delegated role": (rollback_delegate, 'rollback(role: "XA.json", trusted: 5, found: 4)', "BadVersionNumberError"),
    "a role listed no more": (delisted, 'notInSnapshot(role: "XA.json")', "RepositoryError"),
    "an expired timestamp": (frozen_timestamp, 'expired(role: "timestamp"', "ExpiredMetadataError"),
    "an expired snapshot": (frozen_snapshot, 'expired(role: "snapshot"', "ExpiredMetadataError"),
    "expired targets": (frozen_targets, 'expired(role: "targets"', "ExpiredMetadataError"),
    "an expired delegated role": (frozen_delegate, 'expired(role: "XA"', "ExpiredMetadataError"),
    "an expired root": (frozen_root, 'expired(role: "root"', "ExpiredMetadataError"),
    "a snapshot of another time": (mixed("snapshot"), "wrong", "LengthOrHashMismatchError"),
    "targets of another time": (mixed("targets"), "wrong", "LengthOrHashMismatchError"),
    "a delegated role of another time": (mixed("XA"), "wrong", "LengthOrHashMismatchError"),
    "a snapshot of another version": (mixed_by_version("snapshot"), 'wrongVersion(role: "snapshot", expected: 6, found: 5)', "BadVersionNumberError"),
    "targets of another version": (mixed_by_version("targets"), 'wrongVersion(role: "targets", expected: 6, found: 5)', "BadVersionNumberError"),
    "a delegated role of another version": (mixed_by_version("XA"), 'wrongVersion(role: "XA", expected: 6, found: 5)', "BadVersionNumberError"),
    "one signature of two": (few_signatures("targets"), 'tooFewSignatures(role: "targets", found: 1, needed: 2)', "UnsignedMetadataError"),
    "one signature of two, delegated": (few_signatures("XA"), 'tooFewSignatures(role: "XA", found: 1, needed: 2)', "UnsignedMetadataError"),
    "another role's signature": (foreign_signatures, 'tooFewSignatures(role: "XA", found: 1, needed: 2)', "UnsignedMetadataError"),
    "a root that skips a version": (skipped_root, 'wrongVersion(role: "root", expected: 2, found: 3)', "BadVersionNumberError"),
    "a root of new keys alone": (root_of_new_keys_alone, 'tooFewSignatures(role: "root", found: 0', "UnsignedMetadataError"),
    "a root of old keys alone": (root_of_old_keys_alone, 'tooFewSignatures(role: "root", found: 0', "UnsignedMetadataError"),
    "a root without end": (endless("metadata/2.root.json"), 'tooLong(path: "metadata/2.root.json"', None),
    "a timestamp without end": (endless("metadata/timestamp.json"), 'tooLong(path: "metadata/timestamp.json"', None),
    "a snapshot without end": (endless("metadata/6.snapshot.json"), 'tooLong(path: "metadata/6.snapshot.json"', None),
    "an altered target": (altered_target, "wrongDigest(name:", "LengthOrHashMismatchError"),
    "a target without end": (endless_target, 'tooLong(path: "targets/', None),
}


def their_repository(folder):
    """Their publisher, our client: an honest repository and the hostile ones made from it."""
    for number, (name, (change, expected, their_error)) in enumerate(HOSTILE.items()):
        place = folder / str(number)
        r = Written(place / "repository")
        r.write_root()
        r.write()
        check(f"honest, before {name}", ours(r.folder, place / "store", ENTRY), ["trusted 1 5 5 5", f"target XA {ENTRY} XA 5"])
        if their_error:
            check(f"honest, before {name}, their client", theirs(r.folder, place / "client"), "XA 5")
        change(r)
        r.write()
        found = ours(r.folder, place / "store", ENTRY)
        if not found[-1].startswith("refused " + expected):
            raise SystemExit(f"{name}: our client should have refused with {expected}: {found}")
        if their_error:
            check(f"{name}, their client", theirs(r.folder, place / "client"), their_error)
    warned(folder / "warned")
    recovered(folder / "recovered")
    same_key_twice(folder / "twice")
    circle(folder / "circle")


def warned(folder):
    r = Written(folder / "repository")
    r.write_root()
    frozen_timestamp(r)
    r.write()
    found = ours(r.folder, folder / "store", ENTRY, expiry="warns")
    check("an expired timestamp, to whoever only warns", found, ["trusted 1 6 6 5", "expired timestamp", f"target XA {ENTRY} XA 5"])
    frozen_snapshot(r)
    r.write()
    found = ours(r.folder, folder / "store", ENTRY, expiry="warns")
    if not found[-1].startswith('refused expired(role: "snapshot"'):
        raise SystemExit(f"an expired snapshot did not stop: {found}")


def recovered(folder):
    r = Written(folder / "repository")
    r.write_root()
    honest = copy.deepcopy((r.timestamp.version, r.snapshot.version))
    fast_forward(r)
    r.write()
    check("versions raised by an attacker", ours(r.folder, folder / "store"), [f"trusted 1 {2**52} {2**52} 5"])
    check("the same, their client", theirs(r.folder, folder / "client"), "XA 5")
    r.timestamp.version, r.snapshot.version = honest
    new = CryptoSigner.generate_ed25519()
    r.root.revoke_key(r.signers["timestamp"][0].public_key.keyid, "timestamp")
    r.root.add_key(new.public_key, "timestamp")
    r.signers["timestamp"] = [new]
    r.root.version = 2
    r.write_root()
    r.write()
    check("versions counted again under a new key", ours(r.folder, folder / "store"), ["trusted 2 5 5 5"])
    check("the same, their client", theirs(r.folder, folder / "client"), "XA 5")


def same_key_twice(folder):
    """One key under two ids, both its own: a member more makes another id. It must count once; python-tuf counts it twice, and so is not asked."""
    r = Written(folder / "repository")
    private = Ed25519PrivateKey.generate()
    first = CryptoSigner(private).public_key
    described = first.to_dict() | {"x-second": "more"}
    keyid = hashlib.sha256(encode_canonical(described).encode()).hexdigest()
    second = SSlibKey.from_dict(keyid, copy.deepcopy(described))
    for key in list(r.root.roles["targets"].keyids):
        r.root.revoke_key(key, "targets")
    for key in [first, second]:
        r.root.add_key(key, "targets")
    r.signers["targets"] = [CryptoSigner(private, first), CryptoSigner(private, second)]
    r.write_root()
    r.write()
    check("one key under two ids", ours(r.folder, folder / "store"), ['refused tooFewSignatures(role: "targets", found: 1, needed: 2)'])
    # Two signatures under one id: python-tuf cannot write such a file.
    r = Written(folder / "doubled")
    r.write_root()
    r.tells_digests = False
    r.write()
    file = r.folder / "metadata/5.targets.json"
    content = json.loads(file.read_bytes())
    content["signatures"] = content["signatures"][:1] * 2
    file.write_text(json.dumps(content), encoding="utf-8")
    check("one signature twice", ours(r.folder, folder / "store-doubled"), ['refused malformed("a second signature of one key")'])
    check("one signature twice, their client", theirs(r.folder, folder / "client-doubled"), "DeserializationError")


def circle(folder):
    """Roles that delegate to each other, and a tree of more roles than are asked."""
    r = Written(folder / "repository")
    key = r.signers["XA"][0].public_key
    names = [f"r{number}" for number in range(40)]
    for name, child in zip(names, names[1:] + names[:1]):
        role = DelegatedRole(child, [key.keyid], 1, False, paths=["*"])
        r.bodies[name] = Targets(5, expires=r.snapshot.expires, delegations=Delegations({key.keyid: key}, {child: role}))
        r.signers[name] = r.signers["XA"][:1]
    top = r.bodies["targets"].delegations
    top.roles["r0"] = DelegatedRole("r0", [key.keyid], 1, False, paths=["*"])
    r.write_root()
    r.write()
    check("a long chain of roles", ours(r.folder, folder / "store", "x")[-1], "refused tooManyRoles(limit: 32)")
    r.bodies["r3"].delegations.roles = {"r0": DelegatedRole("r0", [key.keyid], 1, False, paths=["*"])}
    r.raise_versions("r3")
    r.write()
    check("a circle of roles", ours(r.folder, folder / "store", "x")[-1], "absent x")
    check("a circle of roles, their client", theirs(r.folder, folder / "client", "x"), None)


def main():
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="comity-tuf-") as folder:
        our_repository(pathlib.Path(folder) / "ours")
        their_repository(pathlib.Path(folder) / "theirs")
    print(f"TUF: both directions with python-tuf, {len(HOSTILE) + 4} hostile cases, {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
