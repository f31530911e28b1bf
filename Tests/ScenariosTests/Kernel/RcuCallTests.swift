import Testing

/// Readers, grace periods, callbacks and barriers of RCU and SRCU (6.4).
@Suite("Kernel: RCU and SRCU")
struct RcuCallTests {
  private static let c = CompiledC(
    #"""
    #include <linux/rculist.h>
    #include <linux/srcu.h>
    struct foo { int x; struct rcu_head rcu; struct list_head node; };
    static struct foo *shared;
    static DEFINE_SPINLOCK(s);
    static DEFINE_MUTEX(m);
    static LIST_HEAD(list);
    static int runs, again, off, sum;
    static unsigned long irqs;
    DEFINE_STATIC_SRCU(a);
    DEFINE_STATIC_SRCU(b);
    static struct srcu_struct *dyn;
    static struct completion go;
    static struct timer_list t;
    static struct srcu_struct zero;

    static void use(struct foo *p) { if (p) sum += READ_ONCE(p->x); }
    static void t_fn(struct timer_list *unused) { struct foo *p = READ_ONCE(shared); use(p); }
    static int __init foo_init(void)
    {
    	shared = kzalloc(sizeof(*shared), GFP_KERNEL);
    	list_add_rcu(&shared->node, &list);
    	init_completion(&go);
    	timer_setup(&t, t_fn, 0);
    	dyn = kzalloc(sizeof(*dyn), GFP_KERNEL);
    	return init_srcu_struct(dyn);
    }
    static void __exit foo_exit(void)
    {
    #ifdef BARRIER
    	rcu_barrier();
    #endif
    	timer_delete_sync(&t);
    	cleanup_srcu_struct(dyn);
    	kfree(dyn);
    }
    module_init(foo_init);
    module_exit(foo_exit);

    /* Readers of every kind. */
    void r_bh(void) { rcu_read_lock_bh(); use(rcu_dereference_bh(shared)); rcu_read_unlock_bh(); }
    void r_sched(void) { rcu_read_lock_sched(); use(rcu_dereference_sched(shared)); rcu_read_unlock_sched(); }
    void r_preempt(void) { preempt_disable(); use(READ_ONCE(shared)); preempt_enable(); }
    void r_irq(void) { unsigned long flags; local_irq_save(flags); use(READ_ONCE(shared)); local_irq_restore(flags); }
    void r_timer(void) { mod_timer(&t, jiffies + 1); }
    void r_plain(void) { use(READ_ONCE(shared)); }
    void r_rcu(void) { rcu_read_lock(); use(rcu_dereference(shared)); rcu_read_unlock(); }
    void r_srcu(void) { int i = srcu_read_lock(&a); use(srcu_dereference(shared, &a)); msleep(1); use(READ_ONCE(shared)); srcu_read_unlock(&a, i); }
    void r_list(void) { struct foo *p; rcu_read_lock(); list_for_each_entry_rcu(p, &list, node) use(p); rcu_read_unlock(); }
    static struct foo *take(void) { struct foo *p = shared; if (p) list_del_rcu(&p->node); rcu_assign_pointer(shared, NULL); return p; }
    void w_sync(void) { struct foo *p = take(); synchronize_rcu(); kfree(p); }
    void w_expedited(void) { struct foo *p = take(); synchronize_rcu_expedited(); kfree(p); }
    void w_list(void) { struct foo *p = take(); kfree_rcu(p, rcu); }
    void w_srcu(void) { struct foo *p = take(); synchronize_srcu(&a); kfree(p); }
    void w_srcu_b(void) { struct foo *p = take(); synchronize_srcu(&b); kfree(p); }
    void w_none(void) { kfree(take()); }

    /* Callbacks. */
    static void count_fn(struct rcu_head *h) { runs++; kfree(container_of(h, struct foo, rcu)); }
    static void sleep_fn(struct rcu_head *h) { msleep(1); }
    static void again_fn(struct rcu_head *h) { if (again++ == 0) call_rcu(h, again_fn); else { runs = 1; kfree(container_of(h, struct foo, rcu)); } }
    void c_wait(void) { call_rcu(&take()->rcu, count_fn); rcu_barrier(); sim_assert(runs == 1); }
    void c_sync(void) { call_rcu(&take()->rcu, count_fn); synchronize_rcu(); sim_assert(runs == 1); }
    void c_again(void) { call_rcu(&take()->rcu, again_fn); rcu_barrier(); sim_assert(runs == 1); }
    void c_again2(void) { call_rcu(&take()->rcu, again_fn); rcu_barrier(); rcu_barrier(); sim_assert(runs == 1); }
    void c_sleeps(void) { call_rcu(&take()->rcu, sleep_fn); }
    void c_free(void) { struct foo *p = take(); call_rcu(&p->rcu, count_fn); kfree(p); }
    void c_twice(void) { struct foo *p = take(); call_rcu(&p->rcu, count_fn); call_rcu(&p->rcu, count_fn); }
    void c_atomic(void) { spin_lock(&s); call_rcu(&take()->rcu, count_fn); spin_unlock(&s); }
    void c_unload(void) { call_rcu(&take()->rcu, count_fn); }
    void k_twice(void) { struct foo *p = take(); kfree_rcu(p, rcu); kfree_rcu(p, rcu); }
    void k_unload(void) { struct foo *p = take(); kfree_rcu(p, rcu); }
    void k_use(void) { struct foo *p = take(); kfree_rcu(p, rcu); rcu_barrier(); p->x = 1; }
    void k_gone(void) { struct foo *p = take(); kfree_rcu(p, rcu); kvfree_rcu_barrier(); p->x = 1; }
    void k_atomic(void) { struct foo *p = take(); rcu_read_lock(); kfree_rcu_mightsleep(p); rcu_read_unlock(); }
    void k_sleeping(void) { struct foo *p = take(); kfree_rcu_mightsleep(p); }

    /* Wrong use. */
    void d_none(void) { use(rcu_dereference(shared)); }
    void d_spin(void) { spin_lock(&s); use(rcu_dereference(shared)); spin_unlock(&s); }
    void d_bh(void) { rcu_read_lock(); use(rcu_dereference_bh(shared)); rcu_read_unlock(); }
    void d_srcu(void) { int i = srcu_read_lock(&b); use(srcu_dereference(shared, &a)); srcu_read_unlock(&b, i); }
    void d_list(void) { struct foo *p; list_for_each_entry_rcu(p, &list, node) use(p); }
    void d_list_spin(void) { struct foo *p; spin_lock(&s); list_for_each_entry_rcu(p, &list, node) use(p); spin_unlock(&s); }
    void d_protected(void) { use(rcu_dereference_protected(shared, mutex_is_locked(&m))); }
    void d_protected_ok(void) { mutex_lock(&m); use(rcu_dereference_protected(shared, mutex_is_locked(&m))); mutex_unlock(&m); }
    void d_raw(void) { use(rcu_dereference_raw(shared)); sim_assert(rcu_access_pointer(shared) != NULL); }
    void in_reader(void) { rcu_read_lock(); synchronize_rcu(); rcu_read_unlock(); }
    void in_spin(void) { spin_lock(&s); synchronize_rcu(); spin_unlock(&s); }
    void barrier_in_reader(void) { rcu_read_lock(); rcu_barrier(); rcu_read_unlock(); }
    void sleep_in_reader(void) { rcu_read_lock(); msleep(1); rcu_read_unlock(); }
    void unlock_twice(void) { rcu_read_lock(); rcu_read_unlock(); rcu_read_unlock(); }
    void unlock_bh(void) { rcu_read_unlock_bh(); }

    /* SRCU. */
    static int lost;
    void s_lost(void) { lost = srcu_read_lock(&a); msleep(1); srcu_read_unlock(&a, lost); }
    void s_sync(void) { synchronize_srcu(&a); }
    void s_self(void) { int i = srcu_read_lock(&a); synchronize_srcu(&a); srcu_read_unlock(&a, i); }
    void s_other(void) { int i = srcu_read_lock(&a); synchronize_srcu(&b); srcu_read_unlock(&a, i); }
    void s_chain1(void) { int i = srcu_read_lock(&a); mutex_lock(&m); mutex_unlock(&m); srcu_read_unlock(&a, i); }
    void s_chain2(void) { mutex_lock(&m); synchronize_srcu(&a); mutex_unlock(&m); }
    void s_unbalanced(void) { srcu_read_unlock(&a, 0); }
    void s_index(void) { int i = srcu_read_lock(&a); srcu_read_unlock(&a, !i); srcu_read_unlock(&a, i); }
    void s_zero(void) { int i = srcu_read_lock(&zero); srcu_read_unlock(&zero, i); }
    void s_call(void) { call_srcu(&a, &take()->rcu, count_fn); srcu_barrier(&a); sim_assert(runs == 1); }
    void s_call_b(void) { call_srcu(&a, &take()->rcu, count_fn); srcu_barrier(&b); sim_assert(runs == 1); }
    void s_call_rcu(void) { call_srcu(&a, &take()->rcu, count_fn); rcu_barrier(); sim_assert(runs == 1); }
    void s_call_only(void) { call_srcu(&a, &take()->rcu, count_fn); }
    void s_call_sleeps(void) { call_srcu(&a, &take()->rcu, sleep_fn); }
    void s_cleanup_readers(void) { cleanup_srcu_struct(dyn); init_srcu_struct(dyn); }
    void s_dyn_reader(void) { int i = srcu_read_lock(dyn); complete(&go); msleep(5); srcu_read_unlock(dyn, i); }
    void s_cleanup_late(void) { wait_for_completion(&go); s_cleanup_readers(); }
    void s_cleanup_pending(void) { call_srcu(dyn, &take()->rcu, count_fn); cleanup_srcu_struct(dyn); init_srcu_struct(dyn); }
    void s_cleanup_ok(void) { call_srcu(dyn, &take()->rcu, count_fn); srcu_barrier(dyn); cleanup_srcu_struct(dyn); init_srcu_struct(dyn); }
    MODULE_LICENSE("GPL");
    """#)

  static let readerCases: [KernelCase] = [
    KernelCase("6.4 rcu_read_lock is a reader", calls: ["r_rcu", "w_sync"]),
    KernelCase("6.4 softirqs off is a reader", calls: ["r_bh", "w_sync"]),
    KernelCase("6.4 rcu_read_lock_sched is a reader", calls: ["r_sched", "w_sync"]),
    KernelCase("6.4 preemption off is a reader", calls: ["r_preempt", "w_sync"]),
    KernelCase("6.4 interrupts off is a reader", calls: ["r_irq", "w_expedited"]),
    KernelCase("6.4 a timer callback is a reader", calls: ["r_timer", "w_sync"]),
    KernelCase(
      "6.4 a task outside of sections is none", calls: ["r_plain", "w_sync"],
      finds: "use-after-free"),
    KernelCase(
      "6.4 freed without a grace period", calls: ["r_rcu", "w_none"], finds: "use-after-free"),
    KernelCase("6.4 a list walked under rcu_read_lock", calls: ["r_list", "w_list"]),
    KernelCase("6.4 SRCU readers may sleep", calls: ["r_srcu", "w_srcu"]),
    KernelCase(
      "6.4 synchronize_srcu waits for its own domain only", calls: ["r_srcu", "w_srcu_b"],
      finds: "use-after-free"),
    KernelCase(
      "6.4 synchronize_rcu does not wait for SRCU readers", calls: ["r_srcu", "w_sync"],
      finds: "use-after-free"),
  ]

  static let callbackCases: [KernelCase] = [
    KernelCase("6.4 rcu_barrier waits for the callbacks", calls: ["c_wait", "r_rcu"]),
    KernelCase(
      "6.4 synchronize_rcu does not wait for callbacks", calls: ["c_sync", "r_rcu"],
      finds: "assertion"),
    KernelCase(
      "6.4 one rcu_barrier for each generation of a callback", calls: ["c_again"],
      finds: "assertion"),
    KernelCase("6.4 two barriers for two generations", calls: ["c_again2"]),
    KernelCase(
      "6.4 an RCU callback must not sleep", calls: ["c_sleeps"],
      finds: "sleep-in-atomic: sleep_fn"),
    KernelCase(
      "6.4 freed with its callback to come", calls: ["c_free"],
      finds: "free-active-object: rcu_head", "double-free"),
    KernelCase(
      "6.4 one head is given to call_rcu once", calls: ["c_twice"],
      finds: "reinit-active-object: rcu_head", "use-after-free", "free-active-object"),
    KernelCase("6.4 call_rcu from atomic context", calls: ["c_atomic", "r_rcu"]),
    KernelCase(
      "6.4 nothing pins the module for a callback",
      "threads: {a: [call c_unload, rmmod]}", finds: "execute-after-free"),
    KernelCase("6.4 kfree_rcu is safe against unload", "threads: {a: [call k_unload, rmmod]}"),
    KernelCase(
      "6.4 kfree_rcu of what is already to be freed", calls: ["k_twice"],
      finds: "reinit-active-object", "use-after-free"),
    KernelCase(
      "6.4 rcu_barrier does not wait for kfree_rcu", calls: ["k_use"],
      finds: "use-after-free"),
    KernelCase(
      "6.4 kvfree_rcu_barrier does", calls: ["k_gone"], finds: "use-after-free: k_gone"),
    KernelCase(
      "6.4 kfree_rcu_mightsleep in a reader", calls: ["k_atomic"], finds: "sleep-in-atomic"),
    KernelCase("6.4 kfree_rcu_mightsleep", calls: ["k_sleeping", "r_rcu"]),
  ]

  static let misuseCases: [KernelCase] = [
    KernelCase(
      "6.4 rcu_dereference outside of a reader", calls: ["d_none"],
      finds: "lock-misuse: suspicious RCU usage"),
    KernelCase(
      "6.4 a spinlock is no excuse for rcu_dereference", calls: ["d_spin"],
      finds: "lock-misuse: suspicious RCU usage"),
    KernelCase(
      "6.4 rcu_dereference_bh under rcu_read_lock", calls: ["d_bh"],
      finds: "lock-misuse: suspicious RCU usage"),
    KernelCase(
      "6.4 srcu_dereference in another domain", calls: ["d_srcu"],
      finds: "lock-misuse: suspicious RCU usage"),
    KernelCase(
      "6.4 an RCU list walked outside of a reader", calls: ["d_list"],
      finds: "lock-misuse: suspicious RCU usage"),
    KernelCase("6.4 an RCU list walked with preemption off", calls: ["d_list_spin"]),
    KernelCase(
      "6.4 rcu_dereference_protected without the lock", calls: ["d_protected"],
      finds: "lock-misuse: suspicious RCU usage"),
    KernelCase("6.4 rcu_dereference_protected with the lock", calls: ["d_protected_ok"]),
    KernelCase("6.4 rcu_dereference_raw and rcu_access_pointer ask nothing", calls: ["d_raw"]),
    KernelCase(
      "6.4 synchronize_rcu in a reader", calls: ["in_reader"], finds: "deadlock: synchronize_rcu"),
    KernelCase(
      "6.4 synchronize_rcu under a spinlock", calls: ["in_spin"], finds: "sleep-in-atomic"),
    KernelCase(
      "6.4 rcu_barrier in a reader", calls: ["barrier_in_reader"], finds: "sleep-in-atomic"),
    KernelCase("6.4 blocking in a reader", calls: ["sleep_in_reader"], finds: "sleep-in-atomic"),
    KernelCase(
      "6.4 rcu_read_unlock without a reader", calls: ["unlock_twice"], finds: "lock-misuse: balance"),
    KernelCase(
      "6.4 rcu_read_unlock_bh without a reader", calls: ["unlock_bh"], finds: "lock-misuse: balance"),
  ]

  static let srcuCases: [KernelCase] = [
    KernelCase(
      "6.4 two readers that share one index variable", calls: ["s_lost", "s_lost", "s_sync s_sync"],
      finds: "lock-misuse: index"),
    KernelCase(
      "6.4 a lost index keeps synchronize_srcu from ending",
      """
      threads: {t0: [call s_lost], t1: [call s_lost], t2: [call s_sync, call s_sync]}
      checks: {lock-misuse: off}
      """, finds: "deadlock: synchronize_srcu"),
    KernelCase(
      "6.4 synchronize_srcu in its own reader", calls: ["s_self"], finds: "deadlock: own caller"),
    KernelCase("6.4 synchronize_srcu of another domain in a reader", calls: ["s_other", "s_sync"]),
    KernelCase(
      "6.4 synchronize_srcu under a lock that the reader takes", calls: ["s_chain1", "s_chain2"],
      finds: "deadlock", "lock-order: SRCU domain"),
    KernelCase(
      "6.4 srcu_read_unlock without a reader", calls: ["s_unbalanced"], finds: "lock-misuse: index"),
    KernelCase(
      "6.4 srcu_read_unlock with another index", calls: ["s_index"], finds: "lock-misuse: index"),
    KernelCase(
      "6.4 an SRCU domain that was never set up", calls: ["s_zero"], finds: "uninitialised-object"),
    KernelCase("6.4 srcu_barrier waits for its callbacks", calls: ["s_call", "r_srcu"]),
    KernelCase(
      "6.4 srcu_barrier of another domain does not", calls: ["s_call_b"], finds: "assertion"),
    KernelCase(
      "6.4 rcu_barrier does not wait for call_srcu", calls: ["s_call_rcu"], finds: "assertion"),
    KernelCase(
      "6.4 a callback of call_srcu must not sleep", calls: ["s_call_sleeps"],
      finds: "sleep-in-atomic: sleep_fn"),
    KernelCase("6.4 call_srcu waits for the readers", calls: ["s_call_only", "r_srcu"]),
    KernelCase(
      "6.4 cleanup_srcu_struct with a reader", calls: ["s_dyn_reader", "s_cleanup_late"],
      finds: "api-misuse: cleanup_srcu_struct"),
    KernelCase(
      "6.4 cleanup_srcu_struct with callbacks", calls: ["s_cleanup_pending"],
      finds: "api-misuse: cleanup_srcu_struct with callbacks"),
    KernelCase("6.4 cleanup_srcu_struct after srcu_barrier", calls: ["s_cleanup_ok"]),
  ]

  @Test("6.4 readers and grace periods", arguments: readerCases)
  func readers(_ k: KernelCase) throws { try k.check(Self.c, seeds: 300) }
  @Test("6.4 callbacks and barriers", arguments: callbackCases)
  func callbacks(_ k: KernelCase) throws { try k.check(Self.c, seeds: 200) }
  @Test("6.4 suspicious RCU usage", arguments: misuseCases)
  func misuse(_ k: KernelCase) throws { try k.check(Self.c, seeds: 100) }
  @Test("6.4 SRCU", arguments: srcuCases)
  func srcu(_ k: KernelCase) throws { try k.check(Self.c, seeds: 200) }

  @Test("6.4 rcu_barrier in the exit function")
  func barrier() throws {
    let c = CompiledC(
      #"""
      struct foo { struct rcu_head rcu; };
      static void put(struct rcu_head *h) { kfree(container_of(h, struct foo, rcu)); }
      static int __init foo_init(void) { return 0; }
      static void __exit foo_exit(void) { rcu_barrier(); }
      module_init(foo_init);
      module_exit(foo_exit);
      void stop(void) { struct foo *p = kzalloc(sizeof(*p), GFP_KERNEL); call_rcu(&p->rcu, put); }
      MODULE_LICENSE("GPL");
      """#)
    try KernelCase("barrier", "threads: {a: [call stop, rmmod]}").check(c, seeds: 300)
  }
}
