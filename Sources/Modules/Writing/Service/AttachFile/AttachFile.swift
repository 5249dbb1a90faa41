// SPDX-License-Identifier: Apache-2.0
import Files
public import Foundation
import Kernel
import Localisation
import Storage
import Web
import WritingRules

extension Writing {
  /// The largest file of an annex, in bytes.
  static let fileLimit = 4 << 30

  /// How long a file that no version of a draft names may still be named by a form that an officer has open.
  private static let grace: TimeInterval = 7 * 24 * 3600

  /// Keeps a file with a draft: first on the disk, then as a row that names it.
  ///
  /// What one officer brings to drafts that nobody has approved is limited, so that one account cannot fill the node's disk. Two files at one
  /// instant may go beyond the limit by one of them.
  /// - Throws: ``CannotChange/notBeingWritten(_:)``, ``CannotAttach/noRoom(used:limit:)``, `WebProblem.fileNotStored`.
  func keep(_ file: ReceivedFile, with id: ID<Draft>, by officer: ActingOfficer, at instant: Date) async throws {
    let draft = try await store.draft(id).value
    guard case .writing = draft.stage else { throw CannotChange.notBeingWritten(draft.stage.code) }
    let used = try await store.bytesBrought(by: officer.id, besides: file.sha256)
    guard file.size <= filesPerOfficer - used else { throw CannotAttach.noRoom(used: used, limit: filesPerOfficer) }
    try await file.keep(in: files)
    try await store.note(
      .init(sha256: file.sha256, name: file.name, mediaType: file.mediaType, size: file.size), of: id, by: officer, at: instant)
  }

  /// Adds an annex with its file.
  func attach(
    _ file: ReceivedFile, as annex: Annex, to id: ID<Draft>, by officer: ActingOfficer, at instant: Date
  ) async throws -> Versioned<Draft> {
    try await keep(file, with: id, by: officer, at: instant)
    return try await change(id, by: officer, at: instant) { draft in
      var content = draft.value.content
      content.annexes.append(annex.with(file))
      return try draft.value.changing(to: content, in: .annexes, by: officer)
    }
  }

  /// What a form says when a file was chosen in it: the program knows the file's name, type, size and digest better than any typist.
  ///
  /// The file is kept even when the rest of the form turns out to need mending, so that nobody chooses it twice.
  /// - Returns: the form, and what is wrong with the file when it was refused.
  func taking(
    _ typed: FormData, of section: DraftSection, for id: ID<Draft>, _ call: Call<SignedIn>
  ) async throws -> (form: FormData, refused: FieldProblem?) {
    guard section == .annexes else { return (typed, nil) }
    do {
      guard let file = try call.file(AnnexFile.field) else { return (typed, nil) }
      try await keep(file, with: id, by: call.who.asOfficer, at: call.now)
      let form = typed.setting("fileName", to: file.name).setting("mediaType", to: file.mediaType)
        .setting("size", to: "\(file.size)").setting("sha256", to: file.sha256)
      return (form, nil)
    } catch let problem as CannotAttach {
      return (typed, problem.fields.first)
    } catch let problem as WebProblem {
      return (typed, FieldProblem(field: AnnexFile.field, code: problem.code, details: problem.details))
    }
  }

  /// Deletes the files that no version of any draft names, once no form can still be open that does.
  public func removeUnnamedFiles(at instant: Date) async throws {
    let named = try await store.forgetUnnamedUploads(before: instant.addingTimeInterval(-Self.grace))
    try await files.remove(except: named, untouchedSince: instant.addingTimeInterval(-Self.grace))
  }
}

extension Annex {
  func with(_ file: ReceivedFile) -> Annex {
    var annex = self
    annex.fileName = file.name
    annex.mediaType = file.mediaType
    annex.size = file.size
    annex.sha256 = file.sha256
    return annex
  }
}

/// The part of an annex's form in which its file is chosen.
struct AnnexFile: Sendable {
  /// The name of the field.
  static let field = "file"

  let words: Words
  /// Where the draft's files are.
  let filesURL: String

  func html(_ typed: FormData, kept: Set<String>, errors: FormErrors) -> HTML {
    HTML {
      if let digest = typed["sha256"], kept.contains(digest) {
        tag("p") { link("\(filesURL)/\(digest)", words("writing.annexFileKept", ["name": .text(typed["fileName"] ?? digest)])) }
      }
      Field(Self.field, words("writing.annexFile"), hint: words("writing.annexFileHint"), errors: errors).file()
    }
  }
}
