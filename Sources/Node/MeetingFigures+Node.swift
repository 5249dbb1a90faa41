// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules
import MeetingsService
import StatisticsRules
import StatisticsService

extension MeetingFigures {
  /// The figures of the program's codebook by which a mandate can be judged; values come from releases of the node, where it keeps some.
  /// - Throws: `StatisticsProblem.damaged` when the program's own codebook is not as it was installed.
  static func ofCodebook() throws -> MeetingFigures {
    MeetingFigures(offered: try offers(BuiltInCodebook.current(), BuiltInCodebook.releaseTables()))
  }

  /// Tables of incoming requests by one property, row by row; requests on the Convention alone are a row of `convention`.
  private static func offers(_ codebook: Codebook, _ tables: TableSet) -> [Offer] {
    let counted = ["grounds", "outcomes", "delays", "convention"].flatMap { name in
      tables.tables.filter { $0.name == name }.flatMap { table in
        (codebook.variable(table.rows)?.codes ?? []).flatMap { code in
          [MeasureReference.Figure.share, .count].map { offer(table, row: code.code, label: code.label, $0) }
        }
      }
    }
    let timed = ["acknowledgement", "closure"].flatMap { name in
      tables.tables.filter { $0.name == name }.map { offer($0, row: "total", label: codebook.total, .median) }
    }
    return counted + timed
  }

  private static func offer(_ table: TableSpec, row: String, label: LocalText, _ figure: MeasureReference.Figure) -> Offer {
    var title = LocalText()
    for language in Language.allCases {
      guard let table = table.title?[language], let label = label[language], let read = figure.words[language] else { continue }
      title[language] = language == .zh ? "\(table)：\(label)（\(read)）" : "\(table): \(label) (\(read))"
    }
    if let french = title[.fr] { title[.fr] = french.replacing(": ", with: "\u{a0}: ") }
    return Offer(MeasureReference(table: table.name, row: row, figure: figure), title: title)
  }
}

extension MeasureReference.Figure {
  /// What is read from the row, for lists of figures.
  fileprivate var words: LocalText {
    switch self {
    case .count: LocalText([.en: "number", .fr: "nombre", .es: "número", .ru: "количество", .zh: "数量", .ar: "العدد"])
    case .share: LocalText([.en: "share", .fr: "part", .es: "proporción", .ru: "доля", .zh: "占比", .ar: "النسبة"])
    case .median:
      LocalText([
        .en: "median, days", .fr: "médiane, jours", .es: "mediana, días", .ru: "медиана, дни", .zh: "中位数，天", .ar: "الوسيط بالأيام",
      ])
    }
  }
}
