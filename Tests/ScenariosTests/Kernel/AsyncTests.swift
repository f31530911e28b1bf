import Testing

@testable import Scenarios
@testable import Sim

/// Sections 4.1 and 5: tasklets, irq_work, kthreads, wait queues, completions.
@Suite("Kernel: tasklets, kthreads, waiting")
struct AsyncTests {
  private static let c = CompiledC(
    #"""
    #include <linux/irq_work.h>
    static int runs, running, stopped, ready;

    /* Tasklets. */
    static struct tasklet_struct t;
    static void body(void)
    {
    	sim_assert(!running);
    	running = 1;
    	sim_assert(!stopped);
    	runs++;
    	running = 0;
    }
    static void fn(struct tasklet_struct *p) { body(); }
    static void old_fn(unsigned long data) { sim_assert(data == 7); body(); }
    static void again_fn(struct tasklet_struct *p) { if (!runs++) tasklet_schedule(p); }
    static void kills_fn(struct tasklet_struct *p) { tasklet_kill(p); }
    static void sleeps_fn(struct tasklet_struct *p) { msleep(1); }
    static void frees_fn(struct tasklet_struct *p) { kfree(p); }
    void tinit(void) { tasklet_setup(&t, fn); }
    void sched(void) { tasklet_schedule(&t); }
    void kill_stop(void) { tasklet_kill(&t); stopped = 1; }
    void kill_runs_it(void) { sched(); tasklet_kill(&t); sim_assert(runs == 1); sched(); }
    void again(void) { tasklet_setup(&t, again_fn); sched(); while (runs < 2) msleep(1); }
    void disable_check(void)
    {
    	tasklet_disable(&t);
    	sim_assert(!running);
    	stopped = 1;
    	stopped = 0;
    	tasklet_enable(&t);
    }
    void disable_atomic(void)
    {
    	tasklet_disable_in_atomic(&t);
    	sim_assert(!running);
    	tasklet_enable(&t);
    }
    void disable_nosync(void) { tasklet_disable_nosync(&t); sim_assert(!running); tasklet_enable(&t); }
    void unlock_wait(void) { tasklet_disable_nosync(&t); tasklet_unlock_wait(&t); sim_assert(!running); tasklet_enable(&t); }
    void disabled_kept(void)
    {
    	tasklet_disable(&t);
    	sched();
    	msleep(1);
    	sim_assert(!runs);
    	tasklet_enable(&t);
    	tasklet_kill(&t);
    	sim_assert(runs == 1);
    }
    void kill_disabled(void) { tasklet_disable(&t); sched(); tasklet_kill(&t); }
    void enable_often(void) { tasklet_enable(&t); }
    void kill_self(void) { tasklet_setup(&t, kills_fn); sched(); }
    void tsleeps(void) { tasklet_setup(&t, sleeps_fn); sched(); }
    void tfree(void)
    {
    	struct tasklet_struct *p = kzalloc(sizeof(*p), GFP_KERNEL);

    	tasklet_setup(p, fn);
    	tasklet_schedule(p);
    	kfree(p);
    }
    void tfree_self(void)
    {
    	struct tasklet_struct *p = kzalloc(sizeof(*p), GFP_KERNEL);

    	tasklet_setup(p, frees_fn);
    	tasklet_schedule(p);
    }
    static DECLARE_TASKLET(declared, fn);
    static DECLARE_TASKLET_DISABLED(disabled, fn);
    void old_ways(void)
    {
    	tasklet_init(&t, old_fn, 7);
    	tasklet_hi_schedule(&t);
    	tasklet_kill(&t);
    	sim_assert(runs == 1);
    	tasklet_schedule(&declared);
    	tasklet_kill(&declared);
    	sim_assert(runs == 2);
    	tasklet_schedule(&disabled);
    	tasklet_enable(&disabled);
    	tasklet_kill(&disabled);
    	sim_assert(runs == 3);
    }
    void tsetup(void) { tasklet_setup(&t, fn); }

    /* irq_work. */
    static struct irq_work iw;
    static DEFINE_MUTEX(mutex);
    static void iw_fn(struct irq_work *w) { sim_assert(!irq_work_is_pending(w) || ready); sim_assert(irq_work_is_busy(w)); sim_assert(!stopped); runs++; }
    static void iw_sleeps_fn(struct irq_work *w) { mutex_lock(&mutex); mutex_unlock(&mutex); }
    static void iw_frees_fn(struct irq_work *w) { kfree(w); }
    static void iw_once_fn(struct irq_work *w) { sim_assert(!running); running = 1; running = 0; }
    void iwinit(void) { init_irq_work(&iw, iw_fn); }
    void iwinit_once(void) { init_irq_work(&iw, iw_once_fn); }
    void iwqueue(void) { ready = 1; irq_work_queue(&iw); }
    void iwonce(void) { sim_assert(irq_work_queue(&iw)); irq_work_sync(&iw); sim_assert(runs == 1 && !irq_work_is_busy(&iw)); }
    void iwsync_stop(void) { irq_work_sync(&iw); stopped = 1; }
    void iwsleeps(void) { init_irq_work(&iw, iw_sleeps_fn); irq_work_queue(&iw); }
    void iwfrees(void)
    {
    	struct irq_work *p = kzalloc(sizeof(*p), GFP_KERNEL);

    	init_irq_work(p, iw_frees_fn);
    	irq_work_queue(p);
    }

    /* kthreads. */
    static struct task_struct *k;
    static int cleaned, parked;
    static int worker_fn(void *data)
    {
    	while (!kthread_should_stop()) {
    		if (kthread_should_park()) {
    			parked = 1;
    			kthread_parkme();
    			parked = 0;
    		}
    		sim_assert(!stopped);
    		runs++;
    		schedule_timeout_interruptible(10);
    	}
    	cleaned = 1;
    	return 5;
    }
    static int exits_fn(void *data) { return 3; }
    static int hangs_fn(void *data)
    {
    	set_current_state(TASK_UNINTERRUPTIBLE);
    	schedule();
    	return 0;
    }
    void kcreate(void) { k = kthread_create(worker_fn, NULL, "k"); }
    void krun(void) { k = kthread_run(worker_fn, NULL, "k"); }
    void kwake(void) { wake_up_process(k); }
    void kstop(void) { sim_assert(kthread_stop(k) == 5); sim_assert(cleaned); }
    void kstop_any(void) { int r = kthread_stop(k); sim_assert(r == 5 || r == -EINTR); stopped = 1; sim_assert(cleaned || r == -EINTR); }
    void kstop_cleaned(void) { kthread_stop(k); sim_assert(cleaned); }
    void kpark(void)
    {
    	sim_assert(!kthread_park(k));
    	stopped = 1;
    	msleep(30);
    	stopped = 0;
    	kthread_unpark(k);
    }
    void kpark_only(void) { kthread_park(k); }
    void kpark_stop(void) { kthread_park(k); kthread_stop(k); sim_assert(cleaned); }
    void kpark_new(void)
    {
    	k = kthread_create(worker_fn, NULL, "k");
    	sim_assert(!kthread_park(k));
    	sim_assert(!runs);
    	kthread_unpark(k);
    	kthread_stop(k);
    	sim_assert(cleaned);
    }
    void kexit_noref(void) { k = kthread_run(exits_fn, NULL, "k"); msleep(1); kthread_stop(k); }
    void kexit_ref(void)
    {
    	k = kthread_create(exits_fn, NULL, "k");
    	get_task_struct(k);
    	wake_up_process(k);
    	msleep(1);
    	int r = kthread_stop_put(k);

    	sim_assert(r == 3 || r == -EINTR);
    }
    void kexit_park(void)
    {
    	k = kthread_create(exits_fn, NULL, "k");
    	get_task_struct(k);
    	wake_up_process(k);
    	msleep(1);
    	kthread_park(k);
    }
    static int self_fn(void *data) { kthread_stop(current); return 0; }
    void kself(void) { k = kthread_run(self_fn, NULL, "k"); }
    void kput(void) { k = kthread_create(worker_fn, NULL, "k"); put_task_struct(k); put_task_struct(k); }

    /* Wait queues. */
    static DECLARE_WAIT_QUEUE_HEAD(wq);
    static DEFINE_SPINLOCK(lock);
    static int tokens, served;
    void wake(void) { WRITE_ONCE(ready, 1); wake_up(&wq); }
    void wake_int(void) { WRITE_ONCE(ready, 1); wake_up_interruptible(&wq); }
    void set_only(void) { WRITE_ONCE(ready, 1); }
    void wake_first(void) { wake_up(&wq); WRITE_ONCE(ready, 1); }
    void wait_plain(void) { wait_event(wq, READ_ONCE(ready)); }
    void wait_int(void) { int r = wait_event_interruptible(wq, READ_ONCE(ready)); sim_assert(r == 0 || r == -ERESTARTSYS); sim_assert(r || ready); }
    void wait_int_ok(void) { sim_assert(wait_event_interruptible(wq, READ_ONCE(ready)) == 0); }
    void wait_kill(void) { int r = wait_event_killable(wq, READ_ONCE(ready)); sim_assert(r || ready); }
    void wait_idle(void) { wait_event_idle(wq, READ_ONCE(ready)); sim_assert(ready); }
    void wait_time(void) { long r = wait_event_timeout(wq, READ_ONCE(ready), 5); sim_assert(r ? ready : 1); sim_assert(r <= 5); }
    void wait_all_times(void)
    {
    	sim_assert(wait_event_timeout(wq, 1, 5) == 5);
    	sim_assert(wait_event_timeout(wq, 0, 2) == 0);
    	sim_assert(wait_event_interruptible_timeout(wq, 0, 2) == 0);
    	sim_assert(wait_event_killable_timeout(wq, 0, 2) == 0);
    	sim_assert(wait_event_idle_timeout(wq, 0, 2) == 0);
    	sim_assert(wait_event_hrtimeout(wq, 0, ms_to_ktime(2)) == -ETIME);
    	sim_assert(wait_event_hrtimeout(wq, 1, ms_to_ktime(2)) == 0);
    	sim_assert(wait_event_interruptible_hrtimeout(wq, 0, ms_to_ktime(2)) == -ETIME);
    }
    void wait_hr(void) { int r = wait_event_hrtimeout(wq, READ_ONCE(ready), ms_to_ktime(5)); sim_assert(r == -ETIME || ready); }
    void wait_lock(void)
    {
    	spin_lock_irq(&lock);
    	wait_event_lock_irq(wq, tokens > 0, lock);
    	sim_assert(tokens > 0);
    	tokens--;
    	spin_unlock_irq(&lock);
    }
    void wait_lock_int(void)
    {
    	spin_lock_irq(&lock);
    	if (!wait_event_interruptible_lock_irq(wq, tokens > 0, lock))
    		tokens--;
    	sim_assert(tokens >= 0);
    	spin_unlock_irq(&lock);
    }
    void give_lock(void)
    {
    	spin_lock_irq(&lock);
    	tokens++;
    	spin_unlock_irq(&lock);
    	wake_up(&wq);
    }
    void wait_locked(void)
    {
    	spin_lock(&wq.lock);
    	if (!wait_event_interruptible_locked(wq, tokens > 0))
    		tokens--;
    	sim_assert(tokens >= 0);
    	spin_unlock(&wq.lock);
    }
    void give_locked(void) { spin_lock(&wq.lock); tokens++; wake_up_locked(&wq); spin_unlock(&wq.lock); }
    void excl(void) { if (!wait_event_interruptible_exclusive(wq, READ_ONCE(ready))) served++; }
    /* One exclusive waiter a wake-up; others stay. */
    static atomic_t woken;
    void excl_once(void)
    {
    	DEFINE_WAIT(e);

    	prepare_to_wait_exclusive(&wq, &e, TASK_UNINTERRUPTIBLE);
    	atomic_inc(&woken);
    	schedule();
    	finish_wait(&wq, &e);
    	served++;
    }
    void wake_one(void) { while (atomic_read(&woken) < 2) msleep(1); msleep(1); wake_up(&wq); }
    void wake_two(void) { while (atomic_read(&woken) < 2) msleep(1); wake_up_nr(&wq, 2); }
    void wake_all(void) { while (atomic_read(&woken) < 2) msleep(1); wake_up_all(&wq); }
    void manual(void)
    {
    	DEFINE_WAIT(e);

    	for (;;) {
    		prepare_to_wait(&wq, &e, TASK_UNINTERRUPTIBLE);
    		if (READ_ONCE(ready))
    			break;
    		schedule();
    	}
    	finish_wait(&wq, &e);
    	sim_assert(ready);
    }
    void manual_old(void)
    {
    	DECLARE_WAITQUEUE(e, current);

    	add_wait_queue(&wq, &e);
    	for (;;) {
    		set_current_state(TASK_UNINTERRUPTIBLE);
    		if (READ_ONCE(ready))
    			break;
    		schedule();
    	}
    	__set_current_state(TASK_RUNNING);
    	sim_assert(waitqueue_active(&wq));
    	remove_wait_queue(&wq, &e);
    }
    /* Tests first, and enqueues then: a wake-up in between is lost. */
    void lossy(void)
    {
    	DEFINE_WAIT(e);

    	if (!READ_ONCE(ready)) {
    		prepare_to_wait(&wq, &e, TASK_UNINTERRUPTIBLE);
    		schedule();
    		finish_wait(&wq, &e);
    	}
    }
    static int loop_fn(void *data)
    {
    #ifdef __clang__
    	wait_event(wq, READ_ONCE(ready));
    #endif
    	return 0;
    }
    static int loop_stop_fn(void *data) { wait_event(wq, READ_ONCE(ready) || kthread_should_stop()); return 0; }
    static int loop_int_fn(void *data) { wait_event_interruptible(wq, READ_ONCE(ready)); return 0; }
    static void stop_thread(int (*f)(void *))
    {
    	k = kthread_create(f, NULL, "k");
    	get_task_struct(k);
    	wake_up_process(k);
    	msleep(1);
    	kthread_stop_put(k);
    }
    void stop_deaf(void) { stop_thread(loop_fn); }
    void stop_hearing(void) { stop_thread(loop_stop_fn); }
    void stop_interruptible(void) { stop_thread(loop_int_fn); }

    /* Completions. */
    static DECLARE_COMPLETION(done);
    void c_wait(void) { wait_for_completion(&done); }
    void c_complete(void) { complete(&done); }
    void c_all(void) { complete_all(&done); }
    void c_sticky(void)
    {
    	complete(&done);
    	sim_assert(completion_done(&done));
    	wait_for_completion(&done);
    	sim_assert(!completion_done(&done));
    	sim_assert(!try_wait_for_completion(&done));
    	complete(&done);
    	complete(&done);
    	sim_assert(try_wait_for_completion(&done) && try_wait_for_completion(&done));
    	sim_assert(!try_wait_for_completion(&done));
    	complete_all(&done);
    	wait_for_completion(&done);
    	wait_for_completion(&done);
    	sim_assert(completion_done(&done));
    	reinit_completion(&done);
    	sim_assert(!completion_done(&done));
    }
    void c_times(void)
    {
    	sim_assert(!wait_for_completion_timeout(&done, 2));
    	sim_assert(!wait_for_completion_interruptible_timeout(&done, 2));
    	sim_assert(!wait_for_completion_killable_timeout(&done, 2));
    	sim_assert(!wait_for_completion_io_timeout(&done, 2));
    	complete(&done);
    	sim_assert(wait_for_completion_timeout(&done, 2) >= 1);
    }
    void c_int(void) { int r = wait_for_completion_interruptible(&done); sim_assert(r == 0 || r == -ERESTARTSYS); }
    void c_kill(void) { int r = wait_for_completion_killable(&done); sim_assert(r == 0 || r == -ERESTARTSYS); }
    void c_reinit(void) { reinit_completion(&done); wait_for_completion(&done); }
    """#)

  private static func run(_ name: String, _ setup: String, _ calls: [String], _ finds: String...)
    -> KernelCase
  {
    var c = KernelCase(name, calls: calls)
    c.world += setup.isEmpty ? "\nsetup: [insmod]" : "\nsetup: [insmod, call \(setup)]"
    c.finds = finds
    return c
  }

  static let cases: [KernelCase] = [
    run("4.1 a tasklet never runs twice at once", "tinit", ["sched sched", "sched"]),
    run("4.1 tasklet_kill lets a scheduled one run, and does not keep it from later", "tinit",
      ["kill_runs_it"]),
    run("4.1 tasklet_kill is no fence", "tinit", ["sched", "kill_stop"], "assertion: !stopped"),
    run("4.1 a tasklet may schedule itself", "tinit", ["again"]),
    run("4.1 tasklet_disable waits", "tinit", ["sched", "disable_check"]),
    run("4.1 tasklet_disable_in_atomic waits", "tinit", ["sched", "disable_atomic"]),
    run("4.1 tasklet_disable_nosync does not", "tinit", ["sched", "disable_nosync"],
      "assertion: !running"),
    run("4.1 tasklet_unlock_wait waits", "tinit", ["sched", "unlock_wait"]),
    run("4.1 a disabled tasklet stays scheduled", "tinit", ["disabled_kept"]),
    run("4.1 tasklet_kill of a disabled one hangs", "tinit", ["kill_disabled"], "deadlock"),
    run("4.1 tasklet_enable without disable", "tinit", ["enable_often"], "api-misuse"),
    run("4.1 tasklet_kill from its callback", "tinit", ["kill_self"], "sleep-in-atomic: kills_fn"),
    run("4.1 a tasklet must not sleep", "tinit", ["tsleeps"], "sleep-in-atomic: sleeps_fn"),
    run("4.1 freed while scheduled", "tinit", ["tfree"],
      "free-active-object", "use-after-free"),
    run("4.1 a tasklet must not free itself", "tinit", ["tfree_self"], "use-after-free"),
    run("4.1 tasklet_init, hi_schedule, DECLARE_TASKLET", "tinit", ["old_ways"]),
    run("4.1 tasklet_setup of a scheduled one", "tinit", ["sched", "tsetup"],
      "reinit-active-object"),
    run("4 irq_work is not pending but busy while it runs", "iwinit", ["iwonce"]),
    run("4 irq_work_sync waits, and is no fence", "iwinit", ["iwqueue", "iwsync_stop"],
      "assertion: !stopped"),
    run("4 irq_work runs in a hard interrupt", "iwinit", ["iwsleeps"],
      "sleep-in-atomic: iw_sleeps_fn"),
    run("4 irq_work must not free itself", "iwinit", ["iwfrees"], "use-after-free"),
    run("4 irq_work queued while it runs may run twice at once", "iwinit_once",
      ["iwqueue", "iwqueue"], "assertion: !running"),
    run("5.1 a kthread sleeps until it is woken", "kcreate", ["kstop_any"]),
    run("5.1 kthread_stop before the first run: the function is never called", "krun",
      ["kstop_cleaned"], "assertion: cleaned"),
    run("5.1 kthread_stop waits for the exit", "krun", ["kstop_any"]),
    run("5.1 kthread_stop of an exited thread without a reference", "", ["kexit_noref"],
      "use-after-free: kexit_noref"),
    run("5.1 kthread_stop_put of an exited thread with one", "", ["kexit_ref"]),
    run("5.1 kthread_stop of itself", "", ["kself"], "deadlock"),
    run("5.1 kthread_park waits until it is parked, and it stays so", "krun", ["kpark"]),
    run("5.1 a parked kthread is no hung task", "krun", ["kpark_only"]),
    run("5.1 kthread_stop unparks", "krun", ["kpark_stop"]),
    run("5.1 a kthread that is parked before its first run", "", ["kpark_new"]),
    run("5.1 kthread_park of an exited thread", "", ["kexit_park"], "api-misuse: exited",
      "deadlock: kexit_park"),
    run("5.1 wait_event without kthread_should_stop hangs kthread_stop", "", ["stop_deaf"],
      "deadlock"),
    run("5.1 wait_event with it does not", "", ["stop_hearing"]),
    run("5.1 kthread_stop ends an interruptible wait", "", ["stop_interruptible"]),
    run("5.2 wait_event loses no wake-up", "", ["wait_plain", "wait_plain", "wake"]),
    run("5.2 a condition without a wake-up hangs", "", ["wait_plain", "set_only"],
      "deadlock: wait_plain"),
    run("5.2 a wake-up before the condition hangs", "", ["wait_plain", "wake_first"],
      "deadlock: wait_plain"),
    run("5.2 tested before it is enqueued, a wake-up is lost", "", ["lossy", "wake"],
      "deadlock: lossy"),
    run("5.2 wake_up_interruptible wakes no others", "", ["wait_plain", "wake_int"],
      "deadlock: wait_plain"),
    run("5.2 wait_event_interruptible", "", ["wait_int", "wake_int"]),
    run("5.2 it ends with a signal", "", ["wait_int_ok"], "assertion: wait_event_interruptible"),
    run("5.2 wait_event_killable", "", ["wait_kill", "wake"]),
    run("5.2 wait_event_idle", "", ["wait_idle", "wake"]),
    run("5.2 wait_event_timeout", "", ["wait_time", "wake"]),
    run("5.2 all the timeouts", "", ["wait_all_times"]),
    run("5.2 wait_event_hrtimeout", "", ["wait_hr", "wake"]),
    run("5.2 wait_event_lock_irq", "", ["wait_lock", "wait_lock", "give_lock give_lock"]),
    run("5.2 wait_event_interruptible_lock_irq", "",
      ["wait_lock_int", "wait_lock_int", "give_lock give_lock"]),
    run("5.2 wait_event_interruptible_locked", "", ["wait_locked", "wait_locked",
      "give_locked give_locked"]),
    run("5.2 exclusive waiters: one a wake-up", "", ["excl_once", "excl_once", "wake_one"],
      "deadlock: excl_once"),
    run("5.2 wake_up_nr", "", ["excl_once", "excl_once", "wake_two"]),
    run("5.2 wake_up_all", "", ["excl_once", "excl_once", "wake_all"]),
    run("5.2 prepare_to_wait and finish_wait", "", ["manual", "wake"]),
    run("5.2 add_wait_queue: the entry stays on the list", "", ["manual_old", "wake"]),
    run("5.3 completions count and are sticky", "", ["c_sticky"]),
    run("5.3 complete before wait, or after", "", ["c_wait", "c_complete"]),
    run("5.3 one complete lets one go", "", ["c_wait", "c_wait", "c_complete"],
      "deadlock: c_wait"),
    run("5.3 complete_all lets all go", "", ["c_wait", "c_wait", "c_all"]),
    run("5.3 all the timeouts", "", ["c_times"]),
    run("5.3 an interruptible wait ends with a signal", "", ["c_int"]),
    run("5.3 a killable one with a fatal one", "", ["c_kill"]),
    run("5.3 reinit_completion loses what came before", "", ["c_reinit", "c_complete"],
      "deadlock: c_reinit"),
  ]

  @Test("asynchronous", arguments: cases)
  func asynchronous(_ c: KernelCase) throws { try c.check(Self.c, seeds: 200) }
}
