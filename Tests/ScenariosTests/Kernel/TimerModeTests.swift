import Testing

@testable import Scenarios
@testable import Sim

/// Sections 2: the rarer parts of timers and hrtimers.
@Suite("Kernel: timers, rarer parts")
struct TimerModeTests {
  private static let c = CompiledC(
    #"""
    static struct timer_list t;
    static struct hrtimer h;
    static int runs, running, stopped, rearm;
    static unsigned long due;

    static void fn(struct timer_list *timer)
    {
    	sim_assert(!running);
    	running = 1;
    	sim_assert(!stopped);
    	runs++;
    	running = 0;
    }
    void init(void) { timer_setup(&t, fn, 0); }
    void arm(void) { mod_timer(&t, jiffies + 1); }
    void del_sync_stop(void) { timer_delete_sync(&t); stopped = 1; }
    void reduce(void)
    {
    	sim_assert(!timer_reduce(&t, jiffies + 1000));
    	due = t.expires;
    	if (timer_reduce(&t, due + 1000)) {
    		sim_assert(t.expires == due);
    		if (timer_reduce(&t, due - 500))
    			sim_assert(t.expires == due - 500);
    	}
    	timer_delete_sync(&t);
    }
    void old_names(void)
    {
    	mod_timer(&t, jiffies + 5);
    	if (!del_timer(&t)) {
    		sim_assert(!del_timer_sync(&t));
    		sim_assert(runs);
    	}
    	sim_assert(try_to_del_timer_sync(&t) == 0);
    }
    /* Both CPUs in turn. */
    static int cpu;
    static void hopping_fn(struct timer_list *timer) { fn(timer); }
    void init_hopping(void) { timer_setup(&t, hopping_fn, 0); t.expires = jiffies + 1; add_timer_on(&t, 0); }
    void hop(void) { if (!timer_pending(&t)) { t.expires = jiffies + 1; add_timer_on(&t, 1); } }
    void stay(void) { if (!timer_pending(&t)) { t.expires = jiffies + 1; add_timer_on(&t, 0); } }
    void hop_then_delete(void)
    {
    	if (running) {
    		hop();
    		timer_delete_sync(&t);
    		sim_assert(!running);
    	}
    }
    void stay_then_delete(void)
    {
    	if (running) {
    		stay();
    		timer_delete_sync(&t);
    		sim_assert(!running);
    	}
    }
    void add_on_twice(void) { t.expires = jiffies + 1000; add_timer_on(&t, 0); add_timer_on(&t, 0); }

    static enum hrtimer_restart deletes_fn(struct hrtimer *timer) { timer_delete_sync(&t); return HRTIMER_NORESTART; }
    static void hrun(enum hrtimer_restart (*f)(struct hrtimer *))
    {
    	hrtimer_setup(&h, f, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	hrtimer_start(&h, 1000, HRTIMER_MODE_REL);
    }
    void delete_in_hardirq(void) { timer_setup(&t, fn, 0); hrun(deletes_fn); }
    void delete_in_hardirq_irqsafe(void) { timer_setup(&t, fn, TIMER_IRQSAFE); hrun(deletes_fn); }
    static bool irqs_are_off(void) { unsigned long f; local_irq_save(f); local_irq_restore(f); return f != 0; }
    static void irqs_fn(struct timer_list *timer) { sim_assert(irqs_are_off()); runs++; }
    static void no_irqs_fn(struct timer_list *timer) { sim_assert(!irqs_are_off()); runs++; }
    void irqsafe(void) { timer_setup(&t, irqs_fn, TIMER_IRQSAFE); arm(); }
    void not_irqsafe(void) { timer_setup(&t, no_irqs_fn, 0); arm(); }
    void deferrable(void) { timer_setup(&t, fn, TIMER_DEFERRABLE); arm(); }
    struct foo { struct timer_list t; struct hrtimer h; };
    static DEFINE_TIMER(fixed, fn);
    void use_fixed(void) { mod_timer(&fixed, jiffies + 1); timer_delete_sync(&fixed); }
    void zeroed(int i)
    {
    	struct foo *p = kzalloc(sizeof(*p), GFP_KERNEL);

    	if (i == 0)
    		mod_timer(&p->t, jiffies + 1);
    	else if (i == 1)
    		timer_delete_sync(&p->t);
    	else if (i == 2)
    		hrtimer_cancel(&p->h);
    	else
    		hrtimer_start(&p->h, 1000, HRTIMER_MODE_REL);
    	kfree(p);
    }
    void on_stack(int flush)
    {
    	struct timer_list s;

    	timer_setup_on_stack(&s, fn, 0);
    	mod_timer(&s, jiffies + 1000);
    	if (flush)
    		timer_delete_sync(&s);
    	destroy_timer_on_stack(&s);
    }
    void dead_timer(void)
    {
    	timer_shutdown_sync(&t);
    	sim_assert(!mod_timer(&t, jiffies + 1));
    	t.expires = jiffies + 1;
    	add_timer(&t);
    	sim_assert(!timer_pending(&t));
    	timer_setup(&t, fn, 0);
    	mod_timer(&t, jiffies + 1000);
    	sim_assert(timer_delete_sync(&t) || runs);
    }
    static enum hrtimer_restart nop_fn(struct hrtimer *timer) { return HRTIMER_NORESTART; }
    struct holder { struct timer_list t; struct hrtimer h; int i; };
    void free_armed(int hr)
    {
    	struct holder *p = kzalloc(sizeof(*p), GFP_KERNEL);

    	timer_setup(&p->t, fn, 0);
    	hrtimer_setup(&p->h, nop_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	if (hr)
    		hrtimer_start(&p->h, 1000000000, HRTIMER_MODE_REL);
    	else
    		mod_timer(&p->t, jiffies + 1000);
    	kfree(p);
    }

    /* hrtimers */
    static DEFINE_MUTEX(mutex);
    static enum hrtimer_restart hfn(struct hrtimer *timer)
    {
    	sim_assert(!running);
    	sim_assert(hrtimer_callback_running(timer));
    	sim_assert(!hrtimer_is_queued(timer) || rearm);
    	running = 1;
    	runs++;
    	running = 0;
    	return HRTIMER_NORESTART;
    }
    static enum hrtimer_restart hmutex_fn(struct hrtimer *timer) { mutex_lock(&mutex); mutex_unlock(&mutex); return HRTIMER_NORESTART; }
    static enum hrtimer_restart hdelete_fn(struct hrtimer *timer) { timer_delete_sync(&t); return HRTIMER_NORESTART; }
    void soft(enum hrtimer_restart (*f)(struct hrtimer *))
    {
    	hrtimer_setup(&h, f, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
    	hrtimer_start(&h, 1000, HRTIMER_MODE_REL_SOFT);
    }
    void hinit(void) { hrtimer_setup(&h, hfn, CLOCK_MONOTONIC, HRTIMER_MODE_REL); hrtimer_start(&h, 1000, HRTIMER_MODE_REL); }
    void soft_init(void) { timer_setup(&t, fn, 0); soft(hfn); }
    void soft_cancel(void) { hrtimer_cancel(&h); sim_assert(!running && !hrtimer_active(&h)); }
    void soft_start(void) { rearm = 1; hrtimer_start(&h, 1000, HRTIMER_MODE_REL_SOFT); }
    void soft_mutex(void) { soft(hmutex_fn); }
    void soft_deletes_timer(void) { timer_setup(&t, fn, 0); soft(hdelete_fn); }
    void mismatch(void) { hrtimer_start(&h, 1000, HRTIMER_MODE_REL); }
    void old_init(void)
    {
    	hrtimer_init(&h, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	h.function = hfn;
    	hrtimer_start(&h, 1000, HRTIMER_MODE_REL);
    	sim_assert(hrtimer_cancel(&h) == !runs);
    }
    void hqueued(void)
    {
    	hrtimer_setup(&h, hfn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	sim_assert(!hrtimer_is_queued(&h) && !hrtimer_active(&h));
    	hrtimer_start(&h, 1000000000, HRTIMER_MODE_REL);
    	sim_assert(hrtimer_is_queued(&h) || hrtimer_active(&h) || runs);
    	hrtimer_cancel(&h);
    	hrtimer_set_expires(&h, ktime_get() + 500);
    	hrtimer_start_expires(&h, HRTIMER_MODE_ABS);
    	hrtimer_cancel(&h);
    	hrtimer_restart(&h);
    	hrtimer_cancel(&h);
    	sim_assert(!hrtimer_active(&h));
    }
    /* -1 while the callback runs, even though it is queued again; that stays. */
    void try_while_running(void)
    {
    	if (running) {
    		rearm = 1;
    		hrtimer_start(&h, 1000000000, HRTIMER_MODE_REL);
    		int r = hrtimer_try_to_cancel(&h);

    		sim_assert(r >= 0);
    	}
    }
    void try_keeps(void)
    {
    	if (running) {
    		rearm = 1;
    		hrtimer_start(&h, 1000000000, HRTIMER_MODE_REL);
    		if (hrtimer_try_to_cancel(&h) == -1)
    			sim_assert(hrtimer_active(&h) || runs > 1);
    	}
    }
    static ktime_t first;
    static enum hrtimer_restart twice_fn(struct hrtimer *timer)
    {
    	if (!runs)
    		first = hrtimer_get_expires(timer);
    	sim_assert(hrtimer_get_expires(timer) == first);
    	return ++runs == 1 ? HRTIMER_RESTART : HRTIMER_NORESTART;
    }
    void no_forward(void)
    {
    	hrtimer_setup(&h, twice_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	hrtimer_start(&h, 1000000, HRTIMER_MODE_REL);
    	while (hrtimer_active(&h))
    		usleep_range(500, 600);
    	sim_assert(runs == 2);
    }
    void forward_idle(void)
    {
    	hrtimer_setup(&h, hfn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	hrtimer_set_expires(&h, 100);
    	sim_assert(hrtimer_forward(&h, 350, 100) == 3);
    	sim_assert(hrtimer_get_expires(&h) == 400);
    	sim_assert(hrtimer_forward(&h, 350, 100) == 0);
    }
    void hstack(void)
    {
    	struct hrtimer s;

    	hrtimer_setup_on_stack(&s, hfn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	hrtimer_start(&s, 1000000000, HRTIMER_MODE_REL);
    	destroy_hrtimer_on_stack(&s);
    }
    void sleeps(void)
    {
    	ktime_t before = ktime_get(), zero = 0, time = 3000000;

    	sim_assert(schedule_hrtimeout(&zero, HRTIMER_MODE_REL) == 0);
    	set_current_state(TASK_UNINTERRUPTIBLE);
    	sim_assert(schedule_hrtimeout(&time, HRTIMER_MODE_REL) == 0);
    	sim_assert(ktime_get() - before >= 3000000);
    	before = ktime_get();
    	sim_assert(schedule_timeout_uninterruptible(5) == 0);
    	sim_assert(schedule_timeout_idle(5) == 0);
    	sim_assert(schedule_timeout_killable(5) == 0);
    	sim_assert(ktime_get() - before >= 15000000);
    }
    static struct task_struct *sleeper;
    static int late;
    void sleeper_sleeps(void)
    {
    	ktime_t time = 1000000000;

    	set_current_state(TASK_INTERRUPTIBLE);
    	WRITE_ONCE(sleeper, current);
    	int r = schedule_hrtimeout(&time, HRTIMER_MODE_REL);

    	sim_assert(r == 0);
    }
    void waker(void) { struct task_struct *p = READ_ONCE(sleeper); if (p) wake_up_process(p); }
    """#)

  private static func run(_ name: String, _ setup: String, _ calls: [String], _ finds: String...)
    -> KernelCase
  {
    var c = KernelCase(name, calls: calls)
    c.world += "\nsetup: [insmod, call \(setup)]"
    c.finds = finds
    return c
  }
  private static func zeroed(_ name: String, _ i: Int, function: String = "zeroed") -> KernelCase {
    KernelCase(
      name, "threads: {a: call \(function) \(i)}\nsetup: [insmod, call init]",
      finds: "uninitialised-object: zeroed")
  }

  static let cases: [KernelCase] = [
    run("2.1 timer_reduce never puts the expiry off", "init", ["reduce"]),
    run("2.1 the names of older kernels", "init", ["old_names"]),
    run("2.1 add_timer_on while the callback runs: it may run twice at once", "init_hopping",
      ["hop"], "assertion: !running"),
    run("2.1 add_timer_on to the CPU where it is: it may not", "init_hopping", ["stay stay"]),
    run("2.1 timer_delete_sync is blind after add_timer_on to another CPU", "init_hopping",
      ["hop_then_delete"], "assertion: !running"),
    run("2.1 timer_delete_sync is not blind on the same CPU", "init_hopping",
      ["stay_then_delete"]),
    run("2.1 add_timer_on of an armed timer", "init", ["add_on_twice"], "api-misuse: armed"),
    run("2.1 timer_delete_sync in a hard interrupt", "init", ["delete_in_hardirq"],
      "api-misuse: hard interrupt"),
    run("2.1 timer_delete_sync in a hard interrupt, TIMER_IRQSAFE", "init",
      ["delete_in_hardirq_irqsafe"]),
    run("2.1 a TIMER_IRQSAFE callback runs with interrupts off", "init", ["irqsafe"]),
    run("2.1 another one with interrupts on", "init", ["not_irqsafe"]),
    run("2.1 TIMER_DEFERRABLE", "init", ["deferrable"]),
    zeroed("2.1 mod_timer of a timer that was never set up", 0),
    zeroed("2.1 timer_delete_sync of a timer that was never set up", 1),
    zeroed("2.2 hrtimer_cancel of an hrtimer that was never set up", 2),
    zeroed("2.2 hrtimer_start of an hrtimer that was never set up", 3),
    run("2.1 DEFINE_TIMER sets it up", "init", ["use_fixed"]),
    KernelCase("2.1 a timer on the stack, armed",
      "threads: {a: call on_stack 0}\nsetup: [insmod]", finds: "free-active-object: timer_list"),
    KernelCase("2.1 a timer on the stack, deleted", "threads: {a: call on_stack 1}\nsetup: [insmod]"),
    run("2.1 after shutdown arming does nothing until timer_setup", "init", ["dead_timer"]),
    KernelCase("2.1 freed while armed", "threads: {a: call free_armed 0}\nsetup: [insmod]",
      finds: "free-active-object: timer_list"),
    KernelCase("2.2 freed while queued", "threads: {a: call free_armed 1}\nsetup: [insmod]",
      finds: "free-active-object: hrtimer"),
    run("2.2 a soft hrtimer never runs twice at once, and is cancelled", "soft_init",
      ["soft_start", "soft_start", "soft_cancel"], "assertion: hrtimer_active"),
    run("2.2 hrtimer_cancel of a soft one waits", "soft_init", ["soft_cancel"]),
    run("2.2 a soft one must not sleep either", "init", ["soft_mutex"],
      "sleep-in-atomic: hmutex_fn"),
    run("2.2 a soft one runs in a softirq", "init", ["soft_deletes_timer"]),
    run("2.2 started in another mode than it was set up", "soft_init", ["mismatch"],
      "api-misuse: another mode"),
    run("2.2 hrtimer_init and ->function", "init", ["old_init"]),
    run("2.2 is_queued, active, expires, restart", "init", ["hqueued"]),
    run("2.2 hrtimer_try_to_cancel is -1 while it runs, even if it is queued", "hinit",
      ["try_while_running"], "assertion: r >= 0"),
    run("2.2 it stays queued then", "hinit", ["try_keeps"]),
    run("2.2 RESTART without forward expires again at once", "init", ["no_forward"]),
    run("2.2 hrtimer_forward of an idle one", "init", ["forward_idle"]),
    run("2.2 an hrtimer on the stack, queued", "init", ["hstack"], "free-active-object: hrtimer",
      "use-after-return"),
    run("5.4 schedule_hrtimeout and schedule_timeout take their time", "init", ["sleeps"]),
    run("5.4 schedule_hrtimeout ends with a wake-up", "init", ["sleeper_sleeps", "waker"],
      "assertion: r == 0"),
  ]

  @Test("timers", arguments: cases)
  func timers(_ c: KernelCase) throws { try c.check(Self.c, seeds: 200) }
}
