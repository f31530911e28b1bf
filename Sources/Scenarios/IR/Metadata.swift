// Metadata: most of the text of a module, and little of it is ever looked at. So it is indexed by
// number and byte range at load, and decoded on demand.

/// A metadata node: `!5`, or one written in place.
struct MetadataID: Hashable, Sendable {
  /// The number; below zero for a node written in place.
  var number: Int32
}

/// The metadata of a module.
struct MetadataTable: Sendable {}
