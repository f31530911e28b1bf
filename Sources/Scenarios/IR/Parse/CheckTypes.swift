// Layouts of named types, and the agreement of types.

extension IRParser {
  /// Works out the layout of every named type, once all are defined.
  mutating func layOutTypes() throws(IRError) {
    var states = Array(repeating: LayoutState.unknown, count: module.types.count)
    module.layout.named = Array(repeating: nil, count: module.types.count)
    for index in module.types.indices { try layOut(index, &states, depth: 0) }
  }

  /// How deep types may nest through their names; the frames here are smaller than a parser's.
  private static let layoutDepthMax = 2 * depthMax

  private enum LayoutState { case unknown, busy, known }

  private mutating func layOut(
    _ index: Int, _ states: inout [LayoutState], depth: Int
  ) throws(IRError) {
    guard states[index] != .known else { return }
    let type = module.types[index]
    guard states[index] == .unknown else {
      throw fault("the type '%\(type.name)' contains itself", at: type.position)
    }
    guard depth < Self.layoutDepthMax else {
      throw fault(
        "types are nested deeper than \(Self.layoutDepthMax) levels", at: type.position)
    }
    states[index] = .busy
    if let body = type.body {
      try layOutNamed(in: body, &states, depth: depth)
      module.layout.named[index] = module.layout.structure(body)
    }
    states[index] = .known
  }

  /// Lays out the named types that `type` contains.
  private mutating func layOutNamed(
    in type: IRType, _ states: inout [LayoutState], depth: Int
  ) throws(IRError) {
    switch type {
    case .named(let id): try layOut(id.index, &states, depth: depth + 1)
    case .array(_, let element), .vector(_, let element, _):
      try layOutNamed(in: element, &states, depth: depth + 1)
    case .structure(let members, _):
      for member in members { try layOutNamed(in: member, &states, depth: depth + 1) }
    default: break
    }
  }

  /// Refuses `type` where `expected` is needed.
  func require(
    _ type: IRType, _ expected: IRType, at position: IRPosition
  ) throws(IRError) {
    guard type == expected else {
      throw fault(
        "the type is \(module.text(of: type)), and \(module.text(of: expected)) is needed",
        at: position)
    }
  }

  /// Refuses a type without a size, such as an opaque one.
  func requireSize(of type: IRType, at position: IRPosition) throws(IRError) {
    guard module.layout.size(of: type) != nil else {
      throw fault("the type \(module.text(of: type)) has no size", at: position)
    }
  }

  /// Refuses a cast between types that it is not for.
  func check(
    _ cast: IRCast, from: IRType, to: IRType, at position: IRPosition
  ) throws(IRError) {
    let source = from.elementOfVector
    let target = to.elementOfVector
    let fits: Bool
    switch cast {
    case .trunc: fits = isWider(source, target)
    case .zext, .sext: fits = isWider(target, source)
    case .ptrtoint, .ptrtoaddr: fits = source.isPointer && target.intWidth != nil
    case .inttoptr: fits = source.intWidth != nil && target.isPointer
    case .addrspacecast: fits = source.isPointer && target.isPointer
    case .bitcast:
      let size = module.layout.storeSize(of: from)
      fits =
        size != nil && size == module.layout.storeSize(of: to)
        && source.isPointer == target.isPointer
    case .fptrunc, .fpext: fits = source.isFloat && target.isFloat
    case .fptoui, .fptosi: fits = source.isFloat && target.intWidth != nil
    case .uitofp, .sitofp: fits = source.intWidth != nil && target.isFloat
    }
    guard fits else {
      throw fault(
        "\(cast.rawValue) cannot go from \(module.text(of: from)) to \(module.text(of: to))",
        at: position)
    }
  }

  private func isWider(_ wide: IRType, _ narrow: IRType) -> Bool {
    guard let wide = wide.intWidth, let narrow = narrow.intWidth else { return false }
    return wide > narrow
  }
}

extension IRType {
  /// Whether it is a floating-point type.
  var isFloat: Bool {
    if case .float = self { true } else { false }
  }
}

extension IRModule {
  /// `type` as IR writes it, for messages; long ones are cut.
  func text(of type: IRType) -> String {
    let text = uncutText(of: type)
    return text.count > 80 ? text.prefix(77) + "..." : text
  }

  /// `type` as IR writes it.
  func uncutText(of type: IRType) -> String {
    switch type {
    case .void: "void"
    case .int(let width): "i\(width)"
    case .float(let kind): kind.rawValue
    case .pointer(addressSpace: 0): "ptr"
    case .pointer(let space): "ptr addrspace(\(space))"
    case .label: "label"
    case .metadata: "metadata"
    case .token: "token"
    case .other(let text): text
    case .named(let id): "%\(types[id.index].name)"
    case .array(let count, let element): "[\(count) x \(uncutText(of: element))]"
    case .vector(let count, let element, let isScalable):
      "<\(isScalable ? "vscale x " : "")\(count) x \(uncutText(of: element))>"
    case .structure(let members, let isPacked):
      (isPacked ? "<{ " : "{ ") + members.map(uncutText).joined(separator: ", ")
        + (isPacked ? " }>" : " }")
    case .function(let type):
      uncutText(of: type.result) + " ("
        + (type.parameters.map(uncutText) + (type.isVariadic ? ["..."] : [])).joined(
          separator: ", ")
        + ")"
    }
  }
}
