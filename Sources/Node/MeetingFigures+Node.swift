// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules
import MeetingsService
import StatisticsRules
import StatisticsService

extension MeetingFigures {
  /// The figures of the program's codebook by which a mandate can be judged, with their values in the releases of the node.
  /// - Parameter releases: the releases, which are there once the node is composed.
  /// - Throws: `StatisticsProblem.damaged` when the program's own codebook is not as it was installed.
  static func ofCodebook(_ releases: Later<Releases>) throws -> MeetingFigures {
    MeetingFigures(
      offered: try offers(BuiltInCodebook.current(), BuiltInCodebook.releaseTables()),
      values: { references in
        let rows = Set(references.map { ReleasedRow(table: $0.table, row: $0.row) })
        let found = try await releases.value?.values(of: rows) ?? [:]
        return Dictionary(
          uniqueKeysWithValues: references.map { reference in
            let values = found[ReleasedRow(table: reference.table, row: reference.row)] ?? []
            return (reference, values.map { MeasuredValue($0, reference.figure) })
          })
      },
      tables: { names in
        var found: [FigureTable] = []
        for name in names {
          if let newest = try await releases.value?.newest(name) { found.append(table(newest.table, of: newest.content)) }
        }
        return found
      })
  }

  private static func table(_ table: ReleasedTable, of content: ReleaseContent) -> FigureTable {
    FigureTable(
      name: table.name, title: table.title, from: content.period.from, to: content.period.to, source: content.name.text,
      rows: table.rows.headings.filter { !$0.isTotal }.compactMap { heading in
        table.cell(row: heading.code, column: table.columns == nil ? nil : "total").map { cell in
          FigureTable.Row(
            heading.label ?? LocalText(Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, heading.code) })),
            MeasuredValue.Amount(cell, table.figure == .count ? .count : .median, of: nil), isReason: heading.code != "notRecorded")
        }
      })
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

extension MeasuredValue {
  fileprivate init(_ value: ReleasedValue, _ figure: MeasureReference.Figure) {
    self.init(
      from: value.from, to: value.to, amount: Amount(value.cell, figure, of: value.whole),
      count: figure == .share ? value.whole.count : value.cell.count, isProvisional: value.isProvisional, source: value.release,
      page: value.url)
  }
}

extension MeasuredValue.Amount {
  /// What a cell tells of a figure; a share of what is withheld is withheld too.
  fileprivate init(_ cell: ReleasedCell, _ figure: MeasureReference.Figure, of whole: ReleasedCell?) {
    guard let count = cell.count else {
      self = cell.mark.map(Self.init) ?? .notAvailable
      return
    }
    switch figure {
    case .count: self = .number(hundredths: count * 100)
    case .share:
      guard let all = whole?.count, all > 0 else {
        self = whole?.mark.map(Self.init) ?? .notApplicable
        return
      }
      self = .number(hundredths: (count * 20_000 + all) / (2 * all))
    // A time that too few requests would tell is kept back as a number of them is.
    case .median: self = cell.days.map { .number(hundredths: $0.median * 100) } ?? .withheld
    }
  }

  private init(_ mark: ReleaseMark) {
    switch mark {
    case .withheld: self = .withheld
    case .notApplicable: self = .notApplicable
    case .notAvailable, .provisional: self = .notAvailable
    }
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
