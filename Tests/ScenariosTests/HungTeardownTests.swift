// hung-teardown: teardowns that can be kept from finishing for ever, and twins that cannot.

import Testing

@testable import Scenarios
@testable import Sim

struct HungTeardownTests {
  private static let driver = """
    #include <linux/delay.h>
    #include <linux/pci.h>
    #include <linux/wait.h>

    static struct workqueue_struct *wq;
    static struct work_struct work;
    static struct timer_list timer;
    static atomic_t users;
    static int stop, gone;
    static DECLARE_WAIT_QUEUE_HEAD(idle);
    static void __iomem *regs;

    static void again(struct work_struct *w) { queue_work(wq, &work); }
    static void again_unless_stopped(struct work_struct *w)
    {
    	if (!READ_ONCE(stop))
    		queue_work(wq, &work);
    }
    static void rearm(struct timer_list *t) { mod_timer(&timer, jiffies + 1); }
    void use(void)
    {
    	if (READ_ONCE(gone))
    		return;
    	atomic_inc(&users);
    	if (atomic_dec_and_test(&users))
    		wake_up(&idle);
    }
    void use_always(void)
    {
    	atomic_inc(&users);
    	if (atomic_dec_and_test(&users))
    		wake_up(&idle);
    }

    static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
    {
    	wq = alloc_workqueue("foo", 0, 0);
    	timer_setup(&timer, rearm, 0);
    	INIT_WORK(&work, WORK);
    	if (pci_enable_device(pdev))
    		return -ENODEV;
    	regs = pci_iomap(pdev, 0, 0);
    	START;
    	return 0;
    }
    static void remove(struct pci_dev *pdev)
    {
    	unsigned long end = jiffies + 3;

    	(void)end;
    	STOP;
    	timer_shutdown_sync(&timer);
    	destroy_workqueue(wq);
    	pci_iounmap(pdev, regs);
    	pci_disable_device(pdev);
    }
    static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver driver = {
    	.name = "foo", .id_table = ids, .probe = probe, .remove = remove,
    };
    module_pci_driver(driver);
    """

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var stop: String
    var start = "(void)0"
    var work = "again"
    var user = ""
    var hangs: Bool
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "draining a work that always queues itself",
      stop: "drain_workqueue(wq)", start: "queue_work(wq, &work)", hangs: true),
    Case(name: "and one that sees that the device goes",
      stop: "WRITE_ONCE(stop, 1); drain_workqueue(wq)", start: "queue_work(wq, &work)",
      work: "again_unless_stopped", hangs: false),
    Case(name: "cancelling a work that always queues itself",
      stop: "cancel_work_sync(&work)", start: "queue_work(wq, &work)", hangs: false),
    Case(name: "waiting for a register without a limit",
      stop: "while (readl(regs) & 1) msleep(1)", hangs: true),
    Case(name: "without sleeping",
      stop: "while (readl(regs) & 1) cpu_relax()", hangs: true),
    Case(name: "and with a limit",
      stop: "while (readl(regs) & 1 && time_before(jiffies, end)) msleep(1)", hangs: false),
    Case(name: "deleting a timer that arms itself",
      stop: "timer_delete_sync(&timer)", start: "mod_timer(&timer, jiffies + 1)", hangs: false),
    Case(name: "waiting for users while new ones come",
      stop: "wait_event(idle, !atomic_read(&users))", user: "use_always", hangs: true),
    Case(name: "and when none do",
      stop: "WRITE_ONCE(gone, 1); wait_event(idle, !atomic_read(&users))", user: "use",
      hangs: false),
  ]

  private func verify(_ c: Case) throws -> (Verification, Program, WorldSpec) {
    let compiled = CompiledC(
      Self.driver,
      defines: ["START=\(c.start)", "STOP=\(c.stop)", "WORK=\(c.work)"])
    let user = c.user.isEmpty ? "" : ", user: call \(c.user) x*"
    let text = """
      driver: driver.c
      device: {registers: {0x00: "any [0, 1]"}}
      threads: {admin: unbind\(user)}
      """
    let scenario = try readScenario(bytes: Array(text.utf8), path: "hung.yaml").get()
    let program = try compiled.get()
    var options = VerifyOptions()
    options.limits.states = 50_000
    let v = Verifier(Verifier.machine(program, scenario.world), options).run()
    return (v, program, scenario.world)
  }

  @Test("14.B5 a cycle of states without progress", arguments: cases)
  func hangs(_ c: Case) throws {
    let (v, program, world) = try verify(c)
    #expect(v.isComplete && v.teardownIsDecided, "\(v.found.map(\.finding.message))")
    #expect(v.isVerified != c.hangs)
    guard c.hangs else { return }
    let found = try #require(v.found.first)
    #expect(found.finding.check == .hungTeardown)
    #expect(found.finding.function == "remove")
    // The schedule shows it by itself, on another machine.
    let m = Verifier.machine(program, world)
    try m.replay(found.schedule)
    #expect(m.finding?.message == found.finding.message)
    // A round that is cut short does not.
    var damaged = found.schedule
    damaged.choices.removeLast()
    #expect(throws: ReplayError.self) { try Verifier.machine(program, world).replay(damaged) }
  }
}
