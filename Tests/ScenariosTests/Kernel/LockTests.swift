import Testing

@Suite("Locks")
struct LockTests {
  private static let driver = CompiledC(
    """
    #include <linux/rwsem.h>
    #include <linux/semaphore.h>
    #include <linux/seqlock.h>
    static DEFINE_MUTEX(m);
    static DEFINE_SPINLOCK(s);
    static DECLARE_RWSEM(rw);
    static DEFINE_RWLOCK(rl);
    static DEFINE_SEQLOCK(sq);
    static DEFINE_SEMAPHORE(sem, 1);
    static int count, seen, a, b;
    static struct mutex *shared;
    void add_mutex(void) { mutex_lock(&m); count++; mutex_unlock(&m); }
    void add_guard(void) { guard(mutex)(&m); count++; }
    void add_scoped(void) { scoped_guard(mutex, &m) { count++; } }
    void add_try(void) { if (mutex_trylock(&m)) { count++; mutex_unlock(&m); } else count++; }
    void add_killable(void) { if (mutex_lock_killable(&m) == 0) { count++; mutex_unlock(&m); } }
    void sum_two(void) { mutex_lock(&m); seen = count; mutex_unlock(&m); WARN_ON(count == 1); }
    void add_sem(void) { down(&sem); a++; b++; up(&sem); }
    void look_sem(void) { down(&sem); WARN_ON(a != b); up(&sem); }
    void look_try(void) { if (down_trylock(&sem) == 0) { WARN_ON(a != b); up(&sem); } }
    void add_write(void) { down_write(&rw); a++; b++; up_write(&rw); }
    void look_read(void) { down_read(&rw); WARN_ON(a != b); up_read(&rw); }
    void downgrade(void) { down_write(&rw); a++; b++; downgrade_write(&rw); WARN_ON(a != b); up_read(&rw); }
    void try_write(void) { if (down_write_trylock(&rw)) { a++; b++; up_write(&rw); } }
    void read_twice(void) { down_read(&rw); down_read(&rw); up_read(&rw); up_read(&rw); }
    void rl_write(void) { write_lock_irq(&rl); a++; b++; write_unlock_irq(&rl); }
    void rl_read(void) { unsigned long f; read_lock_irqsave(&rl, f); WARN_ON(a != b); read_unlock_irqrestore(&rl, f); }
    void rl_twice(void) { read_lock(&rl); read_lock(&rl); read_unlock(&rl); read_unlock(&rl); }
    void rl_twice_bh(void) { read_lock_bh(&rl); read_lock(&rl); read_unlock(&rl); read_unlock_bh(&rl); }
    void sq_write(void) { write_seqlock(&sq); a++; b++; write_sequnlock(&sq); }
    void sq_read(void) { unsigned int n; int x, y; do { n = read_seqbegin(&sq); x = READ_ONCE(a); y = READ_ONCE(b); } while (read_seqretry(&sq, n)); WARN_ON(x != y); }
    void sq_noretry(void) { int x, y; (void)read_seqbegin(&sq); x = READ_ONCE(a); y = READ_ONCE(b); WARN_ON(x != y); }
    void recursion(void) { spin_lock(&s); spin_lock(&s); }
    void not_held(void) { mutex_unlock(&m); }
    void spin_not_held(void) { spin_unlock(&s); }
    void read_not_held(void) { up_read(&rw); }
    void write_as_read(void) { down_write(&rw); up_read(&rw); }
    void leaves_mutex(void) { mutex_lock(&m); }
    void leaves_bh(void) { spin_lock_bh(&s); spin_unlock(&s); }
    void leaves_irqs(void) { spin_lock_irq(&s); spin_unlock(&s); }
    void unbalanced_bh(void) { spin_lock(&s); spin_unlock_bh(&s); }
    void bh_irqs_off(void) { local_irq_disable(); spin_lock_bh(&s); spin_unlock_bh(&s); local_irq_enable(); }
    void unbalanced_preempt(void) { preempt_enable(); }
    void irq_enables(void) { unsigned long f; spin_lock_irqsave(&s, f); local_irq_enable(); WARN_ON(irqs_disabled()); local_irq_disable(); spin_unlock_irqrestore(&s, f); }
    void irq_restores(void) { unsigned long f; local_irq_disable(); spin_lock_irqsave(&s, f); spin_unlock_irqrestore(&s, f); WARN_ON(!irqs_disabled()); local_irq_enable(); }
    void bh_in_interrupt(void) { WARN_ON(in_interrupt()); local_bh_disable(); WARN_ON(!in_interrupt()); local_bh_enable(); }
    void asserts(void) { lockdep_assert_held(&m); }
    void destroys(void) { mutex_lock(&m); mutex_destroy(&m); mutex_unlock(&m); }
    void make(void) { shared = kzalloc(sizeof(*shared), GFP_KERNEL); mutex_init(shared); }
    void free_held(void) { mutex_lock(shared); kfree(shared); }
    void touch_last(void) { mutex_lock(shared); count++; a = count; mutex_unlock(shared); }
    void free_last(void) { int n; mutex_lock(shared); n = a; mutex_unlock(shared); if (n == 1) kfree(shared); }
    """)

  static let cases: [KernelCase] = [
    KernelCase("6.1 a mutex keeps its sections apart", calls: ["add_mutex", "add_mutex", "sum_two"],
      finds: "assertion"),
    KernelCase("6.1 guards release at the end of their scope", calls: ["add_guard add_mutex", "add_scoped add_guard"]),
    KernelCase("6.1 mutex_trylock fails while it is held", calls: ["add_try add_mutex", "add_try add_killable"]),
    KernelCase("6.1 a semaphore of one keeps sections apart", calls: ["add_sem", "look_sem", "look_try"]),
    KernelCase("6.1 an rwsem writer excludes readers and writers",
      calls: ["add_write", "look_read", "downgrade", "try_write"]),
    KernelCase("6.1 an rwsem taken twice for reading deadlocks with a writer between",
      "threads: {r: [call read_twice], w: [call add_write]}\nchecks: {lock-order: off}",
      finds: "deadlock: down_read"),
    KernelCase("6.1 an rwlock writer excludes readers", calls: ["rl_write", "rl_read", "rl_write"]),
    KernelCase("6.1 a waiting writer blocks a task that reads an rwlock twice",
      "threads: {r: [call rl_twice], w: [call rl_write]}\nchecks: {lock-order: off}",
      finds: "deadlock: read_lock"),
    KernelCase("6.1 an rwlock reader with softirqs off passes a waiting writer",
      calls: ["rl_twice_bh", "rl_write"]),
    KernelCase("6.1 a seqlock reader retries", calls: ["sq_write", "sq_read", "sq_write"]),
    KernelCase("14.C5 a seqlock reader that does not retry sees half an update",
      calls: ["sq_write", "sq_noretry"], finds: "assertion: sq_noretry"),
    KernelCase("6.1 a spinlock does not recurse",
      "threads: {t: [call recursion]}\nchecks: {lock-order: off}", finds: "deadlock: for itself"),
    KernelCase("14.B10 unlock of a mutex that is not held", calls: ["not_held"],
      finds: "lock-misuse: bad unlock balance"),
    KernelCase("14.B10 unlock of a spinlock that another thread holds",
      "threads: {t: [call spin_not_held]}", finds: "lock-misuse: bad unlock balance"),
    KernelCase("14.B10 up_read of a free rwsem", calls: ["read_not_held"],
      finds: "lock-misuse: bad unlock balance"),
    KernelCase("14.B10 up_read of an rwsem held for writing", calls: ["write_as_read"],
      finds: "lock-misuse: nobody holds for reading"),
    KernelCase("14.B10 a mutex held at return to user space", calls: ["leaves_mutex"],
      finds: "lock-misuse: leaves_mutex"),
    KernelCase("14.B10 softirqs left off at return to user space", calls: ["leaves_bh"],
      finds: "lock-misuse: preemption, softirqs or irqs off"),
    KernelCase("14.B10 interrupts left off at return to user space", calls: ["leaves_irqs"],
      finds: "lock-misuse: preemption, softirqs or irqs off"),
    KernelCase("14.B10 spin_unlock_bh of a lock taken without _bh", calls: ["unbalanced_bh"],
      finds: "lock-misuse: unbalanced local_bh_enable"),
    KernelCase("6.1 spin_unlock_bh with interrupts off is a misuse", calls: ["bh_irqs_off"],
      finds: "lock-misuse: softirqs enabled with irqs off"),
    KernelCase("14.B10 preempt_enable without disable", calls: ["unbalanced_preempt"],
      finds: "lock-misuse: unbalanced preempt_enable"),
    KernelCase("6.1 local_irq_enable enables unconditionally", calls: ["irq_enables"]),
    KernelCase("6.1 spin_unlock_irqrestore restores what was", calls: ["irq_restores"]),
    KernelCase("0.1 in_interrupt is true with softirqs off", calls: ["bh_in_interrupt"]),
    KernelCase("6.1 lockdep_assert_held looks at the caller", calls: ["asserts"], finds: "assertion"),
    KernelCase("6.1 a mutex destroyed while locked", calls: ["destroys"],
      finds: "lock-misuse: destroying a locked mutex"),
    KernelCase("6.1 a held lock is not freed",
      "setup: [insmod, bind, call make]\nthreads: {t: [call free_held]}",
      finds: "free-active-object: held lock freed"),
    KernelCase("15.19 mutex_unlock touches the mutex after another task has taken it",
      "setup: [insmod, bind, call make]\nthreads: {a: [call touch_last], b: [call free_last]}\nchecks: {leak: off}",
      finds: "use-after-free: touch_last"),
  ]

  @Test(arguments: cases)
  func `locks behave as the kernel's`(_ c: KernelCase) throws {
    try c.check(Self.driver, seeds: 300)
  }
}
