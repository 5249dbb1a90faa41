// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
public import StatisticsRules
import StrictJSON

/// The text `comity.questionnaire/1` of a collection, as it goes to the States that are asked.
///
/// docs/protocol/returns.md describes it.
public enum QuestionnaireJSON {
  static let format = "comity.questionnaire/1"
  /// The largest text that is read, in bytes.
  public static let sizeLimit = 1 << 20

  /// The canonical bytes of a collection's questionnaire; its stage is not in it.
  public static func bytes(_ collection: DataCollection) throws -> Data { try CanonicalJSON.encode(Text(collection)) }

  /// Reads a questionnaire.
  /// - Parameter stage: the stage of the collection, which the text does not say.
  /// - Throws: ``ReturnProblem/unreadable(place:)``.
  public static func read(_ data: Data, stage: DataCollection.Stage = .open) throws(ReturnProblem) -> DataCollection {
    do throws(StrictJSONError) {
      let tree = try StrictJSON.parse(data, limits: StrictLimits(bytes: sizeLimit, depth: 8))
      let text = try StrictDecoder().decode(Text.self, from: tree)
      guard text.format == format, text.tables.allSatisfy({ $0.period != nil }), !text.tables.isEmpty,
        Set(text.tables.map(\.name)).count == text.tables.count, text.from <= text.to
      else { throw StrictJSONError(.wrongValue, at: Position(line: 1, column: 1)) }
      return text.collection(stage)
    } catch {
      throw ReturnProblem(error)
    }
  }

  struct Text: Codable {
    let format: String
    let collection: ID<DataCollection>
    let title: LocalText
    let from: CalendarDay
    let to: CalendarDay
    let deadline: CalendarDay
    let codebook: Int
    let asked: [StateCode]
    let tables: [TableSpec]

    init(_ collection: DataCollection) {
      format = QuestionnaireJSON.format
      self.collection = collection.id
      title = collection.title
      (from, to) = (collection.period.from, collection.period.to)
      deadline = collection.deadline
      codebook = collection.codebookVersion
      asked = collection.asked
      tables = collection.tables
    }

    func collection(_ stage: DataCollection.Stage) -> DataCollection {
      DataCollection(
        id: collection, title: title, period: TableSpec.Period(from: from, to: to), deadline: deadline, codebookVersion: codebook,
        tables: tables, asked: asked, stage: stage)
    }
  }
}
