import Testing

@testable import Scenarios
@testable import Sim

@Suite("devres")
struct DevresTests {
  private static let driver = """
    static int order[8], ordered;
    struct item { int id; };
    static struct pci_dev *the_dev;
    static void note(void *p) { order[ordered++] = (int)(long)p; }
    static void item_release(struct device *d, void *res) { note((void *)(long)((struct item *)res)->id); }
    static int item_match(struct device *d, void *res, void *data)
    { return ((struct item *)res)->id == *(int *)data; }
    static struct item *item_new(struct device *d, int id)
    {
      struct item *it = devres_alloc(item_release, sizeof(*it), GFP_KERNEL);

      if (!it)
        return NULL;
      it->id = id;
      devres_add(d, it);
      return it;
    }
    static void expect(int n, int a, int b, int c)
    {
      sim_assert(ordered == n);
      sim_assert(n < 1 || order[0] == a);
      sim_assert(n < 2 || order[1] == b);
      sim_assert(n < 3 || order[2] == c);
    }
    #ifdef FREE_IN_ACTION
    static int *memory;
    static void free_early(void *data) { devm_kfree(&the_dev->dev, memory); }
    #endif
    #ifdef NOWARN
    static void remove_late(void *data)
    { sim_assert(devm_remove_action_nowarn(&the_dev->dev, note, (void *)1) == -ENOENT); }
    void check_nowarn(void) { expect(1, 1, 0, 0); }
    #endif
    #ifdef LEFT_MAPPED
    static void __iomem *late_regs;
    void touch(void) { readl(late_regs); }
    #endif
    #ifdef ADD_IN_ACTION
    static void add_late(void *data) { devm_kzalloc(&the_dev->dev, 8, GFP_KERNEL); }
    #endif
    static int probes;
    static int foo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
    {
      struct device *d = &pdev->dev;
      int two = 2;
      void *g;

      the_dev = pdev;
      probes++;
    #ifdef LIFO
      sim_assert(!devm_add_action(d, note, (void *)1));
      item_new(d, 2);
      sim_assert(!devm_add_action(d, note, (void *)3));
    #ifdef PROBE_FAILS
      return -EIO;
    #endif
    #endif
    #ifdef RAW
      item_new(d, 1);
      item_new(d, 2);
      item_new(d, 3);
      sim_assert(((struct item *)devres_find(d, item_release, NULL, NULL))->id == 3);
      sim_assert(((struct item *)devres_find(d, item_release, item_match, &two))->id == 2);
      sim_assert(!devres_release(d, item_release, item_match, &two));
      expect(1, 2, 0, 0);
      sim_assert(devres_destroy(d, item_release, item_match, &two) == -ENOENT);
      sim_assert(!devres_destroy(d, item_release, NULL, NULL));
      devres_free(devres_remove(d, item_release, NULL, NULL));
      sim_assert(!devres_find(d, item_release, NULL, NULL));
      expect(1, 2, 0, 0);
    #endif
    #ifdef GROUP
      devm_add_action(d, note, (void *)9);
      g = devres_open_group(d, NULL, GFP_KERNEL);
      devm_add_action(d, note, (void *)1);
      devm_add_action(d, note, (void *)2);
      devres_close_group(d, g);
      devm_add_action(d, note, (void *)8);
      sim_assert(devres_release_group(d, g) == 2);
      expect(2, 2, 1, 0);
      g = devres_open_group(d, NULL, GFP_KERNEL);
      devm_add_action(d, note, (void *)7);
      devres_remove_group(d, NULL);
      expect(2, 2, 1, 0);
    #endif
    #ifdef ACTIONS
      devm_add_action(d, note, (void *)1);
      devm_add_action(d, note, (void *)2);
      devm_remove_action(d, note, (void *)1);
      devm_release_action(d, note, (void *)2);
      expect(1, 2, 0, 0);
    #endif
    #ifdef NOWARN
      devm_add_action(d, note, (void *)1);
      devm_add_action(d, remove_late, NULL);
      devm_add_action(d, note, (void *)2);
      sim_assert(!devm_remove_action_nowarn(d, note, (void *)2));
      sim_assert(devm_remove_action_nowarn(d, note, (void *)2) == -ENOENT);
      expect(0, 0, 0, 0);
    #endif
    #ifdef LEFT_MAPPED
      late_regs = pci_iomap(pdev, 0, 0);
    #endif
    #ifdef REMOVE_UNKNOWN
      devm_remove_action(d, note, (void *)5);
    #endif
    #ifdef KFREE_UNKNOWN
      devm_kfree(d, kzalloc(8, GFP_KERNEL));
    #endif
    #ifdef FREE_TWICE
      g = item_new(d, 1);
      devres_free(g);
    #endif
    #ifdef GROUP_UNKNOWN
      devres_release_group(d, &two);
    #endif
    #ifdef FREE_IN_ACTION
      memory = devm_kzalloc(d, 8, GFP_KERNEL);
      devm_add_action(d, free_early, NULL);
    #endif
    #ifdef ADD_IN_ACTION
      sim_assert(probes == 1);
      devm_add_action(d, add_late, NULL);
    #endif
    #ifdef OR_RESET
      if (devm_add_action_or_reset(d, note, (void *)4)) {
        expect(1, 4, 0, 0);
        return -ENOMEM;
      }
    #endif
    #ifdef ALLOC_FAILS
      if (!item_new(d, 1))
        return -ENOMEM;
      if (!devres_open_group(d, NULL, GFP_KERNEL))
        return -ENOMEM;
    #endif
      (void)item_match; (void)g; (void)two; (void)item_new; (void)expect;
      return 0;
    }
    static void foo_remove(struct pci_dev *pdev)
    {
    #ifdef LIFO
      expect(0, 0, 0, 0);
      sim_assert(pdev->dev.driver);
    #endif
    }
    void check_lifo(void) { expect(3, 3, 2, 1); sim_assert(!the_dev->dev.driver); }
    void check_group(void) { sim_assert(ordered == 5 && order[2] == 7 && order[3] == 8 && order[4] == 9); }
    void check_or_reset(void) { sim_assert(ordered == 1 && order[0] == 4); }
    static const struct pci_device_id foo_ids[] = { { PCI_DEVICE(0x1180, 0x0592) }, { } };
    static struct pci_driver foo_driver = {
      .name = "foo", .id_table = foo_ids, .probe = foo_probe, .remove = foo_remove,
    };
    module_pci_driver(foo_driver);
    """

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var defines: [String]
    var actions: String
    var more: String
    var finds: [String]
    init(
      _ name: String, _ defines: String..., actions: String, more: String = "",
      finds: String...
    ) {
      (testDescription, self.defines, self.actions, self.more, self.finds) =
        (name, defines, actions, more, finds)
    }
  }

  @Test("8.4 devres", arguments: [
    Row("8.4 entries are released newest first, after remove()", "LIFO",
      actions: "[insmod, unbind, call check_lifo]"),
    Row("8.2 a failed probe releases what it had got", "LIFO", "PROBE_FAILS",
      actions: "[insmod, call check_lifo]"),
    Row("8.4 devres_find, release, destroy and remove take the newest that matches", "RAW",
      actions: "[insmod, unbind]"),
    Row("8.4 a group is released newest first, the rest stays", "GROUP",
      actions: "[insmod, unbind, call check_group]"),
    Row("8.4 devm_remove_action does not call, devm_release_action does", "ACTIONS",
      actions: "[insmod, unbind]"),
    Row("8.4 devm_remove_action of an unknown action", "REMOVE_UNKNOWN", actions: "[insmod, unbind]",
      finds: "api-misuse: devm_remove_action"),
    Row("8.4 devm_remove_action_nowarn fails once the release of all has begun", "NOWARN",
      actions: "[insmod, unbind, call check_nowarn]"),
    Row("9.3 a register that a mapping left behind reaches after unbind", "LEFT_MAPPED",
      actions: "[insmod, call touch, unbind, call touch]", more: "checks: {leak: off}\n",
      finds: "use-after-remove: touch"),
    Row("9.3 a register that a mapping left behind reaches while bound", "LEFT_MAPPED",
      actions: "[insmod, call touch, unbind]", more: "checks: {leak: off}\n"),
    Row("8.4 devm_kfree of memory that devres does not have", "KFREE_UNKNOWN",
      actions: "[insmod, unbind]", finds: "api-misuse: devm_kfree"),
    Row("8.4 devres_free of an entry that a device has", "FREE_TWICE", actions: "[insmod, unbind]",
      finds: "api-misuse: devres_free"),
    Row("8.4 devres_release_group of an unknown group", "GROUP_UNKNOWN", actions: "[insmod, unbind]",
      finds: "api-misuse: devres_release_group"),
    Row("15.22 a release action cannot find what is released with it", "FREE_IN_ACTION",
      actions: "[insmod, unbind]", finds: "api-misuse: devm_kfree"),
    Row("15.22 what a release action adds keeps the next probe from starting", "ADD_IN_ACTION",
      actions: "[insmod, unbind, bind, unbind]"),
    Row("8.4 devm_add_action_or_reset calls the action when it fails", "OR_RESET",
      actions: "[insmod, call check_or_reset]", more: "faults: [devm_add_action x1]\n",
      finds: "assertion: check_or_reset"),
    Row("14.D18 devres allocations that fail", "ALLOC_FAILS", actions: "[insmod, unbind]",
      more: "faults: [devres_alloc, devres_open_group]\n"),
  ])
  func behaviour(_ row: Row) throws {
    let world = "setup: []\n\(row.more)threads: {admin: \(row.actions)}"
    try KernelCase(row.testDescription, world, finds: row.finds)
      .check(CompiledC(Self.driver, defines: row.defines), seeds: 60)
  }
}
