// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The name of a file that came from another State, safe to show and to write to a disk under that name.
///
/// A node that sends changes a name that is not safe; one that receives refuses the message, since the name is part of what was signed.
public struct PayloadName: Hashable, Sendable, CustomStringConvertible {
  /// The name.
  public let text: String

  /// So many bytes of UTF-8 a name has at most; what file systems take.
  public static let limit = 255

  /// Takes a name.
  /// - Throws: ``UnsafeName`` with what is wrong with it.
  public init(_ text: String) throws(UnsafeName) {
    guard !text.isEmpty else { throw .empty }
    guard text.utf8.count <= Self.limit else { throw .tooLong }
    // Compared by scalars: two strings that differ only in their composition are equal to Swift.
    guard text.unicodeScalars.elementsEqual(text.precomposedStringWithCanonicalMapping.unicodeScalars) else { throw .notComposed }
    guard text.unicodeScalars.allSatisfy({ !Self.separators.contains($0) }) else { throw .path }
    guard text.unicodeScalars.allSatisfy(Self.isSeen) else { throw .unseen }
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last, first != ".", last != ".",
      !first.properties.isWhitespace, !last.properties.isWhitespace, !Self.joiners.contains(first), !Self.joiners.contains(last)
    else { throw .edge }
    let stem = text.prefix { $0 != "." }.uppercased().trimmingCharacters(in: .whitespaces)
    guard !Self.devices.contains(stem) else { throw .device }
    self.text = text
  }

  /// The name as two names are compared, so that unpacking all files into one folder loses none on any system.
  var folded: String { text.lowercased() }

  /// The name.
  public var description: String { text }

  private static let separators: Set<Unicode.Scalar> = ["/", "\\", ":", "*", "?", "\"", "<", ">", "|"]
  /// Persian and the languages of India write words with them.
  private static let joiners: Set<Unicode.Scalar> = ["\u{200C}", "\u{200D}"]
  private static let devices: Set<String> = Set(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"] + (0...9).flatMap { ["COM\($0)", "LPT\($0)"] }
      + ["¹", "²", "³"].flatMap { ["COM\($0)", "LPT\($0)"] })

  private static func isSeen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
    // Marks that turn the direction of writing make `gpj.exe` look like `exe.jpg`.
    case .format: joiners.contains(scalar)
    default: true
    }
  }
}

/// What makes the name of a file unsafe.
public enum UnsafeName: String, Error, Hashable, Sendable, CaseIterable {
  /// It has no characters.
  case empty
  /// It has more than ``PayloadName/limit`` bytes.
  case tooLong = "too-long"
  /// It is not in Unicode's composed form, so that one name could be written in two ways.
  case notComposed = "not-composed"
  /// It has a character that separates folders, or that some system does not allow.
  case path
  /// It has characters that cannot be seen or that turn the direction of writing.
  case unseen
  /// It begins or ends with a point or a space.
  case edge
  /// Some system takes the name for a device.
  case device
}
