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
    guard let text = String(validating: data, as: UTF8.self) else { throw StrictJSONError(.notUTF8, at: start) }
    var parser = Parser(text: text, depthLimit: limits.depth)
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

    var rest: Substring.UnicodeScalarView
    let depthLimit: Int
    /// The way to the value that is being read; its text is made when there is something to say of it.
    var trail: [Step] = []
    var line = 1
    var column = 1
    var duplicates: [StrictJSONError.Issue] = []
    var pathsTold = 0

    init(text: String, depthLimit: Int) {
      rest = text[...].unicodeScalars
      self.depthLimit = depthLimit
    }

    var position: Position { Position(line: line, column: column) }

    mutating func document() throws(StrictJSONError) -> JSONValue {
      skipSpace()
      let value = try value()
      skipSpace()
      guard rest.isEmpty else { throw failure("end of file") }
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

    @discardableResult
    mutating func take() -> Unicode.Scalar? {
      guard let scalar = rest.popFirst() else { return nil }
      if scalar == "\n" {
        line += 1
        column = 1
      } else {
        column += 1
      }
      return scalar
    }

    mutating func skipSpace() {
      while let next = rest.first, next == " " || next == "\t" || next == "\n" || next == "\r" { take() }
    }

    mutating func word(_ word: String) throws(StrictJSONError) {
      for scalar in word.unicodeScalars {
        guard rest.first == scalar else { throw failure(word) }
        take()
      }
    }

    mutating func value() throws(StrictJSONError) -> JSONValue {
      guard trail.count <= depthLimit else { throw StrictJSONError(.tooLarge, path: path, at: position, expected: "\(depthLimit) levels") }
      let start = position
      switch rest.first {
      case "{": return JSONValue(.object(try members()), at: start)
      case "[": return JSONValue(.array(try elements()), at: start)
      case "\"": return JSONValue(.string(try string()), at: start)
      case "t":
        try word("true")
        return JSONValue(.boolean(true), at: start)
      case "f":
        try word("false")
        return JSONValue(.boolean(false), at: start)
      case "n":
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
      if rest.first == "}" {
        take()
        return []
      }
      while true {
        skipSpace()
        let start = position
        guard rest.first == "\"" else { throw failure("member name") }
        let name = try string()
        skipSpace()
        guard rest.first == ":" else { throw failure(":") }
        take()
        skipSpace()
        trail.append(.member(name))
        let member = try value()
        if names.insert(name).inserted {
          members.append(.init(name: name, position: start, value: member))
        } else {
          addDuplicate(at: start)
        }
        trail.removeLast()
        skipSpace()
        switch take() {
        case ",": continue
        case "}": return members
        default: throw failure(", or }")
        }
      }
    }

    mutating func elements() throws(StrictJSONError) -> [JSONValue] {
      take()
      var elements: [JSONValue] = []
      skipSpace()
      if rest.first == "]" {
        take()
        return []
      }
      while true {
        skipSpace()
        trail.append(.element(elements.count))
        elements.append(try value())
        trail.removeLast()
        skipSpace()
        switch take() {
        case ",": continue
        case "]": return elements
        default: throw failure(", or ]")
        }
      }
    }

    mutating func string() throws(StrictJSONError) -> String {
      take()
      var text = String.UnicodeScalarView()
      while true {
        guard let scalar = rest.first else { throw failure("closing quotation mark") }
        guard scalar.value >= 0x20 else { throw failure("escaped control character") }
        take()
        switch scalar {
        case "\"": return String(text)
        case "\\": text.append(try escape())
        default: text.append(scalar)
        }
      }
    }

    mutating func escape() throws(StrictJSONError) -> Unicode.Scalar {
      switch take() {
      case "\"": return "\""
      case "\\": return "\\"
      case "/": return "/"
      case "b": return "\u{8}"
      case "f": return "\u{C}"
      case "n": return "\n"
      case "r": return "\r"
      case "t": return "\t"
      case "u":
        let unit = try hexadecimal()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xD800...0xDBFF).contains(unit), rest.first == "\\" else { throw failure("a pair of surrogates") }
        take()
        guard take() == "u" else { throw failure("a pair of surrogates") }
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
        guard let scalar = rest.first, scalar.isASCII, let digit = Character(scalar).hexDigitValue else {
          throw failure("four hexadecimal digits")
        }
        take()
        unit = unit << 4 + UInt32(digit)
      }
      return unit
    }

    mutating func number() throws(StrictJSONError) -> String {
      var text = ""
      func isDigit(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { ("0"..."9").contains($0) } ?? false }
      func digits(_ parser: inout Parser) throws(StrictJSONError) {
        guard isDigit(parser.rest.first) else { throw parser.failure("a value") }
        while let next = parser.rest.first, isDigit(next) {
          text.unicodeScalars.append(next)
          parser.take()
        }
      }
      if rest.first == "-" {
        text += "-"
        take()
      }
      if rest.first == "0" {
        text += "0"
        take()
      } else {
        try digits(&self)
      }
      if rest.first == "." {
        text += "."
        take()
        try digits(&self)
      }
      if let exponent = rest.first, exponent == "e" || exponent == "E" {
        text += "e"
        take()
        if let sign = rest.first, sign == "+" || sign == "-" {
          text.unicodeScalars.append(sign)
          take()
        }
        try digits(&self)
      }
      return text
    }
  }
}
