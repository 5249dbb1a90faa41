// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation
import Web
import WritingRules

/// The words in which lessons are told.
struct LessonText: Sendable {
  let words: Words

  /// What a request came back for.
  func outcome(_ cameBack: CameBack) -> String {
    switch cameBack {
    case .refused(nil): words("casework.lessons.refusedNotTold")
    case .refused(let cause?): words("casework.lessons.refused", ["cause": .text(words("casework.cause.\(cause.rawValue)"))])
    case .delayed(let reason): words("casework.lessons.delayed", ["reason": .text(words("casework.delay.\(reason.rawValue)"))])
    case .asked(nil): words("casework.lessons.askedNotTold")
    case .asked(let element?): words("casework.lessons.asked", ["element": .text(words("casework.asked.\(element.rawValue)"))])
    }
  }

  /// A check: what it says where that takes no figures of a single request, and its code.
  func check(_ code: String) -> HTML {
    HTML {
      if let said = said(by: code) { tag("p") { said } }
      tag("code", .dir("ltr")) { code }
    }
  }

  /// The message of a check with dots for what only a request can fill; `nil` where numbers or days of one would have to stand in it.
  func said(by code: String) -> String? {
    let key = "finding.\(code).message"
    let names = words.argumentNames(of: key)
    guard words.contains(key), !names.contains("count"), !names.contains("day") else { return nil }
    return words(key, Dictionary(uniqueKeysWithValues: names.map { ($0, MessageArgument.text("…")) }))
  }

  /// "3 of 12", or a dash where there is none.
  func share(_ share: Lessons.Share) -> HTML {
    guard share.requests > 0 else { return HTML("–") }
    return HTML(words("casework.lessons.share", ["backCount": .integer(share.cameBack), "ofCount": .integer(share.requests)]))
  }

  /// The checks that look at it, or why none does.
  func standing(_ answer: ReadinessAnswer) -> HTML {
    guard answer.standing == .checked else { return HTML(words("casework.lessons.standing.\(answer.standing.rawValue)")) }
    return HTML {
      for (place, check) in answer.checks.enumerated() {
        if place > 0 { ", " }
        tag("code", .dir("ltr")) { check }
      }
    }
  }

  /// All figures as a table; names of columns are codes, so that a program reads the table of any language.
  func table(_ found: Lessons, to state: StateCode?) -> [[String]] {
    let shares = ["open", "resolved", "silent", "notRecorded"].flatMap { ["\($0)Requests", "\($0)CameBack"] }
    let head = ["kind", "code", "label", "source", "checks", "standing", "requestedState", "requests", "withOpenCheck"] + shares
    let to = state?.code ?? ""
    let checks = found.checks.map { check in
      ["check", check.code, said(by: check.code) ?? "", source(of: check.code), "", "", to, "\(found.sent)", ""]
        + [check.open, check.resolved, check.silent, check.notRecorded].flatMap { ["\($0.requests)", "\($0.cameBack)"] }
    }
    let outcomes = found.outcomes.map { outcome in
      [
        "outcome", outcome.answer.cameBack.code, self.outcome(outcome.answer.cameBack), words.source(outcome.answer.source),
        outcome.answer.checks.joined(separator: " "), outcome.answer.standing.rawValue, to, "\(outcome.requests)",
        outcome.answer.checks.isEmpty ? "" : "\(outcome.withOpenCheck)",
      ] + shares.map { $0 == "notRecordedRequests" ? "\(outcome.notRecorded)" : "" }
    }
    return [head] + checks + outcomes
  }

  private func source(of check: String) -> String {
    Readiness.rules.first { $0.code == check }.map { words.source($0.source) } ?? ""
  }
}
