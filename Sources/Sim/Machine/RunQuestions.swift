// What kernel code asks of the callbacks that run at the moment. A search that lets callbacks end
// early (see `Departures`) has to know of every such question: the callback that it is about may be
// one that could still be standing before its end.

/// A question of kernel code: is a callback running? What is nil or 0 is not asked about.
struct RunQuestion {
  var kind: ThreadKind?
  var subject: Pointer = 0
  var function: Pointer = 0
  /// The number of the object that is the callback's cookie: a work's queue, the line of an irq.
  var cookie = 0
  /// Whether whoever asks goes on only once it has ended; otherwise the answer itself matters.
  var waits = false
}

extension Machine {
  /// Notes a question.
  @inline(__always)
  func asks(
    of kind: ThreadKind?, _ subject: Pointer = 0, function: Pointer = 0, cookie: Int = 0,
    waits: Bool = false
  ) {
    guard hot.pointee.notesAccesses else { return }
    runQuestions.append(
      RunQuestion(
        kind: kind, subject: subject, function: function, cookie: cookie, waits: waits))
  }
}
