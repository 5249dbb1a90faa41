// SPDX-License-Identifier: Apache-2.0

/// One table while it is counted: a dense grid with a place for what is not recorded and one for the whole on each side.
///
/// Requests can be added and taken back, and counters of parts of a register joined: the order does not matter.
public struct TableCounter: Hashable, Sendable {
  let plan: TablePlan
  private let width: Int
  private var counts: ContiguousArray<Int> = []
  private var days: ContiguousArray<DayFigures> = []
  private var amounts: ContiguousArray<AmountSum> = []
  private var stocks: StockCounter?

  /// A sum of money in one cell.
  public struct AmountSum: Hashable, Sendable {
    /// Hundredths of the currency.
    public var hundredths: Int128 = 0
    /// How many requests have the amount.
    public var n = 0
    /// How many have none recorded.
    public var notRecorded = 0

    mutating func add(_ request: borrowing CountedRequest, _ figure: TableSpec.FigureKind, _ weight: Int) {
      let amount =
        switch figure {
        case .frozen: request.frozen
        case .confiscated: request.confiscated
        default: request.returned
        }
      guard amount.isRecorded else {
        notRecorded += weight
        return
      }
      n += weight
      hundredths += Int128(weight) * Int128(amount.hundredths)
    }
  }

  init(_ plan: TablePlan) {
    self.plan = plan
    width = plan.columns?.size ?? 1
    let cells = plan.rows.size * width
    switch plan.spec.figure {
    case .count, .pending: counts = ContiguousArray(repeating: 0, count: cells)
    case .daysToAcknowledgement, .daysToDecision, .daysToClosure: days = ContiguousArray(repeating: DayFigures(), count: cells)
    case .frozen, .confiscated, .returned: amounts = ContiguousArray(repeating: AmountSum(), count: cells)
    case .balance, .clearance: stocks = StockCounter(plan)
    }
  }

  /// Adds requests.
  /// - Parameter weight: 1, or -1 to take back what was added before.
  mutating func add(_ requests: borrowing ContiguousArray<CountedRequest>, weight: Int) {
    // A copy of the plan, and one look at each grid for all requests: anything else would copy whole grids again and again.
    let plan = plan
    switch plan.figure {
    case .count, .pending:
      counts.withUnsafeMutableBufferPointer { cells in
        for place in requests.indices { plan.forEachCell(requests[place], width) { cell, _ in cells[cell] += weight } }
      }
    case .daysToAcknowledgement, .daysToDecision, .daysToClosure:
      days.withUnsafeMutableBufferPointer { cells in
        for place in requests.indices {
          plan.forEachCell(requests[place], width) { cell, request in cells[cell].add(request, plan.figure, weight) }
        }
      }
    case .frozen, .confiscated, .returned:
      amounts.withUnsafeMutableBufferPointer { cells in
        for place in requests.indices {
          plan.forEachCell(requests[place], width) { cell, request in cells[cell].add(request, plan.figure, weight) }
        }
      }
    case .balance, .clearance:
      for place in requests.indices {
        guard let request = plan.seen(requests[place]), plan.accepts(request) else { continue }
        stocks?.add(request, weight, plan)
      }
    }
  }

  /// Joins what was counted of another part of the register.
  mutating func join(_ other: borrowing TableCounter) {
    for cell in counts.indices { counts[cell] += other.counts[cell] }
    for cell in days.indices {
      days[cell].net.join(other.days[cell].net)
      days[cell].suspended += other.days[cell].suspended
      days[cell].notMeasured += other.days[cell].notMeasured
    }
    for cell in amounts.indices {
      amounts[cell].hundredths += other.amounts[cell].hundredths
      amounts[cell].n += other.amounts[cell].n
      amounts[cell].notRecorded += other.amounts[cell].notRecorded
    }
    if let stocks = other.stocks { self.stocks?.join(stocks) }
  }

  /// What stands in a cell.
  func cell(row: Int, column: Int) -> CountedTable.Cell {
    if let stocks {
      let balance = stocks.balance(row: row, plan)
      return plan.figure == .clearance ? .clearance(Clearance(balance)) : .balance(balance)
    }
    let cell = row * width + column
    switch plan.spec.figure {
    case .count, .pending: return .count(counts[cell])
    case .daysToAcknowledgement, .daysToDecision, .daysToClosure: return .days(days[cell])
    default:
      // A sum over currencies would be a number of nothing.
      let overCurrencies =
        (plan.rows.dimension == .currency && row == plan.rows.total)
        || (plan.columns?.dimension == .currency && column == plan.columns?.total)
      return overCurrencies ? .notApplicable : .amount(amounts[cell])
    }
  }
}
