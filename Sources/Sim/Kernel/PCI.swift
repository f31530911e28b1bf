enum PCI {
  static let symbols: [Symbol] = []
  static let routines: [InternalRoutine] = []
  static func boot(_ m: Machine) {}
}
