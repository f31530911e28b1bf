/* SPDX-License-Identifier: MIT */
/*
 * small(NI, WR, IR) for SPIN, step by step what scenarios/bench/small.c does: each access to a shared
 * variable and each operation on a lock is a step, and a counter of a loop goes with one.
 */
#ifndef NI
#define NI 1
#endif
#ifndef WR
#define WR 3
#endif
#ifndef IR
#define IR 2
#endif

bool device_lock, queue_lock, removed, freed;
bool pending = 1, iomapped = 1;
byte reg0, reg1;

inline acquire(l) { atomic { !l -> l = 1 } }
inline release(l) { l = 0 }

proctype work() {
  byte round, v;
  do
  :: round == WR -> break
  :: round < WR ->
    round++;
    acquire(queue_lock);
    if
    :: !pending -> release(queue_lock); break
    :: else
    fi;
    acquire(device_lock);
    if
    :: removed
    :: else -> assert(iomapped); v = reg0; reg0 = v + 1; v = 0
    fi;
    release(device_lock);
    release(queue_lock)
  od
}

proctype ioctl() {
  byte round, v;
  do
  :: round == IR -> break
  :: round < IR ->
    round++;
    acquire(device_lock);
    if
    :: removed -> release(device_lock); break
    :: else
    fi;
    assert(iomapped); v = reg0; reg1 = v; v = 0;
    release(device_lock)
  od
}

proctype remove() {
  acquire(device_lock); removed = 1; release(device_lock);
  acquire(queue_lock); pending = 0; release(queue_lock);
  iomapped = 0;
  freed = 1
}

init {
  byte k;
  atomic {
    run remove(); run work();
    do
    :: k < NI -> run ioctl(); k++
    :: else -> break
    od;
    k = 0
  }
}
