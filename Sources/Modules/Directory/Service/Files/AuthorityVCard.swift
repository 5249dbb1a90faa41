// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Kernel

/// An authority as an electronic business card (RFC 6350, version 4.0) for address books.
enum AuthorityVCard {
  static func text(_ authority: CompetentAuthority, state: String) -> String {
    var lines = ["BEGIN:VCARD", "VERSION:4.0", "KIND:org", "UID:urn:uuid:\(authority.id)"]
    lines.append("FN:\(escaped(authority.originalName))")
    lines.append("ORG:\(escaped(authority.originalName))" + (authority.unit.map { ";\(escaped($0))" } ?? ""))
    // The address is one text here, and the standard's parts are many: it goes into the street, the State into the country.
    if let address = authority.address { lines.append("ADR:;;\(escaped(address));;;;\(escaped(state))") }
    if let telephone = authority.telephone { lines.append("TEL;TYPE=work,voice:\(escaped(telephone))") }
    if let fax = authority.fax { lines.append("TEL;TYPE=work,fax:\(escaped(fax))") }
    if let email = authority.email { lines.append("EMAIL;TYPE=work:\(escaped(email))") }
    if let website = authority.website { lines.append("URL:\(plain(website))") }
    if let zone = authority.zone { lines.append("TZ:\(escaped(zone))") }
    for (index, language) in (authority.requirements.languages ?? []).sorted(by: { $0.rawValue < $1.rawValue }).enumerated() {
      lines.append("LANG;PREF=\(index + 1):\(language.rawValue)")
    }
    if let day = authority.lastVerified { lines.append("REV:\(day.description.replacing("-", with: ""))T000000Z") }
    lines.append("END:VCARD")
    return lines.map(folded).joined(separator: "\r\n") + "\r\n"
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    var previous: Unicode.Scalar?
    // By scalars: CR and LF together are one character, and either alone would end the line.
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", ",", ";": out += "\\\(scalar)"
      case "\n" where previous == "\r": break
      case "\r", "\n", "\u{85}", "\u{2028}", "\u{2029}": out += "\\n"
      case "\t": out += "\t"
      default: if scalar.properties.generalCategory != .control { out.unicodeScalars.append(scalar) }
      }
      previous = scalar
    }
    return out
  }

  /// A web address stands as it is: commas and semicolons belong to it, line ends and other control characters never do.
  private static func plain(_ address: String) -> String {
    String(
      String.UnicodeScalarView(address.unicodeScalars.filter { !$0.properties.isWhitespace && $0.properties.generalCategory != .control }))
  }

  /// Lines longer than 75 bytes go on after a line end and a space; no character is cut in two.
  private static func folded(_ line: String) -> String {
    var out = ""
    var width = 0
    for character in line {
      let bytes = String(character).utf8.count
      if width + bytes > 75 {
        out += "\r\n "
        width = 1
      }
      out.append(character)
      width += bytes
    }
    return out
  }
}
