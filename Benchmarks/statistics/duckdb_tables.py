# SPDX-License-Identifier: Apache-2.0
"""Counts tables of a register with DuckDB.

usage: duckdb_tables.py FILE TABLES.json FROM TO [THREADS]

Prints {"table|row|column|figure": value} as JSON: every figure that is not zero. The SQL is made from the same description of the
tables that the program reads, and from nothing else of the program.
"""

import json
import sys

import duckdb

DATES = {"received": "received_on", "acknowledged": "acknowledged_on", "decided": "decided_on", "closed": "closed_on"}
SEVERAL = {"basis": "bases", "offence": "offences", "measure": "measures", "ground": "grounds", "delay": "delays"}
DAYS = ("received_on", "acknowledged_on", "decided_on", "closed_on")
MONEY = ("frozen", "confiscated", "returned")
ENDS = {"daysToAcknowledgement": "acknowledged_on", "daysToDecision": "decided_on", "daysToClosure": "closed_on"}


def load(connection, path):
    header = open(path, encoding="utf-8").readline().strip().split(",")
    types = {name: "DATE" if name in DAYS else "DECIMAL(18,2)" if name in MONEY else "VARCHAR" for name in header}
    types["suspended_days"] = "INTEGER"
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    connection.execute(
        f"CREATE TABLE r AS SELECT * EXCLUDE (id) FROM read_csv('{path}', header = true, delim = ',', quote = '\"', auto_detect = false, "
        f"columns = {{{columns}}})")


def expression(dimension, date):
    if dimension == "year":
        return f"CAST(year({date}) AS VARCHAR)"
    if dimension == "quarter":
        return f"year({date}) || '-Q' || quarter({date})"
    if dimension == "basisClass":
        return ("CASE WHEN bases IS NULL THEN NULL WHEN bases = 'convention' THEN 'conventionAlone' "
                "WHEN list_contains(string_split(bases, ';'), 'convention') THEN 'conventionWithOthers' ELSE 'othersAlone' END")
    if dimension in SEVERAL:
        return f"unnest(CASE WHEN {SEVERAL[dimension]} IS NULL THEN ['notRecorded'] ELSE string_split({SEVERAL[dimension]}, ';') END)"
    return dimension


def condition(table):
    parts = [f"{name} = '{table[name]}'" for name in ("unit", "direction") if table[name] != "any"]
    for name, codes in table.get("only", {}).items():
        listed = ", ".join(f"'{code}'" for code in codes)
        parts.append(
            f"list_has_any(string_split({SEVERAL[name]}, ';'), [{listed}])" if name in SEVERAL
            else f"{expression(name, '')} IN ({listed})")
    return " AND ".join(parts) or "true"


def measures(figure):
    if figure == "count":
        return {"count": "count(*)"}
    if figure in MONEY:
        return {"amount": f"sum({figure})", "n": f"count({figure})", "notMeasured": f"count(*) - count({figure})"}
    end = ENDS[figure]
    stands = "suspended_days" if figure == "daysToClosure" else "0"
    ended, days = f"{end} IS NOT NULL", f"date_diff('day', received_on, {end}) - {stands}"
    is_measured = f"{ended} AND {days} IS NOT NULL AND {days} >= 0"
    quantile = lambda part: f"quantile_cont({days}, {part}) FILTER ({is_measured})"  # noqa: E731
    return {
        "n": f"count(*) FILTER ({is_measured})", "notMeasured": f"count(*) FILTER ({ended} AND NOT coalesce({days} >= 0, false))",
        "meanDays": f"round((200 * sum({days}) FILTER ({is_measured}) + n) // (2 * n)) / 100",
        "firstQuartileDays": quantile(0.25), "medianDays": quantile(0.5), "thirdQuartileDays": quantile(0.75),
        "ninetiethPercentileDays": quantile(0.9), "suspendedDays": f"sum({stands}) FILTER ({is_measured})",
    }


def grouped(connection, table, first, last):
    date = DATES[table["dateBasis"]]
    shown = measures(table["figure"])
    parts = [(f"{expression(table['rows'], date)}", "r")] + ([(expression(table["columns"], date), "c")] if table.get("columns") else [])
    rows = []
    # A request may have several codes, so that the whole is asked for without them.
    for kept in ((True, True), (True, False), (False, True), (False, False)):
        if len(parts) == 1 and not kept[1]:
            continue
        # Amounts of different currencies are not added.
        dimensions = (table["rows"], table.get("columns"))
        if table["figure"] in MONEY and any(name == "currency" and not keep for name, keep in zip(dimensions, kept)):
            continue
        inner = ", ".join(
            f"{text} AS {name}" if keep else f"'total' AS {name}" for (text, name), keep in zip(parts, kept)) + (
                ", 'total' AS c" if len(parts) == 1 else "")
        values = ", ".join(f"{text} AS {name}" for name, text in shown.items())
        query = (f"SELECT coalesce(r, 'notRecorded'), coalesce(c, 'notRecorded'), {values} FROM (SELECT *, {inner} FROM r WHERE "
                 f"{condition(table)} AND {date} BETWEEN '{first}' AND '{last}') GROUP BY r, c")
        rows += connection.execute(query).fetchall()
    return {f"{table['name']}|{row[0]}|{row[1]}|{name}": value for row in rows for name, value in zip(shown, row[2:])}


def balance(connection, table, first, last):
    years = range(int(first[:4]), int(last[:4]) + 1)
    spans = [(str(year), max(first, f"{year}-01-01"), min(last, f"{year}-12-31")) for year in years] + [("total", first, last)]
    values = ", ".join(f"('{name}', DATE '{begin}', DATE '{end}')" for name, begin, end in spans)
    # Days are counted once; what is left is a row for each pair of days, which all spans share.
    rows = connection.execute(f"""
      WITH d AS (SELECT received_on AS a, closed_on AS b, outcome, count(*) AS n FROM r WHERE {condition(table)} GROUP BY ALL),
           s(name, f, l) AS (VALUES {values})
      SELECT name, 'opening', sum(n) FROM s, d WHERE a < f AND (b IS NULL OR b >= f) GROUP BY ALL
      UNION ALL SELECT name, 'new', sum(n) FROM s, d WHERE a BETWEEN f AND l GROUP BY ALL
      UNION ALL SELECT name, 'closed.' || coalesce(outcome, 'notRecorded'), sum(n) FROM s, d WHERE b BETWEEN f AND l GROUP BY ALL
      UNION ALL SELECT name, 'closing', sum(n) FROM s, d WHERE a <= l AND (b IS NULL OR b > l) GROUP BY ALL""").fetchall()
    found = {f"{table['name']}|{name}|total|{figure}": value for name, figure, value in rows}
    for name, _, _ in spans:
        of = lambda figure: found.get(f"{table['name']}|{name}|total|{figure}", 0)  # noqa: E731
        closed = sum(value for row, figure, value in rows if row == name and figure.startswith("closed."))
        found[f"{table['name']}|{name}|total|difference"] = of("opening") + of("new") - closed - of("closing")
    return found


def count(path, tables, first, last, threads=2):
    connection = duckdb.connect(config={"threads": threads})
    load(connection, path)
    found = {}
    for table in tables:
        found |= (balance if table["figure"] == "balance" else grouped)(connection, table, first, last)
    return found


if __name__ == "__main__":
    file, described, begin, end = sys.argv[1:5]
    with open(described, encoding="utf-8") as text:
        asked = json.load(text)["tables"]
    answer = count(file, asked, begin, end, int(sys.argv[5]) if len(sys.argv) > 5 else 2)
    print(json.dumps({key: float(value) for key, value in answer.items() if value}))
