// The shape of the code: blocks that do nothing or stand alone vanish, and the rest finds an order
// in which few jumps are needed.

import Sim

extension VirtualFunction {
  /// Drops what cannot be reached, leads jumps to jumps where those lead, and joins blocks that
  /// always follow each other.
  mutating func simplifyControlFlow() {
    for n in blocks.indices {
      blocks[n].exit = blocks[n].exit.mapping(targets: { destination($0) })
    }
    removeUnreachable()
    joinBlocks()
  }

  /// Where a jump to `block` really leads, through blocks that only jump.
  private func destination(_ block: Int) -> Int {
    var at = block
    // A circle of empty blocks is a loop of the source: it stays.
    for _ in 0..<64 {
      guard blocks[at].code.isEmpty, case .jump(let next) = blocks[at].exit, next != at else {
        return at
      }
      at = next
    }
    return block
  }

  private mutating func removeUnreachable() {
    var reached = Array(repeating: false, count: blocks.count)
    var work = [0]
    reached[0] = true
    while let n = work.popLast() {
      for target in blocks[n].exit.targets where !reached[target] {
        reached[target] = true
        work.append(target)
      }
    }
    for n in blocks.indices where !reached[n] { blocks[n] = VirtualBlock() }
  }

  private mutating func joinBlocks() {
    var comers = Array(repeating: 0, count: blocks.count)
    for block in blocks { for target in block.exit.targets { comers[target] += 1 } }
    for n in blocks.indices {
      while case .jump(let next) = blocks[n].exit, next != n, next != 0, comers[next] == 1 {
        blocks[n].code += blocks[next].code
        blocks[n].exit = blocks[next].exit
        blocks[n].exitLocation = blocks[next].exitLocation
        blocks[next] = VirtualBlock()
      }
    }
  }

  /// The blocks that can be reached, each before those that it leads to, loops aside.
  func reversePostorder() -> [Int] {
    var order: [Int] = []
    var seen = Array(repeating: false, count: blocks.count)
    var stack = [(block: 0, targets: blocks[0].exit.targets)]
    seen[0] = true
    while let top = stack.last {
      if let next = top.targets.last {
        stack[stack.count - 1].targets.removeLast()
        if !seen[next] {
          seen[next] = true
          stack.append((next, blocks[next].exit.targets))
        }
      } else {
        order.append(top.block)
        stack.removeLast()
      }
    }
    return order.reversed()
  }

  // MARK: Order

  /// The most instructions that are repeated to save a jump.
  private static let repeatedMax = 3

  /// Puts a copy of a loop's condition at the end of its body, in place of a jump back to it.
  /// Visible instructions are never copied: threads that rest at the same place are in the same
  /// state.
  mutating func repeatLoopConditions() {
    let order = reversePostorder()
    var position = Array(repeating: 0, count: blocks.count)
    for (k, n) in order.enumerated() { position[n] = k }
    for n in order {
      guard case .jump(let target) = blocks[n].exit, position[target] <= position[n], target != n,
        case .branch = blocks[target].exit, blocks[target].code.count <= Self.repeatedMax,
        blocks[target].code.allSatisfy(\.isPure)
      else { continue }
      blocks[n].code += blocks[target].code
      blocks[n].exit = blocks[target].exit
      blocks[n].exitLocation = blocks[target].exitLocation
    }
    removeUnreachable()
  }

  /// Decides in which order the blocks are laid out: one that is jumped to comes right behind one
  /// that jumps there, if it can.
  mutating func layOut() {
    var isPlaced = Array(repeating: false, count: blocks.count)
    order = []
    for start in reversePostorder() {
      var next: Int? = start
      while let n = next, !isPlaced[n] {
        isPlaced[n] = true
        order.append(n)
        next = if case .jump(let target) = blocks[n].exit { target } else { nil }
      }
    }
  }
}

/// Which blocks can only be reached through which.
struct Dominators {
  /// By block: when a walk over the tree enters and leaves it; -1 where it cannot be reached.
  private var entered: [Int]
  private var left: [Int]

  /// Whether every way to `b` leads through `a`.
  func dominates(_ a: Int, _ b: Int) -> Bool {
    entered[a] >= 0 && entered[b] >= 0 && entered[a] <= entered[b] && left[b] <= left[a]
  }

  /// The method of Cooper, Harvey and Kennedy ("A Simple, Fast Dominance Algorithm").
  init(_ f: VirtualFunction, order: [Int]) {
    var position = Array(repeating: -1, count: f.blocks.count)
    for (k, n) in order.enumerated() { position[n] = k }
    var comers: [[Int]] = Array(repeating: [], count: order.count)
    for (k, n) in order.enumerated() {
      for target in f.blocks[n].exit.targets { comers[position[target]].append(k) }
    }
    // By position: the position of the nearest dominator.
    var parent = Array(repeating: -1, count: order.count)
    if !parent.isEmpty { parent[0] = 0 }
    var changes = true
    while changes {
      changes = false
      for k in order.indices.dropFirst() {
        var new = -1
        for p in comers[k] where parent[p] >= 0 {
          if new < 0 { new = p }
          var other = p
          while new != other {
            while new > other { new = parent[new] }
            while other > new { other = parent[other] }
          }
        }
        if parent[k] != new {
          parent[k] = new
          changes = true
        }
      }
    }
    var children: [[Int]] = Array(repeating: [], count: order.count)
    for k in order.indices.dropFirst() { children[parent[k]].append(k) }
    entered = Array(repeating: -1, count: f.blocks.count)
    left = entered
    var clock = 0
    var stack = order.isEmpty ? [] : [(0, 0)]
    while let (k, next) = stack.last {
      if next == 0 { entered[order[k]] = clock }
      clock += 1
      if next < children[k].count {
        stack[stack.count - 1].1 += 1
        stack.append((children[k][next], 0))
      } else {
        left[order[k]] = clock
        stack.removeLast()
      }
    }
  }
}
