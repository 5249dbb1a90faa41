// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Foundation
import Kernel
import Keys
import Storage
import WritingRules

extension Casework {
  /// What goes out with a decision, for the commit of the decision.
  struct GoingOut: Sendable {
    var records: [WrittenRecord] = []
    var statements: [SQL] = []
    var effects: [NewEffect] = []
  }

  /// The decision with what the other authority is told of it; nothing is told where the request does not travel.
  /// - Parameter arrived: the message that is recorded by the decision and stands in no table yet.
  /// - Throws: ``CannotTravel``; ``CannotTell`` for words that stand in a compartment.
  func telling(
    _ change: Change, since before: RegisteredRequest, after arrived: ArrivedStep? = nil, at instant: Date
  ) async throws -> (change: Change, out: GoingOut) {
    guard let exchange = around.exchange, !change.events.isEmpty else { return (change, GoingOut()) }
    var out = GoingOut()
    guard let conversation = try await conversation(for: change, exchange, &out, at: instant) else { return (change, GoingOut()) }
    let tellings = change.request.tellings(
      of: change.events.filter { $0.name != .sent || !out.statements.isEmpty },
      supplementing: try await self.conversation(supplementedBy: change.request)?.id)
    guard !tellings.isEmpty else { return (change, GoingOut()) }
    let known = try await messages(of: change.request.id) + [arrived?.message].compactMap(\.self)
    for telling in tellings {
      try await put(telling, into: &out, of: change.request, conversation, known, exchange, after: arrived, at: instant)
    }
    return (try notified(change, tellings, at: instant), out)
  }

  /// Shares a request that did not go out yet as a draft for comment; each draft is a conversation of its own.
  /// - Throws: ``CannotAct/notAtThisStage``, ``CannotAct/nothingOpen`` where the exchange knows no authority; ``CannotTravel``; ``CannotTell``.
  func shareDraft(_ id: ID<RegisteredRequest>, for reader: CaseStore.Reader, by actor: EventActor, at instant: Date) async throws {
    let found = try await store.request(id, for: reader).value
    guard case .outgoing(let request) = found else { throw CannotAct.notOfThisKind }
    guard let exchange = around.exchange, let other = try await exchange.addressee(in: request.head.requestedState) else {
      throw CannotAct.nothingOpen
    }
    let (telling, event) = try request.sharingDraft(on: CalendarDay(instant, in: zone))
    let aside = CaseConversation(
      id: ConversationID(at: instant, random: UInt128.random(in: .min ... .max)), request: id, other: other, isOn: true)
    var out = GoingOut()
    try await put(telling, into: &out, of: found, aside, [], exchange, at: instant)
    var statements = [CaseStore.stillKept(id)] + out.statements
    for record in out.records {
      statements.append(try record.statement(with: try await store.seal.keys.key(of: CaseSeal.owner(id)), at: instant))
    }
    try await store.database.commit(
      Commit(statements, events: [found.recorded(event, by: actor, at: instant)], effects: out.effects))
  }

  /// The conversation that a decision is told in: that of the request as long as it goes through the exchange, or a new one when it is sent so.
  private func conversation(
    for change: Change, _ exchange: CaseExchange, _ out: inout GoingOut, at instant: Date
  ) async throws -> CaseConversation? {
    let known = try await store.conversation(of: change.request.id)
    guard case .outgoing(let request) = change.request, change.events.contains(where: { $0.name == .sent }),
      !change.request.tellings(of: change.events.filter { $0.name == .sent }).isEmpty
    else { return known?.isOn == true ? known : nil }
    // What is under way or has arrived is not sent twice; what was refused or lost begins anew.
    if let known, try await !isLost(request.id, in: known) { return known.isOn ? known : nil }
    // What is sent anew, or adds to another request, goes to the authority that has the case.
    let earlier = if let known { known } else { try await conversation(supplementedBy: change.request) }
    guard let other = try await exchange.addressee(in: request.head.requestedState, begun: earlier?.other) else { return nil }
    let begun = CaseConversation(
      id: ConversationID(at: instant, random: UInt128.random(in: .min ... .max)), request: request.id, other: other, isOn: true)
    out.statements.append(CaseStore.beginning(begun))
    return begun
  }

  /// Whether the request itself did not arrive, however often it was sent.
  private func isLost(_ id: ID<RegisteredRequest>, in conversation: CaseConversation) async throws -> Bool {
    let sent = try await messages(of: id).filter { $0.act.begins && $0.act != .draftForComment && $0.to == conversation.other }
    return sent.allSatisfy { message in
      switch message.standing {
      case .failed, .rejected: true
      case .seen(let code, _, _): code == "failed" || code == "rejected"
      default: false
      }
    }
  }

  /// The messages of a request, in their order.
  func messages(of id: ID<RegisteredRequest>) async throws -> [CaseMessage] {
    try await store.records(CaseMessage.self, of: id, for: console).map(\.value).sorted {
      ($0.second, $0.message) < ($1.second, $1.message)
    }
  }

  /// The conversation of the request that one adds to, where both are linked and that one travelled.
  private func conversation(supplementedBy request: RegisteredRequest) async throws -> CaseConversation? {
    guard let link = request.head.links.first(where: { $0.kind == .supplements }) else { return nil }
    return try await store.conversation(of: link.request)
  }

  private func put(
    _ telling: Telling, into out: inout GoingOut, of request: RegisteredRequest, _ conversation: CaseConversation, _ known: [CaseMessage],
    _ exchange: CaseExchange, after arrived: ArrivedStep? = nil, at instant: Date
  ) async throws {
    let files = try await offered(telling.files, of: request.id)
    let document = try DocumentFile.bytes(telling.document.naming(files), of: telling.act)
    try await checkOutgoing(try Self.texts(of: telling.document.content), of: request)
    let answered = telling.answered(among: known, by: conversation.other)
    try await checkRoom(telling, answering: answered, in: conversation, of: request, known, exchange, after: arrived, at: instant)
    let sending = CaseSending(
      id: .fresh(at: instant, after: known.map(\.message)), conversation: conversation.id, answers: answered, to: conversation.other,
      act: telling.act,
      document: document, files: files, at: instant)
    let message = CaseMessage(
      id: ID(), request: request.id, message: sending.id, author: exchange.own, to: conversation.other, act: telling.act,
      answers: answered, at: instant, document: document, anchor: telling.anchor, standing: .underway)
    out.records.append(WrittenRecord(record: message))
    out.statements += CaseStore.noting(message)
    out.effects.append(try await exchange.sending(sending))
  }

  /// A withdrawal that travels is itself the notice that the requested State is owed.
  /// - Source: UNCAC 46(24)
  private func notified(_ change: Change, _ tellings: [Telling], at instant: Date) throws -> Change {
    guard tellings.contains(where: { $0.act == .withdrawal }), case .outgoing(let request) = change.request else { return change }
    let day = CalendarDay(instant, in: zone)
    let acting = Acting(ActingOfficer(id: "", name: ""), at: instant, on: day)
    guard let notice = try request.tellingWithdrawal(on: day, acting) else { return change }
    return Change(.outgoing(notice.state), change.events + notice.events)
  }

  /// The files of the case that a message offers, each under a name that is safe on every system and that no other has.
  private func offered(_ digests: [String], of id: ID<RegisteredRequest>) async throws -> [CaseSending.File] {
    guard !digests.isEmpty else { return [] }
    let kept = try await store.records(CaseFile.self, of: id, for: console).compactMap(\.value.content)
    let owner = CaseSeal.owner(id)
    var taken: Set<String> = []
    return digests.enumerated().compactMap { place, digest in
      guard let content = kept.first(where: { $0.sha256 == digest }) else { return nil }
      var name = (try? PayloadName(content.name.precomposedStringWithCanonicalMapping))?.text ?? "file-\(place + 1)"
      if !taken.insert(name.lowercased()).inserted {
        name = (try? PayloadName("\(place + 1)-\(name)"))?.text ?? "file-\(place + 1)"
        taken.insert(name.lowercased())
      }
      let media = MediaType(content.mediaType.lowercased())?.text ?? "application/octet-stream"
      return CaseSending.File(ownerKind: owner.type, ownerID: owner.id, sha256: digest, name: name, media: media)
    }
  }
}

extension Telling {
  /// The message that it answers: what the other authority told of the same; the end of a consultation without an answer names its beginning.
  fileprivate func answered(among known: [CaseMessage], by other: AuthorityName) -> MessageID? {
    guard answers else { return nil }
    if let theirs = known.last(where: { $0.author == other && $0.anchor == anchor }) { return theirs.message }
    return act == .consultationClosed ? known.last { $0.act == .consultationOpened && $0.anchor == anchor }?.message : nil
  }
}

extension CaseDocument {
  /// The document with the names under which its files are offered.
  fileprivate func naming(_ files: [CaseSending.File]) -> CaseDocument {
    let named = files.map { ProductDocument.File(name: $0.name, sha256: $0.sha256) }
    switch self {
    case .product(var product):
      product.files = named
      return .product(product)
    case .request(var request) where !named.isEmpty:
      request.files = named
      return .request(request)
    case .informationGiven(var answer) where !named.isEmpty:
      answer.files = named
      return .informationGiven(answer)
    default: return self
    }
  }
}
