// smp_mb() is no step: nobody can see it. Which of them a thread has passed between two of its steps
// is told from the code: the way between the two that has the fewest.

struct PrivateBarriers {
  private let program: Program
  /// Whether the program has any.
  private let hasAny: Bool
  /// The frames of the driver's own code at each thread's last step, innermost first, and how many
  /// frames lie below them.
  private var last: [UInt64: Place] = [:]
  private var known: [Key: Int] = [:]

  private struct Place: Hashable {
    var frames: [Int]
    var below: Int
  }

  private struct Key: Hashable {
    var from: Place
    var to: Place
  }

  /// Where a thread is on its way: the code index, and those that the calls around it return to.
  private struct Node: Hashable {
    var pc: Int
    var returns: [Int]
  }

  init(_ program: Program) {
    self.program = program
    hasAny = program.code.contains(where: Self.isFull)
  }

  private static func isFull(_ i: Instruction) -> Bool {
    i.op == .fence && MemoryOrder(rawValue: UInt8(truncatingIfNeeded: i.imm)) == .full
  }

  /// How many full barriers the thread has passed since its step before this one; at least.
  mutating func before(_ event: Event) -> Int {
    guard hasAny else { return 0 }
    let own = event.stack.prefix { $0.routine == nil }
    let here = Place(frames: own.map(\.pc), below: event.stack.count - own.count)
    let from = last.updateValue(here, forKey: event.sequence) ?? Place(frames: [], below: 0)
    guard !here.frames.isEmpty else { return 0 }
    let key = Key(from: from, to: here)
    if let n = known[key] { return n }
    let n = fewest(from, here)
    known[key] = n
    return n
  }

  private func fewest(_ from: Place, _ to: Place) -> Int {
    let goal = Node(pc: to.frames[0], returns: to.frames.dropFirst().map { $0 + 1 })
    var start: [Node] = []
    if from.below == to.below, let pc = from.frames.first {
      let returns = from.frames.dropFirst().map { $0 + 1 }
      switch program.code[pc].op {
      case .callIndirect:
        // Into the function in which it is seen next, if that is one.
        let depth = to.frames.count - from.frames.count
        guard depth > 0, let entry = entry(of: to.frames[depth - 1]) else { return 0 }
        start = [Node(pc: entry, returns: [pc + 1] + returns)]
      case .ret: start = returns.first.map { [Node(pc: $0, returns: Array(returns.dropFirst()))] } ?? []
      default: start = [Node(pc: pc + 1, returns: returns)]
      }
    } else if let outermost = to.frames.last, let entry = entry(of: outermost) {
      // The kernel has called it.
      start = [Node(pc: entry, returns: [])]
    }
    return search(start, goal) ?? 0
  }

  /// Ways with fewer barriers first.
  private func search(_ start: [Node], _ goal: Node) -> Int? {
    var seen: Set<Node> = []
    var now = start
    var later: [Node] = []
    var barriers = 0
    while !now.isEmpty {
      while let node = now.popLast() {
        if node == goal { return barriers }
        guard program.code.indices.contains(node.pc), seen.insert(node).inserted else { continue }
        let i = program.code[node.pc]
        if Self.isFull(i) {
          later.append(Node(pc: node.pc + 1, returns: node.returns))
        } else {
          now += next(node, i)
        }
      }
      now = later
      later = []
      barriers += 1
    }
    return nil
  }

  /// Where control goes from an instruction that is no step of its own.
  private func next(_ node: Node, _ i: Instruction) -> [Node] {
    func at(_ pc: Int) -> Node { Node(pc: pc, returns: node.returns) }
    switch i.op {
    case .jump: return [at(Int(i.imm))]
    case .branch: return [at(Int(UInt32(truncatingIfNeeded: i.imm))), at(Int(i.imm >> 32))]
    case .jumpTable:
      let table = program.jumpTables[Int(i.imm)]
      return (table.cases.map(\.target) + [table.fallback]).map(at)
    case .call:
      let callee = program.functions[Int(UInt32(truncatingIfNeeded: i.imm))]
      return [Node(pc: callee.entry, returns: [node.pc + 1] + node.returns)]
    case .ret:
      guard let pc = node.returns.first else { return [] }
      return [Node(pc: pc, returns: Array(node.returns.dropFirst()))]
    case .trap, .callIndirect: return []
    default: return i.op.isVisible ? [] : [at(node.pc + 1)]
    }
  }

  private func entry(of pc: Int) -> Int? {
    program.functions.first { $0.entry <= pc && pc < $0.end }?.entry
  }
}
