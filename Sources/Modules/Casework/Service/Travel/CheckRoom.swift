// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Foundation
import Kernel

/// A message that is being recorded: the exchange keeps it only with the commit that is being planned.
struct ArrivedStep: Sendable {
  let message: CaseMessage
  let step: ConversationStep
}

extension Casework {
  /// The consultations of a request as both sides have them.
  func consultations(
    of request: RegisteredRequest, in conversation: CaseConversation, _ known: [CaseMessage], _ exchange: CaseExchange,
    after arrived: ArrivedStep? = nil
  ) async throws -> [TravelledConsultation] {
    guard known.contains(where: { $0.act == .consultationOpened }) else { return [] }
    var steps = try await exchange.steps(conversation.id, conversation.other)
    if let arrived {
      // Whoever answers a message has it, also where the receipt for it was lost on the way.
      for index in steps.indices where steps[index].id == arrived.step.answers && steps[index].receivedAt == nil {
        steps[index].receivedAt = arrived.step.receivedAt
      }
      if !steps.contains(where: { $0.id == arrived.step.id }) { steps.append(arrived.step) }
    }
    return TravelledConsultation.all(
      of: request, own: exchange.own, other: conversation.other, messages: known, steps: steps
    ) { DocumentFile.kept($0.document, of: $0.act) }
  }

  /// Asks, before anybody signs, whether a step of a consultation can be taken by what both sides have.
  /// - Throws: ``CannotTravel/room(_:)``.
  func checkRoom(
    _ telling: Telling, answering answered: MessageID?, in conversation: CaseConversation, of request: RegisteredRequest,
    _ known: [CaseMessage], _ exchange: CaseExchange, after arrived: ArrivedStep?, at instant: Date
  ) async throws {
    guard let act = telling.document.roomAct(answering: answered, of: request) else { return }
    let day = CalendarDay(instant, in: .gmt)
    do throws(RoomProblem) {
      if case .begin = act {
        let (asking, asked) = request.direction == .incoming ? (conversation.other, exchange.own) : (exchange.own, conversation.other)
        let room = ConsultationRoom(requestingState: asking, requestedState: asked)
        return try room.check(act, by: exchange.own, answers: nil, on: day, isUnderway: false)
      }
    } catch {
      throw CannotTravel.room(error)
    }
    let rooms = try await consultations(of: request, in: conversation, known, exchange, after: arrived)
    // A consultation that was begun on paper has no room, and neither has one on a node that keeps no steps.
    guard let room = rooms.last(where: { $0.opening.anchor == telling.anchor }) else { return }
    do { try room.check(act, by: exchange.own, answers: answered, on: day) } catch { throw CannotTravel.room(error) }
  }

  /// What stands against an answer or another proposal of the other authority in the room of its consultation; `nil` when nothing does.
  ///
  /// What came too late binds nobody: the other side reads the same from the receipt.
  func roomProblem(
    _ message: ArrivedMessage, in conversation: CaseConversation, of request: RegisteredRequest, _ known: [CaseMessage]
  ) async throws -> RoomProblem? {
    guard message.act == .consultationAnswered || message.act == .consultationProposed, let exchange = around.exchange else { return nil }
    let kept = message.record(of: request.id, nil, .noted)
    let rooms = try await consultations(
      of: request, in: conversation, known + [kept], exchange, after: ArrivedStep(message: kept, step: message.step))
    guard let room = rooms.last(where: { $0.messages[message.manifest.id] != nil }) else { return nil }
    return room.room.setAside.first { $0.entry.id == message.manifest.id }?.reason
  }
}
