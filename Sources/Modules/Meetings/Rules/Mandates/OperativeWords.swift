// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel

/// The words by which decisions begin, to tell a task that holds a second decision from one that does not.
///
/// Only forms that are hardly ever anything else: "request" is a noun in every second sentence about assistance, "requests the" is not.
enum OperativeWords {
  private static let forms: [Language: [(form: String, verb: Mandate.Verb)]] = [
    .en: [
      ("requests", .requests), ("decides", .decides), ("recommends", .recommends), ("invites", .invites), ("encourages", .encourages),
      ("urges", .urges), ("calls upon", .callsUpon), ("directs", .directs), ("welcomes", .welcomes), ("takes note", .takesNote),
      ("reiterates", .reiterates),
    ],
    .fr: [
      ("prie", .requests), ("décide", .decides), ("recommande", .recommends), ("invite", .invites), ("encourage", .encourages),
      ("exhorte", .urges), ("engage", .callsUpon), ("charge", .directs), ("se félicite", .welcomes), ("prend note", .takesNote),
      ("réaffirme", .reiterates),
    ],
    .es: [
      ("solicita", .requests), ("pide", .requests), ("decide", .decides), ("recomienda", .recommends), ("invita", .invites),
      ("alienta", .encourages), ("insta", .urges), ("exhorta", .callsUpon), ("encarga", .directs),
      ("acoge con beneplácito", .welcomes), ("toma nota", .takesNote), ("reitera", .reiterates),
    ],
    .ru: [
      ("просит", .requests), ("постановляет", .decides), ("рекомендует", .recommends), ("предлагает", .invites),
      ("рекомендует", .recommends), ("настоятельно призывает", .urges), ("поручает", .directs), ("приветствует", .welcomes),
      ("принимает к сведению", .takesNote), ("вновь подтверждает", .reiterates),
    ],
    .ar: [
      ("تطلب", .requests), ("يطلب", .requests), ("تقرر", .decides), ("يقرر", .decides), ("توصي", .recommends), ("يوصي", .recommends),
      ("تدعو", .invites), ("يدعو", .invites), ("تشجع", .encourages), ("يشجع", .encourages), ("تحث", .urges), ("يحث", .urges),
      ("ترحب", .welcomes), ("يرحب", .welcomes), ("تحيط علما", .takesNote), ("يحيط علما", .takesNote),
    ],
    .zh: [
      ("邀请", .invites), ("鼓励", .encourages), ("敦促", .urges), ("促请", .callsUpon), ("指示", .directs), ("欢迎", .welcomes),
      ("注意到", .takesNote), ("重申", .reiterates),
    ],
  ]

  /// The verbs of decision of a language, as they are written.
  static func forms(_ language: Language) -> [String] { forms[language]?.map(\.form) ?? [] }

  /// The words that follow a verb of decision in English, where many of the verbs are also nouns.
  private static let followers: Set<String> = [
    "the", "states", "all", "its", "member", "parties", "participants", "to", "of", "that", "also", "further",
  ]

  /// The decisions that a text speaks of.
  static func verbs(in text: String, _ language: Language) -> Set<Mandate.Verb> {
    var found: Set<Mandate.Verb> = []
    let folded = text.lowercased()
    guard language != .zh else {
      for (form, verb) in forms[.zh] ?? [] where folded.contains(form) { found.insert(verb) }
      return found
    }
    let words = folded.split { !$0.isLetter && $0 != "-" }.map(String.init)
    for (form, verb) in forms[language] ?? [] {
      let parts = form.split(separator: " ").map(String.init)
      for start in words.indices where Array(words[start...].prefix(parts.count)) == parts {
        let after = start + parts.count
        guard language == .en else {
          found.insert(verb)
          continue
        }
        if words.indices.contains(after), followers.contains(words[after]) { found.insert(verb) }
      }
    }
    return found
  }

  /// Whether a text is a list of tasks: `(a)` and `(b)`, or several lines.
  static func isList(_ text: String) -> Bool {
    let lines = text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
    return lines.count > 1 || (text.contains("(a)") && text.contains("(b)"))
  }
}
