import Testing

@testable import Scenarios

/// Objects freed in use (1.10, 2.1), waits under locks, and what callbacks leave; waiting, RCU and
/// tasklets (4, 5, 6.4) as far as teardown needs them.
@Suite("Kernel: active objects and waiting")
struct KernelActiveTests {
  private static let c = CompiledC(
    #"""
    struct obj {
    	struct work_struct w; struct delayed_work dw; struct timer_list t; struct hrtimer h;
    	struct completion c; wait_queue_head_t q; spinlock_t s; struct mutex m;
    	struct rcu_head head; struct tasklet_struct tl; int ready, runs;
    };
    static struct obj *p;
    static struct workqueue_struct *wq;
    static int reader, stopped, woken;
    static DEFINE_MUTEX(m);
    static DEFINE_SPINLOCK(s);

    static void w_fn(struct work_struct *w) { container_of(w, struct obj, w)->runs++; }
    static void dw_fn(struct work_struct *w) { container_of(w, struct obj, dw.work)->runs++; }
    static void t_fn(struct timer_list *t) { container_of(t, struct obj, t)->runs++; }
    static enum hrtimer_restart h_fn(struct hrtimer *h) { container_of(h, struct obj, h)->runs++; return HRTIMER_NORESTART; }
    static void tl_fn(struct tasklet_struct *t) { container_of(t, struct obj, tl)->runs++; }
    static void rcu_free(struct rcu_head *h) { kfree(container_of(h, struct obj, head)); }

    void init(void)
    {
    	p = kzalloc(sizeof(*p), GFP_KERNEL);
    	INIT_WORK(&p->w, w_fn);
    	INIT_DELAYED_WORK(&p->dw, dw_fn);
    	timer_setup(&p->t, t_fn, 0);
    	hrtimer_setup(&p->h, h_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	init_completion(&p->c);
    	init_waitqueue_head(&p->q);
    	spin_lock_init(&p->s);
    	mutex_init(&p->m);
    	tasklet_setup(&p->tl, tl_fn);
    	wq = alloc_workqueue("q", 0, 0);
    }
    void free_p(void) { kfree(p); }

    void work(void) { queue_work(wq, &p->w); kfree(p); }
    void work_ok(void) { queue_work(wq, &p->w); cancel_work_sync(&p->w); kfree(p); }
    void work_nosync(void) { queue_work(wq, &p->w); cancel_work(&p->w); kfree(p); }
    void delayed(void) { queue_delayed_work(wq, &p->dw, 5); kfree(p); }
    void delayed_ok(void) { queue_delayed_work(wq, &p->dw, 5); cancel_delayed_work_sync(&p->dw); kfree(p); }
    void delayed_half(void) { queue_delayed_work(wq, &p->dw, 5); flush_work(&p->dw.work); kfree(p); }
    void timer(void) { mod_timer(&p->t, jiffies + 5); kfree(p); }
    void timer_ok(void) { mod_timer(&p->t, jiffies + 5); timer_delete_sync(&p->t); kfree(p); }
    void timer_nosync(void) { mod_timer(&p->t, jiffies + 5); timer_delete(&p->t); kfree(p); }
    void hrtimer(void) { hrtimer_start(&p->h, 5, HRTIMER_MODE_REL); kfree(p); }
    void hrtimer_ok(void) { hrtimer_start(&p->h, 5, HRTIMER_MODE_REL); hrtimer_cancel(&p->h); kfree(p); }
    void tasklet(void) { tasklet_schedule(&p->tl); kfree(p); }
    void tasklet_ok(void) { tasklet_schedule(&p->tl); tasklet_kill(&p->tl); kfree(p); }
    void spin_held(void) { spin_lock(&p->s); kfree(p); }
    void reinit_timer(void) { mod_timer(&p->t, jiffies + 5); timer_setup(&p->t, t_fn, 0); }
    void reinit_idle(void) { queue_work(wq, &p->w); flush_work(&p->w); INIT_WORK(&p->w, w_fn); timer_setup(&p->t, t_fn, 0); kfree(p); }
    void wait_mutex(void) { mutex_lock(&p->m); mutex_unlock(&p->m); }
    void free_waited(void) { mutex_lock(&p->m); msleep(5); mutex_unlock(&p->m); kfree(p); }

    /* 1.10: waits under a lock that the callback takes. */
    static void lock_w(struct work_struct *w) { mutex_lock(&m); mutex_unlock(&m); }
    void init_lock(void) { init(); INIT_WORK(&p->w, lock_w); queue_work(wq, &p->w); }
    void cancel_locked(void) { mutex_lock(&m); cancel_work_sync(&p->w); mutex_unlock(&m); }
    void flush_locked(void) { mutex_lock(&m); flush_work(&p->w); mutex_unlock(&m); }
    void destroy_locked(void) { mutex_lock(&m); destroy_workqueue(wq); mutex_unlock(&m); }
    void cancel_nosync_locked(void) { mutex_lock(&m); cancel_work(&p->w); mutex_unlock(&m); }
    void cancel_unlocked(void) { mutex_lock(&m); mutex_unlock(&m); cancel_work_sync(&p->w); }
    void cancel_atomic(void) { spin_lock(&s); cancel_work_sync(&p->w); spin_unlock(&s); }
    static void leave_w(struct work_struct *w) { mutex_lock(&m); }
    static void leave_rcu_w(struct work_struct *w) { rcu_read_lock(); }
    void left_locked(void) { INIT_WORK(&p->w, leave_w); queue_work(wq, &p->w); }
    void left_rcu(void) { INIT_WORK(&p->w, leave_rcu_w); queue_work(wq, &p->w); }
    static void leave_t(struct timer_list *t) { spin_lock(&s); }
    void left_spin(void) { timer_setup(&p->t, leave_t, 0); mod_timer(&p->t, jiffies + 1); }

    /* 5.2: a wake-up that touches the head after the waiter has gone on. */
    void wait_free(void) { wait_event(p->q, READ_ONCE(p->ready)); kfree(p); }
    void wake_last(void) { WRITE_ONCE(p->ready, 1); wake_up(&p->q); }
    void wait_keep(void) { wait_event(p->q, READ_ONCE(p->ready)); woken = 1; }
    void wake_never(void) { WRITE_ONCE(p->ready, 1); }
    void wait_timeout(void)
    {
    	long left = wait_event_timeout(p->q, READ_ONCE(p->ready), 10);

    	sim_assert(left > 0 ? READ_ONCE(p->ready) : 1);
    }
    /* 5.3: a completion may go as soon as its waiter has returned. */
    void wait_c_free(void) { wait_for_completion(&p->c); kfree(p); }
    void complete_last(void) { complete(&p->c); }
    void complete_sticky(void)
    {
    	complete(&p->c);
    	complete(&p->c);
    	wait_for_completion(&p->c);
    	sim_assert(try_wait_for_completion(&p->c) && !try_wait_for_completion(&p->c));
    	complete_all(&p->c);
    	wait_for_completion(&p->c);
    	wait_for_completion(&p->c);
    	reinit_completion(&p->c);
    	sim_assert(!completion_done(&p->c) && !wait_for_completion_timeout(&p->c, 5));
    }
    void complete_once(void) { complete(&p->c); }
    void wait_c(void) { wait_for_completion(&p->c); }

    /* 6.4 */
    void rcu_read(void)
    {
    	struct obj *o;

    	rcu_read_lock();
    	o = rcu_dereference(p);
    	if (o)
    		o->runs++;
    	rcu_read_unlock();
    }
    void rcu_read_late(void)
    {
    	struct obj *o;

    	rcu_read_lock();
    	o = rcu_dereference(p);
    	rcu_read_unlock();
    	if (o)
    		o->runs++;
    }
    void rcu_sync_free(void) { struct obj *o = p; rcu_assign_pointer(p, NULL); synchronize_rcu(); kfree(o); }
    void rcu_free_early(void) { struct obj *o = p; rcu_assign_pointer(p, NULL); kfree(o); }
    void rcu_free_before(void) { struct obj *o = p; synchronize_rcu(); rcu_assign_pointer(p, NULL); kfree(o); }
    void rcu_call_free(void) { struct obj *o = p; rcu_assign_pointer(p, NULL); call_rcu(&o->head, rcu_free); }
    void rcu_kfree(void) { struct obj *o = p; rcu_assign_pointer(p, NULL); kfree_rcu(o, head); }
    void barrier_waits(void) { struct obj *o = p; p = NULL; call_rcu(&o->head, rcu_free); rcu_barrier(); }

    void tl_again(void) { tasklet_schedule(&p->tl); }
    void tl_kill(void) { tasklet_kill(&p->tl); stopped = 1; }
    static void tl_stop_fn(struct tasklet_struct *t) { sim_assert(!stopped); p->runs++; }
    void init_tl(void) { init(); tasklet_setup(&p->tl, tl_stop_fn); tasklet_schedule(&p->tl); }
    void tl_killed_runs(void) { tasklet_kill(&p->tl); sim_assert(p->runs == 1); }
    static void tl_self_fn(struct tasklet_struct *t) { tasklet_kill(t); }
    void tl_self(void) { tasklet_setup(&p->tl, tl_self_fn); tasklet_schedule(&p->tl); }
    """#)

  private static func on(_ name: String, _ calls: [String], _ finds: String..., setup: String = "init")
    -> KernelCase
  {
    var c = KernelCase(name, calls: calls)
    c.world += "\nsetup: [insmod, call \(setup)]\nchecks: {leak: off}"
    c.finds = finds
    return c
  }

  static let cases: [KernelCase] = [
    on("a queued work", ["work"], "free-active-object: work_struct", "use-after-free: w_fn"),
    on("cancelled", ["work_ok"]),
    on("cancelled without waiting", ["work_nosync"], "use-after-free: w_fn"),
    on("an armed delayed work", ["delayed"], "free-active-object: timer_list",
      "free-active-object: work_struct", "use-after-free: dw_fn"),
    on("cancelled (delayed)", ["delayed_ok"]),
    on("flushed (delayed)", ["delayed_half"], "free-active-object: timer_list",
      "free-active-object: work_struct", "use-after-free: dw_fn"),
    on("an armed timer", ["timer"], "free-active-object: timer_list", "use-after-free: t_fn"),
    on("deleted and waited for", ["timer_ok"]),
    on("deleted without waiting", ["timer_nosync"], "use-after-free: t_fn"),
    on("a queued hrtimer", ["hrtimer"], "free-active-object: hrtimer", "use-after-free: h_fn"),
    on("cancelled (hrtimer)", ["hrtimer_ok"]),
    on("a scheduled tasklet", ["tasklet"], "free-active-object: tasklet", "use-after-free: tl_fn"),
    on("killed", ["tasklet_ok"]),
    on("a held spinlock", ["spin_held"], "free-active-object: held lock"),
    on("a mutex with a waiter", ["free_waited", "wait_mutex"], "free-active-object",
      "use-after-free: wait_mutex"),
    on("timer_setup of an armed timer", ["reinit_timer"], "reinit-active-object: timer_list"),
    on("of an idle one", ["reinit_idle"]),
    on("1.10 cancel_work_sync under a lock of the work", ["cancel_locked"], "deadlock",
      "lock-order: work", setup: "init_lock"),
    on("1.10 flush_work under it", ["flush_locked"], "deadlock", "lock-order: work",
      setup: "init_lock"),
    on("1.10 destroy_workqueue under it", ["destroy_locked"], "deadlock", "lock-order: workqueue",
      setup: "init_lock"),
    on("1.10 cancel_work under it", ["cancel_nosync_locked"], setup: "init_lock"),
    on("1.10 cancel_work_sync after it", ["cancel_unlocked"], setup: "init_lock"),
    on("1.10 cancel_work_sync in atomic context", ["cancel_atomic"], "sleep-in-atomic"),
    on("1.10 a work that leaves a lock", ["left_locked"], "lock-misuse: leave_w"),
    on("1.10 a work that leaves an RCU section", ["left_rcu"], "lock-misuse: leave_rcu_w"),
    on("2.1 a timer that leaves a lock", ["left_spin"], "lock-misuse: leave_t"),
    on("5.2 wake_up touches the head after the waiter has gone on", ["wait_free", "wake_last"],
      "use-after-free: wake_last"),
    on("5.2 a waiter is woken", ["wait_keep", "wake_last"]),
    on("5.2 a condition without a wake-up", ["wait_keep", "wake_never"], "deadlock: wait_keep"),
    on("5.2 wait_event_timeout", ["wait_timeout", "wake_last"]),
    on("5.3 a completion may go with its waiter", ["wait_c_free", "complete_last"]),
    on("5.3 a counter, and complete_all", ["complete_sticky"]),
    on("5.3 one wakes one", ["wait_c", "wait_c", "complete_once"], "deadlock: wait_c"),
    on("6.4 synchronize_rcu waits for readers", ["rcu_read", "rcu_read", "rcu_sync_free"]),
    on("6.4 not for what a reader keeps", ["rcu_read_late", "rcu_sync_free"],
      "use-after-free: rcu_read_late"),
    on("6.4 freed without it", ["rcu_read", "rcu_free_early"], "use-after-free: rcu_read"),
    on("6.4 nor for readers that begin later", ["rcu_read", "rcu_free_before"],
      "use-after-free: rcu_read"),
    on("6.4 call_rcu", ["rcu_read", "rcu_read", "rcu_call_free"]),
    on("6.4 kfree_rcu", ["rcu_read", "rcu_read", "rcu_kfree"]),
    on("6.4 rcu_barrier", ["barrier_waits"]),
    on("4.1 tasklet_kill lets a scheduled one run", ["tl_killed_runs"], setup: "init_tl"),
    on("4.1 tasklet_kill is a fence only for what was scheduled", ["tl_kill", "tl_again"],
      "assertion: stopped", setup: "init_tl"),
    on("4.1 tasklet_kill from itself", ["tl_self"], "sleep-in-atomic: tl_self_fn"),
  ]

  @Test("active objects and waiting", arguments: cases)
  func active(_ c: KernelCase) throws { try c.check(Self.c) }
}
