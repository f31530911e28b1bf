// What a search may use, how far it is, and what it has come to.

/// What a search may use.
public struct SearchLimits: Sendable {
  /// States in the table.
  public var states = Int.max
  /// Bytes of the table and of the states that wait.
  public var memory = Int.max

  public init() {}
}

/// How far a search is, for those who watch it.
public struct SearchProgress: Sendable {
  public var states: Int
  public var transitions: Int
  /// The longest of the shortest ways to the states so far, in steps.
  public var depth: Int
  /// States that wait to be expanded.
  public var waiting: Int
  /// Bytes of the table and of the states that wait.
  public var bytes: Int
  /// How full the table of states is, 0 to 1.
  public var load: Double
  /// The bound on preemptions, nil for none.
  public var bound: Int?
}

/// What a search has come to.
struct SearchResult {
  enum End: Equatable {
    /// Everything within the bound was seen.
    case complete
    /// Something goes against the assumptions: the search has to be made again.
    case conflict
    case states, memory, stopped
    /// The search was asked to end at this finding.
    case found
  }

  struct Found {
    var finding: Finding
    var path: Path
    var preemptions: Int
  }

  var end = End.complete
  var states = 0
  var transitions = 0
  /// Steps in which a run ended without a finding.
  var endStates = 0
  var depth = 0
  /// Whether the bound on preemptions has kept something from being seen.
  var wasBounded = false
  /// The first run to each finding, by its key, in the order in which they were met.
  var found: [Found] = []
  var notes = TeardownNotes()
  /// Runs that ended without a verdict, by reason.
  var noVerdict: [String: Int] = [:]
  /// The most bytes of the table and of the states that wait.
  var bytes = 0
}
