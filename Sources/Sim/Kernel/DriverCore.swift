enum DriverCore {
  static let symbols: [Symbol] = []
  static let routines: [InternalRoutine] = []
}
