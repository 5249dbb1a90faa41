// SPDX-License-Identifier: Apache-2.0
import CMessage

/// One sentence of a catalogue, read once: an ICU message pattern as a tree.
///
/// ICU reads the pattern and knows the plural rules. The tree is walked here, because ICU's own formatter changes
/// itself while it formats and would need a lock, and because it writes numbers as CLDR does, not as the United
/// Nations do.
struct MessagePattern: Sendable {
  indirect enum Piece: Sendable {
    case text(String)
    case argument(String)
    /// The number of the plural that this piece stands in.
    case number
    case plural(String, ordinal: Bool, Forms)
    case select(String, [String: [Piece]], other: [Piece])
  }

  struct Forms: Sendable {
    var exact: [Int: [Piece]] = [:]
    var categories: [PluralCategory: [Piece]] = [:]
    var other: [Piece] = []
  }

  let pieces: [Piece]

  /// Reads a pattern.
  /// - Throws: ``Fault`` with what is wrong and where.
  init(_ text: String) throws(Fault) {
    // Most sentences have no values; they need no parser and keep their apostrophes.
    guard text.contains("{") || text.contains("}") else {
      pieces = [.text(text)]
      return
    }
    let reader = try Reader(text)
    pieces = try reader.message(startingAt: 0)
  }

  /// Why a pattern cannot be used.
  struct Fault: Error, CustomStringConvertible {
    let reason: String
    /// Characters (UTF-16) before the fault; `nil` when it concerns the whole.
    let offset: Int?

    var description: String {
      guard let offset else { return reason }
      return "\(reason) at character \(offset + 1)"
    }
  }
}

extension MessagePattern {
  /// Turns ICU's flat list of parts into the tree.
  private struct Reader {
    let units: [UInt16]
    let parts: [cmessage_part]

    init(_ text: String) throws(Fault) {
      let units = Array(text.utf16)
      var error = cmessage_error(offset: -1, name: nil)
      var parts = [cmessage_part](repeating: cmessage_part(), count: 64)
      var count = cmessage_parse(units, Int32(units.count), &parts, Int32(parts.count), &error)
      if count > Int32(parts.count) {
        parts = [cmessage_part](repeating: cmessage_part(), count: Int(count))
        count = cmessage_parse(units, Int32(units.count), &parts, count, &error)
      }
      guard count >= 0 else {
        let name = error.name.map { String(cString: $0) } ?? "unreadable"
        throw Fault(reason: name, offset: error.offset >= 0 ? Int(error.offset) : nil)
      }
      self.units = units
      self.parts = Array(parts.prefix(Int(count)))
    }

    func text(_ start: Int32, _ end: Int32) -> String {
      String(decoding: units[Int(start)..<Int(end)], as: UTF16.self)
    }

    func message(startingAt first: Int) throws(Fault) -> [Piece] {
      var pieces: [Piece] = []
      var literal = ""
      func flush() {
        if !literal.isEmpty { pieces.append(.text(literal)) }
        literal = ""
      }
      var taken = parts[first].end
      var index = first + 1
      let last = Int(parts[first].closing)
      while index <= last {
        let part = parts[index]
        literal += text(taken, part.start)
        taken = part.end
        switch part.kind {
        case cmessage_part_number_sign:
          flush()
          pieces.append(.number)
        case cmessage_part_argument_start:
          flush()
          pieces.append(try argument(startingAt: index))
          index = Int(part.closing)
          taken = parts[index].end
        default:
          break
        }
        index += 1
      }
      flush()
      return pieces
    }

    private func argument(startingAt first: Int) throws(Fault) -> Piece {
      let opening = parts[first]
      let name = text(parts[first + 1].start, parts[first + 1].end)
      switch opening.argument {
      case cmessage_argument_plain:
        return .argument(name)
      case cmessage_argument_plural, cmessage_argument_ordinal:
        let ordinal = opening.argument == cmessage_argument_ordinal
        return .plural(name, ordinal: ordinal, try forms(after: first + 1, upTo: Int(opening.closing)))
      case cmessage_argument_select:
        var choices: [String: [Piece]] = [:]
        for (selector, _, pieces) in try branches(after: first + 1, upTo: Int(opening.closing)) {
          choices[selector] = pieces
        }
        let other = choices.removeValue(forKey: "other") ?? []
        return .select(name, choices, other: other)
      default:
        throw Fault(
          reason: "only plural, selectordinal and select are used; \(name) has another type",
          offset: Int(opening.start))
      }
    }

    private func forms(after index: Int, upTo closing: Int) throws(Fault) -> Forms {
      var forms = Forms()
      for (selector, number, pieces) in try branches(after: index, upTo: closing) {
        if let number {
          guard let whole = Int(exactly: number) else {
            throw Fault(reason: "\(selector) is not a whole number", offset: nil)
          }
          forms.exact[whole] = pieces
        } else if let category = PluralCategory(name: selector) {
          if category == .other { forms.other = pieces } else { forms.categories[category] = pieces }
        } else {
          throw Fault(reason: "\(selector) is not a plural form", offset: nil)
        }
      }
      return forms
    }

    private func branches(
      after index: Int, upTo closing: Int
    ) throws(Fault) -> [(selector: String, number: Double?, pieces: [Piece])] {
      var found: [(String, Double?, [Piece])] = []
      var index = index + 1
      while index < closing {
        let selector = parts[index]
        guard selector.kind == cmessage_part_selector else {
          throw Fault(reason: "a plural offset is not used", offset: Int(selector.start))
        }
        index += 1
        var number: Double?
        if parts[index].kind == cmessage_part_number {
          number = parts[index].number
          index += 1
        }
        found.append((text(selector.start, selector.end), number, try message(startingAt: index)))
        index = Int(parts[index].closing) + 1
      }
      return found
    }
  }
}

extension MessagePattern {
  /// The names of all values in the sentence, those inside plural and select forms included.
  var argumentNames: Set<String> {
    var names: Set<String> = []
    func collect(_ pieces: [Piece]) {
      for piece in pieces {
        switch piece {
        case .text, .number: break
        case .argument(let name): names.insert(name)
        case .plural(let name, _, let forms):
          names.insert(name)
          (Array(forms.exact.values) + Array(forms.categories.values) + [forms.other]).forEach(collect)
        case .select(let name, let choices, let other):
          names.insert(name)
          (Array(choices.values) + [other]).forEach(collect)
        }
      }
    }
    collect(pieces)
    return names
  }

  /// The same sentence with each piece of its fixed text changed, and its values left alone.
  func mappingText(_ change: (String) -> String) -> MessagePattern {
    func mapped(_ pieces: [Piece]) -> [Piece] {
      pieces.map { piece in
        switch piece {
        case .text(let text): .text(change(text))
        case .argument, .number: piece
        case .plural(let name, let ordinal, let forms):
          .plural(
            name, ordinal: ordinal,
            Forms(
              exact: forms.exact.mapValues(mapped), categories: forms.categories.mapValues(mapped),
              other: mapped(forms.other)))
        case .select(let name, let choices, let other):
          .select(name, choices.mapValues(mapped), other: mapped(other))
        }
      }
    }
    return MessagePattern(pieces: mapped(pieces))
  }

  init(pieces: [Piece]) { self.pieces = pieces }
}
