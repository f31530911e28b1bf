// What the simulated kernel exports: one value a symbol, in one table of all of them.

/// Contexts from which a call is allowed.
public enum CallContext: String, Sendable {
  /// Anywhere, hard interrupts included.
  case any
  /// Not in a hard interrupt.
  case notHardirq = "not hardirq"
  /// Process context only: the caller may sleep.
  case process
}

/// What a kernel routine does next.
enum Phase {
  /// It is over, with this value.
  case done(UInt64)
  /// This step is over; go on in this phase.
  case next(Int)
  /// This step is over; go on in this phase once the wait is.
  case wait(Wait, Int)
  /// Call driver text with the machine's outgoing arguments, then go on in this phase, with the
  /// value in `frame.result`.
  case call(Pointer, arguments: Int, Int)
  /// The same for another kernel routine.
  case enter(Routine, arguments: Int, Int)
  /// The run has ended: a finding, or no verdict.
  case stop
}

/// A kernel routine: called with the phase that it is to run. Phase 0 is the arrival: it belongs to
/// the step of whoever calls, so it must not read or change anything that other threads can see.
typealias RoutineBody = @Sendable (Machine, Frame) -> Phase

/// Names a kernel routine, exported or not.
struct Routine: Hashable, Sendable {
  var number: Int
}

/// How a symbol is carried out.
enum Body: Sendable {
  /// In one step.
  case value(@Sendable (Machine) -> UInt64)
  /// In one step, once the wait is over. The wait is asked for on arrival and again whenever kernel
  /// state has changed.
  case blocking(@Sendable (Machine) -> Wait, @Sendable (Machine) -> UInt64)
  /// In several steps.
  case routine(RoutineBody)
}

/// One exported function of the kernel.
public struct Symbol: Sendable {
  /// As the kernel exports it.
  public let name: String
  /// As driver authors call it, where that differs: `readl` for `__simctl_mmio_read32`.
  public let display: String
  public let subsystem: String
  public let context: CallContext
  /// From where else, or where not, by what it is called on; empty if `context` says all.
  public let contextNote: String
  public let sleeps: Bool
  /// Whether it is its body that checks the context, where that depends on the object.
  let checksContext: Bool
  /// Kernel file:function and version of what is modelled.
  public let source: String
  /// What it waits for or prevents, and what it does not.
  public let fences: String
  /// What the model leaves out or approximates.
  public let approximation: String
  let body: Body

  init(
    _ name: String, as display: String? = nil, in subsystem: String,
    from context: CallContext = .any, contextNote: String = "", sleeps: Bool = false,
    checksContext: Bool = false, source: String, fences: String = "", approximation: String = "",
    _ body: Body
  ) {
    self.name = name
    self.display = display ?? name
    self.subsystem = subsystem
    self.context = context
    self.contextNote = contextNote
    self.sleeps = sleeps
    self.checksContext = checksContext
    self.source = source
    self.fences = fences
    self.approximation = approximation
    self.body = body
  }
}

/// The frame of a running kernel routine: its arguments and a few words that live across steps.
struct Frame {
  let words: UnsafeMutablePointer<UInt64>

  /// Layout: return header, routine and phase, result of the last call, 7 arguments, 6 locals.
  static let argumentsAt = 3
  static let argumentsMax = 7
  static let localsAt = 10
  static let localsMax = 6
  static let count = 16

  var phase: Int { Int(truncatingIfNeeded: (words[1] >> 16) & 0xffff) }
  var routine: Int { Int(truncatingIfNeeded: words[1] & 0xffff) }
  /// The value of the driver function or routine that was called last.
  var result: UInt64 { words[2] }
  func argument(_ i: Int) -> UInt64 { words[Self.argumentsAt + i] }
  func setArgument(_ i: Int, _ value: UInt64) { words[Self.argumentsAt + i] = value }
  subscript(_ i: Int) -> UInt64 {
    get { words[Self.localsAt + i] }
    nonmutating set { words[Self.localsAt + i] = newValue }
  }
}
