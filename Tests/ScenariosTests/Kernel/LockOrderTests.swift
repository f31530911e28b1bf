import Testing

@testable import Scenarios
@testable import Sim

/// The order of locks: what lockdep would say, what it does not see, and what is no deadlock.
@Suite("Kernel: the order of locks")
struct LockOrderTests {
  /// Each function is one task's part. Runs in which both meet deadlock for real; one task alone
  /// that does both in turn does not, and shows what is said all the same.
  static let locks = CompiledC(
    """
    #include <linux/rwsem.h>
    #include <linux/srcu.h>
    #include <linux/notifier.h>
    static DEFINE_MUTEX(a);
    static DEFINE_MUTEX(b);
    static DEFINE_MUTEX(c);
    static DEFINE_MUTEX(gate);
    static DECLARE_RWSEM(sem);
    static DEFINE_RWLOCK(rw);
    static DEFINE_SPINLOCK(s);
    static DEFINE_SPINLOCK(t);
    struct part { struct mutex lock; };
    static struct part parts[2];
    static struct part others[2];
    static void init_parts(struct part *p) { mutex_init(&p->lock); }
    static void init_others(struct part *p) { mutex_init(&p->lock); }
    static int __init start(void)
    {
    	init_parts(&parts[0]);
    	init_parts(&parts[1]);
    	init_others(&others[0]);
    	init_others(&others[1]);
    	return 0;
    }
    static void __exit stop(void) {}
    module_init(start);
    module_exit(stop);
    MODULE_LICENSE("GPL");
    static void two(struct mutex *x, struct mutex *y)
    {
    	mutex_lock(x);
    	mutex_lock(y);
    	mutex_unlock(y);
    	mutex_unlock(x);
    }
    void ab(void) { two(&a, &b); }
    void ba(void) { two(&b, &a); }
    void bc(void) { two(&b, &c); }
    void ca(void) { two(&c, &a); }
    void gated_ab(void) { mutex_lock(&gate); two(&a, &b); mutex_unlock(&gate); }
    void gated_ba(void) { mutex_lock(&gate); two(&b, &a); mutex_unlock(&gate); }
    void try_ba(void)
    {
    	mutex_lock(&b);
    	if (mutex_trylock(&a))
    		mutex_unlock(&a);
    	mutex_unlock(&b);
    }
    void tried_then_b(void)
    {
    	if (mutex_trylock(&a)) {
    		mutex_lock(&b);
    		mutex_unlock(&b);
    		mutex_unlock(&a);
    	}
    }
    void instances_01(void) { two(&parts[0].lock, &others[0].lock); }
    void instances_10(void) { two(&others[1].lock, &parts[1].lock); }
    void nest(int x, int y)
    {
    	mutex_lock(&parts[x].lock);
    	mutex_lock_nested(&parts[y].lock, 1);
    	mutex_unlock(&parts[y].lock);
    	mutex_unlock(&parts[x].lock);
    }
    void ordered(void) { two(&parts[0].lock, &parts[1].lock); }
    void inverted(void) { two(&parts[1].lock, &parts[0].lock); }
    void annotated(void) { nest(0, 1); }
    void sem_a(void) { down_read(&sem); mutex_lock(&a); mutex_unlock(&a); up_read(&sem); }
    void a_sem(void) { mutex_lock(&a); down_read(&sem); up_read(&sem); mutex_unlock(&a); }
    void sem_twice(void) { down_read(&sem); down_read(&sem); up_read(&sem); up_read(&sem); }
    void rw_s(void) { read_lock(&rw); spin_lock(&s); spin_unlock(&s); read_unlock(&rw); }
    void s_rw(void) { spin_lock(&s); read_lock(&rw); read_unlock(&rw); spin_unlock(&s); }
    void rw_s_bh(void) { read_lock_bh(&rw); spin_lock(&s); spin_unlock(&s); read_unlock_bh(&rw); }
    void s_rw_bh(void)
    {
    	spin_lock_bh(&s);
    	read_lock(&rw);
    	read_unlock(&rw);
    	spin_unlock_bh(&s);
    }
    void st(void) { spin_lock(&s); spin_lock(&t); spin_unlock(&t); spin_unlock(&s); }
    void ts(void) { spin_lock(&t); spin_lock(&s); spin_unlock(&s); spin_unlock(&t); }
    void no_init(void)
    {
    	struct part *p = kzalloc(sizeof(*p), GFP_KERNEL);

    	if (p) {
    		mutex_lock(&p->lock);
    		mutex_unlock(&p->lock);
    	}
    	kfree(p);
    }
    void with_init(void)
    {
    	struct part *p = kzalloc(sizeof(*p), GFP_KERNEL);

    	if (p) {
    		mutex_init(&p->lock);
    		mutex_lock(&p->lock);
    		mutex_unlock(&p->lock);
    	}
    	kfree(p);
    }
    struct spins { spinlock_t lock; rwlock_t rw; struct rw_semaphore sem; struct tasklet_struct t; };
    void no_spin_init(void)
    {
    	struct spins *p = kzalloc(sizeof(*p), GFP_KERNEL);

    	if (p) {
    		spin_lock(&p->lock);
    		spin_unlock(&p->lock);
    	}
    	kfree(p);
    }
    void no_tasklet_init(void)
    {
    	struct spins *p = kzalloc(sizeof(*p), GFP_KERNEL);

    	if (p)
    		tasklet_schedule(&p->t);
    	kfree(p);
    }
    """)

  private static func alone(_ name: String, _ calls: String, _ finds: String...) -> KernelCase {
    let list = calls.split(separator: " ").map { "call \($0)" }.joined(separator: ", ")
    return KernelCase(name, "threads: {one: [\(list)]}", finds: finds)
  }

  static let order: [KernelCase] = [
    alone("0.3 A then B and B then A in one task", "ab ba", "lock-order: lockdep would say so"),
    KernelCase("0.3 of two tasks", calls: ["ab", "ba"], finds: "lock-order", "deadlock"),
    alone("0.3 one order is none", "ab bc ab bc"),
    alone("0.3 a cycle of three", "ab bc ca", "lock-order"),
    alone("0.3 under one and the same other lock it is none", "gated_ab gated_ba"),
    alone("0.3 under it only once it is one", "gated_ab ba", "lock-order"),
    alone("0.3 a trylock waits for nobody", "ab try_ba"),
    alone("0.3 what is taken under a trylock does", "ba tried_then_b", "lock-order: tried_then_b"),
    alone("0.3 other instances of the same classes", "instances_01 instances_10", "lock-order"),
    alone("0.3 one class in a fixed order", "ordered ordered"),
    alone("0.3 one class in both orders", "ordered inverted", "lock-order"),
    alone("0.3 one class with a subclass", "annotated annotated"),
    alone("0.3 readers of an rwsem are in the order", "sem_a a_sem", "lock-order: a_sem"),
    alone("0.3 down_read is never recursive", "sem_twice", "lock-order: recursive"),
    alone("0.3 readers of an rwlock in a task are in the order", "rw_s s_rw", "lock-order: s_rw"),
    alone("0.3 a reader in interrupt context is recursive", "rw_s_bh s_rw_bh"),
    alone("0.3 spinlocks", "st ts", "lock-order: ts"),
    alone("14 a mutex in zeroed memory", "no_init", "uninitialised-object: no_init"),
    alone("14 a mutex set up in it", "with_init"),
    alone("14 a spinlock in zeroed memory", "no_spin_init", "uninitialised-object: no_spin_init"),
    alone("14 a tasklet in zeroed memory", "no_tasklet_init", "uninitialised-object: tasklet"),
  ]

  @Test("order of locks", arguments: order)
  func ordered(_ c: KernelCase) throws { try c.check(Self.locks, seeds: 40) }

  /// Waits for callbacks that take a lock: `under` waits with it held, `after` without.
  static let waits = CompiledC(
    """
    static DEFINE_MUTEX(m);
    static DEFINE_MUTEX(other);
    static DEFINE_SPINLOCK(s);
    static struct work_struct work;
    static struct workqueue_struct *queue;
    static struct timer_list timer;
    static struct hrtimer hr, hr2;
    static struct task_struct *task;
    static struct completion started, done;
    static struct tasklet_struct tasklet;
    static void take(void) { mutex_lock(&m); mutex_unlock(&m); }
    static void spin(void)
    {
    	unsigned long flags;

    	spin_lock_irqsave(&s, flags);
    	spin_unlock_irqrestore(&s, flags);
    }
    static void work_fn(struct work_struct *w) { take(); }
    static void timer_fn(struct timer_list *t) { spin(); }
    static enum hrtimer_restart hr_fn(struct hrtimer *t) { spin(); return HRTIMER_NORESTART; }
    static int kthread_fn(void *p)
    {
    	while (!kthread_should_stop()) {
    		take();
    		msleep(1);
    	}
    	return 0;
    }
    static int early_fn(void *p)
    {
    	take();
    	complete(&started);
    	while (!kthread_should_stop())
    		msleep(1);
    	return 0;
    }
    static int __init start(void)
    {
    	INIT_WORK(&work, work_fn);
    	queue = alloc_workqueue("q", 0, 0);
    	timer_setup(&timer, timer_fn, 0);
    	hrtimer_setup(&hr, hr_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	hrtimer_setup(&hr2, hr_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	init_completion(&started);
    	init_completion(&done);
    	return queue ? 0 : -ENOMEM;
    }
    static void __exit stop(void) { cancel_work_sync(&work); destroy_workqueue(queue); }
    module_init(start);
    module_exit(stop);
    MODULE_LICENSE("GPL");
    void run_work(void) { schedule_work(&work); flush_work(&work); }
    void cancel_under(void) { mutex_lock(&m); cancel_work_sync(&work); mutex_unlock(&m); }
    void cancel_after(void) { mutex_lock(&m); mutex_unlock(&m); cancel_work_sync(&work); }
    void cancel_other(void) { mutex_lock(&other); cancel_work_sync(&work); mutex_unlock(&other); }
    void run_queue(void) { queue_work(queue, &work); flush_workqueue(queue); }
    void flush_under(void) { mutex_lock(&m); flush_workqueue(queue); mutex_unlock(&m); }
    void run_timer(void) { mod_timer(&timer, jiffies + 1); msleep(20); }
    void timer_under(void)
    {
    	spin_lock_bh(&s);
    	timer_delete_sync(&timer);
    	spin_unlock_bh(&s);
    }
    void timer_after(void) { spin(); timer_delete_sync(&timer); }
    static void run_hr(struct hrtimer *t)
    {
    	hrtimer_start(t, ns_to_ktime(1000), HRTIMER_MODE_REL);
    	msleep(20);
    }
    void run_hrtimer(void) { run_hr(&hr); }
    void run_hrtimer2(void) { run_hr(&hr2); }
    void hrtimer_under(void)
    {
    	unsigned long flags;

    	spin_lock_irqsave(&s, flags);
    	hrtimer_cancel(&hr);
    	spin_unlock_irqrestore(&s, flags);
    }
    void hrtimer_after(void) { spin(); hrtimer_cancel(&hr); }
    void run_kthread(void) { task = kthread_run(kthread_fn, NULL, "k"); msleep(20); }
    void stop_under(void) { mutex_lock(&m); kthread_stop(task); mutex_unlock(&m); }
    void stop_after(void) { mutex_lock(&m); mutex_unlock(&m); kthread_stop(task); }
    void run_early(void)
    {
    	task = kthread_run(early_fn, NULL, "k");
    	wait_for_completion(&started);
    }
    void complete_under(void) { mutex_lock(&m); complete(&done); mutex_unlock(&m); }
    void complete_after(void) { mutex_lock(&m); mutex_unlock(&m); complete(&done); }
    void complete_plain(void) { complete(&done); }
    void wait_under(void) { mutex_lock(&m); wait_for_completion(&done); mutex_unlock(&m); }
    void wait_after(void) { mutex_lock(&m); mutex_unlock(&m); wait_for_completion(&done); }
    """)

  static let waiting: [KernelCase] = [
    alone("0.3 a work's map", "run_work cancel_under", "lock-order: Since 6.9"),
    alone("0.3 a work's map, not under the lock", "run_work cancel_after"),
    alone("0.3 a work's map, under another lock", "run_work cancel_other"),
    alone("0.3 a work that has not run yet", "cancel_under run_work", "lock-order: work_fn"),
    alone("0.3 a workqueue's map", "run_queue flush_under", "lock-order: lockdep would say so"),
    alone("0.3 a timer's map", "run_timer timer_under", "lock-order: lockdep would say so",
      "deadlock"),
    alone("0.3 a timer's map, not under the lock", "run_timer timer_after"),
    alone(
      "15.13 lockdep does not see hrtimer_cancel", "run_hrtimer hrtimer_under",
      "lock-order: lockdep does not see this wait", "deadlock"),
    alone("15.13 hrtimer_cancel, not under the lock", "run_hrtimer hrtimer_after"),
    alone("15.13 another hrtimer with the same function", "run_hrtimer2 hrtimer_under"),
    alone("15.13 an hrtimer that was waited for before", "run_hrtimer hrtimer_after hrtimer_under"),
    alone(
      "15.13 lockdep does not see kthread_stop", "run_kthread stop_under",
      "lock-order: lockdep does not see this wait", "deadlock"),
    alone("15.13 kthread_stop, not under the lock", "run_kthread stop_after"),
    alone("15.13 a kthread that is past its lock", "run_early stop_under"),
    KernelCase(
      "15.13 lockdep does not see completions", calls: ["complete_under", "wait_under"],
      finds: "lock-order: lockdep does not see this wait", "deadlock"),
    KernelCase(
      "15.13 a completion waited for without the lock", calls: ["complete_under", "wait_after"]),
    KernelCase(
      "15.13 a completion signalled with and without it",
      calls: ["complete_plain complete_under", "wait_under"]),
    alone("15.13 a completion of one's own", "complete_under wait_under"),
  ]

  @Test("waits as locks", arguments: waiting)
  func waited(_ c: KernelCase) throws { try c.check(Self.waits, seeds: 40) }
}
