enum Devres {
  static let symbols: [Symbol] = []
  static let routines: [InternalRoutine] = []
}
