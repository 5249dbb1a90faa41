// SPDX-License-Identifier: Apache-2.0
import Kernel
public import Localisation
public import StatisticsRules
import Web

/// Questionnaires and returns as people read them, in the words of the codebook.
struct ReturnTables: Sendable {
  let codebook: Codebook
  let words: Words

  private var language: Kernel.Language { words.language }

  // MARK: Words

  /// What a code of a breakdown is called.
  func label(_ code: String, _ breakdown: Breakdown?) -> String {
    if code == "total" { return codebook.total.best(for: language)?.text ?? code }
    if code == "notRecorded" { return codebook.notRecorded.best(for: language)?.text ?? code }
    if breakdown == .state, let state = StateCode(code) { return words.state(state) }
    guard let breakdown else { return code }
    return codebook.variable(breakdown)?.codes.first { $0.code == code }?.label.best(for: language)?.text ?? code
  }

  func measure(_ measure: Measure) -> String { codebook.label(measure.code, in: language) }

  func title(_ spec: TableSpec) -> String { spec.title?.best(for: language)?.text ?? spec.name }

  private func breakdown(_ name: Breakdown) -> String {
    codebook.variable(name)?.label.best(for: language)?.text ?? words("statistics.breakdown.\(name.rawValue)")
  }

  func period(_ period: TableSpec.Period?) -> String {
    guard let period else { return "–" }
    return words("statistics.collect.days", ["from": .day(period.from), "to": .day(period.to)])
  }

  // MARK: Instructions

  /// What a table asks for: unit, direction, day, period, rows, columns and figures, each in the words of the codebook.
  func instructions(_ spec: TableSpec) -> [(label: String, value: String)] {
    let basis = codebook.dateBases.first { $0.code == spec.dateBasis.rawValue }?.label.best(for: language)?.text ?? spec.dateBasis.rawValue
    var lines = [
      (breakdown(.unit), spec.unit == "any" ? words("statistics.any") : label(spec.unit, .unit)),
      (breakdown(.direction), spec.direction == "any" ? words("statistics.any") : label(spec.direction, .direction)),
      (words("statistics.collect.byDay"), basis), (words("statistics.collect.period"), period(spec.period)),
      (words("statistics.collect.rows"), breakdown(spec.rows)),
    ]
    if let columns = spec.columns { lines.append((words("statistics.collect.columns"), breakdown(columns))) }
    for (name, codes) in (spec.only ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let of = Breakdown(rawValue: name) else { continue }
      lines.append((words("statistics.collect.only"), words.list([breakdown(of)] + codes.map { label($0, of) })))
    }
    lines.append((words("statistics.collect.figures"), words.list(spec.figure.measures(codebook).map { measure($0) })))
    return lines
  }

  func instructionsHTML(_ spec: TableSpec) -> HTML { facts(instructions(spec).map { ($0.label, HTML($0.value)) }) }

  // MARK: Figures

  /// A table of a return; its caption is the title of the questionnaire's table.
  func table(_ reported: ReportedTable, titled spec: TableSpec, note: Bool = true) -> HTML {
    let heads = heads(reported)
    return HTML {
      Table(
        caption: title(spec),
        columns: [Table.Column(breakdown(reported.spec.rows))] + heads.map { Table.Column($0.label, isNumber: true) },
        rows: reported.rows.map { row in
          [HTML(label(row, reported.spec.rows))]
            + heads.map { head in value(reported[row, head.column, head.measure], head.measure) }
        }
      ).html
      if note, reported.isExplained {
        tag("p") {
          tag("strong") { words("statistics.returns.note") }
          " "
          for text in reported.note.texts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            tag("span", .lang(text.key.htmlCode), .dir(text.key.direction.rawValue), .css("typed")) { text.value }
            " "
          }
        }
      }
    }
  }

  /// The columns under which figures stand: by code, by measure, or by both.
  func heads(_ reported: ReportedTable) -> [(label: String, column: String, measure: Measure)] {
    reported.columns.flatMap { column in
      reported.measures.map { measure in
        let (code, name) = (label(column, reported.spec.columns), self.measure(measure))
        let label = reported.spec.columns == nil ? name : reported.measures.count == 1 ? code : "\(code), \(name)"
        return (label, column, measure)
      }
    }
  }

  private func value(_ value: ReportedValue?, _ measure: Measure) -> HTML {
    let text = (value ?? .notAvailable).text(of: measure)
    return switch value ?? .notAvailable {
    case .number: tag("span", .dir("ltr")) { text }
    case .notAvailable: tag("abbr", Attribute("title", words("statistics.mark.x"))) { text }
    case .notApplicable: tag("abbr", Attribute("title", words("statistics.mark.z"))) { text }
    }
  }

  // MARK: Faults

  /// One sentence for a fault, with the table and the place.
  func sentence(_ fault: ReturnFault, _ asked: [TableSpec]) -> String {
    let spec = asked.first { $0.name == fault.table }
    let codes = fault.place.map { code in
      spec.map { spec in
        let name = label(code, spec.rows)
        return name != code ? name : label(code, spec.columns)
      } ?? code
    }
    let place = ([spec.map { title($0) } ?? fault.table] + codes.map { measureOrCode($0) }).filter { !$0.isEmpty }
    let said = words("statistics.fault.\(fault.kind.rawValue)", ["number": .integer(fault.difference)])
    return place.isEmpty ? said : words("statistics.fault.at", ["place": .text(words.list(place)), "said": .text(said)])
  }

  private func measureOrCode(_ code: String) -> String {
    codebook.figures.contains { $0.code == code } || code.hasPrefix("closed.") ? codebook.label(code, in: language) : code
  }

  /// The list of faults, each once; those that a note could explain are told apart.
  func faults(_ faults: [ReturnFault], _ asked: [TableSpec]) -> HTML {
    guard !faults.isEmpty else { return .nothing }
    let shown = faults.prefix(100)
    return HTML {
      tag("ul") { for fault in shown { tag("li") { sentence(fault, asked) } } }
      if faults.count > shown.count { tag("p") { words("statistics.fault.more", ["count": .integer(faults.count - shown.count)]) } }
    }
  }
}

extension ReturnFault {
  /// The sentence for a fault with its place, as a page has it.
  /// - Parameter asked: the tables of the questionnaire.
  public func line(_ asked: [TableSpec], _ codebook: Codebook, in words: Words) -> String {
    ReturnTables(codebook: codebook, words: words).sentence(self, asked)
  }
}
