// SPDX-License-Identifier: Apache-2.0
import CSVFormat
public import Foundation
public import StatisticsRules

/// What counting a register gives: the tables, and everything in the register that contradicts itself.
public struct CountedRegister: Sendable {
  /// The tables.
  public let tables: [CountedTable]
  /// Everything that contradicts itself, in the order of the file.
  public let contradictions: [Contradiction]
  /// How many requests the register has.
  public let requests: Int
}

/// Counts a register with one line for each request, in one reading for all tables.
public enum CountRegister {
  /// Counts a file.
  ///
  /// The file is read in as many parts as there are processors. What contradicts itself is counted as it is written and reported.
  /// - Parameter parts: in how many parts the file is read side by side, one for each processor when it is not told; the figures are the
  ///   same with any number.
  /// - Throws: ``StatisticsProblem`` when the file cannot be read as a register at all.
  public static func run(
    _ path: String, tables: [TableSpec], codebook: Codebook, parts: Int? = nil
  ) async throws -> CountedRegister {
    try await run(
      MappedFile(path), named: path, tables: tables, codebook: codebook, parts: parts ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Counts a register that is there already, such as a file of a form.
  /// - Parameter name: what problems call it.
  /// - Throws: ``StatisticsProblem`` when it cannot be read as a register at all.
  public static func run(_ data: Data, named name: String, tables: [TableSpec], codebook: Codebook) async throws -> CountedRegister {
    try await run(
      MappedFile(copying: data, named: name), named: name, tables: tables, codebook: codebook,
      parts: ProcessInfo.processInfo.activeProcessorCount)
  }

  static func run(
    _ file: MappedFile, named path: String, tables: [TableSpec], codebook: Codebook, parts count: Int
  ) async throws -> CountedRegister {
    let none: Figures
    do { none = try Figures(tables, codebook) } catch { throw StatisticsProblem.specRefused(faults: error.faults) }
    let header = try RegisterHeader(file.bytes, file: path)
    let layout = RegisterPart.Layout(header.columns, codebook)
    let ranges = CSVBytes.parts(file.bytes, from: header.end, count: count)
    var results = await inParallel(ranges) { range in
      var part = RegisterPart(file.bytes, range, layout, counting: none)
      var result = part.read()
      result.isUTF8 = isUTF8(file.bytes, range)
      return result
    }
    try refuseFault(results, after: header, in: file, path)
    let starts = results.reduce(into: [header.lines]) { $0.append($0[$0.count - 1] + $1.lines) }
    var contradictions = zip(results, starts).flatMap { result, start in result.contradictions.map { $0.moved(by: start) } }
    contradictions += await repeatedIdentifiers(results, header, file, shares: count)
    contradictions += regions(results, starts, header, codebook)
    contradictions.sort { ($0.line, $0.column, $0.kind.rawValue) < ($1.line, $1.column, $1.kind.rawValue) }
    let requests = results.reduce(0) { $0 + $1.rows }
    var figures = results.isEmpty ? none : results.removeFirst().figures
    for result in results { figures.join(result.figures) }
    return CountedRegister(tables: figures.tables(codebook), contradictions: contradictions, requests: requests)
  }

  private static func inParallel<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], _ work: @escaping @Sendable (Input) -> Output
  ) async -> [Output] {
    await withTaskGroup(of: (Int, Output).self) { group in
      for (place, input) in inputs.enumerated() { group.addTask { (place, work(input)) } }
      var outputs = [Output?](repeating: nil, count: inputs.count)
      for await (place, output) in group { outputs[place] = output }
      return outputs.compactMap { $0 }
    }
  }

  private static func refuseFault(
    _ results: [RegisterPart.Result], after header: RegisterHeader, in file: MappedFile, _ path: String
  ) throws(StatisticsProblem) {
    var line = header.lines
    for result in results {
      if let fault = result.fault {
        throw .notCSV(file: path, fault.reason, line: line + fault.line, column: fault.column)
      }
      line += result.lines
    }
    guard results.contains(where: { !$0.isUTF8 }) else { return }
    throw .notCSV(file: path, .notUTF8, line: lineOfBadByte(file.bytes), column: 1)
  }

  /// Nearly every register has letters of ASCII alone, which takes one look at all bytes, eight at a time.
  private static func isUTF8(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
    guard let base = bytes.baseAddress else { return true }
    var seen: UInt64 = 0
    var place = range.lowerBound
    while place + 8 <= range.upperBound {
      seen |= base.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      place += 8
    }
    while place < range.upperBound {
      seen |= UInt64(base.load(fromByteOffset: place, as: UInt8.self))
      place += 1
    }
    // A part ends where a row does, so that no letter is cut.
    return seen & 0x8080_8080_8080_8080 == 0
      || String(validating: UnsafeRawBufferPointer(rebasing: bytes[range]).bindMemory(to: UInt8.self), as: UTF8.self) != nil
  }

  private static func lineOfBadByte(_ bytes: UnsafeRawBufferPointer) -> Int {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
  }

  private static func repeatedIdentifiers(
    _ results: [RegisterPart.Result], _ header: RegisterHeader, _ file: MappedFile, shares: Int
  ) async -> [Contradiction] {
    let entries = results.map(\.identifiers)
    let found = await inParallel(Array(0..<UInt64(max(shares, 1)))) { share in
      RegisterIdentifiers.repeated(entries, share: share, of: UInt64(max(shares, 1)), in: file.bytes)
    }.flatMap { $0 }.sorted()
    let column = (header.columns.firstIndex(of: .id) ?? 0) + 1
    // Lines are counted only when there is something to tell.
    var line = 1
    var place = 0
    return found.map { start in
      while place < start {
        if file.bytes[place] == 0x0A { line += 1 }
        place += 1
      }
      return Contradiction(.identifierRepeated, line: line, column: column, name: RegisterColumn.id.rawValue)
    }
  }

  /// A State belongs to one regional group: each further one is told where it first stands.
  private static func regions(
    _ results: [RegisterPart.Result], _ starts: [Int], _ header: RegisterHeader, _ codebook: Codebook
  ) -> [Contradiction] {
    var first: [RegisterPart.RegionOfState: Int] = [:]
    for (result, start) in zip(results, starts) {
      first.merge(result.regions.mapValues { $0 + start }) { min($0, $1) }
    }
    let column = (header.columns.firstIndex(of: .region) ?? 0) + 1
    return Dictionary(grouping: first, by: \.key.state).values.flatMap { lines in
      lines.sorted { $0.value < $1.value }.dropFirst().map {
        Contradiction(.regionOfState, line: $0.value, column: column, name: RegisterColumn.region.rawValue)
      }
    }
  }
}

extension Contradiction {
  fileprivate func moved(by lines: Int) -> Contradiction {
    Contradiction(kind, line: line + lines, column: column, name: name)
  }
}
