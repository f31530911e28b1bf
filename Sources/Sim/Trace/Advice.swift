// Which fence would have prevented a finding.

/// One or two sentences of advice, with the names of this run in them.
func advice(for finding: Finding, _ m: Machine, _ recorder: Recorder) -> String {
  let record = recorder.threads[finding.sequence]
  let callback = record.flatMap { m.functionName($0.function) } ?? finding.function
  let place = releasePlace(finding, m, recorder)
  switch finding.check {
  case .useAfterFree, .useAfterRemove, .executeAfterFree, .nullDereference, .doubleFree:
    let fence = fenceFor(record?.kind ?? .task, callback)
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
    if finding.kind.contains("timer_list") { return fenceFor(.timer, nameOfActive(finding, m)) }
    return "Release or wake whoever uses the object before its memory is freed."
  case .deadlock, .hungTeardown:
    return "Do not wait for a callback from inside it, nor while holding what it needs; and make"
      + " sure that whatever it waits for is signalled during teardown too."
  case .sleepInAtomic:
    return "Move the call out of the atomic section, or use a variant that does not sleep"
      + " (GFP_ATOMIC, a spinlock, a work item)."
  case .leak: return "Release it on every path out of the binding or the module."
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
