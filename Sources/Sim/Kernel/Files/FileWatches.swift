// What an open file leaves in the driver's memory until it is closed: the entries of epoll on wait
// queues, and the entry of O_ASYNC on a list. Closing the file takes them off, and so touches the
// wait queue's head and the list's head: they have to live as long as the file.
//
// Source: fs/eventpoll.c, fs/fcntl.c, 6.12.

enum FileWatches {
  private static let area = "character devices"
  /// `FASYNC` of `f_flags`.
  static let asyncFlag: UInt64 = 0o20000

  /// Whether an entry is epoll's: no task sleeps on it.
  private static func isEpoll(_ m: Machine, _ e: Pointer) -> Bool {
    m.load(e &+ (m.fields.offset("wait_queue_entry", "private") ?? 8)) == 0
  }

  /// Makes a poller's entry one of epoll: a wake-up calls back and wakes nobody.
  static func makeEpoll(_ m: Machine, _ e: Pointer) {
    m.store(e &+ (m.fields.offset("wait_queue_entry", "private") ?? 8), 0)
  }

  /// Whether O_ASYNC is set on the file.
  static func isAsync(_ m: Machine, _ file: Pointer) -> Bool {
    guard let at = m.fields.offset("file", "f_flags") else { return false }
    return m.load(file &+ at, 4) & asyncFlag != 0
  }

  private static func setAsync(_ m: Machine, _ file: Pointer, _ on: Bool) {
    guard let at = m.fields.offset("file", "f_flags") else { return }
    let flags = m.load(file &+ at, 4)
    m.store(file &+ at, on ? flags | asyncFlag : flags & ~asyncFlag, 4)
  }

  /// The words of a fasync_struct are its successor and its file.
  private static func helper(_ m: Machine, _ file: Pointer, on: Bool, _ head: Pointer) -> UInt64 {
    var link = head
    var entry = m.load(link)
    while m.isRunning, entry != 0, m.load(entry &+ 8) != file {
      link = entry
      entry = m.load(link)
    }
    if !m.isRunning { return 0 }
    if on {
      if entry != 0 { return 0 }
      if m.failsByFault("fasync_helper") { return Machine.int(-12) }
      let new = m.makeObject(.kernel, size: 16)
      if !m.isRunning { return 0 }
      m.store(new, m.load(head))
      m.store(new &+ 8, file)
      m.store(head, new)
      setAsync(m, file, true)
      return 1
    }
    setAsync(m, file, false)
    if entry == 0 { return 0 }
    m.store(link, m.load(entry))
    if m.isRunning { m.retire(entry, ObjectFlag.freed) }
    return 1
  }

  static let symbols: [Symbol] = [
    Symbol(
      "fasync_helper", in: area, from: .process, sleeps: true,
      source: "fs/fcntl.c:fasync_helper, 6.12",
      fences: "a file is on the list until it is closed: the list's head must live that long",
      .value { m in
        helper(m, m.argument(1), on: m.intArgument(2) != 0, m.argument(3))
      }),
    Symbol(
      "kill_fasync", in: area, source: "fs/fcntl.c:kill_fasync, 6.12",
      fences: "nothing: a file stays on the list until it is closed",
      approximation: "the signal is delivered to nobody",
      .value { m in
        var entry = m.load(m.argument(0))
        while m.isRunning, entry != 0 { entry = m.load(entry) }
        return 0
      }),
    Symbol(
      "__wake_up_pollfree", as: "wake_up_pollfree", in: area,
      source: "kernel/sched/wait.c:__wake_up_pollfree, 6.12",
      fences: "epoll has let go of the wait queue; the head is freed after a grace period",
      .value { m in
        let list = m.argument(0) &+ (m.fields.offset("wait_queue_head", "head") ?? 8)
        let at = m.fields.offset("wait_queue_entry", "entry") ?? 24
        var p = m.load(list)
        while m.isRunning, p != 0, p != list {
          let next = m.load(p)
          if isEpoll(m, p &- at) {
            let previous = m.load(p &+ 8)
            m.store(previous, next)
            m.store(next &+ 8, previous)
            m.store(p, p)
            m.store(p &+ 8, p)
          }
          p = next
        }
        return 0
      }),
  ]
}
