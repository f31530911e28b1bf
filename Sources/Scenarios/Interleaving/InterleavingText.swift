// A race diagram as a table: which thread each column is, and what each row does in it.

import Sim

/// An interleaving as it was written.
public struct InterleavingText: Sendable, Equatable {
  public var columns: [Column]
  public var rows: [Row]

  /// One thread.
  public struct Column: Sendable, Equatable {
    /// As the scenario or the kernel names it: `admin`, `work foo_detect`.
    public var thread: String
    /// Which of the live threads of that name, oldest first, from 1.
    public var ordinal: Int
    /// What else the heading says, such as `CPU0`; empty if nothing.
    public var label: String
    public var position: SourcePosition

    public init(thread: String, ordinal: Int = 1, label: String = "", position: SourcePosition) {
      self.thread = thread
      self.ordinal = ordinal
      self.label = label
      self.position = position
    }
  }

  /// One operation.
  public struct Row: Sendable, Equatable {
    /// Index of its column.
    public var column: Int
    public var operation: ScriptOperation
    /// Which occurrence from here, from 1.
    public var occurrence: Int
    /// Answers to the operation's open questions.
    public var answers: [UInt16]
    /// As it was written, without comments.
    public var text: String
    public var position: SourcePosition

    public init(
      column: Int, operation: ScriptOperation, occurrence: Int = 1, answers: [UInt16] = [],
      text: String, position: SourcePosition
    ) {
      self.column = column
      self.operation = operation
      self.occurrence = occurrence
      self.answers = answers
      self.text = text
      self.position = position
    }
  }

  public init(columns: [Column], rows: [Row]) {
    self.columns = columns
    self.rows = rows
  }

  /// What the machine is asked to follow.
  public var script: [ScriptRow] {
    rows.map {
      let column = columns[$0.column]
      return ScriptRow(
        thread: column.thread, ordinal: column.ordinal, operation: $0.operation,
        occurrence: $0.occurrence, answers: $0.answers)
    }
  }

  /// The same table, its positions moved: that of a block within a file.
  func moved(down lines: Int, right columns: Int) -> InterleavingText {
    func move(_ p: SourcePosition) -> SourcePosition {
      SourcePosition(line: p.line + lines, column: p.column + columns)
    }
    var table = self
    for i in table.columns.indices {
      table.columns[i].position = move(table.columns[i].position)
    }
    for i in table.rows.indices { table.rows[i].position = move(table.rows[i].position) }
    return table
  }
}

/// What is wrong with an interleaving; never empty.
public struct InterleavingError: Error, Sendable, Equatable {
  public var refusals: [Refusal]

  /// One thing that is wrong, and its place in the text.
  public struct Refusal: Error, Sendable, Equatable {
    public var position: SourcePosition
    /// Of a row, it starts with `row N: `.
    public var message: String
    public var length: Int
    public var help: String?
  }
}
