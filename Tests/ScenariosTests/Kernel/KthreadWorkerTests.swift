import Testing

@testable import Scenarios
@testable import Sim

/// Sections 5.1: kthread_worker.
@Suite("Kernel: kthread workers")
struct KthreadWorkerTests {
  private static let c = CompiledC(
    #"""
    static struct kthread_worker *kw, *other;
    static struct kthread_work w, w2;
    static struct kthread_delayed_work dw;
    static int runs, running, stopped, order;

    static void fn(struct kthread_work *work)
    {
    	sim_assert(!running);
    	running = 1;
    	sim_assert(!stopped);
    	runs++;
    	running = 0;
    }
    static void long_fn(struct kthread_work *work) { running = 1; msleep(1); running = 0; runs++; }
    static void self_fn(struct kthread_work *work) { kthread_cancel_work_sync(work); }
    static void self_flush_fn(struct kthread_work *work) { kthread_flush_work(work); }
    static void again_fn(struct kthread_work *work) { if (++runs < 3) kthread_queue_work(kw, work); }
    static void first_fn(struct kthread_work *work) { sim_assert(order == 0); msleep(1); order = 1; }
    static void second_fn(struct kthread_work *work) { sim_assert(order == 1); order = 2; }
    void init(void)
    {
    	kw = kthread_run_worker(0, "kw");
    	kthread_init_work(&w, fn);
    	kthread_init_work(&w2, fn);
    	kthread_init_delayed_work(&dw, fn);
    }
    void init_long(void) { init(); kthread_init_work(&w, long_fn); kthread_queue_work(kw, &w); }
    void queue(void) { kthread_queue_work(kw, &w); }
    void queue2(void) { kthread_queue_work(kw, &w2); }
    void flush(void) { kthread_queue_work(kw, &w); kthread_flush_work(&w); sim_assert(runs == 1 && !running); kthread_flush_work(&w); }
    void flush_worker(void) { kthread_queue_work(kw, &w); kthread_queue_work(kw, &w2); kthread_flush_worker(kw); sim_assert(runs == 2); }
    void cancel(void) { kthread_cancel_work_sync(&w); sim_assert(!running); }
    void cancel_stop(void) { kthread_cancel_work_sync(&w); stopped = 1; }
    void requeue_while_cancelled(void) { if (running) sim_assert(kthread_queue_work(kw, &w)); }
    void in_order(void)
    {
    	kthread_init_work(&w, first_fn);
    	kthread_init_work(&w2, second_fn);
    	sim_assert(kthread_queue_work(kw, &w));
    	kthread_queue_work(kw, &w2);
    	kthread_flush_work(&w2);
    	sim_assert(order == 2);
    }
    void again(void) { kthread_init_work(&w, again_fn); queue(); while (runs < 3) msleep(1); }
    void self(void) { kthread_init_work(&w, self_fn); queue(); }
    void self_flush(void) { kthread_init_work(&w, self_flush_fn); queue(); }
    void destroy(void) { kthread_destroy_worker(kw); stopped = 1; }
    void destroy_runs(void) { queue(); kthread_destroy_worker(kw); sim_assert(runs == 1); }
    void delayed(void)
    {
    	sim_assert(kthread_queue_delayed_work(kw, &dw, 5));
    	bool again = kthread_queue_delayed_work(kw, &dw, 50);

    	if (kthread_cancel_delayed_work_sync(&dw) && !again)
    		sim_assert(!runs);
    	stopped = 1;
    }
    void delayed_runs(void)
    {
    	kthread_queue_delayed_work(kw, &dw, 100);
    	kthread_mod_delayed_work(kw, &dw, 5);
    	while (!runs)
    		msleep(1);
    }
    void delayed_destroy(void) { kthread_queue_delayed_work(kw, &dw, 100); kthread_destroy_worker(kw); }
    void two_workers(void)
    {
    	other = kthread_run_worker(0, "other");
    	kthread_queue_work(kw, &w);
    	kthread_flush_work(&w);
    	kthread_queue_work(other, &w);
    }
    void own_thread(void)
    {
    	static struct kthread_worker own;
    	struct task_struct *t;

    	kthread_init_worker(&own);
    	t = kthread_create(kthread_worker_fn, &own, "own");
    	own.task = t;
    	wake_up_process(t);
    	kthread_queue_work(&own, &w);
    	kthread_flush_worker(&own);
    	sim_assert(runs == 1);
    	kthread_stop(t);
    }
    """#)

  private static func run(_ name: String, _ setup: String, _ calls: [String], _ finds: String...)
    -> KernelCase
  {
    var c = KernelCase(name, calls: calls)
    c.world += "\nsetup: [insmod, call \(setup)]"
    c.finds = finds
    return c
  }

  static let cases: [KernelCase] = [
    run("5.1 a kthread_work never runs twice at once", "init", ["queue", "queue", "queue2"]),
    run("5.1 kthread_flush_work waits", "init", ["flush"]),
    run("5.1 kthread_flush_worker waits for all", "init", ["flush_worker"]),
    run("5.1 kthread_cancel_work_sync waits", "init_long", ["cancel"]),
    run("5.1 kthread_cancel_work_sync is no fence", "init", ["queue", "cancel_stop"],
      "assertion: !stopped"),
    run("5.1 kthread_queue_work during a cancel is refused", "init_long",
      ["cancel", "requeue_while_cancelled"], "assertion: kthread_queue_work"),
    run("5.1 kthread_works run in order", "init", ["in_order"]),
    run("5.1 a kthread_work may queue itself", "init", ["again"]),
    run("5.1 kthread_cancel_work_sync of itself", "init", ["self"], "deadlock"),
    run("5.1 kthread_flush_work of itself", "init", ["self_flush"], "deadlock"),
    run("5.1 kthread_destroy_worker runs what is queued", "init", ["destroy_runs"]),
    run("5.1 kthread_destroy_worker of an idle worker", "init", ["destroy"]),
    run("5.1 a delayed kthread_work, cancelled", "init", ["delayed"]),
    run("5.1 a delayed kthread_work, hurried", "init", ["delayed_runs"]),
    run("5.1 kthread_destroy_worker knows nothing of delayed works", "init", ["delayed_destroy"],
      "api-misuse: works left"),
    run("5.1 a kthread_work belongs to one worker", "init", ["two_workers"],
      "api-misuse: another worker"),
    run("5.1 kthread_worker_fn in a thread of one's own", "init", ["own_thread"]),
  ]

  @Test("kthread workers", arguments: cases)
  func workers(_ c: KernelCase) throws { try c.check(Self.c, seeds: 200) }
}
