// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import Foundation
import ICalendar
import MultipartForm
import StrictJSON
import Web

/// Formats of text.
extension FuzzTarget {
  static let texts = [
    FuzzTarget(
      "json",
      seeds: {
        [
          #"{"a":[1,-0.5e+3,true,null,"\u00e9\ud83d\ude00\n"],"A":{},"é":1e300}"#, "[[[[]]]]", "9007199254740993", #""\/""#,
        ].map { Data($0.utf8) }
      }, check: json),
    FuzzTarget(
      "yaml",
      seeds: {
        try samples(nil, "Samples/freezing.yaml")
          + ["a: 1\nb: [x, 'y', \"z\\n\"]\nc:\n  - d: |\n      text\n    e: ~\n", "- no\n- 1.5\n- 2026-01-01\n- \"true\"\n"].map {
            Data($0.utf8)
          }
      }, check: yaml),
    FuzzTarget("csv", seeds: { ["a,b\r\n\"c\"\"\",\"d\r\ne\"\r\n", "\u{FEFF}x\ny\n"].map { Data($0.utf8) } }, check: csv),
    FuzzTarget(
      "multipart",
      seeds: {
        [
          "--B0\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ntext\r\n--B0\r\nContent-Disposition: form-data; name=\"f\"; "
            + "filename=\"C:\\\\x\\\\a%22.bin\"\r\nContent-Type: application/pdf; q=\"1\"\r\n\r\n\r\n--B\r\n\r\n--B0--\r\n"
        ].map { seed(7, $0) }
      }, check: multipart),
    FuzzTarget("form", seeds: { [Data("a=b+c&d=%C3%A9%0D%0Ax&e&=f".utf8)] }, check: form),
    FuzzTarget(
      "calendar",
      seeds: {
        [
          "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20260103\r\n"
            + "RRULE:FREQ=YEARLY\r\nSUMMARY:A\r\n day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        ].map { Data($0.utf8) }
      }, check: calendar),
  ]

  /// What is read has one canonical form, and a lenient reader takes it too.
  @Sendable private static func json(_ data: Data) throws -> Bool {
    guard let value = try? StrictJSON.parse(data, limits: StrictLimits(bytes: 1 << 20, depth: 64)) else { return false }
    let written = CanonicalJSON.bytes(value)
    let read = try again("canonical JSON") { try StrictJSON.parse(written, limits: StrictLimits(depth: 64)) }
    try demand(CanonicalJSON.bytes(read) == written, "canonical JSON has another canonical form")
    _ = try again("to Foundation it") { try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed) }
    return true
  }

  @Sendable private static func yaml(_ data: Data) throws -> Bool {
    guard let value = try? StrictYAML.parse(data, limits: StrictLimits(bytes: 1 << 20, depth: 64)) else { return false }
    let written = Data(YAMLText.text(value).utf8)
    let read = try again("YAML that was written") { try StrictYAML.parse(written, limits: StrictLimits(depth: 64)) }
    try demand(CanonicalJSON.bytes(read) == CanonicalJSON.bytes(value), "YAML that was written means something else")
    return true
  }

  @Sendable private static func csv(_ data: Data) throws -> Bool {
    guard let rows = try? CSVFile.rows(data) else { return false }
    let texts = rows.map { $0.map(\.text) }
    let read = try again("a table that was written") { try CSVFile.rows(Data(CSVFile.text(texts).utf8)) }
    try demand(read.map(\.count) == texts.map(\.count), "a table that was written has other rows")
    for (one, other) in zip(read.joined(), texts.joined()) { try demandSame(one.text, other, "a field of a table is another one") }
    for parts in [1, 2, 5] {
      let inPlace = try rowsInPlace(data, parts: parts)
      try demand(inPlace.map(\.count) == texts.map(\.count), "a table has other rows where it lies, in \(parts) parts")
      for (one, other) in zip(inPlace.joined(), texts.joined()) { try demandSame(one, other, "a field has another text where it lies") }
    }
    return true
  }

  /// The bytes of a field with its quotation marks once.
  private static func undoubled(_ bytes: Slice<UnsafeRawBufferPointer>, in field: CSVBytes.Field) -> [UInt8] {
    var isSecond = false
    return bytes.filter { byte in
      isSecond = field.isQuoted && byte == 0x22 && !isSecond
      return !(field.isQuoted && byte == 0x22) || isSecond
    }
  }

  /// The same table read where it lies, in parts.
  private static func rowsInPlace(_ data: Data, parts count: Int) throws -> [[String]] {
    try data.withUnsafeBytes { bytes in
      var rows: [[String]] = []
      for part in CSVBytes.parts(bytes, from: data.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, count: count) {
        var reader = CSVBytes(bytes, part)
        var row: [String] = []
        while !reader.isAtEnd || !row.isEmpty {
          guard let field = reader.next() else { throw Broken("a table that is read whole is refused where it lies") }
          // An empty line at the end of the file is no row.
          if row.isEmpty, field.endsRow, !field.isQuoted, field.start == field.end, reader.position == bytes.count { break }
          row.append(String(decoding: undoubled(bytes[field.start..<field.end], in: field), as: UTF8.self))
          guard field.endsRow else { continue }
          rows.append(row)
          row = []
        }
      }
      return rows
    }
  }

  /// Parts of a body, however the network cut it.
  private static func parts(_ all: [Data]) throws -> [(head: PartHead, body: [UInt8], isWhole: Bool)] {
    var parser = MultipartParser(boundary: "B0", limits: .init(head: 512, parts: 8, field: 2048))
    var parts: [(head: PartHead, body: [UInt8], isWhole: Bool)] = []
    for piece in all {
      for event in try parser.take(piece) {
        switch event {
        case .part(let head): parts.append((head, [], false))
        case .body(let bytes):
          try demand(parts.last?.isWhole == false, "bytes of no part")
          parts[parts.count - 1].body += bytes
        case .partEnd: parts[parts.count - 1].isWhole = true
        }
      }
    }
    try parser.finish()
    return parts
  }

  @Sendable private static func multipart(_ data: Data) throws -> Bool {
    guard let (length, body) = split(data) else { return false }
    _ = MultipartParser.boundary(of: String(decoding: body, as: UTF8.self))
    let whole = try? parts([body])
    let cut = try? parts(pieces(body, of: 1 + length % 32))
    guard let whole, let cut else {
      try demand(whole == nil && cut == nil, "a body is taken whole and not in pieces, or in pieces and not whole")
      return false
    }
    try demand(whole.allSatisfy(\.isWhole), "a body is taken that ends within a part")
    try demand(
      whole.map(\.head) == cut.map(\.head) && whole.map(\.body) == cut.map(\.body), "the parts of a body depend on how it was cut")
    for part in whole { try demand(part.head.fileName?.contains { $0 == "/" || $0 == "\\" } != true, "the name of a file has a folder") }
    return true
  }

  @Sendable private static func form(_ data: Data) throws -> Bool {
    guard let text = String(validating: data, as: UTF8.self), let form = try? FormData(encoded: text) else { return false }
    let encoded = form.pairs.map { pair in
      [pair.name, pair.value].map { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }.joined(separator: "=")
    }
    let read = try again("a form that was written") { try FormData(encoded: encoded.joined(separator: "&")) }
    try demand(read.pairs.count == form.pairs.count, "a form that was written has other fields")
    for (one, other) in zip(read.pairs, form.pairs) {
      try demandSame(one.name + "=" + one.value, other.name + "=" + other.value, "a field of a form is another one")
    }
    return true
  }

  @Sendable private static func calendar(_ data: Data) throws -> Bool {
    guard let events = try? WholeDayEvent.read(data) else { return false }
    for event in events {
      try demand((1...12).contains(event.month) && (1...31).contains(event.day), "a holiday on no day")
      try demand((1...WholeDayEvent.lengthLimit).contains(event.length), "a holiday without end")
    }
    return true
  }
}
