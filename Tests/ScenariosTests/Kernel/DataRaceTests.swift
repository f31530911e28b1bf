import Testing

@testable import Scenarios
@testable import Sim

/// The check of data races (0.5, 6.3, check C1 and C3): what orders two accesses, and what does not.
@Suite("Kernel: data races")
struct DataRaceTests {
  private static let c = CompiledC(
    #"""
    #include <linux/bitops.h>
    #include <linux/kernel.h>
    #include <linux/srcu.h>
    static int x, y, flag;
    static unsigned long bits;
    static atomic_t a;
    static refcount_t refs;
    static struct { u8 a, b; u16 c; } bytes;
    struct node { int v; struct rcu_head rcu; };
    static struct node *head;
    static int copy_from[8], copy_to[8];
    static DEFINE_SPINLOCK(s);
    static DEFINE_SPINLOCK(s2);
    static DEFINE_MUTEX(m);
    static DECLARE_WAIT_QUEUE_HEAD(wq);
    static struct completion c;
    static struct work_struct w;
    static struct delayed_work dw;
    static struct timer_list t, t2;
    static struct hrtimer h;
    static struct tasklet_struct tl;
    static struct task_struct *k;
    DEFINE_STATIC_SRCU(srcu);
    static void w_fn(struct work_struct *unused) { x++; }
    static void t_fn(struct timer_list *unused) { x++; }
    static void t2_fn(struct timer_list *unused) { y = x; }
    static void tl_fn(struct tasklet_struct *unused) { x++; }
    static enum hrtimer_restart h_fn(struct hrtimer *unused) { x++; return HRTIMER_NORESTART; }
    static int k_fn(void *unused) { x++; while (!kthread_should_stop()) msleep(1); x++; return 0; }
    static int __init foo_init(void)
    {
    	init_completion(&c);
    	INIT_WORK(&w, w_fn);
    	INIT_DELAYED_WORK(&dw, w_fn);
    	timer_setup(&t, t_fn, 0);
    	timer_setup(&t2, t2_fn, 0);
    	hrtimer_setup(&h, h_fn, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    	tasklet_setup(&tl, tl_fn);
    	refcount_set(&refs, 2);
    	return 0;
    }
    module_init(foo_init);

    void write_x(void) { x = 1; }
    void write_same(void) { x = 0; }
    void read_x(void) { y = x; }
    void inc_x(void) { x++; }
    void once_write(void) { WRITE_ONCE(x, 1); }
    void once_read(void) { if (READ_ONCE(x)) barrier(); }
    void locked(void) { spin_lock(&s); x++; spin_unlock(&s); }
    void locked2(void) { spin_lock(&s2); x++; spin_unlock(&s2); }
    void irq_off(void) { unsigned long flags; local_irq_save(flags); x++; local_irq_restore(flags); }
    void mutexed(void) { mutex_lock(&m); x++; mutex_unlock(&m); }
    void tried(void) { if (spin_trylock(&s)) { x++; spin_unlock(&s); } }
    void byte_a(void) { bytes.a = 1; }
    void byte_b(void) { bytes.b = 1; }
    void byte_c(void) { bytes.c = 1; }
    void all_bytes(void) { memset(&bytes, 0, sizeof(bytes)); }
    void local(void) { int v = 0; struct completion on; init_completion(&on); v++; complete(&on); wait_for_completion(&on); }
    void copy(void) { memcpy(copy_to, copy_from, sizeof(copy_to)); }
    void copied(void) { copy_from[7] = 1; }
    void copied_to(void) { if (copy_to[3]) barrier(); }

    void release(void) { x = 1; smp_store_release(&flag, 1); }
    void acquire(void) { if (smp_load_acquire(&flag)) x++; }
    void relaxed_store(void) { x = 1; WRITE_ONCE(flag, 1); }
    void relaxed_load(void) { if (READ_ONCE(flag)) x++; }
    void wmb_store(void) { x = 1; smp_wmb(); WRITE_ONCE(flag, 1); }
    void rmb_load(void) { if (READ_ONCE(flag)) { smp_rmb(); x++; } }
    void mb_store(void) { x = 1; smp_mb(); WRITE_ONCE(flag, 1); }
    void mb_load(void) { if (READ_ONCE(flag)) { smp_mb(); x++; } }
    void atomic_out(void) { x = 1; atomic_inc(&a); }
    void atomic_in(void) { if (atomic_read(&a)) x++; }
    void returning_out(void) { x = 1; (void)atomic_inc_return(&a); }
    void returning_in(void) { if (atomic_add_return(1, &a) > 1) x++; }
    void rel_out(void) { x = 1; atomic_set_release(&a, 1); }
    void rel_in(void) { if (atomic_read_acquire(&a)) x++; }
    void rmw_goes_on(void) { atomic_inc(&a); }
    void put_ref(void) { if (x) barrier(); if (refcount_dec_and_test(&refs)) x = 1; }
    void bit_lock(void) { while (test_and_set_bit_lock(0, &bits)) msleep(1); x++; clear_bit_unlock(0, &bits); }
    void bit_set(void) { set_bit(1, &bits); }
    void bit_plain(void) { __set_bit(2, &bits); }
    void bit_test(void) { if (test_bit(2, &bits)) barrier(); }

    void complete_x(void) { x = 1; complete(&c); }
    void wait_x(void) { wait_for_completion(&c); x++; }
    void wait_late(void) { x = 1; wait_for_completion(&c); }
    void complete_late(void) { complete(&c); x = 1; }
    void wake_x(void) { x = 1; WRITE_ONCE(flag, 1); wake_up(&wq); }
    void wake_release(void) { x = 1; smp_store_release(&flag, 1); wake_up(&wq); }
    void wait_acquire(void) { wait_event(wq, smp_load_acquire(&flag)); x++; }
    void wait_wake(void) { wait_event(wq, READ_ONCE(flag)); x++; }
    void queue(void) { x = 1; schedule_work(&w); }
    void queue_twice(void) { x = 1; schedule_work(&w); }
    void queue_early(void) { schedule_work(&w); x = 1; }
    void queue_cancel(void) { schedule_work(&w); cancel_work_sync(&w); x = 1; }
    void queue_flush(void) { schedule_work(&w); flush_work(&w); x = 1; }
    void delayed(void) { x = 1; schedule_delayed_work(&dw, 2); cancel_delayed_work_sync(&dw); x = 2; }
    void both(void) { schedule_work(&w); schedule_delayed_work(&dw, 1); }
    void arm(void) { x = 1; mod_timer(&t, jiffies + 1); }
    void arm_early(void) { mod_timer(&t, jiffies + 1); x = 1; }
    void arm_delete(void) { mod_timer(&t, jiffies + 1); timer_delete_sync(&t); x = 1; }
    void arm_delete_nosync(void) { mod_timer(&t, jiffies + 1); timer_delete(&t); x = 1; }
    void arm_two(void) { mod_timer(&t, jiffies + 1); mod_timer(&t2, jiffies + 2); }
    void hr(void) { x = 1; hrtimer_start(&h, 5, HRTIMER_MODE_REL); hrtimer_cancel(&h); x = 2; }
    void hr_early(void) { hrtimer_start(&h, 5, HRTIMER_MODE_REL); x = 2; }
    void tasklet(void) { x = 1; tasklet_schedule(&tl); tasklet_kill(&tl); x = 2; }
    void tasklet_early(void) { tasklet_schedule(&tl); x = 1; }
    void thread(void) { x = 1; k = kthread_run(k_fn, NULL, "k"); kthread_stop(k); x = 2; }
    void thread_early(void) { k = kthread_run(k_fn, NULL, "k"); x = 1; kthread_stop(k); }

    void publish(void) { struct node *n = kmalloc(sizeof(*n), GFP_KERNEL); n->v = 1; rcu_assign_pointer(head, n); }
    void publish_once(void) { struct node *n = kmalloc(sizeof(*n), GFP_KERNEL); n->v = 1; WRITE_ONCE(head, n); }
    void look(void) { struct node *n; rcu_read_lock(); n = rcu_dereference(head); if (n) y = n->v; rcu_read_unlock(); }
    void look_twice(void) { struct node *n; rcu_read_lock(); n = rcu_dereference(head); if (n && n->v) barrier(); rcu_read_unlock(); }
    void retire(void) { struct node *n = head; rcu_assign_pointer(head, NULL); synchronize_rcu(); if (n) n->v = 2; }
    void retire_now(void) { struct node *n = head; rcu_assign_pointer(head, NULL); if (n) n->v = 2; }
    static void retired(struct rcu_head *r) { container_of(r, struct node, rcu)->v = 3; }
    void retire_call(void) { struct node *n = head; rcu_assign_pointer(head, NULL); if (n) call_rcu(&n->rcu, retired); }
    void srcu_look(void) { int i = srcu_read_lock(&srcu); struct node *n = READ_ONCE(head); if (n && n->v) barrier(); srcu_read_unlock(&srcu, i); }
    void srcu_retire(void) { struct node *n = head; rcu_assign_pointer(head, NULL); synchronize_srcu(&srcu); if (n) n->v = 2; }
    MODULE_LICENSE("GPL");
    """#)

  /// Threads `a` and `b`; `publish` beforehand where a node is to be there.
  private static func pair(
    _ name: String, _ a: String, _ b: String, races: Bool, before: String = "insmod"
  ) -> KernelCase {
    var k = KernelCase(
      name,
      """
      setup: [\(before)]
      threads: {a: [\(calls(a))], b: [\(calls(b))]}
      checks: {data-race: on, leak: off}
      """)
    if races { k.finds = ["data-race"] }
    return k
  }
  private static func calls(_ names: String) -> String {
    names.split(separator: " ").map { "call \($0)" }.joined(separator: ", ")
  }

  static let plainCases: [KernelCase] = [
    pair("14.C1 two plain writes", "write_x", "write_x", races: true),
    pair("14.C1 a plain write and a plain read", "write_x", "read_x", races: true),
    pair("14.C1 two plain reads", "once_read", "once_read", races: false),
    pair("14.C1 a plain write and a marked read", "write_x", "once_read", races: true),
    pair("14.C1 a marked write and a plain read", "once_write", "read_x", races: true),
    pair("6.3 two marked accesses never race", "once_write", "once_read once_write", races: false),
    pair("14.C1 a write of the same value", "write_same", "read_x", races: true),
    pair("14.C1 neighbouring bytes", "byte_a byte_c", "byte_b", races: false),
    pair("14.C1 one byte and all of them", "byte_b", "all_bytes", races: true),
    pair("14.C1 a copy reads", "copy", "copied", races: true),
    pair("14.C1 a copy writes", "copy", "copied_to", races: true),
    pair("14.C1 locals that escape", "local", "local", races: false),
    pair("14.C3 a plain or beside set_bit", "bit_set", "bit_plain", races: true),
    pair("14.C3 set_bit and test_bit", "bit_set", "bit_test", races: false),
  ]

  static let orderCases: [KernelCase] = [
    pair("14.C1 one spinlock", "locked", "locked", races: false),
    pair("14.C1 two spinlocks", "locked", "locked2", races: true),
    pair("14.C1 one side without the lock", "locked", "inc_x", races: true),
    pair("14.C1 one mutex", "mutexed", "mutexed mutexed", races: false),
    pair("14.C1 spin_trylock", "tried", "locked tried", races: false),
    pair("14.C1 interrupts off on one CPU only", "irq_off", "irq_off", races: true),
    pair("6.3 release and acquire", "release", "acquire", races: false),
    pair("6.3 a release that nobody acquires", "release", "relaxed_load", races: true),
    pair("6.3 relaxed accesses order nothing", "relaxed_store", "relaxed_load", races: true),
    pair("6.3 smp_wmb and smp_rmb", "wmb_store", "rmb_load", races: false),
    pair("6.3 smp_wmb alone", "wmb_store", "relaxed_load", races: true),
    pair("6.3 smp_mb on both sides", "mb_store", "mb_load", races: false),
    pair("6.2 atomic_inc orders nothing", "atomic_out", "atomic_in", races: true),
    pair("6.2 a value-returning atomic is a full barrier", "returning_out", "returning_in",
      races: false),
    pair("6.2 atomic_set_release and atomic_read_acquire", "rel_out", "rel_in", races: false),
    pair("6.2 an atomic in between passes a release on", "rel_out rmw_goes_on", "rel_in",
      races: false),
    pair("6.2 the last put comes after all others", "put_ref", "put_ref", races: false),
    pair("6.2 test_and_set_bit_lock and clear_bit_unlock order", "bit_lock", "bit_lock",
      races: false),
  ]

  static let callCases: [KernelCase] = [
    pair("14.C1 completion", "complete_x", "wait_x", races: false),
    pair("14.C1 before the wait for a completion", "complete_x", "wait_late", races: true),
    pair("14.C1 after complete()", "complete_late", "wait_x", races: true),
    pair("14.C1 wake_up and wait_event", "wake_release", "wait_acquire", races: false),
    pair(
      "14.C1 a wait_event that need not wait orders nothing", "wake_x", "wait_wake", races: true),
    pair("14.C1 queueing a work", "queue", "once_read", races: true),
    pair("14.C1 what is done after queueing", "queue_early", "byte_a", races: true),
    pair("14.C1 what is done before queueing", "queue", "byte_a", races: false),
    pair("14.C1 cancel_work_sync", "queue_cancel", "byte_a", races: false),
    pair("14.C1 flush_work", "queue_flush", "byte_a", races: false),
    pair("14.C1 delayed work", "delayed", "byte_a", races: false),
    pair("14.C1 two works", "both", "byte_a", races: true),
    pair("14.C1 arming a timer", "arm", "byte_a", races: false),
    pair("14.C1 what is done after arming", "arm_early", "byte_a", races: true),
    pair("14.C1 timer_delete_sync", "arm_delete", "byte_a", races: false),
    pair("14.C1 timer_delete", "arm_delete_nosync", "byte_a", races: true),
    pair("14.C1 two timers", "arm_two", "byte_a", races: true),
    pair("14.C1 hrtimer_cancel", "hr", "byte_a", races: false),
    pair("14.C1 hrtimer_start", "hr_early", "byte_a", races: true),
    pair("14.C1 tasklet_kill", "tasklet", "byte_a", races: false),
    pair("14.C1 tasklet_schedule", "tasklet_early", "byte_a", races: true),
    pair("14.C1 kthread_run and kthread_stop", "thread", "byte_a", races: false),
    pair("14.C1 beside a kthread", "thread_early", "byte_a", races: true),
  ]

  static let rcuCases: [KernelCase] = [
    pair("14.C1 rcu_assign_pointer and rcu_dereference", "publish", "look", races: false),
    pair("14.C1 a pointer published without release", "publish_once", "look", races: true),
    pair(
      "14.C1 synchronize_rcu", "retire", "look_twice", races: false,
      before: "insmod, call publish"),
    pair(
      "14.C1 no grace period", "retire_now", "look_twice", races: true,
      before: "insmod, call publish"),
    pair(
      "14.C1 call_rcu", "retire_call", "look_twice", races: false, before: "insmod, call publish"),
    pair(
      "14.C1 synchronize_srcu", "srcu_retire", "srcu_look", races: false,
      before: "insmod, call publish"),
    pair(
      "14.C1 synchronize_rcu is none for SRCU", "retire", "srcu_look", races: true,
      before: "insmod, call publish"),
  ]

  @Test("14.C1 plain and marked", arguments: plainCases)
  func plain(_ k: KernelCase) throws { try k.check(Self.c, seeds: 150) }
  @Test("14.C1 locks, barriers and atomics", arguments: orderCases)
  func order(_ k: KernelCase) throws { try k.check(Self.c, seeds: 200) }
  @Test("14.C1 callbacks and waits", arguments: callCases)
  func calls(_ k: KernelCase) throws { try k.check(Self.c, seeds: 200) }
  @Test("14.C1 RCU", arguments: rcuCases)
  func rcu(_ k: KernelCase) throws { try k.check(Self.c, seeds: 200) }

  /// Every interleaving, with and without the reduction.
  @Test(
    "14.C1 a verification decides it", arguments: plainCases + orderCases + callCases + rcuCases)
  func verified(_ k: KernelCase) throws {
    let scenario = try readScenario(
      bytes: Array(("driver: driver.c\n" + k.world).utf8), path: "\(k.name).yaml"
    ).get()
    let program = try Self.c.get()
    for reduces in [true, false] {
      var options = VerifyOptions()
      options.reduces = reduces
      options.limits.states = 50_000
      let v = Verifier(Verifier.machine(program, scenario.world), options).run()
      #expect(v.isVerified == k.finds.isEmpty, "\(v.found.map { $0.finding.message }) \(v.noVerdict)")
      let checks = v.found.map { $0.finding.check.rawValue }
      #expect(checks == k.finds)
      for f in v.found {
        let machine = Machine(program: program, world: scenario.world)
        machine.prepare()
        try machine.replay(f.schedule)
        #expect(machine.finding?.key == f.finding.key)
      }
    }
  }
}
