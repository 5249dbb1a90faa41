// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel

extension ProposedMandate {
  /// Splits a recommendation in all languages in which it is written.
  ///
  /// The English text tells verbs and addressees. Another language is split at its own verbs of decision where it has as many of them as the
  /// English text; where it has not, each mandate is offered the whole paragraph of that language, from which an officer takes what belongs to
  /// it. A text is never put into the place of another language's.
  public static func split(_ text: LocalText, among bodies: [Body]) -> [ProposedMandate] {
    var groups = split(groups: text[.en] ?? "", among: bodies)
    for language in Language.allCases where language != .en {
      guard let said = text[language] else { continue }
      let parts = OperativeWords.tasks(in: said, language)
      for place in groups.indices {
        let named = groups[place].compactMap { mandate in bodies.first { $0.id == mandate.addressee }?.name[language] }
        let task = parts.count == groups.count ? LanguageTask(language: language).task(in: parts[place], without: named) : ""
        for row in groups[place].indices {
          groups[place][row].task[language] = task.isEmpty ? LanguageTask(language: language).tidy(said) : task
        }
      }
    }
    return groups.flatMap(\.self)
  }
}

/// Reads what is to be done out of a part of a recommendation in another language than English.
struct LanguageTask {
  let language: Language

  private static let connectors: [Language: Set<String>] = [
    .fr: ["de", "à", "que"], .es: ["que", "a"], .ru: ["чтобы"], .ar: ["أن", "إلى", "بأن", "على"],
  ]
  private static let joiners: [Language: Set<String>] = [
    .fr: ["et", "également", "en", "outre", "elle", "la", "réunion"], .es: ["y", "e", "también", "además", "la", "reunión"],
    .ru: ["и", "также", "далее", "совещание"], .ar: ["و", "أيضا", "كما", "الاجتماع"],
  ]
  private static let chineseJoiners = ["并", "还", "又", "会议"]
  private static let points = ".,;:،؛。，；、 "

  /// The task without those to whom it is given.
  func task(in part: String, without names: [String]) -> String {
    guard language != .zh else { return tidy(chinese(part, without: names)) }
    var words = part.split(whereSeparator: \.isWhitespace).map(String.init)
    for name in names { words = dropping(name, from: words) }
    while let first = words.first, Self.connectors[language]?.contains(plain(first)) == true { words.removeFirst() }
    if let first = words.first, let elided = ["d’", "d'", "qu’", "qu'"].first(where: { first.lowercased().hasPrefix($0) }), language == .fr
    {
      words[0] = String(first.dropFirst(elided.count))
    }
    return tidy(words.joined(separator: " "))
  }

  /// The words after a name that stands within the first words, with its article, preposition or "and".
  private func dropping(_ name: String, from words: [String]) -> [String] {
    let parts = name.split(whereSeparator: \.isWhitespace).map(String.init)
    for start in 0..<4 where start + parts.count <= words.count {
      if zip(parts, words[start...]).allSatisfy({ isForm($0, of: $1) }) { return Array(words[(start + parts.count)...]) }
    }
    return words
  }

  /// Whether two words are forms of one: endings change with the case, Arabic articles with the preposition before them.
  private func isForm(_ left: String, of right: String) -> Bool {
    let (left, right) = (stems(left), stems(right))
    return left.count == right.count
      && zip(left, right).allSatisfy { first, second in
        first.commonPrefix(with: second).count >= max(2, min(first.count, second.count) - 3)
      }
  }

  private func stems(_ word: String) -> [String] {
    plain(word).split(separator: "-").map { part in
      guard language == .ar else { return String(part) }
      let article = ["وال", "بال", "لل", "ال"].first { part.hasPrefix($0) } ?? ""
      return String(part.dropFirst(article.count))
    }
  }

  private func chinese(_ part: String, without names: [String]) -> String {
    var rest = part
    for name in names {
      guard let found = rest.range(of: name), rest.distance(from: rest.startIndex, to: found.lowerBound) <= 3 else { continue }
      rest = String(rest[found.upperBound...])
    }
    return rest
  }

  private func plain(_ word: some StringProtocol) -> String { word.lowercased().filter { $0.isLetter || $0 == "-" } }

  /// The text without what joins it to the next verb and without the point at its end.
  func tidy(_ text: String) -> String {
    var task = text
    while true {
      let before = task
      while let last = task.last, Self.points.contains(last) { task.removeLast() }
      while let first = task.first, Self.points.contains(first) { task.removeFirst() }
      if language == .zh {
        for joiner in Self.chineseJoiners where task.hasSuffix(joiner) { task.removeLast(joiner.count) }
      } else if let last = task.split(separator: " ").last, Self.joiners[language]?.contains(plain(last)) == true {
        task.removeLast(last.count)
      }
      if task == before { break }
    }
    return task.prefix(1).uppercased() + task.dropFirst()
  }
}

extension OperativeWords {
  /// Verbs that begin a task only where a recommendation is split: elsewhere they are too common.
  private static let splitting: [Language: [String]] = [
    .zh: ["请", "决定", "建议", "呼吁"], .ru: ["призывает", "призвало", "просило", "предложило", "рекомендовало"],
    .fr: ["a prié", "a invité", "a encouragé", "a recommandé", "appelle"], .es: ["solicitó", "invitó", "alentó", "recomendó"],
    .ar: ["طلب", "دعا", "شجع", "أوصى"],
  ]

  /// What follows each verb of decision, up to the next.
  static func tasks(in text: String, _ language: Language) -> [String] {
    let forms = (forms(language) + (splitting[language] ?? [])).sorted { $0.count > $1.count }
    return language == .zh ? chineseTasks(text, forms) : wordTasks(text, forms, language)
  }

  private static func wordTasks(_ text: String, _ forms: [String], _ language: Language) -> [String] {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    let plain = words.map { $0.lowercased().filter { $0.isLetter || $0 == "-" } }
    let verbs = forms.map { $0.split(separator: " ").map(String.init) }
    func length(at place: Int) -> Int? {
      verbs.first { verb in
        guard place + verb.count <= plain.count else { return false }
        let here = Array(plain[place..<place + verb.count])
        // In Arabic "and" is written together with the verb.
        return here == verb || (language == .ar && here.first == "و" + verb[0] && here.dropFirst().elementsEqual(verb.dropFirst()))
      }?.count
    }
    var tasks: [String] = []
    var (place, start): (Int, Int?) = (0, nil)
    while place < words.count {
      guard let length = length(at: place) else {
        place += 1
        continue
      }
      if let start { tasks.append(words[start..<place].joined(separator: " ")) }
      place += length
      start = place
    }
    return start.map { tasks + [words[$0...].joined(separator: " ")] } ?? []
  }

  private static func chineseTasks(_ text: String, _ forms: [String]) -> [String] {
    var tasks: [String] = []
    var (place, start): (String.Index, String.Index?) = (text.startIndex, nil)
    while place < text.endIndex {
      let rest = text[place...]
      // 请求 and 申请 are nouns.
      let isNoun = rest.hasPrefix("请求") || (rest.hasPrefix("请") && text[..<place].hasSuffix("申"))
      guard !isNoun, let verb = forms.first(where: { rest.hasPrefix($0) }) else {
        place = text.index(after: place)
        continue
      }
      if let start { tasks.append(String(text[start..<place])) }
      place = text.index(place, offsetBy: verb.count)
      start = place
    }
    return start.map { tasks + [String(text[$0...])] } ?? []
  }
}
