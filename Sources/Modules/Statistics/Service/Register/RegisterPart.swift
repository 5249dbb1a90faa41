// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import StatisticsRules

/// Reads a part of a register, counts it, and notes what contradicts itself.
struct RegisterPart {
  /// The lookups and the layout that all parts share.
  struct Layout: Sendable {
    let columns: [RegisterColumn]
    let tables: [CodeTable]
    let checked: CountedRequest.CheckedCodes
    let convention: UInt64

    init(_ columns: [RegisterColumn], _ codebook: Codebook) {
      self.columns = columns
      tables = columns.map { CodeTable($0.dimension.flatMap(codebook.variable)) }
      checked = CountedRequest.CheckedCodes(codebook)
      convention = codebook.index(of: "convention", in: .basis).map { 1 << UInt64($0) } ?? 0
    }
  }

  /// What a part gives.
  struct Result: Sendable {
    var figures: Figures
    var contradictions: [Contradiction] = []
    /// The identifiers, by a number made of each and its place in the file.
    var identifiers: [RegisterIdentifiers.Entry] = []
    /// The first line of each State in each regional group, by State and group.
    var regions: [RegionOfState: Int] = [:]
    /// How many lines it has.
    var lines = 0
    /// How many requests it has.
    var rows = 0
    /// Whether its bytes are UTF-8.
    var isUTF8 = true
    /// Where it cannot be read further, by its own line and column.
    var fault: (reason: CSVError.Reason, line: Int, column: Int)?
  }

  /// A State in a regional group.
  struct RegionOfState: Hashable {
    let state: UInt16
    let region: CountedRequest.Code
  }

  let bytes: UnsafeRawBufferPointer
  let layout: Layout
  private var reader: CSVBytes
  private var result: Result
  private var block = ContiguousArray<CountedRequest>()
  private var regionSeen = [CountedRequest.Code](repeating: CountedRequest.notRecorded, count: StateIndex.count + 1)

  /// Requests are counted so many at a time: few enough to stay close to the processor, enough to go through the tables seldom.
  private static let blockLength = 2048

  init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ layout: Layout, counting figures: Figures) {
    self.bytes = bytes
    self.layout = layout
    reader = CSVBytes(bytes, range)
    result = Result(figures: figures)
    block.reserveCapacity(Self.blockLength)
    result.identifiers.reserveCapacity(range.count / 96)
  }

  /// Reads to the end of the part, or to the first thing that is no CSV.
  mutating func read() -> Result {
    while !reader.isAtEnd {
      guard readRow() else { break }
      if block.count == Self.blockLength { count() }
    }
    count()
    result.lines = reader.line - 1
    return result
  }

  private mutating func count() {
    result.rows += block.count
    result.figures.add(block)
    block.removeAll(keepingCapacity: true)
  }

  private mutating func readRow() -> Bool {
    var request = CountedRequest()
    let line = reader.line
    let width = layout.columns.count
    for place in 0..<width {
      guard let field = reader.next() else { return fail(.quotation, line, place + 1) }
      if field.endsRow != (place == width - 1) {
        // A line without anything is no row at the end of the file.
        if place == 0, field.start == field.end, !field.isQuoted, reader.position == bytes.count { return false }
        return fail(.fieldCount, line, place + 2)
      }
      take(field, place, line, &request)
    }
    derive(&request, line)
    if !request.isPlain(layout.checked) {
      for found in request.contradictions(layout.checked) {
        // A column that the register does not have has no place: such a contradiction is about the line.
        let column = layout.columns.firstIndex(of: found.column).map { $0 + 1 } ?? 0
        result.contradictions.append(Contradiction(found.kind, line: line, column: column, name: found.column.rawValue))
      }
    }
    block.append(request)
    return true
  }

  private mutating func fail(_ reason: CSVError.Reason, _ line: Int, _ column: Int) -> Bool {
    result.fault = (reason, line, column)
    return false
  }

  private mutating func note(_ kind: Contradiction.Kind, _ place: Int, _ line: Int) {
    result.contradictions.append(Contradiction(kind, line: line, column: place + 1, name: layout.columns[place].rawValue))
  }

  private mutating func derive(_ request: inout CountedRequest, _ line: Int) {
    if request.bases.bits != 0 {
      let hasConvention = request.bases.bits & layout.convention != 0
      let hasOthers = request.bases.bits & ~layout.convention != 0
      request.basisClass = hasConvention ? (hasOthers ? 1 : 0) : 2
    }
    let state = Int(request.state.number)
    guard request.region != CountedRequest.notRecorded, state < StateIndex.count else { return }
    guard regionSeen[state] != request.region else { return }
    regionSeen[state] = request.region
    let region = RegionOfState(state: request.state.number, region: request.region)
    if result.regions[region] == nil { result.regions[region] = line }
  }

  @inline(__always) private mutating func take(_ field: CSVBytes.Field, _ place: Int, _ line: Int, _ request: inout CountedRequest) {
    let column = layout.columns[place]
    let (start, end) = (field.start, field.end)
    if column == .id {
      guard end > start else { return note(.identifierMissing, place, line) }
      result.identifiers.append(.init(bytes, start, end))
      return
    }
    guard end > start else { return }
    switch column {
    case .id: break
    case .unit: request.unit = code(start, end, place, line)
    case .direction: request.direction = code(start, end, place, line)
    case .state: request.state = state(start, end, place, line)
    case .region: request.region = code(start, end, place, line)
    case .kind: request.kind = code(start, end, place, line)
    case .proceeding: request.proceeding = code(start, end, place, line)
    case .outcome: request.outcome = code(start, end, place, line)
    case .currency: request.currency = code(start, end, place, line)
    case .bases: request.bases = labels(start, end, place, line)
    case .offences: request.offences = labels(start, end, place, line)
    case .measures: request.measures = labels(start, end, place, line)
    case .grounds: request.grounds = labels(start, end, place, line)
    case .delays: request.delays = labels(start, end, place, line)
    case .receivedOn: request.receivedOn = day(start, end, place, line)
    case .acknowledgedOn: request.acknowledgedOn = day(start, end, place, line)
    case .decidedOn: request.decidedOn = day(start, end, place, line)
    case .closedOn: request.closedOn = day(start, end, place, line)
    case .suspendedDays:
      if let days = FieldValues.number(bytes, start, end) { request.suspendedDays = days } else { note(.notANumber, place, line) }
    case .frozen: request.frozen = amount(start, end, place, line)
    case .confiscated: request.confiscated = amount(start, end, place, line)
    case .returned: request.returned = amount(start, end, place, line)
    }
  }

  @inline(__always) private mutating func code(_ start: Int, _ end: Int, _ place: Int, _ line: Int) -> CountedRequest.Code {
    if let found = layout.tables[place].place(bytes, start, end) { return CountedRequest.Code(found) }
    note(.unknownCode, place, line)
    return CountedRequest.notRecorded
  }

  private mutating func labels(_ start: Int, _ end: Int, _ place: Int, _ line: Int) -> LabelSet {
    var bits: UInt64 = 0
    var first = start
    while first <= end {
      var next = first
      while next < end, bytes[next] != 0x3B { next += 1 }
      if let found = layout.tables[place].place(bytes, first, next) {
        let bit: UInt64 = 1 << UInt64(found)
        if bits & bit != 0 { note(.repeatedCode, place, line) }
        bits |= bit
      } else {
        note(.unknownCode, place, line)
      }
      first = next + 1
    }
    return LabelSet(bits: bits)
  }

  private mutating func state(_ start: Int, _ end: Int, _ place: Int, _ line: Int) -> StateIndex {
    let (first, second) = (UInt16(bytes[start]) &- 65, end - start == 2 ? UInt16(bytes[start + 1]) &- 65 : 26)
    guard first < 26, second < 26 else {
      note(.unknownCode, place, line)
      return .notRecorded
    }
    return StateIndex(number: first * 26 + second)
  }

  private mutating func day(_ start: Int, _ end: Int, _ place: Int, _ line: Int) -> DayIndex {
    if let day = FieldValues.day(bytes, start, end) { return day }
    note(.notADay, place, line)
    return .none
  }

  private mutating func amount(_ start: Int, _ end: Int, _ place: Int, _ line: Int) -> Amount {
    if let amount = FieldValues.amount(bytes, start, end) { return amount }
    note(.notAnAmount, place, line)
    return .notRecorded
  }
}

extension RegisterColumn {
  /// The breakdown whose codes stand in the column.
  var dimension: Breakdown? {
    switch self {
    case .unit: .unit
    case .direction: .direction
    case .region: .region
    case .kind: .kind
    case .proceeding: .proceeding
    case .bases: .basis
    case .offences: .offence
    case .measures: .measure
    case .outcome: .outcome
    case .grounds: .ground
    case .delays: .delay
    case .currency: .currency
    default: nil
    }
  }
}
