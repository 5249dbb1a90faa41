# SPDX-License-Identifier: Apache-2.0
"""A browser that hangs: it is told what it was asked for and what its processes did, and it is ended, so that the one who waits can begin anew.

Most calls of Playwright give up by themselves; those that read from a page wait for ever when the page's process does not answer.
"""

import os
import pathlib
import re
import signal
import sys
import threading
import time

# The longest look takes some seconds on a slow machine with two processors.
PATIENCE = 90
# What the script that starts the walk takes for "the browser hung".
HUNG = 124


def processes():
    """The processes below this one: their number, what they are, and what each does at this moment."""
    found, known = [], {os.getpid()}
    every = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            state, parent, *rest = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            words = (folder / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
        except OSError:
            continue
        seconds = (int(rest[9]) + int(rest[10])) / os.sysconf("SC_CLK_TCK")
        role = re.search(r" --type=(\S+)", words)
        every.append((int(folder.name), int(parent), role[1] if role else pathlib.Path(words.split(" ")[0]).name, state, seconds))
    for number, parent, *what in sorted(every):
        if parent in known:
            known.add(number)
            found.append((number, *what))
    return found


class Watch:
    """Looks whether the walk gets on. Whoever begins something says so; `ended` is how often a browser was ended."""

    def __init__(self, patience=PATIENCE):
        self.patience, self.ended = patience, 0
        self.where, self.since, self.said = "the beginning", time.monotonic(), False
        self.stopped = threading.Event()
        threading.Thread(target=self.run, daemon=True).start()

    def begins(self, where):
        self.where, self.since, self.said = where, time.monotonic(), False

    def lives(self, _):
        """Whatever the browser asks the node for shows that it gets on."""
        self.since = time.monotonic()

    def stop(self):
        """Nothing is waited for any more."""
        self.stopped.set()

    def run(self):
        while not self.stopped.wait(min(1, self.patience / 10)):
            waited = time.monotonic() - self.since
            if waited > self.patience and not self.said:
                self.said = True
                self.end()
            elif waited > 1.5 * self.patience:
                print(f"{self.where}: nothing came although the browser was ended", file=sys.stderr, flush=True)
                os._exit(HUNG)

    def end(self):
        before = {number: seconds for number, _, _, seconds in processes()}
        time.sleep(1)
        print(f"{self.where}: the browser hung for {self.patience} s. Its processes, and the part of a second that they worked just now:")
        for number, kind, state, seconds in processes():
            print(f"  {kind} {state}, {seconds:.1f} s in all, {seconds - before.get(number, 0):.2f} s now")
        sys.stdout.flush()
        self.ended += 1
        for number, kind, _, _ in processes():
            if kind == "chromium":
                os.kill(number, signal.SIGKILL)
