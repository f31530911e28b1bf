// A check that fired: what the machine knows at that moment. Who freed the object, who armed the
// callback and how it came to this is told by the trace of the same run.

/// How memory was touched.
public enum AccessKind: UInt8, Sendable, Equatable {
  case none, read, write, execute
}

/// One finding of one run.
public struct Finding: Sendable, Equatable {
  public var check: CheckName
  /// What happened, as a short key that is the same for the same bug: `slab-use-after-free`.
  public var kind: String
  public var access: AccessKind
  /// Bytes of the access, 0 if it is none.
  public var size: Int
  /// The driver function in which it happened, or the callback that was to run.
  public var function: String
  /// Index in `Program.locations`.
  public var location: Int
  /// The slot and instance of the thread, and its name.
  public var thread: Int
  public var sequence: UInt64
  public var threadName: String
  /// The object or address that it is about.
  public var subject: Pointer
  /// One or two sentences of facts for a person.
  public var message: String

  /// Two findings with the same key are the same bug for counting and minimising.
  public var key: String { "\(check.rawValue)|\(kind)|\(function)" }
}

/// How a run ended.
public enum Ending: Sendable, Equatable {
  case running
  /// Every thread has finished, or only idle ones are left.
  case finished
  /// Only callbacks that re-arm themselves were left, or a step limit cut the run: no finding up to
  /// there.
  case bounded
  case finding
  /// No verdict, and why: a symbol that is not modelled, a limit of the machine.
  case noVerdict(String)
}
