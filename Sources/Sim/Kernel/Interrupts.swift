enum Interrupts {
  static let symbols: [Symbol] = []
  static let routines: [InternalRoutine] = []
  static func requestedVectors(_ m: Machine) -> [Int] { [] }
}
