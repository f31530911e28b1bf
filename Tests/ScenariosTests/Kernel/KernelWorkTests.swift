import Testing

@testable import Scenarios

/// Section 1: works and delayed works.
@Suite("Kernel: workqueues")
struct KernelWorkTests {
  private static let c = CompiledC(
    #"""
    static struct workqueue_struct *wq;
    static struct work_struct w;
    static struct delayed_work dw;
    static int runs, running, stopped;

    static void fn(struct work_struct *work)
    {
    	sim_assert(!running);
    	running = 1;
    	runs++;
    	sim_assert(!stopped);
    	running = 0;
    }
    static void not_pending_fn(struct work_struct *work)
    {
    	sim_assert(!work_pending(work));
    	if (runs++ == 0)
    		sim_assert(queue_work(wq, work));
    }
    static void free_self_fn(struct work_struct *work) { kfree(work); }
    static void long_fn(struct work_struct *work)
    {
    	running = 1;
    	msleep(1);
    	running = 0;
    	runs++;
    }
    void init(void) { wq = alloc_workqueue("q", 0, 0); INIT_WORK(&w, fn); INIT_DELAYED_WORK(&dw, fn); }
    void init_long(void) { init(); INIT_WORK(&w, long_fn); INIT_DELAYED_WORK(&dw, long_fn); }
    void init_ordered(void) { wq = alloc_ordered_workqueue("q", 0); INIT_WORK(&w, fn); }
    void queue(void) { queue_work(wq, &w); }

    void pending_is_cleared_first(void) { INIT_WORK(&w, not_pending_fn); queue_work(wq, &w); }
    void may_free_itself(void)
    {
    	struct work_struct *p = kmalloc(sizeof(*p), GFP_KERNEL);

    	INIT_WORK(p, free_self_fn);
    	queue_work(wq, p);
    }
    static int value[2], seen[2];
    static void see_fn(struct work_struct *work)
    {
    	for (int i = 0; i < 2; i++)
    		if (READ_ONCE(value[i]))
    			seen[i] = 1;
    }
    void init_see(void) { init(); INIT_WORK(&w, see_fn); }
    /* A run that follows queue_work() sees the stores before it, whether it returned true or not. */
    void publish(int i)
    {
    	WRITE_ONCE(value[i], 1);
    	queue_work(wq, &w);
    	flush_work(&w);
    	sim_assert(seen[i]);
    }
    static unsigned long due;
    static void due_fn(struct work_struct *work)
    {
    	sim_assert(time_after_eq(jiffies, due));
    	runs++;
    }
    static void count_fn(struct work_struct *work) { runs++; }
    void keeps_its_delay(void)
    {
    	INIT_DELAYED_WORK(&dw, due_fn);
    	due = jiffies + 10;
    	sim_assert(queue_delayed_work(wq, &dw, 10));
    	queue_delayed_work(wq, &dw, 0);
    }
    void mod_changes_it(void)
    {
    	INIT_DELAYED_WORK(&dw, due_fn);
    	due = jiffies + 10;
    	queue_delayed_work(wq, &dw, 1000);
    	mod_delayed_work(wq, &dw, 10);
    	msleep(500);
    	flush_work(&dw.work);
    	sim_assert(runs);
    }
    void zero_delay_queues_at_once(void)
    {
    	queue_delayed_work(wq, &dw, 0);
    	flush_work(&dw.work);
    	sim_assert(runs == 1);
    }
    void init_queued(void) { init_long(); queue_work(wq, &w); }
    void cancel_sync(void)
    {
    	cancel_work_sync(&w);
    	sim_assert(!running);
    }
    void cancel_quiet(void) { cancel_work_sync(&w); }
    void cancel_async(void) { cancel_work(&w); sim_assert(!running); }
    void queue_again(void)
    {
    	if (running && !work_pending(&w))
    		sim_assert(queue_work(wq, &w));
    }
    void stop_then_run(void) { cancel_work_sync(&w); stopped = 1; }
    void disable_then_run(void) { disable_work_sync(&w); stopped = 1; }
    void flush_then_run(void) { flush_work(&w); stopped = 1; }
    void disable_counts(void)
    {
    	disable_work(&w);
    	disable_work(&w);
    	sim_assert(!queue_work(wq, &w));
    	sim_assert(!enable_work(&w));
    	sim_assert(enable_work(&w));
    	sim_assert(!work_pending(&w));
    	sim_assert(queue_work(wq, &w));
    }
    void enable_once_too_often(void) { enable_work(&w); }
    void delay_cancel(void)
    {
    	queue_delayed_work(wq, &dw, 5);
    	sim_assert(cancel_delayed_work_sync(&dw) == !runs);
    	sim_assert(!cancel_delayed_work_sync(&dw));
    	sim_assert(!delayed_work_pending(&dw) && !running);
    }
    void cancel_work_waits_for_timer(void)
    {
    	due = jiffies + 5;
    	queue_delayed_work(wq, &dw, 5);
    	sim_assert(cancel_work_sync(&dw.work) == !runs);
    	sim_assert(time_after_eq(jiffies, due));
    }
    void flush_ignores_timer(void)
    {
    	queue_delayed_work(wq, &dw, 5);
    	sim_assert(!flush_work(&dw.work) || runs);
    	cancel_delayed_work_sync(&dw);
    }
    void flush_delayed(void)
    {
    	queue_delayed_work(wq, &dw, 5);
    	sim_assert(flush_delayed_work(&dw) || runs);
    	sim_assert(runs == 1);
    }
    void flush_waits(void)
    {
    	queue_work(wq, &w);
    	flush_work(&w);
    	sim_assert(runs == 1 && !running);
    	sim_assert(!flush_work(&w));
    }
    void flush_queue(void)
    {
    	INIT_DELAYED_WORK(&dw, count_fn);
    	queue_work(wq, &w);
    	queue_delayed_work(wq, &dw, 5);
    	flush_workqueue(wq);
    	sim_assert(runs >= 1);
    	sim_assert(runs == 2);
    }
    void cancel_returns_false_when_running(void)
    {
    	queue_work(wq, &w);
    	while (!running && !runs)
    		msleep(1);
    	if (running)
    		sim_assert(!cancel_work_sync(&w));
    	sim_assert(!running);
    }

    /* The function queues itself again. */
    static void chain_fn(struct work_struct *work)
    {
    	if (++runs < 3)
    		queue_work(wq, work);
    }
    void drain_chained(void)
    {
    	INIT_WORK(&w, chain_fn);
    	queue_work(wq, &w);
    	drain_workqueue(wq);
    	sim_assert(runs == 3);
    	runs = 0;
    	sim_assert(queue_work(wq, &w));
    	destroy_workqueue(wq);
    	sim_assert(runs == 3);
    }
    static void self_cancel_fn(struct work_struct *work) { cancel_work_sync(work); }
    static void self_flush_fn(struct work_struct *work) { flush_work(work); }
    static void own_queue_fn(struct work_struct *work) { flush_workqueue(wq); }
    void self_cancel(void) { INIT_WORK(&w, self_cancel_fn); queue_work(wq, &w); }
    void self_flush(void) { INIT_WORK(&w, self_flush_fn); queue_work(wq, &w); }
    void own_queue(void) { INIT_WORK(&w, own_queue_fn); queue_work(wq, &w); }
    void destroy(void) { destroy_workqueue(wq); }
    void arm(void) { INIT_DELAYED_WORK(&dw, count_fn); queue_delayed_work(wq, &dw, 5); }
    void null_queue(void) { queue_work(NULL, &w); }

    static struct work_struct other;
    static int order;
    static void first_fn(struct work_struct *work) { sim_assert(order == 0); msleep(1); order = 1; }
    static void second_fn(struct work_struct *work) { sim_assert(order == 1); order = 2; }
    void two(void)
    {
    	INIT_WORK(&w, first_fn);
    	INIT_WORK(&other, second_fn);
    	queue_work(wq, &w);
    	queue_work(wq, &other);
    }
    void reinit(void) { INIT_WORK(&w, fn); }
    static void busy_fn(struct work_struct *work) { sim_assert(work_busy(work) == 2); }
    void busy(void)
    {
    	INIT_WORK(&w, busy_fn);
    	queue_work(wq, &w);
    	flush_work(&w);
    	sim_assert(work_busy(&w) == 0);
    }

    /* The container is freed by the function while somebody cancels. */
    static struct work_struct *heap;
    static void heap_fn(struct work_struct *work) { heap = NULL; kfree(work); }
    void init_heap(void) { heap = kmalloc(sizeof(*heap), GFP_KERNEL); INIT_WORK(heap, heap_fn); queue_work(system_wq, heap); }
    void cancel_heap(void)
    {
    	struct work_struct *p = READ_ONCE(heap);

    	if (p)
    		cancel_work_sync(p);
    	msleep(1);
    	kfree(heap);
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
    run("1.1 a work never runs twice at once", "init", ["queue", "queue", "queue"]),
    run("1.1 PENDING is cleared before the function runs, which may requeue", "init",
      ["pending_is_cleared_first"]),
    run("1.1 the function may free its work", "init", ["may_free_itself"]),
    run("1.2 INIT_WORK of a queued work", "init", ["queue", "reinit"], "reinit-active-object"),
    KernelCase("1.3 the run that follows queue_work sees what came before it",
      "threads: {a: call publish 0, b: call publish 1}\nsetup: [insmod, call init_see]"),
    run("1.3 a pending delayed work keeps its delay", "init", ["keeps_its_delay"]),
    run("1.4 mod_delayed_work changes it", "init", ["mod_changes_it"]),
    run("1.3 delay 0 queues at once", "init", ["zero_delay_queues_at_once"]),
    run("1.3 queue on NULL", "init", ["null_queue"], "api-misuse: NULL"),
    run("1.6 flush_work waits for the queued instance", "init", ["flush_waits"]),
    run("1.6 flush_work does not look at the delayed timer", "init", ["flush_ignores_timer"]),
    run("1.6 flush_delayed_work queues at once", "init", ["flush_delayed"]),
    run("1.6 flush of itself", "init", ["self_flush"], "deadlock"),
    run("1.6 flush_work is no fence", "init", ["queue", "flush_then_run"], "assertion: stopped"),
    run("1.7 cancel_work_sync waits for the running instance", "init_queued", ["cancel_sync"]),
    run("1.7 cancel_work does not wait", "init_queued", ["cancel_async"], "assertion: running"),
    run("1.7 queue_work is not refused while the work runs", "init_queued", ["queue_again"]),
    run("1.7 queue_work during cancel_work_sync is refused", "init_queued",
      ["queue_again", "cancel_quiet"], "assertion: queue_work"),
    run("1.7 cancel_work_sync is no fence", "init", ["queue", "stop_then_run"],
      "assertion: stopped"),
    run("1.7 disable_work_sync is a fence", "init", ["queue queue", "disable_then_run"]),
    run("1.7 disable nests", "init", ["disable_counts"]),
    run("1.7 unbalanced enable_work", "init", ["enable_once_too_often"], "api-misuse"),
    run("1.7 cancel_delayed_work_sync stops the timer half", "init", ["delay_cancel"]),
    run("1.7 cancel_work_sync of an armed delayed work waits for its timer", "init",
      ["cancel_work_waits_for_timer"]),
    run("1.7 cancel_work_sync of a running work returns false", "init_long",
      ["cancel_returns_false_when_running"]),
    run("1.7 cancel of itself", "init", ["self_cancel"], "deadlock"),
    run("1.7 the core touches the work after the wait", "init_heap", ["cancel_heap"],
      "use-after-free: cancel_heap"),
    run("1.8 flush_workqueue does not wait for armed delayed works", "init", ["flush_queue"],
      "assertion: runs == 2"),
    run("1.8 flush_workqueue from a work of the queue", "init", ["own_queue"], "deadlock"),
    run("1.8 drain and destroy let chained works queue", "init", ["drain_chained"]),
    run("1.8 queue from outside while draining, or after", "init", ["queue", "queue", "destroy"],
      "api-misuse: draining", "api-misuse: destroyed"),
    run("1.8 destroy_workqueue knows nothing of armed delayed works", "init", ["arm queue destroy"],
      "api-misuse: destroyed", "api-misuse: draining"),
    run("1.8 an ordered queue runs one at a time, in order", "init_ordered", ["two"]),
    run("1.8 another queue does not", "init", ["two"], "assertion: order == 1"),
    run("work_busy", "init", ["busy"]),
  ]

  @Test("works", arguments: cases)
  func works(_ c: KernelCase) throws { try c.check(Self.c) }
}
