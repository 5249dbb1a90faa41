# SPDX-License-Identifier: Apache-2.0
"""What must be true of two nodes' messages, whatever happened to the nodes and between them."""

import collections

TAKEN = ("exchange.received", "exchange.released")
# The fact that each act leaves in the register of the other side, once for each message.
FACTS = {
    "acknowledgement": "casework.acknowledgementRecorded", "acceptance": "casework.decisionRecorded",
    "status-enquiry": "casework.statusEnquired", "status-answer": "casework.statusAnswered",
}


def rows(database, query, *values):
    return database.execute(query, values).fetchall()


def unsettled(node):
    """What of the exchange a node still has to do, in words; empty when it is at rest."""
    database = node.database()
    try:
        drafts = rows(database, "SELECT COUNT(*) FROM outbox WHERE kind LIKE 'exchange.%' AND state = 'waiting'")[0][0]
        buried = rows(database, "SELECT COUNT(*) FROM outbox WHERE kind LIKE 'exchange.%' AND state = 'buried'")[0][0]
        assert buried == 0, f"{buried} messages were buried before they were sent"
        counts = dict(rows(
            database, "SELECT state, COUNT(*) FROM exchangeMessage WHERE state IN ('queued', 'sent', 'relayed', 'waits', 'held') GROUP BY state"))
        receipts = rows(database, "SELECT COUNT(*) FROM exchangeReceipt WHERE isToSend = 1")[0][0]
    finally:
        database.close()
    left = {"drafts": drafts, "receipts to send": receipts} | counts
    return {name: count for name, count in left.items() if count}


def receipts(database, author):
    found = rows(database, "SELECT signed, act, jws FROM exchangeReceipt WHERE author = ?", author)
    return {(signed, act): jws for signed, act, jws in found}


def check_way(sender, receiver, from_name, to_name, forgotten=frozenset()):
    """One direction: each message took effect once or failed visibly, and nothing that has a receipt is lost.

    `forgotten` are messages that the sender knew before an old backup of it was restored.
    """
    ours, theirs = sender.database(), receiver.database()
    try:
        sent = rows(ours, "SELECT signed, message, state, reason, act, conversation, sequence, predecessor FROM exchangeMessage "
                    "WHERE direction = 'out' ORDER BY conversation, sequence")
        came = {row[0]: row for row in rows(
            theirs, "SELECT signed, message, state, act, conversation, sequence, predecessor, service FROM exchangeMessage "
            "WHERE direction = 'in' AND author = ?", from_name)}
        here, there = receipts(ours, to_name), receipts(theirs, to_name)
        effects = collections.Counter(
            subject for (subject,) in rows(theirs, "SELECT subjectId FROM event WHERE kind IN (?, ?)", *TAKEN))
        failures = receipts(ours, from_name)
        known = {row[0] for row in sent}
        counts = collections.Counter()
        for signed, message, state, reason, act, *_ in sent:
            counts[state if not reason else f"{state}: {reason}"] += 1
            name = f"{act} {message} of {from_name}"
            if state == "failed":
                told = (signed, "relay-failure") in failures or any((signed, kind) in here for kind in ("relay-rejection", "non-delivery"))
                assert told, f"{name} failed and nothing attests it"
                continue
            assert state == "delivered", f"{name} is {state} when all is at rest"
            assert signed in came and came[signed][2] == "effective", f"{name} has a receipt and did not take effect"
            assert effects[signed] == 1, f"{name} took effect {effects[signed]} times"
            one, other = here.get((signed, "delivery")), there.get((signed, "delivery"))
            assert one and one == other, f"{name}: both sides do not have the same delivery"
            one, other = here.get((signed, "relay-acceptance")), there.get((signed, "relay-acceptance"))
            assert other and one in (None, other), f"{name}: both sides do not have the same relay-acceptance"
            # The answer was lost and the delivery came before the next try: the sender has a receipt, and that one without a proof.
            counts["overtaken by its delivery"] += one is None
        check_arrived(theirs, came, known | set(forgotten), from_name)
        return counts
    finally:
        ours.close()
        theirs.close()


def check_arrived(database, came, known, from_name):
    """What took effect was sent, once, in its order, and is in the register once."""
    effective = [row for row in came.values() if row[2] == "effective"]
    names = collections.Counter(row[1] for row in effective)
    twice = [message for message, count in names.items() if count > 1]
    assert not twice, f"two messages of one name took effect: {twice[:3]}"
    assert all(row[0] in known for row in effective), "something took effect that nobody sent"
    chains = collections.defaultdict(dict)
    for row in effective:
        assert row[5] not in chains[row[4]], f"two messages of {from_name} took effect at one place of {row[4]}"
        chains[row[4]][row[5]] = row
    for conversation, places in chains.items():
        assert sorted(places) == list(range(1, len(places) + 1)), f"{conversation} of {from_name} has a gap: {sorted(places)}"
        for place, row in places.items():
            before = places[place - 1][0] if place > 1 else None
            assert row[6] == before, f"message {place} of {conversation} follows another one than the one before"
    kept = {message for (message,) in rows(database, "SELECT message FROM caseMessage WHERE author = ?", from_name)}
    of_cases = {row[1] for row in effective if row[7] != "urn:comity:loop:1"}
    assert of_cases <= kept, f"{len(of_cases - kept)} messages took effect without a trace in the register"
    acts = collections.Counter(row[3] for row in effective if row[7] != "urn:comity:loop:1")
    begun = rows(database, "SELECT COUNT(*) FROM caseConversation c JOIN registeredRequest r ON r.id = c.request WHERE r.direction = 'incoming'")
    if acts["request"]:
        assert begun[0][0] == acts["request"], f"{acts['request']} requests came, the register has {begun[0][0]}"
    for act, kind in FACTS.items():
        if acts[act]:
            (count,) = rows(database, "SELECT COUNT(*) FROM event WHERE kind = ? AND byType = 'program'", kind)[0]
            assert count == acts[act], f"{acts[act]} of {act} came, the register counts {count}"


def check_registers(arcadia, borealia):
    """Every request that Arcadia sent, and no other, is in Borealia's register, once."""
    ours, theirs = arcadia.database(), borealia.database()
    try:
        sent = [reference for (reference,) in rows(
            ours, "SELECT r.reference FROM registeredRequest r JOIN caseConversation c ON c.request = r.id WHERE r.direction = 'outgoing'")]
        came = [reference for (reference,) in rows(
            theirs, "SELECT r.theirReference FROM registeredRequest r JOIN caseConversation c ON c.request = r.id WHERE r.direction = 'incoming'")]
    finally:
        ours.close()
        theirs.close()
    assert sorted(sent) == sorted(came), f"sent and not there: {set(sent) - set(came)}; there and not sent: {set(came) - set(sent)}"
    return len(sent)
