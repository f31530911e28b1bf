// What each check means, for `simctl explain` and the documentation: one table for both.

/// A check, explained to a driver author.
public struct Explanation: Sendable {
  /// One sentence: when it fires.
  public var meaning: String
  /// A typical way to get there, as a race diagram or a few lines of C.
  public var example: String
  /// What to do about it.
  public var remedy: String
  /// What would report it on a real kernel.
  public var seenBy: String
  /// Whether the simulated kernel has it yet.
  public var isImplemented = true
}

extension CheckName {
  /// Its explanation.
  public var explanation: Explanation {
    switch self {
    case .useAfterRemove:
      return Explanation(
        meaning: "Driver code uses a device resource that teardown has released: a mapped BAR, an"
          + " I/O region, DMA memory, devm memory, an interrupt line; or registers, through a"
          + " mapping that was left behind, once the device is unbound.",
        example: """
          CPU0 (unbind)                   CPU1 (irq foo_irq)
          foo_remove()
            pci_iounmap()
                                          foo_irq()
                                            readl()
                                            ^^^^^^^
            free_irq()
          """,
        remedy: "Stop everything that uses the resource before it is released: free_irq(), then"
          + " timer_shutdown_sync(), then disable_work_sync(), then unmap. With devm, remember"
          + " that remove() runs before all of devres, and devres runs in reverse order.",
        seenBy: "a page fault (MMIO), KASAN (devm memory), nothing at all (a reused mapping)")
    case .executeAfterFree:
      return Explanation(
        meaning: "A thread is in, returns into, or is sent into text that was freed with its"
          + " module (or init text after init).",
        example: """
          CPU0 (rmmod)                    CPU1 (work foo_work)
          foo_exit()
            complete()'s waiter goes on
          delete_module() frees the text
                                          return
                                          ^^^^^^
          """,
        remedy: "Module exit must wait for every callback, not only for a signal that it sends"
          + " while still running: cancel_work_sync(), timer_shutdown_sync(), kthread_stop(),"
          + " rcu_barrier(). File operations need .owner = THIS_MODULE.",
        seenBy: "an oops with an unresolvable RIP, and the module under \"last unloaded\"")
    case .fence:
      return Explanation(
        meaning: "Teardown of a binding has finished (remove() and devres, or the cleanup of a"
          + " failed probe), and a callback that the binding set up is running or may still run:"
          + " the strict remove contract. Off by default.",
        example: """
          CPU0 (unbind)                   CPU1 (irq foo_irq)
                                          schedule_work(&foo->work)
          foo_remove()
            free_irq()
          unbound: foo_work() is still queued
          """,
        remedy: "Fence every callback in remove(), even one that only touches memory it owns:"
          + " free_irq(), timer_shutdown_sync(), disable_work_sync(), kthread_stop(),"
          + " rcu_barrier(). A queued kfree_rcu() is allowed: no code of the driver runs. An open"
          + " file counts, since any of its operations may be called; only ->release may come"
          + " later.",
        seenBy: "nothing")
    case .useAfterFree:
      return Explanation(
        meaning: "Freed memory is read or written.",
        example: """
          CPU0 (unbind)                   CPU1 (work foo_detect)
                                          foo_detect()
          foo_remove()
            kfree()
                                            dev->count
                                            ^^^^^^^^^^
          """,
        remedy: "Wait for whoever uses the object before freeing it, or count references.",
        seenBy: "KASAN")
    case .doubleFree:
      return Explanation(
        meaning: "An object is freed twice.",
        example: "The error path of probe() frees what remove() frees again.",
        remedy: "Give each object one owner who frees it.", seenBy: "KASAN")
    case .invalidFree:
      return Explanation(
        meaning: "A free gets something that its allocator did not return: the middle of an object,"
          + " devm memory, static data, a local variable, memory of vmalloc() or of another cache.",
        example: "kfree(devm_kzalloc(...)); kfree(kvmalloc(...))",
        remedy: "Free with the function that belongs to the allocation; leave devm memory alone.",
        seenBy: "KASAN")
    case .outOfBounds:
      return Explanation(
        meaning: "An access beyond the end (or before the start) of a live object or BAR.",
        example: "regs[n] with n from the device, all ones after surprise removal.",
        remedy: "Check the index; a register of a removed device reads as all ones.",
        seenBy: "KASAN, for memory; nothing for a BAR")
    case .nullDereference:
      return Explanation(
        meaning: "A NULL pointer, or a field of a NULL structure, is used or called.",
        example: "A late callback calls dev_get_drvdata(), which is NULL after unbind.",
        remedy: "Fence the callback; a NULL check alone is a race.", seenBy: "an oops")
    case .wildAccess:
      return Explanation(
        meaning: "A pointer that points to no object: an error pointer, garbage, a function.",
        example: "Using the result of a call that returned ERR_PTR().",
        remedy: "Check IS_ERR() before use.", seenBy: "an oops, KASAN")
    case .useAfterReturn:
      return Explanation(
        meaning: "A local variable is used after its function has returned.",
        example: "A completion on the stack, completed after wait_for_completion_timeout() gave up.",
        remedy: "Make sure that nobody can reach the object before returning.",
        seenBy: "KASAN (with stack instrumentation)")
    case .freeActiveObject:
      return Explanation(
        meaning: "Memory is freed while a kernel object in it is in use: a queued work, an armed"
          + " timer, a scheduled tasklet, an rcu_head whose callback is to come, a held lock, a"
          + " lock or completion with waiters.",
        example: "kfree(dev) while dev->work is queued.",
        remedy: "Cancel, and wait, before freeing.", seenBy: "CONFIG_DEBUG_OBJECTS, lockdep")
    case .uninitialisedObject:
      return Explanation(
        meaning: "A kernel object in allocated memory is used before it was set up: a work, a"
          + " timer, a tasklet, a completion, a lock.",
        example: "An interrupt completes a completion before init_completion().",
        remedy: "Set up everything that a handler touches before requesting its interrupt.",
        seenBy: "CONFIG_DEBUG_OBJECTS; lockdep, for locks")
    case .reinitActiveObject:
      return Explanation(
        meaning: "A kernel object is set up again while it is in use: a queued work, an armed"
          + " timer, a held lock, a completion or wait queue with waiters, an rcu_head given to"
          + " call_rcu() twice.",
        example: "INIT_WORK() in open(), while the work of the last open is still queued.",
        remedy: "Set objects up once, where they are allocated.", seenBy: "CONFIG_DEBUG_OBJECTS")
    case .deadlock:
      return Explanation(
        meaning: "Threads wait for each other, or a thread waits for itself, or nothing can happen"
          + " any more and some thread has not finished; or a handler spins for a lock of the"
          + " thread that it has interrupted (a hard or soft lockup).",
        example: """
          CPU0 (unbind)                   CPU1 (work foo_work)
          mutex_lock()
                                          mutex_lock()
            cancel_work_sync()
            ^^^^^^^^^^^^^^^^^^
          """,
        remedy: "Never wait for a callback while holding what it needs, nor from inside it.",
        seenBy: "lockdep for some waits; otherwise only a hung task")
    case .hungTeardown:
      return Explanation(
        meaning: "Teardown can be kept from finishing for ever.",
        example: "drain_workqueue() of a work that always queues itself.",
        remedy: "Make the callback see that the device goes.", seenBy: "a hung task")
    case .lockOrder:
      return Explanation(
        meaning: "Locks are taken, or callbacks waited for, in orders that can deadlock, whether or"
          + " not this run does. Works, workqueues, timers, sysfs attributes, SRCU domains and"
          + " notifier chains count as locks, as lockdep has them. So do waits that lockdep does"
          + " not see (hrtimer_cancel, free_irq, kthread_stop, tasklet_kill, debugfs removal,"
          + " completions, device_lock), for the very timer, line or thread: the finding says which.",
        example: """
          CPU0 (user)                     CPU1 (work foo_work), later
          mutex_lock(&foo->lock)
            cancel_work_sync(&foo->work)
          mutex_unlock()
                                          mutex_lock(&foo->lock)
                                          ^^^^^^^^^^^^^^^^^^^^^^
          """,
        remedy: "Agree on one order; wait for a callback only when nothing is held that it takes."
          + " lockdep also complains where one and the same other lock is held around both orders,"
          + " and where locks of one class nest in a fixed order without _nested(): this check does"
          + " not, since neither can deadlock.",
        seenBy: "lockdep (\"possible circular locking dependency\"); for unseen waits only a hang")
    case .irqLockInversion:
      return Explanation(
        meaning: "A lock that a hard interrupt or a softirq takes is held somewhere with these on,"
          + " or is held while another lock is taken that is: an interrupt on the right CPU at the"
          + " right time never ends. Fires whether or not it came there; where it did, that is a"
          + " deadlock.",
        example: "spin_lock() in a task, for a lock that an interrupt handler takes.",
        remedy: "spin_lock_irqsave(), or spin_lock_bh() where only softirqs take the lock. As"
          + " lockdep, the check does not know that the line is disabled, or not requested yet.",
        seenBy: "lockdep (\"inconsistent lock state\", \"HARDIRQ-safe -> HARDIRQ-unsafe\")")
    case .sleepInAtomic:
      return Explanation(
        meaning: "A function that may sleep is called where sleeping is forbidden, whether or not"
          + " it would have slept this time.",
        example: "cancel_work_sync() under a spinlock; kzalloc(GFP_KERNEL) in a handler.",
        remedy: "Leave the atomic section first, or use a variant that does not sleep.",
        seenBy: "CONFIG_DEBUG_ATOMIC_SLEEP")
    case .lockMisuse:
      return Explanation(
        meaning: "A lock is unlocked by a thread that does not hold it, or still held where it must"
          + " not be: at the end of a callback, at return to user space. Or interrupts, softirqs"
          + " or preemption are enabled where nobody has disabled them, or left off.",
        example: "An error path that returns without mutex_unlock().",
        remedy: "Unlock on every path.", seenBy: "lockdep")
    case .refcount:
      return Explanation(
        meaning: "A reference count goes below zero, is taken from zero, saturates, or is dropped"
          + " to zero by refcount_dec(), which releases nothing.",
        example: "kref_get() on an object whose last reference may just be dropped.",
        remedy: "kref_get_unless_zero() under the lock that protects the lookup.",
        seenBy: "refcount_t warnings")
    case .dataRace:
      return Explanation(
        meaning: "Two accesses to the driver's memory conflict, at least one of them is plain, and"
          + " nothing orders them: no lock, no wait for a callback's end, no grace period of RCU,"
          + " no release that the other side acquires. Off by default (checks: {data-race: on}).",
        example: """
          CPU0 (unbind)                   CPU1 (work foo_work)
                                          if (dev->gone)
          dev->gone = true
          ^^^^^^^^^^^^^^^^
          """,
        remedy: "A lock, or READ_ONCE() and WRITE_ONCE() where nothing else has to be ordered;"
          + " smp_store_release() and smp_load_acquire() where the flag says that data is ready."
          + " What is done before queue_work(), mod_timer() or complete() is ordered already.",
        seenBy: "KCSAN, if the two accesses meet")
    case .leak:
      return Explanation(
        meaning: "At the end of unbind or unload something is still held.",
        example: "remove() forgets pci_release_regions().",
        remedy: "Release it on every path.", seenBy: "kmemleak, dma-debug, a later -EBUSY")
    case .dmaAfterFree:
      return Explanation(
        meaning: "The device reads or writes memory that was taken back from it: freed, unmapped,"
          + " or freed while still mapped. The device acts where the scenario says 'dma-write N':"
          + " while bus mastering and every 'dma-enable' register are on, it may use each buffer"
          + " that it was given, a streaming mapping once.",
        example: """
          CPU0 (unbind)                   CPU1 (device)
          foo_remove()
            dma_free_coherent()
                                          dma_access()
                                          ^^^^^^^^^^
            pci_clear_master()
          """,
        remedy: "Stop the device first: its own DMA enable, read back, or pci_clear_master(). Then"
          + " take the buffers back. With devm, remember that dmam_ memory goes before the device"
          + " is disabled if it was allocated after pcim_enable_device().",
        seenBy: "an IOMMU fault, or nothing: somebody else's memory changes")
    case .apiMisuse:
      return Explanation(
        meaning: "A call breaks its contract.",
        example: "free_irq() with another dev_id; queue_work() on a destroyed workqueue.",
        remedy: "See the message.", seenBy: "WARN, an oops")
    case .assertion:
      return Explanation(
        meaning: "The driver's own WARN_ON, BUG_ON or sim_assert().",
        example: "WARN_ON(dev->busy) in remove().", remedy: "See the condition.", seenBy: "WARN, BUG")
    }
  }
}
