import Testing

@testable import Scenarios

/// Sections 2: timers and hrtimers; 5: delays; the rows of appendix B about them.
@Suite("Kernel: timers")
struct KernelTimerTests {
  private static let c = CompiledC(
    #"""
    static struct timer_list t, u;
    static struct hrtimer h;
    static struct work_struct w;
    static int runs, running, rearm, stopped;
    static unsigned long due;
    static ktime_t start;
    static DEFINE_MUTEX(m);
    static DEFINE_SPINLOCK(s);

    static void fn(struct timer_list *timer)
    {
    	sim_assert(!running);
    	running = 1;
    	runs++;
    	sim_assert(!stopped);
    	sim_assert(time_after_eq(jiffies, due));
    	if (rearm) {
    		rearm--;
    		mod_timer(timer, jiffies + 1);
    	}
    	running = 0;
    }
    void init(void) { timer_setup(&t, fn, 0); }
    void arm(void) { mod_timer(&t, jiffies + 5); }
    void arm_rearming(void) { rearm = 2; arm(); }
    void del(void) { timer_delete(&t); sim_assert(!running); }
    void del_sync(void)
    {
    	timer_delete_sync(&t);
    	if (!timer_pending(&t))
    		sim_assert(!running);
    }
    void del_sync_stop(void) { timer_delete_sync(&t); stopped = 1; }
    void shutdown_stop(void) { timer_shutdown(&t); stopped = 1; }
    void shutdown_sync_stop(void)
    {
    	timer_shutdown_sync(&t);
    	stopped = 1;
    	sim_assert(!running && !timer_pending(&t) && !mod_timer(&t, jiffies));
    	sim_assert(!timer_pending(&t));
    }
    void del_returns(void)
    {
    	mod_timer(&t, jiffies + 5);
    	sim_assert(timer_delete_sync(&t) == !runs);
    	sim_assert(!timer_delete_sync(&t) && !timer_pending(&t));
    }
    void mod_returns(void)
    {
    	sim_assert(!mod_timer(&t, jiffies + 50));
    	int was = mod_timer(&t, jiffies + 60);

    	msleep(200);
    	timer_delete_sync(&t);
    	sim_assert(runs == (was ? 1 : 2));
    }
    void mod_moves(void)
    {
    	due = jiffies + 20;
    	mod_timer(&t, jiffies + 100);
    	mod_timer(&t, jiffies + 20);
    	msleep(50);
    	timer_delete_sync(&t);
    	sim_assert(runs);
    }
    void never_early(void) { due = jiffies + 7; mod_timer(&t, due); }
    void mod_pending_does_not_arm(void)
    {
    	sim_assert(!mod_timer_pending(&t, jiffies + 1));
    	sim_assert(!timer_pending(&t));
    }
    void add_twice(void)
    {
    	t.expires = jiffies + 5;
    	add_timer(&t);
    	add_timer(&t);
    }
    void setup_again(void) { timer_setup(&t, fn, 0); }
    static void pending_fn(struct timer_list *timer) { sim_assert(!timer_pending(timer)); runs++; }
    void not_pending_in_callback(void) { timer_setup(&t, pending_fn, 0); arm(); }
    static void free_fn(struct timer_list *timer) { kfree(timer); }
    void may_free_itself(void)
    {
    	struct timer_list *p = kmalloc(sizeof(*p), GFP_KERNEL);

    	timer_setup(p, free_fn, 0);
    	mod_timer(p, jiffies + 1);
    }
    void try_delete(void)
    {
    	int r = timer_delete_sync_try(&t);

    	if (r >= 0 && !timer_pending(&t))
    		sim_assert(!running);
    	sim_assert(r >= 0);
    }
    static void self_fn(struct timer_list *timer) { timer_delete_sync(timer); }
    void self_delete(void) { timer_setup(&t, self_fn, 0); arm(); }
    static void sleep_fn(struct timer_list *timer) { msleep(1); }
    void sleeps(void) { timer_setup(&t, sleep_fn, 0); arm(); }
    static void lock_fn(struct timer_list *timer) { spin_lock(&s); runs++; spin_unlock(&s); }
    void init_lock(void) { timer_setup(&t, lock_fn, 0); arm(); }
    void del_sync_locked(void)
    {
    	spin_lock_bh(&s);
    	timer_delete_sync(&t);
    	spin_unlock_bh(&s);
    }
    void del_locked(void)
    {
    	spin_lock_bh(&s);
    	timer_delete(&t);
    	spin_unlock_bh(&s);
    }
    static void order_fn(struct timer_list *timer)
    {
    	if (timer == &t)
    		sim_assert(!timer_pending(&u));
    }
    void in_order(void)
    {
    	timer_setup(&t, order_fn, 0);
    	timer_setup(&u, order_fn, 0);
    	mod_timer(&u, jiffies + 50);
    	mod_timer(&t, jiffies + 100);
    }

    /* A timer and a work that start each other. */
    static void kick_fn(struct timer_list *timer) { sim_assert(!stopped); schedule_work(&w); }
    static void work_fn(struct work_struct *work)
    {
    	sim_assert(!stopped);
    	mod_timer(&t, jiffies + 1);
    }
    void init_circle(void) { timer_setup(&t, kick_fn, 0); INIT_WORK(&w, work_fn); schedule_work(&w); }
    void circle_delete(void) { timer_delete_sync(&t); cancel_work_sync(&w); stopped = 1; }
    void circle_shutdown(void) { timer_shutdown_sync(&t); cancel_work_sync(&w); stopped = 1; }

    static enum hrtimer_restart hfn(struct hrtimer *timer)
    {
    	sim_assert(!running);
    	running = 1;
    	runs++;
    	sim_assert(!stopped);
    	if (rearm) {
    		rearm--;
    		hrtimer_forward_now(timer, ms_to_ktime(1));
    		running = 0;
    		return HRTIMER_RESTART;
    	}
    	running = 0;
    	return HRTIMER_NORESTART;
    }
    void hinit(void) { hrtimer_setup(&h, hfn, CLOCK_MONOTONIC, HRTIMER_MODE_REL); }
    void hstart(void) { hrtimer_start(&h, ms_to_ktime(1), HRTIMER_MODE_REL); }
    void hstart_rearming(void) { rearm = 2; hstart(); }
    void hcancel(void) { hrtimer_cancel(&h); if (!hrtimer_active(&h)) sim_assert(!running); }
    void hcancel_stop(void) { hrtimer_cancel(&h); stopped = 1; }
    void hcancel_returns(void)
    {
    	hstart();
    	sim_assert(hrtimer_cancel(&h) == !runs);
    	sim_assert(!hrtimer_cancel(&h) && !hrtimer_active(&h));
    }
    void htry(void) { sim_assert(hrtimer_try_to_cancel(&h) >= 0); }
    static enum hrtimer_restart hself_fn(struct hrtimer *timer)
    {
    	hrtimer_cancel(timer);
    	return HRTIMER_NORESTART;
    }
    void hself(void) { hrtimer_setup(&h, hself_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL); hstart(); }
    static enum hrtimer_restart hfree_fn(struct hrtimer *timer) { kfree(timer); return HRTIMER_NORESTART; }
    void hfree(void)
    {
    	struct hrtimer *p = kmalloc(sizeof(*p), GFP_KERNEL);

    	hrtimer_setup(p, hfree_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	hrtimer_start(p, 1000, HRTIMER_MODE_REL);
    }
    static enum hrtimer_restart hmutex_fn(struct hrtimer *timer)
    {
    	mutex_lock(&m);
    	mutex_unlock(&m);
    	return HRTIMER_NORESTART;
    }
    void hmutex(void) { hrtimer_setup(&h, hmutex_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL); hstart(); }
    void hnofn(void) { hrtimer_init(&h, CLOCK_MONOTONIC, HRTIMER_MODE_REL); hstart(); }
    void hforward_queued(void) { hstart(); hrtimer_forward_now(&h, 1000); }
    void hsetup_again(void) { hinit(); }
    /* Restarted by another CPU while its callback runs, and the callback ends with NORESTART. */
    void hstays_armed(void)
    {
    	if (running) {
    		hrtimer_start(&h, ms_to_ktime(1), HRTIMER_MODE_REL);
    		while (hrtimer_active(&h))
    			msleep(1);
    		sim_assert(runs == 2);
    	}
    }
    void hperiodic(void)
    {
    	start = ktime_get();
    	rearm = 3;
    	hrtimer_start(&h, ms_to_ktime(1), HRTIMER_MODE_REL);
    	while (hrtimer_active(&h))
    		msleep(1);
    	sim_assert(runs == 4 && ktime_get() - start >= ms_to_ktime(4));
    }

    void msleep_takes_its_time(void)
    {
    	unsigned long before = jiffies;

    	msleep(20);
    	sim_assert(time_after_eq(jiffies, before + 20));
    	before = jiffies;
    	usleep_range(5000, 6000);
    	sim_assert(time_after_eq(jiffies, before + 5));
    }
    """#)

  private static func run(_ name: String, _ setup: String, _ calls: [String], _ finds: String...)
    -> KernelCase
  {
    var c = KernelCase(name, calls: calls)
    c.world += "\nsetup: [insmod, \(setup)]"
    c.finds = finds
    return c
  }
  private static let idle = "call init"
  private static let armed = "call init, call arm"
  private static let rearming = "call init, call arm_rearming"
  private static let hidle = "call hinit"
  private static let harmed = "call hinit, call hstart"

  static let cases: [KernelCase] = [
    run("2.1 never before it is due", idle, ["never_early"]),
    run("2.1 in order of deadlines", idle, ["in_order"]),
    KernelCase("2.1 time: free gives that up",
      "threads: {a: call in_order}\ntime: free", finds: "assertion: timer_pending"),
    run("2.1 pending is false while the callback runs", idle, ["not_pending_in_callback"]),
    run("2.1 the callback may free its timer", idle, ["may_free_itself"]),
    run("2.1 never runs twice at once", idle, ["arm", "arm", "arm"]),
    run("2.1 timer_setup of an armed timer", armed, ["setup_again"], "reinit-active-object"),
    run("2.1 add_timer of an armed timer", idle, ["add_twice"], "api-misuse"),
    run("2.1 mod_timer tells whether it was armed", idle, ["mod_returns"]),
    run("2.1 mod_timer moves the deadline", idle, ["mod_moves"]),
    run("2.1 mod_timer_pending does not arm", idle, ["mod_pending_does_not_arm"]),
    run("2.1 timer_delete does not wait", armed, ["del"], "assertion: running"),
    run("2.1 timer_delete_sync waits", armed, ["del_sync"]),
    run("2.1 timer_delete_sync tells whether it was armed", idle, ["del_returns"]),
    run("2.1 timer_delete_sync stops a timer that arms itself", rearming, ["del_sync_stop"]),
    run("2.1 timer_delete_sync does not stop another who arms it", armed,
      ["arm", "del_sync_stop"], "assertion: stopped"),
    run("2.1 timer_shutdown does not wait", armed, ["shutdown_stop"], "assertion: stopped"),
    run("2.1 timer_shutdown_sync is a fence", rearming, ["arm", "shutdown_sync_stop"]),
    run("2.1 timer_delete_sync_try", armed, ["try_delete"], "assertion: r >= 0"),
    run("2.1 timer_delete_sync from the callback", idle, ["self_delete"], "deadlock"),
    run("2.1 timer_delete_sync under a lock of the callback", "call init_lock",
      ["del_sync_locked"], "deadlock", "lock-order: timer"),
    run("2.1 timer_delete under it", "call init_lock", ["del_locked"]),
    run("2.1 a timer function must not sleep", idle, ["sleeps"], "sleep-in-atomic: sleep_fn"),
    run("2.1 timer and work: timer_delete_sync first", "call init_circle", ["circle_delete"],
      "assertion: stopped"),
    run("2.1 timer and work: timer_shutdown_sync first", "call init_circle", ["circle_shutdown"]),
    run("2.2 never runs twice at once", hidle, ["hstart", "hstart", "hstart"]),
    run("2.2 RESTART enqueues with the forwarded expiry", hidle, ["hperiodic"]),
    run("2.2 hrtimer_cancel waits", harmed, ["hcancel"]),
    run("2.2 hrtimer_cancel tells whether it was queued", hidle, ["hcancel_returns"]),
    run("2.2 hrtimer_cancel stops a timer that restarts itself", "call hinit, call hstart_rearming",
      ["hcancel_stop"]),
    run("2.2 there is no shutdown", harmed, ["hstart", "hcancel_stop"], "assertion: stopped"),
    run("2.2 hrtimer_try_to_cancel does not wait", harmed, ["htry"],
      "assertion: hrtimer_try_to_cancel"),
    run("2.2 hrtimer_cancel from the callback", hidle, ["hself"], "deadlock"),
    run("2.2 the callback may free its timer", hidle, ["hfree"]),
    run("2.2 the callback is a hard interrupt", hidle, ["hmutex"], "sleep-in-atomic: hmutex_fn"),
    run("2.2 hrtimer_start without a function", "call init", ["hnofn"], "api-misuse"),
    run("2.2 hrtimer_forward of a queued one", hidle, ["hforward_queued"], "api-misuse"),
    run("2.2 hrtimer_setup of a queued one", harmed, ["hsetup_again"], "reinit-active-object"),
    run("2.2 started while it runs, it stays armed", harmed, ["hstays_armed"]),
    run("5.4 sleeps take their time", idle, ["msleep_takes_its_time"]),
  ]

  @Test("timers", arguments: cases)
  func timers(_ c: KernelCase) throws { try c.check(Self.c) }
}
