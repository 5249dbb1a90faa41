// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Reads `multipart/form-data` as it arrives, in constant memory.
/// - Source: RFC 7578; RFC 2046, 5.1
public struct MultipartParser: Sendable {
  /// How much is read before a body is refused.
  public struct Limits: Hashable, Sendable {
    /// Bytes of the head of a part, and of what stands before the first and after the last boundary.
    public var head: Int
    /// Parts.
    public var parts: Int
    /// Bytes of a part that is no file; files have no limit here.
    public var field: Int

    /// Sets the limits.
    public init(head: Int = 16 << 10, parts: Int = 1000, field: Int = 4 << 20) {
      self.head = head
      self.parts = parts
      self.field = field
    }
  }

  /// What was found in the bytes.
  public enum Event: Hashable, Sendable {
    /// A part begins.
    case part(PartHead)
    /// A piece of the body of the part.
    case body(ArraySlice<UInt8>)
    /// The part is complete.
    case partEnd
  }

  private enum State { case preamble, boundaryLine, head, body, epilogue }

  private let delimiter: [UInt8]
  private let limits: Limits
  private var state = State.preamble
  // The first boundary may stand at the very beginning; every other one follows a line end, which belongs to it.
  private var buffer: [UInt8] = [13, 10]
  private var lines: [ArraySlice<UInt8>] = []
  private var count = 0
  private var parts = 0
  private var field: String?

  /// Begins to read a body.
  /// - Parameter boundary: as the content type names it; see ``boundary(of:)``.
  public init(boundary: String, limits: Limits = Limits()) {
    delimiter = Array("\r\n--\(boundary)".utf8)
    self.limits = limits
  }

  /// The boundary that a content type names; `nil` unless it is `multipart/form-data` with a boundary as RFC 2046 allows it.
  public static func boundary(of contentType: String) -> String? {
    guard let type = try? HeadParameters(contentType), type.value == "multipart/form-data", let boundary = type["boundary"],
      boundary.wholeMatch(of: /[0-9A-Za-z'()+_,.\/:=? -]{0,69}[0-9A-Za-z'()+_,.\/:=?-]/) != nil
    else { return nil }
    return boundary
  }

  /// Takes the next bytes and says what was found in them.
  /// - Throws: ``MultipartError``; the parser must not be used after it.
  public mutating func take(_ bytes: some Sequence<UInt8>) throws(MultipartError) -> [Event] {
    buffer.append(contentsOf: bytes)
    var events: [Event] = []
    var start = 0
    while try step(&start, &events) {}
    buffer = Array(buffer[start...])
    return events
  }

  /// Says that no bytes follow.
  /// - Throws: ``MultipartError/truncated`` when the last boundary has not come.
  public func finish() throws(MultipartError) {
    guard state == .epilogue else { throw .truncated }
  }

  /// Goes on by one piece; `false` when more bytes are needed.
  private mutating func step(_ start: inout Int, _ events: inout [Event]) throws(MultipartError) -> Bool {
    switch state {
    case .preamble, .body: try content(&start, &events)
    case .boundaryLine: try boundaryLine(&start)
    case .head: try head(&start, &events)
    case .epilogue: try epilogue(&start)
    }
  }

  private mutating func content(_ start: inout Int, _ events: inout [Event]) throws(MultipartError) -> Bool {
    let (end, isWhole) = nextDelimiter(from: start)
    if end > start {
      if state == .body { events.append(.body(buffer[start..<end])) }
      count += end - start
    }
    if state == .preamble, count > limits.head { throw .headTooLarge }
    if let field, count > limits.field { throw .fieldTooLarge(name: field) }
    start = end
    guard isWhole else { return false }
    if state == .body { events.append(.partEnd) }
    start += delimiter.count
    state = .boundaryLine
    return true
  }

  /// Where the next delimiter begins, or may begin when the bytes end too early to tell.
  private func nextDelimiter(from start: Int) -> (Int, isWhole: Bool) {
    buffer.withUnsafeBytes { bytes in
      delimiter.withUnsafeBytes { wanted in
        guard let base = bytes.baseAddress, let want = wanted.baseAddress else { return (start, false) }
        var place = start
        while place < bytes.count, let found = memchr(base + place, 13, bytes.count - place) {
          place = UnsafeRawPointer(found) - base
          let length = min(wanted.count, bytes.count - place)
          if memcmp(found, want, length) == 0 { return (place, length == wanted.count) }
          place += 1
        }
        return (bytes.count, false)
      }
    }
  }

  /// What follows a boundary: two hyphens for the last one, otherwise nothing but white space.
  private mutating func boundaryLine(_ start: inout Int) throws(MultipartError) -> Bool {
    let rest = buffer[start...]
    let hyphens = rest.prefix { $0 == UInt8(ascii: "-") }.count
    if hyphens > 0 {
      guard rest.count >= 2 else { return false }
      guard hyphens >= 2 else { throw .boundary }
      start += 2
      count = 0
      state = .epilogue
      return true
    }
    let end = start + rest.prefix { $0 == 32 || $0 == 9 }.count
    guard end - start <= 128 else { throw .boundary }
    guard buffer.count >= end + 2 else {
      if end < buffer.count, buffer[end] != 13 { throw .boundary }
      return false
    }
    guard buffer[end] == 13, buffer[end + 1] == 10 else { throw .boundary }
    parts += 1
    guard parts <= limits.parts else { throw .tooManyParts }
    start = end + 2
    count = 0
    lines = []
    state = .head
    return true
  }

  private mutating func head(_ start: inout Int, _ events: inout [Event]) throws(MultipartError) -> Bool {
    guard let end = buffer[start...].firstIndex(of: 10) else {
      guard count + buffer.count - start <= limits.head else { throw .headTooLarge }
      return false
    }
    count += end + 1 - start
    guard count <= limits.head else { throw .headTooLarge }
    guard end > start, buffer[end - 1] == 13 else { throw .head }
    let line = buffer[start..<(end - 1)]
    start = end + 1
    guard line.isEmpty else {
      lines.append(ArraySlice(Array(line)))
      return true
    }
    let head = try PartHead(lines)
    lines = []
    count = 0
    field = head.fileName == nil ? head.name : nil
    state = .body
    events.append(.part(head))
    return true
  }

  private mutating func epilogue(_ start: inout Int) throws(MultipartError) -> Bool {
    let rest = buffer[start...]
    if count == 0, let first = rest.first, ![9, 13, 32].contains(first) { throw .boundary }
    count += rest.count
    guard count <= limits.head else { throw .headTooLarge }
    start = buffer.count
    return false
  }
}
