import Testing

@testable import Sim

/// A module of the given C text after the usual headers, without init and exit work.
private func module(_ text: String) -> String {
  """
  #include <linux/module.h>
  #include <linux/slab.h>
  #include <linux/kthread.h>
  #include <linux/completion.h>
  #include <linux/wait.h>
  #include <linux/delay.h>
  #include <linux/interrupt.h>
  #include <linux/srcu.h>
  #include <linux/mutex.h>
  \(text)
  static int __init foo_init(void) { return 0; }
  static void __exit foo_exit(void)
  {
  #ifdef EXIT
    EXIT
  #endif
  }
  module_init(foo_init);
  module_exit(foo_exit);
  MODULE_LICENSE("GPL");
  """
}

@Suite("Completions and wait queues")
struct WaitingTests {
  private let completions = module(
    """
    struct foo { struct completion done; };
    static struct foo *shared;
    static int rounds;
    void foo_make(void)
    {
      shared = kzalloc(sizeof(*shared), GFP_KERNEL);
    #ifndef NO_INIT
      init_completion(&shared->done);
    #endif
    }
    void foo_wait(void) { wait_for_completion(&shared->done); kfree(shared); }
    void foo_complete(void) { complete(&shared->done); }
    void foo_complete_all(void) { complete_all(&shared->done); }
    void foo_wait_only(void) { wait_for_completion(&shared->done); }
    static struct completion *on_stack;
    void foo_wait_briefly(void)
    {
      DECLARE_COMPLETION_ONSTACK(c);

      WRITE_ONCE(on_stack, &c);
      if (!wait_for_completion_timeout(&c, 10))
        rounds++;
    #ifdef WAIT_AGAIN
      wait_for_completion(&c);
    #endif
    }
    void foo_complete_late(void)
    {
      struct completion *c = READ_ONCE(on_stack);

      if (c)
        complete(c);
    }
    void foo_wait_signal(void)
    {
      if (wait_for_completion_interruptible(&shared->done) != -ERESTARTSYS)
        sim_assert(0);
    }
    """)

  private func run(
    _ defines: [String] = [], _ threads: [(String, [ActionSpec])],
    setup: [ActionSpec] = [.insmod(nil), call("foo_make")]
  ) throws -> Explored {
    try Explored(completions, defines: defines, setup: setup, threads: threads)
  }

  @Test("the waiter may free a completion as soon as it returns")
  func freeAfterWait() throws {
    let e = try run([], [("a", [call("foo_wait")]), ("b", [call("foo_complete")])])
    #expect(e.isClean, "\(e)")
  }

  @Test("one complete() lets one waiter go, complete_all() every one")
  func counting() throws {
    let waiters: [(String, [ActionSpec])] = [
      ("a", [call("foo_wait_only")]), ("b", [call("foo_wait_only"), call("foo_wait_only")]),
    ]
    let one = try run([], waiters + [("c", [call("foo_complete")])])
    #expect(one.found == ["deadlock in foo_wait_only"], "\(one)")
    let all = try run([], waiters + [("c", [call("foo_complete_all")])])
    #expect(all.isClean, "\(all)")
    let three = try run(
      [], waiters + [("c", [call("foo_complete"), call("foo_complete"), call("foo_complete")])])
    #expect(three.isClean, "\(three)")
  }

  @Test("after a timeout the completion is still to come")
  func timeout() throws {
    let threads: [(String, [ActionSpec])] = [
      ("a", [call("foo_wait_briefly")]), ("b", [call("foo_complete_late")]),
    ]
    let e = try run([], threads)
    #expect(e.found == ["use-after-return in foo_complete_late"], "\(e)")
  }

  @Test("a completion that was only zeroed")
  func uninitialised() throws {
    let e = try run(["NO_INIT"], [("b", [call("foo_complete")])])
    #expect(e.found == ["uninitialised-object in foo_complete"], "\(e)")
  }

  @Test("who waits interruptibly for what never comes is no deadlock")
  func signal() throws {
    let e = try run([], [("a", [call("foo_wait_signal")])])
    #expect(e.isClean, "\(e)")
  }

  private let queues = module(
    """
    struct foo { wait_queue_head_t wq; int ready; };
    static struct foo *shared;
    static DECLARE_WAIT_QUEUE_HEAD(fixed);
    static int fixed_ready;
    static int timeouts;
    void foo_make(void)
    {
      shared = kzalloc(sizeof(*shared), GFP_KERNEL);
    #ifndef NO_INIT
      init_waitqueue_head(&shared->wq);
    #endif
    }
    void foo_wait(void) { wait_event(shared->wq, READ_ONCE(shared->ready)); }
    void foo_wait_free(void) { wait_event(shared->wq, READ_ONCE(shared->ready)); kfree(shared); }
    void foo_wake(void)
    {
      WRITE_ONCE(shared->ready, 1);
    #ifdef INTERRUPTIBLE
      wake_up_interruptible(&shared->wq);
    #elif !defined(NO_WAKE)
      wake_up(&shared->wq);
    #endif
    }
    void foo_wait_fixed(void) { wait_event(fixed, READ_ONCE(fixed_ready)); }
    void foo_wake_fixed(void) { WRITE_ONCE(fixed_ready, 1); wake_up_all(&fixed); }
    void foo_wait_until_taken_off(void)
    {
      int tests = 0;

      wait_event(shared->wq, tests++ && !waitqueue_active(&shared->wq));
      kfree(shared);
    }
    void foo_wait_timeout(void)
    {
      if (!wait_event_timeout(shared->wq, READ_ONCE(shared->ready), 5))
        sim_assert(!READ_ONCE(shared->ready) || timeouts++ < 2);
    }
    """)

  private func runQueue(_ defines: [String] = [], _ threads: [(String, [ActionSpec])]) throws
    -> Explored
  {
    try Explored(
      queues, defines: defines, setup: [.insmod(nil), call("foo_make")], threads: threads)
  }

  @Test("no wake-up is lost")
  func notLost() throws {
    let e = try runQueue([], [("a", [call("foo_wait")]), ("b", [call("foo_wait")]),
      ("c", [call("foo_wake")])])
    #expect(e.isClean, "\(e)")
    let fixed = try runQueue([], [("a", [call("foo_wait_fixed")]), ("b", [call("foo_wait_fixed")]),
      ("c", [call("foo_wake_fixed")])])
    #expect(fixed.isClean, "\(fixed)")
    let timed = try runQueue([], [("a", [call("foo_wait_timeout")]), ("c", [call("foo_wake")])])
    #expect(timed.isClean, "\(timed)")
  }

  @Test("a condition that changes without a wake-up, or with one for other sleepers, hangs")
  func notWoken() throws {
    for define in ["NO_WAKE", "INTERRUPTIBLE"] {
      let e = try runQueue([define], [("a", [call("foo_wait")]), ("c", [call("foo_wake")])])
      #expect(e.found == ["deadlock in foo_wait"], "\(define): \(e)")
      #expect(e.finished > 0)
    }
  }

  @Test("the waker touches the head after the waiter may have gone on")
  func headFreed() throws {
    let e = try runQueue([], [("a", [call("foo_wait_free")]), ("c", [call("foo_wake")])])
    #expect(e.found == ["use-after-free in foo_wake"], "\(e)")
  }

  @Test("a waiter that has been taken off the list leaves while the waker holds the lock")
  func takenOff() throws {
    let e = try runQueue(
      [], [("a", [call("foo_wait_until_taken_off")]), ("c", [call("foo_wake")])])
    #expect(e.found.contains("use-after-free in foo_wake"), "\(e)")
  }

  @Test("a head that was only zeroed")
  func headUninitialised() throws {
    let e = try runQueue(["NO_INIT"], [("c", [call("foo_wake")])])
    #expect(e.found == ["uninitialised-object in foo_wake"], "\(e)")
  }
}

@Suite("Kthreads")
struct KthreadTests {
  private let driver = module(
    """
    static struct task_struct *task;
    static DECLARE_WAIT_QUEUE_HEAD(wq);
    static struct completion never;
    static DECLARE_COMPLETION(exited);
    static int go, runs;
    static int foo_thread(void *data)
    {
      sim_assert(data == &go);
    #if defined(SLEEPS)
      while (!kthread_should_stop()) {
        set_current_state(TASK_INTERRUPTIBLE);
        if (!kthread_should_stop())
          schedule();
        __set_current_state(TASK_RUNNING);
      }
    #elif defined(WAITS)
      wait_event_interruptible(wq, READ_ONCE(go) || kthread_should_stop());
    #elif defined(WAITS_BADLY)
      wait_event(wq, READ_ONCE(go));
    #elif defined(WAITS_INTERRUPTED)
      if (wait_for_completion_interruptible(&never) == 0)
        sim_assert(0);
    #elif defined(ROUNDS)
      while (!kthread_should_stop()) {
        runs++;
        schedule_timeout_interruptible(10);
      }
    #elif defined(COMPLETES)
      complete(&exited);
      return 0;
    #elif defined(COMPLETES_IN_CORE)
      kthread_complete_and_exit(&exited, 7);
    #endif
      return 42;
    }
    void foo_start(void)
    {
      init_completion(&never);
    #ifndef NO_RUN
      task = kthread_run(foo_thread, &go, "foo");
    #else
      task = kthread_create(foo_thread, &go, "foo");
    #endif
    #ifdef GET
      get_task_struct(task);
    #endif
    }
    void foo_stop(void)
    {
      int ret = kthread_stop(task);

    #ifdef GET
      put_task_struct(task);
    #endif
      sim_assert(ret == 42 || ret == -EINTR);
    #ifdef NO_RUN
      sim_assert(ret == -EINTR);
    #endif
    }
    void foo_join(void) { wait_for_completion(&exited); }
    """)

  private func run(
    _ defines: [String], _ threads: [(String, [ActionSpec])] = [("admin", [call("foo_stop")])]
  ) throws -> Explored {
    try Explored(
      driver, defines: defines, setup: [.insmod(nil), call("foo_start")], threads: threads)
  }

  @Test("kthread_stop waits for the thread's exit", arguments: [
    "SLEEPS", "WAITS", "WAITS_INTERRUPTED", "ROUNDS", "NO_RUN",
  ])
  func stop(_ define: String) throws {
    let e = try run([define], [("admin", [call("foo_stop"), .rmmod(nil)])])
    #expect(e.isClean, "\(define): \(e)")
  }

  @Test("an idle kthread is no deadlock", arguments: ["SLEEPS", "WAITS", "NO_RUN"])
  func idle(_ define: String) throws {
    let e = try run([define], [("user", [.sleep(1)])])
    #expect(e.isClean, "\(define): \(e)")
  }

  @Test("a thread that waits for something else keeps kthread_stop from returning")
  func hang() throws {
    let e = try run(["WAITS_BADLY"])
    #expect(
      e.found.isSubset(of: ["deadlock in foo_stop", "deadlock in foo_thread"]) && !e.found.isEmpty,
      "\(e)")
  }

  @Test("a thread that may exit by itself must be referenced to be stopped")
  func reference() throws {
    let e = try run([])
    #expect(e.found == ["use-after-free in foo_stop"], "\(e)")
    let held = try run(["GET"])
    #expect(held.isClean, "\(held)")
  }

  @Test("a module that goes under its kthread", arguments: ["SLEEPS", "ROUNDS"])
  func unload(_ define: String) throws {
    let e = try run([define], [("admin", [.rmmod(nil)])])
    #expect(e.found == ["execute-after-free in foo_thread"], "\(define): \(e)")
    // One that sleeps for ever never faults, and is in freed text all the same.
    #expect(e.finished == 0, "\(define): \(e)")
  }

  @Test("complete() and return races with unload; kthread_complete_and_exit() does not")
  func completeAndExit() throws {
    let admin: [(String, [ActionSpec])] = [("admin", [call("foo_join"), .rmmod(nil)])]
    let e = try run(["COMPLETES"], admin)
    #expect(e.found == ["execute-after-free in foo_thread"], "\(e)")
    #expect(e.finished > 0)
    let right = try run(["COMPLETES_IN_CORE"], admin)
    #expect(right.isClean, "\(right)")
  }
}

@Suite("Tasklets")
struct TaskletTests {
  private let driver = module(
    """
    struct foo { struct tasklet_struct t; int runs; int inside; };
    static struct foo *foo;
    static void foo_tasklet(struct tasklet_struct *t)
    {
      struct foo *f = from_tasklet(f, t, t);

      sim_assert(!READ_ONCE(f->inside));
      WRITE_ONCE(f->inside, 1);
      f->runs++;
      WRITE_ONCE(f->inside, 0);
    }
    void foo_make(void)
    {
      foo = kzalloc(sizeof(*foo), GFP_KERNEL);
      tasklet_setup(&foo->t, foo_tasklet);
    }
    void foo_schedule(void) { tasklet_schedule(&foo->t); }
    void foo_stop(void) { tasklet_kill(&foo->t); kfree(foo); }
    void foo_run_then_stop(void)
    {
      tasklet_schedule(&foo->t);
      tasklet_kill(&foo->t);
      sim_assert(foo->runs == 1);
      kfree(foo);
    }
    void foo_free(void) { kfree(foo); }
    void foo_disable(void)
    {
      int runs;

      tasklet_disable(&foo->t);
      sim_assert(!READ_ONCE(foo->inside));
      runs = READ_ONCE(foo->runs);
      sim_assert(READ_ONCE(foo->runs) == runs);
      tasklet_enable(&foo->t);
    }
    void foo_disable_and_kill(void) { tasklet_disable(&foo->t); tasklet_kill(&foo->t); }
    void foo_enable(void) { tasklet_enable(&foo->t); }
    """)

  private func run(_ threads: [(String, [ActionSpec])]) throws -> Explored {
    try Explored(driver, setup: [.insmod(nil), call("foo_make")], threads: threads)
  }

  @Test("a kill lets a scheduled one run first, and waits for it")
  func kill() throws {
    let e = try run([("a", [call("foo_run_then_stop")])])
    #expect(e.isClean, "\(e)")
    let twice = try run([
      ("a", [call("foo_schedule"), call("foo_schedule"), call("foo_stop")])
    ])
    #expect(twice.isClean, "\(twice)")
  }

  @Test("freed while it is scheduled, or scheduled after the kill")
  func late() throws {
    let e = try run([("a", [call("foo_schedule"), call("foo_free")])])
    // Scheduled still, or run already: then it may have been freed under it.
    #expect(
      Set(e.found) == ["use-after-free in foo_tasklet", "free-active-object in foo_free"], "\(e)")
    let after = try run([("a", [call("foo_stop")]), ("b", [call("foo_schedule")])])
    #expect(!after.found.isEmpty, "\(after)")
  }

  @Test("it does not run while it is disabled, nor on two CPUs at once")
  func disable() throws {
    let e = try run([
      ("a", [call("foo_disable")]), ("b", [call("foo_schedule"), call("foo_schedule")]),
    ])
    #expect(e.isClean, "\(e)")
  }

  @Test("a kill of one that is scheduled and disabled never ends")
  func disabledKill() throws {
    let e = try run([("a", [call("foo_schedule"), call("foo_disable_and_kill")])])
    #expect(e.found == ["deadlock in foo_disable_and_kill"], "\(e)")
    #expect(e.finished > 0)
  }

  @Test("enabling without a disable")
  func unbalanced() throws {
    let e = try run([("a", [call("foo_enable")])])
    #expect(e.found == ["api-misuse in foo_enable"], "\(e)")
  }
}

@Suite("SRCU")
struct SrcuTests {
  private let driver = module(
    """
    DEFINE_STATIC_SRCU(srcu);
    static int *shared;
    static int sum;
    static struct mutex lock;
    void foo_make(void) { mutex_init(&lock); shared = kzalloc(sizeof(*shared), GFP_KERNEL); }
    void foo_read(void)
    {
      int idx = srcu_read_lock(&srcu);
      int *p = READ_ONCE(shared);

      msleep(1);
      if (p)
        sum += READ_ONCE(*p);
    #ifndef LOST
      srcu_read_unlock(&srcu, idx);
    #endif
    }
    void foo_stop(void)
    {
      int *p = shared;

      WRITE_ONCE(shared, NULL);
    #ifndef NO_WAIT
      synchronize_srcu(&srcu);
    #endif
      kfree(p);
    }
    void foo_sync(void) { synchronize_srcu(&srcu); synchronize_srcu(&srcu); }
    void foo_self(void)
    {
      int idx = srcu_read_lock(&srcu);

      synchronize_srcu(&srcu);
      srcu_read_unlock(&srcu, idx);
    }
    void foo_unlock(void) { srcu_read_unlock(&srcu, 0); }
    void foo_cleanup(void) { cleanup_srcu_struct(&srcu); }
    """)

  private let misuseOff = [CheckOverride(.lockMisuse, isOn: false)]

  private func run(
    _ defines: [String] = [], _ threads: [(String, [ActionSpec])], _ checks: [CheckOverride] = []
  ) throws -> Explored {
    try Explored(
      driver, defines: defines, setup: [.insmod(nil), call("foo_make")], threads: threads,
      checks: checks)
  }

  @Test("readers that sleep are waited for, however many wait")
  func readers() throws {
    let threads: [(String, [ActionSpec])] = [
      ("a", [call("foo_stop")]), ("b", [call("foo_read"), call("foo_read")]),
      ("c", [call("foo_read")]), ("d", [call("foo_sync")]),
    ]
    let e = try run([], threads)
    #expect(e.isClean, "\(e)")
    let bad = try run(["NO_WAIT"], threads)
    #expect(bad.found == ["use-after-free in foo_read"], "\(bad)")
  }

  @Test("a lost index and a wait for oneself hang")
  func hang() throws {
    // That the index is lost is told at once; behind it is the hang.
    let left = try run(["LOST"], [("b", [call("foo_read"), call("foo_sync")])])
    #expect(left.found == ["lock-misuse in foo_read"], "\(left)")
    let lost = try run(["LOST"], [("b", [call("foo_read"), call("foo_sync")])], misuseOff)
    #expect(lost.found == ["deadlock in foo_sync"], "\(lost)")
    let own = try run([], [("a", [call("foo_self")])])
    #expect(own.found == ["deadlock in foo_self"], "\(own)")
  }

  @Test("misuse")
  func misuse() throws {
    let unlock = try run([], [("a", [call("foo_unlock")])])
    #expect(unlock.found == ["lock-misuse in foo_unlock"], "\(unlock)")
    let cleanup = try run(["LOST"], [("a", [call("foo_read"), call("foo_cleanup")])], misuseOff)
    #expect(cleanup.found == ["api-misuse in foo_cleanup"], "\(cleanup)")
  }
}
