// What a thread can wait for: a test of one word of the state, cheap enough to be repeated after
// every kernel call.

/// The kinds of tests.
enum WaitKind: UInt8 {
  case none
  /// Until `state[index] == value`.
  case equal
  /// Until `state[index] != value`.
  case notEqual
  /// Until `state[index] & value == 0`.
  case clear
  /// Until `state[index] & value == 0`, where the bits name no owner: `thread` has to act, if any.
  case bitsClear
  /// Until `state[index] & value == 0`, for the count of a lock with readers: see `ReadWriteLocks`.
  case rwLock
  /// Until `state[index] & value != 0`.
  case set
  /// Until `state[index] == 0`, where the word counts something: `thread` has to act, if any.
  case zero
  /// Until the deadline: a sleep, or an armed timer.
  case deadline
  /// Until `state[index] != value`, or the deadline.
  case notEqualOrDeadline
  /// Until `state[index] & value != 0`, or the deadline.
  case setOrDeadline
  /// Until `state[index] == 0`, or the deadline.
  case zeroOrDeadline
  /// Until no thread of kind `index` that serves the object `value` is running.
  case noneRunning
  /// Until its workqueue lets this queued work start: see `Work.mayStart`.
  case workStart
  /// Until the PENDING bit of the work `value` can be taken: see `WorkCancelling.canGrab`.
  case workToken
  /// Until the timer's previous run has ended and the deadline has come.
  case timerStart
  /// Until its tasklet is enabled and does not run: see `Tasklets.mayStart`.
  case taskletStart
  /// Until all other tasks can be frozen: see `SystemSleep.canFreeze`.
  case freezing
  /// Never: a thread parked until another wakes it by replacing its wait.
  case parked
}

/// One test, as a kernel routine states it.
struct Wait {
  var kind: WaitKind
  /// Index of a state word.
  var index: Int
  var value: UInt64
  /// The thread that has to act, if it is known (for deadlock cycles and reports): slot + 1.
  var thread: Int
  /// Virtual nanoseconds; 0 if there is no deadline.
  var deadline: UInt64

  init(_ kind: WaitKind, index: Int = 0, value: UInt64 = 0, thread: Int = 0, deadline: UInt64 = 0) {
    self.kind = kind
    self.index = index
    self.value = value
    self.thread = thread
    self.deadline = deadline
  }

  /// Until no callback of this kind runs for the object.
  static func noneRunning(_ kind: ThreadKind, _ subject: Pointer) -> Wait {
    Wait(.noneRunning, index: Int(kind.rawValue), value: subject)
  }

  static let none = Wait(.none)
  static let parked = Wait(.parked)
}
