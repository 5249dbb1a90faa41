// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import Kernel
public import Storage

/// What a module wants to be sent: ``MessageDraft/effect(under:at:)`` makes an effect of it for the module's own commit.
///
/// Whatever the module decided and the wish to tell the other State are so one commit. Exchange gives the message its place, signs it and sends it.
public struct MessageDraft: Codable, Hashable, Sendable {
  /// The kind of the effect.
  public static let effect = "exchange.send"

  /// Names the message; made by the module, so that it knows what becomes of it.
  public var id: MessageID
  /// The conversation; one for each request, chosen by the side that begins it.
  public var conversation: ConversationID
  /// The message that is answered.
  public var answers: MessageID?
  /// The authority that it is for.
  public var to: AuthorityName
  /// The service: `urn:comity:mla:1` for casework, `urn:comity:loop:1` for the loop-back test.
  public var service: String
  /// What it does: one of the names of `MilestoneAct` for casework.
  public var act: String
  /// The schema of the document.
  public var schema: String?
  /// The document, JSON as it is signed.
  public var document: Data?
  /// The files that it offers.
  public var files: [File]
  /// The document and the files as they wait in the outbox: sealed, and then not given otherwise.
  public internal(set) var sealed: Data?
  /// Days after which it has failed when nobody took it; 7 usually, at most 30.
  public var days: Int

  /// A file of the vault that is offered with a message.
  public struct File: Codable, Hashable, Sendable {
    /// The owner of the file's key in the vault (`KeyOwner`): its kind.
    public var ownerKind: String
    /// The owner of the file's key in the vault: its identifier.
    public var ownerID: String
    /// SHA-256 of the file before sealing, by which the vault knows it.
    public var sha256: String
    /// The name that the other authority sees.
    public var name: String
    /// The media type.
    public var media: String

    /// Names a file.
    public init(ownerKind: String, ownerID: String, sha256: String, name: String, media: String) {
      self.ownerKind = ownerKind
      self.ownerID = ownerID
      self.sha256 = sha256
      self.name = name
      self.media = media
    }
  }

  /// Makes a draft.
  public init(
    id: MessageID, conversation: ConversationID, answers: MessageID? = nil, to: AuthorityName, service: String, act: String,
    schema: String? = nil, document: Data? = nil, files: [File] = [], days: Int = 7
  ) {
    self.id = id
    self.conversation = conversation
    self.answers = answers
    self.to = to
    self.service = service
    self.act = act
    self.schema = schema
    self.document = document
    self.files = files
    self.days = days
  }
}

/// A message of another authority whose signature holds and that takes effect now.
public struct VerifiedMessage: Sendable {
  /// What was signed.
  public let manifest: Manifest
  /// The digest of the signed bytes.
  public let signed: DigestOf<SignedMessage>
  /// When it was received first, by this node's clock.
  public let receivedAt: Date

  /// Puts a message together.
  public init(manifest: Manifest, signed: DigestOf<SignedMessage>, receivedAt: Date) {
    self.manifest = manifest
    self.signed = signed
    self.receivedAt = receivedAt
  }
}

/// What other modules make of messages; Node passes these in.
///
/// Each plans, and Exchange commits the plan with its own entry and receipt.
public struct MessagePlanners: Sendable {
  /// What a message that takes effect brings about: statements, events and effects of the module of its service.
  ///
  /// It is called outside a transaction and again when a version that it read was stale. Content that the module cannot make sense of is thrown as
  /// ``ExchangeProblem/schema``; the message is then refused for good.
  public var arrived: @Sendable (VerifiedMessage) async throws -> Commit
  /// What the progress of an own message brings about: relayed, delivered, retrieved, rejected, failed; several receipts when they came together.
  public var progressed: @Sendable (MessageDraft.Head, [Receipt]) async throws -> Commit

  /// Passes planners in.
  public init(
    arrived: @escaping @Sendable (VerifiedMessage) async throws -> Commit,
    progressed: @escaping @Sendable (MessageDraft.Head, [Receipt]) async throws -> Commit
  ) {
    self.arrived = arrived
    self.progressed = progressed
  }
}

extension MessageDraft {
  /// What names an own message to the module that wanted it sent.
  public struct Head: Hashable, Sendable {
    /// The message.
    public let id: MessageID
    /// Its conversation.
    public let conversation: ConversationID
    /// Its service.
    public let service: String
    /// Its act.
    public let act: String
    /// The authority that it is for.
    public let to: AuthorityName
    /// The digest of its signed bytes.
    public let signed: DigestOf<SignedMessage>

    /// Names an own message.
    public init(
      id: MessageID, conversation: ConversationID, service: String, act: String, to: AuthorityName, signed: DigestOf<SignedMessage>
    ) {
      self.id = id
      self.conversation = conversation
      self.service = service
      self.act = act
      self.to = to
      self.signed = signed
    }
  }
}
