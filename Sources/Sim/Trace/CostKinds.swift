// What a step costs, by what it is: the one table from which the cost counters are made.

/// Which counter a call of the kernel belongs to.
enum CostKind: CaseIterable {
  case check, atomic, barrier, allocation, lock, rcu, srcu, gracePeriod, srcuGracePeriod, wait
}

enum CostKinds {
  /// The counters of a symbol or kernel routine, by the name that the kernel exports.
  static func of(_ name: String) -> [CostKind] {
    if let kinds = named[name] { return kinds }
    if lockPrefixes.contains(where: name.hasPrefix) {
      return name.contains("trylock") ? [.lock, .check] : [.lock]
    }
    return []
  }

  /// Taking a lock, in any way; letting go of it is not counted again.
  private static let lockPrefixes = [
    "_raw_spin_lock", "_raw_spin_trylock", "_raw_read_lock", "_raw_read_trylock",
    "_raw_write_lock", "_raw_write_trylock", "mutex_lock", "mutex_trylock", "down_read",
    "down_write",
  ]

  private static let named: [String: [CostKind]] = {
    var all: [String: [CostKind]] = [:]
    func add(_ kinds: [CostKind], _ names: [String]) { for n in names { all[n] = kinds } }
    add([.lock], ["down", "down_interruptible", "down_killable"])
    add([.lock, .check], ["down_trylock"])
    // What may refuse: whoever calls it has to test the answer.
    add(
      [.check],
      ["__simctl_seq_begin", "pm_runtime_get_if_active", "pm_runtime_get_if_in_use"])
    // Atomics that return a value are full barriers (Documentation/atomic_t.txt), refcount_t's are
    // not.
    add([.check, .atomic, .barrier], ["try_module_get"])
    add([.atomic, .barrier], ["module_put"])
    add(
      [.atomic],
      [
        "__module_get", "get_device", "put_device", "kobject_get", "kobject_put",
        "get_task_struct", "put_task_struct", "__simctl_pm_get_noresume",
        "__simctl_pm_put_noidle",
      ])
    add([.rcu], ["__rcu_read_lock", "__rcu_read_lock_bh", "__rcu_read_lock_sched"])
    // kernel/rcu/srcutree.c:__srcu_read_lock and __srcu_read_unlock have an smp_mb() each, 6.12.
    add([.srcu, .barrier], ["__srcu_read_lock", "srcu_down_read"])
    add([.barrier], ["__srcu_read_unlock", "srcu_up_read"])
    add(
      [.allocation],
      [
        "__kmalloc", "krealloc", "kvrealloc", "__kvmalloc", "vmalloc", "kasprintf", "kstrndup",
        "kstrdup", "kmem_cache_alloc", "devm_kmalloc", "devm_kstrdup", "dma_alloc_attrs",
        "dmam_alloc_attrs", "dma_pool_alloc",
      ])
    add(
      [.gracePeriod],
      [
        "synchronize_rcu", "synchronize_rcu_expedited", "rcu_barrier", "kvfree_rcu_barrier",
        "percpu_ref_kill_and_confirm", "percpu_ref_switch_to_atomic_sync",
      ])
    add(
      [.gracePeriod, .srcuGracePeriod],
      ["synchronize_srcu", "synchronize_srcu_expedited", "srcu_barrier"])
    add(
      [.wait],
      [
        "flush_work", "flush_delayed_work", "flush_rcu_work", "cancel_work_sync",
        "cancel_delayed_work_sync", "disable_work_sync", "disable_delayed_work_sync",
        "__flush_workqueue", "drain_workqueue", "destroy_workqueue",
        "timer_delete_sync", "timer_shutdown_sync", "hrtimer_cancel", "irq_work_sync",
        "tasklet_kill", "tasklet_disable", "tasklet_unlock_wait",
        "free_irq", "devm_free_irq", "disable_irq", "disable_hardirq", "synchronize_irq",
        "synchronize_hardirq",
        "kthread_stop", "kthread_stop_put", "kthread_park", "kthread_flush_work",
        "kthread_flush_worker", "kthread_cancel_work_sync", "kthread_cancel_delayed_work_sync",
        "kthread_destroy_worker",
        "wait_for_completion", "wait_for_completion_io", "wait_for_completion_killable",
        "wait_for_completion_interruptible", "wait_for_completion_timeout",
        "wait_for_completion_io_timeout", "wait_for_completion_killable_timeout",
        "wait_for_completion_interruptible_timeout",
        // wait_event() and its kin.
        "schedule", "schedule_timeout",
        // They wait until nobody is in the file's operations.
        "debugfs_remove", "debugfs_lookup_and_remove", "device_remove_file", "sysfs_remove_group",
        "sysfs_remove_groups", "device_remove_groups",
        "pm_runtime_barrier", "__pm_runtime_disable",
      ])
    return all
  }()
}
