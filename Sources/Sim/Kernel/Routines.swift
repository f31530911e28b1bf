// Routines that more than one subsystem enters, looked up once.

enum Routines {
  static let freeIrq = KernelTable.routine("free_irq")
  static let devresReleaseAll = KernelTable.routine("devres_release_all")
  static let reallyProbe = KernelTable.routine("really_probe")
  static let deviceReleaseDriver = KernelTable.routine("device_release_driver")
  static let pmRuntimeDisable = KernelTable.routine("__pm_runtime_disable")
  static let pmBeforeRemove = KernelTable.routine("pm_before_remove")
  static let kthread = KernelTable.routine("kthread")
  static let rcuDoBatch = KernelTable.routine("rcu_do_batch")
  static let taskletAction = KernelTable.routine("tasklet_action")
}
