# SPDX-License-Identifier: Apache-2.0
"""What the scripts promise when two of them run at once, when a node does not answer, and when a number was given to another program."""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "scripts"


class Checkout(unittest.TestCase):
    """A checkout with the scripts alone."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = Path(holder.name).resolve()
        shutil.copytree(SCRIPTS, self.root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))

    def start(self, *arguments):
        process = subprocess.Popen(
            [str(argument) for argument in arguments], cwd=self.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(process.stdout.close)
        return process

    def program(self, text):
        path = self.root / ".build/debug/comity"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)


class PythonEnvironment(Checkout):
    def make(self):
        (self.root / "list.txt").write_text("", encoding="utf-8")
        return self.start("scripts/python-environment", "made/venv", "list.txt")

    def test_two_at_once_make_it_once_and_both_find_it_whole(self):
        runs = [self.make(), self.make()]
        said = [run.communicate()[0] for run in runs]
        self.assertEqual([run.returncode for run in runs], [0, 0], said)
        self.assertEqual(sum("Making the Python environment" in text for text in said), 1, said)
        shown = subprocess.run([self.root / "made/venv/bin/pip", "--version"], capture_output=True, text=True, check=True).stdout
        self.assertIn(str(self.root / "made/venv"), shown)
        self.assertEqual(sorted(path.name for path in (self.root / "made").iterdir()), ["venv", "venv.lock"])

    def test_one_that_cannot_be_made_leaves_the_old_one(self):
        old = self.root / "made/venv"
        (old / "bin").mkdir(parents=True)
        (old / "bin/kept").write_text("", encoding="utf-8")
        (self.root / "list.txt").write_text("./nowhere\n", encoding="utf-8")
        run = subprocess.run(
            ["bash", "-c", "sleep() { :; }; export -f sleep; scripts/python-environment made/venv list.txt"],
            cwd=self.root, capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        self.assertTrue((old / "bin/kept").exists())


class Stop(Checkout):
    def stop(self, process):
        folder = self.root / ".comity/demonstration/arcadia"
        folder.mkdir(parents=True)
        (folder / "comity.pid").write_text(f"{process.pid}\nhttp://127.0.0.1:8080\n", encoding="utf-8")
        said = self.start("scripts/stop").communicate()[0]
        self.assertFalse((folder / "comity.pid").exists())
        return said

    def test_the_node_of_this_checkout_is_stopped(self):
        path = self.root / ".build/debug/comity"
        path.parent.mkdir(parents=True)
        shutil.copy("/bin/sleep", path)
        node = self.start(path, "60")
        self.assertIn("Stopped: 1", self.stop(node))
        self.assertNotEqual(node.wait(timeout=10), 0)

    def test_another_program_that_was_given_the_number_goes_on(self):
        other = self.start("sleep", "60")
        self.addCleanup(other.wait)
        self.addCleanup(other.kill)
        self.assertIn("Stopped: 0", self.stop(other))
        self.assertIsNone(other.poll())


class WithNode(Checkout):
    def test_a_node_that_does_not_start_fails_the_command_with_its_log(self):
        self.program("#!/bin/sh\necho the database does not answer\nexit 1\n")
        run = self.start("scripts/with-node", "echo", "ran")
        said = run.communicate()[0]
        self.assertEqual(run.returncode, 1)
        self.assertIn("the database does not answer", said)
        self.assertNotIn("ran\n", said)


if __name__ == "__main__":
    unittest.main()
