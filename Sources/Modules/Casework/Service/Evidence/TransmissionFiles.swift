// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Files
import Kernel
import Localisation
import Web

/// The files that a product or a reply names: those of the case, by their digests.
extension Casework {
  /// What an act that names files can choose from; nothing for any other act.
  func filesToChoose(for code: CaseAct.Code, of request: ID<RegisteredRequest>, _ call: Call<SignedIn>) async throws -> [Field.Option] {
    guard code.fields.contains(where: { if case .files = $0.kind { true } else { false } }) else { return [] }
    let files = try await store.records(CaseFile.self, of: request, for: call.who.reader).map(\.value).sendable
    guard !files.isEmpty else { return [] }
    let infected = try await infected(of: request)
    return files.compactMap { file in
      guard let content = file.content, !infected.contains(content.sha256) else { return nil }
      let hint = [content.name, call.words.bytes(content.size), "SHA-256 \(content.sha256.prefix(16))…"].joined(separator: " · ")
      return Field.Option(content.sha256, file.title, hint: hint, isTyped: true)
    }
  }

  /// Looks at what an act rests on besides its request: the files that it names and the words of compartments in those that leave with it, the
  /// translations that a dispatch waits for.
  /// - Throws: ``CannotFile/noSuchFile``, ``CannotFile/infected``; ``CannotTell/protectedFile``; ``CannotTranslate/stillAwaited``.
  func checkRecords(of act: CaseAct, in request: ID<RegisteredRequest>, for reader: CaseStore.Reader) async throws {
    if case .outgoing(.send) = act {
      try await store.records(TranslationTask.self, of: request, for: reader).map(\.value).checkSending()
    }
    guard !act.files.isEmpty else { return }
    let files = try await store.records(CaseFile.self, of: request, for: reader).map(\.value)
    try files.checkSent(act.files, infected: try await infected(of: request))
    guard act.leavesWithFiles else { return }
    try await checkOutgoing(
      files.filter { $0.content.map { act.files.contains($0.sha256) } ?? false },
      of: try await store.request(request, for: reader).value)
  }

  private func infected(of request: ID<RegisteredRequest>) async throws -> Set<String> {
    Set(try await scans(of: request).filter { $0.value == .infected }.keys)
  }
}

extension CaseAct {
  /// The digests of the files that it names.
  var files: [String] {
    switch self {
    case .incoming(.sendProduct(let input)): input.files
    case .outgoing(.recordReply(let input)): input.files
    case .outgoing(.send(let input)), .outgoing(.resend(let input)): input.files ?? []
    case .outgoing(.answerInformation(let input)): input.files ?? []
    default: []
    }
  }

  /// Whether the files that it names leave this authority with it.
  var leavesWithFiles: Bool { if case .outgoing(.recordReply) = self { false } else { true } }
}

extension RegisteredRequest {
  /// The transmissions that name a file, with their days.
  func transmissions(naming sha256: String) -> [Transmission] {
    let all: [Transmission]
    switch self {
    case .incoming(let request):
      var seen: Set<String> = []
      all = request.items.compactMap(\.execution).flatMap(\.sent).filter { seen.insert($0.id).inserted }
    case .outgoing(let request): all = request.transmissions
    }
    return all.filter { $0.files.contains(sha256) }
  }
}
