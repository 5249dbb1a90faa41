// SPDX-License-Identifier: Apache-2.0

extension DocumentSymbol {
  /// Reads a symbol; `nil` for a text that the grammar does not cover.
  ///
  /// Space around it is dropped, and so is the space that some catalogues put before a bracketed session.
  public init?(_ text: some StringProtocol) {
    var printed = text.drop(while: \.isWhitespace)[...]
    while printed.last?.isWhitespace == true { printed.removeLast() }
    var letters = String(printed).replacing(" (", with: "(")
    guard letters.utf8.count <= 100, letters.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    var reissues = 0
    while letters.last == "*" {
      letters.removeLast()
      reissues += 1
    }
    var reader = SymbolReader(letters)
    guard let symbol = reader.symbol(reissues: reissues, printed: String(printed)) else { return nil }
    self = symbol
  }

  /// The symbols that occur in running text, in their order.
  public static func symbols(in text: String) -> [DocumentSymbol] { ranges(in: text).map(\.symbol) }

  /// The symbols that occur in running text, with their places.
  static func ranges(in text: String) -> [(symbol: DocumentSymbol, range: Range<String.Index>)] {
    var found: [(DocumentSymbol, Range<String.Index>)] = []
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    while start < scalars.endIndex {
      guard (0x41...0x5A).contains(scalars[start].value), isBoundary(before: start, in: scalars) else {
        start = scalars.index(after: start)
        continue
      }
      var end = scalars[start...].firstIndex { !isPart($0) } ?? scalars.endIndex
      let next = end
      // Nothing that long is a symbol, and shortening it letter by letter would take for ever.
      if scalars.index(start, offsetBy: 120, limitedBy: end) != nil { end = start }
      var read: DocumentSymbol?
      // A full stop or a bracket at the end may belong to the sentence: the longest text that reads is the symbol.
      while start < end {
        read = DocumentSymbol(text[start..<end])
        let last = scalars.index(before: end)
        guard read == nil, ".)(*/-".unicodeScalars.contains(scalars[last]) else { break }
        end = last
      }
      if let read { found.append((read, start..<end)) }
      start = read == nil ? next : end
    }
    return found
  }

  private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value) || "/.()*-".unicodeScalars.contains(scalar))
  }

  private static func isBoundary(before index: String.Index, in scalars: String.UnicodeScalarView) -> Bool {
    guard index > scalars.startIndex else { return true }
    let before = scalars[scalars.index(before: index)]
    return !(before.isASCII && (before.properties.isAlphabetic || (0x30...0x39).contains(before.value) || before == "/" || before == "."))
  }
}

/// Reads the segments of a symbol from left to right.
struct SymbolReader {
  private var segments: ArraySlice<Substring>

  init(_ text: String) { segments = text.split(separator: "/", omittingEmptySubsequences: false)[...] }

  mutating func symbol(reissues: Int, printed: String) -> DocumentSymbol? {
    guard let body = SymbolBody.longest(at: segments) else { return nil }
    segments = segments.dropFirst(body.segmentCount)
    var subsidiaries: [String] = []
    while subsidiaries.count < 2, let next = segments.first, body.allows(next, after: subsidiaries) {
      subsidiaries.append(String(next))
      segments.removeFirst()
    }
    guard let numbered = numbered(allowsSession: body.countsSessions, after: subsidiaries) else { return nil }
    var suffixes: [DocumentSymbol.Suffix] = []
    while let next = segments.popFirst() {
      guard suffixes.count < 6, let suffix = Self.suffix(next) else { return nil }
      suffixes.append(suffix)
    }
    return DocumentSymbol(
      body: body.prefix, subsidiaries: subsidiaries, period: numbered.period, series: numbered.series, number: numbered.number,
      part: numbered.part, suffixes: suffixes, reissues: reissues, printed: printed)
  }

  private typealias Numbered = (period: DocumentSymbol.Period?, series: DocumentSymbol.Series?, number: Int, part: String?)

  private mutating func numbered(allowsSession: Bool, after subsidiaries: [String]) -> Numbered? {
    guard let first = segments.first else { return nil }
    if let cycle = RomanNumber.value(first) { return subsidiaries == ["IRG"] ? self.cycle(cycle) : nil }
    if let old = bracketed(first) {
      segments.removeFirst()
      return old
    }
    if let special = Self.specialSession(first, roman: false), let next = numberOrSeries(at: 1) {
      segments = segments.dropFirst(1 + next.used)
      return (special, next.series, next.number, nil)
    }
    if let value = Self.figure(first), segments.count > 1, let next = numberOrSeries(at: 1) {
      let isYear = first.utf8.count == 4 && (1945...2199).contains(value)
      let period: DocumentSymbol.Period? = isYear ? .year(value) : allowsSession && value < 400 ? .session(value) : nil
      guard let period else { return nil }
      segments = segments.dropFirst(1 + next.used)
      return (period, next.series, next.number, nil)
    }
    guard allowsSession, let only = numberOrSeries(at: 0) else { return nil }
    segments = segments.dropFirst(only.used)
    return (nil, only.series, only.number, nil)
  }

  private mutating func cycle(_ cycle: Int) -> Numbered? {
    let figures = segments.dropFirst().prefix(2).compactMap { Self.figure($0) }
    guard figures.count == 2 else { return nil }
    segments = segments.dropFirst(3)
    return (.cycle(cycle, year: figures[0]), nil, figures[1], nil)
  }

  private func numberOrSeries(at offset: Int) -> (series: DocumentSymbol.Series?, number: Int, used: Int)? {
    let rest = segments.dropFirst(offset)
    guard let first = rest.first else { return nil }
    if let number = Self.figure(first) { return (nil, number, 1) }
    for series in DocumentSymbol.Series.allCases {
      if series.rawValue.hasSuffix("/") {
        if first == series.rawValue.dropLast(), let second = rest.dropFirst().first, let number = Self.figure(second) {
          return (series, number, 2)
        }
      } else if first.hasPrefix(series.rawValue), let number = Self.figure(first.dropFirst(series.rawValue.count)) {
        return (series, number, 1)
      }
    }
    return nil
  }

  /// `217(III)`, `242(1967)`, `2444(XXIII)A`.
  private func bracketed(_ segment: Substring) -> Numbered? {
    guard let open = segment.firstIndex(of: "("), let close = segment.lastIndex(of: ")"), open < close,
      let number = Self.figure(segment[..<open])
    else { return nil }
    let inside = segment[segment.index(after: open)..<close]
    let after = segment[segment.index(after: close)...]
    guard after.isEmpty || (after.utf8.count == 1 && after.utf8.allSatisfy { (0x41...0x5A).contains($0) }) else { return nil }
    let part = after.isEmpty ? nil : String(after)
    if let session = RomanNumber.value(inside) { return (.romanSession(session), nil, number, part) }
    if let special = Self.specialSession(inside, roman: true) { return (special, nil, number, part) }
    if inside.utf8.count == 4, let year = Self.figure(inside), (1945...2199).contains(year) {
      return (.bracketedYear(year), nil, number, part)
    }
    return nil
  }

  /// `S-32`, `ES-11`; in brackets `S-VI`.
  private static func specialSession(_ text: Substring, roman: Bool) -> DocumentSymbol.Period? {
    guard let dash = text.firstIndex(of: "-"), ["S", "ES"].contains(text[..<dash]) else { return nil }
    let figures = text[text.index(after: dash)...]
    guard let session = roman ? RomanNumber.value(figures) : figure(figures) else { return nil }
    return .specialSession(session, isEmergency: text[..<dash] == "ES", isRoman: roman)
  }

  private static func suffix(_ segment: Substring) -> DocumentSymbol.Suffix? {
    if segment == "Summary" { return DocumentSymbol.Suffix(.summary, 0) }
    for kind in DocumentSymbol.Suffix.Kind.allCases where kind != .summary && segment.hasPrefix(kind.rawValue) {
      return figure(segment.dropFirst(kind.rawValue.count)).map { DocumentSymbol.Suffix(kind, $0) }
    }
    return nil
  }

  /// A positive number without a zero in front, as symbols have it.
  static func figure(_ text: Substring) -> Int? {
    guard (1...6).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "0") else { return nil }
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
