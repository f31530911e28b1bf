// Classes of locks, as lockdep has them: a class for each place where locks are set up, and one for
// each lock that is set up statically.

enum Lockdep {
  /// The key and name of a lock's `lockdep_map`.
  static func setMap(_ m: Machine, _ map: Pointer, key: Pointer, name: Pointer) {
    guard m.isRunning, m.fields.hasLockMaps else { return }
    m.store(map, key)
    m.store(map &+ 8, name)
  }
}
