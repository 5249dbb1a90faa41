// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Kernel
import Localisation
import Web

/// What a State tells authorities alone, as the exchange has it: signed by the State, fetched from the secretariat's node.
enum SignedFields {
  case none
  /// There is something that this program cannot read.
  case unreadable
  case entries([RestrictedFile.Entry])

  /// The same for some of the authorities.
  func filtered(_ isShown: (RestrictedFile.Entry) -> Bool) -> SignedFields {
    guard case .entries(let entries) = self else { return self }
    let shown = entries.filter(isShown)
    return shown.isEmpty ? .none : .entries(shown)
  }

  /// Whether there is something to show.
  var isShown: Bool { if case .none = self { false } else { true } }
}

extension DirectoryPages {
  /// What a State tells authorities alone, for a reader who may see it; for anybody else nothing is read.
  func signedFields(of state: StateCode, _ call: Call<SignedIn?>) async -> SignedFields {
    guard Self.seesRestricted(call) else { return .none }
    do {
      guard let data = try await signed(state) else { return .none }
      let file = try RestrictedFile.read(data)
      return file.state == state ? .entries(file.authorities) : .unreadable
    } catch {
      return .unreadable
    }
  }

  /// The section of a page.
  func section(of fields: SignedFields, by state: StateCode, withNames: Bool, _ words: Words) -> HTML {
    guard fields.isShown else { return .nothing }
    return tag("section") {
      tag("h2") { words("directory.signed.title") }
      if case .entries(let entries) = fields {
        tag("p") { words("directory.signed.lead", ["state": .text(words.state(state))]) }
        for entry in entries {
          if withNames {
            tag("h3") { words("directory.kind.\(entry.kind.rawValue)") }
            tag("p", .dir("auto")) { entry.originalName }
          }
          rows(of: entry, words)
        }
      } else {
        panel(words("directory.signed.unreadable"), .attention) { tag("p") { words("directory.signed.unreadableMeans") } }
      }
    }
  }

  private func rows(of entry: RestrictedFile.Entry, _ words: Words) -> HTML {
    func row(_ field: String, _ value: HTML?) -> FactRow { (words("directory.field.\(field)"), value) }
    func ltr(_ text: String?) -> HTML? { text.map { text in tag("span", .dir("ltr")) { text } } }
    return HTML {
      facts([
        row("unit", entry.unit.map { typedText($0) }), row("address", entry.address.map { typedText($0) }),
        row("telephone", ltr(entry.telephone)), row("fax", ltr(entry.fax)), row("email", ltr(entry.email)),
        row("hours", entry.hours.map { typedText($0) }), row("contactAtAnyHour", ltr(entry.contactAtAnyHour)),
      ])
      if let asks = entry.requirements {
        requirements(asks, words)
        measures(asks.measures ?? [], caption: "\(words("directory.signed.title")): \(words("directory.measures"))", words)
      }
    }
  }
}
