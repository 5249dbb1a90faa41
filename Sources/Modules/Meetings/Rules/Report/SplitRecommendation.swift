// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A mandate as it is read out of a recommendation: one verb, one addressee, one task; an officer confirms it.
public struct ProposedMandate: Hashable, Sendable {
  /// The verb.
  public var verb: Mandate.Verb
  /// To whom it speaks, where a body or group of the node is named.
  public var addressee: ID<Body>?
  /// What is to be done, in the languages of the recommendation.
  public var task: LocalText
  /// A limit set to it.
  public var qualifier: Mandate.Qualifier?

  /// Describes a proposal.
  public init(verb: Mandate.Verb, addressee: ID<Body>?, task: LocalText, qualifier: Mandate.Qualifier? = nil) {
    self.verb = verb
    self.addressee = addressee
    self.task = task
    self.qualifier = qualifier
  }

  /// Splits the English text of a recommendation by verb and addressee.
  ///
  /// A verb begins a mandate where it stands in the third person or the past ("requests", "also invited"); the bodies named right after it,
  /// before "to" or "that", are its addressees, each with a mandate of its own. Text before the first verb belongs to none.
  /// - Source: practice (operative paragraphs: one verb, one addressee, one task)
  public static func split(_ text: String, among bodies: [Body]) -> [ProposedMandate] {
    split(groups: text, among: bodies).flatMap(\.self)
  }

  /// The same, the mandates of one verb together.
  static func split(groups text: String, among bodies: [Body]) -> [[ProposedMandate]] {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    var starts: [(verb: Mandate.Verb, first: Int, after: Int)] = []
    var place = 0
    while place < words.count {
      if let (verb, length) = verb(at: place, of: words) {
        starts.append((verb, place, place + length))
        place += length
      } else {
        place += 1
      }
    }
    return starts.enumerated().map { index, start in
      let end = index + 1 < starts.count ? starts[index + 1].first : words.count
      return mandates(start.verb, Array(words[start.after..<end]), among: bodies)
    }
  }

  private static let forms: [(form: [String], verb: Mandate.Verb)] = [
    (["calls", "upon"], .callsUpon), (["called", "upon"], .callsUpon), (["calls", "on"], .callsUpon), (["called", "on"], .callsUpon),
    (["takes", "note", "of"], .takesNote), (["took", "note", "of"], .takesNote), (["takes", "note"], .takesNote),
    (["took", "note"], .takesNote), (["requests"], .requests), (["requested"], .requests),
    (["decides"], .decides), (["decided"], .decides), (["recommends"], .recommends), (["recommended"], .recommends),
    (["invites"], .invites), (["invited"], .invites), (["encourages"], .encourages), (["encouraged"], .encourages), (["urges"], .urges),
    (["urged"], .urges), (["directs"], .directs), (["directed"], .directs), (["welcomes"], .welcomes), (["welcomed"], .welcomes),
    (["reiterates"], .reiterates), (["reiterated"], .reiterates),
  ]

  private static func verb(at place: Int, of words: [String]) -> (verb: Mandate.Verb, length: Int)? {
    for (form, verb) in forms where place + form.count <= words.count {
      let here = words[place..<place + form.count].map { plain($0) }
      guard here == form else { continue }
      // "as requested", "was invited" say what others did; "requests for assistance" and "the invited experts" are no verbs of the meeting.
      let before = place > 0 ? plain(words[place - 1]) : ""
      if ["as", "be", "been", "was", "were", "is", "are", "the", "of", "such", "for", "making", "answering"].contains(before) {
        return nil
      }
      let next = place + form.count < words.count ? plain(words[place + form.count]) : ""
      return next == "for" || next == "by" || next.isEmpty ? nil : (verb, form.count)
    }
    return nil
  }

  private static func plain(_ word: some StringProtocol) -> String { word.lowercased().filter { $0.isLetter || $0 == "-" } }

  private static func mandates(_ verb: Mandate.Verb, _ words: [String], among bodies: [Body]) -> [ProposedMandate] {
    let (unlimited, qualifier) = withoutLimit(words)
    let (addressed, rest) = addressees(unlimited, among: bodies)
    let task = tidy(rest)
    guard !task.isEmpty else { return [] }
    let said = LocalText([.en: task])
    guard !addressed.isEmpty else { return [ProposedMandate(verb: verb, addressee: nil, task: said, qualifier: qualifier)] }
    return addressed.map { ProposedMandate(verb: verb, addressee: $0, task: said, qualifier: qualifier) }
  }

  /// The bodies named before the task, and the words of the task.
  private static func addressees(_ words: [String], among bodies: [Body]) -> ([ID<Body>], [String]) {
    let end = words.firstIndex { plain($0) == "to" } ?? words.count
    if let first = words.first, plain(first) == "that" {
      // "recommends that the Secretariat continue …": the subject of the clause is meant, the rest is the task.
      let clause = Array(words.dropFirst())
      guard let (body, length) = body(at: clause, among: bodies) else { return ([], clause) }
      let task = Array(clause.dropFirst(length))
      return ([body], ["should", "shall", "must"].contains(task.first.map { plain($0) } ?? "") ? Array(task.dropFirst()) : task)
    }
    var found: [ID<Body>] = []
    var rest = Array(words[..<end])
    while !rest.isEmpty {
      if let (body, length) = body(at: rest, among: bodies) {
        if !found.contains(body) { found.append(body) }
        rest.removeFirst(length)
      } else {
        rest.removeFirst()
      }
    }
    return found.isEmpty || end == words.count ? (found, words) : (found, Array(words[(end + 1)...]))
  }

  /// A body whose English name begins here, the longest name first; an article before it counts with it.
  private static func body(at words: [String], among bodies: [Body]) -> (ID<Body>, Int)? {
    let article = words.first.map { plain($0) == "the" } == true ? 1 : 0
    let here = words.dropFirst(article).map { plain($0) }
    var best: (ID<Body>, Int)?
    for body in bodies {
      guard let name = body.name[.en] else { continue }
      var names = [name.split(whereSeparator: \.isWhitespace).map { plain($0) }]
      // Reports say "States" where the parties are meant, and "Member States" of no one else.
      if body.kind == .addresseeGroup, names[0] == ["states", "parties"] { names += [["states"], ["member", "states"]] }
      for name in names where !name.isEmpty && here.starts(with: name) && name.count + article > best?.1 ?? 0 {
        best = (body.id, name.count + article)
      }
    }
    return best
  }

  private static let limits: [(words: [String], limit: Mandate.Qualifier)] = [
    (["within", "existing", "resources"], .withinExistingResources),
    (["subject", "to", "the", "availability", "of", "extrabudgetary", "resources"], .subjectToExtrabudgetaryResources),
    (["subject", "to", "extrabudgetary", "resources"], .subjectToExtrabudgetaryResources), (["as", "appropriate"], .asAppropriate),
  ]

  /// The words without the first limit among them.
  private static func withoutLimit(_ words: [String]) -> ([String], Mandate.Qualifier?) {
    let read = words.map { plain($0) }
    for (said, limit) in limits where read.count >= said.count {
      for place in 0...(read.count - said.count) where read[place..<place + said.count].elementsEqual(said) {
        return (Array(words[..<place] + words[(place + said.count)...]), limit)
      }
    }
    return (words, nil)
  }

  /// The task without what joins it to the next verb and without the point at its end.
  private static func tidy(_ words: [String]) -> String {
    var kept = words
    while let last = kept.last, ["and", "also", "further", "the", "meeting", ""].contains(plain(last)) { kept.removeLast() }
    var task = kept.joined(separator: " ")
    while let last = task.last, ".,;: ".contains(last) { task.removeLast() }
    while let first = task.first, ".,;: ".contains(first) { task.removeFirst() }
    return task.prefix(1).uppercased() + task.dropFirst()
  }
}
