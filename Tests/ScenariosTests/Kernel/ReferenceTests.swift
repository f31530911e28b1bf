import Testing

/// Reference counts (6.2) and percpu references (6.5).
@Suite("Kernel: references")
struct ReferenceTests {
  private static let c = CompiledC(
    #"""
    #include <linux/kernel.h>
    #include <linux/percpu-refcount.h>
    struct obj { struct kref ref; int gone; };
    static struct obj *p;
    static refcount_t r;
    static atomic_t a = ATOMIC_INIT(0);
    static unsigned long flags, plain;
    static DEFINE_MUTEX(m);
    static DEFINE_SPINLOCK(s);
    static int released, confirmed, once;

    static void put_obj(struct kref *k) { kfree(container_of(k, struct obj, ref)); p = NULL; }
    void init(void) { p = kzalloc(sizeof(*p), GFP_KERNEL); kref_init(&p->ref); refcount_set(&r, 1); }

    void init2(void) { init(); refcount_inc(&r); }
    void inc(void) { refcount_inc(&r); }
    void dec(void) { if (refcount_dec_and_test(&r)) released++; }
    void dec_plain(void) { refcount_dec(&r); }
    void inc_not_zero(void) { if (refcount_inc_not_zero(&r)) dec(); }
    void to_max(void) { refcount_set(&r, REFCOUNT_MAX); }
    void add_not_zero(void) { if (refcount_add_not_zero(1, &r)) released++; }
    void sub_two(void) { if (refcount_sub_and_test(2, &r)) released++; }
    void stays(void) { sim_assert(refcount_read(&r) == (unsigned int)REFCOUNT_SATURATED); inc(); dec(); sim_assert((int)refcount_read(&r) < 0); sim_assert(!released); }
    void not_one(void) { if (!refcount_dec_not_one(&r)) sim_assert(refcount_read(&r) == 1); }
    void if_one(void) { if (refcount_dec_if_one(&r)) released++; sim_assert(released == 1); sim_assert(!refcount_inc_not_zero(&r)); }
    void locked_put(void) { if (refcount_dec_and_mutex_lock(&r, &m)) { released++; mutex_unlock(&m); } }
    void find_and_put(void) { bool found; mutex_lock(&m); found = !released; if (found) refcount_inc(&r); mutex_unlock(&m); if (found) locked_put(); }
    void one_release(void) { sim_assert(released <= 1); }
    void spin_put(void) { if (refcount_dec_and_lock(&r, &s)) { released++; spin_unlock(&s); } }

    void get_put(void) { struct obj *q = p; if (!q) return; kref_get(&q->ref); kref_put(&q->ref, put_obj); }
    void put(void) { kref_put(&p->ref, put_obj); }
    static void put_unlock(struct kref *k) { p = NULL; mutex_unlock(&m); kfree(container_of(k, struct obj, ref)); }
    void put_mutex(void) { kref_put_mutex(&p->ref, put_unlock, &m); }
    void look_up(void) {
    	struct obj *q;
    	mutex_lock(&m); q = p; if (q) kref_get(&q->ref); mutex_unlock(&m);
    	if (q) kref_put_mutex(&q->ref, put_unlock, &m);
    }

    void count(void) { atomic_inc(&a); set_bit(3, &flags); __set_bit(1, &plain); }
    void counted(void) { sim_assert(atomic_read(&a) == 2); sim_assert(test_bit(3, &flags)); }
    void bit_lock(void) { if (test_and_set_bit_lock(0, &flags)) return; once++; sim_assert(once == 1); once--; clear_bit_unlock(0, &flags); }
    void plain_or(void) { plain |= 1; __set_bit(4, &plain); }
    void plain_or2(void) { plain |= 2; }
    void plain_both(void) { sim_assert((plain & 3) == 3); }
    void atomics(void) {
    	unsigned long bit, map[2] = { 0x10, 0x2 }, n = 0;
    	atomic_t v = ATOMIC_INIT(5);
    	sim_assert(atomic_fetch_add_unless(&v, 1, 5) == 5 && atomic_read(&v) == 5);
    	sim_assert(atomic_dec_if_positive(&v) == 4 && !atomic_dec_unless_positive(&v));
    	sim_assert(atomic_fetch_andnot(4, &v) == 4 && atomic_read(&v) == 0 && !atomic_inc_not_zero(&v));
    	sim_assert(atomic_cmpxchg_acquire(&v, 0, 9) == 0 && atomic_xchg_release(&v, 2) == 9);
    	sim_assert(atomic_add_negative(-3, &v) && !atomic_inc_unless_negative(&v));
    	for_each_set_bit(bit, map, 128) n += bit;
    	sim_assert(n == 4 + 65 && find_first_zero_bit(map, 128) == 0 && fls64(8) == 4 && ffz(7) == 3);
    }

    /* 6.5 */
    struct res { struct percpu_ref ref; struct completion done, killed; int dead; };
    static struct res *q;
    static void res_release(struct percpu_ref *ref) { struct res *x = container_of(ref, struct res, ref); x->dead = 1; released++; complete(&x->done); }
    static void res_sleeps(struct percpu_ref *ref) { msleep(1); }
    static void res_confirm(struct percpu_ref *ref) { confirmed = 1; complete(&container_of(ref, struct res, ref)->killed); }
    static void res_init(unsigned int flags, percpu_ref_func_t *release) {
    	q = kzalloc(sizeof(*q), GFP_KERNEL);
    	init_completion(&q->done); init_completion(&q->killed);
    	if (percpu_ref_init(&q->ref, release, flags, GFP_KERNEL)) q = NULL;
    }
    void pinit(void) { res_init(0, res_release); }
    void pinit_re(void) { res_init(PERCPU_REF_ALLOW_REINIT, res_release); }
    void pinit_atomic(void) { res_init(PERCPU_REF_INIT_ATOMIC, res_release); }
    void pinit_dead(void) { res_init(PERCPU_REF_INIT_DEAD, res_release); }
    void pinit_sleeps(void) { res_init(0, res_sleeps); }
    void use(void) { if (percpu_ref_tryget_live(&q->ref)) { sim_assert(!q->dead); percpu_ref_put(&q->ref); } }
    void use_any(void) { if (percpu_ref_tryget(&q->ref)) { sim_assert(!q->dead); percpu_ref_put(&q->ref); } }
    void kill(void) { percpu_ref_kill(&q->ref); wait_for_completion(&q->done); }
    void kill_exit(void) { kill(); percpu_ref_exit(&q->ref); }
    void kill_only(void) { percpu_ref_kill(&q->ref); }
    void kill_twice(void) { percpu_ref_kill(&q->ref); percpu_ref_kill(&q->ref); }
    void kill_confirm(void) { percpu_ref_kill_and_confirm(&q->ref, res_confirm); wait_for_completion(&q->killed); once = 1; wait_for_completion(&q->done); }
    void live_after_confirm(void) { int sure = READ_ONCE(once); if (percpu_ref_tryget_live(&q->ref)) { sim_assert(!sure); percpu_ref_put(&q->ref); } }
    void live_after_kill(void) { int dying = percpu_ref_is_dying(&q->ref); if (percpu_ref_tryget_live(&q->ref)) { sim_assert(!dying); percpu_ref_put(&q->ref); } }
    void hold_over_kill(void) { percpu_ref_get(&q->ref); sim_assert(!q->dead); if (READ_ONCE(confirmed)) sim_assert(!released); percpu_ref_put(&q->ref); }
    static int seen;
    void late_live(void) { seen = 0; percpu_ref_kill(&q->ref); WRITE_ONCE(seen, 1); }
    void late_use(void) { bool ok; rcu_read_lock(); ok = percpu_ref_tryget_live_rcu(&q->ref); if (ok) sim_assert(!READ_ONCE(seen)); rcu_read_unlock(); if (ok) percpu_ref_put(&q->ref); }
    void never_killed(void) { percpu_ref_put(&q->ref); msleep(10); sim_assert(!q->dead); }
    void extra_put(void) { percpu_ref_put(&q->ref); percpu_ref_kill(&q->ref); }
    void exit_early(void) { percpu_ref_kill(&q->ref); percpu_ref_exit(&q->ref); }
    void exit_atomic(void) { percpu_ref_kill(&q->ref); percpu_ref_exit(&q->ref); percpu_ref_exit(&q->ref); }
    void reinit(void) { percpu_ref_kill(&q->ref); wait_for_completion(&q->done); q->dead = 0; percpu_ref_reinit(&q->ref); sim_assert(percpu_ref_tryget_live(&q->ref)); percpu_ref_put(&q->ref); kill(); sim_assert(released == 2); }
    void reinit_early(void) { percpu_ref_kill(&q->ref); percpu_ref_reinit(&q->ref); }
    void dead_start(void) { sim_assert(!percpu_ref_tryget_live(&q->ref)); sim_assert(percpu_ref_is_zero(&q->ref)); percpu_ref_reinit(&q->ref); sim_assert(percpu_ref_tryget_live(&q->ref)); percpu_ref_put(&q->ref); kill(); }
    void to_atomic(void) { percpu_ref_switch_to_atomic_sync(&q->ref); percpu_ref_get(&q->ref); percpu_ref_put(&q->ref); sim_assert(!q->dead); kill(); }
    void to_percpu(void) { percpu_ref_switch_to_percpu(&q->ref); kill(); }
    MODULE_LICENSE("GPL");
    """#)

  private static func from(_ start: String, _ threads: String..., finds: [String] = [],
    name: String
  ) -> KernelCase {
    let list = threads.enumerated().map { n, functions in
      "t\(n): [\(functions.split(separator: " ").map { "call \($0)" }.joined(separator: ", "))]"
    }
    var c = KernelCase(
      name, "setup: [insmod, call \(start)]\nthreads: {\(list.joined(separator: ", "))}")
    c.finds = finds
    return c
  }

  static let countCases: [KernelCase] = [
    from("init", "inc dec", "inc dec", name: "6.2 takes and drops in balance"),
    from(
      "init", "dec", "inc dec", finds: ["refcount: addition on 0"],
      name: "6.2 a reference taken from 0"),
    from("init", "dec dec", finds: ["refcount: underflow"], name: "6.2 a drop below 0"),
    from("init", "sub_two", finds: ["refcount: underflow"], name: "6.2 more dropped than held"),
    from("init", "dec", "inc_not_zero", name: "6.2 refcount_inc_not_zero fails on 0 in silence"),
    from(
      "init", "dec_plain", finds: ["refcount: decrement hit 0"],
      name: "6.2 refcount_dec that reaches 0 leaks"),
    from("init", "inc dec_plain dec", name: "6.2 refcount_dec above 1"),
    from("init", "to_max inc", finds: ["refcount: saturated"], name: "6.2 an increment overflows"),
    from(
      "init", "to_max add_not_zero", finds: ["refcount: saturated"],
      name: "6.2 refcount_add_not_zero overflows"),
    from("init", "inc not_one not_one", name: "6.2 refcount_dec_not_one stops at 1"),
    from("init", "if_one", name: "6.2 refcount_dec_if_one"),
    from(
      "init", "locked_put one_release", "find_and_put one_release",
      name: "6.2 refcount_dec_and_mutex_lock holds the lock for the last one"),
    from("init2", "spin_put one_release", "spin_put one_release", name: "6.2 refcount_dec_and_lock"),
    from(
      "init", "put", "get_put", finds: ["refcount: addition on 0", "use-after-free"],
      name: "6.2 kref_get on a pointer found without a reference"),
    from(
      "init", "put_mutex", "look_up",
      name: "6.2 kref_put_mutex against a look-up under the same mutex"),
    from("init", "count", "count", name: "6.2 atomic_inc and set_bit lose nothing"),
    from("init", "count count counted", "count", finds: ["assertion"],
      name: "6.2 an atomic counter is seen by all"),
    from("init", "bit_lock", "bit_lock", name: "6.2 test_and_set_bit_lock is a lock"),
    from(
      "init", "plain_or plain_both", "plain_or2", finds: ["assertion"],
      name: "6.2 a plain or is a load and a store"),
    from("init", "atomics", name: "6.2 the values of atomics and bit operations"),
  ]

  @Test("6.2 reference counts and atomics", arguments: countCases)
  func counts(_ k: KernelCase) throws { try k.check(Self.c, seeds: 200) }

  static let percpuCases: [KernelCase] = [
    from("pinit", "kill", "use", "use_any", name: "6.5 kill waits for those who hold it"),
    from(
      "pinit", "kill_twice", finds: ["api-misuse: more than once"], name: "6.5 killed twice"),
    from(
      "pinit", "kill_confirm", "live_after_confirm",
      name: "6.5 tryget_live fails after the confirmation"),
    from(
      "pinit", "late_live", "late_use", finds: ["assertion: READ_ONCE"],
      name: "6.5 tryget_live may succeed after percpu_ref_kill has returned"),
    from(
      "pinit", "live_after_kill", "kill_only", name: "6.5 tryget_live fails where the kill was seen"
    ),
    from("pinit", "never_killed", name: "6.5 zero is not seen without a kill"),
    from(
      "pinit", "extra_put", finds: ["refcount: percpu ref <= 0"],
      name: "6.5 dropped more often than taken"),
    from(
      "pinit_sleeps", "kill_only", finds: ["sleep-in-atomic"],
      name: "6.5 release runs in the RCU callback"),
    from(
      "pinit", "exit_early", finds: ["api-misuse: percpu_ref_exit while switching"],
      name: "6.5 percpu_ref_exit while the switch is in progress"),
    from("pinit_atomic", "exit_atomic", name: "6.5 percpu_ref_exit of an atomic reference"),
    from(
      "pinit_atomic", "exit_early use_any", finds: ["null-dereference"],
      name: "6.5 used after percpu_ref_exit"),
    from("pinit", "kill_exit", name: "6.5 percpu_ref_exit after zero"),
    from(
      "pinit", "kill_exit", "use_any", finds: ["null-dereference", "use-after-free"],
      name: "6.5 percpu_ref_exit while others may still try"),
    from("pinit_re", "reinit", name: "6.5 percpu_ref_reinit after zero"),
    from(
      "pinit_re", "reinit_early", finds: ["api-misuse: percpu_ref_reinit before zero"],
      name: "6.5 percpu_ref_reinit before zero"),
    from("pinit_dead", "dead_start", name: "6.5 PERCPU_REF_INIT_DEAD"),
    from("pinit_re", "to_atomic", "use", name: "6.5 percpu_ref_switch_to_atomic_sync"),
    from("pinit_atomic", "to_percpu", "use", name: "6.5 percpu_ref_switch_to_percpu"),
  ]

  @Test("6.5 percpu references", arguments: percpuCases)
  func percpu(_ k: KernelCase) throws { try k.check(Self.c, seeds: 200) }

  @Test("6.2 a saturated count stays saturated, where the check is off")
  func saturation() throws {
    let off = """
      setup: [insmod, call init]
      threads: {a: [call to_max, call inc, call stays]}
      checks: {refcount: off}
      """
    try KernelCase("saturated", off).check(Self.c, seeds: 10)
  }
}
