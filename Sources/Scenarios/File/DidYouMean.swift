// The known word that somebody may have meant.

/// The candidate nearest to `word`, if it is near enough to be meant; the first of equals.
func nearest(_ word: String, in candidates: [String]) -> String? {
  let given = Array(word.lowercased().unicodeScalars.prefix(65))
  guard given.count <= 64, !given.isEmpty else { return nil }
  var best: String?
  var least = given.count <= 3 ? 2 : 3
  for candidate in candidates {
    let known = Array(candidate.lowercased().unicodeScalars)
    guard abs(known.count - given.count) < least else { continue }
    let distance = editDistance(given, known)
    if distance < least, distance < max(given.count, known.count) {
      best = candidate
      least = distance
    }
  }
  // An abbreviation is far from its word, and yet meant.
  return best
    ?? candidates.first { given.count >= 3 && $0.unicodeScalars.starts(with: given) }
}

/// `; did you mean 'X'?`, or nothing.
public func didYouMean(_ word: String, in candidates: [String]) -> String {
  nearest(word, in: candidates).map { "; did you mean '\($0)'?" } ?? ""
}

/// How many letters have to be inserted, left out, changed, or swapped with their neighbour.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var d = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { d = min(d, beforeLast[j - 1] + 1) }
      row.append(d)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
