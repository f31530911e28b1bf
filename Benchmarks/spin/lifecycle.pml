/* SPDX-License-Identifier: MIT */
/*
 * lifecycle.c for SPIN, step by step: the same threads, the same three mistakes.
 * A wait is a guard here and a loop there, that comes back to the state that it was in.
 *
 *	USERS, REQUEUE, REARM, WRONG	as in lifecycle.c and lifecycle.yaml
 */
#ifndef USERS
#define USERS 1
#endif
#ifndef REQUEUE
#define REQUEUE 1
#endif
#ifndef REARM
#define REARM 1
#endif
#ifndef WRONG
#define WRONG 0
#endif

bool mapped = 1, allocated = 1, loaded = 1;
bool registered = 1, requested = 1, dying, lock, misc;
byte handlers, files, stat;
bool queued, works, armed = 1, expires;

#define text() assert(loaded)
#define data() assert(allocated)
#define io()   assert(mapped)
#if WRONG == 1
#define stops  false
#else
#define stops  dying
#endif

inline acquire(l) { atomic { !l -> l = 1 } }
inline release(l) { l = 0 }
inline cancel_work() { queued = 0; !works }
inline cancel_timer() { atomic { !expires -> armed = 0 } }
inline free_line() { requested = 0; (handlers == 0) }
inline count() { v = (stat + 1) % 3; stat = v }

proctype worker() {
  byte left = REQUEUE, v;
end:
  do
  :: atomic { queued && !works -> queued = 0; works = 1 };
    text(); data();
    if
    :: stops
    :: else ->
      acquire(lock);
      if
      :: stops
      :: else ->
        data(); count(); io();
        if
        :: v == 1 && left > 0 -> left--; queued = 1
        :: v == 2 -> armed = 1
        :: else
        fi;
        v = 0
      fi;
      release(lock)
    fi;
    text(); works = 0
  od
}

proctype ticker() {
  byte left = REARM;
end:
  do
  :: atomic { armed && !expires -> armed = 0; expires = 1 };
    text(); data();
    if
    :: stops
    :: else ->
      queued = 1;
      if
      :: left > 0 -> left--; armed = 1
      :: else
      fi
    fi;
    text(); expires = 0
  od
}

proctype device() {
end:
  atomic { requested -> handlers++ };
  text(); data(); io();
  if
  :: stops
  :: else -> queued = 1
  fi;
  text(); handlers--
}

proctype user() {
  bool has; byte v;
  acquire(misc);
  has = registered;
#if WRONG != 3
  if
  :: has -> files++
  :: else
  fi;
#endif
  release(misc);
  if
  :: has ->
    text();
    acquire(lock);
    if
    :: dying
    :: else ->
      data(); count(); io();
      if
      :: v == 1 -> queued = 1
      :: v == 2 -> armed = 1
      :: else
      fi;
      v = 0
    fi;
    release(lock);
    text();
#if WRONG != 3
    files--
#endif
  :: else
  fi
}

proctype admin() {
  acquire(misc); registered = 0; release(misc);
  acquire(lock); dying = 1; release(lock);
#if WRONG == 1
  cancel_work(); free_line(); cancel_timer();
#elif WRONG == 2
  free_line(); cancel_work(); cancel_timer();
#else
  free_line(); cancel_timer(); cancel_work(); cancel_timer(); cancel_work();
#endif
  mapped = 0;
  allocated = 0;
  atomic {
    if
    :: files == 0 -> loaded = 0
    :: else
    fi
  }
}

init {
  byte k;
  atomic {
    run worker(); run ticker(); run device(); run admin();
    do
    :: k < USERS -> run user(); k++
    :: else -> break
    od;
    k = 0
  }
}
