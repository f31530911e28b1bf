// Which fence would have prevented a finding.

/// One or two sentences of advice, with the names of this run in them.
func advice(for finding: Finding, _ m: Machine, _ recorder: Recorder) -> String {
  let record = recorder.threads[finding.sequence]
  let callback = record.flatMap { m.functionName($0.function) } ?? finding.function
  let place = releasePlace(finding, m, recorder)
  switch finding.check {
  case .useAfterFree, .useAfterRemove, .executeAfterFree, .nullDereference, .doubleFree:
    let kind = record?.kind ?? .task
    if let special = adviceForObject(finding, m) { return special }
    let fence = kind == .task ? fenceForTask(finding, m) : fenceFor(kind, callback)
    if finding.check == .executeAfterFree {
      return "Nothing keeps the module's text while \(callback)() may run. \(fence)"
        + " Do so before module_exit returns."
    }
    return place.isEmpty ? fence : "\(fence) Do so before \(place)."
  case .freeActiveObject:
    if finding.kind.contains("work_struct") {
      return fenceFor(.work, nameOfActive(finding, m)) + (place.isEmpty ? "" : " Do so before \(place).")
    }
    if finding.kind.contains("hrtimer") { return fenceFor(.hrtimer, nameOfActive(finding, m)) }
    if let work = m.delayedFunction(ofTimer: finding.subject) {
      return "Stop whatever queues the delayed work \(work), then disable_delayed_work_sync() or"
        + " cancel_delayed_work_sync() it: what waits for the timer is on no workqueue yet, and"
        + " flush_work() and destroy_workqueue() do not see it."
    }
    if finding.kind.contains("timer_list") { return fenceFor(.timer, nameOfActive(finding, m)) }
    return "Release or wake whoever uses the object before its memory is freed."
  case .deadlock, .hungTeardown:
    return "Do not wait for a callback from inside it, nor while holding what it needs; and make"
      + " sure that whatever it waits for is signalled during teardown too."
  case .lockOrder:
    return "Take the locks in one order everywhere, or let go of the lock before the wait: take what"
      + " is to be cancelled out from under it first."
  case .irqLockInversion:
    return "Take the lock that the interrupt wants with it off everywhere: spin_lock_irqsave() for a"
      + " hard interrupt, spin_lock_bh() for a softirq; and take no lock under it that is not."
  case .sleepInAtomic:
    return "Move the call out of the atomic section, or use a variant that does not sleep"
      + " (GFP_ATOMIC, a spinlock, a work item)."
  case .leak: return "Release it on every path out of the binding or the module."
  case .apiMisuse where finding.kind.hasSuffix("destroyed workqueue")
    || finding.kind.hasSuffix("draining workqueue"):
    return "Before destroy_workqueue(), stop whatever queues works on it: shut down timers, free"
      + " interrupts, and cancel_delayed_work_sync() each delayed work, which is on no workqueue"
      + " while it waits for its timer."
  case .refcount:
    return "Take a reference only where another one, or a lock that the last put takes too, keeps"
      + " the object; and let each holder drop no more than its own."
  case .outOfBounds: return "Check the index or length against the object's size."
  default: return ""
  }
}

private func nameOfActive(_ finding: Finding, _ m: Machine) -> String {
  var name = "it"
  m.forEachThread { t in
    if m.header(t)[ThreadWord.subject] == finding.subject,
      let f = m.functionName(m.header(t)[ThreadWord.function])
    {
      name = f
    }
  }
  return name
}

private func fenceFor(_ kind: ThreadKind, _ callback: String) -> String {
  switch kind {
  case .work:
    return "Stop whatever queues \(callback), then disable_work_sync() or cancel_work_sync() it"
      + " (for a delayed work the _delayed_ form): cancelling first leaves a source that can"
      + " queue it again."
  case .timer:
    return "timer_shutdown_sync() the timer of \(callback): timer_delete_sync() waits for it too,"
      + " but lets others arm it again."
  case .hrtimer, .softHrtimer:
    return "Stop whatever starts the hrtimer of \(callback), then hrtimer_cancel() it."
  case .irq, .irqThread:
    return "free_irq() first: it returns only when \(callback)() does not run and will not."
  case .kthread: return "kthread_stop() the thread of \(callback) first."
  case .irqWork: return "Stop its source and irq_work_sync() \(callback)."
  case .tasklet: return "Stop its source and tasklet_kill() \(callback)."
  case .rcu: return "rcu_barrier() waits for \(callback)()."
  case .task:
    return "An open file outlives unbind: let every file operation check, under a lock that remove"
      + " takes too, whether the device is gone, and free what it uses with the last reference."
  }
}

/// Advice that the object itself calls for, whoever uses it.
private func adviceForObject(_ finding: Finding, _ m: Machine) -> String? {
  let id = Machine.id(finding.subject)
  if finding.subject != 0, m.kind(id) == .kernel, m.kernelType(id) == .task {
    return "A thread that ends by itself frees its task_struct: let it wait for"
      + " kthread_should_stop(), or hold a reference (get_task_struct(), kthread_stop_put()) from"
      + " its start to its stop."
  }
  if finding.check == .useAfterFree,
    m.stack(of: finding.thread).first?.routine == "mutex_unlock"
  {
    return "mutex_unlock() may still use the mutex when the next task has it: whoever comes last"
      + " must not free it on the mutex's word. Count references, and free with the last put, after"
      + " unlocking."
  }
  return nil
}

/// What keeps an object for a task: a user of an open file, or any other.
private func fenceForTask(_ finding: Finding, _ m: Machine) -> String {
  let routines = m.stack(of: finding.thread).compactMap(\.routine)
  if routines.contains(where: { $0.hasPrefix("sys_") }) { return fenceFor(.task, "") }
  if finding.check == .nullDereference {
    return "Load the pointer once, and test it, under a lock that whoever sets or clears it takes"
      + " too."
  }
  return "Hold a reference or a lock from the look-up to the last use, and have whoever releases the"
    + " object drop a reference or take that lock."
}

/// "kfree() in foo_remove() (foo.c:88)" for the step that released the object, or "".
private func releasePlace(_ finding: Finding, _ m: Machine, _ recorder: Recorder) -> String {
  guard finding.subject != 0, let event = recorder.event(freeing: finding.subject) else {
    return ""
  }
  for frame in event.stack {
    var location = frame.location
    while location != 0 {
      let l = m.program.locations[location]
      if !l.isHeader {
        return "\(event.text)() in \(m.program.names[l.function])()"
          + " (\(m.program.files[l.file]):\(l.line))"
      }
      location = l.caller
    }
  }
  return "\(event.text)()"
}
