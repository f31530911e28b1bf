import Testing

@testable import Scenarios
@testable import Sim

@Suite("Notifier chains")
struct NotifierTests {
  private static let driver = """
    #include <linux/notifier.h>
    #define CAT2(a, b) a##b
    #define CAT(a, b) CAT2(a, b)
    #define REGISTER CAT(KIND, _notifier_chain_register)
    #define UNREGISTER CAT(KIND, _notifier_chain_unregister)
    #define CALL CAT(KIND, _notifier_call_chain)
    static struct CAT(KIND, _notifier_head) chain;
    static struct client { struct notifier_block nb; int seen; } *client;
    static int order[4], ordered;
    static int client_event(struct notifier_block *nb, unsigned long action, void *data)
    {
      struct client *c = container_of(nb, struct client, nb);

      c->seen++;
    #ifdef FROM_CALLBACK
      UNREGISTER(&chain, nb);
    #endif
      return NOTIFY_OK;
    }
    static int first(struct notifier_block *nb, unsigned long a, void *d) { order[ordered++] = 1; return NOTIFY_OK; }
    static int second(struct notifier_block *nb, unsigned long a, void *d) { order[ordered++] = 2; return NOTIFY_STOP; }
    static int third(struct notifier_block *nb, unsigned long a, void *d) { order[ordered++] = 3; return NOTIFY_OK; }
    static struct notifier_block nb1 = { .notifier_call = first, .priority = 9 };
    static struct notifier_block nb2 = { .notifier_call = second, .priority = 5 };
    static struct notifier_block nb3 = { .notifier_call = third };
    int add(void)
    {
      client = kzalloc(sizeof(*client), GFP_KERNEL);
      client->nb.notifier_call = client_event;
      return REGISTER(&chain, &client->nb);
    }
    void drop(void)
    {
      struct client *c = client;
    #ifndef NO_UNREGISTER
      UNREGISTER(&chain, &c->nb);
    #endif
      kfree(c);
    }
    void notify(void) { CALL(&chain, 1, NULL); }
    void order_test(void)
    {
      sim_assert(CALL(&chain, 1, NULL) == NOTIFY_DONE);
      REGISTER(&chain, &nb3);
      REGISTER(&chain, &nb1);
      sim_assert(CALL(&chain, 1, NULL) == NOTIFY_OK);
      sim_assert(ordered == 2 && order[0] == 1 && order[1] == 3);
      REGISTER(&chain, &nb2);
      sim_assert(CALL(&chain, 1, NULL) == NOTIFY_STOP);
      sim_assert(ordered == 4 && order[2] == 1 && order[3] == 2);
      sim_assert(UNREGISTER(&chain, &nb2) == 0);
      sim_assert(UNREGISTER(&chain, &nb2) == -ENOENT);
      sim_assert(notifier_to_errno(notifier_from_errno(-EBUSY)) == -EBUSY);
    }
    void twice(void) { REGISTER(&chain, &nb1); REGISTER(&chain, &nb1); }
    void faulty(void) { if (REGISTER(&chain, &nb1)) sim_assert(!CALL(&chain, 1, NULL)); }
    #ifdef LEAK
    static int foo_probe(struct pci_dev *p, const struct pci_device_id *id)
    { REGISTER(&chain, &nb1); return LEAK == 2 ? -EIO : 0; }
    static void foo_remove(struct pci_dev *p)
    {
    #if !LEAK
      UNREGISTER(&chain, &nb1);
    #endif
    }
    static const struct pci_device_id foo_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver foo_driver = {
      .name = "foo", .id_table = foo_ids, .probe = foo_probe, .remove = foo_remove,
    };
    module_pci_driver(foo_driver);
    #endif
    """

  private static func compiled(_ kind: String, _ defines: String...) -> CompiledC {
    CompiledC(driver, defines: ["KIND=\(kind)"] + defines)
  }
  private static let race = "setup: [insmod, call add]\nthreads: {a: call notify, b: call drop}"

  @Test("12 unregister waits for calls of the chain under way", arguments: [
    "atomic", "blocking", "srcu",
  ])
  func fence(_ kind: String) throws {
    try KernelCase(kind, Self.race).check(Self.compiled(kind), seeds: 300)
  }

  @Test("12 raw_notifier_chain_unregister waits for nothing")
  func raw() throws {
    try KernelCase("raw", Self.race, finds: "use-after-free: client_event")
      .check(Self.compiled("raw"))
  }

  @Test("12 order by priority, values, and NOTIFY_STOP", arguments: [
    "atomic", "blocking", "srcu", "raw",
  ])
  func order(_ kind: String) throws {
    try KernelCase(kind, calls: ["order_test"]).check(Self.compiled(kind), seeds: 4)
  }

  @Test("14.B3 unregistering from the block's own callback", arguments: [
    ("blocking", "deadlock: client_event"), ("srcu", "deadlock: client_event"),
    ("atomic", "sleep-in-atomic: client_event"), ("raw", ""),
  ])
  func own(_ kind: String, _ finds: String) throws {
    try KernelCase(
      kind, "setup: [insmod, call add]\nthreads: {a: [call notify, call drop]}",
      finds: finds.isEmpty ? [String]() : [finds]
    ).check(Self.compiled(kind, "FROM_CALLBACK"), seeds: 40)
  }

  @Test("14.A3 freeing a registered notifier block")
  func freed() throws {
    try KernelCase(
      "freed", "setup: [insmod, call add]\nthreads: {b: call drop}",
      finds: "free-active-object: notifier_block"
    ).check(Self.compiled("blocking", "NO_UNREGISTER"), seeds: 20)
  }

  @Test("12 registering a block twice")
  func twice() throws {
    try KernelCase("twice", calls: ["twice"], finds: "api-misuse: registered twice")
      .check(Self.compiled("blocking"), seeds: 4)
  }

  @Test("14.D18 registering a block may fail")
  func faults() throws {
    try KernelCase(
      "faults", "faults: [blocking_notifier_chain_register]\nthreads: {a: call faulty}", finds: []
    ).check(Self.compiled("blocking"), seeds: 20)
  }

  @Test("14.A10 a notifier block left by a failed probe, or by remove()", arguments: [0, 1, 2])
  func left(_ how: Int) throws {
    let admin = how == 2 ? "[insmod]" : "[insmod, unbind]"
    try KernelCase(
      "left", "setup: []\nthreads: {admin: \(admin)}",
      finds: how == 0 ? [String]() : ["leak: notifier block"]
    ).check(Self.compiled("blocking", "LEAK=\(how)"), seeds: 10)
  }
}
