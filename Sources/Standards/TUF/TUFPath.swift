// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation

/// Paths of targets, patterns over them, and names of roles.
public enum TUFPath {
  /// Whether a target may have this path: it stands in addresses and folders as it is, and leads out of neither.
  public static func isTarget(_ path: String) -> Bool {
    guard path.utf8.count <= 1024, path.utf8.allSatisfy({ isUnreserved($0) || $0 == UInt8(ascii: "/") }) else { return false }
    return path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
  }

  /// Whether a delegated role may have this name.
  static func isRole(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 128 && name.utf8.allSatisfy { (0x20...0x7E).contains($0) } && TUFRole(rawValue: name) == nil
      && name != "mirrors"
  }

  /// Whether a pattern with `*` and `?`, neither of which stands for a solidus, fits a path.
  /// - Source: TUF 1.0, 4.5 "PATHPATTERN"
  public static func fits(_ path: String, _ pattern: String) -> Bool {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let patterns = pattern.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return parts.count == patterns.count && zip(parts, patterns).allSatisfy { part, pattern in fits(Array(part), Array(pattern)) }
  }

  /// Goes back to the last star only, so that no pattern costs more than its length times the text's.
  private static func fits(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
    var place = 0
    var sign = 0
    var star: (sign: Int, place: Int)?
    while place < text.count {
      if sign < pattern.count, pattern[sign] == UInt8(ascii: "*") {
        star = (sign, place)
        sign += 1
      } else if sign < pattern.count, pattern[sign] == UInt8(ascii: "?") || pattern[sign] == text[place] {
        sign += 1
        place += 1
      } else if let last = star {
        star = (last.sign, last.place + 1)
        sign = last.sign + 1
        place = last.place + 1
      } else {
        return false
      }
    }
    return pattern[sign...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  static func digest(_ path: String) -> String { Data(SHA256.hash(data: Data(path.utf8))).hex }

  /// A role's name as it stands in an address: everything but unreserved characters as percent signs with digits.
  static func escaped(_ role: String) -> String {
    role.utf8.map { isUnreserved($0) ? String(UnicodeScalar($0)) : "%" + Data([$0]).hex.uppercased() }.joined()
  }

  /// The name of a target's file in a consistent snapshot.
  static func consistent(_ path: String, digest: String) -> String {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let name = parts.removeLast()
    return (parts + ["\(digest).\(name)"]).joined(separator: "/")
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
    default: false
    }
  }
}
