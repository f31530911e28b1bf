enum CharDevices {
  static let symbols: [Symbol] = []
  static let routines: [InternalRoutine] = []
  struct Registered {
    var name: String
    var hasRead, hasWrite, hasIoctl, hasPoll, hasMmap: Bool
  }
  static func registered(_ m: Machine) -> [Registered] { [] }
}
