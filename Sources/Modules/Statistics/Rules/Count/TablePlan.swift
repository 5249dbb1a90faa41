// SPDX-License-Identifier: Apache-2.0
import Kernel

/// A table's description made ready for counting: places instead of codes.
struct TablePlan: Hashable, Sendable {
  let spec: TableSpec
  let rows: Axis
  let columns: Axis?
  /// The first and the last day of the period.
  let first: Int32
  let last: Int32
  let asOf: DayIndex
  let unit: CountedRequest.Code?
  let direction: CountedRequest.Code?
  let limits: [Limit]
  let pending: CountedRequest.Code
  let outcomes: Int
  let figure: TableSpec.FigureKind
  let dateBasis: TableSpec.DateBasis

  /// Rows or columns: what they are, and how many beside those for what is not recorded and for the whole.
  struct Axis: Hashable, Sendable {
    let dimension: Breakdown
    let count: Int
    /// The days on which the years or quarters begin; empty for everything else.
    let begins: [Int32]
    /// The day on which the age of what is pending is told.
    let ageOn: Int32

    /// The place for what is not recorded.
    var notRecorded: Int { count }
    /// The place for the whole.
    var total: Int { count + 1 }
    /// All places.
    var size: Int { count + 2 }
  }

  /// Codes to which the table is limited.
  struct Limit: Hashable, Sendable {
    let dimension: Breakdown
    let bits: UInt64
    let places: [Bool]
  }

  /// Makes ready what ``TableSpec/faults(in:)`` has nothing against.
  init(_ spec: TableSpec, period: TableSpec.Period, _ codebook: Codebook) {
    self.spec = spec
    // Nothing is known of days after the one as of which is counted.
    var seen = period
    if spec.figure == .pending, let asOf = spec.asOf { seen.to = min(period.to, asOf) }
    rows = Axis(spec.rows, seen, codebook)
    columns = spec.columns.map { Axis($0, seen, codebook) }
    first = Int32(period.from.ordinal)
    last = Int32(seen.to.ordinal)
    asOf = spec.asOf.map(DayIndex.init) ?? .none
    func place(_ code: String, _ name: Breakdown) -> CountedRequest.Code? {
      codebook.index(of: code, in: name).map(CountedRequest.Code.init)
    }
    unit = spec.unit == "any" ? nil : place(spec.unit, .unit)
    direction = spec.direction == "any" ? nil : place(spec.direction, .direction)
    limits = (spec.only ?? [:]).sorted { $0.key < $1.key }.compactMap { Limit($0.key, $0.value, codebook) }
    pending = place("pending", .outcome) ?? CountedRequest.notRecorded
    outcomes = codebook.variable(.outcome)?.codes.count ?? 0
    figure = spec.figure
    dateBasis = spec.dateBasis
  }

  /// Whether a request belongs into the table, apart from its day.
  @inline(__always) func accepts(_ request: borrowing CountedRequest) -> Bool {
    if let unit, request.unit != unit { return false }
    if let direction, request.direction != direction { return false }
    for limit in limits {
      if limit.dimension.isSeveral {
        if request.labels(limit.dimension).bits & limit.bits == 0 { return false }
      } else {
        let place = request.place(limit.dimension)
        if place >= limit.places.count || !limit.places[place] { return false }
      }
    }
    return true
  }

  /// The day by which a request falls into the period.
  @inline(__always) func day(_ request: borrowing CountedRequest) -> Int32 {
    switch dateBasis {
    case .received, .stock: request.receivedOn.ordinal
    case .acknowledged: request.acknowledgedOn.ordinal
    case .decided: request.decidedOn.ordinal
    case .closed: request.closedOn.ordinal
    }
  }
}

extension TablePlan {
  /// The request as it was known on the day of the table; `nil` when it had not come yet.
  @inline(__always) func seen(_ request: CountedRequest) -> CountedRequest? {
    asOf.isDay ? request.seen(on: asOf, pending: pending) : request
  }

  /// Whether a request is open at the end of the period.
  @inline(__always) func isPending(_ request: borrowing CountedRequest) -> Bool {
    let (came, went) = (request.receivedOn, request.closedOn)
    return came.isDay && came.ordinal <= last && !(went.isDay && went.ordinal <= last)
  }

  /// Every cell that a request is counted in: those of its codes, and those for the whole.
  @inline(__always) func forEachCell(_ request: CountedRequest, _ width: Int, _ body: (Int, CountedRequest) -> Void) {
    guard let request = seen(request), accepts(request) else { return }
    let day = day(request)
    guard figure == .pending ? isPending(request) : day >= first && day <= last else { return }
    let total = rows.total * width
    guard let columns else {
      rows.forEach(request, day: day) { body($0, request) }
      return body(total, request)
    }
    columns.forEach(request, day: day) { column in
      rows.forEach(request, day: day) { body($0 * width + column, request) }
      body(total + column, request)
    }
    rows.forEach(request, day: day) { body($0 * width + columns.total, request) }
    body(total + columns.total, request)
  }
}

extension TablePlan.Axis {
  init(_ dimension: Breakdown, _ period: TableSpec.Period, _ codebook: Codebook) {
    self.dimension = dimension
    ageOn = Int32(period.to.ordinal)
    begins =
      switch dimension {
      case .year: Self.years(period).compactMap { CalendarDay(year: $0, month: 1, day: 1) }.map { Int32($0.ordinal) }
      case .quarter: Self.quarters(period).map { Int32($0.ordinal) }
      default: []
      }
    count =
      switch dimension {
      case .year, .quarter: begins.count
      case .state: StateIndex.count
      default: codebook.variable(dimension)?.codes.count ?? 0
      }
  }

  /// The years that a period touches.
  static func years(_ period: TableSpec.Period) -> ClosedRange<Int> { period.from.parts.year...period.to.parts.year }

  private static func quarters(_ period: TableSpec.Period) -> [CalendarDay] {
    let all = years(period).flatMap { year in [1, 4, 7, 10].compactMap { CalendarDay(year: year, month: $0, day: 1) } }
    let began = all.last { $0 <= period.from } ?? period.from
    return all.filter { $0 >= began && $0 <= period.to }
  }

  /// The longest age of each class but the last, in days: a month, a quarter, half a year, one year, two years.
  static let ages: [Int32] = [30, 90, 180, 365, 730]

  /// The class of an age.
  @inline(__always) static func age(days: Int32) -> Int { ages.firstIndex { days <= $0 } ?? ages.count }

  /// The place of a day among years or quarters; the day lies in the period.
  @inline(__always) func place(ofDay day: Int32) -> Int {
    // A guess that is never too late, then forward: no division by lengths that differ.
    var place = Int(day - begins[0]) / (dimension == .year ? 366 : 92)
    while place + 1 < begins.count, begins[place + 1] <= day { place += 1 }
    return place
  }

  /// The place of a request on an axis where it has one.
  @inline(__always) func place(_ request: borrowing CountedRequest, day: Int32) -> Int {
    if !begins.isEmpty { return place(ofDay: day) }
    if dimension == .age { return Self.age(days: ageOn - request.receivedOn.ordinal) }
    let place = request.place(dimension)
    return place < count ? place : count
  }

  /// Every place that a request has on the axis; the place for what is not recorded when it has none.
  @inline(__always) func forEach(_ request: borrowing CountedRequest, day: Int32, _ body: (Int) -> Void) {
    guard dimension.isSeveral else { return body(place(request, day: day)) }
    var bits = request.labels(dimension).bits
    if bits == 0 { return body(notRecorded) }
    while bits != 0 {
      body(bits.trailingZeroBitCount)
      bits &= bits - 1
    }
  }
}

extension TablePlan.Limit {
  init?(_ name: String, _ codes: [String], _ codebook: Codebook) {
    guard let dimension = Breakdown(rawValue: name) else { return nil }
    self.dimension = dimension
    let places =
      dimension == .state
      ? codes.compactMap { StateCode($0).map { Int(StateIndex($0).number) } }
      : codes.compactMap { codebook.index(of: $0, in: dimension) }
    bits = dimension.isSeveral ? LabelSet(places).bits : 0
    var allowed = Array(repeating: false, count: (places.max() ?? -1) + 1)
    for place in places { allowed[place] = true }
    self.places = allowed
  }
}

extension CountedRequest {
  /// The place of its code in a breakdown whose codes exclude each other; not recorded where it has none.
  public func code(_ dimension: Breakdown) -> Code { Code(truncatingIfNeeded: min(place(dimension), Int(Self.notRecorded))) }

  /// The codes that it has of a breakdown of which it may have several.
  public func several(_ dimension: Breakdown) -> LabelSet { labels(dimension) }

  /// Its several codes of a breakdown.
  @inline(__always) func labels(_ dimension: Breakdown) -> LabelSet {
    switch dimension {
    case .basis: bases
    case .offence: offences
    case .measure: measures
    case .ground: grounds
    case .delay: delays
    default: LabelSet()
    }
  }

  /// The place of its code in a breakdown whose codes exclude each other.
  @inline(__always) func place(_ dimension: Breakdown) -> Int {
    switch dimension {
    case .unit: Int(unit)
    case .direction: Int(direction)
    case .state: Int(state.number)
    case .region: Int(region)
    case .kind: Int(kind)
    case .proceeding: Int(proceeding)
    case .basisClass: Int(basisClass)
    case .outcome: Int(outcome)
    case .currency: Int(currency)
    default: Int(Self.notRecorded)
    }
  }

  /// The request as it was known at the end of a day; `nil` when it had not come yet.
  /// - Parameter pending: the code of what has not ended.
  func seen(on day: DayIndex, pending: Code) -> CountedRequest? {
    guard receivedOn <= day else { return nil }
    var seen = self
    if acknowledgedOn > day { seen.acknowledgedOn = .none }
    if decidedOn > day { seen.decidedOn = .none }
    if closedOn > day {
      seen.closedOn = .none
      seen.outcome = pending
      seen.grounds = LabelSet()
    }
    return seen
  }
}
