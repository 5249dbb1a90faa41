// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel

extension GuardedMatters {
  /// Whether a file that a message brings is kept, or would be, where a reader may not look.
  /// - Parameter kept: all files of the case, whatever compartment they are in.
  func isApart(
    _ content: CaseFile.Content, of message: CaseMessage, in request: RegisteredRequest, among kept: [CaseFile],
    for reader: CaseStore.Reader
  ) -> Bool {
    func isClosed(_ compartment: Compartment?) -> Bool { compartment.map { !reader.compartments.contains($0) } ?? false }
    let copies = kept.filter { $0.content?.sha256 == content.sha256 }
    guard copies.isEmpty else { return copies.allSatisfy { isClosed($0.compartment) } }
    let items = message.concerned(in: request, saying: DocumentFile.kept(message.document, of: message.act))
    return isClosed(compartment(of: content, items))
  }
}

extension Casework {
  /// The messages as a reader may know them: the names of files that are kept where the reader may not look are left out of what was told.
  func withoutApart(
    _ messages: [CaseMessage], of request: RegisteredRequest, for reader: CaseStore.Reader
  ) async throws -> [CaseMessage] {
    guard messages.contains(where: { $0.files != nil }) else { return messages }
    let guarded = try await guardedMatters(of: request)
    let kept = try await store.records(CaseFile.self, of: request.id, for: Self.everyCompartment).map(\.value)
    guard !guarded.isEmpty || kept.contains(where: { $0.compartment != nil }) else { return messages }
    return messages.map { message in
      guard message.files != nil, let document = DocumentFile.kept(message.document, of: message.act) else { return message }
      let apart = document.files.filter { file in
        let content = CaseFile.Content(name: file.name, mediaType: "", sha256: file.sha256, size: 0)
        return guarded.isApart(content, of: message, in: request, among: kept, for: reader)
      }
      return apart.isEmpty ? message : message.leavingOut(Set(apart.map(\.sha256)))
    }
  }
}

extension CaseMessage {
  /// The message without the names of some of its files.
  fileprivate func leavingOut(_ digests: Set<String>) -> CaseMessage {
    var members = (try? JSONSerialization.jsonObject(with: document)) as? [String: Any] ?? [:]
    let files = members["files"] as? [[String: Any]] ?? []
    let left = files.filter { !digests.contains($0["sha256"] as? String ?? "") }
    // A product says that it brings none by an empty list, everything else by leaving the list out.
    members["files"] = left.isEmpty && act != .partialProduct && act != .fullProduct ? nil : left
    return CaseMessage(
      id: id, request: request, message: message, author: author, to: to, act: act, answers: answers, at: at,
      document: (try? JSONSerialization.data(withJSONObject: members)) ?? Data(), anchor: anchor, standing: standing, files: self.files)
  }
}
