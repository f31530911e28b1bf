enum WaitQueues {
  static let symbols: [Symbol] = []
  static let routines: [InternalRoutine] = []
}
