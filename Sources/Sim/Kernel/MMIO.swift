enum MMIO {
  static let symbols: [Symbol] = []
  static let routines: [InternalRoutine] = []
}
