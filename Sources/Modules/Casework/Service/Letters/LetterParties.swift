// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Kernel

/// Who writes a letter and to whom it goes.
struct LetterParties: Hashable, Sendable {
  /// The own authority, as the directory names it for the day.
  var sender: CompetentAuthority?
  /// The authority of the other State, as the directory names it for the day.
  var addressee: CompetentAuthority?
  /// The other authority as it is written in the record; it goes before the directory's where that has no such one.
  var written: String?

  /// Finds both for a day.
  /// - Parameter state: the own State.
  init(_ request: RegisteredRequest, of state: StateCode, on day: CalendarDay, _ authorities: [CompetentAuthority]) {
    let named = authorities.filter { $0.isValid(on: day) }
    sender = Self.central(named.filter { $0.state == state }, request)
    let theirs = named.filter { $0.state == request.otherState }
    if case .outgoing(let outgoing) = request, let last = outgoing.dispatches.last(where: { $0.on <= day }) {
      addressee = last.authority.flatMap { id in theirs.first { $0.id == id } }
      written = last.to
    } else {
      written = request.head.otherAuthority
    }
    if addressee == nil {
      addressee = written.map { name in theirs.first { $0.originalName == name } } ?? Self.central(theirs, request)
    }
  }

  /// The authority for the kind of cooperation, or the central authority where there is none for it.
  private static func central(_ authorities: [CompetentAuthority], _ request: RegisteredRequest) -> CompetentAuthority? {
    authorities.first { $0.kind == request.head.kind.purpose.authorityKind } ?? authorities.first { $0.kind == .mutualLegalAssistance }
  }

  /// The address, a line for each part.
  var address: String? {
    guard let addressee else { return written }
    return [addressee.originalName, addressee.unit, addressee.address].compactMap(\.self).joined(separator: "\n")
  }

  /// The sender, a line for each part.
  var from: String? {
    sender.map { [$0.originalName, $0.unit, $0.address, $0.email, $0.telephone].compactMap(\.self).joined(separator: "\n") }
  }

  /// The language to write in: one that the other authority accepts, the officer's own where that is among them or nothing is known.
  func language(for officer: Language) -> Language {
    guard let accepted = addressee?.requirements.languages, !accepted.isEmpty, !accepted.contains(officer) else { return officer }
    return accepted.min { $0.rawValue < $1.rawValue } ?? officer
  }
}
