// What the reduction keeps of the accesses that it makes early.

/// An access that was made early: its thread could still be resting before it.
struct PendingAccess: Equatable {
  enum Kind: UInt8 {
    case read, write
    /// That the object is live.
    case liveness
    /// That its callback still runs: see `Departed`.
    case end
  }
  var kind: Kind
  /// Code index of the instruction.
  var site: Int32
  var object: Int32
  /// Bytes of the heap.
  var low: Int
  var high: Int

  /// It is a part of the state: two states that differ in it have different futures for the proof.
  func mix(into f: Fingerprints, thread: Int) {
    f.mix(0xacce_0000_0000_0000 | UInt64(kind.rawValue) << 32 | UInt64(thread))
    f.mix(UInt64(site))
    f.mixRange(object: Int(object), low, high)
  }
}

/// Mistakes that a reduction can make. Each is made on purpose in a test, which has to notice it.
enum ReductionFault: CaseIterable {
  case none
  case racySitesForgotten, conflictsNotReported, readsNotPending, writesNotPending
  case freesForgotten, kernelReadsForgotten, kernelWritesForgotten, deathsNotPending
  case sleepsForgotten, counterReadsForgotten, endsForgotten, questionsForgotten, historyForgotten
  case dependenceForgotten
}
