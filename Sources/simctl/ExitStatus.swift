/// What simctl's exit status says: people's scripts rely on it.
enum ExitStatus: Int32 {
  /// The outcome is the one expected, or clean where nothing is expected.
  case asExpected = 0
  /// It is not.
  case unexpected = 1
  /// A limit ended the search, or nothing was selected.
  case noVerdict = 2
  /// The command line is wrong.
  case usage = 64
  /// An input is wrong or missing; nothing was run.
  case badInput = 65
  /// A fault of simctl's own.
  case internalError = 70
  /// An output could not be written.
  case cannotWrite = 74
}
