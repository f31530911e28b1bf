import Testing

@testable import Scenarios
@testable import Sim

/// Two devices on the auxiliary bus, and links between them.
@Suite("Device links")
struct DeviceLinkTests {
  private static let driver = """
    #include <linux/auxiliary_bus.h>
    static struct auxiliary_device *sup, *con;
    static int sup_bound, con_bound, sup_probes, con_probes;
    static int *data;
    static struct device_link *link;
    static DECLARE_COMPLETION(con_done);
    static void part_release(struct device *d) { kfree(to_auxiliary_dev(d)); }
    static struct auxiliary_device *part_add(struct device *parent, const char *name)
    {
      struct auxiliary_device *a = kzalloc(sizeof(*a), GFP_KERNEL);

      if (!a)
        return NULL;
      a->name = name;
      a->dev.parent = parent;
      a->dev.release = part_release;
      if (auxiliary_device_init(a) || auxiliary_device_add(a))
        return NULL;
      return a;
    }
    static int hub_probe(struct pci_dev *pdev, const struct pci_device_id *id)
    {
      sup = part_add(&pdev->dev, "sup");
      con = part_add(&pdev->dev, "con");
      return 0;
    }
    static void hub_remove(struct pci_dev *pdev)
    {
      auxiliary_device_delete(con);
      auxiliary_device_uninit(con);
      auxiliary_device_delete(sup);
      auxiliary_device_uninit(sup);
    }
    static const struct pci_device_id hub_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver hub = {
      .name = "hub", .id_table = hub_ids, .probe = hub_probe, .remove = hub_remove };
    static int sup_probe(struct auxiliary_device *a, const struct auxiliary_device_id *id)
    {
      data = devm_kzalloc(&a->dev, sizeof(*data), GFP_KERNEL);
      sup_probes++;
      sup_bound = 1;
      return 0;
    }
    static void sup_remove(struct auxiliary_device *a)
    {
    #ifndef NO_ORDER
      sim_assert(!con_bound);
    #endif
    #ifdef SUP_LOCKS
      device_lock(&sup->dev);
      device_unlock(&sup->dev);
    #endif
      sup_bound = 0;
    }
    static int con_probe(struct auxiliary_device *a, const struct auxiliary_device_id *id)
    {
    #ifdef IN_PROBE
      if (!sup_bound)
        return -EPROBE_DEFER;
      sim_assert(device_link_add(&a->dev, &sup->dev, IN_PROBE));
    #endif
      con_probes++;
      con_bound = 1;
      (*data)++;
      complete(&con_done);
    #ifdef FAIL
      con_bound = 0;
      return -EIO;
    #endif
      return 0;
    }
    static void con_remove(struct auxiliary_device *a)
    {
      (*data)++;
    #ifdef CON_LOCKS
      device_lock(&sup->dev);
      device_unlock(&sup->dev);
    #endif
      con_bound = 0;
    }
    static const struct auxiliary_device_id sup_ids[] = { { .name = KBUILD_MODNAME ".sup" }, { } };
    static const struct auxiliary_device_id con_ids[] = { { .name = KBUILD_MODNAME ".con" }, { } };
    static struct auxiliary_driver sup_driver = {
      .name = "sup", .id_table = sup_ids, .probe = sup_probe, .remove = sup_remove };
    static struct auxiliary_driver con_driver = {
      .name = "con", .id_table = con_ids, .probe = con_probe, .remove = con_remove };
    static int __init links_init(void)
    {
      int err = auxiliary_driver_register(&sup_driver);

      if (!err)
        err = auxiliary_driver_register(&con_driver);
      return err ? err : pci_register_driver(&hub);
    }
    module_init(links_init);

    void managed(void) { link = device_link_add(&con->dev, &sup->dev, 0); sim_assert(link); }
    void autoprobe(void)
    { sim_assert(device_link_add(&con->dev, &sup->dev, DL_FLAG_AUTOPROBE_CONSUMER)); }
    void stateless(void)
    { link = device_link_add(&con->dev, &sup->dev, DL_FLAG_STATELESS); sim_assert(link); }
    void del(void) { device_link_del(link); }
    void del_twice(void) { device_link_del(link); msleep(1); device_link_del(link); }
    void remove_link(void) { device_link_remove(&con->dev, &sup->dev); }
    void refused(void)
    {
      managed();
      sim_assert(!device_link_add(&sup->dev, &con->dev, 0));
      sim_assert(!device_link_add(&sup->dev, &sup->dev, 0));
      sim_assert(!device_link_add(sup->dev.parent, &sup->dev, 0));
      sim_assert(!device_link_add(&con->dev, &sup->dev,
                                  DL_FLAG_STATELESS | DL_FLAG_AUTOREMOVE_CONSUMER));
      sim_assert(device_link_add(&con->dev, &sup->dev, 0) == link);
    }
    void with_pm(void) { device_link_add(&con->dev, &sup->dev, DL_FLAG_PM_RUNTIME); }
    void none_bound(void) { sim_assert(!sup_bound && !con_bound); }
    void only_sup(void) { sim_assert(sup_bound && !con_bound); }
    void only_con(void) { sim_assert(!sup_bound && con_bound); }
    void both(void) { sim_assert(sup_bound && con_bound); }
    void again(void) { reinit_completion(&con_done); }
    void wait_con(void) { wait_for_completion(&con_done); }
    void probed_twice(void) { sim_assert(sup_probes == 2 && con_probes == 1); }
    """
  private static let plain = CompiledC(driver)
  private static let free = CompiledC(driver, defines: ["NO_ORDER"])
  private static let auto = CompiledC(driver, defines: ["IN_PROBE=DL_FLAG_AUTOREMOVE_CONSUMER"])
  private static let forSupplier = CompiledC(
    driver, defines: ["IN_PROBE=DL_FLAG_AUTOREMOVE_SUPPLIER"])

  private static let cases = [
    KernelCase(
      "8.8 a managed link has the consumer unbound before its supplier",
      "setup: [insmod, bind, call managed]\nthreads: {a: [unbind sup, call none_bound]}"),
    KernelCase(
      "8.3 consumers of device links are unbound first, whoever else unbinds or binds them",
      "setup: [insmod, bind, call managed]\n"
        + "threads: {a: unbind sup, b: [unbind con, bind con], c: unbind}"),
    KernelCase(
      "8.8 a consumer is not bound before its supplier",
      "setup: [insmod, bind, call managed, unbind sup, bind con, call none_bound]\n"
        + "threads: {a: [bind con, call none_bound]}"),
    KernelCase(
      "8.8 a consumer that waits for its supplier is probed when that is bound",
      "setup: [insmod, bind, call managed, unbind sup, bind con, call again]\n"
        + "threads: {a: bind sup, b: call wait_con}"),
    KernelCase(
      "8.8 a consumer that was unbound with its supplier does not come back by itself",
      "setup: [insmod, bind, call managed, unbind sup, call again]\n"
        + "threads: {a: bind sup, b: call wait_con}", finds: "deadlock"),
    KernelCase(
      "8.8 DL_FLAG_AUTOPROBE_CONSUMER brings it back",
      "setup: [insmod, bind, call autoprobe, unbind sup, call again]\n"
        + "threads: {a: bind sup, b: call wait_con}"),
    KernelCase(
      "8.8 links are refused that would close a circle, and flags that do not go together",
      calls: ["refused"]),
    KernelCase(
      "8.8 a managed link is not the driver's to delete",
      "setup: [insmod, bind, call managed]\nthreads: {a: call del}", finds: "api-misuse: del"),
    KernelCase(
      "8.8 a stateless link that is deleted is not there any more",
      "setup: [insmod, bind, call stateless]\nthreads: {a: call del_twice}",
      finds: "use-after-free: del_twice"),
    KernelCase(
      "8.8 a device that is deleted takes its links along",
      "setup: [insmod, bind, call managed]\nthreads: {a: [unbind, bind, call both]}"),
  ]

  @Test("8.8 links between devices", arguments: cases)
  func links(_ c: KernelCase) throws { try c.check(Self.plain, seeds: 300) }

  @Test("15.21 unbind drops device_lock while it unbinds the consumers, and has it in remove()")
  func dropsLock() throws {
    let c = CompiledC(Self.driver, defines: ["CON_LOCKS"])
    let world = "setup: [insmod, bind, call managed]\nthreads: {a: [unbind sup, call none_bound]}"
    try KernelCase("the consumer takes it", world).check(c, seeds: 100)
    try KernelCase("the supplier takes it", world, finds: "deadlock: sup_remove")
      .check(CompiledC(Self.driver, defines: ["SUP_LOCKS"]), seeds: 100)
  }

  @Test("8.8 without a link a supplier is unbound under its consumer")
  func noLink() throws {
    try KernelCase(
      "no link", "threads: {a: unbind sup, b: unbind con}", finds: "use-after-remove: con_remove"
    ).check(Self.free, seeds: 100)
  }

  @Test("8.8 a link that the consumer's probe makes comes too late where the unbind has begun")
  func tooLate() throws {
    try KernelCase(
      "too late", "threads: {a: unbind sup, b: [unbind con, bind con]}",
      finds: "use-after-remove", "assertion: sup_remove"
    ).check(Self.auto, seeds: 300)
  }

  @Test("8.8 a stateless link orders nothing")
  func stateless() throws {
    try KernelCase(
      "stateless", "setup: [insmod, bind, call stateless]\n"
        + "threads: {a: [unbind sup, call only_con, call remove_link]}"
    ).check(Self.free, seeds: 100)
  }

  @Test("8.8 DL_FLAG_AUTOREMOVE_CONSUMER: the link goes with the consumer's driver")
  func autoremove() throws {
    try KernelCase("order", "threads: {a: unbind sup, b: unbind con, c: unbind}")
      .check(Self.auto, seeds: 300)
    try KernelCase(
      "gone", "setup: [insmod, bind, unbind con]\nthreads: {a: call managed, b: unbind sup}"
    ).check(Self.auto, seeds: 100)
  }

  @Test("8.8 DL_FLAG_AUTOREMOVE_SUPPLIER: the link goes with the supplier's driver")
  func autoremoveSupplier() throws {
    try KernelCase("order", "threads: {a: [unbind sup, bind sup], b: [unbind con, bind con]}")
      .check(Self.forSupplier, seeds: 300)
  }

  @Test("8.2 a probe that fails gives back the links that it made")
  func failure() throws {
    let c = CompiledC(
      Self.driver, defines: ["IN_PROBE=DL_FLAG_AUTOREMOVE_CONSUMER", "FAIL"])
    try KernelCase(
      "fails", "setup: [insmod, bind, call only_sup]\n"
        + "threads: {a: [bind con, unbind sup, call none_bound, bind sup, unbind]}"
    ).check(c, seeds: 300)
  }

  @Test("8.8 runtime PM over a link is not modelled: such a run has no verdict")
  func runtimePM() throws {
    let text = "driver: driver.c\nthreads: {a: call with_pm}"
    let scenario = try readScenario(bytes: Array(text.utf8), path: "pm.yaml").get()
    let machine = Machine(program: try Self.plain.get(), world: scenario.world)
    machine.prepare()
    machine.run(seed: 0, ExploreOptions(), Pilot())
    guard case .noVerdict(let why) = machine.ending else {
      Issue.record("\(machine.ending)")
      return
    }
    #expect(why.contains("device_link_add"))
  }
}
