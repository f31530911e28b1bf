import Testing

@testable import Scenarios
@testable import Sim

/// Sections 1: what differs between kernels, and the rarer parts of workqueues.
@Suite("Kernel: workqueues, versions and rarer parts")
struct WorkVersionTests {
  private static let c = CompiledC(
    #"""
    static struct workqueue_struct *wq, *wq2;
    static struct work_struct w, w2;
    static struct delayed_work dw;
    static int runs, running, ended, returned;

    static void count_fn(struct work_struct *work) { runs++; }
    static void exclusive_fn(struct work_struct *work)
    {
    	sim_assert(!running);
    	running = 1;
    	runs++;
    	running = 0;
    }
    static void long_fn(struct work_struct *work)
    {
    	running = 1;
    	msleep(1);
    	running = 0;
    	runs++;
    }
    void init(void)
    {
    	wq = alloc_workqueue("q", 0, 0);
    	wq2 = alloc_workqueue("q2", 0, 0);
    	INIT_WORK(&w, count_fn);
    	INIT_WORK(&w2, count_fn);
    	INIT_DELAYED_WORK(&dw, count_fn);
    }
    void init_long(void) { init(); INIT_WORK(&w, long_fn); INIT_DELAYED_WORK(&dw, long_fn); }
    void queue(void) { queue_work(wq, &w); }

    /* Refused by a draining queue. */
    void init_slow(void) { init_long(); queue_work(wq, &w); }
    void drain(void) { drain_workqueue(wq); ended = 1; }
    void refused(void)
    {
    	bool r;

    	if (running && !ended) {
    		r = queue_work(wq, &w2);
    		if (!ended) {
    			sim_assert(r);
    			returned = 1;
    		}
    	}
    }
    void refused_then_cancel(void) { refused(); if (returned) cancel_work_sync(&w2); }
    void refused_then_queue(void)
    {
    	refused();
    	while (!ended)
    		msleep(1);
    	/* It may have been queued before the drain began, or after. */
    	if (returned) {
    		flush_work(&w2);
    		sim_assert(queue_work(wq, &w2));
    	}
    }

    /* mod_delayed_work while cancel_delayed_work_sync waits. */
    void init_dlong(void) { init_long(); queue_delayed_work(wq, &dw, 0); }
    void dcancel(void) { cancel_delayed_work_sync(&dw); ended = 1; }
    void dmod(void)
    {
    	if (running && !ended) {
    		bool was = mod_delayed_work(wq, &dw, 1000);

    		if (running)
    			sim_assert(!was);
    	}
    }
    void dmod_lost(void)
    {
    	if (running) {
    		mod_delayed_work(wq, &dw, 1000);
    		if (running)
    			sim_assert(delayed_work_pending(&dw));
    	}
    }
    void cancel(void) { cancel_work_sync(&w); ended = 1; }
    void pending_while_cancelled(void)
    {
    	if (running && !ended)
    		sim_assert(!work_pending(&w) || !running);
    }

    /* Which instance the kernel sees. */
    void init_two(void) { init(); INIT_WORK(&w, exclusive_fn); }
    void queue2(void) { queue_work(wq2, &w); }
    void reinit_running(void)
    {
    	if (running) {
    		INIT_WORK(&w, exclusive_fn);
    		queue_work(wq, &w);
    	}
    }
    void reinit_then_flush(void)
    {
    	if (running && !work_pending(&w)) {
    		INIT_WORK(&w, long_fn);
    		flush_work(&w);
    		sim_assert(!running);
    	}
    }
    void flush_checks(void)
    {
    	if (running && !work_pending(&w)) {
    		flush_work(&w);
    		sim_assert(!running);
    	}
    }
    void init_long_twice(void) { init_long(); queue_work(wq, &w); }
    void queue_elsewhere_then_cancel(void)
    {
    	if (running && !work_pending(&w)) {
    		queue_work(wq2, &w);
    		cancel_work_sync(&w);
    		sim_assert(!running);
    	}
    }

    /* The container is freed by its function while somebody disables the work. */
    static struct work_struct *heap;
    /* It frees itself once somebody has taken PENDING and waits: disabled, or in 6.1 cancelling. */
    static void patient_fn(struct work_struct *work)
    {
    	running = 1;
    	while (!(READ_ONCE(work->data.counter) & 0xffff0002))
    		msleep(1);
    	kfree(work);
    }
    void init_patient(void) { init(); heap = kmalloc(sizeof(*heap), GFP_KERNEL); INIT_WORK(heap, patient_fn); queue_work(system_wq, heap); }
    void disable_patient(void) { while (!running) msleep(1); disable_work_sync(heap); }
    void cancel_patient(void) { while (!running) msleep(1); cancel_work_sync(heap); }
    void cancel_async_false(void) { if (running) sim_assert(!cancel_work(&w)); }
    void enable_queues(void)
    {
    	disable_work(&w);
    	disable_work(&w);
    	sim_assert(!enable_and_queue_work(wq, &w));
    	sim_assert(!work_pending(&w));
    	sim_assert(enable_and_queue_work(wq, &w));
    	flush_work(&w);
    	sim_assert(runs == 1);
    }
    void disable_too_often(void)
    {
    	w.data.counter |= 0xffff << 16;
    	disable_work(&w);
    }
    void disable_unused(void)
    {
    	INIT_WORK(&w, count_fn);
    	sim_assert(!disable_work_sync(&w));
    	sim_assert(!queue_work(wq, &w));
    	INIT_WORK(&w, count_fn);
    	sim_assert(queue_work(wq, &w));
    }
    void disable_delayed(void)
    {
    	queue_delayed_work(wq, &dw, 100);
    	sim_assert(disable_delayed_work(&dw) || work_busy(&dw.work) || runs);
    	sim_assert(!schedule_delayed_work(&dw, 1));
    	sim_assert(!mod_delayed_work(wq, &dw, 1));
    	sim_assert(enable_delayed_work(&dw));
    	sim_assert(!delayed_work_pending(&dw));
    }
    void cancel_delayed_returns(void)
    {
    	sim_assert(!cancel_delayed_work(&dw));
    	queue_delayed_work(wq, &dw, 100);
    	if (cancel_delayed_work(&dw))
    		sim_assert(!runs);
    	else
    		sim_assert(work_busy(&dw.work) || runs);
    	sim_assert(!delayed_work_pending(&dw));
    }

    /* Limits. */
    static struct completion c;
    static void waits_fn(struct work_struct *work) { wait_for_completion(&c); }
    static void completes_fn(struct work_struct *work) { complete(&c); }
    static void waits(struct workqueue_struct *q)
    {
    	init_completion(&c);
    	INIT_WORK(&w, waits_fn);
    	INIT_WORK(&w2, completes_fn);
    	queue_work(q, &w);
    	queue_work(q, &w2);
    }
    void starve_one(void) { waits(alloc_workqueue("one", WQ_UNBOUND, 1)); }
    void starve_legacy(void) { waits(create_workqueue("legacy")); }
    void starve_two(void) { waits(alloc_workqueue("two", WQ_UNBOUND, 2)); }
    void starve_raised(void)
    {
    	struct workqueue_struct *q = alloc_workqueue("one", WQ_UNBOUND, 1);

    	workqueue_set_max_active(q, 2);
    	waits(q);
    }
    static void first_fn(struct work_struct *work) { running = 1; msleep(1); running = 0; }
    static void second_fn(struct work_struct *work) { sim_assert(!running); }
    static void two(struct workqueue_struct *q)
    {
    	INIT_WORK(&w, first_fn);
    	INIT_WORK(&w2, second_fn);
    	queue_work(q, &w);
    	queue_work(q, &w2);
    }
    void two_cpus(void) { two(create_workqueue("legacy")); }
    void two_unbound(void) { two(alloc_workqueue("one", WQ_UNBOUND, 1)); }
    void two_single(void) { two(create_singlethread_workqueue("single")); }

    /* flush_workqueue: what was queued before. */
    static void again_fn(struct work_struct *work)
    {
    	if (!runs++)
    		queue_work(wq, work);
    }
    void flush_chain(void)
    {
    	INIT_WORK(&w, again_fn);
    	queue_work(wq, &w);
    	flush_workqueue(wq);
    	sim_assert(runs >= 1);
    	sim_assert(runs == 2);
    }
    static int stop;
    static void forever_fn(struct work_struct *work)
    {
    	if (!READ_ONCE(stop))
    		queue_work(wq, work);
    }
    void flush_forever(void)
    {
    	INIT_WORK(&w, forever_fn);
    	queue_work(wq, &w);
    	flush_workqueue(wq);
    	WRITE_ONCE(stop, 1);
    }

    /* Memory reclaim. */
    static void flusher_fn(struct work_struct *work) { flush_work(&w2); }
    static void canceller_fn(struct work_struct *work) { cancel_work_sync(&w2); }
    static void reclaim(work_func_t fn, unsigned int from, unsigned int to)
    {
    	INIT_WORK(&w, fn);
    	INIT_WORK(&w2, long_fn);
    	queue_work(alloc_workqueue("to", to, 0), &w2);
    	queue_work(alloc_workqueue("from", from, 0), &w);
    }
    void reclaim_flushes(void) { reclaim(flusher_fn, WQ_MEM_RECLAIM, 0); }
    void reclaim_flushes_reclaim(void) { reclaim(flusher_fn, WQ_MEM_RECLAIM, WQ_MEM_RECLAIM); }
    void reclaim_cancels(void) { reclaim(canceller_fn, WQ_MEM_RECLAIM, 0); }
    void plain_flushes(void) { reclaim(flusher_fn, 0, 0); }

    /* BH workqueues. */
    static spinlock_t lock;
    static struct timer_list timer;
    static void bh_fn(struct work_struct *work) { runs++; }
    static void bh_sleeps_fn(struct work_struct *work) { msleep(1); }
    static void bh_count_fn(struct work_struct *work) { sim_assert(!running); running = 1; runs++; running = 0; }
    void init_bh(void) { init(); INIT_WORK(&w, bh_count_fn); queue_work(system_bh_wq, &w); }
    void queue_bh(void) { queue_work(system_bh_wq, &w); }
    void bh_sleeps(void) { INIT_WORK(&w, bh_sleeps_fn); queue_work(system_bh_wq, &w); }
    void bh_cancel(void) { cancel_work_sync(&w); sim_assert(!running); }
    void bh_flush(void) { queue_work(system_bh_wq, &w); flush_work(&w); sim_assert(runs); }
    static void cancels_fn(struct timer_list *t) { cancel_work_sync(&w); }
    void bh_cancel_in_softirq(void) { timer_setup(&timer, cancels_fn, 0); mod_timer(&timer, jiffies + 1); }
    void cancel_in_softirq(void)
    {
    	INIT_WORK(&w, count_fn);
    	queue_work(wq, &w);
    	flush_work(&w);
    	timer_setup(&timer, cancels_fn, 0);
    	mod_timer(&timer, jiffies + 1);
    }
    static struct hrtimer h;
    static enum hrtimer_restart hcancels_fn(struct hrtimer *t) { cancel_work_sync(&w); return HRTIMER_NORESTART; }
    void bh_cancel_in_hardirq(void)
    {
    	hrtimer_setup(&h, hcancels_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	hrtimer_start(&h, 1000, HRTIMER_MODE_REL);
    }

    /* What a work function leaves behind. */
    static DEFINE_MUTEX(mutex);
    static void leaves_mutex_fn(struct work_struct *work) { mutex_lock(&mutex); }
    static void leaves_rcu_fn(struct work_struct *work) { rcu_read_lock(); }
    void leaves_mutex(void) { INIT_WORK(&w, leaves_mutex_fn); queue_work(wq, &w); }
    void leaves_rcu(void) { INIT_WORK(&w, leaves_rcu_fn); queue_work(wq, &w); }

    /* rcu_work. */
    static struct rcu_work rw;
    static int reading;
    static void rcu_fn(struct work_struct *work)
    {
    	sim_assert(to_rcu_work(work) == &rw);
    	sim_assert(!reading);
    	runs++;
    }
    void init_rcu(void) { init(); INIT_RCU_WORK(&rw, rcu_fn); }
    void reader(void) { rcu_read_lock(); if (!ended) reading = 1; reading = 0; rcu_read_unlock(); }
    void queue_rcu(void) { ended = 1; sim_assert(queue_rcu_work(wq, &rw)); }
    void flush_rcu(void)
    {
    	queue_rcu_work(wq, &rw);
    	flush_rcu_work(&rw);
    	sim_assert(runs == 1);
    	sim_assert(!flush_rcu_work(&rw));
    }
    void flush_work_rcu(void) { queue_rcu_work(wq, &rw); flush_work(&rw.work); sim_assert(runs == 1); }
    void cancel_rcu(void) { queue_rcu_work(wq, &rw); cancel_work_sync(&rw.work); sim_assert(!work_pending(&rw.work)); }

    static void current_fn(struct work_struct *work) { sim_assert(current_work() == work); }
    void current_works(void) { sim_assert(!current_work()); INIT_WORK(&w, current_fn); queue_work(wq, &w); }

    void on_stack(void)
    {
    	struct work_struct s;

    	INIT_WORK_ONSTACK(&s, count_fn);
    	queue_work(wq, &s);
    	destroy_work_on_stack(&s);
    }
    void on_stack_flushed(void)
    {
    	struct work_struct s;

    	INIT_WORK_ONSTACK(&s, count_fn);
    	queue_work(wq, &s);
    	flush_work(&s);
    	destroy_work_on_stack(&s);
    }
    void zeroed(int i)
    {
    	struct work_struct *p = kzalloc(sizeof(*p), GFP_KERNEL);

    	if (i == 0)
    		queue_work(wq, p);
    	else if (i == 1)
    		cancel_work_sync(p);
    	else
    		flush_work(p);
    	kfree(p);
    }
    void system_queues(void)
    {
    	struct workqueue_struct *all[] = { system_wq, system_percpu_wq, system_unbound_wq,
    		system_dfl_wq, system_long_wq, system_highpri_wq, system_freezable_wq,
    		system_power_efficient_wq, system_freezable_power_efficient_wq, system_bh_wq,
    		system_bh_highpri_wq };

    	for (int i = 0; i < 11; i++) {
    		queue_work(all[i], &w);
    		flush_work(&w);
    		sim_assert(runs == i + 1);
    	}
    }
    void destroy(void) { destroy_workqueue(wq); }
    void queue_and_destroy(void) { queue_work(wq, &w); destroy_workqueue(wq); sim_assert(runs == 1); }
    void late_queue(void) { if (READ_ONCE(runs)) queue_work(wq, &w2); }
    """#)

  private static func run(
    _ name: String, _ setup: String, _ calls: [String], kernel: String = "7.1",
    checks: String = "", _ finds: String...
  ) -> KernelCase {
    var c = KernelCase(name, calls: calls)
    c.world += "\nsetup: [insmod, call \(setup)]\nkernel: \"\(kernel)\""
    if !checks.isEmpty { c.world += "\nchecks: {\(checks)}" }
    c.finds = finds
    return c
  }
  private static let misuseOff = "api-misuse: off"

  static let cases: [KernelCase] = [
    run("1.3 a draining queue refuses with a warning, and queue_work returns true", "init_slow",
      ["drain", "refused"], "api-misuse: draining"),
    run("1.3 before 7.1 a refused work stays PENDING: cancel_work_sync spins for ever",
      "init_slow", ["drain", "refused_then_cancel"], kernel: "6.12", checks: misuseOff,
      "deadlock: refused_then_cancel"),
    run("1.3 in 6.1 too", "init_slow", ["drain", "refused_then_cancel"], kernel: "6.1",
      checks: misuseOff, "deadlock: refused_then_cancel"),
    run("1.3 from 7.1 it does not", "init_slow", ["drain", "refused_then_cancel"],
      checks: misuseOff),
    run("1.3 before 7.1 a refused work can never be queued again", "init_slow",
      ["drain", "refused_then_queue"], kernel: "6.12", checks: misuseOff,
      "assertion: queue_work"),
    run("1.3 from 7.1 it can", "init_slow", ["drain", "refused_then_queue"],
      checks: misuseOff),
    run("1.3 all system workqueues", "init", ["system_queues"]),
    KernelCase("1.3 a work that was never set up",
      "threads: {a: call zeroed 0}\nsetup: [insmod, call init]", finds: "uninitialised-object"),
    KernelCase("1.6 flush_work of a work that was never set up",
      "threads: {a: call zeroed 2}\nsetup: [insmod, call init]", finds: "uninitialised-object"),
    KernelCase("1.7 cancel_work_sync of a work that was never set up",
      "threads: {a: call zeroed 1}\nsetup: [insmod, call init]", finds: "uninitialised-object"),
    run("1.4 in 6.1 mod_delayed_work during a cancel returns true and queues nothing",
      "init_dlong", ["dcancel", "dmod"], kernel: "6.1", "assertion: !was"),
    run("1.4 from 6.10 it returns what it took", "init_dlong", ["dcancel", "dmod"]),
    run("1.4 from 6.10 too it queues nothing", "init_dlong", ["dcancel", "dmod_lost"],
      "assertion: pending"),
    run("1.7 in 6.1 a work that is being cancelled is pending", "init_slow",
      ["cancel", "pending_while_cancelled"], kernel: "6.1", "assertion: !work_pending"),
    run("1.7 from 6.10 it is not", "init_slow", ["cancel", "pending_while_cancelled"]),
    run("1.7 in 6.1 cancellers wait for each other", "init_slow", ["cancel", "cancel"],
      kernel: "6.1"),
    run("1.7 in 6.1 the core touches the work after the wait", "init_patient", ["cancel_patient"],
      kernel: "6.1", "use-after-free: cancel_patient"),
    run("1.7 cancel_work_sync touches a work that has freed itself", "init_patient",
      ["cancel_patient"], "use-after-free: cancel_patient"),
    run("1.7 disable_work_sync touches a work that has freed itself", "init_patient",
      ["disable_patient"], "use-after-free: disable_patient"),
    run("1.7 in 6.1 cancel_work during cancel_work_sync returns false", "init_slow",
      ["cancel", "cancel_async_false"], kernel: "6.1"),
    run("1.7 enable_and_queue_work", "init", ["enable_queues"]),
    run("1.7 disable overflow", "init", ["disable_too_often"], "api-misuse: 65535"),
    run("1.7 disable before the first use, and INIT_WORK resets it", "init", ["disable_unused"]),
    run("1.7 disable_delayed_work", "init", ["disable_delayed"]),
    run("1.7 cancel_delayed_work takes it off the timer", "init", ["cancel_delayed_returns"]),
    run("1.5 one work on two workqueues runs concurrently", "init_two", ["queue", "queue2"],
      "assertion: !running"),
    run("1.2 INIT_WORK of a running work: it may run twice at once", "init_two",
      ["queue", "reinit_running"], "assertion: !running"),
    run("1.2 flush_work finds a running work", "init_slow", ["flush_checks"]),
    run("1.2 INIT_WORK of a running work: flush_work does not find it", "init_slow",
      ["reinit_then_flush"], "assertion: !running"),
    run("1.5 cancel_work_sync looks at the last workqueue only", "init_long_twice",
      ["queue_elsewhere_then_cancel"], "assertion: !running"),
    run("1.5 max_active of an unbound queue starves a work that waits for the next", "init",
      ["starve_one"], "deadlock: waits_fn"),
    run("1.5 max_active of a per-CPU queue starves works of one CPU", "init", ["starve_legacy"],
      "deadlock: waits_fn"),
    run("1.5 max_active 2 lets two run", "init", ["starve_two"]),
    run("1.5 workqueue_set_max_active", "init", ["starve_raised"]),
    run("1.5 max_active of a per-CPU queue is per CPU", "init", ["two_cpus"],
      "assertion: !running"),
    run("1.5 max_active of an unbound queue is for all CPUs", "init", ["two_unbound"]),
    run("1.8 create_singlethread_workqueue is ordered", "init", ["two_single"]),
    run("1.8 flush_workqueue does not wait for works queued later", "init", ["flush_chain"],
      "assertion: runs == 2"),
    run("1.8 flush_workqueue ends though a work queues itself for ever", "init",
      ["flush_forever"]),
    run("1.8 destroy_workqueue waits for what is queued", "init", ["queue_and_destroy"]),
    run("1.8 in 6.1 a work queued between drain and free keeps the workqueue", "init_slow",
      ["destroy", "late_queue"], kernel: "6.1", "api-misuse: busy", "api-misuse: destroyed",
      "api-misuse: draining"),
    run("1.6 a WQ_MEM_RECLAIM work must not flush another workqueue's", "init",
      ["reclaim_flushes"], "api-misuse: WQ_MEM_RECLAIM"),
    run("1.6 it may flush another WQ_MEM_RECLAIM one's", "init", ["reclaim_flushes_reclaim"]),
    run("1.6 it may cancel", "init", ["reclaim_cancels"]),
    run("1.6 a plain work may flush", "init", ["plain_flushes"]),
    run("1.9 a BH work never runs twice at once", "init_bh", ["queue_bh", "queue_bh"]),
    run("1.9 a BH work must not sleep", "init", ["bh_sleeps"], "sleep-in-atomic: BH work"),
    run("1.9 cancel_work_sync of a BH work waits", "init_bh", ["bh_cancel"]),
    run("1.9 flush_work of a BH work", "init", ["bh_flush"]),
    run("1.9 cancel_work_sync of a BH work in a softirq", "init_bh", ["bh_cancel_in_softirq"]),
    run("1.7 cancel_work_sync in a softirq", "init", ["cancel_in_softirq"],
      "sleep-in-atomic: cancels_fn"),
    run("1.9 cancel_work_sync of a BH work in a hard interrupt", "init_bh",
      ["bh_cancel_in_hardirq"], "api-misuse: hard interrupt"),
    run("1.10 a work function that leaves a mutex locked", "init", ["leaves_mutex"],
      "lock-misuse: leaves_mutex_fn"),
    run("1.10 a work function that leaves an RCU section open", "init", ["leaves_rcu"],
      "lock-misuse: leaves_rcu_fn"),
    run("1.3 rcu_work runs after a grace period", "init_rcu", ["reader", "queue_rcu"]),
    run("1.3 flush_rcu_work waits for grace period and work", "init_rcu", ["flush_rcu"]),
    run("1.3 flush_work of a rcu_work does not wait for the grace period", "init_rcu",
      ["flush_work_rcu"], "assertion: runs == 1"),
    run("1.3 cancel_work_sync of a rcu_work waits for its grace period", "init_rcu",
      ["cancel_rcu"]),
    run("1.1 current_work", "init", ["current_works"]),
    run("1.2 a work on the stack, flushed", "init", ["on_stack_flushed"]),
    run("1.2 a work on the stack, not flushed", "init", ["on_stack"],
      "free-active-object"),
  ]

  @Test("works", arguments: cases)
  func works(_ c: KernelCase) throws { try c.check(Self.c, seeds: 300) }
}
