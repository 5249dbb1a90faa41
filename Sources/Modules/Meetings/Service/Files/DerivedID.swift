// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Kernel

extension ID {
  /// The identifier of a thing that a file names without one: the same file taken in twice is the same thing.
  ///
  /// The first 16 bytes of a SHA-256 digest of the name, as UUID version 8 (RFC 9562).
  static func derived(from name: String) -> ID {
    var bytes = Array(SHA256.hash(data: Data("comity.meeting/1 \(name)".utf8)).prefix(16))
    bytes[6] = (bytes[6] & 0x0F) | 0x80
    bytes[8] = (bytes[8] & 0x3F) | 0x80
    return ID(
      UUID(
        uuid: (
          bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7], bytes[8], bytes[9], bytes[10], bytes[11],
          bytes[12], bytes[13], bytes[14], bytes[15]
        )))
  }
}

/// What identifiers are derived from where a file gives none.
enum DerivedName {
  static func body(_ mark: any CustomStringConvertible) -> String { "body \(mark)" }
  static func meeting(_ mark: any CustomStringConvertible) -> String { "meeting \(mark)" }
  /// A symbol or alias names a document everywhere; without one it has its name in its meeting's file alone.
  static func document(_ citation: String?, _ mark: any CustomStringConvertible, in meeting: any CustomStringConvertible) -> String {
    guard let citation else { return "document \(meeting) \(mark)" }
    return "document \(citation.replacing("*", with: ""))"
  }
  static func part(_ kind: String, _ mark: any CustomStringConvertible, of meeting: any CustomStringConvertible) -> String {
    "\(kind) \(meeting) \(mark)"
  }
}
