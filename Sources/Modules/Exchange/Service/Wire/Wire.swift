// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation

/// A call of another node: its certificate, its signature and the digest of its content hold, and its nonce was new.
public struct WireCall: Sendable {
  /// The authority that called.
  public let from: AuthorityName
  /// `GET` or `POST`.
  public let method: String
  /// The path, beginning with `/v1/`.
  public let path: String
  /// The header fields that the resources know, by small names: `content-type`, `range`, `if-range`.
  public let fields: [String: String]
  /// The content, at most ``WireLimits/content``.
  public let content: Data
  /// When it came, by this node's clock.
  public let receivedAt: Date

  /// Describes a call.
  public init(from: AuthorityName, method: String, path: String, fields: [String: String], content: Data, receivedAt: Date) {
    self.from = from
    self.method = method
    self.path = path
    self.fields = fields
    self.content = content
    self.receivedAt = receivedAt
  }
}

/// What an answer carries.
public enum WireContent: Sendable {
  /// Bytes in memory.
  case bytes(Data)
  /// A part of a file on disk, sent without being read whole.
  case file(URL, range: Range<Int64>)
}

/// An answer to another node; the wire signs it, bound to the question.
public struct WireAnswer: Sendable {
  /// The HTTP status.
  public let status: Int
  /// Header fields besides those of the signature, by small names.
  public let fields: [String: String]
  /// What it carries.
  public let content: WireContent

  /// Makes an answer.
  public init(status: Int, fields: [String: String] = [:], content: WireContent = .bytes(Data())) {
    self.status = status
    self.fields = fields
    self.content = content
  }
}

/// Answers the calls of other nodes under some paths.
///
/// An ``ExchangeProblem`` that it throws is told as problem details; any other error as 500 with no detail.
public typealias WireHandler = @Sendable (WireCall) async throws -> WireAnswer

/// A question to another node.
public struct WireQuestion: Sendable {
  /// `GET` or `POST`.
  public let method: String
  /// The path, beginning with `/v1/`.
  public let path: String
  /// Header fields besides those of the signature, by small names.
  public let fields: [String: String]
  /// The content.
  public let content: Data

  /// Makes a question.
  public init(method: String, path: String, fields: [String: String] = [:], content: Data = Data()) {
    self.method = method
    self.path = path
    self.fields = fields
    self.content = content
  }
}

/// What came of a question.
public enum WireOutcome: Sendable {
  /// An answer whose signature, bound to the question, holds under a key of the peer; content up to ``WireLimits/content``.
  case answered(status: Int, fields: [String: String], content: Data)
  /// A problem told by an answer; `isSigned` says whether its signature holds.
  case problem(ExchangeProblem, isSigned: Bool, retryAfter: TimeInterval?)
  /// No answer, or one that counts as none: unsigned, malformed, status of 500 and more without a known problem.
  case noAnswer(retryAfter: TimeInterval?)
}

/// Asks other nodes, over TLS 1.3 with both certificates pinned by the directory, every question signed.
public protocol PeerTransport: Sendable {
  /// Asks, and takes the whole answer into memory.
  func ask(_ question: WireQuestion, of peer: Peer) async -> WireOutcome
  /// Asks for bytes that are given on as they come, at most `limit`; the signature of the head holds before the first is given on, and the digest
  /// that stands in it is compared at the end.
  func fetch(_ question: WireQuestion, of peer: Peer, limit: Int, into take: @Sendable (Data) async throws -> Void) async -> WireOutcome
  /// Whether anything may be signed now: not while other nodes find the clock of this one wrong.
  func maySign() async -> Bool
}

extension PeerTransport {
  /// Always, for a way that hears of no other clock.
  public func maySign() async -> Bool { true }
}

/// Bounds of what travels.
public enum WireLimits {
  /// Bytes that a question or an answer in memory has at most: a sealed message of 1 MiB.
  public static let content = 1 << 20
  /// Bytes that all header fields have together at most.
  public static let head = 16 << 10
  /// Seconds within which the head of a question must be there.
  public static let headPatience = 30
  /// Connections of one peer at once.
  public static let connections = 4
}
