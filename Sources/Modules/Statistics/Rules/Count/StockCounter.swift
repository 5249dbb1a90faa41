// SPDX-License-Identifier: Apache-2.0

/// Stock, new and closed while they are counted, each on its own: for every year of a period, or for every code over the whole of it.
struct StockCounter: Hashable, Sendable {
  /// The days on which the parts of the period begin, and the day after it.
  private let begins: [Int32]
  private let isByYear: Bool
  private let rows: Int
  /// What is open when a part begins, as steps from one part to the next.
  private var steps: ContiguousArray<Int>
  private var new: ContiguousArray<Int>
  private var closed: ContiguousArray<Int>
  private let outcomes: Int

  private var parts: Int { begins.count - 1 }

  init(_ plan: TablePlan) {
    isByYear = plan.rows.dimension == .year
    // The first part begins with the period, whatever year or day that is.
    begins = (isByYear ? [plan.first] + plan.rows.begins.dropFirst() : [plan.first]) + [plan.last + 1]
    rows = isByYear ? 1 : plan.rows.size
    outcomes = plan.outcomes + 1
    let parts = begins.count - 1
    steps = ContiguousArray(repeating: 0, count: rows * (parts + 2))
    new = ContiguousArray(repeating: 0, count: rows * parts)
    closed = ContiguousArray(repeating: 0, count: rows * parts * outcomes)
  }

  /// The part that a day lies in: -1 before the period, and the number of parts after it.
  private func part(_ day: Int32) -> Int { (begins.firstIndex { $0 > day } ?? begins.count) - 1 }

  mutating func add(_ request: borrowing CountedRequest, _ weight: Int, _ plan: TablePlan) {
    let came = request.receivedOn.isDay ? part(request.receivedOn.ordinal) : parts
    let went = request.closedOn.isDay ? part(request.closedOn.ordinal) : parts + 1
    let outcome = min(Int(request.outcome), outcomes - 1)
    guard !isByYear else { return add(row: 0, came, went, outcome, weight) }
    add(row: plan.rows.place(request, day: 0), came, went, outcome, weight)
    add(row: plan.rows.total, came, went, outcome, weight)
  }

  private mutating func add(row: Int, _ came: Int, _ went: Int, _ outcome: Int, _ weight: Int) {
    if came >= 0, came < parts { new[row * parts + came] += weight }
    if went >= 0, went < parts { closed[(row * parts + went) * outcomes + outcome] += weight }
    // Open when a part begins: what came before it and had not gone before it. What went before it came is never open.
    let (first, last) = (came + 1, min(went, parts))
    guard first <= last else { return }
    steps[row * (parts + 2) + first] += weight
    steps[row * (parts + 2) + last + 1] -= weight
  }

  mutating func join(_ other: StockCounter) {
    for place in steps.indices { steps[place] += other.steps[place] }
    for place in new.indices { new[place] += other.new[place] }
    for place in closed.indices { closed[place] += other.closed[place] }
  }

  private func open(row: Int, part: Int) -> Int { steps[(row * (parts + 2))...(row * (parts + 2) + part)].reduce(0, +) }

  /// The balance of a row of the table; of what is not recorded there is none by year.
  func balance(row: Int, _ plan: TablePlan) -> Balance {
    var balance = Balance(outcomes: outcomes - 1)
    let whole = 0..<parts
    let (group, range) =
      isByYear ? (0, row < parts ? row..<(row + 1) : row == plan.rows.total ? whole : 0..<0) : (row, whole)
    guard !range.isEmpty else { return balance }
    balance.opening = open(row: group, part: range.lowerBound)
    balance.closing = open(row: group, part: range.upperBound)
    for part in range {
      balance.new += new[group * parts + part]
      for outcome in 0..<outcomes { balance.closed[outcome] += closed[(group * parts + part) * outcomes + outcome] }
    }
    return balance
  }
}
