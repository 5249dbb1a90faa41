// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Kernel
public import WritingRules

/// How it stands with the files that a message of the other State brings; they are fetched only when somebody has agreed.
/// - Source: practice (quota and an officer's consent before files are fetched)
public enum BroughtFiles: Codable, Hashable, Sendable {
  /// An officer is asked; may become `agreed` or `refused`.
  case asked
  /// The authority asks nobody for files as small as these; may become `refused` while none is fetched yet.
  case unasked
  /// An officer agreed.
  case agreed(by: ActingOfficer, on: CalendarDay)
  /// An officer does not want them.
  case refused(RefusalOfFiles, by: ActingOfficer, on: CalendarDay)
  /// All of them have come to an end: those that were verified are files of the case.
  case ended
}

/// Why files are not wanted; it is recorded here, and the other State is told alone that an officer refused them.
public enum RefusalOfFiles: String, Codable, Hashable, Sendable, CaseIterable {
  /// They are not needed.
  case notNeeded
  /// They are too large for the line or for this node.
  case tooLarge
  /// Nobody expected them, or something about them is doubtful.
  case doubtful
  /// They are not for this case.
  case wrongCase
  /// They are to come by another way: on a carrier, by the bag.
  case otherWay
}

extension CaseMessage {
  /// Agrees that the files are fetched.
  /// - Source: practice (consent before files are fetched)
  /// - Throws: ``CannotAct/nothingOpen`` when nobody is asked any more.
  public func agreeingToFiles(_ acting: Acting) throws(CannotAct) -> MessageDecision {
    guard files == .asked || files == .unasked else { throw .nothingOpen }
    var message = self
    message.files = .agreed(by: acting.officer, on: acting.on)
    return MessageDecision(state: message, events: [fact(.filesAgreed)])
  }

  /// Refuses them.
  /// - Source: practice (consent before files are fetched)
  /// - Throws: ``CannotAct/nothingOpen`` when nobody is asked any more.
  public func refusingFiles(_ reason: RefusalOfFiles, _ acting: Acting) throws(CannotAct) -> MessageDecision {
    guard files == .asked || files == .unasked else { throw .nothingOpen }
    var message = self
    message.files = .refused(reason, by: acting.officer, on: acting.on)
    return MessageDecision(state: message, events: [fact(.filesRefused, ["reason": .code(reason.rawValue)])])
  }

  private func fact(_ name: CaseEvent.Name, _ more: [String: CaseEvent.Value] = [:]) -> CaseEvent {
    CaseEvent(name, ["message": .code(message.description), "act": .code(act.rawValue)].merging(more) { $1 })
  }

  /// The message once all its files have come to an end; what an officer refused stays told as that.
  public var withFilesEnded: CaseMessage {
    var message = self
    if case .refused = files { return message }
    message.files = .ended
    return message
  }

  /// What adding one of its files to the case needs: as it was signed, with the items that the message names.
  /// - Parameters:
  ///   - items: those that the request has.
  ///   - compartment: the compartment that it belongs into.
  public func filing(
    _ content: CaseFile.Content, among items: [ItemID], saying document: CaseDocument?, on day: CalendarDay,
    in compartment: Compartment? = nil
  ) -> AddFile {
    let kind: CaseFile.Kind =
      switch act {
      case .partialProduct, .fullProduct: .product
      case .request, .supplementaryRequest, .spontaneousInformation, .informationGiven: .annex
      default: .other
      }
    var named: [ItemID] = []
    if case .product? = document { named = (document?.items ?? []).filter(items.contains) }
    return AddFile(
      kind: kind, title: content.name, content: content, items: named,
      origin: .init(givenBy: author.description, on: day, form: .electronic, travelled: .init(message, from: author, to: to)),
      compartment: compartment)
  }

  /// The items that its files may be about: those that it names, or those of the question that it answers; empty when it does not say.
  public func concerned(in request: RegisteredRequest, saying document: CaseDocument?) -> [ItemID] {
    let inquiries =
      switch request {
      case .incoming(let request): request.inquiries
      case .outgoing(let request): request.inquiries
      }
    if case .inquiry(let place)? = anchor, inquiries.indices.contains(place) { return inquiries[place].items }
    return document?.items ?? []
  }
}
