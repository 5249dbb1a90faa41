// SPDX-License-Identifier: Apache-2.0

/// The figures of several tables as a value: counted from a register at once, or kept up event by event with the same result.
public struct Figures: Hashable, Sendable {
  private var counters: [TableCounter]

  /// Nothing counted yet.
  /// - Throws: ``CannotCount`` with everything that is wrong with the descriptions.
  public init(_ tables: [TableSpec], _ codebook: Codebook) throws(CannotCount) {
    let faults = tables.flatMap { table in table.faults(in: codebook).map { CannotCount.Fault(table: table.name, fault: $0) } }
    guard faults.isEmpty else { throw CannotCount(faults: faults) }
    counters = tables.compactMap { table in table.period.map { TableCounter(TablePlan(table, period: $0, codebook)) } }
  }

  /// Adds requests to every table, table by table, so that each grid stays close to the processor.
  public mutating func add(_ requests: ContiguousArray<CountedRequest>) {
    for table in counters.indices { counters[table].add(requests, weight: 1) }
  }

  /// Follows what one event did to one request.
  ///
  /// - Parameters:
  ///   - before: the request before it; `nil` when it came with it.
  ///   - after: the request after it; `nil` when it went out of the register with it.
  public mutating func follow(from before: CountedRequest?, to after: CountedRequest?) {
    for table in counters.indices {
      if let before { counters[table].add([before], weight: -1) }
      if let after { counters[table].add([after], weight: 1) }
    }
  }

  /// Joins what was counted of another part of the same register.
  public mutating func join(_ other: Figures) {
    for table in counters.indices { counters[table].join(other.counters[table]) }
  }

  /// The tables.
  public func tables(_ codebook: Codebook) -> [CountedTable] { counters.map { CountedTable($0, codebook) } }
}

/// Why tables cannot be counted.
public struct CannotCount: Error, Hashable, Sendable {
  /// Everything that is wrong.
  public let faults: [Fault]

  /// One thing that is wrong with one table.
  public struct Fault: Hashable, Sendable {
    /// The table.
    public let table: String
    /// What is wrong.
    public let fault: SpecFault
  }
}
