// SPDX-License-Identifier: Apache-2.0
import Age
import ExchangeRules
import Files
import Foundation

extension EvidenceFiles {
  /// The most that a file may have to go into a bundle, in bytes: an archive is made in memory.
  public static let largest = 256 << 20

  /// The files that were fetched, sealed anew for readers whose age keys are given: the key under which a file travelled is for its message alone.
  /// - Throws: `AgeFault` for a text that is no key.
  public static func fetched(_ fetched: FetchedFiles, for readers: [String]) throws -> EvidenceFiles {
    let recipients = try readers.map { try AgeRecipient($0) }
    guard !recipients.isEmpty else { return .none }
    return EvidenceFiles { author, message, number, _ in
      guard let file = try await fetched.files(of: author, message).first(where: { $0.number == number }),
        let open = try await fetched.openWherever(file)
      else { return nil }
      guard open.size <= largest else { throw EvidenceProblem.tooLong }
      var content = Data()
      while content.count < open.size { content += try await open.read(at: content.count, upTo: 1 << 20) }
      return try AgeSealer.seal(content, for: recipients)
    }
  }
}
