// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Reads JSON (RFC 8259) as strictly as a legal document deserves.
///
/// Duplicate members, byte order marks, invalid UTF-8, lone surrogates and anything after the value are errors.
public enum StrictJSON {
  /// Reads one value.
  /// - Throws: ``StrictJSONError`` with line and column of the first thing that is wrong, or of the duplicate members, a hundred at most.
  public static func parse(_ data: Data, limits: StrictLimits = StrictLimits()) throws(StrictJSONError) -> JSONValue {
    let start = Position(line: 1, column: 1)
    guard data.count <= limits.bytes else { throw StrictJSONError(.tooLarge, at: start, expected: "\(limits.bytes) bytes") }
    let bytes = [UInt8](data)
    guard (try? UTF8Span(validating: bytes.span)) != nil else { throw StrictJSONError(.notUTF8, at: start) }
    var parser = Parser(bytes: bytes, depthLimit: limits.depth)
    return try parser.document()
  }

  private struct Parser {
    /// How many duplicates are told: whoever mends a file needs no more at once.
    static let mostDuplicates = 100
    /// How much text the paths of duplicates may have before no more are told: a long name above many of them is not written out for each.
    static let longestPaths = 1 << 16

    /// One step into a value.
    enum Step {
      case member(String)
      case element(Int)
    }

    /// Valid UTF-8, so that what stands between two characters of ASCII is text again.
    let bytes: [UInt8]
    var place = 0
    let depthLimit: Int
    /// The way to the value that is being read; its text is made when there is something to say of it.
    var trail: [Step] = []
    var line = 1
    var column = 1
    var duplicates: [StrictJSONError.Issue] = []
    var pathsTold = 0

    init(bytes: [UInt8], depthLimit: Int) {
      self.bytes = bytes
      self.depthLimit = depthLimit
    }

    var position: Position { Position(line: line, column: column) }

    mutating func document() throws(StrictJSONError) -> JSONValue {
      skipSpace()
      let value = try value()
      skipSpace()
      guard next == nil else { throw failure("end of file") }
      guard duplicates.isEmpty else { throw StrictJSONError(duplicates) }
      return value
    }

    var path: String {
      trail.reduce(into: "") { text, step in
        switch step {
        case .member(let name): text += text.isEmpty ? name : ".\(name)"
        case .element(let index): text += "[\(index)]"
        }
      }
    }

    mutating func addDuplicate(at start: Position) {
      guard duplicates.count < Self.mostDuplicates, pathsTold < Self.longestPaths else { return }
      let path = self.path
      pathsTold += path.utf8.count
      duplicates.append(.init(.duplicateMember, path: path, at: start))
    }

    func failure(_ expected: String) -> StrictJSONError { StrictJSONError(.syntax, at: position, expected: expected) }

    /// The byte that comes next; `nil` at the end.
    var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    @discardableResult
    mutating func take() -> UInt8? {
      guard place < bytes.count else { return nil }
      let byte = bytes[place]
      place += 1
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        // Columns are characters; the bytes that continue one do not count.
        column += 1
      }
      return byte
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard next == UInt8(ascii: character) else { return false }
      take()
      return true
    }

    mutating func skipSpace() {
      while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { take() }
    }

    mutating func word(_ word: String) throws(StrictJSONError) {
      for byte in word.utf8 {
        guard next == byte else { throw failure(word) }
        take()
      }
    }

    mutating func value() throws(StrictJSONError) -> JSONValue {
      guard trail.count <= depthLimit else { throw StrictJSONError(.tooLarge, path: path, at: position, expected: "\(depthLimit) levels") }
      let start = position
      switch next {
      case UInt8(ascii: "{"): return JSONValue(.object(try members()), at: start)
      case UInt8(ascii: "["): return JSONValue(.array(try elements()), at: start)
      case UInt8(ascii: "\""): return JSONValue(.string(try string()), at: start)
      case UInt8(ascii: "t"):
        try word("true")
        return JSONValue(.boolean(true), at: start)
      case UInt8(ascii: "f"):
        try word("false")
        return JSONValue(.boolean(false), at: start)
      case UInt8(ascii: "n"):
        try word("null")
        return JSONValue(.null, at: start)
      default: return JSONValue(.number(try number()), at: start)
      }
    }

    mutating func members() throws(StrictJSONError) -> [JSONValue.Member] {
      take()
      var members: [JSONValue.Member] = []
      var names: Set<String> = []
      skipSpace()
      if take("}") { return [] }
      while true {
        skipSpace()
        let start = position
        guard next == UInt8(ascii: "\"") else { throw failure("member name") }
        let name = try string()
        skipSpace()
        guard take(":") else { throw failure(":") }
        skipSpace()
        trail.append(.member(name))
        let member = try value()
        if Self.isNew(name, among: members, &names) {
          members.append(.init(name: name, position: start, value: member))
        } else {
          addDuplicate(at: start)
        }
        trail.removeLast()
        skipSpace()
        if take(",") { continue }
        if take("}") { return members }
        take()
        throw failure(", or }")
      }
    }

    /// Whether no member had the name yet; most objects are small, and few names are compared sooner than one is hashed.
    private static func isNew(_ name: String, among members: [JSONValue.Member], _ names: inout Set<String>) -> Bool {
      guard members.count >= 8 else { return !members.contains { $0.name == name } }
      if names.isEmpty { names = Set(members.map(\.name)) }
      return names.insert(name).inserted
    }

    mutating func elements() throws(StrictJSONError) -> [JSONValue] {
      take()
      var elements: [JSONValue] = []
      skipSpace()
      if take("]") { return [] }
      while true {
        skipSpace()
        trail.append(.element(elements.count))
        elements.append(try value())
        trail.removeLast()
        skipSpace()
        if take(",") { continue }
        if take("]") { return elements }
        take()
        throw failure(", or ]")
      }
    }

    mutating func string() throws(StrictJSONError) -> String {
      take()
      var text = ""
      var plain = place
      while true {
        skipPlain()
        guard let byte = next else { throw failure("closing quotation mark") }
        guard byte >= 0x20 else { throw failure("escaped control character") }
        take()
        guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
        text += String(decoding: bytes[plain..<place - 1], as: UTF8.self)
        if byte == UInt8(ascii: "\"") { return text }
        text.unicodeScalars.append(try escape())
        plain = place
      }
    }

    /// Goes on to the next byte that means something within a text; all that are left behind are of its line.
    private mutating func skipPlain() {
      var characters = 0
      let start = place
      let end = bytes[start...].firstIndex { byte in
        guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return true }
        if byte & 0xC0 != 0x80 { characters += 1 }
        return false
      }
      place = end ?? bytes.count
      column += characters
    }

    mutating func escape() throws(StrictJSONError) -> Unicode.Scalar {
      switch take() {
      case UInt8(ascii: "\""): return "\""
      case UInt8(ascii: "\\"): return "\\"
      case UInt8(ascii: "/"): return "/"
      case UInt8(ascii: "b"): return "\u{8}"
      case UInt8(ascii: "f"): return "\u{C}"
      case UInt8(ascii: "n"): return "\n"
      case UInt8(ascii: "r"): return "\r"
      case UInt8(ascii: "t"): return "\t"
      case UInt8(ascii: "u"):
        let unit = try hexadecimal()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xD800...0xDBFF).contains(unit), take("\\"), take("u") else { throw failure("a pair of surrogates") }
        let low = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(low),
          let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
        else { throw failure("a pair of surrogates") }
        return scalar
      default: throw failure("an escape")
      }
    }

    mutating func hexadecimal() throws(StrictJSONError) -> UInt32 {
      var unit: UInt32 = 0
      for _ in 0..<4 {
        guard let byte = next, byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
          throw failure("four hexadecimal digits")
        }
        take()
        unit = unit << 4 + UInt32(digit)
      }
      return unit
    }

    mutating func digits() throws(StrictJSONError) {
      let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
      guard let first = next, digits.contains(first) else { throw failure("a value") }
      while let byte = next, digits.contains(byte) { take() }
    }

    mutating func number() throws(StrictJSONError) -> String {
      let start = place
      _ = take("-")
      if !take("0") { try digits() }
      if take(".") { try digits() }
      let mantissa = String(decoding: bytes[start..<place], as: UTF8.self)
      guard take("e") || take("E") else { return try finite(mantissa) }
      let exponent = place
      if !take("+") { _ = take("-") }
      try digits()
      return try finite("\(mantissa)e" + String(decoding: bytes[exponent..<place], as: UTF8.self))
    }

    /// A number beyond what other readers can hold would be another one to each of them, and would have no canonical form.
    /// - Source: RFC 7493, section 2.2
    func finite(_ number: String) throws(StrictJSONError) -> String {
      let isShort = number.utf8.count < 300 && !number.utf8.contains(UInt8(ascii: "e"))
      guard isShort || Double(number)?.isFinite == true else { throw failure("a number") }
      return number
    }
  }
}
