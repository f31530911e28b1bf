// What is wrong with something that a person wrote, and where: one form for all of it.

/// A place in a file, counted from 1. The column counts Unicode scalars.
public struct SourcePosition: Sendable, Equatable {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// An error in an input, as a person is told of it.
public struct Diagnostic: Error, Sendable, Equatable {
  /// As the user named it; `<stdin>` for standard input.
  public var file: String
  /// nil: it is about the file as a whole.
  public var position: SourcePosition?
  /// Lower case, no full stop; names in quotes.
  public var message: String
  /// The whole line that `position` is in.
  public var sourceLine: String?
  /// How many characters from the position on are meant; at least 1.
  public var length = 1
  /// Other places that matter: `first given here`.
  public var notes: [Note] = []
  /// A way out.
  public var help: String?

  /// A place that matters too.
  public struct Note: Sendable, Equatable {
    public var position: SourcePosition
    public var message: String

    public init(position: SourcePosition, message: String) {
      self.position = position
      self.message = message
    }
  }

  public init(
    file: String, position: SourcePosition? = nil, message: String, sourceLine: String? = nil,
    length: Int = 1, notes: [Note] = [], help: String? = nil
  ) {
    self.file = file
    self.position = position
    self.message = message
    self.sourceLine = sourceLine
    self.length = length
    self.notes = notes
    self.help = help
  }
}

/// All that is wrong with one input; never empty.
public struct InputError: Error, Sendable, Equatable {
  public var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}
