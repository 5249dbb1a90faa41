// SPDX-License-Identifier: Apache-2.0
/*
 * Outbox, inbox, receipt and retry of two nodes, for spin (https://spinroot.com). scripts/test-model checks it, and checks that it can fail.
 *
 * Three messages of one authority in one conversation: 0 and 1 in order, 1 naming 0 as its predecessor; 2 has the identifier and the place of 0
 * and other content, as a node signs that was restored from an old copy. The network loses, duplicates and reorders; both nodes are killed between
 * any two steps; the clocks run past the expiry in any order, and that of the inbox may be put back; the directory goes stale and is fresh again.
 * What a node has committed survives, everything else is lost when it is killed.
 *
 * At most once     effect[m] never exceeds 1, and of 0 and 2 one at most takes effect.
 * In order         1 takes effect after 0 only.
 * Receipts tell    who gets a receipt knows that the effect is committed, or that the message is held.
 * Refusals tell    who gets a refusal knows that there is no effect and that nothing is held.
 * Nobody waits     every message gets a receipt or a refusal, or its own node says relay-failure (with weak fairness).
 *
 * Defined by the script: NO_EXPIRY leaves out the clocks, so that nothing but a receipt or a refusal can end the waiting; NO_STALE leaves out the
 * directory, NO_THIRD the third message. The others are faults that a check must find: RECEIPT_FIRST answers before the commit, ID_ALONE knows a
 * message by its identifier without its content, FORGET_EARLY forgets what was taken before it has expired everywhere, FORGET_REFUSALS does not
 * remember what was refused, NO_CHAIN does not look at places, NO_RETRY tries once.
 */

#define NOTHING 3
#ifndef FAULTS
#define FAULTS 1
#endif

mtype = { queued, sent, relayed, refused, failed };
mtype = { take, hold, again, refuse, wait };

/* Under way: a set, so that whatever is in it may arrive next. */
bool message[3], receipt[3], refusal[3];

/* Committed by the outbox. */
mtype state[3] = queued;

/* Committed by the inbox: of each identifier which content was taken, what was refused, what took effect, what is held, the place that comes next. */
byte taken[2] = NOTHING;
bool denied[3];
byte effect[3];
bool held;
byte next = 1;
bool forgotten;

/* The clocks of the two nodes, the directory, and how much may still go wrong. */
bool outboxExpired, inboxExpired, stale;
byte kills = FAULTS, losses = FAULTS, duplicates = FAULTS;

#define identifier(m) ((m) == 1 -> 1 : 0)
#define settled(m) (state[m] == relayed || state[m] == refused || state[m] == failed)

inline arrive(bag) {
  if
  :: bag = false
  :: duplicates > 0 -> duplicates--
  fi
}

/* One process for each message: what the retry plan does for one does not wait for another. */
proctype Outbox(byte m) {
#ifdef NO_RETRY
  bool tried;
#define MAY_TRY !tried
#else
#define MAY_TRY true
#endif
again_:
  do
  :: atomic {
       MAY_TRY && (state[m] == queued || state[m] == sent) && !outboxExpired && !message[m] && !receipt[m] && !refusal[m] ->
       state[m] = sent
     };
#ifdef NO_RETRY
     tried = true;
#endif
     if
     :: message[m] = true
     :: atomic { kills > 0 -> kills--; goto again_ }
     fi
  :: atomic { receipt[m] -> arrive(receipt[m]) };
     if
     :: atomic {
          assert(effect[m] == 1 || (m == 1 && held));
          /* A receipt that comes after the own node's relay-failure puts it right. */
          state[m] = relayed
        }
     :: atomic { kills > 0 -> kills--; goto again_ }
     fi
  :: atomic { refusal[m] -> arrive(refusal[m]) };
     if
     :: atomic {
          if
          :: state[m] == queued || state[m] == sent ->
             assert(effect[m] == 0 && !(m == 1 && held));
             state[m] = refused
          :: else
          fi
        }
     :: atomic { kills > 0 -> kills--; goto again_ }
     fi
  :: atomic { (state[m] == queued || state[m] == sent) && outboxExpired -> state[m] = failed }
  :: settled(m) && !receipt[m] && !refusal[m] ->
end_settled:
     receipt[m] || refusal[m]
  od
}

/* What Arrival.decided and MessageChain.place decide. */
inline decide() {
  if
  :: denied[m] -> verdict = refuse
#ifdef ID_ALONE
  :: !denied[m] && taken[identifier(m)] != NOTHING -> verdict = again
#else
  :: !denied[m] && taken[identifier(m)] == m -> verdict = again
  :: !denied[m] && taken[identifier(m)] != NOTHING && taken[identifier(m)] != m -> verdict = (inboxExpired || !stale -> refuse : wait)
#endif
  :: !denied[m] && taken[identifier(m)] == NOTHING ->
     if
#ifdef FORGET_EARLY
     :: inboxExpired -> verdict = refuse
     :: !inboxExpired && stale -> verdict = wait
     :: !inboxExpired && !stale ->
#else
     /* Nobody knows any more whether it was taken: nothing is attested. */
     :: forgotten -> verdict = wait
     :: !forgotten && inboxExpired -> verdict = refuse
     :: !(inboxExpired || forgotten) && stale -> verdict = wait
     :: !(inboxExpired || forgotten) && !stale ->
#endif
#ifdef NO_CHAIN
        verdict = take
#else
        if
        :: m == 1 && next == 1 -> verdict = hold
        :: m == 1 && next == 2 -> verdict = (effect[0] == 1 -> take : refuse)
        :: m == 1 && next == 3 -> verdict = refuse
        /* A message that is held names 0 as its predecessor: 2 would contradict it. */
        :: m != 1 && next == 1 -> verdict = (m == 2 && held -> refuse : take)
        :: m != 1 && next != 1 -> verdict = refuse
        fi
#endif
     fi
  fi
}

inline commit() {
  if
  :: verdict == take ->
     taken[identifier(m)] = m;
     effect[m]++;
     next = (m == 1 -> 3 : 2);
     if
     :: m == 0 && held -> held = false; effect[1]++; next = 3
     :: else
     fi;
     assert(effect[0] <= 1 && effect[1] <= 1 && effect[2] <= 1);
     assert(effect[0] + effect[2] <= 1);
     assert(effect[1] == 0 || effect[0] == 1)
  :: verdict == hold -> taken[identifier(m)] = m; held = true
#ifndef FORGET_REFUSALS
  :: verdict == refuse -> denied[m] = true
#endif
  :: else
  fi
}

active proctype Inbox() {
  byte m;
  mtype verdict;
again_:
end_idle:
  do
  :: atomic {
       if
       :: message[0] -> m = 0
       :: message[1] -> m = 1
       :: message[2] -> m = 2
       fi;
       arrive(message[m]);
       decide()
     };
#ifdef RECEIPT_FIRST
     if
     :: verdict == take || verdict == hold -> receipt[m] = true
     :: else
     fi;
#endif
     if
     :: atomic { commit() }
     :: atomic { kills > 0 -> kills--; goto again_ }
     fi;
     if
     :: atomic {
          if
          :: verdict == take || verdict == hold || verdict == again -> receipt[m] = true
          :: verdict == refuse -> refusal[m] = true
          :: else
          fi
        }
     :: atomic { kills > 0 -> kills--; goto again_ }
     fi
#ifdef FORGET_EARLY
  :: atomic { !forgotten -> forgotten = true; taken[0] = NOTHING; taken[1] = NOTHING; denied[0] = false; denied[1] = false; denied[2] = false }
#else
  /* Twice the tolerance of the clocks after the expiry: by then the other node has stopped trying as well. */
  :: atomic { !forgotten && inboxExpired && outboxExpired -> forgotten = true; taken[0] = NOTHING; taken[1] = NOTHING; denied[0] = false; denied[1] = false; denied[2] = false }
#endif
  od
}

active proctype Network() {
end_quiet:
  do
  :: atomic { losses > 0 && message[0] -> message[0] = false; losses-- }
  :: atomic { losses > 0 && message[1] -> message[1] = false; losses-- }
  :: atomic { losses > 0 && message[2] -> message[2] = false; losses-- }
  :: atomic { losses > 0 && receipt[0] -> receipt[0] = false; losses-- }
  :: atomic { losses > 0 && receipt[1] -> receipt[1] = false; losses-- }
  :: atomic { losses > 0 && receipt[2] -> receipt[2] = false; losses-- }
  :: atomic { losses > 0 && refusal[0] -> refusal[0] = false; losses-- }
  :: atomic { losses > 0 && refusal[1] -> refusal[1] = false; losses-- }
  :: atomic { losses > 0 && refusal[2] -> refusal[2] = false; losses-- }
  od
}

#ifndef NO_STALE
active proctype Directory() {
  stale = true;
  stale = false
}
#endif

#ifndef NO_EXPIRY
active proctype OutboxClock() { outboxExpired = true }

active proctype InboxClock() {
  inboxExpired = true;
  /* The clock is put back. */
  if
  :: inboxExpired = false; inboxExpired = true
  :: skip
  fi
}
#endif

init {
  atomic {
    run Outbox(0);
    run Outbox(1);
#ifdef NO_THIRD
    state[2] = refused
#else
    run Outbox(2)
#endif
  }
}

ltl settles { <> (settled(0) && settled(1) && settled(2)) }
