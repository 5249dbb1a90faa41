// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import StatisticsRules
import StatisticsService

/// Questionnaires and returns, which come from other authorities.
extension FuzzTarget {
  static let statistics = [
    FuzzTarget(
      "return",
      seeds: {
        guard let demonstrated = try demonstration.get() else { return [] }
        return try demonstrated.returns.map { Data([0]) + (try ReturnJSON.bytes($0)) }
          + [
            Data([1]) + (try QuestionnaireJSON.bytes(demonstrated.collection)),
            Data([3]) + (try answered().map { try AnswerJSON.bytes($0) } ?? Data()), Data([4]) + (try ReminderJSON.bytes(ID())),
            seed(2, "table,row,column,figure,value,mark\r\nflows,2024,incoming,count,3,\r\n"),
          ]
      }, check: statisticalReturn)
  ]

  /// Read once: each takes longer than a thousand inputs.
  private static let demonstration = Result { try demonstrated() }
  private static let codebook = Result { try BuiltInCodebook.current() }

  private static func demonstrated() throws -> (collection: DataCollection, returns: [StatisticalReturn])? {
    guard let today = CalendarDay("2025-06-01") else { return nil }
    return try DemonstrationReturns.answered(today: today, titles: [:])
  }

  private static func answered() throws -> ReturnAnswer? {
    ReturnAnswer(
      collection: ID(), revision: 1, digest: String(repeating: "0", count: 64), outcome: .queried(remark: "Are appeals in it?"))
  }

  /// What is read is written with the same bytes as often as one likes, and is judged without an end of the program.
  @Sendable private static func statisticalReturn(_ data: Data) throws -> Bool {
    guard let (how, rest) = split(data), let asked = try demonstration.get()?.collection else { return false }
    let codebook = try codebook.get()
    switch how % 5 {
    case 0:
      guard let answer = try? ReturnJSON.read(rest) else { return false }
      let written = try ReturnJSON.bytes(answer)
      let read = try again("a return that was written") { try ReturnJSON.read(written) }
      try demand(read == answer && (try ReturnJSON.bytes(read)) == written, "a return has two texts")
      _ = answer.figures.hindrances(answer.figures.faults(asked: asked.tables, of: answer.figures.state, codebook))
      _ = MirrorCheck([answer.figures], period: asked.period, codebook)
    case 1:
      guard let questionnaire = try? QuestionnaireJSON.read(rest) else { return false }
      let written = try QuestionnaireJSON.bytes(questionnaire)
      let read = try again("a questionnaire that was written") { try QuestionnaireJSON.read(written) }
      try demand(read == questionnaire, "a questionnaire has two texts")
      for table in questionnaire.tables { _ = table.faults(in: codebook) }
    case 3:
      guard let answer = try? AnswerJSON.read(rest) else { return false }
      let written = try AnswerJSON.bytes(answer)
      let read = try again("an answer that was written") { try AnswerJSON.read(written) }
      try demand(read == answer, "an answer has two texts")
    case 4:
      guard let collection = try? ReminderJSON.read(rest) else { return false }
      let written = try ReminderJSON.bytes(collection)
      try demand(try again("a reminder that was written") { try ReminderJSON.read(written) } == collection, "a reminder has two texts")
    default:
      guard let figures = try? ReturnCSV.read(rest, asked: asked.tables, of: .notKnown, notes: .en, codebook) else { return false }
      _ = figures.faults(asked: asked.tables, of: .notKnown, codebook)
    }
    return true
  }
}
