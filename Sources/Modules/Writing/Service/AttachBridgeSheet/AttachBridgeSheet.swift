// SPDX-License-Identifier: Apache-2.0
import Crypto
import Files
import Foundation
import Instruments
import Kernel
import Localisation
import Storage
import Web
import WritingRules

extension Writing {
  /// Attaches the comparison of both States' law for the measures of the draft, as it is today, with its digest.
  ///
  /// A sheet attached before stays until an officer takes it out: the requested State may already know it.
  func attachBridgeSheet(to id: ID<Draft>, by officer: ActingOfficer, at instant: Date, on day: CalendarDay) async throws {
    let draft = try await store.draft(id)
    let content = draft.value.content
    guard let from = content.requestingState, let to = content.requestedState else { throw CannotAttach.statesMissing }
    let words = words(content.language ?? .en)
    let bytes = try await views.bridge(from, to, Set(content.items.map(\.measure.measure)), day, words)
    let digest = SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    let name = "bridge-sheet-\(from)-\(to)-\(day).html"
    var changed = content
    changed.annexes.append(
      Annex(kind: .bridgeSheet, title: words("writing.bridgeSheetTitle", ["day": .day(day)]), fileName: name, sha256: digest))
    let decision = try draft.value.changing(to: changed, in: .annexes, by: officer)
    do {
      try await store.commit(
        decision, over: draft.version, by: officer, at: instant,
        with: DraftStore.File(sha256: digest, name: name, mediaType: "text/html; charset=utf-8", bytes: bytes))
    } catch is StaleWrite {
      throw CannotChange.changedSinceSeen
    }
  }
}

/// Why nothing can be attached.
enum CannotAttach: Problem, Equatable {
  /// The sheet compares two States, and one of them is not chosen yet.
  case statesMissing
  /// No file came with what was sent.
  case fileMissing
  /// With the file, the officer's files would be more than the node takes from one officer; both in bytes.
  case noRoom(used: Int, limit: Int)

  var code: ProblemCode {
    switch self {
    case .statesMissing: "writing.states-missing"
    case .fileMissing: "writing.file-missing"
    case .noRoom: "writing.no-room-for-file"
    }
  }

  var kind: ProblemKind {
    switch self {
    case .statesMissing: .conflict
    case .fileMissing, .noRoom: .invalid
    }
  }

  var details: [String: String] {
    guard case .noRoom(let used, let limit) = self else { return [:] }
    return ["used": "\((used + (1 << 20) - 1) >> 20)", "limit": "\(limit >> 20)"]
  }

  var fields: [FieldProblem] {
    guard case .noRoom = self else { return [] }
    return [FieldProblem(field: AnnexFile.field, code: code, details: details)]
  }

  static let examples: [CannotAttach] = [.statesMissing, .fileMissing, .noRoom(used: 1 << 30, limit: 1 << 30)]
}

/// The files of a draft: those that the program made, and those that officers brought.
struct FilePages: Sendable {
  let writing: Writing

  @Sendable func attach(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("draft") { ID<Draft>($0) }
    try await writing.attachBridgeSheet(to: id, by: call.who.asOfficer, at: call.now, on: call.today)
    return .redirect(to: "/requests/\(id)/sections/annexes", notice: Message("writing.bridgeSheetAttached"))
  }

  @Sendable func file(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("draft") { ID<Draft>($0) }
    let digest = call.parameters["sha256"] ?? ""
    if let upload = try await writing.store.upload(digest, of: id) {
      guard let file = try await writing.files.open(digest) else { throw WebProblem.notFound }
      return .stored(file, type: upload.mediaType, name: upload.name)
    }
    guard let file = try await writing.store.file(digest, of: id) else { throw WebProblem.notFound }
    return .file(file.bytes, type: file.mediaType, name: file.name)
  }
}
