/// A construct that the machine cannot execute, with the place in the C source.
public struct LoweringError: Error, Sendable, Equatable {
  public var file: String
  public var line: Int
  public var column: Int
  /// What it is and what to do, in lower case.
  public var message: String

  /// `FILE:LINE:COLUMN: error: MESSAGE`.
  public var description: String { "\(file):\(line):\(column): error: \(message)" }
}
