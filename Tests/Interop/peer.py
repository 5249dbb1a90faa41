# SPDX-License-Identifier: Apache-2.0
"""How the tests talk to a program by others: a list of questions as JSON on standard input, as many answers on standard output.

Each question names what is to be done. An answer is {"value": ...}, or {"refused": "the kind of the error"} when the peer did
not take what it was given.
"""

import json
import sys


def serve(deeds):
    """Answers the questions with the functions in `deeds`, which are named after what is to be done."""
    answers = []
    for question in json.load(sys.stdin):
        deed = deeds[question.pop("do")]
        try:
            answers.append({"value": deed(**question)})
        except Exception as error:  # pylint: disable=broad-except
            answers.append({"refused": f"{type(error).__name__}: {error}"[:200]})
    json.dump(answers, sys.stdout)
