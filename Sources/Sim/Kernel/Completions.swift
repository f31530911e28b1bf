enum Completions {
  static let symbols: [Symbol] = []
  static let routines: [InternalRoutine] = []
}
