import Testing

@testable import Scenarios
@testable import Sim

/// A PCI driver that puts two devices on the auxiliary bus, and a driver for each of them.
@Suite("The auxiliary bus")
struct AuxiliaryBusTests {
  private static let driver = """
    #include <linux/auxiliary_bus.h>
    struct part { struct auxiliary_device aux; int released; };
    static struct part *parts[2];
    static int bound[2], probes[2], released;
    static int *level;
    static DECLARE_COMPLETION(codec_bound);
    static void part_release(struct device *d)
    {
      released++;
      kfree(container_of(d, struct part, aux.dev));
    }
    static struct part *part_add(struct device *parent, const char *name, int id)
    {
      struct part *p = kzalloc(sizeof(*p), GFP_KERNEL);

      if (!p)
        return NULL;
      p->aux.name = name;
      p->aux.id = id;
      p->aux.dev.parent = parent;
      p->aux.dev.release = part_release;
      if (auxiliary_device_init(&p->aux)) {
        kfree(p);
        return NULL;
      }
      if (auxiliary_device_add(&p->aux)) {
        auxiliary_device_uninit(&p->aux);
        return NULL;
      }
      return p;
    }
    static void part_del(struct part *p)
    {
      if (!p)
        return;
      auxiliary_device_delete(&p->aux);
      auxiliary_device_uninit(&p->aux);
    }
    static int hub_probe(struct pci_dev *pdev, const struct pci_device_id *id)
    {
      parts[0] = part_add(&pdev->dev, "clk", 0);
      parts[1] = part_add(&pdev->dev, "codec", 7);
      return 0;
    }
    static void hub_remove(struct pci_dev *pdev)
    {
      part_del(parts[1]);
      part_del(parts[0]);
      sim_assert(!bound[0] && !bound[1]);
      parts[0] = parts[1] = NULL;
    }
    static const struct pci_device_id hub_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver hub = {
      .name = "hub", .id_table = hub_ids, .probe = hub_probe, .remove = hub_remove,
    };

    static int clk_probe(struct auxiliary_device *a, const struct auxiliary_device_id *id)
    {
      sim_assert(id->driver_data == 1 && a->id == 0);
      probes[0]++;
      level = devm_kzalloc(&a->dev, sizeof(*level), GFP_KERNEL);
      if (!level)
        return -ENOMEM;
      auxiliary_set_drvdata(a, level);
      bound[0] = 1;
      return 0;
    }
    static void clk_remove(struct auxiliary_device *a)
    {
      sim_assert(auxiliary_get_drvdata(a) == level);
      bound[0] = 0;
    #ifdef ABBA
      if (parts[1]) {
        device_lock(&parts[1]->aux.dev);
        device_unlock(&parts[1]->aux.dev);
      }
    #endif
    }
    static int codec_probe(struct auxiliary_device *a, const struct auxiliary_device_id *id)
    {
      probes[1]++;
    #ifdef DEFER
      if (!bound[0])
        return -EPROBE_DEFER;
    #endif
      bound[1] = 1;
      complete(&codec_bound);
      return 0;
    }
    static void codec_remove(struct auxiliary_device *a)
    {
      bound[1] = 0;
    #ifdef ABBA
      if (parts[0]) {
        device_lock(&parts[0]->aux.dev);
        device_unlock(&parts[0]->aux.dev);
      }
    #endif
    }
    static const struct auxiliary_device_id clk_ids[] = {
      { .name = KBUILD_MODNAME ".other", .driver_data = 2 },
      { .name = KBUILD_MODNAME ".clk", .driver_data = 1 }, { } };
    static const struct auxiliary_device_id codec_ids[] = { { .name = KBUILD_MODNAME ".codec" }, { } };
    static struct auxiliary_driver clk = {
      .name = "clk", .id_table = clk_ids, .probe = clk_probe, .remove = clk_remove };
    static struct auxiliary_driver codec = {
      .name = "codec", .id_table = codec_ids, .probe = codec_probe, .remove = codec_remove };
    static int __init both_init(void)
    {
      int err;

    #ifdef DRIVERS_FIRST
      err = auxiliary_driver_register(&codec);
      if (!err)
        err = auxiliary_driver_register(&clk);
      if (!err)
        err = pci_register_driver(&hub);
    #else
      err = pci_register_driver(&hub);
      if (!err)
        err = auxiliary_driver_register(&codec);
      if (!err)
        err = auxiliary_driver_register(&clk);
    #endif
      return err;
    }
    static void __exit both_exit(void)
    {
    #ifdef DRIVERS_FIRST
      pci_unregister_driver(&hub);
    #endif
      auxiliary_driver_unregister(&clk);
      auxiliary_driver_unregister(&codec);
      sim_assert(!bound[0] && !bound[1]);
    #ifndef DRIVERS_FIRST
      pci_unregister_driver(&hub);
      sim_assert(released == 2);
    #endif
    }
    module_init(both_init);
    module_exit(both_exit);

    void both_bound(void) { sim_assert(bound[0] == 1 && bound[1] == 1); }
    void only_codec(void) { sim_assert(!bound[0] && bound[1]); }
    void once_each(void) { sim_assert(probes[0] == 1 && probes[1] == 1); }
    void again(void) { reinit_completion(&codec_bound); }
    void wait_codec(void) { wait_for_completion(&codec_bound); }
    void use_level(void) { if (level) (*level)++; }
    void use_level_locked(void)
    {
      device_lock(&parts[0]->aux.dev);
      if (bound[0])
        (*level)++;
      device_unlock(&parts[0]->aux.dev);
    }
    void add_again(void)
    {
      struct auxiliary_device extra = { .name = "clk", .dev.parent = &parts[0]->aux.dev };

      extra.dev.release = part_release;
      sim_assert(auxiliary_device_init(&extra) == 0);
      sim_assert(auxiliary_device_add(&extra) == -EEXIST);
      extra.name = NULL;
      sim_assert(auxiliary_device_init(&extra) == -EINVAL);
      sim_assert(auxiliary_driver_register(&clk) == -EBUSY);
    }
    static struct auxiliary_driver empty = { .name = "empty" };
    void register_empty(void) { sim_assert(auxiliary_driver_register(&empty) < 0); }
    void unregister_twice(void) { auxiliary_driver_unregister(&clk); auxiliary_driver_unregister(&clk); }
    """
  private static let plain = CompiledC(driver)
  private static let first = CompiledC(driver, defines: ["DRIVERS_FIRST"])
  private static let abba = CompiledC(driver, defines: ["ABBA"])
  private static let deferring = CompiledC(driver, defines: ["DEFER", "DRIVERS_FIRST"])

  private static let binding = [
    KernelCase(
      "8.1 a driver is probed for devices that are there, by their name",
      "setup: [insmod, call both_bound, call once_each]\nthreads: {a: unbind}"),
    KernelCase(
      "8.1 a device that has a driver bound already is not bound again",
      "setup: [insmod, bind clk, call once_each, unbind clk, call only_codec, bind clk.0]\n"
        + "threads: {a: call both_bound}"),
    KernelCase(
      "8.1 unregistering a driver unbinds it from its devices, and waits for who binds one",
      "threads: {a: [unbind clk, bind clk], b: rmmod}"),
    KernelCase(
      "8.3 each device has a lock of its own, and devm memory of its own",
      "threads: {a: [unbind clk, bind clk], b: [unbind codec, bind codec]}"),
    KernelCase(
      "8.4 what a device's driver got with devm goes with that driver, not with the PCI device's",
      "threads: {a: unbind clk, b: call use_level}", finds: "use-after-remove: use_level"),
    KernelCase(
      "8.4 under the device's lock its devm memory is there as long as it is bound",
      "threads: {a: [unbind clk, bind clk], b: call use_level_locked}"),
    KernelCase(
      "8.5 a device that is deleted is unbound first, and nothing binds to it afterwards",
      "threads: {a: [unbind, bind], b: [bind clk, unbind clk, bind both.clk.0], c: unbind codec}"),
    KernelCase(
      "8.1 names that are taken, a driver without a table",
      "setup: [insmod, call add_again]\nthreads: {a: call register_empty}",
      finds: "api-misuse: register_empty"),
    KernelCase(
      "8.1 a driver is unregistered once",
      calls: ["unregister_twice"], finds: "api-misuse: not registered"),
  ]

  @Test("8.1 devices of the auxiliary bus", arguments: binding)
  func binds(_ c: KernelCase) throws { try c.check(Self.plain, seeds: 300) }

  @Test("8.1 a device goes to the driver that is there when it is added")
  func driversFirst() throws {
    try KernelCase(
      "drivers first", "setup: [insmod, bind, call both_bound, call once_each]\n"
        + "threads: {a: [unbind, bind], b: rmmod, c: [unbind clk, bind clk]}"
    ).check(Self.first, seeds: 300)
  }

  @Test("8.3 removes that take each other's device_lock close a cycle that lockdep does not see")
  func abba() throws {
    try KernelCase(
      "AB-BA", "threads: {a: unbind clk, b: unbind codec}", finds: "deadlock", "lock-order"
    ).check(Self.abba, seeds: 300)
    try KernelCase("one of them", "threads: {a: [unbind clk, unbind codec]}", finds: "lock-order")
      .check(Self.abba, seeds: 100)
  }

  @Test("8.2 a deferred probe is tried again when another driver has bound its device")
  func deferred() throws {
    let setup = "setup: [insmod, unbind clk, unbind codec, call again]\n"
    try KernelCase("deferred", setup + "threads: {a: bind codec, b: bind clk, c: call wait_codec}")
      .check(Self.deferring, seeds: 300)
    try KernelCase("no other", setup + "threads: {a: bind codec, c: call wait_codec}", finds: "deadlock")
      .check(Self.deferring, seeds: 100)
    try KernelCase("and deleted", setup + "threads: {a: bind codec, b: bind clk, c: unbind}")
      .check(Self.deferring, seeds: 300)
  }

  @Test("8.5 a device's release function is text of a module that nothing pins")
  func release() throws {
    let scenario = """
      #include <linux/auxiliary_bus.h>
      static struct auxiliary_device *one;
      static void one_release(struct device *d) { kfree(to_auxiliary_dev(d)); }
      static struct device *held;
      static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
      {
        one = kzalloc(sizeof(*one), GFP_KERNEL);
        if (!one)
          return -ENOMEM;
        one->name = "one";
        one->dev.parent = &pdev->dev;
        one->dev.release = one_release;
        if (auxiliary_device_init(one) || auxiliary_device_add(one))
          return -EINVAL;
        return 0;
      }
      static void remove(struct pci_dev *pdev)
      {
        auxiliary_device_delete(one);
        auxiliary_device_uninit(one);
      }
      static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
      static struct pci_driver drv = {
        .name = "drv", .id_table = ids, .probe = probe, .remove = remove,
      };
      module_pci_driver(drv);
      """
    try KernelCase("given back", "threads: {a: [unbind, rmmod], b: unbind one}")
      .check(CompiledC(scenario), seeds: 100)
    try KernelCase("forgotten", "threads: {a: unbind}", finds: "free-active-object")
      .check(
        CompiledC(
          scenario.replacing("auxiliary_device_delete(one);", with: "")), seeds: 100)
  }
}

extension String {
  fileprivate func replacing(_ part: String, with other: String) -> String {
    var out = ""
    var rest = Substring(self)
    while let found = rest.firstRange(of: part) {
      out += rest[..<found.lowerBound] + other
      rest = rest[found.upperBound...]
    }
    return out + rest
  }
}
