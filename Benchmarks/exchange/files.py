# SPDX-License-Identifier: Apache-2.0
"""A large file from the wish to send it to the receipt of delivery, between two nodes of one machine.

Beside it, in the same run, what `age`, `curl` over TLS and `sha256sum` need for the same file one after the other. `--gib N` chooses the length, `--alone`
leaves the comparison out where the disk has no room for it (it needs three times the file, the exchange twice), `--kill` ends the receiving node with
SIGKILL in the middle, starts it again and tells how many bytes were fetched twice. A release build that misses what is promised ends with 1.
"""

import argparse
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from nodes import BUILD, comity, free_ports, two_nodes, wait_for

TIMES_AGE_CURL_SHA = 1.5
MIB_ABOVE_IDLE = 64
PIECE = 1 << 20
SEGMENT = 16 << 20


def make(path, gib):
    """Each piece has its number in it, the rest does not repeat within a piece."""
    body = bytearray(hashlib.shake_256(b"comity").digest(PIECE))
    with open(path, "wb") as file:
        for number in range(int(gib * 1024)):
            body[:8] = number.to_bytes(8, "big")
            file.write(body)


def make_sparse(path, gib):
    """Nothing but zeros, which take no room; sealed they are as random as anything."""
    with open(path, "wb") as file:
        file.truncate(int(gib * (1 << 30)))


def timed(*command, **options):
    start = time.monotonic()
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    return time.monotonic() - start


def others(folder, path):
    """What other programs need for the same, one after the other: age seals, curl fetches over TLS, sha256sum reads."""
    port = free_ports(1)[0]
    subprocess.run(["age-keygen", "-o", folder / "age.key"], check=True, stderr=subprocess.DEVNULL)
    recipient = subprocess.run(["age-keygen", "-y", folder / "age.key"], check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", folder / "tls.key", "-out", folder / "tls.pem",
                    "-subj", "/CN=localhost"], check=True, stderr=subprocess.DEVNULL)
    sealed, fetched = folder / "sealed", folder / "fetched"
    # What is written still from before would be counted against the first of them.
    os.sync()
    age = timed("age", "-r", recipient, "-o", sealed, path)
    server = subprocess.Popen(["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-key", folder / "tls.key", "-cert", folder / "tls.pem", "-tls1_3",
                               "-WWW", "-quiet"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        curl = timed("curl", "-sk", "--http1.0", "-o", fetched, f"https://127.0.0.1:{port}/sealed")
    finally:
        server.terminate()
        server.wait()
    assert fetched.stat().st_size == sealed.stat().st_size, "curl"
    sha = timed("sha256sum", fetched)
    for left in (sealed, fetched):
        left.unlink()
    print(f"age {age:.1f} s, curl over TLS {curl:.1f} s, sha256sum {sha:.1f} s: {age + curl + sha:.1f} s", flush=True)
    return age + curl + sha


def pieces(node, message):
    """How many pieces of the message's file are noted as here."""
    rows = node.ask("SELECT pieces FROM fetchedFile WHERE message = ? AND pieces IS NOT NULL", message)
    return sum(bin(byte).count("1") for row in rows for byte in row[0])


def interrupt(there, message, gib):
    """Ends the receiving node in the middle and starts it again; gives what is to be fetched still."""
    whole = int(gib * (1 << 30)) // SEGMENT
    wait_for("a third of the file", lambda: pieces(there, message) > whole / 3, 120 + gib * 60, 0.02)
    there.kill()
    # What was being noted when it was killed is in the table or is not.
    noted = pieces(there, message)
    print(f"{there.name} killed with {noted} of {whole + 1} pieces noted", flush=True)
    there.start()
    return there.number("SELECT sealedSize FROM fetchedFile WHERE message = ?", message) - noted * SEGMENT


def file(here, there, folder, gib, is_alone=False, is_killed=False):
    """Times of the others that it took (0 without them), and the most memory above idleness."""
    path = folder / "large"
    (make_sparse if is_alone else make)(path, gib)
    print(f"{gib:g} GiB, {BUILD} build", flush=True)
    alone = 0 if is_alone else others(folder, path)
    os.sync()
    both, idle, cpu = (here, there), [], []
    # The node notes within two seconds what the command left for it; memory and time count from the wish on.
    for node in both:
        idle.append(node.memory("VmRSS"))
        node.forget_peak()
        cpu.append(node.cpu())
    message = comity("exchange", "loop", "--node", here.file, "--to", there.authority, "--file", path)
    path.unlink()
    missing = interrupt(there, message, gib) if is_killed else 0
    peak = [0, 0]
    query = "SELECT count(*) FROM exchangeReceipt WHERE message = ? AND act IN ('delivery', 'non-delivery')"

    def is_delivered():
        for place, node in enumerate(both):
            peak[place] = max(peak[place], node.memory("VmHWM"))
        return here.number(query, message) > 0

    wait_for("the receipt of delivery", is_delivered, 120 + gib * 60)
    assert here.number("SELECT state FROM exchangeMessage WHERE message = ?", message) == "delivered"
    if is_killed:
        again = there.figure("comity_exchange_fetched_bytes_total") - missing
        print(f"delivered; fetched after the restart beyond what was missing: {again / (1 << 20):.0f} MiB", flush=True)
        assert again == 0, again
        return 0, 0
    event = "SELECT at FROM event WHERE kind = ? AND subjectId = (SELECT signed FROM exchangeMessage WHERE message = ?)"
    end = here.number("SELECT at FROM exchangeReceipt WHERE message = ? AND act = 'delivery'", message)
    asked = here.number("SELECT max(at) FROM event WHERE kind = 'exchange.loopAsked'")
    sealed = here.number(event, "exchange.submitted", message)
    took = (end - asked) / 1e6
    times = f" ({took / alone:.2f} times)" if alone else ""
    print(f"from the wish to the receipt of delivery {took:.1f} s{times}, of it sealing {(sealed - asked) / 1e6:.1f} s", flush=True)
    above = []
    for node, before, start, most in zip(both, idle, cpu, peak):
        above.append(most - before)
        print(f"  {node.name}: CPU {node.cpu() - start:.1f} s, at most {most - before:.1f} MiB above the {before:.1f} MiB of idleness", flush=True)
    return took / alone if alone else 0, max(above)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gib", type=float, default=4, help="the length of the file")
    parser.add_argument("--alone", action="store_true", help="without age, curl and sha256sum; the file is all zeros")
    parser.add_argument("--kill", action="store_true", help="kill the receiving node in the middle")
    parser.add_argument("--folder", help="where everything stands")
    options = parser.parse_args()
    missed = []
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        pair = []
        try:
            pair = two_nodes(folder)
            times, above = file(*pair, pathlib.Path(folder), options.gib, options.alone or options.kill, options.kill)
            if times > TIMES_AGE_CURL_SHA:
                missed.append(f"{TIMES_AGE_CURL_SHA} times age, curl and sha256sum")
            if above > MIB_ABOVE_IDLE:
                missed.append(f"{MIB_ABOVE_IDLE} MiB")
        finally:
            for node in pair:
                node.stop()
    for promise in missed:
        print(f"Missed: {promise}")
    return 1 if missed and BUILD == "release" else 0


if __name__ == "__main__":
    sys.exit(main())
