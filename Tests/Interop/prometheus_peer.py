# SPDX-License-Identifier: Apache-2.0
"""Reads the text of figures with the parser of prometheus_client and says what it understood.

Standard input: a list of questions, each with "text". Standard output: one answer for each, its value a JSON text of [name, kind, help, samples].
"""

import json
import math
import sys

from prometheus_client.parser import text_string_to_metric_families


def told(value):
    return str(value) if math.isnan(value) or math.isinf(value) else value


def read(text):
    return [
        [family.name, family.type, family.documentation, [[sample.name, sample.labels, told(sample.value)] for sample in family.samples]]
        for family in text_string_to_metric_families(text)
    ]


answers = []
for question in json.load(sys.stdin):
    try:
        answers.append({"value": json.dumps(read(question["text"]), sort_keys=True)})
    except ValueError as error:
        answers.append({"refused": str(error)})
json.dump(answers, sys.stdout)
