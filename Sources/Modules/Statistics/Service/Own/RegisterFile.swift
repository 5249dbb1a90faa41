// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import Kernel
import StatisticsRules

/// The requests of an authority as a register that a release counts: one line for each, codes, days and amounts alone.
///
/// The lines are numbered from 1; nothing in them leads back to a request's reference.
struct RegisterFile: Sendable {
  private let codes: [Breakdown: [String]]

  init(_ codebook: Codebook) {
    codes = Dictionary(codebook.variables.map { ($0.name, $0.codes.map(\.code)) }) { first, _ in first }
  }

  /// The register as CSV, the requests that came first above.
  func csv(_ requests: [CountedRequest]) -> String {
    let ordered = requests.enumerated().sorted {
      ($0.element.receivedOn, $0.element.closedOn, $0.offset) < ($1.element.receivedOn, $1.element.closedOn, $1.offset)
    }
    return CSVFile.text(
      [RegisterColumn.allCases.map(\.rawValue)]
        + ordered.enumerated().map { place, line in RegisterColumn.allCases.map { value($0, of: line.element, number: place + 1) } })
  }

  private func value(_ column: RegisterColumn, of request: CountedRequest, number: Int) -> String {
    switch column {
    case .id: "\(number)"
    case .state: request.state.state?.code ?? ""
    case .receivedOn: day(request.receivedOn)
    case .acknowledgedOn: day(request.acknowledgedOn)
    case .decidedOn: day(request.decidedOn)
    case .closedOn: day(request.closedOn)
    case .suspendedDays: request.suspendedDays < 0 ? "" : "\(request.suspendedDays)"
    case .frozen: amount(request.frozen)
    case .confiscated: amount(request.confiscated)
    case .returned: amount(request.returned)
    case .bases, .offences, .measures, .grounds, .delays: column.dimension.map { several($0, of: request) } ?? ""
    case .unit, .direction, .region, .kind, .proceeding, .outcome, .currency: column.dimension.map { code($0, of: request) } ?? ""
    }
  }

  private func code(_ name: Breakdown, of request: CountedRequest) -> String {
    let place = Int(request.code(name))
    guard let codes = codes[name], place < codes.count else { return "" }
    return codes[place]
  }

  private func several(_ name: Breakdown, of request: CountedRequest) -> String {
    let bits = request.several(name).bits
    return (codes[name] ?? []).enumerated().filter { bits & 1 << UInt64($0.offset) != 0 }.map(\.element).joined(separator: ";")
  }

  private func day(_ day: DayIndex) -> String { day.calendarDay?.description ?? "" }

  private func amount(_ amount: Amount) -> String {
    guard amount.isRecorded else { return "" }
    let part = amount.hundredths % 100
    return "\(amount.hundredths / 100).\(part < 10 ? "0" : "")\(part)"
  }
}
