enum Kthreads {
  static let symbols: [Symbol] = []
  static let routines: [InternalRoutine] = []
}
