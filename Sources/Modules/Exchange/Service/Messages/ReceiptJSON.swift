// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import StrictJSON

/// A receipt as JSON: what a node signs of a message.
public enum ReceiptJSON {
  private static let common: Set<String> = ["v", "act", "id", "jws", "from", "to", "iat"]

  // MARK: Writing

  /// The bytes of a receipt.
  public static func bytes(_ receipt: Receipt) -> Data {
    WireJSON.bytes(
      WireJSON.object(
        [
          ("v", WireJSON.number(ManifestJSON.version)), ("act", .string(receipt.evidence.act)), ("id", WireJSON.text(receipt.message)),
          ("jws", WireJSON.text(receipt.signed)), ("from", WireJSON.text(receipt.from)), ("to", WireJSON.text(receipt.to)),
          ("iat", WireJSON.instant(receipt.issuedAt)),
        ] + evidence(receipt.evidence)))
  }

  private static func evidence(_ evidence: Evidence) -> [(String, JSONValue.Content)] {
    switch evidence {
    case .submissionAcceptance(let index): [("index", WireJSON.number(index))]
    case .submissionRejection(let problem): [("rule", .string(problem.rawValue))]
    case .relayAcceptance(let taken):
      [
        ("jwe", WireJSON.text(taken.sealed)), ("dir", WireJSON.number(taken.directoryVersion)),
        ("received", WireJSON.instant(taken.receivedAt)), ("proof", .string(taken.logProof)),
      ]
    case .relayRejection(let problem, let receivedAt):
      [("problem", .string(problem.rawValue)), ("received", WireJSON.instant(receivedAt))]
    case .relayFailure(let tries, let last): [("tries", WireJSON.number(tries)), ("last", WireJSON.text(last?.code))]
    case .delivery(let files): [("files", WireJSON.list(files.map { WireJSON.text($0) }))]
    case .nonDelivery(let reason): [("reason", .string(reason.rawValue))]
    case .retrieval(let role): [("role", .string(role))]
    }
  }

  // MARK: Reading

  /// So many bytes a proof has at most: 63 hashes and a note with a few signatures are far below.
  static let longestProof = 16 << 10

  /// Reads a receipt, as strictly as a manifest.
  /// - Throws: ``ExchangeProblem/schema``, ``ExchangeProblem/profile`` for another version.
  public static func read(_ bytes: Data) throws(ExchangeProblem) -> Receipt {
    guard let value = try? StrictJSON.parse(bytes, limits: StrictLimits(bytes: bytes.count, depth: WireMembers.depth)),
      case .string(let act)? = value["act"]?.content, let own = names[act]
    else { throw .schema }
    let members = try WireMembers(value, common.union(own))
    guard try members.number("v") == ManifestJSON.version else { throw .profile }
    return Receipt(
      message: try members.text("id") { MessageID($0) }, signed: try members.text("jws") { DigestOf<SignedMessage>($0) },
      from: try members.text("from") { AuthorityName($0) }, to: try members.text("to") { AuthorityName($0) },
      issuedAt: try members.instant("iat"), evidence: try evidence(act, members))
  }

  private static let names: [String: Set<String>] = [
    "submission-acceptance": ["index"], "submission-rejection": ["rule"], "relay-acceptance": ["jwe", "dir", "received", "proof"],
    "relay-rejection": ["problem", "received"], "relay-failure": ["tries", "last"], "delivery": ["files"], "non-delivery": ["reason"],
    "retrieval": ["role"],
  ]

  private static func evidence(_ act: String, _ members: WireMembers) throws(ExchangeProblem) -> Evidence {
    switch act {
    case "submission-acceptance": return .submissionAcceptance(logIndex: try members.number("index"))
    case "submission-rejection": return .submissionRejection(try members.text("rule") { ManifestProblem(rawValue: $0) })
    case "relay-acceptance":
      return .relayAcceptance(
        RelayAcceptance(
          sealed: try members.text("jwe") { DigestOf<SealedMessage>($0) }, directoryVersion: try members.number("dir"),
          receivedAt: try members.instant("received"), logProof: try members.text("proof") { $0.utf8.count <= longestProof ? $0 : nil }))
    case "relay-rejection":
      return .relayRejection(try members.text("problem") { ExchangeProblem(rawValue: $0) }, receivedAt: try members.instant("received"))
    case "relay-failure":
      return .relayFailure(
        tries: try members.number("tries"), last: try members.optional("last") { AttemptOutcome.Summary(code: $0) })
    case "delivery":
      let listed = try members.list("files")
      guard listed.count <= Manifest.payloadLimit else { throw .tooLarge }
      var files: [DigestOf<PlainFile>] = []
      for value in listed {
        guard case .string(let text) = value.content, let digest = DigestOf<PlainFile>(text) else { throw .schema }
        files.append(digest)
      }
      return .delivery(files: files)
    case "non-delivery": return .nonDelivery(try members.text("reason") { NonDelivery(rawValue: $0) })
    case "retrieval": return .retrieval(role: try members.text("role") { ActName($0) == nil ? nil : $0 })
    default: throw .schema
    }
  }
}

extension AttemptOutcome.Summary {
  /// Its one word: the code of the problem, or `no-answer`.
  var code: String {
    switch self {
    case .problem(let problem): problem.rawValue
    case .noAnswer: "no-answer"
    }
  }

  /// Reads the word; `nil` for one that is none.
  init?(code: String) {
    if code == "no-answer" {
      self = .noAnswer
    } else {
      guard let problem = ExchangeProblem(rawValue: code) else { return nil }
      self = .problem(problem)
    }
  }
}
